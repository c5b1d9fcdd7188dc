"""Routes, NAT, sysopt and client groups as PIX and ASA commands.

A second ``nat (if) 0 access-list`` replaces the first: the bound list is extended. From 8.3 on an
identity twice NAT goes in by line, ahead of what takes the flow; ``no-proxy-arp`` and
``route-lookup`` are known from 8.4(2) on (Cisco: ASA 8.4 command reference, `nat`).
"""

from __future__ import annotations

from typing import assert_never

import msgspec

from remediate.model.base import Platform, Safety
from remediate.model.change import Rendered
from remediate.model.change_net import (
    AddNatExemption,
    AddRoute,
    NetChange,
    PermitIpsecSysopt,
    SetClientSplitTunnel,
    SetVpngroupSplitTunnel,
    SplitAcl,
)
from remediate.model.config import CryptoConfig
from remediate.model.config_lists import AccessEntry
from remediate.model.config_nat import NetworkObject
from remediate.model.selector import Selector
from remediate.platforms.asa_dialect import NO_RELEASE, Dialect, dialect_of
from remediate.platforms.rendered import NotRendered, shared_with
from remediate.platforms.selector_text import comparable, spell, unspellable

__all__ = ["render"]

_XLATE = (
    "translations of the flow that stand outlive the change (`show xlate`, `show conn`):"
    " clear those of the hosts concerned alone"
)


def render(change: NetChange, config: CryptoConfig) -> Rendered | NotRendered:
    """Return the commands of a change with their inverse, or why there are none."""
    dialect = dialect_of(config)
    if dialect is None:
        return NotRendered(reason=NO_RELEASE)
    match change:
        case AddRoute():
            return _route(change, config)
        case AddNatExemption():
            return _exemption(change, config, dialect)
        case SplitAcl():
            return _split_acl(change, config, dialect)
        case PermitIpsecSysopt():
            return _sysopt(config)
        case SetVpngroupSplitTunnel():
            return _split_tunnel(change, config, dialect)
        case SetClientSplitTunnel():
            return NotRendered(reason="PIX and ASA have no client configuration groups of IOS")
        case _:
            assert_never(change)


def _extended(dialect: Dialect) -> str:
    return "" if dialect is Dialect.PIX6 else "extended "


def _route(change: AddRoute, config: CryptoConfig) -> Rendered | NotRendered:
    prefix = change.prefix.normalised()
    if not prefix.contiguous:
        return NotRendered(reason=f"{prefix} is no network")
    if change.interface is None or config.interface(change.interface) is None:
        return NotRendered(reason="a route needs the interface that it leaves by")
    if any(route.prefix.normalised() == prefix for route in config.routes):
        return NotRendered(reason=f"there is a route for {prefix}")
    line = f"route {change.interface} {prefix.dotted} {prefix.dotted_netmask} {change.next_hop} 1"
    return Rendered(
        commands=(line,),
        inverse=(f"no {line}",),
        safety=Safety.DISRUPTIVE,
        preconditions=(f"{change.next_hop} answers and knows {prefix}",),
    )


def _exemption(
    change: AddNatExemption, config: CryptoConfig, dialect: Dialect
) -> Rendered | NotRendered:
    for flow in change.flows:
        if reason := unspellable(flow, Platform.ASA):
            return NotRendered(reason=reason)
    if change.identities:
        return _identities(change, config)
    if change.acl is None or change.inside is None:
        return NotRendered(reason="no list that the exemption looks at is named")
    acl = config.acl(change.acl)
    binding = f"nat ({change.inside}) 0 access-list {change.acl}"
    if change.existing and change.bind and acl is not None:
        return Rendered(
            commands=(binding,),
            inverse=(f"no {binding}",),
            safety=Safety.DISRUPTIVE,
            preconditions=(_XLATE,),
        )
    if (acl is None) is not change.bind:
        return NotRendered(reason=f"access list {change.acl} is not as the change was made for")
    bodies = [f"permit {spell(flow, Platform.ASA)}" for flow in change.flows]
    have = {comparable(entry.body, Platform.ASA) for entry in acl.entries} if acl else set()
    if any(comparable(body, Platform.ASA) in have for body in bodies):
        return NotRendered(reason=f"access list {change.acl} has that permit, behind a deny")
    lines = [f"access-list {change.acl} {_extended(dialect)}{body}" for body in bodies]
    if change.line is not None and config.release.numbers < (6, 3):
        return NotRendered(reason="an entry goes in by line from PIX 6.3 on")
    at = f"line {change.line} " if change.line is not None else ""
    made = [f"access-list {change.acl} {at}{_extended(dialect)}{body}" for body in bodies]
    bound = [binding] if change.bind else []
    return Rendered(
        commands=(*(reversed(made) if at else made), *bound),
        inverse=(*(f"no {line}" for line in bound), *(f"no {line}" for line in reversed(lines))),
        safety=Safety.DISRUPTIVE,
        preconditions=(*shared_with(change, "permitted"), _XLATE),
    )


def _identities(change: AddNatExemption, config: CryptoConfig) -> Rendered | NotRendered:
    if config.release.numbers and config.release.numbers < (8, 3):
        return NotRendered(reason="twice NAT exists from ASA 8.3 on")
    if not config.release.numbers:
        return NotRendered(
            reason="the release is not known, and NAT is spelt another way before 8.3"
        )
    known = {item.name: item for item in config.network_objects}
    options = " no-proxy-arp route-lookup" if config.release.numbers >= (8, 4, 2) else ""
    made: dict[str, tuple[str, ...]] = {}
    names: dict[str, str] = {}
    """New names of objects that an earlier change of the plan makes too."""
    rules: list[str] = []
    inverse: list[str] = []
    for item in change.identities:
        if item.moved is not None:
            head, _, rest = item.moved.partition(") ")
            own = rest.removeprefix("after-auto ")
            section = rest.removesuffix(own)
            rules += (f"no {item.moved}", f"{head}) {item.line} {own}")
            back = f"{head}) {section}{item.moved_from} {own}"
            inverse = [f"no {head}) {own}", back, *inverse]
            continue
        for wanted in (item.source, item.destination):
            have = known.get(wanted.name)
            if have is None and change.skip:
                names[wanted.name] = f"{wanted.name}-{change.skip + 1}"
                wanted = msgspec.structs.replace(wanted, name=names[wanted.name])  # noqa: PLW2901
            if have is None:
                if len(wanted.blocks) != 1 or not wanted.blocks[0].contiguous:
                    return NotRendered(reason=f"{wanted.name} is no network")
                made[wanted.name] = _object(wanted)
            elif {b.normalised() for b in have.blocks} != {b.normalised() for b in wanted.blocks}:
                return NotRendered(reason=f"object {wanted.name} exists with other addresses")
        own, far = (names.get(one.name, one.name) for one in (item.source, item.destination))
        where = f"nat ({change.inside},{change.outside})"
        what = f"source static {own} {own} destination static {far} {far}{options}"
        rules.append(f"{where} {item.line} {what}")
        inverse.insert(0, f"no {where} {what}")
    return Rendered(
        commands=(*(line for lines in made.values() for line in lines), *rules),
        inverse=(*inverse, *(f"no object network {name}" for name in reversed(made))),
        safety=Safety.DISRUPTIVE,
        preconditions=(
            _XLATE,
            "`show nat` shows the statements in the order of the running-config",
        ),
    )


def _object(item: NetworkObject) -> tuple[str, str]:
    [block] = item.blocks
    if block.is_host:
        return f"object network {item.name}", f" host {block.dotted}"
    return f"object network {item.name}", f" subnet {block.dotted} {block.dotted_netmask}"


def _split_acl(change: SplitAcl, config: CryptoConfig, dialect: Dialect) -> Rendered | NotRendered:
    acl = config.acl(change.acl)
    if acl is None or config.acl(change.copy) is not None:
        return NotRendered(reason=f"access list {change.acl} is gone, or {change.copy} exists")
    bound = next(
        (
            item
            for item in config.translations
            if item.kind == "exemption" and item.acl == change.acl and item.inside == change.inside
        ),
        None,
    )
    if bound is None:
        return NotRendered(reason=f"nat ({change.inside}) 0 does not look at {change.acl}")
    lines = [
        f"access-list {change.copy} {_full(entry, _extended(dialect))}" for entry in acl.entries
    ]
    return Rendered(
        commands=(*lines, f"nat ({change.inside}) 0 access-list {change.copy}"),
        inverse=(
            f"nat ({change.inside}) 0 access-list {change.acl}",
            *(f"no {line}" for line in reversed(lines)),
        ),
        safety=Safety.DISRUPTIVE,
        preconditions=(
            f"nat ({change.inside}) 0 is bound anew, in one command: the copy is whole before it",
        ),
    )


def _full(entry: AccessEntry, extended: str) -> str:
    body = entry.body
    if entry.action == "remark" or body.startswith("extended "):
        return body
    return (
        f"{extended}{body}{' inactive' if entry.inactive and not body.endswith('inactive') else ''}"
    )


def _sysopt(config: CryptoConfig) -> Rendered | NotRendered:
    if config.permit_vpn:
        return NotRendered(reason="it is there")
    numbers = config.release.numbers
    word = "permit-vpn" if numbers >= (7, 1) else "permit-ipsec"
    if not numbers:
        return NotRendered(reason=NO_RELEASE)
    line = f"sysopt connection {word}"
    return Rendered(
        commands=(line,),
        inverse=(f"no {line}",),
        safety=Safety.WEAKENING,
        preconditions=(
            "policy lets decrypted traffic of every tunnel bypass the interface access lists",
        ),
    )


def _split_tunnel(
    change: SetVpngroupSplitTunnel, config: CryptoConfig, dialect: Dialect
) -> Rendered | NotRendered:
    group = next((item for item in config.client_groups if item.name == change.group), None)
    if group is None or group.split_acl is not None:
        return NotRendered(reason=f"group {change.group} is not there, or has a list")
    if config.acl(change.acl) is not None:
        return NotRendered(reason=f"access list {change.acl} exists: a new one needs a new name")
    for flow in change.flows:
        if reason := unspellable(flow, Platform.ASA):
            return NotRendered(reason=reason)
    lines = [
        f"access-list {change.acl} {_extended(dialect)}permit {_flow(flow)}"
        for flow in change.flows
    ]
    back = tuple(f"no {line}" for line in reversed(lines))
    seen = (
        "policy lets clients reach other networks beside the tunnel; they get it when they reconnect",
    )
    if change.policy is None:
        bound = f"vpngroup {change.group} split-tunnel {change.acl}"
        return Rendered(
            commands=(*lines, bound),
            inverse=(f"no {bound}", *back),
            safety=Safety.WEAKENING,
            preconditions=seen,
        )
    if group.attributes is None or group.policy != change.policy:
        return NotRendered(reason=f"the attributes of group-policy {change.policy} are not printed")
    header = f"group-policy {change.policy} attributes"
    named = f" split-tunnel-network-list value {change.acl}"
    old = dict(group.attributes)
    undone = [
        f" {setting} {old[setting]}" if setting in old else f" no {setting}"
        for setting in ("split-tunnel-network-list", "split-tunnel-policy")
    ]
    return Rendered(
        commands=(*lines, header, " split-tunnel-policy tunnelspecified", named),
        inverse=(header, *undone, *back),
        safety=Safety.WEAKENING,
        preconditions=(*seen, f"every tunnel-group that uses {change.policy} gets it"),
    )


def _flow(flow: Selector) -> str:
    return spell(flow, Platform.ASA)
