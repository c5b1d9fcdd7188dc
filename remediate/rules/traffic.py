"""The flows of a tunnel's ends, and which way their packets are seen to move."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from remediate.model.config import CryptoConfig
from remediate.model.evidence import TunnelEnd
from remediate.model.observation import IpsecSa
from remediate.model.selector import AddressBlock, Selector
from remediate.negotiation import permits, side_of
from remediate.rules.case import Case

__all__ = ["Flow", "Moves", "flows_of", "moves_of"]

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
    """Whether the other end's crypto ACL is known and holds its mirror."""

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


def flows_of(case: Case) -> Iterator[Flow]:
    """Yield the flows of the ends whose whole configuration is known.

    The flows of a dynamic map without a list are those that its peer protects.
    """
    for end in case.tunnel.ends:
        config = end.evidence.config if end.evidence is not None else None
        if config is None or not config.complete or config.cut is not None:
            continue
        interface = _interface(end, config)
        if interface is None:
            continue
        theirs = _permitted(case, case.tunnel.other(end))
        side = side_of(case.tunnel, end)
        entries = side.entries if side is not None else ()
        found: dict[Selector, str | None] = {}
        for entry in entries:
            if entry.kind in _PLAIN and entry.acl is not None:
                for selector in permits(config.acl(entry.acl)):
                    found.setdefault(selector, entry.acl)
        if not found and side is not None and side.dynamic:
            found = {selector.mirrored(): None for selector in theirs}
        for selector, acl in islice(found.items(), _MOST):
            if side is not None and side.dynamic and selector.mirrored() not in theirs:
                continue  # a dynamic map's list is for every peer
            yield Flow(end, config, selector, interface, acl, selector.mirrored() in theirs)


def _permitted(case: Case, end: TunnelEnd) -> frozenset[Selector]:
    side = side_of(case.tunnel, end)
    if side is None or side.dynamic:
        return frozenset()
    return frozenset(
        selector
        for entry in side.entries
        if entry.kind in _PLAIN
        for selector in permits(side.config.acl(entry.acl))
    )


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


def _is(sa: IpsecSa, flow: Selector) -> bool:
    return _block(sa.local_ident) == flow.source and _block(sa.remote_ident) == flow.destination


def _block(text: str | None) -> AddressBlock | None:
    if text is None or "/" not in text:
        return None
    address, mask = text.split("/")[:2]
    try:
        return AddressBlock.from_netmask(address, mask).normalised()
    except ValueError:
        return None
