"""Changes as IOS and IOS-XE commands.

Sources: the document's samples (``ip tcp adjust-mss``, ``crypto ipsec fragmentation``, ``ip
mtu``), the domain facts on hazards (keys are not overwritten, a numbered list is edited through
``ip access-list extended`` and sequence numbers, the first policy displaces the defaults), field
notice FN72510 for what IOS-XE 17.11.1 and later refuse.
"""

from __future__ import annotations

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
from remediate.model.config import CryptoConfig, CryptoMapEntry, KeyForm, TransformSet
from remediate.platforms.acl_plan import check_edits, plan_ios_edits, safety_of_edits
from remediate.platforms.config_text import Unprinted
from remediate.platforms.rendered import (
    NotRendered,
    key_commands,
    key_of,
    map_entry,
    refused_alignment,
)

__all__ = ["render"]

_WEAK_TRANSFORMS = frozenset(
    {"ah-md5-hmac", "esp-gmac", "esp-des", "esp-3des", "esp-null", "esp-md5-hmac"}
)


def render(change: Change, config: CryptoConfig, unprinted: Unprinted) -> Rendered | NotRendered:
    """Return the IOS commands of a change with their inverse, or why there are none."""
    match change:
        case AlignIsakmpPolicy():
            return _policy(change, config)
        case RekeyPsk():
            return _rekey(change, config)
        case MirrorCryptoAcl():
            return _mirror(change, config, unprinted)
        case AlignTransformSet():
            return _transform_set(change, config)
        case SetTcpMss():
            return _tcp_mss(change, config)
        case SetPrefragmentation():
            return _prefragmentation(change, config)
        case SetIpMtu():
            return _ip_mtu(change, config)
        case _:
            assert_never(change)


def _refuses_weak(config: CryptoConfig) -> bool:
    return config.release.xe and config.release.numbers >= (17, 11, 1)


def _policy(change: AlignIsakmpPolicy, config: CryptoConfig) -> Rendered | NotRendered:
    policy = change.policy
    user = [item for item in config.policies if not item.default]
    if any(item.priority == policy.priority for item in user):
        return NotRendered(reason=f"ISAKMP policy {policy.priority} is in use")
    if not 1 <= policy.priority <= 10000:
        return NotRendered(reason=f"{policy.priority} is no ISAKMP policy number (1 to 10000)")
    weak = (
        policy.encryption in {"des", "3des"}
        or policy.hash == "md5"
        or policy.group in {1, 2, 5, 24}
    )
    if weak and _refuses_weak(config):
        return NotRendered(
            reason="IOS-XE 17.11.1 and later refuse DES, 3DES, MD5 and groups 1, 2, 5"
        )
    encryption = policy.encryption
    if encryption == "aes" and policy.key_length not in {None, 128}:
        encryption = f"aes {policy.key_length}"
    preconditions = []
    if (
        config.release.numbers
        and config.release.numbers < (15, 1)
        and policy.hash.startswith("sha2")
    ):
        preconditions.append(
            f"`hash ?` under `crypto isakmp policy {policy.priority}` offers {policy.hash}"
        )
    if not user:
        preconditions.append(
            "it becomes the first user policy: the default policies vanish for every peer"
            " (`show crypto isakmp policy` lists them)"
        )
    return Rendered(
        commands=(
            f"crypto isakmp policy {policy.priority}",
            f" encr {encryption}",
            f" hash {policy.hash}",
            f" authentication {policy.authentication}",
            f" group {policy.group}",
            f" lifetime {policy.lifetime}",
        ),
        inverse=(f"no crypto isakmp policy {policy.priority}",),
        safety=Safety.SAFE if user else Safety.DISRUPTIVE,
        preconditions=tuple(preconditions),
    )


def _rekey(change: RekeyPsk, config: CryptoConfig) -> Rendered | NotRendered:
    key = key_of(change, config)
    if change.previous is None and key is not None:
        return NotRendered(
            reason=f"{change.peer} has a key, IOS does not overwrite it, and there is no reference to put it back from"
        )
    if change.previous is not None and key is None:
        return NotRendered(reason=f"there is no pre-shared key for {change.peer} to replace")
    mask = f" {change.mask}" if change.mask and change.mask != "255.255.255.255" else ""
    placeholder = change.secret.placeholder()
    context: tuple[str, ...] = ()
    indent = ""
    if change.keyring is None:
        xauth = " no-xauth" if change.no_xauth else ""
        default = f"crypto isakmp key {placeholder} address {change.peer}{mask}{xauth}"
    else:
        vrfs = [item.vrf for item in config.keys if item.keyring == change.keyring and item.vrf]
        context = (f"crypto keyring {change.keyring}" + (f" vrf {vrfs[0]}" if vrfs else ""),)
        default = f"pre-shared-key address {change.peer}{mask} key {placeholder}"
        indent = " "
    new, old = key_commands(change, key, default)
    commands = (*context, *((f"{indent}no {old}",) if old else ()), f"{indent}{new}")
    inverse = (*context, f"{indent}no {new}", *((f"{indent}{old}",) if old else ()))
    preconditions = []
    if key is not None and key.form is KeyForm.TYPE6:
        preconditions.append(
            "the old key is stored as type 6: it comes back only under the same master key"
        )
    if mask:
        preconditions.append(f"the key entry covers every peer in {change.peer}{mask}")
    return Rendered(
        commands=commands,
        inverse=inverse,
        safety=Safety.DISRUPTIVE if mask else Safety.SAFE,
        preconditions=tuple(preconditions),
    )


def _mirror(
    change: MirrorCryptoAcl, config: CryptoConfig, unprinted: Unprinted
) -> Rendered | NotRendered:
    acl = config.acl(change.acl)
    refusal = check_edits(change, acl, Platform.IOS)
    if refusal is not None or acl is None:
        return NotRendered(reason=refusal or f"there is no access list {change.acl}")
    planned = plan_ios_edits(change, acl, unprinted.numbers_of(acl.name))
    if isinstance(planned, str):
        return NotRendered(reason=planned)
    old = bool(config.release.numbers) and config.release.numbers < (12, 2)
    if old and planned.numbered:
        return NotRendered(
            reason="releases before 12.2 have no sequence numbers to edit an entry in place with"
        )
    header = f"ip access-list extended {acl.name}"
    safety, overlaps = safety_of_edits(change, config)
    return Rendered(
        commands=(header, *(f" {line}" for line in planned.commands)),
        inverse=(header, *(f" {line}" for line in planned.inverse)),
        safety=safety,
        preconditions=(*planned.preconditions, *overlaps),
    )


def _transform_set(change: AlignTransformSet, config: CryptoConfig) -> Rendered | NotRendered:
    entry = map_entry(config, change.map, change.sequence)
    refusal = refused_alignment(change, config, entry)
    if refusal is not None or entry is None:
        return NotRendered(reason=refusal or "no entry")
    if change.new is not None and _refuses_weak(config):
        weak = _WEAK_TRANSFORMS & {item.split()[0] for item in change.new.transforms}
        if weak:
            return NotRendered(reason=f"IOS-XE 17.11.1 and later refuse {', '.join(sorted(weak))}")
    header = _entry_header(config, change.map, entry)
    created = _create(change.new) if change.new is not None else ()
    point = (header, f" set transform-set {' '.join(change.transform_sets)}")
    back = (
        header,
        f" set transform-set {' '.join(change.previous)}"
        if change.previous
        else " no set transform-set",
    )
    inverse: list[str] = []
    for item in reversed(change.drop):
        inverse += _create(item)
    inverse += back
    if change.new is not None:
        inverse.append(f"no crypto ipsec transform-set {change.new.name}")
    return Rendered(
        commands=(
            *created,
            *point,
            *(f"no crypto ipsec transform-set {item.name}" for item in change.drop),
        ),
        inverse=tuple(inverse),
        safety=Safety.SAFE,
        preconditions=("live SAs keep their transforms until they are renegotiated",),
    )


def _create(item: TransformSet) -> tuple[str, ...]:
    mode = {"transport": "transport", "transport-preferred": "transport"}.get(item.mode, item.mode)
    return (f"crypto ipsec transform-set {item.name} {' '.join(item.transforms)}", f" mode {mode}")


def _entry_header(config: CryptoConfig, name: str, entry: CryptoMapEntry) -> str:
    dynamic = any(item.name == name and item.dynamic for item in config.maps)
    if dynamic:
        return f"crypto dynamic-map {name} {entry.sequence}"
    return f"crypto map {name} {entry.sequence} {entry.kind}"


def _tcp_mss(change: SetTcpMss, config: CryptoConfig) -> Rendered | NotRendered:
    if change.interface is None:
        return NotRendered(reason="IOS clamps the TCP MSS per interface, and none is named")
    if not 500 <= change.value <= 1460:
        return NotRendered(reason=f"ip tcp adjust-mss takes 500 to 1460 bytes, not {change.value}")
    if config.interface(change.interface) is None:
        return NotRendered(reason=f"there is no interface {change.interface}")
    header = f"interface {change.interface}"
    back = (
        " no ip tcp adjust-mss"
        if change.previous is None
        else f" ip tcp adjust-mss {change.previous}"
    )
    return Rendered(
        commands=(header, f" ip tcp adjust-mss {change.value}"),
        inverse=(header, back),
        safety=Safety.SAFE,
    )


def _prefragmentation(change: SetPrefragmentation, config: CryptoConfig) -> Rendered | NotRendered:
    line = f"crypto ipsec fragmentation {_fragmented(change.enabled)}"
    if change.previous is None:
        back = f"no {line}"
    else:
        back = f"crypto ipsec fragmentation {_fragmented(change.previous)}"
    if change.interface is None:
        return Rendered(commands=(line,), inverse=(back,), safety=Safety.SAFE)
    if config.interface(change.interface) is None:
        return NotRendered(reason=f"there is no interface {change.interface}")
    header = f"interface {change.interface}"
    return Rendered(commands=(header, f" {line}"), inverse=(header, f" {back}"), safety=Safety.SAFE)


def _fragmented(before: bool) -> str:
    return "before-encryption" if before else "after-encryption"


def _ip_mtu(change: SetIpMtu, config: CryptoConfig) -> Rendered | NotRendered:
    interface = config.interface(change.interface)
    if interface is None:
        return NotRendered(reason=f"there is no interface {change.interface}")
    if change.value < 68 or change.value > (interface.mtu or 17940):
        return NotRendered(
            reason=f"{change.value} bytes are no IP MTU for {change.interface} (MTU {interface.mtu or 'not shown'})"
        )
    header = f"interface {change.interface}"
    # One command back: `no ip mtu` first would take every tunnel of the interface down twice.
    back = " no ip mtu" if change.previous is None else f" ip mtu {change.previous}"
    return Rendered(
        commands=(header, f" ip mtu {change.value}"),
        inverse=(header, back),
        safety=Safety.DISRUPTIVE,
        preconditions=(
            f"every tunnel that ends on {change.interface} drops (`show crypto session`)",
        ),
    )
