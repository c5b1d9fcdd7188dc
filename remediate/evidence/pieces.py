"""How a file of the dumps falls into pieces: whose they are, what they hold, where they stand."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from fastparse.parallel import in_order
from fastparse.records import MOST_BYTES
from fastparse.session import Block, expand, feeds, ruled, split
from remediate.dumps import DumpFile, release
from remediate.errors import DumpError
from remediate.evidence.content import Segment, by_content
from remediate.evidence.kinds import Kind
from remediate.evidence.pasted import by_hostname
from remediate.evidence.recognise import by_command, by_file_name
from remediate.platforms.pix_show import prints_settings

__all__ = ["SEARCHED_LIMIT", "Cut", "Piece", "Speakers", "cut"]

SEARCHED_LIMIT = 64 << 20
"""Bytes of a block without a command that are searched for recognisable output; a larger one is a log."""


_SHORT = (Kind.ISAKMP_SA, Kind.ENGINE)
"""Output in which nothing of another kind ever stands."""


_SETTINGS_LIMIT = 1 << 16
"""Bytes that settings of one kind have at most."""

_WINDOW = 4 << 20
"""Bytes of a large file that are looked through for prompts at a time."""


_EDGE = 1 << 16
"""Bytes before a window's end that are searched for the end of a line."""


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
    unasked: bool = False
    """Whether it stands behind a prompt at which nothing was typed that would print it."""

    def body(self, data: bytes | memoryview) -> bytes:
        """Return its bytes; raises :class:`DumpError` where it is longer than any output is read."""
        if self.end - self.start > MOST_BYTES:
            raise DumpError(
                f"an output of more than {MOST_BYTES} bytes is not read", line=self.line
            )
        return bytes(data[self.start : self.end])


class Cut(NamedTuple):
    """A file in pieces. Bytes between pieces were not recognised by their content."""

    pieces: tuple[Piece, ...]
    speakers: Speakers
    prompts: bool
    """Whether a prompt named a host somewhere."""

    def device_at(self, line: int) -> str | None:
        """Return the device that speaks at a line of the file."""
        return self.speakers.at(line)


class Speakers(NamedTuple):
    """Which device speaks from which line on."""

    starts: Sequence[int]
    """Lines, ascending; what is before the first belongs to the first."""
    devices: Sequence[str | None]
    """One for each start, or one alone for the whole file."""

    def at(self, line: int) -> str | None:
        """Return the device that speaks at a line."""
        return self.devices[max(bisect_right(self.starts, line) - 1, 0)]

    def over(self, lines: Sequence[int]) -> list[str | None]:
        """Return the device of each of ``lines``, which ascend."""
        found: list[str | None] = []
        for start, device in zip([*self.starts[1:], None], self.devices, strict=True):
            upto = len(lines) if start is None else bisect_left(lines, start)
            found += [device] * (upto - len(found))
        return found


def cut(
    file: DumpFile,
    data: bytes | memoryview,
    *,
    jobs: int = 1,
    wanted: Callable[[memoryview], bool] = bool,
) -> Cut:
    """Cut a file at its prompts, then by what the lines begin to print.

    ``jobs`` threads look for the prompts of a large file. Text that no command names is cut by its
    content where ``wanted`` says of its bytes that it is worth it; else it makes no piece.
    """
    blocks = [part for block in _blocks(data, jobs) for part in _headed(block, data)]
    blocks = list(by_hostname(blocks, data, limit=SEARCHED_LIMIT))
    owner = _owner(file, blocks)
    owners = [owner(block.host) for block in blocks]
    pieces = tuple(
        piece
        for block, device in zip(blocks, owners, strict=True)
        for piece in _pieces(file, block, device, data, wanted)
    )
    speakers = (
        Speakers([block.prompt_line or block.line for block in blocks], owners)
        if blocks
        else Speakers([1], [file.host])
    )
    return Cut(pieces, speakers, any(block.host for block in blocks))


def _blocks(data: bytes | memoryview, jobs: int) -> list[Block]:
    """Split at the prompts, window by window where the file is large, so that no more is resident."""
    view = memoryview(data)
    if len(view) <= SEARCHED_LIMIT:
        return split(view)

    def look(place: tuple[int, int]) -> tuple[int, int, list[Block], int]:
        start, end = place
        window = view[start:end]
        found = split(window, offset=start)
        lines = feeds(window)
        release(data, start, end - start)
        return start, end, found, lines

    blocks: list[Block] = []
    line = 0
    for start, _, found, lines in in_order(look, _places(view), jobs=jobs):
        for block in found:
            if block.prompt_line is None and blocks and blocks[-1].end >= start:
                blocks[-1] = blocks[-1]._replace(end=block.end)
            else:
                prompt = None if block.prompt_line is None else block.prompt_line + line
                blocks.append(block._replace(line=block.line + line, prompt_line=prompt))
        line += lines
    return blocks


def _places(view: memoryview) -> Iterator[tuple[int, int]]:
    """Yield start and end of the windows; each ends with a line, if one ends near its end."""
    start = 0
    while start < len(view):
        end = min(start + _WINDOW, len(view))
        if end < len(view):
            edge = max(start, end - _EDGE)
            feed = bytes(view[edge:end]).rfind(b"\n")
            end = edge + feed + 1 if feed >= 0 else end
        yield start, end
        start = end


def _headed(block: Block, data: bytes | memoryview) -> Iterator[Block]:
    """Cut a block at the headings that ``show tech-support`` and collecting scripts print."""
    command = expand(block.command) if block.command else ""
    searched = not command or command.startswith("show tech-support")
    if not searched or block.end - block.start > SEARCHED_LIMIT:
        yield block
        return
    body = memoryview(data)[block.start : block.end]
    start, line = 0, block.line
    current = block
    for place in ruled(body):
        heading = _HEADING.match(body, place)
        if heading is None:
            continue
        title = heading["command"].decode("utf-8", "replace")
        if not expand(title).startswith(("show ", "more ")):
            continue
        if current is not block or bytes(body[: heading.start()]).strip():
            yield current._replace(end=block.start + heading.start())
        line += feeds(body[start : heading.end()])
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
    file: DumpFile,
    block: Block,
    device: str | None,
    data: bytes | memoryview,
    wanted: Callable[[memoryview], bool],
) -> Iterator[Piece]:
    if block.command:
        yield from _commanded(block, block.command, device, data)
        return
    if block.end - block.start > SEARCHED_LIMIT:
        yield Piece(device, Kind.LOG, None, block.start, block.end, block.line)
        return
    view = memoryview(data)[block.start : block.end]
    if by_file_name(file.name) in (None, Kind.LOG) and not wanted(view):
        return
    body = bytes(view)
    for segment in _segments(file, body, block.line):
        yield Piece(
            device,
            segment.kind,
            None,
            block.start + segment.start,
            block.start + segment.end,
            segment.line,
            unasked=block.prompt_line is not None,
        )


def _commanded(
    block: Block, command: str, device: str | None, data: bytes | memoryview
) -> Iterator[Piece]:
    """Yield what a command printed, and other output that was pasted behind it."""
    kind = Kind.TYPED if _configuring(block, command, data) else by_command(command)
    end = block.end
    if kind in (Kind.UNUSED, Kind.NAT_RULES) and end - block.start <= _SETTINGS_LIMIT:
        body = bytes(data[block.start : end])
        kind = Kind.CONFIG if prints_settings(command, body) else kind
    extra: list[Piece] = []
    if kind in _SHORT and block.end - block.start <= SEARCHED_LIMIT:
        body = bytes(data[block.start : block.end])
        for segment in by_content(body, block.line):
            if segment.kind in (Kind.LOG, kind) and not extra:
                continue
            start, stop = block.start + segment.start, block.start + segment.end
            extra.append(Piece(device, segment.kind, None, start, stop, segment.line, unasked=True))
    if extra:
        end = extra[0].start
    yield Piece(device, kind, command, block.start, end, block.line)
    yield from extra


_NO_CHANGE = re.compile(
    r"do |end$|exit$|(?:show|debug|undebug|write|more|copy|ping|packet-tracer|traceroute)\b|no deb|ter\w* mon"
    r"|clear (?:.* sa\b|xlate|arp|local|logg|conn|count|access-list .* counters)"
)
"""What PIX and ASA take in configuration mode as well, and IOS behind ``do``; in full words."""

_PROMPT_LIMIT = 1200
"""Bytes of a prompt's line that are looked at."""


def _configuring(block: Block, command: str, data: bytes | memoryview) -> bool:
    """Whether a command was typed in configuration mode, and for it."""
    if block.prompt_line is None or block.prompt_line != block.line - 1:
        return False
    before = bytes(data[max(0, block.start - _PROMPT_LIMIT) : block.start]).rstrip(b"\r\n")
    prompt, mark, _ = before[before.rfind(b"\n") + 1 :].partition(b"#")
    configuring = b"(config" in prompt or b"(cfg-" in prompt
    return bool(mark) and configuring and _NO_CHANGE.match(_full(command)) is None


def _full(command: str) -> str:
    """Return a command of the configuration mode in full words; ``do`` stays."""
    return command if command.startswith("do ") else expand(command)


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
