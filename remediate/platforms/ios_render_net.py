"""Routes, NAT and client groups as IOS commands.

A deny goes ahead of the permit of the list that NAT looks at, by sequence number: ``no access-list
N …`` would delete the list. A list without destinations (standard) is replaced by a route-map, the
new statement before the old one goes. Source: Cisco document 5409, "Verify the ACLs"; domain facts
on `Dynamic mapping in use`.
"""

from __future__ import annotations

from typing import assert_never

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
from remediate.model.config_lists import AccessEntry, AccessList
from remediate.model.selector import ANY, Selector
from remediate.platforms.acl_plan import line_numbers
from remediate.platforms.edit_state import Unprinted
from remediate.platforms.ios_release import numbers_entries
from remediate.platforms.rendered import NotRendered, shared_with
from remediate.platforms.selector_text import comparable, spell, unspellable

__all__ = ["render"]

_TRANSLATIONS = (
    "translations of the flow that stand outlive the change (`show ip nat translations`):"
    " clear those of the flow alone, by address"
)
_IN_USE = (
    "`no ip nat … source …` asks `Dynamic mapping in use, do you want to delete all entries?`:"
    " yes drops the translations of every user of the old statement"
)


def render(change: NetChange, config: CryptoConfig, unprinted: Unprinted) -> Rendered | NotRendered:
    """Return the commands of a change with their inverse, or why there are none."""
    match change:
        case AddRoute():
            return _route(change, config)
        case AddNatExemption():
            return _exemption(change, config, unprinted)
        case SetClientSplitTunnel():
            return _split_tunnel(change, config)
        case SplitAcl():
            return _split_acl(change, config)
        case PermitIpsecSysopt():
            return NotRendered(
                reason="IOS has no sysopt: interface access lists see the clear packet"
            )
        case SetVpngroupSplitTunnel():
            return NotRendered(reason="IOS has client configuration groups, not vpngroups")
        case _:
            assert_never(change)


def _route(change: AddRoute, config: CryptoConfig) -> Rendered | NotRendered:
    prefix = change.prefix.normalised()
    if not prefix.contiguous:
        return NotRendered(reason=f"{prefix} is no network")
    if any(route.prefix.normalised() == prefix and route.vrf is None for route in config.routes):
        return NotRendered(reason=f"there is a route for {prefix}")
    line = f"ip route {prefix.dotted} {prefix.dotted_netmask} {change.next_hop}"
    return Rendered(
        commands=(line,),
        inverse=(f"no {line}",),
        safety=Safety.DISRUPTIVE,
        preconditions=(f"`show ip route {prefix.dotted}` shows no route that is meant to stay",),
    )


def _exemption(
    change: AddNatExemption, config: CryptoConfig, unprinted: Unprinted
) -> Rendered | NotRendered:
    for flow in change.flows:
        if reason := unspellable(flow, Platform.IOS):
            return NotRendered(reason=reason)
    if change.rule is not None:
        return _rebound(change, config)
    acl = config.acl(change.acl)
    if acl is None:
        return NotRendered(reason=f"there is no access list {change.acl}")
    if not acl.extended:
        return NotRendered(
            reason=f"access list {acl.name} is a standard list: it has no destinations"
        )
    if not 0 <= change.position <= len(acl.entries):
        return NotRendered(reason=f"access list {acl.name} has no entry at that place")
    if numbers_entries(config.release) is False:
        return NotRendered(
            reason="releases before 12.2(15)T, 12.2(14)S and 12.3 have no sequence numbers to put an entry ahead of another with"
        )
    bodies = [f"deny {spell(flow, Platform.IOS)}" for flow in change.flows]
    asked = {comparable(body, Platform.IOS) for body in bodies}
    have = [comparable(entry.body, Platform.IOS) for entry in acl.entries]
    # IOS ignores an entry that is there already: one behind the permit goes out before it comes in ahead of it.
    moved = [index for index, body in enumerate(have) if body in asked]
    if any(index < change.position for index in moved):
        return NotRendered(reason=f"access list {acl.name} has that deny already")
    printed = any(entry.sequence is not None for entry in acl.entries)
    numbers = line_numbers(acl, unprinted.numbers_of(acl.name))
    free = _free(acl, numbers, change.position, change.skip + len(bodies))
    if free is None:
        return NotRendered(
            reason=f"access list {acl.name} has no free sequence number at that place: resequence it first"
        )
    seen = []
    for index in (change.position, *moved) if not printed else ():
        if index < len(acl.entries):
            entry = acl.entries[index]
            seen.append(f"`show access-lists {acl.name}` shows {numbers[index]} {entry.body}")
    if any(entry.problem for entry in acl.entries):
        seen.append(
            f"access list {acl.name} has entries that could not be read: look at the whole list first"
        )
    header = f"ip access-list extended {acl.name}"
    return Rendered(
        commands=(
            header,
            *(f" no {' '.join(acl.entries[index].body.split())}" for index in moved),
            *(f" {n} {body}" for n, body in zip(free[change.skip :], bodies, strict=True)),
        ),
        inverse=(
            header,
            *(f" no {body}" for body in reversed(bodies)),
            *(f" {numbers[index]} {' '.join(acl.entries[index].body.split())}" for index in moved),
        ),
        safety=Safety.DISRUPTIVE,
        preconditions=(*shared_with(change, "denied"), *seen, _TRANSLATIONS),
    )


def _free(acl: AccessList, numbers: tuple[int, ...], place: int, count: int) -> list[int] | None:
    """Return free numbers ahead of an entry, the nearest gap first; None where there are not enough.

    A deny may stand anywhere ahead of the permit: it concerns no flow but its own.
    """
    entries = [
        (index, numbers[index])
        for index, entry in enumerate(acl.entries)
        if entry.action != "remark"
    ]
    low = max((number for index, number in entries if index < place), default=0)
    after = [number for index, number in entries if index >= place]
    if not after:
        return list(range(low + 1, low + 1 + count))
    used = {number for _, number in entries}
    free = [*range(low + 1, min(after)), *(n for n in range(1, low) if n not in used)]
    return free[:count] if len(free) >= count else None


def _rebound(change: AddNatExemption, config: CryptoConfig) -> Rendered | NotRendered:
    """Put a route-map over a new extended list in the place of a statement's standard list."""
    item = next((one for one in config.translations if one.text == change.rule), None)
    acl = config.acl(item.acl) if item is not None else None
    if item is None or acl is None or change.route_map is None or change.acl is None:
        return NotRendered(reason="the NAT statement is not the one that the change was made for")
    if config.acl(change.acl) is not None:
        return NotRendered(reason=f"access list {change.acl} exists: a new one needs a new name")
    entries = []
    for entry in acl.entries:
        body = _widened(entry)
        if body is None:
            return NotRendered(reason=f"'{entry.body}' of access list {acl.name} could not be read")
        entries += body
    denies = [f" deny   {spell(flow, Platform.IOS)}" for flow in change.flows]
    new = item.text.replace(f" list {acl.name} ", f" route-map {change.route_map} ", 1)
    return Rendered(
        commands=(
            f"ip access-list extended {change.acl}",
            *denies,
            *entries,
            f"route-map {change.route_map} permit 10",
            f" match ip address {change.acl}",
            new,
            f"no {item.text}",
        ),
        inverse=(
            item.text,
            f"no {new}",
            f"no route-map {change.route_map} permit 10",
            f"no ip access-list extended {change.acl}",
        ),
        safety=Safety.DISRUPTIVE,
        preconditions=(_IN_USE, _TRANSLATIONS),
    )


def _split_acl(change: SplitAcl, config: CryptoConfig) -> Rendered | NotRendered:
    """Move a statement to a list that denies what is encrypted: it translated nothing else before."""
    item = next((one for one in config.translations if one.text == change.rule), None)
    if item is None or item.acl != change.acl or not change.flows:
        return NotRendered(
            reason="a copy of equal content would still translate the flow: NAT's list needs denies"
        )
    if config.acl(change.copy) is not None:
        return NotRendered(reason=f"access list {change.copy} exists: a new one needs a new name")
    new = item.text.replace(f" list {change.acl} ", f" list {change.copy} ", 1)
    header = f"ip access-list extended {change.copy}"
    return Rendered(
        commands=(
            header,
            *(f" deny   {spell(flow, Platform.IOS)}" for flow in change.flows),
            new,
            f"no {item.text}",
        ),
        inverse=(item.text, f"no {new}", f"no {header}"),
        safety=Safety.DISRUPTIVE,
        preconditions=(
            _IN_USE,
            "what NAT is to translate besides is added to the new list, behind the denies",
            _TRANSLATIONS,
        ),
    )


def _widened(entry: AccessEntry) -> list[str] | None:
    """Return an entry of a standard list as entries of an extended one."""
    if entry.action == "remark":
        return []
    if entry.problem is not None or entry.action not in ("permit", "deny"):
        return None
    action = "permit" if entry.action == "permit" else "deny  "
    return [
        f" {action} {spell(Selector(source=item.source, destination=ANY), Platform.IOS)}"
        for item in entry.selectors
    ]


def _split_tunnel(change: SetClientSplitTunnel, config: CryptoConfig) -> Rendered | NotRendered:
    group = next((item for item in config.client_groups if item.name == change.group), None)
    if group is None or group.split_acl is not None:
        return NotRendered(reason=f"group {change.group} is not there, or has a list")
    if config.acl(change.acl) is not None:
        return NotRendered(reason=f"access list {change.acl} exists: a new one needs a new name")
    permits = [
        f" permit {spell(Selector(source=block, destination=ANY), Platform.IOS)}"
        for block in change.networks
    ]
    header = f"crypto isakmp client configuration group {change.group}"
    return Rendered(
        commands=(
            f"ip access-list extended {change.acl}",
            *permits,
            header,
            f" acl {change.acl}",
        ),
        inverse=(header, f" no acl {change.acl}", f"no ip access-list extended {change.acl}"),
        safety=Safety.WEAKENING,
        preconditions=(
            "policy lets clients reach other networks beside the tunnel; they get it when they reconnect",
        ),
    )
