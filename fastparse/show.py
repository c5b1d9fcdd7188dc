"""Readers of show output: bytes in, columns and records out.

Each ``parse_…`` walks the whole output of one command once (without the GIL in the compiled
implementation) and returns a :class:`Parsed`. Its columns hold byte offsets; the records are made
from them when they are first asked for. Blank lines, headings, prompts and echoed commands are
understood and give nothing; every other line that gave no value stands in ``unrecognised`` with
its line and reason. Nothing depends on indentation.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Generic, Literal, TypeVar

from fastparse._show_access_lists import access_lists
from fastparse._show_engine import engine
from fastparse._show_ipsec import ipsec_sa
from fastparse._show_isakmp import isakmp_sa
from fastparse._show_version import version
from fastparse.records import (
    REASONS,
    AccessListRow,
    Columns,
    EngineRow,
    Field,
    IpsecSaRow,
    IsakmpSaRow,
    Unread,
    VersionRow,
)
from fastparse.reference import show as plain
from fastparse.show_rows import (
    FIRST_REASON,
    Groups,
    access_lists_rows,
    counter_name,
    engine_rows,
    ipsec_rows,
    isakmp_rows,
    version_rows,
)

__all__ = [
    "Implementation",
    "Parsed",
    "counter_name",
    "parse_access_lists",
    "parse_engine",
    "parse_ipsec_sa",
    "parse_isakmp_sa",
    "parse_version",
]

Row = TypeVar("Row")
Buffer = bytes | bytearray | memoryview
Implementation = Literal["compiled", "reference"]
Reader = Callable[[bytes], Columns]


class Parsed(Generic[Row]):
    """What one output said: its columns, and the records and unread lines made from them."""

    def __init__(
        self, data: bytes, columns: Columns, build: Callable[[Groups], list[Row]], line: int
    ) -> None:
        self.data = data
        self.columns = columns
        self.first_line = line
        self._build = build

    @cached_property
    def records(self) -> tuple[Row, ...]:
        """The records in printed order, with lines counted from ``first_line``."""
        return tuple(self._build(self.groups()))

    @cached_property
    def unrecognised(self) -> tuple[Unread, ...]:
        """Lines (or heads of blocks) that were not understood, by line."""
        found = [
            Unread(line + self.first_line - 1, self.text(start, end), REASONS[field])
            for _, field, start, end, line in zip(*self.columns, strict=True)
            if field >= FIRST_REASON
        ]
        return tuple(sorted(found, key=lambda unread: unread.line))

    @cached_property
    def totals(self) -> tuple[tuple[str, int], ...]:
        """Totals of ``show crypto isakmp sa``: ``total``, ``embryonic``, ``active_sas`` and more."""
        return tuple(
            (Field(field).name.lower(), int(self.data[start:end]))
            for record, field, start, end, _ in zip(*self.columns, strict=True)
            if record < 0 and field < FIRST_REASON
        )

    def text(self, start: int, end: int) -> str:
        """Return a span as text; bytes that are not UTF-8 become replacement characters."""
        return self.data[start:end].decode("utf-8", "replace")

    def groups(self) -> Groups:
        """Return (field, text, line) of each record in printed order."""
        groups: Groups = []
        above: dict[tuple[int, int], str] = {}
        reached = 0
        for record, field, start, end, line in zip(*self.columns, strict=True):
            if record < 0:
                continue
            while len(groups) <= record:
                groups.append([])
            if start < reached:  # what stands above several records is made into text once
                text = above.get((start, end))
                if text is None:
                    text = above[start, end] = self.text(start, end)
            else:
                text, reached = self.text(start, end), start
            groups[record].append((field, text, line + self.first_line - 1))
        return groups


def _read(
    data: Buffer,
    line: int,
    implementation: Implementation,
    readers: tuple[Reader, Reader],
    build: Callable[[Groups], list[Row]],
) -> Parsed[Row]:
    whole = bytes(data)
    reader = readers[0] if implementation == "compiled" else readers[1]
    return Parsed(whole, reader(whole), build, line)


def parse_isakmp_sa(
    data: Buffer, *, line: int = 1, implementation: Implementation = "compiled"
) -> Parsed[IsakmpSaRow]:
    """Read ``show crypto isakmp sa [detail|count]`` (IOS, PIX, ASA) or ``show crypto ikev1 sa``.

    ``line`` is the 1-based line of the input that ``data`` begins at.
    """
    return _read(data, line, implementation, (isakmp_sa, plain.isakmp_sa), isakmp_rows)


def parse_ipsec_sa(
    data: Buffer, *, line: int = 1, implementation: Implementation = "compiled"
) -> Parsed[IpsecSaRow]:
    """Read ``show crypto ipsec sa`` in all its forms: one record an identity."""
    return _read(data, line, implementation, (ipsec_sa, plain.ipsec_sa), ipsec_rows)


def parse_engine(
    data: Buffer, *, line: int = 1, implementation: Implementation = "compiled"
) -> Parsed[EngineRow]:
    """Read ``show crypto engine connection(s) active``."""
    return _read(data, line, implementation, (engine, plain.engine), engine_rows)


def parse_version(
    data: Buffer, *, line: int = 1, implementation: Implementation = "compiled"
) -> Parsed[VersionRow]:
    """Read ``show version``: at most one record. Lines about other things are passed over.

    ``unrecognised`` has an entry when no release was found.
    """
    return _read(data, line, implementation, (version, plain.version), version_rows)


def parse_access_lists(
    data: Buffer, *, line: int = 1, implementation: Implementation = "compiled"
) -> Parsed[AccessListRow]:
    """Read ``show (ip) access-lists`` (IOS) or ``show access-list`` (PIX, ASA)."""
    return _read(data, line, implementation, (access_lists, plain.access_lists), access_lists_rows)
