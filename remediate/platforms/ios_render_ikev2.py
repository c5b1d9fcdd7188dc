"""Changes of IKEv2 as IOS and IOS-XE commands.

Sources: Cisco IOS "Configuring Internet Key Exchange Version 2" (a proposal acts only through a
policy; the first policy takes the place of the built-in one), field notice FN72510.
"""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from remediate.model.base import Safety
from remediate.model.change import Rendered
from remediate.model.change_ike import RekeyPsk
from remediate.model.change_ikev2 import AlignIkev2Proposal, CompleteIkev2Keyring, Ikev2Change
from remediate.model.config import CryptoConfig
from remediate.model.config_ikev2 import Ikev2Identity
from remediate.model.config_keys import KeyForm
from remediate.platforms.ios_release import refuses_weak
from remediate.platforms.rendered import (
    NotRendered,
    ikev2_keys_of,
    is_dynamic,
    key_commands,
    map_entry,
)

__all__ = ["rekey", "render"]

_WEAK = frozenset({"des", "3des", "null", "md5"})
_WEAK_GROUPS = frozenset({1, 2, 5, 24})


def render(change: Ikev2Change, config: CryptoConfig) -> Rendered | NotRendered:
    """Return the commands of a change with their inverse, or why there are none."""
    match change:
        case AlignIkev2Proposal():
            return _proposal(change, config)
        case CompleteIkev2Keyring():
            return _complete(change, config)
        case _:
            assert_never(change)


def _proposal(change: AlignIkev2Proposal, config: CryptoConfig) -> Rendered | NotRendered:
    proposal, known = change.proposal, config.ikev2_config
    there = known.proposal(proposal.name)
    if (there is not None) is not change.existing:
        known_as = "exists" if there is not None else "does not exist"
        return NotRendered(reason=f"IKEv2 proposal {proposal.name} {known_as}")
    if change.policy is None:
        return NotRendered(reason="on IOS a proposal acts only through a policy, and none is named")
    exists = any(item.name == change.policy for item in known.policies)
    if exists is change.new_policy:
        return NotRendered(
            reason=f"IKEv2 policy {change.policy} {'exists' if exists else 'does not exist'}"
        )
    weak = _WEAK & {*proposal.encryption, *proposal.integrity, *proposal.prf}
    if refuses_weak(config) and (weak or _WEAK_GROUPS & {*proposal.groups}):
        return NotRendered(
            reason="IOS-XE 17.11.1 and later refuse DES, 3DES, MD5 and groups 1, 2, 5, 24"
        )
    policy = f"crypto ikev2 policy {change.policy}"
    match = (f" match fvrf {change.fvrf}",) if change.new_policy and change.fvrf else ()
    link = f" proposal {proposal.name}"
    gone = (f"no {policy}",) if change.new_policy else (policy, f" no{link}")
    lines = [f" encryption {' '.join(proposal.encryption)}"]
    if proposal.integrity and not any("gcm" in item for item in proposal.encryption):
        lines.append(f" integrity {' '.join(proposal.integrity)}")
    if proposal.prf != proposal.integrity or len(lines) == 1:
        lines.append(f" prf {' '.join(proposal.prf)}")
    lines.append(f" group {' '.join(map(str, proposal.groups))}")
    first = (
        "it becomes the first IKEv2 policy: the built-in one and its proposal no longer serve any peer"
        " (`show crypto ikev2 policy` lists what is used now)"
    )
    made = () if change.existing else (f"crypto ikev2 proposal {proposal.name}", *lines)
    unmade = () if change.existing else (f"no crypto ikev2 proposal {proposal.name}",)
    return Rendered(
        commands=(*made, policy, *match, link),
        inverse=(*gone, *unmade),
        safety=Safety.DISRUPTIVE if change.new_policy else Safety.SAFE,
        preconditions=(first,) if change.new_policy else (),
    )


def _complete(change: CompleteIkev2Keyring, config: CryptoConfig) -> Rendered | NotRendered:
    known = config.ikev2_config
    commands: list[str] = []
    inverse: list[str] = []
    if change.keyring is not None:
        if change.keyring not in known.keyrings:
            return NotRendered(reason=f"there is no IKEv2 keyring {change.keyring}")
        if any((b.keyring, b.name) == (change.keyring, change.peer) for b in known.peers):
            return NotRendered(reason=f"keyring {change.keyring} has a peer {change.peer}")
        if change.peer is None or change.address is None or change.secret is None:
            return NotRendered(reason="a peer of a keyring needs a name, an address and a key")
        header = f"crypto ikev2 keyring {change.keyring}"
        one = change.secret.placeholder()
        keys = [f"  pre-shared-key {one}"]
        if change.secret_remote is not None:
            keys = [
                f"  pre-shared-key local {one}",
                f"  pre-shared-key remote {change.secret_remote.placeholder()}",
            ]
        commands += [header, f" peer {change.peer}", f"  address {change.address}", *keys]
        inverse += [header, f" no peer {change.peer}"]
    if change.profile is not None and (change.match or change.link or change.fvrf):
        profile = known.profile(change.profile)
        if profile is None:
            return NotRendered(reason=f"there is no IKEv2 profile {change.profile}")
        header = f"crypto ikev2 profile {change.profile}"
        added: list[str] = []
        removed: list[str] = []
        if change.fvrf is not None:
            if profile.fvrf is not None:
                return NotRendered(reason=f"profile {profile.name} matches VRF {profile.fvrf} now")
            added.append(f" match fvrf {change.fvrf}")
            removed.append(f" no match fvrf {change.fvrf}")
        if change.match is not None:
            line = f"match identity remote {_identity(change.match)}"
            added.append(f" {line}")
            removed.append(f" no {line}")
        if change.link is not None:
            if profile.keyring != change.previous_link:
                return NotRendered(reason=f"profile {profile.name} names another keyring now")
            added.append(f" keyring local {change.link}")
            back = f"no keyring local {change.link}"
            if change.previous_link is not None:
                back = f"keyring local {change.previous_link}"
            removed.insert(0, f" {back}")
        commands += [header, *added]
        inverse = [header, *removed, *inverse]
    if change.map is not None and change.sequence is not None:
        entry = map_entry(config, change.map, change.sequence)
        if entry is None or entry.kind != "ipsec-isakmp" or entry.ikev2_profile is not None:
            return NotRendered(
                reason=f"{change.map} {change.sequence} is no entry without an IKEv2 profile"
            )
        dynamic = is_dynamic(config, change.map)
        header = f"crypto map {change.map} {change.sequence} {entry.kind}"
        if dynamic:
            header = f"crypto dynamic-map {change.map} {change.sequence}"
        commands += [header, f" set ikev2-profile {change.profile}"]
        inverse = [header, f" no set ikev2-profile {change.profile}", *inverse]
    if not commands:
        return NotRendered(reason="nothing is to be added")
    needed = (
        ("the secret is the key that the other end holds for this one",) if change.secret else ()
    )
    return Rendered(
        commands=tuple(commands),
        inverse=tuple(inverse),
        safety=Safety.SAFE,
        preconditions=needed,
    )


def _identity(identity: Ikev2Identity) -> str:
    if identity.block is not None:
        return f"address {identity.block.dotted} {identity.block.dotted_netmask}"
    if identity.kind.endswith("-domain"):
        return f"{identity.kind.removesuffix('-domain')} domain {identity.value}"
    return f"{identity.kind} {identity.value}"


def rekey(change: RekeyPsk, config: CryptoConfig) -> Rendered | NotRendered:
    """Return the commands that give a peer block one new key, for both directions or for one."""
    if change.keyring is None or change.block is None:
        return NotRendered(reason="an IKEv2 key of IOS stands in a peer block of a keyring")
    local, remote = ikev2_keys_of(config, f"{change.keyring}/{change.block}")
    header = (f"crypto ikev2 keyring {change.keyring}", f" peer {change.block}")
    if change.previous is None and change.way is None:
        if local is not None or remote is not None:
            return NotRendered(
                reason=f"peer {change.block} has a key: it must be kept for the way back"
            )
        new = f"  pre-shared-key {change.secret.placeholder()}"
        return Rendered(
            commands=(*header, f"  address {change.peer}", new),
            inverse=(header[0], f" no peer {change.block}"),
            safety=Safety.SAFE,
        )
    if local is None or remote is None:
        return NotRendered(reason=f"peer {change.block} has no key to replace")
    if (change.way or change.secret_remote) is not None and remote.line == local.line:
        return NotRendered(reason=f"peer {change.block} has one key for both directions")
    pairs = [key_commands(change, local, "")] if change.way != "remote" else []
    if remote.line != local.line and change.way != "local":
        if change.previous_remote is None:
            return NotRendered(reason="the old remote key must be kept for the way back")
        theirs = change.secret_remote or change.secret
        other = replace(change, secret=theirs, previous=change.previous_remote)
        pairs.append(key_commands(other, remote, ""))
    if any(not new for new, _ in pairs):
        return NotRendered(reason=f"the key of peer {change.block} could not be read")
    encrypted = any(key.form is KeyForm.TYPE6 for key in (local, remote))
    return Rendered(
        commands=(*header, *(f"  {new}" for new, _ in pairs)),
        inverse=(*header, *(f"  {old}" for _, old in pairs)),
        safety=Safety.SAFE,
        preconditions=(
            ("the old key is stored as type 6: it comes back only under the same master key",)
            if encrypted
            else ()
        ),
    )
