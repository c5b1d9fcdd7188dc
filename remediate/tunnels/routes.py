"""The ways of a device: by the routing table that it printed, and by its configuration where it printed none.

A table is what the device did at that moment: where the whole of one is shown, neither the static routes nor the addresses
of the configuration count beside it (an interface can be down, a route be tracked). Parts of a table add what they show to
the configuration. Everything is looked up by prefix: a table can be long, and a hub is asked once for each of its tunnels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from remediate.model.base import Platform, remembered
from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface, Route
from remediate.model.evidence import DeviceEvidence
from remediate.model.prefix_index import PrefixIndex
from remediate.model.release import Release
from remediate.model.routing_table import RoutingTable, ShownRoute
from remediate.model.selector import AddressBlock

__all__ = [
    "Way",
    "Ways",
    "connected",
    "learns",
    "shown_routing",
    "tables_after",
    "to_nowhere",
    "ways_in",
]

Way = Interface | Route
"""A connected network's interface, or a route."""

_DEEP = 6
"""Lookups of a next hop's next hop, above which there is no end."""
_DEFAULT = AddressBlock(address=0, wildcard=0xFFFFFFFF)


def connected(interface: Interface) -> Iterator[AddressBlock]:
    """Yield the networks of an interface."""
    for address, netmask in ((interface.address, interface.netmask), *interface.secondary):
        if address and netmask:
            yield AddressBlock.from_netmask(address, netmask).normalised()


def to_nowhere(route: Route) -> bool:
    """Whether a route drops what it is for."""
    return (route.interface or route.next_hop).casefold() == "null0"


class Ways:
    """The connected networks and the routes of a device, by VRF and prefix."""

    def __init__(self, config: CryptoConfig) -> None:
        """Take them from the tables, and from the configuration what no whole table shows."""
        self._config = config
        self._found: dict[str | None, PrefixIndex[Way]] = {}
        self._leaving: dict[int, Interface | None] = {}
        self._whole = {table.vrf for table in config.tables if table.whole}
        for interface in config.interfaces:
            if not interface.shutdown and interface.vrf not in self._whole:
                for block in connected(interface):
                    self._in(interface.vrf).add(block, interface)
        for route in config.routes:
            if route.prefix.contiguous and route.vrf not in self._whole:
                self._in(route.vrf).add(route.prefix, route)
        for table in config.tables:
            for way, block in _ways_of(config, table):
                found = self._in(table.vrf)
                if table.whole or not any(_same(way, item) for item in found.at(block)):
                    found.add(block, way)

    def _in(self, vrf: str | None) -> PrefixIndex[Way]:
        return self._found.setdefault(vrf, PrefixIndex())

    def settled(self, vrf: str | None = None) -> bool:
        """Whether the whole routing table of a VRF (None: the global one) is shown."""
        return vrf in self._whole

    def longest(self, block: AddressBlock, vrf: str | None = None) -> Sequence[Way]:
        """Return the ways to the smallest network that holds all of a block; nothing where none does."""
        return self._in(vrf).longest(block)

    def defaults(self) -> Iterator[Route]:
        """Yield the default routes, of all VRFs."""
        for found in self._found.values():
            yield from (item for item in found.at(_DEFAULT) if isinstance(item, Route))

    def towards(self, block: AddressBlock, vrf: str | None = None) -> list[Way]:
        """Return the ways to a block or parts of it, default routes left out.

        Of a table: the one that holds the whole of it, and those within it. Of a configuration, each that has to do with it.
        """
        found = self._in(vrf)
        near: list[Way] = []
        for ways in found.covering(block):
            near += [item for item in ways if isinstance(item, Interface) or not item.prefix.is_any]
            if self.settled(vrf):
                break
        within = [*found.within(block)]
        if not self.settled(vrf):
            return [*near, *within]
        # What is summed up is dropped where nothing of it has a way of its own.
        return [
            item for item in (*near, *within) if isinstance(item, Interface) or not to_nowhere(item)
        ]

    @property
    def vrfs(self) -> Sequence[str | None]:
        """The VRFs that have any way."""
        return tuple(self._found)

    def leaves_by(self, route: Route) -> Interface | None:
        """Return the interface of a route; looked for once, as most flows take the same one."""
        if id(route) not in self._leaving:
            self._leaving[id(route)] = self._out(route, 0)
        return self._leaving[id(route)]

    def _out(self, route: Route, depth: int) -> Interface | None:
        for name in (route.interface, route.next_hop):
            if name is not None and (found := _place(self._config, name, route)) is not None:
                return found
        try:
            hop = AddressBlock.host(route.next_hop)
        except ValueError:
            return None
        if route.shown is None:
            near = (item for item in self._config.interfaces if not item.shutdown)
            return next((i for i in near if any(net.covers(hop) for net in connected(i))), None)
        if depth >= _DEEP:
            return None
        ways = [item for item in self.longest(hop, route.vrf) if item is not route]
        places = [
            item if isinstance(item, Interface) else self._out(item, depth + 1) for item in ways
        ]
        return places[0] if len({p.name if p is not None else None for p in places}) == 1 else None


@remembered
def ways_in(config: CryptoConfig) -> Ways:
    """Return the ways of a device."""
    return Ways(config)


def learns(config: CryptoConfig, vrf: str | None = None, block: AddressBlock | None = None) -> bool:
    """Whether a routing protocol can bring routes, or one to a ``block``, that are not shown."""
    if not config.dynamic_routing or ways_in(config).settled(vrf):
        return False
    return block is None or not any(
        table.vrf == vrf and table.routes and table.asked is not None and block.covers(table.asked)
        for table in config.tables
    )


@remembered
def shown_routing(evidence: DeviceEvidence) -> CryptoConfig | None:
    """Return what is known of the routes of a device: its configuration, else what its tables show without one."""
    if evidence.config is not None or not evidence.tables:
        return evidence.config
    platform = evidence.platform or (
        Platform.IOS if evidence.tables[0].command == "show ip route" else Platform.ASA
    )
    release = Release(platform=platform, text=evidence.version)
    return CryptoConfig(platform=platform, release=release, complete=False, tables=evidence.tables)


def _place(config: CryptoConfig, name: str, route: Route | None = None) -> Interface | None:
    """Return the interface of a name; what only a table names is known by its name."""
    known = config.interface(name)
    if known is not None or route is None or route.shown is None or name != route.interface:
        return known
    if name.casefold() == "null0":
        return None
    return Interface(name=name, nameif=name, vrf=route.vrf)


def _ways_of(config: CryptoConfig, table: RoutingTable) -> Iterator[tuple[Way, AddressBlock]]:
    lines = {
        (route.prefix.normalised(), route.next_hop): route.line
        for route in config.routes
        if route.vrf == table.vrf
    }
    for row in table.routes:
        if row.code == "L":
            continue
        name = row.interface or ""
        if row.connected and row.next_hop is None:
            known = config.interface(name)
            yield known or Interface(name=name, nameif=name, vrf=table.vrf), row.prefix
            continue
        hop = row.next_hop or name
        route = Route(
            prefix=row.prefix,
            next_hop=hop,
            interface=row.interface,
            vrf=table.vrf,
            line=lines.get((row.prefix, hop)),
            shown=row,
        )
        yield route, row.prefix


def _same(one: Way, two: Way) -> bool:
    if isinstance(one, Interface) or isinstance(two, Interface):
        return isinstance(one, Interface) and isinstance(two, Interface) and one.name == two.name
    return one.next_hop == two.next_hop


def tables_after(before: CryptoConfig, after: CryptoConfig) -> tuple[RoutingTable, ...]:
    """Return the tables of a device as they are once its static routes are those of another configuration.

    A table that was printed before a change doesn't have the routes that it brings.
    """
    if not before.tables:
        return ()
    old, new = _statics(before.routes), _statics(after.routes)
    gone, come = old.keys() - new.keys(), [new[key] for key in new if key not in old]
    if not gone and not come:
        return before.tables
    return tuple(_changed(table, gone, come) for table in before.tables)


_Static = tuple[str | None, AddressBlock, str]


def _statics(routes: Iterable[Route]) -> dict[_Static, Route]:
    return {(item.vrf, item.prefix.normalised(), item.next_hop): item for item in routes}


def _changed(table: RoutingTable, gone: Iterable[_Static], come: Iterable[Route]) -> RoutingTable:
    left = {(prefix, hop) for vrf, prefix, hop in gone if vrf == table.vrf}
    rows = [
        row
        for row in table.routes
        if not row.static or (row.prefix, row.next_hop or row.interface) not in left
    ]
    for route in come:
        if route.vrf == table.vrf:
            place = route.prefix.normalised()
            rows = [row for row in rows if row.prefix != place or row.static or row.connected]
            named = not route.next_hop[:1].isdigit()
            rows.append(
                ShownRoute(
                    prefix=place,
                    code="S",
                    next_hop=None if named else route.next_hop,
                    interface=route.interface or (route.next_hop if named else None),
                    source=table.source,
                    text="",
                )
            )
    return msgspec.structs.replace(table, routes=tuple(rows))
