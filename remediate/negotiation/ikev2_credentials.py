"""Which profile, keyring or tunnel-group an end uses for its peer, and what it lacks there.

Source: Cisco IOS IKEv2 guide (an initiator looks its key up by the peer's address, a responder by
identity or address; a profile must match the peer's identity, name both methods and, for keys, a
keyring, and must be attached at both ends).
"""

from __future__ import annotations

from collections.abc import Sequence

from remediate.model.base import Platform
from remediate.model.config_ikev2 import Ikev2Identity, Ikev2Peer, Ikev2Profile
from remediate.model.selector import AddressBlock, parse_peer
from remediate.negotiation.asking import asks
from remediate.negotiation.ikev2_matching import match_profile, matches
from remediate.negotiation.ikev2_outcome import Credentials, Ikev2Lack
from remediate.negotiation.ikev2_tunnel_groups import asa_credentials, covers, entry_line
from remediate.negotiation.outcome import Side
from remediate.negotiation.partial import may_lack, text_ends
from remediate.negotiation.translation import translated, translation

__all__ = ["credentials", "identity_of", "unattached"]


def identity_of(side: Side) -> Ikev2Identity | None:
    """Return the identity that an end shows to its peer; None where it can't be told."""
    own = _host(side.end.local_address)
    address = Ikev2Identity(kind="address", block=own) if own is not None else None
    known = side.config.ikev2_config
    if side.config.platform is Platform.ASA:
        match (known.identity or "auto").split():
            case ["address"]:
                return address
            case ["auto"]:  # an address with pre-shared keys, the subject with a certificate
                signs = (
                    side.config.settings.certificates
                    and asa_credentials(side).local_method != "pre-share"
                )
                return None if signs else address
            case ["hostname"]:
                named = (side.config.hostname, known.domain)
                name = ".".join(item for item in named if item).lower() if all(named) else None
                return Ikev2Identity(kind="fqdn", value=name)
            case ["key-id", name]:
                return Ikev2Identity(kind="key-id", value=name)
            case _:
                return None
    profile = _attached(side)
    if profile is None:
        return address if not _names(side) else None
    if profile.identity_local is not None:
        return profile.identity_local
    return address if profile.authentication_local in (None, "pre-share") else None


def credentials(side: Side, identity: Ikev2Identity | None) -> Credentials:
    """Return what the end uses for its peer; ``identity`` is the peer's, None where it isn't known."""
    if translated(side):
        return Credentials(side, unknown=(translation(side),))
    found = asa_credentials(side) if side.config.platform is Platform.ASA else _ios(side, identity)
    if found.lacks and may_lack(side):
        texts = (f"{text_ends(side)}: {item.reason}" for item in found.lacks)
        found = found._replace(lacks=(), unknown=(*found.unknown, *texts))
    return found._replace(identity=identity_of(side))


# --- IOS ---------------------------------------------------------------------------------------


def _names(side: Side) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(entry.ikev2_profile for entry in side.entries if entry.ikev2_profile)
    )


def unattached(side: Side) -> Ikev2Lack | None:
    """Return what a router lacks that has an IKEv2 profile for its peer by address and no entry for the peer names one."""
    peer = _host(side.peer)
    if peer is None or not side.entries or _names(side) or side.config.platform is Platform.ASA:
        return None
    shown = Ikev2Identity(kind="address", block=peer)
    for profile in side.config.ikev2_config.profiles:
        if any(matches(wanted, shown) == 32 for wanted in profile.match_remote):
            text = (
                f"{side.name} negotiates with IKEv1 for {side.peer}, without a key for it: IKEv2 profile"
                f" {profile.name}, which matches that peer alone, is attached to no entry for it"
            )
            return Ikev2Lack(side, "unbound", text, entry_line(side))
    return None


def _attached(side: Side) -> Ikev2Profile | None:
    names = _names(side)
    return side.config.ikev2_config.profile(names[0]) if len(names) == 1 else None


def _ios(side: Side, identity: Ikev2Identity | None) -> Credentials:
    names = _names(side)
    if not names:
        text = f"{side.name} has no IKEv2 profile attached for {side.peer}"
        return Credentials(side, lacks=(Ikev2Lack(side, "unbound", text, entry_line(side)),))
    if len(names) > 1:
        text = f"{side.name} has several IKEv2 profiles for {side.peer}: {', '.join(names)}"
        return Credentials(side, unknown=(text,))
    profile = _attached(side)
    if profile is None:
        text = f"{side.name} refers to IKEv2 profile {names[0]}, which does not exist"
        return Credentials(side, lacks=(Ikev2Lack(side, "profile", text, entry_line(side)),))
    lacks: list[Ikev2Lack] = []
    unknown: list[str] = []
    match_profile(side, profile, identity, lacks, unknown)
    if side.config.isakmp_enabled is False and not may_lack(side):
        text = f"{side.name}: whether `no crypto isakmp enable` switches IKEv2 off too is not known"
        unknown.append(text)
    where = f"{side.name}: IKEv2 profile {profile.name}"
    for way, method in (
        ("local", profile.authentication_local),
        ("remote", profile.authentication_remote),
    ):
        if not method:
            text = f"{where} has no 'authentication {way}'"
            lacks.append(Ikev2Lack(side, "authentication", text, profile.line))
    found = Credentials(
        side,
        profile=profile,
        local_method=profile.authentication_local,
        remote_methods=profile.authentication_remote,
        local=profile.local,
        remote=profile.remote,
    )
    templates = [e.map for e in side.entries if e.map.lower().startswith("virtual-template")]
    if templates and len(templates) == len(side.entries) and not profile.virtual_template:
        unknown.append(f"{where} names no virtual-template, by which {templates[0]} would serve")
    keyed = "pre-share" in (profile.authentication_local, *profile.authentication_remote)
    if profile.keyring_aaa and keyed:
        unknown.append(f"{where} takes its keys from a server")
    elif keyed and not (profile.local and profile.remote):
        found = _keys(found, profile, identity, lacks, unknown)
    return found._replace(lacks=tuple(lacks), unknown=tuple(unknown))


def _keys(
    found: Credentials,
    profile: Ikev2Profile,
    identity: Ikev2Identity | None,
    lacks: list[Ikev2Lack],
    unknown: list[str],
) -> Credentials:
    side, known = found.side, found.side.config.ikev2_config
    where = f"{side.name}: IKEv2 profile {profile.name}"
    if profile.keyring is None:
        lacks.append(Ikev2Lack(side, "keyring", f"{where} names no keyring", profile.line))
        return found
    if profile.keyring not in known.keyrings:
        text = f"{where} names keyring {profile.keyring}, which does not exist"
        lacks.append(Ikev2Lack(side, "keyring", text, profile.line))
        return found
    blocks = [item for item in known.peers if item.keyring == profile.keyring]
    chosen = _by_address(blocks, side.peer)
    if chosen is None:
        hosts = [item.name for item in blocks if item.address is None and item.hostname]
        broken = [item.name for item in blocks if item.problem]
        named = _by_identity(blocks, identity)
        hidden = [item.name for item in blocks if item.identity is not None and identity is None]
        if named is not None:
            text = f"{side.name} finds its key by the peer's identity alone: it can't begin a negotiation"
            of_name = named.identity is not None and named.identity.kind != "address"
            alone = of_name and named.hostname is None
            if not side.entries or any(asks(side, entry) for entry in side.entries):
                if alone and side.entries:
                    lacks.append(Ikev2Lack(side, "begin", text, named.line))
                else:
                    unknown.append(text)
            chosen = named
        elif hosts or broken or hidden:
            text = f"{side.name}: whether peer {', '.join(hosts or broken or hidden)} of keyring {profile.keyring} is {side.peer} is not known"
            unknown.append(text)
            return found
        else:
            text = (
                f"{side.name}: keyring {profile.keyring} has no peer with the address {side.peer}"
            )
            lacks.append(Ikev2Lack(side, "peer", text, profile.line))
            return found
    for way, key in (("local", chosen.local), ("remote", chosen.remote)):
        if key is None:
            text = f"{side.name}: peer {chosen.name} of keyring {profile.keyring} has no {way} key"
            lacks.append(Ikev2Lack(side, "key", text, chosen.line, way))
    return found._replace(
        peer=chosen, local=profile.local or chosen.local, remote=profile.remote or chosen.remote
    )


def _by_address(blocks: Sequence[Ikev2Peer], peer: str) -> Ikev2Peer | None:
    """Return the most specific block that covers the address, the first of equals."""
    target = parse_peer(peer)
    for item in blocks:  # one for the peer alone is the most specific
        block = item.address
        if block is not None and block.address == target and block.wildcard == 0:
            return item
    fitting = [
        (item.address.wildcard.bit_count(), place, item)
        for place, item in enumerate(blocks)
        if item.address is not None and covers(item.address, target)
    ]
    return min(fitting)[2] if fitting else None


def _by_identity(blocks: Sequence[Ikev2Peer], identity: Ikev2Identity | None) -> Ikev2Peer | None:
    if identity is None:
        return None
    fitting = [
        (-found, place, item)
        for place, item in enumerate(blocks)
        if item.identity is not None and (found := matches(item.identity, identity)) >= 0
    ]
    return min(fitting)[2] if fitting else None


def _host(address: str) -> AddressBlock | None:
    try:
        number = parse_peer(address)
    except ValueError:
        return None
    return AddressBlock(address=number, wildcard=0)
