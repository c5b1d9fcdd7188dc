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
from typing import NamedTuple

from fastparse.session import expand
from remediate.evidence.kinds import Scope
from remediate.evidence.patterns import surely_in
from remediate.platforms.pix_show import is_settings

__all__ = [
    "Filter",
    "arguments_of",
    "commands_shown",
    "config_scope",
    "filters_of",
    "lets_all_through",
    "shows_all",
]

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
    r"\|(?=\s*(?:app\w*|b|beg?\w*|c|count|e|ex\w*|gr?|gre|grep|i|in|inc\w*|no-more|redirect|s|sec?\w*|tee)(?:\s|$))"
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


def filters_of(command: str) -> tuple[Filter, ...]:
    """Return the filters behind a command, as typed."""
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


def arguments_of(command: str) -> list[str]:
    """Return the words behind ``show running-config`` that choose a part of it."""
    words = expand(command.partition("|")[0]).split()[2:]
    return [word for word in words if word.lower() not in _EVERYTHING]


def config_scope(command: str | None, file: str) -> Scope:
    """Return how much of the configuration was printed, by the command, else by the file's name."""
    if command is None:
        named = _NAMED_PART.search(file.rsplit("/", 1)[-1].lower())
        if named is None:
            return Scope.WHOLE
        return Scope.LINES if named["part"].startswith(("inc", "exc")) else Scope.SECTIONS
    if is_settings(command):
        return Scope.SECTIONS
    narrowing = [
        one
        for one in filters_of(command)
        if one.kind not in _EVERYTHING_PASSES
        and not (one.kind == "exclude" and _COMMENTS.fullmatch(one.pattern))
    ]
    if any(
        one.kind not in ("begin", "section") and one != Filter("exclude", "!") for one in narrowing
    ):
        return Scope.LINES
    return Scope.SECTIONS if narrowing or arguments_of(command) else Scope.WHOLE


_OF_ASA = frozenset({"crypto", "crypto map", "route", "tunnel-group"})


def commands_shown(command: str | None) -> tuple[str, ...]:
    """Return the first words of the commands that a part of the running-config has all of.

    ``| section crypto`` prints every line that has the word, and what stands below it; ``show running-config
    tunnel-group``, ``crypto map`` and ``route`` (PIX, ASA) without a name print all of them.
    """
    if command is None:
        return ()
    filters = filters_of(command)
    if not filters:
        words = arguments_of(command)
        asked = " ".join(words).lower()
        return (asked,) if asked in _OF_ASA else ()
    if len(filters) > 1 or filters[0].kind != "section":
        return ()
    return tuple(part.strip().lstrip("^").strip() for part in filters[0].pattern.split("|"))


# --- what it lets through ------------------------------------------------------------------------

_KEYS = ("crypto isakmp key ", "isakmp key ", "tunnel-group ")


def shows_all(command: str | None, words: str) -> bool:
    """Whether a command surely prints every line, or every section, of the configuration that begins with some words.

    ``words`` end with a blank: ``access-list 101 ``. A text that no command names hides nothing that it doesn't show
    itself.
    """
    if command is None:
        return True
    asked, named = arguments_of(command), words.split()
    if len(asked) > len(named) or not all(
        one.startswith(typed.lower()) or one == typed
        for typed, one in zip(asked, named, strict=False)
    ):
        return False
    return lets_all_through(command, words)


def lets_all_through(command: str, words: str) -> bool:
    """Whether the filters of a command, if it has any, surely let every line pass that begins with some words."""
    return all(_lets_through(one, words) for one in filters_of(command))


def _lets_through(one: Filter, words: str) -> bool:
    if one.kind in _EVERYTHING_PASSES:
        return True
    if one.kind == "exclude":
        # an exclamation mark is no letter of a number, an address or a word of the language, but it may be one of a key
        keys = words.startswith(_KEYS)
        return _COMMENTS.fullmatch(one.pattern) is not None or (one.pattern == "!" and not keys)
    if one.kind == "grep" and one.pattern.startswith("-"):  # an option: `-v` turns it round
        return False
    if one.kind not in ("begin", "grep", "include", "section"):
        return False
    return surely_in(one.pattern, words, router=one.kind == "section")
