"""Which entry of a crypto map takes a flow: the first by sequence number whose list permits it.

A deny of a list leaves the flow to the entries after it. A wide list after a narrow one is plain order; a wide one
before it takes what was meant for the other. Source: Cisco document 5409, "Peer Address X.X.X.X Not Found" and
"Verify the ACLs"; Cisco IOS security command reference (`crypto map`, sequence numbers).
"""

from __future__ import annotations

import enum
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from remediate.model.config import AccessList, CryptoConfig, CryptoMapEntry
from remediate.model.selector import AddressBlock, Selector
from remediate.negotiation.outcome import Side
from remediate.negotiation.partial import may_lack
from remediate.negotiation.phase2 import permits, unreadable
from remediate.negotiation.tunnels import PROTECTION

__all__ = ["Share", "Taken", "taken_by"]


class Share(enum.Enum):
    """How much of a flow an earlier entry takes."""

    WITHIN = "within"
    """All of it, and more besides."""
    SAME = "same"
    """The very flow."""
    PART = "part"
    """Some of it; what the earlier entry has beyond is not in the flow."""


class Taken(NamedTuple):
    """A flow that another entry takes from the one that is meant for the peer."""

    entry: CryptoMapEntry
    flow: Selector
    by: CryptoMapEntry
    """An earlier entry for another peer, or a reference to a dynamic map."""
    share: Share
    rival: Selector | None
    """Flow of the earlier entry; None where a dynamic map without a list takes whatever comes."""


def taken_by(side: Side) -> tuple[Taken, ...]:
    """Return the flows towards the peer that earlier entries of the same map take, by entry and flow."""
    if side.dynamic or may_lack(side):
        return ()
    found: list[Taken] = []
    for entry in side.entries:
        if entry.kind == PROTECTION or entry.acl is None:
            continue
        rows = _index(_Same(side.config)).get(entry.map)
        if rows is None or rows.first >= entry.sequence:
            continue
        mine = set(entry.peers)
        for flow in permits(side.config.acl(entry.acl)):
            for other in _candidates(rows, entry.sequence, flow):
                if mine & set(other.peers):
                    if _share(side.config.acl(other.acl), flow) is not None:
                        break  # the same peer has it: it goes where it is meant to go
                    continue
                taken = _dynamic(side, entry, flow, other) or _static(side, entry, flow, other)
                if taken is not None:
                    found.append(taken)
                    break
    return tuple(found)


class _Same:
    """A configuration as a key: equal to itself alone."""

    __slots__ = ("config",)

    def __init__(self, config: CryptoConfig) -> None:
        self.config = config

    def __hash__(self) -> int:
        return id(self.config)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.config is self.config


class _Row(NamedTuple):
    """The bounds of one flow of an entry; all addresses where the entry may take any."""

    source: int
    source_end: int
    destination: int
    destination_end: int
    entry: CryptoMapEntry


class _Rows(NamedTuple):
    """The flows of a crypto map, to be found by their destinations."""

    first: int
    """Lowest sequence number."""
    starts: dict[int, list[_Row]]
    """By the lowest address of the destination, where it is a network."""
    order: list[int]
    """The keys of ``starts``, ascending."""
    loose: list[_Row]
    """References to dynamic maps."""


_ALL = 0xFFFFFFFF
_MASKS = tuple((_ALL << bits) & _ALL for bits in range(33))


@lru_cache(maxsize=32)
def _index(key: _Same) -> dict[str, _Rows]:
    """Return the flows of each crypto map: a hub's are looked through for every tunnel of it."""
    lists = {acl.name: acl for acl in reversed(key.config.acls)}
    found: dict[str, _Rows] = {}
    for crypto_map in key.config.maps:
        if crypto_map.dynamic or not crypto_map.entries:
            continue
        starts: dict[int, list[_Row]] = {}
        loose: list[_Row] = []
        for entry in crypto_map.entries:
            if entry.dynamic_map is not None:
                loose.append(_Row(0, _ALL, 0, _ALL, entry))
            for flow in permits(lists.get(entry.acl or "")):
                if not flow.source.contiguous or not flow.destination.contiguous:
                    continue  # a netmask in a wildcard's place: it matches the addresses that no host has
                row = _Row(*_bounds(flow.source), *_bounds(flow.destination), entry)
                starts.setdefault(row.destination, []).append(row)
        first = crypto_map.entries[0].sequence
        found[crypto_map.name] = _Rows(first, starts, sorted(starts), loose)
    return found


def _bounds(block: AddressBlock) -> tuple[int, int]:
    """Return the lowest and the highest address of a block that is normalised."""
    return block.address, block.address | block.wildcard


def _candidates(rows: _Rows, sequence: int, flow: Selector) -> list[CryptoMapEntry]:
    """Return the entries before a sequence number whose flows can overlap this one, in order."""
    low, high = _bounds(flow.source)
    first, last = _bounds(flow.destination)
    near = [*rows.loose]
    for start in {first & mask for mask in _MASKS}:  # networks around the first address
        near += rows.starts.get(start, ())
    for place in range(bisect_right(rows.order, first), bisect_right(rows.order, last)):
        near += rows.starts[rows.order[place]]
    found = {
        row.entry.sequence: row.entry
        for row in near
        if row.entry.sequence < sequence
        and row.destination <= last
        and first <= row.destination_end
        and row.source <= high
        and low <= row.source_end
    }
    return [found[number] for number in sorted(found)]


def _static(
    side: Side, entry: CryptoMapEntry, flow: Selector, other: CryptoMapEntry
) -> Taken | None:
    acl = side.config.acl(other.acl)
    if other.kind != "ipsec-isakmp" or not other.peers or unreadable(acl):
        return None
    share = _share(acl, flow)
    return None if share is None else Taken(entry, flow, other, share[0], share[1])


def _dynamic(
    side: Side, entry: CryptoMapEntry, flow: Selector, other: CryptoMapEntry
) -> Taken | None:
    if other.dynamic_map is None:
        return None
    for crypto_map in side.config.maps:
        if not crypto_map.dynamic or crypto_map.name != other.dynamic_map:
            continue
        for item in crypto_map.entries:
            if item.acl is None:
                return Taken(entry, flow, other, Share.WITHIN, None)
            share = _share(side.config.acl(item.acl), flow)
            if share is not None:
                return Taken(entry, flow, other, share[0], share[1])
    return None


def _share(acl: AccessList | None, flow: Selector) -> tuple[Share, Selector] | None:
    """Return how much of a flow a list takes, and by which flow of its own; None where it leaves it."""
    if acl is None:
        return None
    for line in acl.entries:
        if line.inactive:
            continue
        for selector in _overlapping(line.selectors, flow):
            own = selector.normalised()
            if line.action == "deny":
                return None  # what a deny leaves of the flow is not told of
            if line.action != "permit":
                continue
            if own == flow:
                return Share.SAME, own
            if own.covers(flow):
                return Share.WITHIN, own
            if not flow.covers(own):
                return Share.PART, own
    return None


def _overlapping(selectors: Sequence[Selector], flow: Selector) -> list[Selector]:
    return [selector for selector in selectors if selector.normalised().overlaps(flow)]
