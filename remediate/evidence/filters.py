"""What a command leaves out of the running-config: by its arguments, and by the filters behind its ``|``.

``| section isakmp policy 20`` prints one policy of several, ``| section 10.1.0.0`` one line of an access list, ``| begin
10.1.9.0`` the rest of it, ``| exclude 10.1.9`` all but that line. So what of a *class* of lines (the ISAKMP policies, the
lines of access list 101, the entries of crypto map VPN) is printed may be all of it or not. It is all of it where the
pattern is found in the words that each line or heading of the class begins with, for then the filter lets each of them
through (and ``begin`` begins no later than the first). What ``begin`` prints behind lines of another kind is all there is
of its own kind. Nothing else proves it, however many lines there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from fastparse.session import expand
from remediate.evidence.recognise import Scope
from remediate.evidence.running import PrintedText

__all__ = ["commands_shown", "config_scope", "shows_all", "surely_shown"]

# --- the command ---------------------------------------------------------------------------------

_KINDS = (
    "append",
    "begin",
    "count",
    "exclude",
    "format",
    "grep",
    "include",
    "no-more",
    "redirect",
    "section",
    "tee",
)
_EVERYTHING_PASSES = frozenset({"append", "format", "no-more", "redirect", "tee"})
_FURTHER = re.compile(
    r"\|(?=\s*(?:app\w*|b|beg\w*|c|count|e|ex\w*|grep|i|inc\w*|no-more|redirect|s|sec\w*|tee)(?:\s|$))"
)
"""Where another filter begins; any other bar is one of the pattern's."""
_WITHIN_SECTION = re.compile(r"(?P<kind>i|in|inc\w*|ex|exc\w*)\s+(?P<pattern>\S.*)")
_COMMENTS = re.compile(r"\^ ?!|\^ ?\$|\^\\s\*\$")
"""Patterns of lines that say nothing: `^!`, `^$`."""


class Filter(NamedTuple):
    """One filter behind a command."""

    kind: str | None
    """``begin``, ``section``, …; None for a word that is none of the devices'."""
    pattern: str


def _filters(command: str) -> tuple[Filter, ...]:
    _, bar, rest = command.partition("|")
    return tuple(_filter(part.strip()) for part in _FURTHER.split(rest)) if bar else ()


def _filter(text: str) -> Filter:
    word, _, pattern = text.partition(" ")
    typed = word.lower()
    kind = next((one for one in _KINDS if typed and one.startswith(typed)), None)
    pattern = pattern.strip()
    if kind == "section" and (inner := _WITHIN_SECTION.fullmatch(pattern)) is not None:
        kind = "exclude" if inner["kind"].startswith("ex") else "section"
        pattern = inner["pattern"]
    return Filter(kind, pattern)


_NAMED_PART = re.compile(
    r"(?:run|running[-_ ]?config|startup[-_ ]?config)[-_ |]+"
    r"(?:all[-_ |]+)?(?P<part>crypto|sec|section|inc|include|exclude|access|tunnel|interface|int|nat|object|route|ipsec|isakmp|ikev[12]|group|sysopt|begin)"
)
_EVERYTHING = frozenset({"all", "brief", "full", "linenum", "view"})


def _arguments(command: str) -> list[str]:
    words = expand(command.partition("|")[0]).split()[2:]
    return [word for word in words if word.lower() not in _EVERYTHING]


def config_scope(command: str | None, file: str) -> Scope:
    """Return how much of the configuration was printed, by the command, else by the file's name."""
    if command is None:
        named = _NAMED_PART.search(file.rsplit("/", 1)[-1].lower())
        if named is None:
            return Scope.WHOLE
        return Scope.LINES if named["part"].startswith(("inc", "exc")) else Scope.SECTIONS
    narrowing = [
        one
        for one in _filters(command)
        if one.kind not in _EVERYTHING_PASSES
        and not (one.kind == "exclude" and _COMMENTS.fullmatch(one.pattern))
    ]
    if any(
        one.kind not in ("begin", "section") and one != Filter("exclude", "!") for one in narrowing
    ):
        return Scope.LINES
    return Scope.SECTIONS if narrowing or _arguments(command) else Scope.WHOLE


_OF_ASA = frozenset({"crypto", "crypto map", "route", "tunnel-group"})


def commands_shown(command: str | None) -> tuple[str, ...]:
    """Return the first words of the commands that a part of the running-config has all of.

    ``| section crypto`` prints every line that has the word, and what stands below it; ``show running-config
    tunnel-group``, ``crypto map`` and ``route`` (PIX, ASA) without a name print all of them.
    """
    if command is None:
        return ()
    filters = _filters(command)
    if not filters:
        words = _arguments(command)
        asked = " ".join(words).lower()
        return (asked,) if asked in _OF_ASA else ()
    if len(filters) > 1 or filters[0].kind != "section":
        return ()
    return tuple(part.strip().lstrip("^").strip() for part in filters[0].pattern.split("|"))


# --- what it lets through ------------------------------------------------------------------------

_LONGEST = 200
_LONG = re.compile(r"\(\?|\\\w|\{|[)*+?][*+?]|(?:[*+?].*){4}")
"""What means other things to other devices, or takes long to try."""


def _found(pattern: str, words: str) -> bool:
    """Whether a pattern matches every line that begins with some words, whatever follows: it is found within them."""
    if (
        not pattern
        or len(pattern) > _LONGEST
        or "$" in pattern
        or _LONG.search(pattern) is not None
    ):
        return False  # what binds the end of a line is not found in its beginning
    try:
        return re.search(pattern.replace("_", r"(?:^|[ ,{}()])"), words) is not None
    except re.error:
        return False


def shows_all(command: str | None, words: str) -> bool:
    """Whether a command surely prints every line, or every section, of the configuration that begins with some words.

    ``words`` end with a blank: ``access-list 101 ``. A text that no command names hides nothing that it doesn't show
    itself.
    """
    if command is None:
        return True
    asked, named = _arguments(command), words.split()
    if len(asked) > len(named) or not all(
        one.startswith(typed.lower()) or one == typed
        for typed, one in zip(asked, named, strict=False)
    ):
        return False
    return all(_lets_through(one, words) for one in _filters(command))


def _lets_through(one: Filter, words: str) -> bool:
    if one.kind in _EVERYTHING_PASSES:
        return True
    if one.kind == "exclude":
        # an exclamation mark is no letter of a number, an address or a word of the language, but it may be one of a key
        keys = words.startswith(_KEYS)
        return _COMMENTS.fullmatch(one.pattern) is not None or (one.pattern == "!" and not keys)
    return one.kind in ("begin", "grep", "include", "section") and _found(one.pattern, words)


# --- classes of lines ----------------------------------------------------------------------------

_KEYS = ("crypto isakmp key ", "isakmp key ", "tunnel-group ")
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
    filters = _filters(item.command or "")
    if [one.kind for one in filters] != ["section"]:
        return item.text
    pattern = filters[0].pattern
    lines = item.text.split("\n")
    heads = [number for number, line in enumerate(lines) if line[:1].strip(" \t!")]
    for start, end in pairwise([*heads, len(lines)]):
        kind = _BY_NAME.match(lines[start])
        if kind is None or _found(pattern, kind[0][:-1]):
            continue
        below = [line.strip() for line in lines[start + 1 : end]]
        if any(_may_match(pattern, one) for one in below if not one.startswith(_SAYS_NOTHING)):
            lines[start:end] = ["!"] * (end - start)
    return "\n".join(lines)


def _may_match(pattern: str, line: str) -> bool:
    if not line or _LONG.search(pattern) is not None or len(pattern) > _LONGEST:
        return bool(line)
    try:
        return re.search(pattern.replace("_", r"(?:^|$|[ ,{}()])"), line) is not None
    except re.error:
        return True


_KIND = re.compile(r"access-list |crypto (?:dynamic-)?map |.*")
_MARGIN = re.compile(r"^[^\s!].*", re.MULTILINE)


def _begins_before(item: PrintedText, words: str) -> bool:
    """Whether ``| begin`` begins with lines of another kind than a class's: devices print those of a kind together."""
    filters = _filters(item.command or "")
    if [one.kind for one in filters] != ["begin"] or _arguments(item.command or ""):
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
