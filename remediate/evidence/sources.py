"""The files that are scanned for messages: their bytes or pieces, who speaks in them, what tables show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

from fastparse.scan import Buffer
from fastparse.session import blank, speaks
from remediate.dumps import (
    CHUNK,
    UNPACKED_LIMIT,
    DumpFile,
    chunks,
    find,
    is_binary,
    is_packed,
    load,
    release,
    windows,
)
from remediate.errors import DumpError
from remediate.evidence.content import may_show_isakmp
from remediate.evidence.copied import uncopied
from remediate.evidence.kinds import Kind
from remediate.evidence.pieces import SEARCHED_LIMIT, Piece, Speakers, cut
from remediate.messages import from_state_row
from remediate.model.defect import NOT_READ, Defect
from remediate.model.evidence import InputProblem
from remediate.model.observation import Message
from remediate.text_encoding import is_wide

__all__ = ["Pieces", "Source", "SpokenLateError", "looked_through", "read_sources"]

_HEAD = 1 << 13
"""Bytes that tell whether a file is text."""

_Found = TypeVar("_Found")


class SpokenLateError(Exception):
    """A prompt far down in a file tells who spoke before it: what was yielded is wrong."""


class Source(NamedTuple):
    """One file that is read: its bytes or their pieces, who speaks, what its tables show."""

    file: DumpFile
    data: bytes | memoryview | None
    """None where it is read in pieces, as it is unpacked."""
    speakers: Speakers
    sure: bool
    """Whether who speaks outranks the host of a relayed line."""
    rows: tuple[Message, ...] = ()
    """Rows of SA tables that show a fault, by line."""
    guessed: bool = False
    """Whether it is taken for a log without prompts, unseen."""


def read_sources(
    paths: list[Path],
    host: str | None,
    jobs: int,
    read: Callable[[Source], Iterator[_Found]],
    problem: Callable[[InputProblem], None],
    failed: Callable[[Defect], None],
    *,
    once: bool = False,
) -> Iterator[_Found]:
    """Yield what ``read`` finds in each file; a file that can't be read, or that something of ours fails on, costs only itself."""
    files, problems = find(paths, host=host)
    for item in problems:
        problem(item)
    for file in files:
        reason = None
        try:
            streamed = _streamed(file)
            if streamed is not None:
                yield from read(streamed)
                continue
            with load(file) as dump:
                if dump.data is not None and is_binary(dump.data):
                    reason = "not text: the file looks binary"
                else:
                    yield from read(_source(file, dump.data, jobs, once=once))
                    reason = dump.broken
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
        except DumpError as error:
            reason = error.reason
        except SpokenLateError:
            raise
        except Exception as error:  # whatever it is: it is one file's, and it is reported
            reason = NOT_READ
            failed(Defect(file.name, "the search of the file", error))
        if reason is not None:
            problem(InputProblem(file=file.name, reason=reason, fatal=True))


def _streamed(file: DumpFile) -> Source | None:
    """Return a compressed file that is read as it is unpacked; None for any other.

    Those beyond :data:`UNPACKED_LIMIT`, and large logs in which no prompt tells who speaks. What
    has prompts is held, as its tables and configurations are looked at more than once.
    """
    if not is_packed(file):
        return None
    size, held = 0, False
    head = rest = b""
    # Where its compression is broken, what stands before is read, and the break told afterwards.
    with suppress(DumpError):
        for piece in chunks(file):
            size += len(piece)
            if size > UNPACKED_LIMIT:
                return Source(file, None, Speakers([1], [file.host]), sure=False)
            head += piece[: _HEAD - len(head)]
            if not held:
                text = rest + piece
                end = text.rfind(b"\n") + 1
                held = speaks(text[:end])
                rest = text[end:][-CHUNK:]
    if held or size <= SEARCHED_LIMIT or speaks(rest) or is_binary(head) or is_wide(head):
        return None
    return Source(file, None, Speakers([1], [file.host]), sure=file.sure)


def _source(file: DumpFile, data: bytes | memoryview | None, jobs: int, *, once: bool) -> Source:
    """Find out who speaks in a file, and what its tables show."""
    if data is None:
        return Source(file, None, Speakers([1], [file.host]), sure=False)
    if len(data) <= SEARCHED_LIMIT:
        data = blank(uncopied(data).data)
    elif once:
        return Source(file, data, Speakers([1], [file.host]), file.sure, guessed=True)
    return looked_through(file, data, jobs)


def looked_through(file: DumpFile, data: bytes | memoryview, jobs: int) -> Source:
    """Cut a file at its prompts, with ``jobs`` threads, and read its tables."""
    parts = cut(file, data, jobs=jobs, wanted=may_show_isakmp)
    rows = tuple(_rows(file, parts.pieces, data))
    release(data)
    return Source(file, data, parts.speakers, file.sure, rows)


def _rows(file: DumpFile, pieces: Iterable[Piece], data: bytes | memoryview) -> Iterator[Message]:
    tables = [piece for piece in pieces if piece.kind is Kind.ISAKMP_SA]
    if not tables:
        return
    # The readers of show commands take longer to import than most logs to be searched.
    from remediate.platforms.shows import isakmp_sas  # noqa: PLC0415

    for piece in tables:
        found, _ = isakmp_sas(piece.body(data), file=file.name, line=piece.line)
        for row in found:
            stuck = from_state_row(row, device=piece.device)
            if stuck is not None:
                yield stuck


class Pieces:
    """The pieces of a file. A break in its compression ends them, and is told afterwards."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._error: OSError | DumpError | None = None

    def __iter__(self) -> Iterator[Buffer]:
        data = self._source.data
        try:
            yield from chunks(self._source.file) if data is None else windows(data)
        except (OSError, DumpError) as error:
            self._error = error

    def check(self) -> None:
        """Raise what ended the pieces early."""
        if self._error is not None:
            raise self._error
