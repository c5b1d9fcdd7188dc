"""How a file of the dumps falls into pieces: whose they are, what they hold, where they stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from fastparse.session import Block, expand, split
from remediate.dumps import DumpFile, release
from remediate.evidence.pasted import by_hostname
from remediate.evidence.recognise import Kind, Segment, by_command, by_content, by_file_name

__all__ = ["SEARCHED_LIMIT", "Cut", "Piece", "cut"]

SEARCHED_LIMIT = 64 << 20
"""Bytes of a block without a command that are searched for recognisable output; a larger one is a log."""


_SHORT = (Kind.ISAKMP_SA, Kind.ENGINE)
"""Output in which nothing of another kind ever stands."""


_WINDOW = 16 << 20
"""Bytes of a large file that are looked through for prompts at a time."""


_HEADING = re.compile(
    rb"^[ \t]*[-=*#!+]{3,}[ \t]*(?P<command>(?:sh(?:ow?)?|more)[ \t]+[A-Za-z][^\r\n]*?)[ \t]*[-=*#!+]{3,}[ \t]*\r?\n",
    re.MULTILINE,
)
"""A command between rules, as ``show tech-support`` heads what follows."""


class Piece(NamedTuple):
    """A run of lines with one kind of content."""

    device: str | None
    kind: Kind
    command: str | None
    """As typed, where a prompt named it."""
    start: int
    end: int
    line: int
    """1-based line of the first byte."""


class Cut(NamedTuple):
    """A file in pieces. Bytes between pieces were not recognised by their content."""

    pieces: tuple[Piece, ...]
    device_at: Callable[[int], str | None]
    """Device that speaks at a line of the file."""
    prompts: bool
    """Whether a prompt named a host somewhere."""


def cut(file: DumpFile, data: bytes | memoryview) -> Cut:
    """Cut a file at its prompts, then by what the lines begin to print."""
    blocks = [part for block in _blocks(data) for part in _headed(block, data)]
    blocks = list(by_hostname(blocks, data, limit=SEARCHED_LIMIT))
    owner = _owner(file, blocks)
    starts = [block.prompt_line or block.line for block in blocks]
    owners = [owner(block.host) for block in blocks]

    def device_at(line: int) -> str | None:
        if not owners:
            return file.host
        return owners[max(bisect_right(starts, line) - 1, 0)]

    pieces = tuple(
        piece
        for block, device in zip(blocks, owners, strict=True)
        for piece in _pieces(file, block, device, data)
    )
    return Cut(pieces, device_at, any(block.host for block in blocks))


def _blocks(data: bytes | memoryview) -> list[Block]:
    """Split at the prompts, window by window where the file is large, so that no more is resident."""
    view = memoryview(data)
    if len(view) <= SEARCHED_LIMIT:
        return split(view)
    blocks: list[Block] = []
    start, line = 0, 1
    while start < len(view):
        end = min(start + _WINDOW, len(view))
        window = bytes(view[start:end])
        if end < len(view):
            end = start + (window.rfind(b"\n") + 1 or len(window))
            window = window[: end - start]
        for block in split(window, offset=start, line=line):
            if block.prompt_line is None and blocks and blocks[-1].end >= start:
                blocks[-1] = blocks[-1]._replace(end=block.end)
            else:
                blocks.append(block)
        line += window.count(b"\n")
        release(data, start, end - start)
        start = end
    return blocks


def _headed(block: Block, data: bytes | memoryview) -> Iterator[Block]:
    """Cut a block at the headings that ``show tech-support`` and collecting scripts print."""
    command = expand(block.command) if block.command else ""
    searched = not command or command.startswith("show tech-support")
    if not searched or block.end - block.start > SEARCHED_LIMIT:
        yield block
        return
    body = bytes(data[block.start : block.end])
    start, line = 0, block.line
    current = block
    for heading in _HEADING.finditer(body):
        title = heading["command"].decode("utf-8", "replace")
        if not expand(title).startswith(("show ", "more ")):
            continue
        if current is not block or body[: heading.start()].strip():
            yield current._replace(end=block.start + heading.start())
        line += body.count(b"\n", start, heading.end())
        start = heading.end()
        current = Block(block.host, title, block.start + start, block.end, line, line - 1)
    yield current


def _owner(file: DumpFile, blocks: Sequence[Block]) -> Callable[[str | None], str | None]:
    """Return the device of a prompt's host.

    With one host speaking (or none) it is the layout's name, whatever the prompt says: a folder is
    often named otherwise than the device. Where several speak, each is taken by its own name.
    """
    spoken = {block.host.casefold(): block.host for block in blocks if block.host}
    named = file.host.casefold() if file.host else None
    if file.host and (len(spoken) <= 1 or (file.sure and named not in spoken)):
        return lambda _: file.host
    if not spoken:
        return lambda _: file.host
    first = file.host if named in spoken else next(iter(spoken.values()))
    return lambda host: first if host is None or host.casefold() == named else host


def _pieces(
    file: DumpFile, block: Block, device: str | None, data: bytes | memoryview
) -> Iterator[Piece]:
    if block.command:
        yield from _commanded(block, block.command, device, data)
        return
    if block.end - block.start > SEARCHED_LIMIT:
        yield Piece(device, Kind.LOG, None, block.start, block.end, block.line)
        return
    body = bytes(data[block.start : block.end])
    for segment in _segments(file, body, block.line):
        yield Piece(
            device,
            segment.kind,
            None,
            block.start + segment.start,
            block.start + segment.end,
            segment.line,
        )


def _commanded(
    block: Block, command: str, device: str | None, data: bytes | memoryview
) -> Iterator[Piece]:
    """Yield what a command printed, and other output that was pasted behind it."""
    kind = by_command(command)
    end = block.end
    extra: list[Piece] = []
    if kind in _SHORT and block.end - block.start <= SEARCHED_LIMIT:
        body = bytes(data[block.start : block.end])
        for segment in by_content(body, block.line):
            if segment.kind in (Kind.LOG, kind) and not extra:
                continue
            start, stop = block.start + segment.start, block.start + segment.end
            extra.append(Piece(device, segment.kind, None, start, stop, segment.line))
    if extra:
        end = extra[0].start
    yield Piece(device, kind, command, block.start, end, block.line)
    yield from extra


def _segments(file: DumpFile, body: bytes, line: int) -> Iterable[Segment]:
    """Trust the file's name, unless the content plainly says otherwise."""
    segments = list(by_content(body, line))
    named = by_file_name(file.name)
    if named is None or named is Kind.LOG:
        return segments
    others = {segment.kind for segment in segments} - {Kind.LOG, named}
    if others and not any(segment.kind is named for segment in segments):
        return segments
    return [Segment(named, 0, len(body), line)]
