"""Classification alone: every recognised message of the dumps, in order, with flat memory."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from pathlib import Path

from fastparse.session import blank
from remediate.dumps import DumpFile, chunks, find, is_binary, load, release, windows
from remediate.evidence.pieces import SEARCHED_LIMIT, cut
from remediate.evidence.recognise import Kind
from remediate.messages import Classifier, from_state_row
from remediate.model.evidence import InputProblem
from remediate.model.observation import Message
from remediate.platforms.shows import isakmp_sas
from remediate.secrets import Redactor

__all__ = ["scan_messages"]


def scan_messages(
    paths: list[Path],
    *,
    classifier: Classifier,
    redactor: Redactor,
    host: str | None = None,
    problem: Callable[[InputProblem], None],
) -> Iterator[Message]:
    """Yield the messages of each file in order; what can't be read goes to ``problem``."""
    files, problems = find(paths, host=host)
    for item in problems:
        problem(item)
    for file in files:
        try:
            with load(file) as dump:
                if dump.data is not None and is_binary(dump.data):
                    problem(
                        InputProblem(
                            file=file.name, reason="not text: the file looks binary", fatal=True
                        )
                    )
                    continue
                yield from _file(file, dump.data, classifier, redactor)
        except OSError as error:
            problem(
                InputProblem(
                    file=file.name, reason=f"cannot be read: {error.strerror or error}", fatal=True
                )
            )
        except ValueError as error:
            problem(InputProblem(file=file.name, reason=str(error), fatal=True))


def _file(
    file: DumpFile, data: bytes | memoryview | None, classifier: Classifier, redactor: Redactor
) -> Iterator[Message]:
    if data is None:
        for message in classifier.messages(
            chunks(file), device=None, file=file.name, clean=redactor.clean
        ):
            yield _of(message, message.device or file.host)
        return
    if len(data) <= SEARCHED_LIMIT:
        data = blank(data)
    parts = cut(file, data)
    rows: list[Message] = []
    for piece in parts.pieces:
        if piece.kind is not Kind.ISAKMP_SA:
            continue
        found, _ = isakmp_sas(bytes(data[piece.start : piece.end]), file=file.name, line=piece.line)
        for row in found:
            stuck = from_state_row(row, device=piece.device)
            if stuck is not None:
                rows.append(stuck)
    release(data)
    stream = classifier.messages(windows(data), device=None, file=file.name, clean=redactor.clean)
    for message in heapq.merge(stream, rows, key=lambda item: item.source.line):
        device = parts.device_at(message.source.line)
        yield _of(message, device if file.sure and device else message.device or device)


def _of(message: Message, device: str | None) -> Message:
    if message.device == device:
        return message
    return Message(
        device=device,
        source=message.source,
        offset=message.offset,
        time=message.time,
        signature=message.signature,
        slugs=message.slugs,
        fields=message.fields,
        text=message.text,
    )
