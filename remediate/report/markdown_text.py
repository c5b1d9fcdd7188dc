"""Text as Markdown reads it: escaped, as code, fenced, in tables.

Nothing that a device printed becomes a heading, a link or markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from remediate.report.text import count, excerpt, one_line, shortened

__all__ = ["LINES_SHOWN", "code", "fence", "prose", "table", "text_of"]

LINES_SHOWN = 400
"""Lines of a fenced block, and items of a list."""
_SPECIAL = re.compile(r"([\\`*\[\]<#~&$|@])|(?<![^\W_])(_)|(_)(?![^\W_])|(:)(?=//)|(?<=www)(\.)")
_LEADING = re.compile(r"^([-+=:>]|\d+(?=[.)](?:\s|$)))")
_BACKTICKS = re.compile("`+")


def text_of(text: str) -> str:
    """Return a text, on one line, with everything escaped that Markdown would read."""
    escaped = _SPECIAL.sub(r"\\\g<0>", one_line(text))
    leading = _LEADING.match(escaped)
    if leading is None:
        return escaped
    found = leading[0]
    return f"\\{escaped}" if not found.isdigit() else f"{found}\\{escaped[len(found) :]}"


def code(text: str) -> str:
    """Return a text as a code span, whatever backticks it holds."""
    line = shortened(text, 2000)
    if not line:
        return ""
    longest = max((len(run) for run in _BACKTICKS.findall(line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if line[0] == "`" or line[-1] == "`" else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def prose(text: str) -> str:
    """Return a sentence whose `commands` stay code spans."""
    parts = one_line(text).split("`")
    if len(parts) % 2 == 0 or any(not part.strip() for part in parts[1::2]):
        return text_of(text)
    return "".join(
        code(part) if index % 2 else _SPECIAL.sub(r"\\\g<0>", part)
        for index, part in enumerate(parts)
    )


def fence(lines: Sequence[str], language: str = "") -> Iterator[str]:
    """Yield a fenced block, cut at 400 lines with a note of the rest."""
    part = excerpt(lines, LINES_SHOWN)
    shown = [piece for line in part.lines for piece in line.split("\n")]
    longest = max((len(run) for line in shown for run in _BACKTICKS.findall(line)), default=0)
    mark = "`" * max(3, longest + 1)
    yield f"{mark}{language}"
    yield from shown
    yield mark
    yield ""
    if part.omitted:
        yield f"*… and {count(part.omitted, 'more line')}; the whole is in the plan file.*"
        yield ""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a table and an empty line; the cells are Markdown already."""
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""
