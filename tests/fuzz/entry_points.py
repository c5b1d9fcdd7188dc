"""What every entry point of the compiled reader promises of any bytes, as checks that raise.

The fuzzer runs them under sanitizers and the tests over the inputs that it kept. Readers of show
output are found in :mod:`fastparse.show`, so a new one is checked without being named here.
"""

from __future__ import annotations

import inspect
import random
import zlib
from array import array
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, partial
from itertools import pairwise

from fastparse import config, scan, session, show
from fastparse.config_grammar import HEADS, MAX_INDENT
from fastparse.hits import Columns, Hits
from fastparse.parallel import parts
from fastparse.reference import config as plain_config
from fastparse.reference import texts as plain_texts
from fastparse.reference.context import timestamp as plain_timestamp
from fastparse.scan import Scanner, Template, TemplateError
from fastparse.template import LEAD
from fastparse.texts import Strings, pick, rows
from remediate.rules import catalogue
from tests.fuzz import config_parts
from tests.fuzz.memory import exactly

__all__ = ["CHECKS", "Check", "check"]

Check = Callable[[bytes], None]

PLAIN_LIMIT = 48
"""Bytes up to which the plain scanner is always asked too; of longer texts, one in PLAIN_SHARE.

It takes a tenth of a second for a page of a log and the whole catalogue.
"""
PLAIN_SHARE = 64
MOST_TEMPLATES = 4
MOST_NAMES = 24
"""Fields of so few templates that the plain scanner is quick."""
DIVIDER = config_parts.DIVIDER
"""Ends the templates that an input of the entry point ``templates`` begins with."""


def check(name: str, data: bytes) -> None:
    """Check one input; AssertionError says what does not hold."""
    with exactly(data) as fresh:
        CHECKS[name](fresh)


@cache
def _scanners() -> tuple[list[Scanner], Scanner]:
    templates = tuple(Template.parse(one.template) for one in catalogue().signatures)
    return _made(templates, scan.paths())


def _made(templates: tuple[Template, ...], paths: list[str]) -> tuple[list[Scanner], Scanner]:
    """Return a scanner for each of these paths of the processor, and the plain one."""
    found = [Scanner(templates, path=path) for path in paths]
    return found, Scanner(templates, implementation="reference")


def _hits_hold(hits: Hits, data: bytes, offset: int, line: int) -> None:
    """Hold the columns of a whole scan to the bytes."""
    columns: Columns = hits.columns
    assert len({len(column) for column in columns[:5]}) == 1
    assert len({len(column) for column in columns[5:]}) == 1
    before = offset
    for start, end, at, line_start in zip(*columns[1:5], strict=True):
        assert before <= start < end <= offset + len(data), "hits overlap, or leave the buffer"
        assert at == line + data.count(b"\n", 0, start - offset)
        opens = offset + data.rfind(b"\n", 0, start - offset) + 1
        assert line_start == max(opens, start - LEAD - 1)
        before = end
    assert [*columns.field_hit] == sorted(columns.field_hit)
    for hit, name, start, end in zip(*columns[5:], strict=True):
        assert columns.start[hit] <= start <= end <= columns.end[hit], "a field leaves its hit"
        assert 0 <= name < len(hits.names)
    list(hits)


def _every_path(scanners: tuple[list[Scanner], Scanner], data: bytes) -> None:
    compiled, plain = scanners
    dice = random.Random(zlib.crc32(data))
    offset, line = dice.randrange(1 << 40), dice.randrange(1, 1 << 40)
    first = compiled[0].scan(data, offset=offset, line=line)
    _hits_hold(first, data, offset, line)
    for other in compiled[1:]:
        assert other.scan(data, offset=offset, line=line).columns == first.columns
    few = len(first.names) < MOST_NAMES
    if few or len(data) <= PLAIN_LIMIT or zlib.crc32(data) % PLAIN_SHARE == 0:
        assert list(plain.scan(data, offset=offset, line=line)) == list(first)


def _scan(data: bytes) -> None:
    _every_path(_scanners(), data)


def _templates(data: bytes) -> None:
    """Look for templates that the input itself begins with."""
    texts, _, rest = data.partition(DIVIDER)
    found = []
    for text in texts.split(b"\n")[:MOST_TEMPLATES]:
        with suppress(TemplateError):
            found.append(Template.parse(text.decode("latin-1")))
    paths = scan.paths()
    try:  # making tables takes longest: one path an input beside the first
        made = _made(tuple(found), list(dict.fromkeys((paths[0], paths[len(data) % len(paths)]))))
    except TemplateError:  # parsed, but it can't be looked for
        return
    _every_path(made, rest)


def _stream(data: bytes) -> None:
    """Cut the input anywhere: the hits are those of the whole."""
    dice = random.Random(zlib.crc32(data))
    cuts = sorted(dice.randrange(len(data) + 1) for _ in range(dice.randrange(6)))
    chunks = [data[a:b] for a, b in pairwise([0, *cuts, len(data)])]
    window = dice.choice([1, 7, 64, 513, 4096, 1 << 18])
    if len(data) > 64 * window:
        window = 4096
    whole = list(_scanners()[0][0].scan(data, offset=5, line=9))
    for scanner in _scanners()[0]:
        hits = scanner.stream(iter(chunks), offset=5, line=9, window=window)
        assert [hit for batch in hits for hit in batch] == whole


def _texts(data: bytes) -> None:
    """Hits as columns of text, those of a part of the templates too."""
    (scanner, *_), _ = _scanners()
    dice = random.Random(zlib.crc32(data))
    wanted = bytes(dice.randrange(2) for _ in scanner.templates)
    for part, _ in parts(scanner, data, window=dice.choice([512, 1 << 18]), offset=3, line=2):
        columns = rows(part)
        assert columns == rows(part, implementation="reference")
        assert rows(part, wanted=wanted) == rows(part, wanted=wanted, implementation="reference")
        picked = array("i", [at for at in range(len(columns.line)) if dice.random() < 0.5])
        assert pick(columns.text, picked) == Strings(*plain_texts.pick(*columns.text, picked))


def _split(data: bytes) -> None:
    blocks = session.split(data, offset=3, line=2)
    assert blocks == session.split(data, offset=3, line=2, implementation="reference")
    before = 0
    for block in blocks:
        start, end = block.start - 3, block.end - 3
        assert before <= start <= end <= len(data), "blocks overlap, or leave the buffer"
        if start < end:
            assert block.line == 2 + data.count(b"\n", 0, start)
        if block.prompt_line is not None:
            assert block.prompt_line in (block.line, block.line - 1)
            assert block.host
        if block.command is not None:
            session.expand(block.command)
        before = end


def _blank(data: bytes) -> None:
    clean = session.blank(data)
    assert clean == session.blank(data, implementation="reference")
    assert len(clean) == len(data)
    assert all(new in (old, 32) for old, new in zip(data, clean, strict=True))


def _config(data: bytes) -> None:
    tree = config.parse(data)
    columns = tree.columns
    assert columns == plain_config.scan(data)
    terminator = b"\n" if b"\n" in data else b"\r"
    before = 0
    for row, (start, end, indent, parent, number, head) in enumerate(
        zip(*columns[:6], strict=True)
    ):
        assert before <= start < end <= len(data), "rows overlap, or leave the buffer"
        assert number == 1 + data.count(terminator, 0, start)
        assert terminator not in data[start:end]
        assert -1 <= parent < row
        assert 0 <= indent <= MAX_INDENT
        assert -1 <= head <= len(HEADS)
        before = end
    lines = 1 + data.count(terminator)
    assert 0 <= columns.end_line <= lines
    assert 0 <= columns.open_text <= lines
    assert 0 <= columns.trailing < lines
    sections = tree.sections()
    assert len(sections) == sum(parent < 0 for parent in columns.parent)
    rests = sum(head < 0 for head in columns.head)
    assert _lines_of(sections) == len(columns.start) - rests


def _lines_of(sections: tuple[config.Section, ...]) -> int:
    return sum(1 + _lines_of(section.children) for section in sections)


def _timestamp(data: bytes) -> None:
    time, host, taken = found = scan.timestamp(data)
    assert found == plain_timestamp(data)
    assert 0 <= taken <= len(data)
    assert (time is None) == (taken == 0)
    assert time is None or time.encode() in data[:taken]
    assert host is None or host.encode() in data[:taken]


def _show(parse: Callable[..., show.Parsed[object]], data: bytes) -> None:
    found = parse(data, line=7)
    plain = parse(data, line=7, implementation="reference")
    assert found.columns == plain.columns
    assert found.records == plain.records
    assert found.unrecognised == plain.unrecognised
    assert found.totals == plain.totals
    lines = list(pairwise([0, *(at + 1 for at in _feeds(data)), len(data) + 1]))
    columns = found.columns
    for start, end, line in zip(columns.start, columns.end, columns.line, strict=True):
        first, after = lines[line - 1]
        assert first <= start <= end < after, "a value leaves its line"
    for unread in found.unrecognised:
        assert 7 <= unread.line < 7 + len(lines)
        assert unread.reason


def _feeds(data: bytes) -> Iterator[int]:
    return (at for at, byte in enumerate(data) if byte == 10)


CHECKS: dict[str, Check] = {
    "scan": _scan,
    "stream": _stream,
    "templates": _templates,
    "split": _split,
    "blank": _blank,
    "config": _config,
    "config_entries": config_parts.entries,
    "config_forms": config_parts.forms,
    "config_lists": config_parts.lists,
    "config_needles": config_parts.needles,
    "config_sheets": config_parts.sheets,
    "texts": _texts,
    "timestamp": _timestamp,
    **{
        f"show_{name.removeprefix('parse_')}": partial(_show, parse)
        for name, parse in inspect.getmembers(show, inspect.isfunction)
        if name.startswith("parse_")
    },
}
"""The check of each entry point by its name."""
