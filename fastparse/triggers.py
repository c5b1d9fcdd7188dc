"""Chooses what the scanner looks for: a rare window of every anchor, shared out to eight buckets.

A window is up to six letters of an anchor, none of them a blank except the first or the last: so
it stands in one piece, however the message is wrapped. Windows that are rare in ordinary text, and
stand in many anchors, are taken.
"""

from __future__ import annotations

import bisect
import heapq
import itertools
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fastparse._tables import count_places, places_with
from fastparse._triggers import Chances, share_out
from fastparse.letters import chances, commonness

__all__ = ["Triggers", "triggers_of"]

_WIDTH = 6
_ROWS = _WIDTH + 1
_KEY = 4
_GROUPS = 32
_SIDE = 8
_LEAST = 4
_BUCKETS = 8
_EACH = 5e-4
"""What one more window costs, as a chance: with more of them buckets mix more."""
_BLANK = 32
_ROUNDS = 3
_NOT_IN_WORD = bytes(byte for byte in range(256) if not (97 <= byte | 32 < 122 or byte in b"-/_"))
"""What may stand right before a message's text behind its tag or time: see ``_walk.inside_word``."""


@dataclass(frozen=True, slots=True)
class Triggers:
    """Tables for find.h, and from a window found to the anchors that it stands in."""

    rows: bytes
    """Seven times 256 bytes: the buckets that hold a window with that byte there, or behind it."""
    keys: list[list[tuple[int, int]]]
    """What windows are told apart by, their six letters, or the first four of shorter ones: letters
    as find.h makes a number of them, once for each spelling of a blank, and the number of the key."""
    before: bytes
    """Per key 32 bytes of bits: what may stand before its window."""
    after: bytes
    """Per key 32 bytes of bits: what may stand behind the letters of the key."""
    tiny: bool
    """Whether there are windows with fewer letters than a key must have: nothing is told apart."""
    aim_first: array[int]
    """Per key: its first aim; one more at the end."""
    aim_anchor: array[int]
    """Per aim: index of the anchor."""
    aim_offset: array[int]
    """Per aim: index of the window in the anchor's text."""
    key_known: array[int]
    """Per key: its letters."""
    key_where: array[int]
    """Per key: the place of a letter, counted from the window on, that tells its aims apart best."""
    key_groups: array[int]
    """Per key 33 numbers: where among its aims those begin whose letter there has the low five bits
    0, 1, ... 31, and how many there are; those whose anchor has none there come before."""


def triggers_of(anchors: Sequence[bytes], loose: Sequence[bool] | None = None) -> Triggers:
    """Choose a window for each of ``anchors``: lower case, blanks single and none of them first.

    ``loose`` tells of each whether a match may begin with it in the middle of a word, as nothing
    need stand before it.
    """
    chosen = _choose(anchors)
    windows = sorted(
        {anchor[at : at + width] for anchor, (at, width) in zip(anchors, chosen, strict=True)}
    )
    aims: dict[bytes, list[tuple[int, int]]] = {_key(window): [] for window in windows}
    for index, (at, width) in enumerate(chosen):
        aims[_key(anchors[index][at : at + width])].append((index, at))
    where = {key: _where(anchors, found, len(key)) for key, found in aims.items()}
    for key, found in aims.items():
        found.sort(key=lambda aim: (_group(anchors, aim, where[key]), anchors[aim[0]][aim[1] :]))
    flat = [aim for found in aims.values() for aim in found]
    first = array("i", [0])
    for found in aims.values():
        first.append(first[-1] + len(found))
    behind: dict[bytes, bytes] = dict.fromkeys(windows, b"\0")
    for index, (at, width) in enumerate(chosen):
        behind[anchors[index][at : at + width]] += _after(anchors[index], at + width)
    buckets = _Buckets(
        windows, [behind[one] for one in windows], share_out(windows, _BUCKETS, _CHANCES)
    )
    for _ in range(_ROUNDS):
        if not buckets.improve():
            break
    free = loose or [True] * len(anchors)
    return Triggers(
        rows=buckets.table(),
        keys=[
            [
                (letters, number)
                for number, key in enumerate(aims)
                if len(key) == length
                for letters in _spelled(key)
            ]
            for length in (_WIDTH, _KEY)
        ],
        before=b"".join(
            _bits(_before(anchors[anchor], at, free[anchor]) for anchor, at in found)
            for found in aims.values()
        ),
        after=b"".join(
            _bits(_after(anchors[anchor], at + len(key)) for anchor, at in found)
            for key, found in aims.items()
        ),
        tiny=any(len(window) < _KEY for window in windows),
        aim_first=first,
        aim_anchor=array("i", [anchor for anchor, _ in flat]),
        aim_offset=array("i", [offset for _, offset in flat]),
        key_known=array("i", map(len, aims)),
        key_where=array("i", where.values()),
        key_groups=array(
            "i", [at for key, found in aims.items() for at in _groups(anchors, found, where[key])]
        ),
    )


SAMPLE = (Path(__file__).parent / "sample.txt").read_bytes()
"""Ordinary text: lines of logs, sources and prose."""

_CHANCES = Chances(*chances())
_COMMON = commonness(3, _WIDTH)


def _windows(anchor: bytes) -> Iterator[tuple[int, int]]:
    """Yield offset and length of the windows: the longest of each place, those of some length."""
    found = []
    for at in range(len(anchor)):
        width = min(_WIDTH, len(anchor) - at)
        inner = anchor.find(b" ", at + 1, at + width - 1)
        found.append((at, width if inner < 0 else inner - at + 1))
    least = min(_LEAST, max(width for _, width in found))
    yield from (one for one in found if one[1] >= least)


def _choose(anchors: Sequence[bytes]) -> list[tuple[int, int]]:
    """Return offset and length of the window taken for each anchor: a greedy weighted set cover."""
    places: dict[bytes, dict[int, int]] = {}
    for index, anchor in enumerate(anchors):
        for at, width in _windows(anchor):
            places.setdefault(anchor[at : at + width], {}).setdefault(index, at)
    cost = {one: max(_CHANCES.of(one), _COMMON.get(one, 0) / 1e6) + _EACH for one in places}
    # A window's price for an anchor only rises while others are taken: the cheapest is asked again.
    queue = [(cost[window] / len(aims), window) for window, aims in places.items()]
    heapq.heapify(queue)
    left = set(range(len(anchors)))
    taken: dict[int, tuple[int, int]] = {}
    while left:
        _, window = heapq.heappop(queue)
        covered = places[window].keys() & left
        price = (cost[window] / len(covered), window) if covered else None
        if price is not None and queue and price > queue[0]:
            heapq.heappush(queue, price)
            continue
        for index in covered:
            taken[index] = (places[window][index], len(window))
        left -= covered
    return [taken[index] for index in range(len(anchors))]


def _spellings(letter: int) -> bytes:
    """Return the bytes that stand for ``letter`` in a message."""
    if letter == _BLANK:
        return b" \t\r\n"
    return bytes({letter, bytes([letter]).upper()[0]})


def _mask(window: bytes, after: bytes) -> int:
    """Return the window's rows as one number: a byte 1 for each of the 256 at each place.

    ``after`` is what may stand behind it.
    """
    rows = bytearray(256 * _ROWS)
    for place in range(_ROWS):
        row = 256 * place
        allowed = after if place == len(window) else range(256)
        for byte in _spellings(window[place]) if place < len(window) else allowed:
            rows[row + byte] = 1
    return int.from_bytes(rows, "little")


def _packed(rows: int) -> bytes:
    return rows.to_bytes(256 * _ROWS, "little")


class _Buckets:
    """Which windows share a bucket, as far as the sample tells best."""

    def __init__(
        self, windows: Sequence[bytes], afters: Sequence[bytes], numbers: Sequence[int]
    ) -> None:
        self.masks = {
            window: _mask(window, after) for window, after in zip(windows, afters, strict=True)
        }
        self.groups: list[set[bytes]] = [set() for _ in range(_BUCKETS)]
        for window, number in zip(windows, numbers, strict=True):
            self.groups[number].add(window)
        self.rows = [self._row(group) for group in self.groups]
        self.places = count_places(self.table(), SAMPLE)

    def _row(self, group: set[bytes]) -> int:
        row = 0
        for window in group:
            row |= self.masks[window]
        return row

    def _bytes(self, rows: Sequence[int]) -> bytes:
        both = 0
        for number, row in enumerate(rows):
            both |= row << number
        return _packed(both)

    def improve(self) -> bool:
        """Move every window to the bucket where the sample has fewest places."""
        before = self.places
        for source in range(_BUCKETS):
            for window in sorted(self.groups[source]):
                rows = list(self.rows)
                rows[source] = self._row(self.groups[source] - {window})
                mask = self.masks[window]
                counts = places_with(self._bytes(rows), _packed(mask), SAMPLE)
                target = counts.index(min(counts))
                if counts[target] < self.places:
                    self.places = counts[target]
                    rows[target] |= mask
                    self.groups[source].remove(window)
                    self.groups[target].add(window)
                    self.rows = rows
        return self.places < before

    def table(self) -> bytes:
        """Return the rows: bit b of a byte for bucket b."""
        return self._bytes(self.rows)


def _group(anchors: Sequence[bytes], aim: tuple[int, int], where: int) -> int:
    """Return the low five bits of the letter ``where`` behind the window's first, -1 without one."""
    anchor, offset = aim
    at = offset + where
    return anchors[anchor][at] % _GROUPS if 0 <= at < len(anchors[anchor]) else -1


def _groups(anchors: Sequence[bytes], aims: Sequence[tuple[int, int]], where: int) -> list[int]:
    groups = [_group(anchors, aim, where) for aim in aims]
    return [bisect.bisect_left(groups, group) for group in range(_GROUPS + 1)]


def _where(anchors: Sequence[bytes], aims: Sequence[tuple[int, int]], known: int) -> int:
    """Return the place, beside a key of ``known`` letters, whose letter leaves the fewest aims."""

    def left(where: int) -> tuple[int, int]:
        counts = Counter(_group(anchors, aim, where) for aim in aims)
        anywhere = counts.pop(-1, 0)
        return sum(
            count * (count + anywhere) for count in counts.values()
        ) + anywhere * anywhere, where

    places: list[int] = [*range(-_SIDE, 0), *range(known, known + _SIDE)]
    return min(places, key=left)


def _key(window: bytes) -> bytes:
    return window if len(window) == _WIDTH else window[:_KEY]


def _spelled(key: bytes) -> set[int]:
    ways = [bytes([letter | 32 for letter in _spellings(byte)]) for byte in key]
    return {int.from_bytes(bytes(way), "little") for way in itertools.product(*ways)}


def _before(anchor: bytes, at: int, loose: bool) -> bytes:
    """Return the bytes that may stand before the letter ``at`` of an anchor."""
    blanks = b" \t\r\n" if anchor[at] == _BLANK else b""  # the last one of a run
    if at:
        return blanks + _spellings(anchor[at - 1])
    return bytes(range(256)) if loose else _NOT_IN_WORD


def _after(anchor: bytes, at: int) -> bytes:
    """Return the bytes that may stand where the letter ``at`` of an anchor does."""
    if at >= len(anchor):
        return bytes(range(256))
    blanks = b" \t\r\n" if anchor[at - 1] == _BLANK else b""
    return blanks + _spellings(anchor[at])


def _bits(sets: Iterable[bytes]) -> bytes:
    """Return 32 bytes of bits for the bytes of all ``sets``, and for 0, which stands for none."""
    number = 1
    for byte in {byte for one in sets for byte in one}:
        number |= 1 << byte
    return number.to_bytes(32, "little")
