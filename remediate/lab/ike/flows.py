"""The flows that a configuration has a device protect, kept in step with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from remediate.lab.aces import Ace
from remediate.lab.ike.facts import CryptoEntry, Kind, ListRow
from remediate.lab.ike.links import known_hop
from remediate.lab.ike.making import make_flow
from remediate.lab.ike.quick_mode import offered_flow

if TYPE_CHECKING:
    from remediate.lab.ike.tunnels import Tunnels

__all__ = ["refresh"]


def refresh(tunnels: Tunnels, name: str) -> None:
    """Bring a device's flows in step with its configuration; associations of entries that are gone end."""
    facts, holding = tunnels.world.facts(name), tunnels.holding(name)
    if holding.read is facts:
        return
    holding.read = facts
    old = holding.flows
    holding.flows = {}
    before: list[tuple[str, tuple[ListRow, ...]]] = []
    for entry in facts.entries:
        if entry.missing or not entry.local:
            continue
        for selector, covered in _selectors(entry, before):
            for peer in entry.peers if entry.kind is Kind.MGRE else entry.peers[:1]:
                flow_ace = selector or offered_flow(entry, peer)
                key = (entry.name, flow_ace, peer if entry.kind is Kind.MGRE else "")
                kept = old.pop(key, None)
                if kept is None:
                    kept = make_flow(entry, flow_ace, peer)
                    kept.counted = tunnels.clock.elapsed()
                kept.entry, kept.own, kept.covered = entry, True, covered
                if kept.pair is None:
                    kept.sa.peer = peer
                    kept.sa.local = entry.local
                holding.flows[key] = kept
    names = {entry.name: entry for entry in facts.entries}
    for key, flow in old.items():
        if flow.pair is None and (flow.own or not known_hop(tunnels, name, flow)):
            continue
        flow.own = False
        if flow.entry.name in names and names[flow.entry.name].local == flow.sa.local:
            if flow.entry.kind is Kind.MGRE:
                flow.entry = names[flow.entry.name]
            holding.flows[key] = flow
        elif flow.pair is not None:
            tunnels.drop(flow.pair, name, tell=True)


def _selectors(
    entry: CryptoEntry, before: list[tuple[str, tuple[ListRow, ...]]]
) -> Iterator[tuple[Ace | None, bool]]:
    """Yield the flows of an entry that it begins itself, and whether an earlier one takes them.

    ``before``: the interfaces and lists of the entries that come first; a deny hands on to the next entry.
    """
    if entry.kind.tunnel:
        yield None, False
        return
    lists = [rows for interface, rows in before if interface == entry.interface]
    if entry.kind is Kind.MAP:
        mine: list[Ace] = []
        for at, row in enumerate(entry.rows):
            if not row.permit or row.ace in mine:
                continue
            inner = _first(entry.rows[:at], row.ace)
            if inner is not None and not inner.permit:
                continue
            earlier = (_first(rows, row.ace) for rows in lists)
            yield (
                row.ace,
                inner is not None or any(item is not None and item.permit for item in earlier),
            )
            mine.append(row.ace)
    before.append((entry.interface, entry.rows))


def _first(rows: tuple[ListRow, ...], flow: Ace) -> ListRow | None:
    return next((row for row in rows if row.ace.covers(flow)), None)
