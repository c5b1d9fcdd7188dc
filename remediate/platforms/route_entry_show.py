"""What is said of one address that was looked up in the routing table (``show ip route 10.1.1.1``), and what was asked for.

Source: Cisco IOS IP Routing command reference, ``show ip route``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from remediate.model.observation import Source
from remediate.model.routing_table import RoutingTable, ShownRoute
from remediate.model.selector import AddressBlock

__all__ = ["IP", "MASKED", "Asked", "entry_shown", "masked"]

_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
IP = rf"{_OCTET}(?:\.{_OCTET}){{3}}"
MASKED = rf"(?P<address>{IP})(?:/(?P<length>\d\d?)|[ \t]+(?P<mask>{IP}))?"
_ENTRY = re.compile(rf"[ \t]*Routing entry for {MASKED}")
_KNOWN = re.compile(r'[ \t]*Known via "(?P<by>[^"]+)"')
_BLOCK = re.compile(
    rf"[ \t]*\*?[ \t]*(?:(?P<hop>{IP})|(?:is )?directly connected)(?P<tail>(?:,[^,]*)*)"
)
_ABSENT = re.compile(r"[ \t]*% ?(?:Network|Subnet) not in table")
_CODE_OF = {"connected": "C", "static": "S", "bgp": "B", "eigrp": "D", "ospf": "O", "rip": "R"}


class Asked(NamedTuple):
    """What a command asked for."""

    command: str
    """In full words, without filters."""
    all: bool = False
    """Whether it prints the whole of a table."""
    named: bool = True
    """Whether a command or a file's name says so; else the content has to."""
    vrf: str | None = None
    address: AddressBlock | None = None
    """The one address that was looked up."""


def entry_shown(text: str, asked: Asked, file: str, line: int) -> RoutingTable | None:
    """Return what is said of one address; None of a table."""
    rows: list[ShownRoute] = []
    absent: tuple[AddressBlock, ...] = ()
    prefix: AddressBlock | None = None
    code = "?"
    entered = False
    for number, row in enumerate(text.split("\n"), line):
        if _ABSENT.match(row) is not None and asked.address is not None:
            absent, entered = (asked.address,), True
        elif (entry := _ENTRY.match(row)) is not None:
            prefix, entered, code = masked(entry), True, "?"
        elif (known := _KNOWN.match(row)) is not None:
            code = _CODE_OF.get(known["by"].split()[0], known["by"].split()[0])
        elif prefix is not None and (block := _BLOCK.fullmatch(row.rstrip())) is not None:
            names = [
                part.strip()[4:].strip()
                for part in block["tail"].split(",")
                if part.strip().startswith("via ")
            ]
            rows.append(
                ShownRoute(
                    prefix=prefix,
                    code=code,
                    next_hop=block["hop"],
                    interface=names[-1] if names else None,
                    source=Source(file=file, line=number),
                    text=" ".join(row.split()),
                )
            )
    if not entered:
        return None
    place = Source(file=file, line=line)
    return RoutingTable(
        vrf=asked.vrf,
        routes=tuple(rows),
        asked=asked.address,
        absent=absent,
        source=place,
        command=asked.command,
    )


def masked(found: re.Match[str]) -> AddressBlock | None:
    """Return a network with its own mask; None where it has none, or one with gaps."""
    if found["mask"] is not None:
        block = AddressBlock.from_netmask(found["address"], found["mask"])
    elif found["length"] is not None and int(found["length"]) <= 32:
        host = AddressBlock.host(found["address"])
        block = AddressBlock(address=host.address, wildcard=0xFFFFFFFF >> int(found["length"]))
    else:
        return None
    return block.normalised() if block.contiguous else None
