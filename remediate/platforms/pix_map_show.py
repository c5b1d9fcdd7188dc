"""``show crypto map`` of a PIX 6 as the lines of its configuration that it shows.

It heads each map with its interfaces, and prints the access list of an entry with its hits. An entry of which a line was not
understood is left out: it would lack what stands there.

Source: PIX Firewall command reference 6.3 (`show crypto map`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from remediate.model.observation import Unrecognised
from remediate.platforms.table_parts import TablePart, laid_out

__all__ = ["PixMaps", "is_pix", "pix_maps_shown"]

_MAP = re.compile(r'Crypto Map: "(?P<name>\S+?)" (?:interfaces?: \{(?P<on>[^}]*)\})?')
_ENTRY = re.compile(r'Crypto Map "(?P<name>\S+?)" (?P<sequence>\d+) ipsec-(?P<kind>isakmp|manual)')
_PEER = re.compile(r"Peer = (?P<peer>\d{1,3}(?:\.\d{1,3}){3})")
_LIST = re.compile(r"access-list (?P<name>\S+)(?:;| turbo-configured;) \d+ elements?")
_LINE = re.compile(
    r"access-list (?P<name>\S+) (?:line \d+ )?(?P<entry>(?:permit|deny) .*?)(?: ?\(hitcnt=\d+\))?"
)
_SETS = re.compile(r"Transform sets ?= ?\{(?P<sets>[^}]*)\}")
_PFS = re.compile(r"PFS \(Y/N\): (?P<on>[YN])")
_GROUP = re.compile(r"DH group: *(?P<group>group\d)")
_SILENT = re.compile(r"(?:Current peer: \S+|Security association lifetime: .*)?")


class PixMaps(NamedTuple):
    """What one output shows."""

    parts: tuple[TablePart, ...]
    placed: tuple[str, ...]
    """Maps of which it is told on which interfaces they are."""
    unread: tuple[Unrecognised, ...]


def is_pix(body: bytes) -> bool:
    """Whether an output is headed as a PIX 6 does."""
    return b'Crypto Map: "' in body


def pix_maps_shown(body: bytes, *, file: str, line: int = 1) -> PixMaps:
    """Read an output that begins at the 1-based ``line`` of ``file``."""
    parts: list[TablePart] = []
    placed: list[str] = []
    unread: list[Unrecognised] = []
    entry: list[tuple[int, str]] = []
    lists: dict[str, list[tuple[int, str]]] = {}
    head, key, broken, demands = "", ("", "", ""), False, False

    def close() -> None:
        nonlocal entry, lists, broken, demands
        if entry and not broken and not demands:
            parts.append(TablePart(key, entry[0][0], laid_out(entry, entry[0][0])))
            parts.extend(
                TablePart(("list", name), rows[0][0], laid_out(rows, rows[0][0]))
                for name, rows in lists.items()
                if rows
            )
        entry, lists, broken, demands = [], {}, False, False

    for number, raw in enumerate(body.decode("utf-8", "replace").splitlines(), line):
        text = raw.strip()
        if (found := _MAP.match(text)) is not None:
            close()
            for interface in (found["on"] or "").split():
                bound = f"crypto map {found['name']} interface {interface}"
                parts.append(TablePart(("map", found["name"], "interface"), number, bound))
                placed.append(found["name"])
        elif (found := _ENTRY.fullmatch(text)) is not None:
            close()
            head = f"crypto map {found['name']} {found['sequence']}"
            key = ("map", found["name"], found["sequence"])
            entry = [(number, f"{head} ipsec-{found['kind']}")]
        elif (found := _PEER.fullmatch(text)) is not None and entry:
            entry.append((number, f"{head} set peer {found['peer']}"))
        elif (found := _LIST.fullmatch(text)) is not None and entry:
            entry.append((number, f"{head} match address {found['name']}"))
            lists.setdefault(found["name"], [])
        elif (found := _LINE.fullmatch(text)) is not None and entry:
            row = f"access-list {found['name']} {found['entry'].strip()}"
            lists.setdefault(found["name"], []).append((number, row))
        elif (found := _SETS.fullmatch(text)) is not None and entry:
            names = " ".join(found["sets"].replace(",", " ").split())
            entry.append((number, f"{head} set transform-set {names}"))
        elif (found := _PFS.fullmatch(text)) is not None and entry:
            demands = found["on"] == "Y"
        elif (found := _GROUP.fullmatch(text)) is not None and entry:
            entry.append((number, f"{head} set pfs {found['group']}"))
            demands = False
        elif _SILENT.fullmatch(text) is None:
            broken = True
            unread.append(
                Unrecognised(
                    device=None,
                    file=file,
                    line=number,
                    lines=1,
                    first=text,
                    reason="not a line of a PIX's crypto map",
                )
            )
    close()
    return PixMaps(tuple(parts), tuple(dict.fromkeys(placed)), tuple(unread))
