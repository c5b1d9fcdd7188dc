"""What address translation makes of a flow that a crypto ACL protects: a pure function of one configuration.

A packet is translated before the crypto map looks at it (IOS: inside to outside; PIX and ASA too).
So a flow whose source gets another address no longer matches its crypto ACL.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import NamedTuple

from remediate.model.base import Platform
from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface
from remediate.model.config_lists import AccessList
from remediate.model.config_nat import NatClause, Translation
from remediate.model.selector import AddressBlock, Selector
from remediate.negotiation.nat_index import entries_near, images_of, statements_near
from remediate.negotiation.parts import Unclear, split
from remediate.negotiation.routing import behind, behind_in, is_interface

__all__ = ["Fate", "Translated", "fate_of"]


class Fate(enum.Enum):
    """What becomes of the packets of a flow."""

    UNTOUCHED = "untouched"
    TRANSLATED = "translated"
    DROPPED = "dropped"
    """No statement takes it, and the device lets nothing through without one."""
    UNKNOWN = "unknown"


class Translated(NamedTuple):
    """The fate of a flow, with what decides it."""

    fate: Fate
    why: str
    by: Translation | None = None
    flows: tuple[Selector, ...] = ()
    """The parts of the flow that are translated."""
    inside: str | None = None
    """Interface that the flow comes from, by name (IOS) or nameif."""
    outside: str | None = None


def fate_of(
    config: CryptoConfig,
    flow: Selector,
    outside: str | None,
    vrf: str | None = None,
    *,
    servers: bool = False,
) -> Translated:
    """Return what becomes of a flow of a crypto ACL that leaves by the interface ``outside``.

    ``vrf``: the VRF that it comes from, where that is not the one of the interface. ``servers``: whether
    a static translation of single hosts of the network counts: it takes their answers into the tunnel, on a
    router whatever the exemption of the others says, on PIX and ASA where nothing exempts them before it.
    """
    if not config.translations and not config.nat_control:
        return Translated(Fate.UNTOUCHED, "the device has no NAT")
    leaving = config.interface(outside) if outside is not None else None
    if leaving is None:
        return Translated(Fate.UNKNOWN, "the interface that the tunnel leaves by is not known")
    if any(block.overlaps(flow.source) for block in images_of(config)) or _own(leaving, flow):
        return Translated(Fate.UNTOUCHED, "the crypto ACL holds addresses after translation")
    entering = _entering(config, flow, leaving, vrf or leaving.vrf)
    if entering is None:
        return Translated(Fate.UNKNOWN, f"which interface {flow.source} lies behind is not known")
    if not entering:
        return Translated(
            Fate.UNTOUCHED, "the flow does not pass from a NAT inside to a NAT outside"
        )
    for came_in in entering:
        try:
            found = _followed(config, flow, came_in, leaving, servers=servers)
        except Unclear as reason:
            return Translated(Fate.UNKNOWN, str(reason))
        if found.fate is not Fate.UNTOUCHED:
            return found
    return found


def _own(leaving: Interface, flow: Selector) -> bool:
    """Whether the flow's source holds the address that traffic leaves with: it matches after translation too."""
    return flow.source.is_any or (
        leaving.address is not None and flow.source.covers(AddressBlock.host(leaving.address))
    )


def _entering(
    config: CryptoConfig, flow: Selector, leaving: Interface, vrf: str | None
) -> list[Interface] | None:
    """Return the interfaces at which NAT looks at the flow; None where they can't be told."""
    ios = config.platform is Platform.IOS
    from_side = {"outside": "inside", "enable": "enable"}.get(leaving.nat or "")
    if ios and from_side is None:
        return []
    if leaving.vrf is not None and leaving.vrf != vrf:
        return None  # from one VRF into another one
    known = behind_in(config, flow.source, vrf)
    if known is None:
        return None
    if not known and behind(config, flow.source) != ():
        return None  # in another VRF
    found = [item for item in known if item.name != leaving.name]
    if not known:
        found = [
            item
            for item in config.interfaces
            if item.address and not item.shutdown and item.name != leaving.name and item.vrf == vrf
        ]
        if len(found) > 1 and not (ios and len({item.nat for item in found}) == 1):
            return None
    return [item for item in found if item.nat == from_side] if ios else found


def _followed(
    config: CryptoConfig, flow: Selector, came_in: Interface, leaving: Interface, *, servers: bool
) -> Translated:
    servers = servers and not came_in.policy_routed
    names = came_in.nameif or came_in.name, leaving.nameif or leaving.name
    left = [flow.normalised()]
    taken: list[Selector] = []
    first: Translation | None = None
    for item in statements_near(config, flow):
        if item.vrf != came_in.vrf or item.virtual != (came_in.nat == "enable"):
            continue
        if item.inside is not None and not is_interface(came_in, item.inside):
            continue
        if item.outside is not None and not is_interface(leaving, item.outside):
            continue
        if item.to_interface is not None and not is_interface(leaving, item.to_interface):
            continue  # another way out: not this tunnel's
        if item.ported:
            continue
        parts, rest = _taken(config, item, left, leaving)
        if not parts:
            continue
        left = rest
        if item.kind in ("static", "dynamic"):
            if item.kind == "static" and rest and not servers:
                continue  # a server's own address: the other hosts of the network are not touched
            taken += parts
            first = first or item
        if not left:
            break
    if taken and first is not None:
        return Translated(Fate.TRANSLATED, f"'{first.text}' takes it", first, tuple(taken), *names)
    if left and config.nat_control and _controlled(config, came_in, leaving):
        return Translated(
            Fate.DROPPED,
            "no NAT statement takes it, and the device passes nothing without one",
            None,
            tuple(left),
            *names,
        )
    return Translated(Fate.UNTOUCHED, "no NAT statement takes it", None, (), *names)


def _controlled(config: CryptoConfig, came_in: Interface, leaving: Interface) -> bool:
    """Whether NAT control looks at what goes from one interface to the other: to a lower security level.

    Where the levels are not printed, a list that keeps other flows of the interface out of NAT shows it.
    """
    for item in config.unparsed:
        if item.text.split(maxsplit=1)[0] in ("nat", "static", "global"):
            raise Unclear(f"'{item.text}' could not be read")
    if came_in.security is not None and leaving.security is not None:
        return came_in.security > leaving.security
    return any(
        item.kind == "exemption" and is_interface(came_in, item.inside)
        for item in config.translations
    )


def _taken(
    config: CryptoConfig, item: Translation, flows: Sequence[Selector], leaving: Interface
) -> tuple[list[Selector], list[Selector]]:
    """Return what a statement takes of the flows, and what it leaves."""
    if item.problem is not None:
        if item.destinations and not any(
            block.overlaps(flow.destination) for block in item.destinations for flow in flows
        ):
            return [], list(flows)
        raise Unclear(f"'{item.text}': {item.problem}")
    thin = item.kind in ("exemption", "identity")
    within: list[Selector] = []
    left: list[Selector] = []
    for flow in flows:
        inner, rest = split(flow, _addresses(item), drop_thin=False)
        within += inner
        left += rest
    if not item.clauses:
        return within, left
    taken: list[Selector] = []
    for clause in item.clauses:
        matched, within = _matched(config, clause, within, leaving, thin=thin)
        if clause.takes:
            taken += matched
        else:
            left += matched
    return taken, left + within


def _addresses(item: Translation) -> list[Selector]:
    sources = item.sources or (_EVERY,)
    destinations = item.destinations or (_EVERY,)
    return [Selector(source=one, destination=two) for one in sources for two in destinations]


_EVERY = AddressBlock(address=0, wildcard=0xFFFFFFFF)


def _matched(
    config: CryptoConfig,
    clause: NatClause,
    flows: Sequence[Selector],
    leaving: Interface,
    *,
    thin: bool,
) -> tuple[list[Selector], list[Selector]]:
    """Return what a clause matches of the flows, and what goes on to the next."""
    if not flows:
        return [], []
    if clause.problem is not None:
        raise Unclear(clause.problem)
    if clause.interfaces and not any(is_interface(leaving, name) for name in clause.interfaces):
        return [], list(flows)
    if not clause.acls:
        return list(flows), []
    matched: list[Selector] = []
    left = list(flows)
    for name in clause.acls:
        acl = config.acl(name)
        if acl is None:
            raise Unclear(f"access list {name} is not in the configuration")
        found: list[Selector] = []
        for flow in left:
            inner, rest = _permitted(acl, flow, thin=thin)
            matched += inner
            found += rest
        left = found
    return matched, left


def _permitted(
    acl: AccessList, flow: Selector, *, thin: bool
) -> tuple[list[Selector], list[Selector]]:
    """Return what an access list permits of a flow, and what it does not.

    An entry for some ports or one protocol of the flow decides nothing of the rest: a deny of that
    kind, or a permit that exempts (``thin``), makes the part that it stands in unclear.
    """
    permitted: list[Selector] = []
    denied: list[Selector] = []
    left = [flow]
    for permit, selector in entries_near(acl, flow):
        if selector is None:
            raise Unclear(f"access list {acl.name} has an entry that could not be read")
        inner, rest = [], []
        for part in left:
            one, two = split(part, (selector,), drop_thin=thin or not permit)
            inner += one
            rest += two
        (permitted if permit else denied).extend(inner)
        left = rest
        if not left:
            break
    return permitted, denied + left
