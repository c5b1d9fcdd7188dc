"""Changes as PIX and ASA commands, in the spelling of the release.

PIX 6 (``isakmp policy N …`` flat, no ``extended``), ASA 7 to 8.3 (``crypto isakmp policy``,
``set transform-set``), ASA 8.4 and later (``crypto ikev1 policy``, ``set ikev1 transform-set``).
Sources: domain facts on spellings and hazards; the ASDM guide for what a changed MTU or
pre-fragmentation does (every tunnel of the interface is torn down).
"""

from __future__ import annotations

import enum
from typing import assert_never

from remediate.model.base import Platform, Safety
from remediate.model.change import (
    AlignIsakmpPolicy,
    AlignTransformSet,
    Change,
    MirrorCryptoAcl,
    RekeyPsk,
    Rendered,
    SetIpMtu,
    SetPrefragmentation,
    SetTcpMss,
)
from remediate.model.config import AccessEntry, CryptoConfig, TransformSet
from remediate.platforms.acl_plan import check_edits, place_of, safety_of_edits
from remediate.platforms.rendered import (
    NotRendered,
    key_commands,
    key_of,
    map_entry,
    refused_alignment,
)
from remediate.platforms.selector_text import spell

__all__ = ["Dialect", "dialect_of", "render"]

_ESP_ENCRYPTION = {
    "esp-des": "esp-des",
    "esp-3des": "esp-3des",
    "esp-null": "esp-null",
    "esp-aes": "esp-aes",
    "esp-aes 128": "esp-aes",
    "esp-aes 192": "esp-aes-192",
    "esp-aes 256": "esp-aes-256",
}
_ESP_HASH = frozenset({"esp-md5-hmac", "esp-sha-hmac", "esp-none"})
_AH = frozenset({"ah-md5-hmac", "ah-sha-hmac"})
_NO_RELEASE = "the release is not known, and PIX 6, ASA 7 and ASA 8.4 spell this differently"


class Dialect(enum.Enum):
    """The spellings of PIX OS and ASA."""

    PIX6 = "PIX 6"
    ASA7 = "ASA 7 to 8.3"
    ASA84 = "ASA 8.4 and later"


def dialect_of(config: CryptoConfig) -> Dialect | None:
    """Return the spelling of the release; without a release, what the key lines show, or None."""
    numbers = config.release.numbers
    if numbers:
        if numbers < (7,):
            return Dialect.PIX6
        return Dialect.ASA7 if numbers < (8, 4) else Dialect.ASA84
    if config.release.pix:
        return (
            Dialect.PIX6 if any(key.text.startswith("isakmp key") for key in config.keys) else None
        )
    for key in config.keys:
        words = key.text.split()
        if words[:2] == ["isakmp", "key"]:
            return Dialect.PIX6
        if words[:1] == ["pre-shared-key"]:
            return Dialect.ASA7
        if words[:1] == ["ikev1"]:
            return Dialect.ASA84
    return None


def render(change: Change, config: CryptoConfig) -> Rendered | NotRendered:
    """Return the PIX or ASA commands of a change with their inverse, or why there are none."""
    dialect = dialect_of(config)
    match change:
        case AlignIsakmpPolicy():
            return (
                NotRendered(reason=_NO_RELEASE)
                if dialect is None
                else _policy(change, config, dialect)
            )
        case RekeyPsk():
            return (
                NotRendered(reason=_NO_RELEASE)
                if dialect is None
                else _rekey(change, config, dialect)
            )
        case MirrorCryptoAcl():
            return (
                NotRendered(reason=_NO_RELEASE)
                if dialect is None
                else _mirror(change, config, dialect)
            )
        case AlignTransformSet():
            return (
                NotRendered(reason=_NO_RELEASE)
                if dialect is None
                else _transform_set(change, config, dialect)
            )
        case SetTcpMss():
            return _tcp_mss(change)
        case SetPrefragmentation():
            return _prefragmentation(change, config, dialect)
        case SetIpMtu():
            return _mtu(change, config)
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
    if reason := _unknown_group(policy.group, config, dialect):
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
    first = "it becomes the first policy of the device (`show running-config crypto` lists none)"
    return Rendered(
        commands=commands,
        inverse=(f"no {header}",),
        safety=Safety.SAFE if user else Safety.DISRUPTIVE,
        preconditions=() if user else (first,),
    )


def _unknown_group(group: int, config: CryptoConfig, dialect: Dialect) -> str | None:
    """Return why the release has no such group for IKEv1, None when it has."""
    numbers = config.release.numbers
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
        default += " no-xauth" if change.no_xauth else ""
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


def _mirror(
    change: MirrorCryptoAcl, config: CryptoConfig, dialect: Dialect
) -> Rendered | NotRendered:
    acl = config.acl(change.acl)
    refusal = check_edits(change, acl, Platform.ASA)
    if refusal is not None or acl is None:
        return NotRendered(reason=refusal or f"there is no access list {change.acl}")
    extended = "" if dialect is Dialect.PIX6 else "extended "
    has_lines = config.release.numbers >= (6, 3) or dialect is not Dialect.PIX6
    gone = sorted(edit.position for edit in change.remove)
    commands: list[str] = []
    inverse: list[str] = []
    additions = [
        (place_of(edit, change), f"{extended}permit {spell(edit.selector, Platform.ASA)}")
        for edit in change.add
        if edit.selector is not None
    ]
    additions.sort(key=lambda item: item[0])
    total = len(acl.entries)
    at_the_end = all(place == total for place, _ in additions)
    if not has_lines and not (at_the_end and gone == list(range(total - len(gone), total))):
        return NotRendered(reason="PIX before 6.3 adds entries at the end of a list only")
    for done, (place, body) in enumerate(additions):
        line = "" if place == total else f"line {place + done + 1} "
        commands.append(f"access-list {acl.name} {line}{body}")
        inverse.insert(0, f"no access-list {acl.name} {body}")
    for position in gone:
        body = _full_body(acl.entries[position], extended)
        commands.append(f"no access-list {acl.name} {body}")
    restored = []
    for position in gone:
        # Removed entries come back first, in ascending order, while the added ones still stand.
        before = sum(place <= position for place, _ in additions)
        line = f"line {position + before + 1} " if has_lines else ""
        restored.append(
            f"access-list {acl.name} {line}{_full_body(acl.entries[position], extended)}"
        )
    safety, overlaps = safety_of_edits(change, config)
    seen = f"`show access-list {acl.name}` shows its {total} lines, remarks counted, as in the running-config"
    lines = (seen,) if gone or not at_the_end else ()
    unread = (
        (
            f"access list {acl.name} has entries that could not be read: look at the whole list first",
        )
        if any(entry.problem for entry in acl.entries)
        else ()
    )
    return Rendered(
        commands=tuple(commands),
        inverse=(*restored, *inverse),
        safety=safety,
        preconditions=(*lines, *unread, *overlaps),
    )


def _full_body(entry: AccessEntry, extended: str) -> str:
    body = entry.body if entry.body.startswith("extended ") else extended + entry.body
    return f"{body} inactive" if entry.inactive and not body.endswith(" inactive") else body


def _transform_set(
    change: AlignTransformSet, config: CryptoConfig, dialect: Dialect
) -> Rendered | NotRendered:
    entry = map_entry(config, change.map, change.sequence)
    refusal = refused_alignment(change, config, entry)
    if refusal is not None:
        return NotRendered(reason=refusal)
    prefix = (
        "crypto ipsec ikev1 transform-set"
        if dialect is Dialect.ASA84
        else "crypto ipsec transform-set"
    )
    setting = "set ikev1 transform-set" if dialect is Dialect.ASA84 else "set transform-set"
    dynamic = any(item.name == change.map and item.dynamic for item in config.maps)
    where = f"crypto {'dynamic-map' if dynamic else 'map'} {change.map} {change.sequence} {setting}"
    made: list[str] = []
    if change.new is not None:
        created = _create(change.new, prefix, config, dialect)
        if isinstance(created, NotRendered):
            return created
        made += created
    remade: list[str] = []
    dropped = []
    for item in change.drop:
        created = _create(item, prefix, config, dialect)
        if isinstance(created, NotRendered):
            return created
        remade = [*created, *remade]
        dropped.append(f"no {created[0]}")
    back = (
        f"{where} {' '.join(change.previous)}"
        if change.previous
        else f"no {where} {' '.join(change.transform_sets)}"
    )
    return Rendered(
        commands=(*made, f"{where} {' '.join(change.transform_sets)}", *dropped),
        inverse=(*remade, back, *((f"no {made[0]}",) if made else ())),
        safety=Safety.SAFE,
        preconditions=("live SAs keep their transforms until they are renegotiated",),
    )


def _create(
    item: TransformSet, prefix: str, config: CryptoConfig, dialect: Dialect
) -> tuple[str, ...] | NotRendered:
    words = []
    for transform in item.transforms:
        if transform in _ESP_ENCRYPTION:
            words.append(_ESP_ENCRYPTION[transform])
        elif transform in _ESP_HASH or (dialect is Dialect.PIX6 and transform in _AH):
            words.append(transform)
        else:
            return NotRendered(reason=f"IKEv1 of {dialect.value} has no transform {transform}")
    removed = {"esp-des", "esp-3des", "esp-md5-hmac"} & set(words)
    if config.release.numbers >= (9, 15) and removed:
        return NotRendered(reason=f"ASA 9.15 and later have no {', '.join(sorted(removed))}")
    line = f"{prefix} {item.name} {' '.join(words)}"
    if item.mode == "tunnel":
        return (line,)
    return (line, f"{prefix} {item.name} mode transport")


def _tcp_mss(change: SetTcpMss) -> Rendered | NotRendered:
    if change.interface is not None:
        return NotRendered(
            reason="PIX and ASA clamp the TCP MSS for the whole device, not per interface"
        )
    if not 48 <= change.value <= 65535:
        return NotRendered(
            reason=f"sysopt connection tcpmss takes 48 to 65535 bytes, not {change.value}"
        )
    back = (
        "no sysopt connection tcpmss"
        if change.previous is None
        else f"sysopt connection tcpmss {change.previous}"
    )
    return Rendered(
        commands=(f"sysopt connection tcpmss {change.value}",), inverse=(back,), safety=Safety.SAFE
    )


def _prefragmentation(
    change: SetPrefragmentation, config: CryptoConfig, dialect: Dialect | None
) -> Rendered | NotRendered:
    if dialect is Dialect.PIX6:
        return NotRendered(reason="PIX 6 has no choice of fragmentation before or after encryption")
    if change.interface is None:
        return NotRendered(reason="ASA sets pre-fragmentation per interface, and none is named")
    if config.interface(change.interface) is None:
        return NotRendered(reason=f"there is no interface {change.interface}")
    line = f"crypto ipsec fragmentation {_fragmented(change.enabled)} {change.interface}"
    if change.previous is None:
        back = f"no {line}"
    else:
        back = f"crypto ipsec fragmentation {_fragmented(change.previous)} {change.interface}"
    return Rendered(
        commands=(line,),
        inverse=(back,),
        safety=Safety.DISRUPTIVE,
        preconditions=(
            f"every tunnel that ends on {change.interface} is torn down (`show vpn-sessiondb l2l`)",
        ),
    )


def _fragmented(before: bool) -> str:
    return "before-encryption" if before else "after-encryption"


def _mtu(change: SetIpMtu, config: CryptoConfig) -> Rendered | NotRendered:
    if config.interface(change.interface) is None:
        return NotRendered(reason=f"there is no interface {change.interface}")
    if not 300 <= change.value <= 65535:
        return NotRendered(reason=f"mtu takes 300 to 65535 bytes, not {change.value}")
    back = (
        f"no mtu {change.interface}"
        if change.previous is None
        else f"mtu {change.interface} {change.previous}"
    )
    return Rendered(
        commands=(f"mtu {change.interface} {change.value}",),
        inverse=(back,),
        safety=Safety.DISRUPTIVE,
        preconditions=(
            f"every tunnel that ends on {change.interface} drops (`show crypto ipsec sa`)",
        ),
    )
