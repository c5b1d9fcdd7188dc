"""What ``| include WORD`` shows whole: access lists and crypto maps that carry their name on each line.

A PIX or ASA prints each entry of an access list, and each statement of a crypto map, with its name on the line; a router
does so of its numbered lists. Where the pattern is found in what all lines of one begin with, none of them is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from remediate.evidence.filters import shows_all
from remediate.evidence.kinds import Scope
from remediate.evidence.running import PrintedText

__all__ = ["flat_lists", "statements_beside", "whole_statements"]

_BEGINS = re.compile(r"(?P<name>access-list \S+|crypto map \S+)(?P<rest> .*)?$")
_FLAT = re.compile(rb"^access-list \S+ line \d+ ", re.MULTILINE)
_NESTED = re.compile(
    rb"^\s*(?:Extended|Standard|IPv6) (?:IP )?access list", re.MULTILINE | re.IGNORECASE
)
_STATEMENT = re.compile(r" \d+ (?:match|set) ")
_HEADING = re.compile(r" \d+ ipsec-(?:isakmp|manual)(?: profile \S+)?\s*$")


def flat_lists(output: bytes) -> bool:
    """Whether ``show access-list`` printed lists as a PIX or ASA does, each line with the name."""
    return _FLAT.search(output) is not None and _NESTED.search(output) is None


def whole_statements(command: str | None, text: str) -> str | None:
    """Return of single lines of a configuration those that are all of their list or map, in their places; None without one.

    A router prints of a crypto map entry its heading, and of a named list too: they are nothing without what stands below.
    """
    if command is None:
        return None
    lines = text.split("\n")
    found = [(number, match) for number, line in enumerate(lines) if (match := _BEGINS.match(line))]
    maps = {match["name"] for _, match in found if _STATEMENT.match(match["rest"] or "")}
    nested = {match["name"] for _, match in found if _HEADING.match(match["rest"] or "")} - maps
    whole = {
        name
        for name in {match["name"] for _, match in found} - nested
        if (name.startswith("access-list ") or name in maps) and shows_all(command, f"{name} ")
    }
    kept = {number for number, match in found if match["name"] in whole}
    if not kept:
        return None
    return "\n".join(line if number in kept else "!" for number, line in enumerate(lines))


def statements_beside(
    sections: Sequence[PrintedText], flat: Iterable[PrintedText]
) -> Iterator[PrintedText]:
    """Yield as sections what such lines show and no section does; of one list or map the last output counts."""
    known = {name for item in sections for name in _names(item.text)}
    left = []
    for item in reversed([*flat]):
        lines = [
            line if set(_names(line)).isdisjoint(known) else "!" for line in item.text.split("\n")
        ]
        known.update(_names(item.text))
        if any(line != "!" for line in lines):
            left.append(item._replace(text="\n".join(lines), scope=Scope.SECTIONS))
    yield from reversed(left)


def _names(text: str) -> Iterator[str]:
    return (match["name"] for line in text.split("\n") if (match := _BEGINS.match(line)))
