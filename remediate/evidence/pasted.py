"""Several running-configs pasted into one file, without prompts between them: whose each one is.

People join the files of two routers into one. Each configuration names its device; what follows it,
up to the next one, is taken for the same device's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from fastparse.session import Block, holds

__all__ = ["by_hostname"]

_HOSTNAME = re.compile(
    rb"^hostname[ \t]+\"?(?P<name>[A-Za-z0-9][A-Za-z0-9_.-]*)\"?[ \t]*\r?$", re.MULTILINE
)
_END = re.compile(rb"^(?:end|: end|\[OK\])[ \t]*\r?$", re.MULTILINE)
_BEGINNING = re.compile(
    rb"^(?:Building configuration|Current configuration ?:|: Saved|version \d|(?:ASA|PIX) Version \d)",
    re.MULTILINE,
)

_PROMPT_LENGTH = 20
"""Characters of a hostname that IOS prints in its prompt."""


def by_hostname(
    blocks: Sequence[Block], data: bytes | memoryview, *, limit: int
) -> Iterable[Block]:
    """Cut blocks that no command names where a further configuration begins.

    A part is given the configuration's hostname where the file speaks of several devices; a block
    of more than ``limit`` bytes is left alone.
    """
    names: list[str] = [block.host for block in blocks if block.host]
    cut: list[tuple[Block, str | None]] = []
    for block in blocks:
        if block.command or block.end - block.start > limit:
            cut.append((block, None))
            continue
        body = memoryview(data)[block.start : block.end]
        if not holds(body, b"hostname"):
            cut.extend([(block, None)] if len(body) else [])
            continue
        for part, name in _parts(block, bytes(body)):
            cut.append((part, name))
            names.extend([name] if name else [])
    several = any(not _alike(names[0], name) for name in names[1:])
    for part, name in cut:
        if name is None or not several or (part.host and _alike(part.host, name)):
            yield part
        else:
            known = next((item for item in names if _alike(item, name)), name)
            yield part._replace(host=known)


def _parts(block: Block, body: bytes) -> Iterator[tuple[Block, str | None]]:
    """Yield the parts of a block, each with the hostname that its configuration holds."""
    found = list(_HOSTNAME.finditer(body))
    names = [match["name"].decode() for match in found]
    starts = [0]
    kept: list[str | None] = [names[0] if names else None]
    if names and block.host and not _alike(block.host, names[0]):
        starts.append(_boundary(body, 0, found[0].start()))
        kept = [None, names[0]]
    for before, match in pairwise(found):
        starts.append(_boundary(body, before.end(), match.start()))
        kept.append(match["name"].decode())
    line = block.line
    for place, (start, name) in enumerate(zip(starts, kept, strict=True)):
        end = starts[place + 1] if place + 1 < len(starts) else len(body)
        if end > start:
            yield (
                block._replace(
                    start=block.start + start,
                    end=block.start + end,
                    line=line,
                    prompt_line=block.prompt_line if place == 0 else None,
                ),
                name,
            )
        line += body.count(b"\n", start, end)


def _boundary(body: bytes, after: int, before: int) -> int:
    """Return where the configuration begins whose hostname stands at ``before``."""
    ends = list(_END.finditer(body, after, before))
    start = ends[-1].end() + 1 if ends else after
    beginning = _BEGINNING.search(body, start, before)
    if beginning is not None:
        return beginning.start()
    return start if ends else before


def _alike(one: str, two: str) -> bool:
    """Whether two names are one device's: a prompt can name a context too, or be cut short."""
    short, long = sorted((one.casefold(), two.casefold()), key=len)
    return (
        long == short
        or long.startswith(f"{short}/")
        or (len(short) >= _PROMPT_LENGTH and long.startswith(short))
    )
