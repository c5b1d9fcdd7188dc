"""A router's interfaces, routes, access lists and translations as its configuration has them."""

from __future__ import annotations

from collections.abc import Iterator

from remediate.lab.aces import ANY, Ace, Block, ace_of, standard_ace_of
from remediate.lab.ike.facts import ListRow, NatRule, Port, Route, block_of
from remediate.lab.store import Entry, Section

__all__ = ["Paths", "number", "sections"]


def sections(top: Section, key: str) -> Iterator[tuple[Entry, Section]]:
    """Yield the entries of a key that have a section, with it."""
    for entry in top.all(key):
        if entry.section is not None:
            yield entry, entry.section


def number(text: str | None, otherwise: int) -> int:
    """Return a number that is set, else the one that is in force without a line."""
    return int(text) if text is not None and text.isdigit() else otherwise


class Paths:
    """Where a router's packets go."""

    def __init__(self, top: Section) -> None:
        self.top = top
        self.ports = {port.name: port for port in self._ports()}

    def _ports(self) -> Iterator[Port]:
        for entry, inner in sections(self.top, "interface"):
            address = inner.value("ip address", "address")
            mask = inner.value("ip address", "mask")
            group = inner.get("ip access-group", "in")
            nat = inner.get("ip nat")
            yield Port(
                name=entry.values["name"],
                title=entry.values["name"],
                address=address,
                network=block_of(address, mask) if address and mask else None,
                up=inner.get("shutdown") is None,
                vrf=inner.value("vrf forwarding", "vrf")
                or inner.value("ip vrf forwarding", "vrf")
                or "",
                mtu=number(inner.value("ip mtu", "mtu") or inner.value("mtu", "mtu"), 1500),
                inbound=self.rows(group.values["acl"]) if group is not None else None,
                nat=nat.values.get("side", "") if nat is not None else "",
                crypto_map=inner.value("crypto map", "map") or "",
                mss=number(inner.value("ip tcp adjust-mss", "mss"), 0) or None,
            )

    def routes(self) -> Iterator[Route]:
        """Yield the connected networks and the static routes whose interface is up."""
        for port in self.ports.values():
            if port.network is not None and port.up:
                yield Route(network=port.network, interface=port.name, vrf=port.vrf, distance=0)
        for entry in (*self.top.all("ip route vrf"), *self.top.all("ip route")):
            values = entry.values
            vrf, hop = values.get("vrf", ""), values.get("hop", "")
            leaves = entry.text.split()[6:] if vrf else []
            out = values.get("interface") or self._towards(hop, "" if "global" in leaves else vrf)
            if out is None or (out in self.ports and not self.ports[out].up):
                continue
            yield Route(
                network=block_of(values["network"], values["mask"]),
                interface=out,
                hop=hop,
                vrf=vrf,
                distance=number(values.get("distance"), 1),
            )

    def _towards(self, hop: str, vrf: str) -> str | None:
        for port in self.ports.values():
            if port.network is not None and port.up and port.vrf == vrf and port.network.has(hop):
                return port.name
        return None

    def rows(self, name: str) -> tuple[ListRow, ...] | None:
        """Return the entries of a list; None where there is no such list: nothing is refused then."""
        opened = self.top.get("ip access-list", name)
        if opened is None or opened.section is None:
            return None
        standard = opened.section.mode == "standard-acl"
        found = []
        for entry in opened.section.all("entry"):
            action, text = entry.values.get("action"), entry.values.get("entry")
            if action is None or text is None:
                continue
            ace: Ace | None
            if standard:
                block = standard_ace_of(text)
                ace = Ace(protocol=0, source=block, destination=ANY) if block else None
            else:
                ace = ace_of(text)
            if ace is not None:
                found.append(ListRow(action == "permit", ace.flow()))
        return tuple(found)

    def nat(self) -> Iterator[NatRule]:
        """Yield the translations of inside sources, each for a pair of interfaces."""
        outside = {port.name for port in self.ports.values() if port.nat == "outside"}
        insides = [port.name for port in self.ports.values() if port.nat == "inside"]
        rules: list[tuple[ListRow, ...]] = []
        for entry in self.top.all("ip nat inside source static"):
            host = Block(block_of(entry.values["inside"]).network, 0)
            rules.append((ListRow(True, Ace(protocol=0, source=host, destination=ANY)),))
        lists = self.top.all("ip nat inside source list")
        rules += [self.rows(entry.values["acl"]) or () for entry in lists]
        maps = self.top.all("ip nat inside source route-map")
        rules += [tuple(self._route_map(entry.values["map"])) for entry in maps]
        for rows in rules:
            for inside in insides:
                for out in sorted(outside):
                    yield NatRule(inside=inside, outside=out, rows=rows)

    def _route_map(self, name: str) -> Iterator[ListRow]:
        """Yield what a route map translates; a deny of one of its lists hands on to the next sequence.

        Doubtful: a list's deny is taken as final, which is right for the last sequence alone.
        """
        for entry, inner in sections(self.top, "route-map"):
            if entry.values["name"] != name:
                continue
            permit = entry.values.get("action", "permit") == "permit"
            lists = (inner.value("match ip address", "acls") or "").split()
            if not lists:
                yield ListRow(permit, Ace(protocol=0, source=ANY, destination=ANY))
            for item in lists:
                for row in self.rows(item) or ():
                    yield ListRow(row.permit and permit, row.ace)
