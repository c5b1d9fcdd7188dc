"""``show crypto map`` (IOS) as the crypto maps, access lists, transform sets and bindings that it shows.

An entry of which a line was not understood is left out: it would lack what stands there. So are those that a device
made itself: of a tunnel's protection, and of a dynamic map for a peer that called. The table doesn't print the mode
of a transform set, so the transforms of a map are left out where the mode can matter (GRE, or host to host).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from fastparse.records_crypto_map import CryptoMapRow
from fastparse.show import parse_crypto_map
from remediate.model.observation import ShownAddress, Unrecognised
from remediate.platforms.shows import canonical_transforms, unread
from remediate.platforms.table_parts import TablePart, laid_out

__all__ = ["ShownMaps", "crypto_maps_shown"]

_GROUP = re.compile(r"group\d{1,2}")
_ENDPOINTS = re.compile(
    r"\bgre\b|\bhost \S+ host \S+|\bany6? +any6?\b|^\S+ ip any any", re.IGNORECASE
)
_MADE = re.compile(r"-head-\d+$")
"""Name of the map that IOS makes for the protection of a tunnel."""


class ShownMaps(NamedTuple):
    """What one output shows."""

    parts: tuple[TablePart, ...]
    placed: tuple[str, ...]
    """Maps of which it is told on which interfaces they are, all of them."""
    addresses: tuple[ShownAddress, ...]
    """Addresses that maps negotiate from, where a release prints them."""
    unread: tuple[Unrecognised, ...]


def crypto_maps_shown(body: bytes, *, file: str, line: int = 1) -> ShownMaps:
    """Read an output that begins at the 1-based ``line`` of ``file``."""
    parsed = parse_crypto_map(body, line=line)
    texts = body.decode("utf-8", "replace").split("\n")
    rows = [row for row in parsed.records if row.name and row.family != "IPv6"]
    parts: list[TablePart] = []
    placed: dict[str, None] = {}
    made: set[str] = set()
    starts = [row.line for row in parsed.records]
    ends = dict(pairwise([*starts, line + len(texts)]))
    for row in rows:
        if not row.complete or row.profile or row.created_from or _MADE.search(row.name):
            made.add(row.name)
            continue
        if row.sequence is None or (row.pfs and not _GROUP.fullmatch(row.dh_group or "")):
            continue
        place = _Place(texts, line, row.line, ends[row.line])
        parts.extend(_of(row, place))
        if row.applied == row.name and row.interfaces is not None:
            placed[row.name] = None
            parts += _bindings(row.name, row.interfaces, place)
            first = next((item for item in rows if item.name == row.name and item.idb), None)
            if first is not None and first.idb not in row.interfaces:
                text = f"crypto map {row.name} local-address {first.idb}"
                parts.append(TablePart(("map", row.name, "local-address"), first.line - 1, text))
    negotiated = dict.fromkeys(
        ShownAddress(address=row.local_address, interface=row.idb)
        for row in rows
        if row.local_address and row.idb
    )
    return ShownMaps(
        tuple(parts),
        tuple(name for name in placed if name not in made),
        tuple(negotiated),
        unread(parsed.unrecognised, file),
    )


class _Place(NamedTuple):
    """The lines of one row's block."""

    texts: list[str]
    first: int
    """Line of the file that ``texts`` begin at."""
    start: int
    stop: int

    def at(self, pattern: str) -> int:
        """Return the line of the block that has a match, else its first."""
        for number in range(self.start, self.stop):
            if re.search(pattern, self.texts[number - self.first], re.IGNORECASE):
                return number
        return self.start


def _of(row: CryptoMapRow, place: _Place) -> Iterator[TablePart]:
    name = f"{row.name} {row.sequence}"
    if row.template:
        head = f"crypto dynamic-map {name}"
    else:
        dynamic = f" dynamic {row.dynamic_template}" if row.dynamic_template else ""
        head = f"crypto map {name} {row.kind or 'ipsec-isakmp'}{dynamic}"
    lines = [(row.line, head)]
    lines += [(place.at(rf"Peer = {re.escape(peer)}"), f" set peer {peer}") for peer in row.peers]
    if row.acl:
        lines.append((place.at(r"access list "), f" match address {row.acl}"))
    for word, profile in (("isakmp", row.isakmp_profile), ("ikev2", row.ikev2_profile)):
        if profile:
            lines.append((place.at(rf"{word} profile"), f" set {word}-profile {profile}"))
    if row.pfs:
        lines.append((place.at("PFS"), f" set pfs {row.dh_group}"))
    if row.responder_only:
        lines.append((place.at("Responder-Only"), " responder-only"))
    sets = " ".join(item.name for item in row.transform_sets)
    if sets:
        lines.append((row.transform_sets[0].line, f" set transform-set {sets}"))
    yield TablePart(
        ("map", row.name, str(row.sequence)), row.line, laid_out(sorted(lines, key=_line), row.line)
    )
    if row.acl and row.acl_entries:
        yield _list(row, place)
    if not any(_ENDPOINTS.search(entry) for entry in row.acl_entries):
        for item in row.transform_sets:
            if words := " ".join(canonical_transforms(item.transforms)):
                text = f"crypto ipsec transform-set {item.name} {words}"
                yield TablePart(("ipsec", "transform-set", item.name), item.line, text)


def _line(item: tuple[int, str]) -> int:
    return item[0]


def _list(row: CryptoMapRow, place: _Place) -> TablePart:
    first = place.at("access list ")
    name = row.acl or ""
    body = [f" {entry}" for entry in row.acl_entries]
    text = "\n".join([f"ip access-list extended {name}", *body])
    return TablePart(("list", name), first, text)


def _bindings(name: str, interfaces: Iterable[str], place: _Place) -> Iterator[TablePart]:
    for interface in interfaces:
        at = place.at(rf"^\s*{re.escape(interface)}\s*$")
        text = f"interface {interface}\n crypto map {name}"
        yield TablePart(("interface", interface.casefold()), at, text)
