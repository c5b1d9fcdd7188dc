"""Changes of IKEv2 as ASA commands. Source: ASA VPN CLI guide; PIX and ASA before 8.4 have no IKEv2."""

from __future__ import annotations

from typing import assert_never

from remediate.model.base import Safety
from remediate.model.change import Rendered
from remediate.model.change_ike import RekeyPsk
from remediate.model.change_ikev2 import AlignIkev2Proposal, CompleteIkev2Keyring, Ikev2Change
from remediate.model.change_map import AlignTransformSet
from remediate.model.config import CryptoConfig
from remediate.platforms.ikev2_words import CHILD_ENCRYPTION, CHILD_INTEGRITY
from remediate.platforms.rendered import NotRendered, ikev2_keys_of, is_dynamic, map_entry

__all__ = ["ipsec_proposal", "rekey", "render"]

_NO_IKEV2 = "PIX and ASA before 8.4 have no IKEv2"
_LIFETIME = 86400


def render(change: Ikev2Change, config: CryptoConfig) -> Rendered | NotRendered:
    """Return the commands of a change with their inverse, or why there are none."""
    if config.release.pix or (config.release.numbers and config.release.numbers < (8, 4)):
        return NotRendered(reason=_NO_IKEV2)
    match change:
        case AlignIkev2Proposal():
            return _policy(change, config)
        case CompleteIkev2Keyring():
            return _complete(change, config)
        case _:
            assert_never(change)


def _policy(change: AlignIkev2Proposal, config: CryptoConfig) -> Rendered | NotRendered:
    proposal = change.proposal
    if not proposal.name.isdecimal() or not 1 <= int(proposal.name) <= 65535:
        return NotRendered(reason=f"{proposal.name} is no policy number (1 to 65535)")
    if config.ikev2_config.proposal(proposal.name) is not None:
        return NotRendered(reason=f"IKEv2 policy {proposal.name} is in use")
    weak = {"des", "3des", "md5"} & {*proposal.encryption, *proposal.integrity, *proposal.prf}
    if config.release.numbers >= (9, 15) and (weak or {2, 5, 24} & {*proposal.groups}):
        return NotRendered(reason="ASA 9.15 and later have no DES, 3DES, MD5 and groups 2, 5, 24")
    combined = any("gcm" in item for item in proposal.encryption)
    return Rendered(
        commands=(
            f"crypto ikev2 policy {proposal.name}",
            f" encryption {' '.join(map(_cipher, proposal.encryption))}",
            f" integrity {'null' if combined else ' '.join(map(_digest, proposal.integrity))}",
            f" group {' '.join(map(str, proposal.groups))}",
            f" prf {' '.join(map(_digest, proposal.prf))}",
            f" lifetime seconds {_LIFETIME}",
        ),
        inverse=(f"no crypto ikev2 policy {proposal.name}",),
        safety=Safety.SAFE,
    )


def _cipher(name: str) -> str:
    """Return ``aes-256`` for ``aes-cbc-256``, ``aes`` and ``aes-gcm`` for 128 bits."""
    return name.replace("-cbc", "").removesuffix("-128")


def _digest(name: str) -> str:
    return "sha" if name == "sha1" else name


def _complete(change: CompleteIkev2Keyring, config: CryptoConfig) -> Rendered | NotRendered:
    if change.peer is None or (change.secret is None and change.secret_remote is None):
        return NotRendered(reason="an ASA has its IKEv2 keys in the peer's tunnel-group")
    local, remote = ikev2_keys_of(config, change.peer)
    header = f"tunnel-group {change.peer} ipsec-attributes"
    lines: list[str] = []
    back: list[str] = []
    both = change.secret is not None and change.secret_remote is None and remote is None
    for way, key, secret in (
        ("remote", remote, change.secret if both else change.secret_remote),
        ("local", local, change.secret),
    ):
        if secret is None:
            continue
        if key is not None:
            return NotRendered(reason=f"tunnel-group {change.peer} has an IKEv2 {way} key")
        lines.append(f" ikev2 {way}-authentication pre-shared-key {secret.placeholder()}")
        back.append(f" no ikev2 {way}-authentication")
    made = (f"tunnel-group {change.peer} type ipsec-l2l",) if change.create else ()
    return Rendered(
        commands=(*made, header, *lines),
        inverse=(f"no tunnel-group {change.peer}",) if change.create else (header, *back),
        safety=Safety.SAFE,
        preconditions=("the secret is the key that the other end holds for this one",),
    )


def rekey(change: RekeyPsk, config: CryptoConfig) -> Rendered | NotRendered:
    """Return the commands that give a tunnel-group one new IKEv2 key, for both directions or for one."""
    local, remote = ikev2_keys_of(config, change.peer)
    if local is None or remote is None:
        return NotRendered(reason=f"tunnel-group {change.peer} has no IKEv2 key to replace")
    old = {"remote": change.previous_remote, "local": change.previous}
    ways = ("remote", "local") if change.way is None else (change.way,)
    kept = [ref.placeholder() for way in ways if (ref := old[way]) is not None]
    if len(kept) < len(ways):
        return NotRendered(reason="the old keys must be kept for the way back")
    header = f"tunnel-group {change.peer} ipsec-attributes"
    theirs = change.secret_remote or change.secret
    new = [(theirs if way == "remote" else change.secret).placeholder() for way in ways]
    names = [f"ikev2 {way}-authentication" for way in ways]
    shared = change.peer in {"DefaultL2LGroup", "DefaultRAGroup"}
    return Rendered(
        commands=(
            header,
            *(f" {name} pre-shared-key {key}" for name, key in zip(names, new, strict=True)),
        ),
        inverse=(
            header,
            *(f" {name} pre-shared-key {key}" for name, key in zip(names, kept, strict=True)),
        ),
        safety=Safety.DISRUPTIVE if shared else Safety.SAFE,
        preconditions=(
            (f"{change.peer} serves every peer without a tunnel-group of its own",)
            if shared
            else ()
        ),
    )


def ipsec_proposal(change: AlignTransformSet, config: CryptoConfig) -> Rendered | NotRendered:
    """Return the commands that put a new IPsec proposal before those of a crypto map entry or profile."""
    entry, new = map_entry(config, change.map, change.sequence), change.new
    profile = next((item for item in config.profiles if item.name == change.profile), None)
    holder = entry if change.profile is None else profile
    if holder is None or holder.ikev2_proposals != change.previous or not change.previous:
        name = change.profile or f"{change.map} {change.sequence}"
        return NotRendered(reason=f"{name} has other IPsec proposals now")
    if new is None or config.ikev2_config.ipsec_proposal(new.name) is not None:
        return NotRendered(reason="a new IPsec proposal needs a new name")
    ciphers = [_spelled(CHILD_ENCRYPTION, item) for item in new.transforms]
    digests = [_spelled(CHILD_INTEGRITY, item) for item in new.transforms]
    cipher = next((item for item in ciphers if item), None)
    digest = next((item for item in digests if item), "null")
    if cipher is None or len(new.transforms) > 2 or (digest == "null" and "gcm" not in cipher):
        return NotRendered(reason=f"an IPsec proposal can't be {' '.join(new.transforms)}")
    dynamic = is_dynamic(config, change.map)
    where = f"crypto {'dynamic-map' if dynamic else 'map'} {change.map} {change.sequence} set ikev2 ipsec-proposal"
    header = f"crypto ipsec ikev2 ipsec-proposal {new.name}"
    mode: tuple[str, ...] = ()
    users = 1
    if change.profile is not None:
        mode, where = (f"crypto ipsec profile {change.profile}",), " set ikev2 ipsec-proposal"
        users = sum(item.tunnel_protection == change.profile for item in config.interfaces)
    return Rendered(
        commands=(
            header,
            f" protocol esp encryption {cipher}",
            f" protocol esp integrity {digest}",
            *mode,
            f"{where} {' '.join(change.transform_sets)}",
        ),
        inverse=(*mode, f"{where} {' '.join(change.previous)}", f"no {header}"),
        safety=Safety.SAFE if users < 2 else Safety.DISRUPTIVE,
        preconditions=("live SAs keep their transforms until they are renegotiated",),
    )


def _spelled(names: dict[str, str], transform: str) -> str | None:
    """Return how an ASA spells a transform, the shortest of its spellings; None where it has none."""
    return min((word for word, value in names.items() if value == transform), key=len, default=None)
