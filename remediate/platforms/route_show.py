"""``show ip route`` (IOS) and ``show route`` (PIX, ASA): whole tables, parts of them, and what is said of one address.

A row can be printed over several lines, and a network have several ways; in a network of one mask IOS prints the mask
in the heading alone. What a heading counts tells whether rows are missing below it.

Source: Cisco IOS IP Routing command reference, ``show ip route``; Cisco ASA command reference, ``show route``; PIX
Firewall 6.3 command reference, ``show route``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from remediate.model.observation import Source, Unrecognised
from remediate.model.routing_table import RoutingTable, ShownRoute
from remediate.model.selector import AddressBlock
from remediate.platforms.route_entry_show import IP, MASKED, Asked, entry_shown, masked

__all__ = ["routes_shown"]

_ROW = re.compile(
    rf"[ \t]{{0,4}}(?P<code>[A-Za-z][A-Za-z0-9*%+& ]{{0,12}}?)[ \t]+{MASKED}(?![\w./])(?P<way>.*)"
)
_CODES = re.compile(r"(?:[CSRMBDOioPUHlaLIEnNmVGtgr]|SI|BI|N[iod])(?: (?:[A-Za-z][A-Za-z0-9]|p))*")
_HEADING = re.compile(
    rf"[ \t]*{MASKED}[ \t]+is[ \t]+(?P<variably>variably[ \t]+)?subnetted,[ \t]*(?P<count>\d{{1,7}})[ \t]+subnets?"
    r"(?:,[ \t]*\d+[ \t]+masks?)?"
)
_METRIC = r"(?:\[\d+/\d+\],?[ \t]*)?"
_VIA = re.compile(
    rf"{_METRIC}(?:is possibly down,[ \t]*)?(?:routing[ \t]+)?via[ \t]+(?P<hop>{IP})(?:[ \t]+\((?P<other>[^()]+)\))?(?P<tail>(?:,[^,]*)*)"
)
_DIRECT = re.compile(
    rf"(?:{_METRIC}(?:is[ \t]+(?:directly[ \t]+connected|a[ \t]+summary)|connected by VPN(?: \([a-z]+\))?)|\[\d+/\d+\](?=,))(?P<tail>(?:,[^,]*)*)"
)
_PIX = re.compile(
    rf"[ \t]*(?P<nameif>[A-Za-z][\w.-]*)[ \t]+{MASKED}[ \t]+(?P<hop>{IP})[ \t]+\d+[ \t]+(?P<kind>CONNECT|OTHER)[ \t]+\w+"
)
_AGE = re.compile(r"\d+:\d\d(?::\d\d)?|(?:\d+[ywdhms])+|never")
_VRF = re.compile(r"Routing Table: (?P<vrf>\S+)")
_GATEWAY = re.compile(
    rf"[ \t]*Gateway of last resort is (?:not set|(?P<hop>{IP}) to network (?P<network>{IP}))"
)
_LEGEND = re.compile(r"(?:Codes:|[ \t]).*(?:[A-Za-z0-9*+%&]{1,3}|NAT) - [A-Za-z]")
_BESIDE = re.compile(
    r"[ \t]*(?:sh\w* (?:ip )?ro\w*|Load for five secs|Time source is|No time source|Default gateway is not set)",
    re.IGNORECASE,
)
"""Lines that stand around a table and are none of it."""
_CLASSES = ((128, 8), (192, 16), (224, 24))


_LONGEST = 400
"""Letters of a row over several lines, above which it is none."""


class _Reader:
    """One output, while its lines are being read."""

    def __init__(self, asked: Asked, file: str, line: int) -> None:
        self.asked, self.file, self.line = asked, file, line
        self.vrf = asked.vrf
        self.rows: list[ShownRoute] = []
        self.unread: list[tuple[int, str]] = []
        self.tables: list[RoutingTable] = []
        self.start = line
        self.gateway: re.Match[str] | None = None
        self.pix = False
        self.short = False
        """Whether rows are missing below a heading."""
        self.heading: AddressBlock | None = None
        self.mask: int | None = None
        """Wildcard of the rows below the heading."""
        self.counted = 0
        self.seen: set[AddressBlock] = set()
        self.prefix: AddressBlock | None = None
        """Network of the last row, which further ways can follow."""
        self.code = ""

    def close(self) -> None:
        """End a table."""
        self.end_heading()
        if self.rows or self.gateway is not None:
            self.tables.append(
                RoutingTable(
                    vrf=self.vrf,
                    whole=self.whole(),
                    routes=tuple(self.rows),
                    source=Source(file=self.file, line=self.start),
                    command=self.asked.command,
                )
            )
        self.rows, self.gateway, self.pix, self.short = [], None, False, False
        self.prefix = None

    def whole(self) -> bool:
        """Whether nothing is left out."""
        if not self.asked.all or self.short or self.unread or not self.rows:
            return False
        if self.gateway is None:
            return self.pix
        target = self.gateway["network"]
        if target is not None and not any(row.prefix.dotted == target for row in self.rows):
            return False
        return self.asked.named or any(row.code == "C" for row in self.rows)

    def end_heading(self) -> None:
        """Compare the rows below a heading with what it counts."""
        if len(self.seen) < self.counted:
            self.short = True
        self.heading, self.mask, self.counted = None, None, 0
        self.seen = set()

    def block(self, found: re.Match[str]) -> AddressBlock | None:
        """Return the network of a row; None where its mask is not told."""
        if found["mask"] is not None or found["length"] is not None:
            return masked(found)
        host = AddressBlock.host(found["address"])
        if self.heading is not None and self.mask is not None and self.heading.covers(host):
            return AddressBlock(address=host.address, wildcard=self.mask)
        first = host.address >> 24
        for limit, length in _CLASSES:
            if first < limit:
                block = AddressBlock(address=host.address, wildcard=0xFFFFFFFF >> length)
                return block if block == block.normalised() else None
        return None

    def head(self, found: re.Match[str]) -> None:
        """Take a heading."""
        self.end_heading()
        named = self.block(found)
        self.counted = int(found["count"])
        if named is None:
            return
        if found["variably"]:
            self.heading = named
            return
        self.mask = named.wildcard  # the heading is of the whole network of its class
        first = named.address >> 24
        length = next((size for limit, size in _CLASSES if first < limit), 32)
        self.heading = AddressBlock(
            address=named.address, wildcard=max(0xFFFFFFFF >> length, named.wildcard)
        ).normalised()

    def way(self, text: str, number: int, line: str) -> bool:
        """Take a way to the last row's network; False where it can't be read."""
        if self.prefix is None:
            return False
        hop: str | None = None
        found = _VIA.fullmatch(text)
        if found is not None:
            hop = found["hop"]
        else:
            found = _DIRECT.fullmatch(text)
        if found is None:
            return False
        tail = [part.strip() for part in found["tail"].split(",")]
        names = [part for part in tail if part and _AGE.fullmatch(part) is None]
        name = names[-1] if names else None
        if name is not None and name.endswith(" tunneled"):
            return True  # for what comes out of tunnels alone
        other = found.groupdict().get("other")
        if other is not None:
            hop, name = f"{hop} of VRF {other}", None
        if hop is None and name is None and self.code != "C":
            return False
        self.add(hop, name, number, line)
        return True

    def add(self, hop: str | None, name: str | None, number: int, line: str) -> None:
        """Take one way."""
        if self.prefix is None:
            return
        if self.heading is not None and self.heading.covers(self.prefix):
            self.seen.add(self.prefix)
        self.rows.append(
            ShownRoute(
                prefix=self.prefix,
                code=self.code,
                next_hop=hop,
                interface=name,
                source=Source(file=self.file, line=number),
                text=" ".join(line.split()),
            )
        )


def routes_shown(
    body: bytes, asked: Asked, *, file: str, line: int = 1
) -> tuple[tuple[RoutingTable, ...], tuple[Unrecognised, ...]]:
    """Return the tables of an output, from the 1-based ``line`` on, and the lines that were not understood."""
    text = body.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "")
    if (single := entry_shown(text, asked, file, line)) is not None:
        return (single,), ()
    reader = _Reader(asked, file, line)
    for number, row in _joined(text, line):
        _take(reader, number, row)
    reader.close()
    left: tuple[Unrecognised, ...] = ()
    if reader.unread:
        first, words = reader.unread[0]
        left = (
            Unrecognised(
                device=None, file=file, lines=len(reader.unread), first=words[:120], line=first
            ),
        )
    return tuple(reader.tables), left


def _joined(text: str, line: int) -> Iterator[tuple[int, str]]:
    """Yield the lines, with their numbers; a row that goes on in the next line is one."""
    held: tuple[int, str] | None = None
    for number, printed in enumerate(text.split("\n"), line):
        place, row = number, printed.rstrip()
        if held is not None:
            further = row[:1].isspace() and row.strip() and _HEADING.fullmatch(row) is None
            if further and len(held[1]) < _LONGEST:
                place, row = held[0], f"{held[1]} {row.strip()}"
            else:
                yield held
            held = None
        if _goes_on(row):
            held = place, row
        else:
            yield place, row
    if held is not None:
        yield held


def _goes_on(row: str) -> bool:
    found = _ROW.fullmatch(row)
    if found is not None and not found["way"].strip():
        return True
    return row.endswith(",") and any(word in row for word in ("via ", "connected", "down"))


def _take(reader: _Reader, number: int, row: str) -> None:
    """Read one line."""
    if not row.strip() or row.lstrip().startswith(("!", "%")) or _BESIDE.match(row) is not None:
        return
    if (vrf := _VRF.fullmatch(row.strip())) is not None:
        reader.close()
        reader.start = number
        reader.vrf = None if vrf["vrf"] == "default" else vrf["vrf"]
    elif (gateway := _GATEWAY.match(row)) is not None:
        if reader.rows:
            reader.close()
            reader.start = number
        reader.gateway = gateway
    elif (heading := _HEADING.fullmatch(row)) is not None:
        reader.head(heading)
    elif (pix := _PIX.fullmatch(row)) is not None and pix["mask"]:
        reader.pix = True
        reader.prefix = masked(pix)
        if reader.prefix is None:
            reader.unread.append((number, row.strip()))
        here = pix["kind"] == "CONNECT"
        reader.code = "C" if here else "S"
        reader.add(None if here else pix["hop"], pix["nameif"], number, row)
        if here:
            reader.code = "L"
            reader.prefix = AddressBlock.host(pix["hop"]) if reader.prefix is not None else None
            reader.add(None, pix["nameif"], number, row)
        reader.prefix = None
    elif ((found := _ROW.fullmatch(row)) is not None and _row(reader, found, number, row)) or (
        row[:1].isspace() and reader.way(row.strip(), number, row)
    ):
        return
    elif _LEGEND.match(row) is None:
        reader.unread.append((number, row.strip()))


def _row(reader: _Reader, found: re.Match[str], number: int, row: str) -> bool:
    """Read a line that begins with the letters of a route; False where it is none."""
    code = " ".join(re.sub(r"[*%+&]", " ", found["code"]).split())
    if _CODES.fullmatch(code) is None:
        return False
    block = reader.block(found)
    if block is None:
        return False
    if reader.heading is not None and not reader.heading.covers(block):
        reader.end_heading()
    reader.prefix, reader.code = block, code
    return reader.way(found["way"].strip(), number, row)
