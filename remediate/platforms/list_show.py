"""``show access-lists`` (IOS) and ``show access-list`` (PIX, ASA) to lists with the numbers of their entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from fastparse.records import AccessEntryRow
from fastparse.show import parse_access_lists
from remediate.model.config_lists import AccessEntry, AccessList
from remediate.model.observation import Unrecognised
from remediate.platforms.shows import Buffer, unread

__all__ = ["access_lists"]


def access_lists(
    data: Buffer, *, file: str, line: int = 1, expanded: bool = False
) -> tuple[tuple[AccessList, ...], tuple[Unrecognised, ...]]:
    """Map ``show access-lists``: which sequence (IOS) or line (ASA) number each entry has.

    Only ``name``, ``extended`` and, of the entries, ``action``, ``sequence``, ``body`` and
    ``line`` (1-based in the file) are facts of this output; ``selectors`` stay empty. Bodies are
    as in the running-config (one blank between words, ``A W`` for ``A, wildcard bits W``);
    expansions of object-groups, which are not entries of their own, are left out; where ``expanded``,
    they stand in the place of the entry that they are the expansion of.
    """
    parsed = parse_access_lists(data, line=line)
    lists = tuple(
        AccessList(
            name=row.name,
            extended=row.kind != "standard",
            entries=tuple(
                AccessEntry(
                    action=entry.body.split(" ", 1)[0],
                    sequence=entry.sequence,
                    body=entry.body.replace(", wildcard bits ", " "),
                    line=entry.line,
                )
                for entry in _counted(row.entries, expanded=expanded)
            ),
            line=row.line,
        )
        for row in parsed.records
    )
    return lists, unread(parsed.unrecognised, file)


def _counted(entries: Sequence[AccessEntryRow], *, expanded: bool) -> Iterator[AccessEntryRow]:
    """Yield the entries of a list without their expansions, or those in place of what they expand."""
    for entry, after in zip_longest(entries, entries[1:]):
        if not expanded:
            kept = not entry.element
        else:
            kept = entry.element or after is None or not after.element
        if kept:
            yield entry
