"""Changes of phase 1 as PIX and ASA commands."""

from __future__ import annotations

from typing import assert_never

from remediate.model.base import Safety
from remediate.model.change import Rendered
from remediate.model.change_ike import AlignIsakmpPolicy, IkeChange, RekeyPsk, SetPsk
from remediate.model.config import CryptoConfig
from remediate.model.selector import AddressBlock
from remediate.platforms import asa_render_ikev2
from remediate.platforms.asa_dialect import NO_RELEASE, Dialect, dialect_of
from remediate.platforms.rendered import NotRendered, key_commands, key_of, set_refused

__all__ = ["render", "unknown_group"]

_SPARED = ("no-xauth", "no-config-mode")
"""What a PIX asks of clients and not of a peer whose key says so: a user name, and to take an address."""


def render(change: IkeChange, config: CryptoConfig) -> Rendered | NotRendered:
    """Return the commands of a change with their inverse, or why there are none."""
    dialect = dialect_of(config)
    if dialect is None:
        return NotRendered(reason=NO_RELEASE)
    match change:
        case AlignIsakmpPolicy():
            return _policy(change, config, dialect)
        case RekeyPsk(ikev2=True):
            return asa_render_ikev2.rekey(change, config)
        case RekeyPsk():
            return _rekey(change, config, dialect)
        case SetPsk():
            return _set(change, config, dialect)
        case _:
            assert_never(change)


def _policy(
    change: AlignIsakmpPolicy, config: CryptoConfig, dialect: Dialect
) -> Rendered | NotRendered:
    policy = change.policy
    user = [item for item in config.policies if not item.default]
    if any(item.priority == policy.priority for item in user):
        return NotRendered(reason=f"policy {policy.priority} is in use")
    if not 1 <= policy.priority <= 65534:
        return NotRendered(reason=f"{policy.priority} is no policy number (1 to 65534)")
    if policy.hash not in {"md5", "sha"}:
        return NotRendered(
            reason=f"IKEv1 of PIX and ASA has no hash {policy.hash}: SHA-2 needs IKEv2"
        )
    if reason := unknown_group(policy.group, config, dialect):
        return NotRendered(reason=reason)
    encryption = policy.encryption
    if encryption == "aes" and policy.key_length not in {None, 128}:
        encryption = f"aes-{policy.key_length}"
    removed = {policy.encryption, policy.hash} & {"des", "3des", "md5"}
    if config.release.numbers >= (9, 15) and removed:
        return NotRendered(reason=f"ASA 9.15 and later have no {', '.join(sorted(removed))}")
    values = (
        f"authentication {policy.authentication}",
        f"encryption {encryption}",
        f"hash {policy.hash}",
        f"group {policy.group}",
        f"lifetime {policy.lifetime}",
    )
    if dialect is Dialect.PIX6:
        header = f"isakmp policy {policy.priority}"
        commands = tuple(f"{header} {value}" for value in values)
    else:
        header = (
            f"crypto {'ikev1' if dialect is Dialect.ASA84 else 'isakmp'} policy {policy.priority}"
        )
        commands = (header, *(f" {value}" for value in values))
    shown = "show isakmp policy" if dialect is Dialect.PIX6 else "show running-config crypto"
    first = f"it becomes the first policy of the device (`{shown}` lists none)"
    return Rendered(
        commands=commands,
        inverse=(f"no {header}",),
        safety=Safety.SAFE if user else Safety.DISRUPTIVE,
        preconditions=() if user else (first,),
    )


def unknown_group(
    group: int, config: CryptoConfig, dialect: Dialect, *, ikev2: bool = False
) -> str | None:
    """Return why the release has no such group for IKEv1 (or IKEv2), None when it has."""
    numbers = config.release.numbers
    if ikev2:
        new = () if numbers < (9, 0) else (14, 19, 20, 21)
        known = new if numbers >= (9, 15) else (*new, 1, 2, 5)
        return None if group in known else f"IKEv2 of this ASA release has no group {group}"
    if numbers >= (9, 15) and group != 14:
        return f"ASA 9.15 and later have group 14 alone for IKEv1, not {group}"
    if group == 14 and numbers < (9, 13):
        return "group 14 for IKEv1 needs ASA 9.13"
    if group not in {1, 2, 5, 14}:
        return f"IKEv1 of {dialect.value} has no group {group}"
    return None


def _rekey(change: RekeyPsk, config: CryptoConfig, dialect: Dialect) -> Rendered | NotRendered:
    key = key_of(change, config)
    if change.previous is not None and key is None:
        return NotRendered(reason=f"there is no pre-shared key for {change.peer} to replace")
    if dialect is Dialect.PIX6:
        if change.previous is None and key is not None:
            return NotRendered(
                reason=f"{change.peer} has a key and there is no reference to put it back from"
            )
        default = f"isakmp key {change.secret.placeholder()} address {change.peer} netmask {change.mask or '255.255.255.255'}"
        default += _spared(change, config)
        new, old = key_commands(change, key, default)
        wide = change.mask not in {None, "255.255.255.255"}
        return Rendered(
            commands=(*((f"no {old}",) if old else ()), new),
            inverse=(f"no {new}", *((old,) if old else ())),
            safety=Safety.DISRUPTIVE if wide else Safety.SAFE,
            preconditions=(f"the key entry covers every peer in {change.peer} {change.mask}",)
            if wide
            else (),
        )
    if change.previous is None and key is not None:
        return NotRendered(
            reason=f"tunnel-group {change.peer} has a key and there is no reference to put it back from"
        )
    name = "ikev1 pre-shared-key" if dialect is Dialect.ASA84 else "pre-shared-key"
    header = f"tunnel-group {change.peer} ipsec-attributes"
    back = f" no {name}" if change.previous is None else f" {name} {change.previous.placeholder()}"
    shared = change.peer in {"DefaultL2LGroup", "DefaultRAGroup"}
    return Rendered(
        commands=(header, f" {name} {change.secret.placeholder()}"),
        inverse=(header, back),
        safety=Safety.DISRUPTIVE if shared else Safety.SAFE,
        preconditions=(f"{change.peer} serves every peer without a tunnel-group of its own",)
        if shared
        else (),
    )


def _spared(change: RekeyPsk, config: CryptoConfig) -> str:
    """Return what spares a peer the questions for clients: as the network's key does whose place a host's takes, else both."""
    if not change.no_xauth:
        return ""
    peer = AddressBlock.host(change.peer)
    wide = [key for key in config.keys if key.no_xauth and key.peer and key.peer.covers(peer)]
    words = wide[0].text.split() if wide else _SPARED
    return "".join(f" {word}" for word in _SPARED if word in words)


def _set(change: SetPsk, config: CryptoConfig, dialect: Dialect) -> Rendered | NotRendered:
    if refusal := set_refused(change, config):
        return NotRendered(reason=refusal)
    placeholder = change.secret.placeholder()
    if dialect is Dialect.PIX6:
        line = f"isakmp key {placeholder} address {change.peer} netmask 255.255.255.255"
        line += f" {' '.join(_SPARED)}" if change.no_xauth else ""
        return Rendered(commands=(line,), inverse=(f"no {line}",), safety=Safety.SAFE)
    name = "ikev1 pre-shared-key" if dialect is Dialect.ASA84 else "pre-shared-key"
    header = f"tunnel-group {change.peer} ipsec-attributes"
    made = (f"tunnel-group {change.peer} type ipsec-l2l",) if change.make else ()
    undone = (f"no tunnel-group {change.peer}",) if change.make else (header, f" no {name}")
    return Rendered(
        commands=(*made, header, f" {name} {placeholder}"), inverse=undone, safety=Safety.SAFE
    )
