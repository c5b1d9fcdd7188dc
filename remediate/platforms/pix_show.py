"""What PIX 6 prints otherwise than a router: ``show crypto map``, ``show isakmp policy``, and settings as lines of the configuration.

Source: Cisco PIX Firewall Command Reference 6.3, ``crypto map``, ``isakmp policy``, ``nat``, ``sysopt``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fastparse.session import expand
from remediate.platforms.table_parts import TablePart, laid_out

__all__ = ["flat_policies", "is_pix_map", "is_settings", "pix_maps_shown", "prints_settings"]

_HEADING = re.compile(
    r'^[ \t]*Crypto Map: "(?P<name>[^"\s]+)" interfaces: \{(?P<places>[^{}]*)\}[ \t]*$',
    re.MULTILINE,
)
_ENTRY = re.compile(
    r'^[ \t]*Crypto Map "(?P<name>[^"\s]+)" (?P<seq>\d+) (?P<kind>ipsec-isakmp)[ \t]*$'
)
_PEER = re.compile(r"^[ \t]*Peer = (?P<peer>\d{1,3}(?:\.\d{1,3}){3})[ \t]*$")
_COUNT = re.compile(r"^[ \t]*access-list (?P<acl>\S+); \d+ elements[ \t]*$")
_RULE = re.compile(
    r"^[ \t]*access-list (?P<acl>\S+) (?:line \d+ )?(?P<body>(?:permit|deny) \S.*?)(?: \(hitcnt=\d+\))?[ \t]*$"
)
_SETS = re.compile(r"^[ \t]*Transform sets=\{(?P<sets>[^{}]*)\}[ \t]*$")
_PFS = re.compile(r"^[ \t]*PFS \(Y/N\): (?P<on>[YN])[ \t]*$")
_GROUP = re.compile(r"^[ \t]*DH group:[ \t]*(?P<group>group[1257])[ \t]*$")
_BESIDE = re.compile(r"^[ \t]*(?:Current peer:|Security association lifetime:|$)")


def is_pix_map(body: bytes) -> bool:
    """Whether an output of ``show crypto map`` is in the form of PIX 6."""
    return _HEADING.search(body.decode("utf-8", "replace").replace("\r", "")) is not None


def pix_maps_shown(body: bytes, *, line: int = 1) -> tuple[tuple[TablePart, ...], tuple[str, ...]]:
    """Return entries, their lists and where maps are, and the maps of which that is told.

    An entry of which a line was not understood is left out: it would lack what stands there.
    """
    rows = body.decode("utf-8", "replace").replace("\r", "").split("\n")
    parts: list[TablePart] = []
    placed: list[str] = []
    block: list[tuple[int, str]] = []
    for number, row in enumerate(rows, line):
        heading, entry = _HEADING.match(row), _ENTRY.match(row)
        if heading is not None or entry is not None:
            parts += _entry(block)
            block = []
        if heading is not None:
            placed.append(heading["name"])
            for place in heading["places"].split():
                key = ("map", heading["name"], "interface")
                text = f"crypto map {heading['name']} interface {place.strip(',')}"
                parts.append(TablePart(key, number, text))
        elif entry is not None or block:
            block.append((number, row))
    return (*parts, *_entry(block)), tuple(placed)


def _entry(block: list[tuple[int, str]]) -> Iterator[TablePart]:
    if not block or (head := _ENTRY.match(block[0][1])) is None:
        return
    words = f"crypto map {head['name']} {head['seq']}"
    first = block[0][0]
    lines = [(first, f"{words} {head['kind']}")]
    rules: dict[str, list[tuple[int, str]]] = {}
    pfs = group = None
    for number, row in block[1:]:
        if found := _PEER.match(row):
            lines.append((number, f"{words} set peer {found['peer']}"))
        elif found := _COUNT.match(row):
            lines.append((number, f"{words} match address {found['acl']}"))
            rules[found["acl"]] = []
        elif found := _RULE.match(row):
            rules.setdefault(found["acl"], []).append((number, found["body"]))
        elif found := _SETS.match(row):
            names = " ".join(found["sets"].replace(",", " ").split())
            lines += [(number, f"{words} set transform-set {names}")] if names else []
        elif found := _PFS.match(row):
            pfs = found["on"] == "Y"
        elif found := _GROUP.match(row):
            lines.append((number, f"{words} set pfs {found['group']}"))
            group = found["group"]
        elif not _BESIDE.match(row):
            return
    if pfs is None or pfs != (group is not None):
        return
    yield TablePart(("map", head["name"], head["seq"]), first, laid_out(lines, first))
    for acl, entries in rules.items():
        text = "\n".join(f"access-list {acl} {rule}" for _, rule in entries)
        if entries:
            yield TablePart(("list", acl), entries[0][0], text)


def flat_policies(policies: Iterable[TablePart]) -> tuple[TablePart, ...]:
    """Return policies as PIX 6 has them in its configuration: each attribute on a line of its own at the margin."""
    return tuple(item._replace(text=_flat(item.text)) for item in policies)


def _flat(text: str) -> str:
    head, *attributes = text.split("\n")
    words = head.removeprefix("crypto ")
    found = ["!"]
    for line in attributes:
        value = re.sub(r"^encr ", "encryption ", line.strip())
        value = re.sub(r" aes (\d+)$", lambda size: _AES.get(size[1], size[0]), value)
        found.append("!" if value == "!" else f"{words} {value}")
    return "\n".join(found)


_AES = {"128": " aes", "192": " aes-192", "256": " aes-256"}


_SETTINGS: dict[str, str | tuple[str, ...]] = {
    "isakmp": "isakmp ",
    "nat": "nat (",
    "global": "global (",
    "static": "static (",
    "sysopt": ("sysopt ", "no sysopt "),
    "access-group": "access-group ",
}


def is_settings(command: str) -> bool:
    """Whether a command prints the settings of one kind on PIX 6 (others have tables of that name)."""
    words = expand(command).split()
    return len(words) == 2 and words[0] == "show" and words[1] in _SETTINGS


def prints_settings(command: str, body: bytes) -> bool:
    """Whether a command printed lines of the configuration, as those of PIX 6 without ``running-config`` do."""
    if not is_settings(command):
        return False
    beginning = _SETTINGS[expand(command).split()[1]]
    rows = [row for row in body.decode("utf-8", "replace").splitlines() if row.strip()]
    return bool(rows) and all(row.startswith(beginning) for row in rows)
