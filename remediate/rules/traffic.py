"""The flows of a tunnel's ends, and which way their packets are seen to move."""

from __future__ import annotations

import enum
from collections.abc import Collection
from itertools import islice
from typing import NamedTuple

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.model.observation import IpsecSa
from remediate.model.selector import AddressBlock, Selector
from remediate.negotiation import Side, permits, side_of
from remediate.negotiation.nat_index import entries_near
from remediate.rules.case import Case

__all__ = [
    "Flow",
    "Moves",
    "answers_stopped",
    "decapsulated",
    "flows_in_parts",
    "flows_of",
    "moves_of",
]

_MOST = 256
"""Flows of an end that are looked at: more are the product of large object-groups."""
_PLAIN = frozenset({"ipsec-isakmp", "ipsec-manual"})


class Flow(NamedTuple):
    """A flow that an end protects, as the end sees it."""

    end: TunnelEnd
    config: CryptoConfig
    selector: Selector
    interface: str
    """Interface that the tunnel leaves by, as the configuration names it."""
    acl: str | None
    """The crypto ACL; None for a dynamic map without one."""
    mirrored: bool
    """Whether the other end is known to protect its mirror."""
    vrf: str | None = None
    """VRF of the network, where a profile names one (IOS)."""

    @property
    def device(self) -> str:
        """Name of the device."""
        return self.end.device or self.end.address


class Moves(enum.Enum):
    """What the SAs of a flow show, at the end that it is seen from."""

    BOTH = "both ways"
    IN = "in alone"
    """Packets are decapsulated and none is encapsulated."""
    OUT = "out"
    """Packets are encapsulated."""
    NONE = "none"
    UNSEEN = "not seen"


def flows_of(case: Case) -> tuple[Flow, ...]:
    """Return the flows of the ends whose whole configuration is known.

    The flows of a dynamic map are those of its peer that it takes: its list, where it has one, is for
    every peer, and the answers go to the network that the peer proposed within it.
    """
    return _flows(case.tunnel)


def flows_in_parts(case: Case) -> tuple[Flow, ...]:
    """Return the flows of the ends of which only parts of the configuration are known: what is not there proves nothing."""
    found = []
    for end in case.tunnel.ends:
        side = side_of(case.tunnel, end)
        if side is None or side.dynamic or (side.config.complete and side.config.cut is None):
            continue
        interface = _interface(end, side.config)
        if interface is not None:
            found += [
                Flow(end, side.config, flow, interface, acl, mirrored=False)
                for flow, acl in islice(_protected(side).items(), _MOST)
            ]
    return tuple(found)


@remembered
def _flows(tunnel: TunnelEvidence) -> tuple[Flow, ...]:
    """Look once for all the rules that look at one tunnel after each other."""
    sides = tuple(side_of(tunnel, end) for end in tunnel.ends)
    protected = tuple(_protected(side) for side in sides)
    found: list[Flow] = []
    for place, (end, side) in enumerate(zip(tunnel.ends, sides, strict=True)):
        mine, theirs, other = protected[place], protected[1 - place], sides[1 - place]
        if side is None or not side.config.complete or side.config.cut is not None:
            continue
        interface = _interface(end, side.config)
        if interface is None:
            continue
        if side.dynamic:
            mine = {
                wanted: taker.acl
                for wanted in (flow.mirrored() for flow in theirs)
                if (taker := _taker(side, wanted)) is not None
            }
        vrfs = {entry.acl: side.config.inner_vrf(entry) for entry in side.entries}
        found += (
            Flow(
                end,
                side.config,
                flow,
                interface,
                acl,
                _expected(other, theirs, flow.mirrored()),
                vrfs.get(acl),
            )
            for flow, acl in islice(mine.items(), _MOST)
        )
    return tuple(found)


def _expected(side: Side | None, flows: Collection[Selector], wanted: Selector) -> bool:
    """Whether an end is known to protect a flow; a dynamic map takes what its list covers, or everything."""
    if wanted in flows:
        return True
    return side is not None and side.dynamic and _taker(side, wanted) is not None


def _taker(side: Side, wanted: Selector) -> CryptoMapEntry | None:
    """Return the entry of a dynamic map that takes a flow of its peer; None where none does, or that can't be told.

    The first line that holds all of the flow decides: a deny leaves it to the entries behind.
    """
    for entry in side.entries:
        if entry.kind not in _PLAIN:
            continue
        if entry.acl is None:
            return entry
        acl = side.config.acl(entry.acl)
        if acl is None:
            return None
        for permit, selector in entries_near(acl, wanted):
            if selector is None:
                return None
            if selector.covers(wanted):
                if permit:
                    return entry
                break
    return None


def _protected(side: Side | None) -> dict[Selector, str | None]:
    """Return the flows of an end's crypto ACLs, with the list that each is in; those of a dynamic map are its peers'."""
    found: dict[Selector, str | None] = {}
    if side is None or side.dynamic:
        return found
    for entry in side.entries:
        if entry.kind in _PLAIN and entry.acl is not None:
            for selector in permits(side.config.acl(entry.acl)):
                found.setdefault(selector, entry.acl)
    return found


def _interface(end: TunnelEnd, config: CryptoConfig) -> str | None:
    if end.interface is not None:
        return end.interface
    found = [item for item in config.interfaces if item.address == end.local_address]
    return found[0].nameif or found[0].name if found else None


def moves_of(case: Case, flow: Flow) -> Moves:
    """Return which way a flow's packets move, from the SAs of both ends."""
    other = case.tunnel.other(flow.end)
    mine = [sa for sa in flow.end.ipsec_sas if _is(sa, flow.selector)]
    theirs = [sa for sa in other.ipsec_sas if _is(sa, flow.selector.mirrored())]
    if any(sa.up and sa.counter("encaps") and sa.counter("decaps") for sa in (*mine, *theirs)):
        return Moves.BOTH
    if any(sa.counter("encaps") for sa in mine) or any(sa.counter("decaps") for sa in theirs):
        return Moves.OUT
    if any(sa.counter("decaps") for sa in mine) or any(sa.counter("encaps") for sa in theirs):
        return Moves.IN
    return Moves.NONE if mine or theirs else Moves.UNSEEN


def answers_stopped(flow: Flow) -> bool:
    """Whether packets of a flow came in between two outputs of its end, and none went out, whatever was counted before.

    For a while, many a flow that is in order goes one way: it proves nothing by itself.
    """
    mine = [sa for sa in flow.end.ipsec_sas if sa.up and _is(sa, flow.selector)]
    rising = {name for sa in mine for name in sa.grew}
    return "decaps" in rising and "encaps" not in rising


def decapsulated(flow: Flow) -> int:
    """Return the packets that the live SAs of a flow have decapsulated at its end."""
    return sum(
        sa.counter("decaps") for sa in flow.end.ipsec_sas if sa.up and _is(sa, flow.selector)
    )


def _is(sa: IpsecSa, flow: Selector) -> bool:
    return (
        AddressBlock.of_identity(sa.local_ident) == flow.source
        and AddressBlock.of_identity(sa.remote_ident) == flow.destination
    )
