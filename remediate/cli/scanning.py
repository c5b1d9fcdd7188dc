"""``remediate scan``: the records of dumps, as lines of text or as a table."""

from __future__ import annotations

import csv
import gc
import os
import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

import msgspec
import typer

from remediate.cli.options import Records
from remediate.cli.troubles import notes, report_defects
from remediate.dumps import STDIN
from remediate.errors import ExitStatus, OutputError, UsageError
from remediate.evidence.scan import scan_messages, scan_records
from remediate.evidence.sources import SpokenLateError
from remediate.messages import Classifier
from remediate.messages.columns import ColumnClassifier
from remediate.model.defect import Defect
from remediate.model.evidence import InputProblem
from remediate.model.observation import Message
from remediate.rules import catalogue
from remediate.secrets import Redactor

__all__ = ["scan"]

_ENDINGS = {
    ".csv": Records.CSV,
    ".arrow": Records.ARROW,
    ".feather": Records.ARROW,
    ".parquet": Records.PARQUET,
}
_MOST_JOBS = 4
"""Threads by default: one puts in order what all of them found, and one writes."""
_TABLES = (Records.ARROW, Records.PARQUET)


def scan(
    paths: list[Path],
    *,
    host: str | None,
    form: Records | None,
    context: bool,
    output: Path | None,
    jobs: int | None,
    quiet: bool,
) -> None:
    """Write the records of dumps, then what was wrong with the input, and what failed of ours."""
    if form is None:
        form = _ENDINGS.get(output.suffix.lower() if output else "", Records.NDJSON)
    problems: list[InputProblem] = []
    defects: list[Defect] = []
    if form in _TABLES:
        _table(paths, host, form, context, output, jobs, problems, defects)
    else:
        messages = scan_messages(
            paths,
            classifier=Classifier(catalogue()),
            redactor=Redactor(),
            host=host,
            problem=problems.append,
            failed=defects.append,
        )
        wanted = (message for message in messages if context or message.slugs)
        if output is None:
            _write_records(wanted, form, sys.stdout)
        else:
            with _opened(output) as stream:
                _write_records(wanted, form, stream)
    notes(problems, quiet)
    report_defects(defects, verbose=False)
    if any(problem.fatal for problem in problems):
        raise typer.Exit(ExitStatus.ERROR)


def _table(
    paths: list[Path],
    host: str | None,
    form: Records,
    context: bool,
    output: Path | None,
    jobs: int | None,
    problems: list[InputProblem],
    defects: list[Defect],
) -> None:
    if output is None:
        raise UsageError(f"{form.value} is no text: name a file with -o")
    classifier = ColumnClassifier(catalogue())
    threads = jobs or min(len(os.sched_getaffinity(0)), _MOST_JOBS)
    # Collections of garbage need not look at what lives as long as the process.
    gc.freeze()

    def write(*, once: bool) -> None:
        problems.clear()
        defects.clear()
        batches = scan_records(
            paths,
            classifier=classifier,
            redactor=Redactor(),
            host=host,
            context=context,
            jobs=threads,
            once=once,
            problem=problems.append,
            failed=defects.append,
        )
        # The first batch sets the threads going. They scan without the interpreter's lock meanwhile.
        begun = list(islice(batches, 1))
        # Arrow's library is larger than all the rest: it is loaded where a table is asked for. It
        # loads NumPy where that is installed, whose BLAS starts threads that wait by spinning.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        from remediate.cli.tables import write_table

        write_table(chain(begun, batches), classifier, form, output, jobs=threads)

    try:
        write(once=STDIN not in map(str, paths))
    except SpokenLateError:
        write(once=False)


class _opened:  # noqa: N801  # used like a function
    """A text file for records, with our own error."""

    def __init__(self, path: Path) -> None:
        try:
            self._stream = path.open("w", encoding="utf-8", newline="")
        except OSError as error:
            raise OutputError(
                f"cannot be written: {error.strerror or error}", file=str(path)
            ) from error

    def __enter__(self) -> TextIO:
        return self._stream

    def __exit__(self, *_: object) -> None:
        self._stream.close()


def _write_records(messages: Iterator[Message], form: Records, stream: TextIO) -> None:
    """Write one record a message, each as soon as it is there."""
    write = stream.write
    if form is Records.CSV:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(
            ("device", "file", "line", "offset", "time", "slug", "signature", "fields", "text")
        )
        for item in messages:
            table.writerow(
                (
                    item.device or "",
                    item.source.file,
                    item.source.line,
                    item.offset,
                    item.time or "",
                    " ".join(item.slugs),
                    item.signature,
                    " ".join(f"{name}={value}" for name, value in item.fields),
                    item.text,
                )
            )
        return
    encoder = msgspec.json.Encoder()
    for item in messages:
        record = {
            "device": item.device,
            "file": item.source.file,
            "line": item.source.line,
            "offset": item.offset,
            "time": item.time,
            "slug": item.slugs,
            "signature": item.signature,
            "fields": dict(item.fields),
            "text": item.text,
        }
        write(encoder.encode(record).decode() + "\n")
