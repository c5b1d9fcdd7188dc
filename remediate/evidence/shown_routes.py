"""The routing tables of one device, while its files are being read.

A whole table outranks the parts of it that were shown before and after; of one table the last output counts.
"""

from __future__ import annotations

import re
from collections import Counter

import msgspec

from fastparse.session import expand
from remediate.evidence.filters import shows_all
from remediate.evidence.pager import unpaged
from remediate.model.config import CryptoConfig
from remediate.model.observation import ShownAddress, Unrecognised
from remediate.model.routing_table import RoutingTable
from remediate.model.selector import AddressBlock
from remediate.platforms.route_entry_show import Asked
from remediate.platforms.route_show import routes_shown

__all__ = ["ShownRoutes", "asked_for"]

_HEADINGS = ("Gateway of last resort is ", "Codes: ")
"""What a whole table is found to begin with by ``| begin``."""
_NARROWED = re.compile(
    r"route[-_ .]*(?:vrf[-_ ]*[\w-]+?[-_ ])?(?:\|.*|inc|include|sec|section|exc|exclude|begin|static|connected|local|bgp|eigrp|ospf|rip|isis"
    r"|summary|sum|longer|\d+\.\d+)",
    re.IGNORECASE,
)
_VRF = re.compile(r"vrf[-_ ]*(?P<vrf>[A-Za-z0-9-]+)", re.IGNORECASE)
_STOPPED = (b"--More--", b"<--- More --->")
"""What a pager leaves that was stopped. A text whose last line has no end may have been cut within it."""


def asked_for(command: str | None, file: str) -> Asked:
    """Return what was asked for, by the command, else by the file's name."""
    if command is None:
        name = file.rsplit("/", 1)[-1]
        named = "route" in name.lower()
        text = "show ip route" if "ip" in name.lower() else "show route"
        vrf_named = _VRF.search(name)
        return Asked(
            text,
            all=_NARROWED.search(name) is None,
            named=named,
            vrf=vrf_named["vrf"] if vrf_named is not None else None,
        )
    words = expand(command.partition("|")[0]).split()
    at = words.index("route") if "route" in words else len(words) - 1
    text, rest = " ".join(words[: at + 1]), words[at + 1 :]
    vrf = None
    if len(rest) > 1 and rest[0].lower() == "vrf":
        vrf, rest = (rest[1] if rest[1] != "*" else None), rest[2:]
    whole = not rest and _begins_before(command.partition("|")[2].strip())
    address: AddressBlock | None = None
    if len(rest) == 1:
        try:
            address = AddressBlock.host(rest[0])
        except ValueError:
            address = None
    return Asked(text, all=whole, vrf=vrf, address=address)


def _begins_before(filters: str) -> bool:
    """Whether what stands behind a command's bar lets all rows through: nothing, or ``begin`` with a line before them."""
    if not filters:
        return True
    one = filters.lower().startswith("b") and "|" not in filters
    return one and any(shows_all(f"show running-config | {filters}", words) for words in _HEADINGS)


class ShownRoutes:
    """What the outputs of one device say of its routes."""

    def __init__(self) -> None:
        """Start with none."""
        self._whole: dict[str | None, RoutingTable] = {}
        self._parts: list[RoutingTable] = []

    def add(
        self, body: bytes, *, file: str, line: int, command: str | None
    ) -> tuple[Unrecognised, ...]:
        """Read one output; return what in it was not understood."""
        asked = asked_for(command, file)
        if body.rstrip().endswith(_STOPPED) or not body.endswith(b"\n"):
            asked = asked._replace(all=False)
        body = unpaged(body)
        tables, left = routes_shown(body, asked, file=file, line=line)
        for table in tables:
            if table.whole:
                self._whole[table.vrf] = table
            else:
                self._parts.append(table)
        return left

    def beside(self, config: CryptoConfig) -> tuple[RoutingTable, ...]:
        """Return the tables, to be used with a configuration.

        One that lacks the network of an interface with a crypto map is no whole one: it is cut, of another time, or that
        interface is down.
        """
        return tuple(
            msgspec.structs.replace(table, whole=False)
            if table.whole and _lacks_outside(table, config)
            else table
            for table in self.tables
        )

    @property
    def tables(self) -> tuple[RoutingTable, ...]:
        """The whole tables, and the parts of those of which none is whole."""
        parts = (item for item in self._parts if item.vrf not in self._whole)
        return (*self._whole.values(), *parts)

    def addresses(self, *, nameifs: bool) -> dict[ShownAddress, None]:
        """Return the device's own addresses; ``nameifs``: whether its tables name interfaces so (PIX, ASA)."""
        rows = [
            row
            for table in self.tables
            for row in table.routes
            if row.code == "L" and row.prefix.is_host and row.interface is not None
        ]
        many = Counter(row.interface for row in rows)
        return {
            ShownAddress(
                address=row.prefix.dotted,
                # of several addresses the table doesn't tell which is the first
                interface=row.interface if many[row.interface] == 1 else None,
                nameif=row.interface if nameifs else None,
            ): None
            for row in rows
        }


def _lacks_outside(table: RoutingTable, config: CryptoConfig) -> bool:
    named = {name for item in config.maps for name in item.interfaces}
    outside = [
        item
        for item in config.interfaces
        if (item.crypto_map or item.name in named or item.nameif in named)
        and not item.shutdown
        and item.vrf == table.vrf
        and item.address
        and item.netmask
    ]
    shown = {row.prefix for row in table.routes if row.code == "C"}
    return any(
        AddressBlock.from_netmask(item.address or "", item.netmask or "").normalised() not in shown
        for item in outside
    )
