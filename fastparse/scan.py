"""Finds device messages in bytes: all templates in one pass.

A message is given as a :class:`~fastparse.template.Template`. A scan yields
:class:`~fastparse.hits.Hits`: of several matches that overlap, the one that starts first, of
those the longest, of those the first template's; hits never overlap.
"""

from __future__ import annotations

import mmap
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from fastparse._scan import Run
from fastparse._stamps import timestamp
from fastparse._tables import Tables, paths
from fastparse.hits import Columns, Hit, Hits, Timestamp, View
from fastparse.program import anchors_of, context_names, opening_flags, openings_of, ops_of
from fastparse.session import blank
from fastparse.template import LEAD, Field, Template, TemplateError
from fastparse.triggers import triggers_of

__all__ = [
    "Buffer",
    "Hit",
    "Hits",
    "Scanner",
    "Template",
    "TemplateError",
    "Timestamp",
    "blank",
    "paths",
    "timestamp",
]

Buffer = bytes | bytearray | memoryview | mmap.mmap
"""What can be scanned: anything that shows its bytes, without a copy."""

_WINDOW = 1 << 18
"""Bytes of a stream that are scanned at a time."""
_CARRY = 4 * LEAD
"""Bytes of a stream kept before those still to be scanned: contexts, line starts, headers."""


class Scanner:
    """All templates, made into tables once; immutable, and shared freely between threads."""

    __slots__ = ("_ids", "_names", "_tables", "_templates")

    def __init__(
        self,
        templates: Sequence[Template],
        *,
        implementation: Literal["compiled", "reference"] = "compiled",
        path: str | None = None,
    ) -> None:
        """Build the tables. Raises :class:`TemplateError` for a template that can't be looked for.

        ``path`` names one of :func:`paths`, the ways to use this processor; None takes the fastest.
        """
        self._templates = tuple(templates)
        names = dict.fromkeys(name for one in self._templates for name in one.fields)
        self._names = tuple(names)
        self._ids = {name: index for index, name in enumerate(names)}
        tables = _tables(self._templates, self._ids, path)
        self._tables: Tables | None = tables if implementation == "compiled" else None

    @property
    def templates(self) -> tuple[Template, ...]:
        """The templates; a hit's ``signature`` is an index into them."""
        return self._templates

    @property
    def implementation(self) -> Literal["compiled", "reference"]:
        """Which implementation scans."""
        return "reference" if self._tables is None else "compiled"

    def scan(self, data: Buffer, *, offset: int = 0, line: int = 1) -> Hits:
        """Scan a whole buffer without copying it.

        ``offset`` and ``line`` are those of its first byte, which starts a line. The hits read
        ``data`` again when they are made: keep it open until then.
        """
        if self._tables is None:
            return self._plain(bytes(memoryview(data)), offset, line)
        with memoryview(data) as view, view.cast("B") as raw:
            columns = Columns(*Run(self._tables, offset, line).feed(raw, 0, final=True))
        kept = memoryview(data).cast("B") if isinstance(data, memoryview) else data
        return Hits(columns, self._names, View(kept, 0), timestamp, offset)

    def stream(
        self,
        chunks: Iterable[Buffer],
        *,
        offset: int = 0,
        line: int = 1,
        window: int = _WINDOW,
    ) -> Iterator[Hits]:
        """Scan chunks as they come: the hits of :meth:`scan` over all of them together.

        Holds ``window`` bytes and a few thousand more, whatever the chunks; each
        :class:`Hits` keeps its own window alive. Yields only those that hold something.
        """
        if self._tables is None:
            whole = b"".join(bytes(memoryview(chunk)) for chunk in chunks)
            yield self._plain(whole, offset, line)
            return
        run = Run(self._tables, offset, line)
        held, base = b"", 0
        for fresh in _windows(chunks, window):
            held = held + fresh if held else fresh
            hits = self._feed(run, held, base, offset, final=False)
            if hits:
                yield hits
            keep = max(base, run.resume - _CARRY)
            held, base = held[keep - base :], keep
        hits = self._feed(run, held, base, offset, final=True)
        if hits:
            yield hits

    def _feed(self, run: Run, held: bytes, base: int, offset: int, *, final: bool) -> Hits:
        columns = Columns(*run.feed(held, base, final=final))
        return Hits(columns, self._names, View(held, base), timestamp, offset)

    def _plain(self, data: bytes, offset: int, line: int) -> Hits:
        # The plain twin is loaded where it is asked for.
        from fastparse.reference.context import timestamp as plain_timestamp
        from fastparse.reference.scan import scan as plain_scan

        columns = plain_scan(self._templates, self._ids.__getitem__, data, offset, line)
        return Hits(columns, self._names, View(data, 0), plain_timestamp, offset)


def _windows(chunks: Iterable[Buffer], window: int) -> Iterator[bytes]:
    """Cut and join ``chunks`` into pieces of ``window`` bytes, the last one shorter."""
    if window < 1:
        raise ValueError("a window holds at least one byte")
    pieces: list[bytes] = []
    held = 0
    for chunk in chunks:
        with memoryview(chunk) as view, view.cast("B") as raw:
            at = 0
            while at < len(raw):
                piece = bytes(raw[at : at + window - held])
                at += len(piece)
                held += len(piece)
                pieces.append(piece)
                if held == window:
                    yield b"".join(pieces)
                    pieces, held = [], 0
    if pieces:
        yield b"".join(pieces)


def _tables(templates: Sequence[Template], names: dict[str, int], path: str | None) -> Tables:
    ops = ops_of(templates, names)
    targets: dict[bytes, list[tuple[int, int]]] = {}
    openings = [openings_of(template) for template in templates]
    for index, template in enumerate(templates):
        for anchor in anchors_of(template, openings[index]):
            targets.setdefault(anchor.text, []).append((index, anchor.reach))
    shared: list[int] = []
    for aims in targets.values():
        aims.sort(key=lambda aim: (aim[1], ops.relative(aim[0])))
        for aim, before in zip(aims, [None, *aims], strict=False):
            shared.append(0 if before is None or aim[1] else ops.shared(before[0], aim[0]))
    loose = [
        any(reach or templates[index].context is None for index, reach in aims)
        for aims in targets.values()
    ]
    triggers = triggers_of(list(targets), loose)
    literals = bytearray(ops.literals)
    anchor_at, target_first = array("i"), array("i", [0])
    for text, aims in targets.items():
        anchor_at.append(len(literals))
        literals += text
        target_first.append(target_first[-1] + len(aims))
    flat = [aim for aims in targets.values() for aim in aims]
    return Tables(
        rows=triggers.rows,
        keys=triggers.keys,
        before=triggers.before,
        after=triggers.after,
        tiny=triggers.tiny,
        aim_first=triggers.aim_first,
        aim_anchor=triggers.aim_anchor,
        aim_offset=triggers.aim_offset,
        key_known=triggers.key_known,
        key_where=triggers.key_where,
        key_groups=triggers.key_groups,
        ops=ops.ops,
        literals=bytes(literals),
        firsts=ops.firsts,
        counts=ops.counts,
        anchor_at=anchor_at,
        anchor_length=array("i", map(len, targets)),
        target_first=target_first,
        target_template=array("i", [index for index, _ in flat]),
        target_reach=array("i", [reach for _, reach in flat]),
        target_shared=array("i", shared),
        contexts=array("i", [-1 if one.context is None else one.context for one in templates]),
        bares=array("i", [one.bare for one in templates]),
        fields_first=array("i", [isinstance(one.parts[0], Field) for one in templates]),
        opening=b"".join(map(opening_flags, openings)),
        names=array("i", [name for one in templates for name in context_names(one, names)]),
        path=path,
    )
