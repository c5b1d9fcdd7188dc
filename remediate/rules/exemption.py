"""The change that keeps flows out of NAT on one device: which list, which statement, which place."""

from __future__ import annotations

from typing import NamedTuple

from remediate.model.base import Platform
from remediate.model.change import AddNatExemption
from remediate.model.change_net import IdentityNat
from remediate.model.config import CryptoConfig
from remediate.model.config_lists import AccessList
from remediate.model.config_nat import NetworkObject, Translation
from remediate.model.naming import unused_name
from remediate.model.selector import AddressBlock, Selector
from remediate.negotiation import Translated
from remediate.rules._spare_list import spare_list

__all__ = ["Exemption", "exempt", "permitting"]

_TWICE_NAT = (8, 3)
_TWICE, _AFTER = 1, 3
"""Sections of twice NAT: before that of objects, and after it (`after-auto`)."""


class Exemption(NamedTuple):
    """The change, or why there is none that can be made by itself."""

    change: AddNatExemption | None
    why: str


def exempt(
    config: CryptoConfig, device: str, found: Translated, flows: tuple[Selector, ...]
) -> Exemption:
    """Return how to exempt ``flows``, all with the same fate ``found``."""
    if config.platform is Platform.IOS:
        return _router(config, device, found, flows)
    if config.release.numbers >= _TWICE_NAT or any(
        item.section and item.kind == "identity" for item in config.translations
    ):
        return _twice(config, device, found, flows)
    return _nat_zero(config, device, found, flows)


def _router(
    config: CryptoConfig, device: str, found: Translated, flows: tuple[Selector, ...]
) -> Exemption:
    item = found.by
    if item is None or item.kind != "dynamic":
        return Exemption(
            None,
            "a static NAT ignores the denies of other statements: it needs a route-map of its own that"
            " denies the flow, or a crypto ACL of the translated address at both ends",
        )
    acl, position = permitting(config, item, found.flows)
    if acl is None:
        return Exemption(
            None,
            "the NAT statement takes everything: its route-map needs a list that denies the flow",
        )
    users = _crypto_users(config, acl.name)
    if users:
        return Exemption(
            None,
            f"access list {acl.name} is the crypto ACL of {users} too: a deny would end the encryption."
            " NAT needs a list of its own first",
        )
    if acl.extended:
        change = AddNatExemption(
            device=device,
            flows=flows,
            acl=acl.name,
            position=position,
            inside=found.inside,
            outside=found.outside,
        )
        return Exemption(
            change,
            f"a deny for the flow goes ahead of the permit of access list {acl.name}, which NAT looks at",
        )
    if item.acl is None:
        return Exemption(
            None,
            f"access list {acl.name} of the route-map is a standard list, which has no destinations:"
            " an extended one with denies has to take its place",
        )
    change = AddNatExemption(
        device=device,
        flows=flows,
        acl=unused_name("NAT-EXCEPT-VPN", {acl.name for acl in config.acls}),
        rule=item.text,
        route_map=unused_name("NONAT", _route_maps(config)),
        inside=found.inside,
        outside=found.outside,
    )
    return Exemption(
        change,
        f"access list {acl.name} is a standard list, which has no destinations: a route-map over an"
        " extended one with the denies takes its place",
    )


def permitting(
    config: CryptoConfig, item: Translation, flows: tuple[Selector, ...]
) -> tuple[AccessList | None, int]:
    """Return the list of a statement that permits one of the flows, and the place of the first such entry."""
    for clause in item.clauses:
        for name in clause.acls if clause.takes else ():
            acl = config.acl(name)
            for index, entry in enumerate(acl.entries if acl is not None else ()):
                if entry.action == "permit" and any(
                    one.overlaps(two) for one in entry.selectors for two in flows
                ):
                    return acl, index
    return None, 0


def _crypto_users(config: CryptoConfig, name: str) -> str:
    return ", ".join(
        f"{entry.map} {entry.sequence}"
        for crypto_map in config.maps
        for entry in crypto_map.entries
        if entry.acl == name
    )


def _route_maps(config: CryptoConfig) -> set[str]:
    return {rule.route_map for rule in config.nat_rules if rule.route_map is not None}


def _nat_zero(
    config: CryptoConfig, device: str, found: Translated, flows: tuple[Selector, ...]
) -> Exemption:
    inside = found.inside or "inside"
    bound = next(
        (
            item.acl
            for item in config.translations
            if item.kind == "exemption" and item.inside == inside and item.acl is not None
        ),
        None,
    )
    shared = _crypto_users(config, bound) if bound is not None else ""
    if shared:
        return Exemption(
            None,
            f"access list {bound} is the crypto ACL of {shared} too: the exemption needs a list of its own first",
        )
    ready = spare_list(config, flows) if bound is None else None
    if ready is not None:
        change = AddNatExemption(
            device=device,
            flows=flows,
            acl=ready,
            bind=True,
            existing=True,
            inside=inside,
            outside=found.outside,
        )
        return Exemption(
            change,
            f"nat ({inside}) 0 gets access list {ready}, which has the flow and is bound nowhere",
        )
    name = bound
    if name is None or config.acl(name) is None:
        name = bound or unused_name(f"{inside}_nat0_outbound", {acl.name for acl in config.acls})
    acl = config.acl(bound)
    line = _denying(acl, found.flows) if acl is not None else None
    change = AddNatExemption(
        device=device,
        flows=flows,
        acl=name,
        bind=bound is None,
        line=line,
        inside=inside,
        outside=found.outside,
    )
    if acl is not None and line is not None:
        why = f"the list that is bound by nat ({inside}) 0 gets the flow ahead of '{acl.entries[line - 1].body}', which takes it"
        return Exemption(change, why)
    return Exemption(
        change,
        f"the list that is bound by nat ({inside}) 0 gets the flow: it is extended, never replaced"
        if bound is not None
        else f"nat ({inside}) 0 gets a list with the flow",
    )


def _denying(acl: AccessList, flows: tuple[Selector, ...]) -> int | None:
    """Return the line of the first deny that takes something of the flows; None where a permit at the end helps."""
    for place, entry in enumerate(acl.entries):
        denies = entry.action == "deny" and not entry.inactive
        if denies and any(one.overlaps(flow) for one in entry.selectors for flow in flows):
            return place + 1
    return None


def _twice(
    config: CryptoConfig, device: str, found: Translated, flows: tuple[Selector, ...]
) -> Exemption:
    section, after = (_statements(config, number) for number in (_TWICE, _AFTER))
    lines = [item.line for item in section]
    line = 1
    if found.by is not None and found.by.line in lines:
        line = 1 + lines.index(found.by.line)
    off = next((item for item in (*section, *after) if _switched_off(item, found, flows)), None)
    if off is not None:
        return Exemption(
            None,
            f"the identity NAT is there and inactive ('{off.text}'): whether it is meant to be is for a person to"
            " say; entered once more without the word it is in force again",
        )
    taken: dict[str, tuple[AddressBlock, ...]] = {}
    identities: list[IdentityNat] = []
    for flow in dict.fromkeys((flow.source, flow.destination) for flow in flows):
        own, far = (_object(config, block, taken) for block in flow)
        place = section
        below = _below(section, found, *flow)
        if below is None:
            place = after
            below = _below(after, found, *flow)
        if below is not None and any(item.moved == below.text for item in identities):
            continue  # it moves for another flow already
        identities.append(
            IdentityNat(
                source=own,
                destination=far,
                line=line,
                moved=below.text if below is not None else None,
                moved_from=1 + place.index(below) if below is not None else 0,
            )
        )
        line += 1
    change = AddNatExemption(
        device=device,
        flows=flows,
        inside=found.inside,
        outside=found.outside,
        identities=tuple(identities),
    )
    moved = any(item.moved for item in identities)
    why = "the identity NAT that is there moves" if moved else "an identity NAT for the flow goes"
    return Exemption(change, f"{why} ahead of the statement that takes the flow")


def _statements(config: CryptoConfig, section: int) -> list[Translation]:
    """Return the statements of a section in order; a static one is there twice, once for each side."""
    first = {item.line: item for item in reversed(config.translations) if item.section == section}
    return list(reversed(first.values()))


def _switched_off(item: Translation, found: Translated, flows: tuple[Selector, ...]) -> bool:
    """Whether a statement that is inactive would exempt one of the flows."""
    return (
        item.kind == "identity"
        and item.text.split()[-1:] == ["inactive"]
        and item.inside in (None, found.inside)
        and any(
            any(block.covers(flow.source) for block in item.sources)
            and any(block.covers(flow.destination) for block in item.destinations)
            for flow in flows
        )
    )


def _below(
    section: list[Translation], found: Translated, source: AddressBlock, destination: AddressBlock
) -> Translation | None:
    """Return a statement that would exempt the flow, had it not come too late."""
    for item in section:
        alike = (
            item.kind == "identity"
            and item.inside in (None, found.inside)
            and item.outside in (None, found.outside)
        )
        if (
            alike
            and not item.ported
            and item.problem is None
            and any(block.covers(source) for block in item.sources)
            and any(block.covers(destination) for block in item.destinations)
        ):
            return item
    return None


def _object(
    config: CryptoConfig, block: AddressBlock, taken: dict[str, tuple[AddressBlock, ...]]
) -> NetworkObject:
    """Return the object for a network: one that is there, else a new one."""
    for item in config.network_objects:
        if len(item.blocks) == 1 and item.blocks[0].normalised() == block:
            return item
    name = f"VPN-{block.dotted}" if block.is_host else f"VPN-{block.dotted}_{block.prefix_length}"
    have = {item.name for item in config.network_objects}
    have |= {other for other, blocks in taken.items() if blocks != (block,)}
    found = NetworkObject(name=unused_name(name, have), blocks=(block,))
    taken[found.name] = found.blocks
    return found
