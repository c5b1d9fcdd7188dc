"""Which entry of a crypto map takes a flow: entries by sequence, access lists in order, the first match decides.

A permit takes the flow for its entry; a deny sends it on to the entries behind (Cisco IOS Security
Configuration Guide, "Crypto Access Lists"; the ASA's "cascading ACLs"). What decides here is what
covers the whole flow: an entry that takes a part of it leaves the rest.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable, Set
from typing import NamedTuple

from remediate.model.config import CryptoConfig
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.selector import AddressBlock, Selector
from remediate.negotiation.inside_vrfs import inside_vrf

__all__ = ["Answered", "Book", "MapFlows", "Proposal"]

_ALL = 0xFFFFFFFF


class Answered(enum.Enum):
    """What comes of a flow that an end would propose."""

    PROPOSED = "proposed"
    SHADOWED = "shadowed"
    """Never proposed, and none is missed: an entry for the same peer takes it before."""
    TAKEN = "taken"
    """An entry for another peer takes it before."""


class Proposal(NamedTuple):
    """A flow of an entry, and what comes of it on its own device."""

    selector: Selector
    answered: Answered
    taker: CryptoMapEntry | None = None
    """The entry for another peer that takes it."""
    same: bool = False
    """Whether the taker has the very same flow: a standby as likely as a mistake."""


class _Rule(NamedTuple):
    """One flow of one line of one entry's access list."""

    entry: int
    """Place of the entry in its map."""
    place: int
    """Place within the access list."""
    permit: bool
    selector: Selector


class MapFlows:
    """The flows of crypto-map entries, found by the addresses that cover a flow's."""

    def __init__(self, config: CryptoConfig, entries: Iterable[CryptoMapEntry]) -> None:
        """Index the entries, which are in order."""
        self.entries = tuple(entries)
        self._vrfs = tuple(inside_vrf(config, item) for item in self.entries)
        self._places = {(item.map, item.sequence): n for n, item in enumerate(self.entries)}
        self._rules: dict[tuple[int, int], dict[tuple[int, int], list[_Rule]]] = defaultdict(dict)
        for number, entry in enumerate(self.entries):
            acl = config.acl(entry.acl)
            place = 0
            for line in acl.entries if acl is not None else ():
                if line.inactive or line.action not in ("permit", "deny"):
                    continue
                for selector in line.selectors:
                    self._add(_Rule(number, place, line.action == "permit", selector.normalised()))
                    place += 1

    def _add(self, rule: _Rule) -> None:
        source, destination = rule.selector.source, rule.selector.destination
        block = self._rules[source.wildcard, destination.wildcard]
        block.setdefault((source.address, destination.address), []).append(rule)

    def first(
        self, flow: Selector, vrfs: Set[str | None] | None = None
    ) -> tuple[CryptoMapEntry, Selector] | None:
        """Return the entry that takes a whole flow, and its permit; None where none does.

        ``vrfs``: the inside VRFs that the flow can be in; None where that is not looked at.
        """
        found = self._first(flow, vrfs)
        return None if found is None else (self.entries[found.entry], found.selector)

    def all(
        self, flow: Selector, vrfs: Set[str | None] | None = None
    ) -> Iterable[tuple[CryptoMapEntry, Selector]]:
        """Yield every entry that would take a whole flow, with its permit, in order."""
        decided = -1
        for rule in self._covering(flow, vrfs):
            if rule.entry != decided and rule.permit:
                yield self.entries[rule.entry], rule.selector
            decided = rule.entry

    def proposals(
        self, entry: CryptoMapEntry, flows: Iterable[Selector], peer: str
    ) -> Iterable[Proposal]:
        """Yield what comes of an entry's flows (normalised) on their own device."""
        own = self._places.get((entry.map, entry.sequence), len(self.entries))
        vrfs = {self._vrfs[own] if own < len(self._vrfs) else None}
        for flow in flows:
            taken = self._first(flow, vrfs)
            if taken is None:  # denied before it is permitted
                yield Proposal(flow, Answered.SHADOWED)
                continue
            taker = self.entries[taken.entry]
            if taken.entry == own:
                same = taken.selector == flow
                yield Proposal(flow, Answered.PROPOSED if same else Answered.SHADOWED)
            elif peer in taker.peers or taken.entry > own:
                yield Proposal(flow, Answered.SHADOWED)
            else:
                yield Proposal(flow, Answered.TAKEN, taker, taken.selector == flow)

    def _first(self, flow: Selector, vrfs: Set[str | None] | None) -> _Rule | None:
        decided = -1
        for rule in self._covering(flow, vrfs):
            if rule.entry == decided:
                continue
            if rule.permit:
                return rule
            decided = rule.entry
        return None

    def _covering(self, flow: Selector, vrfs: Set[str | None] | None) -> list[_Rule]:
        """Return the rules of entries in these VRFs that cover the whole flow, in order."""
        source, destination = flow.source, flow.destination
        found: list[_Rule] = []
        for (wide, far), block in self._rules.items():
            if source.wildcard & (_ALL ^ wide) or destination.wildcard & (_ALL ^ far):
                continue
            key = (_masked(source, wide), _masked(destination, far))
            found.extend(rule for rule in block.get(key, ()) if rule.selector.covers(flow))
        if vrfs is not None:
            found = [rule for rule in found if self._vrfs[rule.entry] in vrfs]
        found.sort(key=lambda rule: (rule.entry, rule.place))
        return found


def _masked(block: AddressBlock, wildcard: int) -> int:
    return block.address & (_ALL ^ wildcard)


class Book:
    """The indexed maps of a fleet's configurations, each made once; it keeps the configurations alive."""

    def __init__(self) -> None:
        """Start without any."""
        self._maps: dict[tuple[int, tuple[str, ...]], MapFlows] = {}
        self._dynamic: dict[tuple[int, tuple[tuple[str, int], ...]], MapFlows] = {}
        self._kept: dict[int, CryptoConfig] = {}

    def static(self, config: CryptoConfig, names: Iterable[str]) -> MapFlows:
        """Return the entries of static crypto maps; references to dynamic maps are no entries."""
        key = (id(config), tuple(sorted(names)))
        known = self._maps.get(key)
        if known is None:
            self._kept[id(config)] = config
            known = self._maps[key] = MapFlows(
                config,
                (
                    entry
                    for crypto_map in config.maps
                    if crypto_map.name in key[1] and not crypto_map.dynamic
                    for entry in crypto_map.entries
                    if entry.dynamic_map is None
                ),
            )
        return known

    def dynamic(self, config: CryptoConfig, entries: tuple[CryptoMapEntry, ...]) -> MapFlows:
        """Return the entries of dynamic maps, in order."""
        key = (id(config), tuple((entry.map, entry.sequence) for entry in entries))
        known = self._dynamic.get(key)
        if known is None:
            self._kept[id(config)] = config
            known = self._dynamic[key] = MapFlows(config, entries)
        return known
