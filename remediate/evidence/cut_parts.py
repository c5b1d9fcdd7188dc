"""Parts of a running-config, as far as they can be relied on: what a filter cut is not taken for all of its kind.

:mod:`remediate.evidence.filters` tells what a command surely shows whole of a class of lines. Here it is asked of each class
of which the parts print lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from remediate.evidence.filters import arguments_of, filters_of, shows_all
from remediate.evidence.patterns import may_be_in, surely_in
from remediate.evidence.running import PrintedText

__all__ = ["Shown", "surely_shown"]

_CLASS = re.compile(
    r"(?:(?:crypto )?(?:isakmp|ikev1|ikev2) policy |(?:crypto )?isakmp key |tunnel-group"
    r"|(?:crypto (?:dynamic-)?map|access-list) \S+(?= )) ?"
)
"""What the lines of a class begin with of which some can be printed and others not: sections that are found by their name
(a transform set, a keyring, a profile, a named list of a router) are printed whole or not at all."""


class Shown(NamedTuple):
    """Parts of a configuration, as far as they can be relied on."""

    parts: list[PrintedText]
    cut: tuple[str, ...]
    """Classes of which lines may be missing, in small letters."""
    said: str | None
    """What is to be said of it."""


def surely_shown(sections: Sequence[PrintedText]) -> Shown:
    """Return parts of a configuration without what can't be relied on, and the classes of which lines may be missing.

    An access list that none of the parts surely shows whole is left out: it says neither what is protected nor what is
    not. A policy, an entry or a key is something by itself, and stays; its class (``crypto isakmp policy``, ``crypto map
    vpn``) is named. Of a class that one part shows whole the others have nothing to say.
    """
    sections = [item._replace(text=_without_strays(item)) for item in sections]
    found = [dict.fromkeys(words for _, words in _classes(item.text)) for item in sections]
    passing = [
        {words for words in shown if shows_all(item.command, words) or _begins_before(item, words)}
        for item, shown in zip(sections, found, strict=True)
    ]
    whole = {words for passed in passing for words in passed}
    cut = [
        words for words in dict.fromkeys(w for shown in found for w in shown) if words not in whole
    ]
    lists = {words for words in cut if words.startswith("access-list ")}
    kept = [
        item._replace(text=_without(item.text, lists | (whole.intersection(shown) - passed)))
        for item, shown, passed in zip(sections, found, passing, strict=True)
    ]
    said = None
    if cut:
        said = (
            f"what was asked for shows some lines of {', '.join(words.strip() for words in cut[:4])}"
            f"{' …' if len(cut) > 4 else ''}, and can leave others out: they are not taken for all"
        )
    return Shown(kept, tuple(words.strip().lower() for words in cut if words not in lists), said)


_BY_NAME = re.compile(
    r"(?:(?:crypto (?:ikev2|isakmp|ipsec) (?:keyring|profile|proposal|policy|transform-set)|crypto keyring"
    r"|ip access-list \S+|object-group \S+) )\S"
)
_SAYS_NOTHING = ("remark ", "description ", "!")


def _without_strays(item: PrintedText) -> str:
    """Return a text without the sections of which it can't be told that all lines below their headings are theirs.

    ``| section 10`` prints list VPN10, and behind it each entry with a 10 of the list that comes next, whose heading has
    none.
    """
    filters = filters_of(item.command or "")
    if [one.kind for one in filters] != ["section"]:
        return item.text
    pattern = filters[0].pattern
    lines = item.text.split("\n")
    heads = [number for number, line in enumerate(lines) if line[:1].strip(" \t!")]
    for start, end in pairwise([*heads, len(lines)]):
        kind = _BY_NAME.match(lines[start])
        if kind is None or surely_in(pattern, kind[0][:-1], router=True):
            continue
        below = [line.strip() for line in lines[start + 1 : end]]
        if any(may_be_in(pattern, one) for one in below if not one.startswith(_SAYS_NOTHING)):
            lines[start:end] = ["!"] * (end - start)
    return "\n".join(lines)


_KIND = re.compile(r"access-list |crypto (?:dynamic-)?map |.*")
_MARGIN = re.compile(r"^[^\s!].*", re.MULTILINE)


def _begins_before(item: PrintedText, words: str) -> bool:
    """Whether ``| begin`` begins with lines of another kind than a class's: devices print those of a kind together."""
    filters = filters_of(item.command or "")
    if [one.kind for one in filters] != ["begin"] or arguments_of(item.command or ""):
        return False
    first, kind = _MARGIN.search(item.text), _KIND.match(words)
    return first is not None and kind is not None and not first[0].startswith(kind[0])


def _classes(text: str) -> Iterator[tuple[int, str]]:
    """Yield (number of the line from 0, words of its class) of each line at the margin that is of one."""
    for number, line in enumerate(text.split("\n")):
        found = _CLASS.match(line)
        if found is not None:
            yield number, f"{found[0].strip()} "


def _without(text: str, classes: set[str]) -> str:
    if not classes:
        return text
    lines = text.split("\n")
    for number, words in _classes(text):
        if words not in classes:
            continue
        lines[number] = "!"
        for below in range(number + 1, len(lines)):
            if not lines[below][:1].isspace():
                break
            lines[below] = "!"
    return "\n".join(lines)
