"""Classification alone: every recognised message of the dumps, in order, with flat memory.

As objects one by one, or as columns of whole windows: the same messages, with the same values.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from remediate.evidence.sources import (
    Pieces,
    Source,
    SpokenLateError,
    looked_through,
    read_sources,
)
from remediate.messages import Classifier
from remediate.messages.columns import ColumnClassifier, Records
from remediate.model.defect import Defect
from remediate.model.evidence import InputProblem
from remediate.model.observation import Message
from remediate.secrets import Redactor

__all__ = ["Batch", "scan_messages", "scan_records"]

_UNPACKED_JOBS = 2
"""Threads at most for what is unpacked, on one of them: more would wait for it, each with memory of its own."""


class Batch(NamedTuple):
    """Records that follow each other in one file: columns, or rows of tables as messages."""

    file: str
    devices: Sequence[str | None]
    """One for each record."""
    records: Records | tuple[Message, ...]


def scan_messages(
    paths: list[Path],
    *,
    classifier: Classifier,
    redactor: Redactor,
    host: str | None = None,
    problem: Callable[[InputProblem], None],
    failed: Callable[[Defect], None],
) -> Iterator[Message]:
    """Yield the messages of each file in order; what can't be read goes to ``problem``, what fails of ours to ``failed``."""

    def read(source: Source) -> Iterator[Message]:
        pieces = Pieces(source)
        stream = classifier.messages(
            pieces, device=None, file=source.file.name, clean=redactor.clean
        )
        for message in heapq.merge(stream, source.rows, key=lambda item: item.source.line):
            device = source.speakers.at(message.source.line)
            sure = source.sure and device
            yield message.of(device if sure else message.device or device)
        pieces.check()

    return read_sources(paths, host, 1, read, problem, failed)


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
    failed: Callable[[Defect], None],
) -> Iterator[Batch]:
    """Yield the same as :func:`scan_messages` in columns, read by ``jobs`` threads.

    ``context`` keeps messages that point to no root cause. With ``once``, large files are read a
    single time, as logs without prompts: raises :class:`SpokenLateError` where one turns up that
    says otherwise of records that were yielded.
    """

    def read(source: Source) -> Iterator[Batch]:
        reading = _Reading(source, jobs)
        found = classifier.records(
            reading.pieces if source.data is None else source.data,
            clean=redactor.clean,
            context=context,
            jobs=jobs if source.data is not None else min(jobs, _UNPACKED_JOBS),
            spoken=reading.spoken if source.guessed else None,
        )
        yield from reading.merged(found)
        reading.pieces.check()

    return read_sources(paths, host, jobs, read, problem, failed, once=once)


class _Reading:
    """One file on its way through the columns: who speaks is told as soon as it is known."""

    def __init__(self, source: Source, jobs: int) -> None:
        self.pieces = Pieces(source)
        self._source = source
        self._jobs = jobs
        self._rows = deque(source.rows)
        self._last = 0
        """Line of the last record that was yielded."""

    def spoken(self) -> None:
        """Find out who speaks: there is a prompt where none was expected."""
        source = self._source
        if source.data is not None and source.guessed:
            self._source = looked_through(source.file, source.data, self._jobs)
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


def _batch(source: Source, records: Records) -> Batch:
    devices = source.speakers.over(records.line)
    if records.host.data:
        hosts = map(records.host.at, range(len(devices)))
        devices = [
            device if source.sure and device else host or device
            for device, host in zip(devices, hosts, strict=True)
        ]
    return Batch(source.file.name, devices, records)


def _tabled(source: Source, rows: tuple[Message, ...]) -> Batch:
    speaking = [source.speakers.at(row.source.line) for row in rows]
    devices = [
        device if source.sure and device else row.device or device
        for device, row in zip(speaking, rows, strict=True)
    ]
    return Batch(source.file.name, devices, rows)
