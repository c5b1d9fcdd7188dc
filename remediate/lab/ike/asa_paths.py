"""An ASA's interfaces, routes, access lists and translations. Interfaces are known by their ``nameif``.

Doubtful, and decided so: a rule of translation that is no identity translates what fits; lists that name the
translated addresses are not followed.
"""

from __future__ import annotations

from collections.abc import Iterator

from remediate.lab.aces import ANY, Ace, Block
from remediate.lab.asa_lists import entries_of
from remediate.lab.asa_objects import blocks_of, plain_entries
from remediate.lab.ike.facts import ListRow, NatRule, Port, Route, block_of
from remediate.lab.ike.ios_paths import number, sections
from remediate.lab.store import Entry, Section

__all__ = ["AsaPaths"]


class AsaPaths:
    """Where an ASA's packets go."""

    def __init__(self, top: Section) -> None:
        self.top = top
        self.ports = {port.title: port for port in self._ports()}

    def _ports(self) -> Iterator[Port]:
        clamp = number(self.top.value("sysopt connection tcpmss", "mss"), 1380)
        bound = {
            item.values["nameif"]: item.values["map"]
            for item in self.top.all("crypto map interface")
        }
        for entry, inner in sections(self.top, "interface"):
            nameif = inner.value("nameif", "nameif")
            if nameif is None:
                continue
            address = inner.value("ip address", "address")
            mask = inner.value("ip address", "mask")
            size = self.top.get("mtu", nameif)
            yield Port(
                name=entry.values["name"],
                title=nameif,
                address=address,
                network=block_of(address, mask) if address and mask else None,
                up=inner.get("shutdown") is None,
                mtu=number(size.values["mtu"] if size is not None else None, 1500),
                crypto_map=bound.get(nameif, ""),
                mss=clamp or None,
            )

    def routes(self) -> Iterator[Route]:
        """Yield the connected networks and the static routes whose interface is up."""
        for port in self.ports.values():
            if port.network is not None and port.up:
                yield Route(network=port.network, interface=port.title, distance=0)
        for entry in self.top.all("route"):
            values = entry.values
            port_ = self.ports.get(values["nameif"])
            if port_ is not None and port_.up:
                yield Route(
                    network=block_of(values["network"], values["mask"]),
                    interface=port_.title,
                    hop=values["hop"],
                    distance=number(values.get("distance"), 1),
                )

    def rows(self, acl: str) -> tuple[ListRow, ...]:
        """Return the plain entries of a list."""
        return tuple(ListRow(permit, ace.flow()) for permit, ace in plain_entries(self.top, acl))

    def nat(self) -> Iterator[NatRule]:
        """Yield the rules of translation in the order of their sections."""
        for entry in entries_of(self.top, "nat"):
            yield from self._twice(entry)
        for entry, inner in sections(self.top, "object network"):
            rule = inner.get("nat")
            if rule is not None:
                own = blocks_of(self.top, entry.values["name"])
                same = rule.values["mapped"] in (
                    entry.values["name"],
                    *(block.address for block in own),
                )
                yield self._rule(rule, own, [ANY], exempts=rule.values["how"] == "static" and same)
        for entry in entries_of(self.top, "nat after-auto"):
            yield from self._twice(entry)

    def _twice(self, entry: Entry) -> Iterator[NatRule]:
        values = entry.values
        if entry.text.split()[-1] == "inactive":
            return
        there = blocks_of(self.top, values["there"]) if "there" in values else [ANY]
        same = values["how"] == "static" and values["real"] == values["mapped"]
        same = same and values.get("there") == values.get("shown")
        yield self._rule(entry, blocks_of(self.top, values["real"]), there, exempts=same)

    def _rule(
        self, entry: Entry, real: list[Block], there: list[Block], *, exempts: bool
    ) -> NatRule:
        inside, _, out = entry.values["pair"].strip("()").partition(",")
        return NatRule(
            inside="" if inside == "any" else inside,
            outside="" if out == "any" else out,
            rows=tuple(
                ListRow(True, Ace(protocol=0, source=one, destination=other))
                for one in real
                for other in there
            ),
            exempts=exempts,
        )
