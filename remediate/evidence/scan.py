"""Classification alone: every recognised message of the dumps, in order, with flat memory.

As objects one by one, or as columns of whole windows: the same messages, with the same values.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from fastparse.scan import Buffer
from fastparse.session import blank, speaks
from remediate.dumps import (
    CHUNK,
    UNPACKED_LIMIT,
    UTF_16,
    DumpFile,
    chunks,
    find,
    is_binary,
    is_packed,
    load,
    release,
    windows,
)
from remediate.evidence.pieces import SEARCHED_LIMIT, Piece, Speakers, cut
from remediate.evidence.recognise import Kind, may_show_isakmp
from remediate.messages import Classifier, from_state_row
from remediate.messages.columns import ColumnClassifier, Records
from remediate.model.evidence import InputProblem
from remediate.model.observation import Message
from remediate.secrets import Redactor

__all__ = ["Batch", "SpokenLateError", "scan_messages", "scan_records"]

_HEAD = 1 << 13
"""Bytes that tell whether a file is text."""

_AROUND = 1 << 18
"""Bytes before a window that may have been mapped again with its beginning."""

_Found = TypeVar("_Found")


class Batch(NamedTuple):
    """Records that follow each other in one file: columns, or rows of tables as messages."""

    file: str
    devices: Sequence[str | None]
    """One for each record."""
    records: Records | tuple[Message, ...]


class SpokenLateError(Exception):
    """A prompt far down in a file tells who spoke before it: what was yielded is wrong."""


class _Source(NamedTuple):
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


def scan_messages(
    paths: list[Path],
    *,
    classifier: Classifier,
    redactor: Redactor,
    host: str | None = None,
    problem: Callable[[InputProblem], None],
) -> Iterator[Message]:
    """Yield the messages of each file in order; what can't be read goes to ``problem``."""

    def read(source: _Source) -> Iterator[Message]:
        pieces = _Pieces(source)
        stream = classifier.messages(
            pieces, device=None, file=source.file.name, clean=redactor.clean
        )
        for message in heapq.merge(stream, source.rows, key=lambda item: item.source.line):
            device = source.speakers.at(message.source.line)
            sure = source.sure and device
            yield _of(message, device if sure else message.device or device)
        pieces.check()

    return _read(paths, host, 1, read, problem)


def scan_records(
    paths: list[Path],
    *,
    classifier: ColumnClassifier,
    redactor: Redactor,
    host: str | None = None,
    context: bool = False,
    jobs: int = 1,
    once: bool = False,
    problem: Callable[[InputProblem], None],
) -> Iterator[Batch]:
    """Yield the same as :func:`scan_messages` in columns, read by ``jobs`` threads.

    ``context`` keeps messages that point to no root cause. With ``once``, large files are read a
    single time, as logs without prompts: raises :class:`SpokenLateError` where one turns up that
    says otherwise of records that were yielded.
    """

    def read(source: _Source) -> Iterator[Batch]:
        reading = _Reading(source, jobs)
        found = classifier.records(
            reading.pieces if source.data is None else source.data,
            clean=redactor.clean,
            context=context,
            jobs=jobs,
            beside=speaks if source.guessed else _silent,
            scanned=reading.scanned,
        )
        yield from reading.merged(found)
        reading.pieces.check()

    return _read(paths, host, jobs, read, problem, once=once)


def _silent(_: memoryview) -> bool:
    return False


def _read(
    paths: list[Path],
    host: str | None,
    jobs: int,
    read: Callable[[_Source], Iterator[_Found]],
    problem: Callable[[InputProblem], None],
    *,
    once: bool = False,
) -> Iterator[_Found]:
    """Yield what ``read`` finds in each file; a file that can't be read costs only itself."""
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
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
        except ValueError as error:
            reason = str(error)
        if reason is not None:
            problem(InputProblem(file=file.name, reason=reason, fatal=True))


def _streamed(file: DumpFile) -> _Source | None:
    """Return a compressed file that is read as it is unpacked; None for any other.

    Those beyond :data:`UNPACKED_LIMIT`, and large logs in which no prompt tells who speaks. What
    has prompts is held, as its tables and configurations are looked at more than once.
    """
    if not is_packed(file):
        return None
    size, held = 0, False
    head = rest = b""
    for piece in chunks(file):
        size += len(piece)
        if size > UNPACKED_LIMIT:
            return _Source(file, None, Speakers([1], [file.host]), sure=False)
        head += piece[: _HEAD - len(head)]
        if not held:
            text = rest + piece
            end = text.rfind(b"\n") + 1
            held = speaks(text[:end])
            rest = text[end:][-CHUNK:]
    if held or size <= SEARCHED_LIMIT or speaks(rest) or is_binary(head) or head[:2] in UTF_16:
        return None
    return _Source(file, None, Speakers([1], [file.host]), sure=file.sure)


def _source(file: DumpFile, data: bytes | memoryview | None, jobs: int, *, once: bool) -> _Source:
    """Find out who speaks in a file, and what its tables show."""
    if data is None:
        return _Source(file, None, Speakers([1], [file.host]), sure=False)
    if len(data) <= SEARCHED_LIMIT:
        data = blank(data)
    elif once:
        return _Source(file, data, Speakers([1], [file.host]), file.sure, guessed=True)
    return _looked_through(file, data, jobs)


def _looked_through(file: DumpFile, data: bytes | memoryview, jobs: int) -> _Source:
    parts = cut(file, data, jobs=jobs, wanted=may_show_isakmp)
    rows = tuple(_rows(file, parts.pieces, data))
    release(data)
    return _Source(file, data, parts.speakers, file.sure, rows)


def _rows(file: DumpFile, pieces: Iterable[Piece], data: bytes | memoryview) -> Iterator[Message]:
    tables = [piece for piece in pieces if piece.kind is Kind.ISAKMP_SA]
    if not tables:
        return
    # The readers of show commands take longer to import than most logs to be searched.
    from remediate.platforms.shows import isakmp_sas  # noqa: PLC0415

    for piece in tables:
        found, _ = isakmp_sas(bytes(data[piece.start : piece.end]), file=file.name, line=piece.line)
        for row in found:
            stuck = from_state_row(row, device=piece.device)
            if stuck is not None:
                yield stuck


class _Pieces:
    """The pieces of a file. A break in its compression ends them, and is told afterwards."""

    def __init__(self, source: _Source) -> None:
        self._source = source
        self._error: OSError | ValueError | None = None

    def __iter__(self) -> Iterator[Buffer]:
        data = self._source.data
        try:
            yield from chunks(self._source.file) if data is None else windows(data)
        except (OSError, ValueError) as error:
            self._error = error

    def check(self) -> None:
        """Raise what ended the pieces early."""
        if self._error is not None:
            raise self._error


class _Reading:
    """One file on its way through the columns: who speaks is told as soon as it is known."""

    def __init__(self, source: _Source, jobs: int) -> None:
        self.pieces = _Pieces(source)
        self._source = source
        self._jobs = jobs
        self._rows = deque(source.rows)
        self._reached = 0
        self._last = 0
        """Line of the last record that was yielded."""

    def scanned(self, offset: int, spoken: bool) -> None:
        """Let go of the pages up to ``offset``; after a prompt, find out who speaks."""
        source = self._source
        if source.data is not None:
            # The system maps pages around those that are read, some of them let go before.
            start = max(0, self._reached - _AROUND)
            release(source.data, start, offset - start)
            self._reached = offset
            if spoken and source.guessed:
                self._source = _looked_through(source.file, source.data, self._jobs)
                self._rows = deque(self._source.rows)
                if self._last and not self._guessed_right():
                    raise SpokenLateError(source.file.name)

    def _guessed_right(self) -> bool:
        """Whether what was yielded as a log's is what prompts and tables say too."""
        starts, devices = self._source.speakers
        speaking = {
            device for start, device in zip(starts, devices, strict=True) if start <= self._last
        }
        early = any(row.source.line <= self._last for row in self._rows)
        return not early and speaking | {devices[0]} == {self._source.file.host}

    def merged(self, found: Iterator[Records]) -> Iterator[Batch]:
        """Put the rows of tables between the records, by line; at one line records come first."""
        for records in found:
            start = 0
            while self._rows and self._rows[0].source.line < records.line[-1]:
                at = bisect_right(records.line, self._rows[0].source.line)
                if at > start:
                    yield _batch(self._source, records.between(start, at))
                start = at
                yield _tabled(self._source, _before(self._rows, records.line[at]))
            whole = records.between(start, len(records.line)) if start else records
            self._last = whole.line[-1]
            yield _batch(self._source, whole)
        if self._rows:
            yield _tabled(self._source, tuple(self._rows))


def _before(rows: deque[Message], line: int) -> tuple[Message, ...]:
    taken = []
    while rows and rows[0].source.line < line:
        taken.append(rows.popleft())
    return tuple(taken)


def _batch(source: _Source, records: Records) -> Batch:
    devices = source.speakers.over(records.line)
    if records.host.data:
        hosts = map(records.host.at, range(len(devices)))
        devices = [
            device if source.sure and device else host or device
            for device, host in zip(devices, hosts, strict=True)
        ]
    return Batch(source.file.name, devices, records)


def _tabled(source: _Source, rows: tuple[Message, ...]) -> Batch:
    speaking = [source.speakers.at(row.source.line) for row in rows]
    devices = [
        device if source.sure and device else row.device or device
        for device, row in zip(speaking, rows, strict=True)
    ]
    return Batch(source.file.name, devices, rows)


def _of(message: Message, device: str | None) -> Message:
    if message.device == device:
        return message
    return msgspec.structs.replace(message, device=device)
