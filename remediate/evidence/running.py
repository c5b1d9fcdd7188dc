"""Which of several printed configurations is the running one, and whether it was changed after it was printed.

`show startup-config` prints what was saved, at whatever time: it never stands in for a running-config that is in the
dumps. Of several running-configs the latest counts: in one session the last, of several files the one whose
`Last configuration change` is the latest, where each of them says so. What is typed in configuration mode, or
printed in part, after it shows that the device has moved on. Source: Cisco IOS configuration fundamentals command
reference (`show running-config`, `show startup-config`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from fastparse.session import expand
from remediate.evidence.kinds import Scope
from remediate.model.config import CryptoConfig
from remediate.model.observation import Message, Source

__all__ = [
    "PrintedText",
    "chosen_text",
    "contradicted",
    "is_saved",
    "lacks_its_address",
    "touches_tunnels",
]

_HOSTNAME = re.compile(r"^[ \t]*hostname \S", re.MULTILINE)

_HEAD = 2000
"""Letters of a text in which its heading stands."""


class PrintedText(NamedTuple):
    """A configuration, or a part of one, as it was printed."""

    text: str
    """Redacted."""
    source: Source
    scope: Scope
    command: str | None
    unasked: bool
    """Whether it stands behind a prompt at which nothing was typed that would print it."""
    saved: bool
    """Whether it is the startup-config."""

    @property
    def begins(self) -> bool:
        """Whether it has the beginning of a configuration."""
        return _HOSTNAME.search(self.text) is not None

    @property
    def headless(self) -> bool:
        """Whether it is the rest of a text that a stray prompt cut: it has no beginning of its own."""
        return self.unasked and not self.begins


_USING = re.compile(r"^Using \d+ out of \d+ bytes", re.MULTILINE)
_OF_RUNNING = re.compile(r"run|^wr(ite)?[-_ .]?t", re.IGNORECASE)
"""Names of files with the running-config: `write terminal` prints it too."""
_WRITTEN = re.compile(r"^: Written by \S", re.MULTILINE)


def is_saved(command: str | None, file: str, text: str) -> bool:
    """Whether a text is the startup-config: by its command, else by its heading or the file's name."""
    if command is not None:
        return expand(command).startswith(("show startup-config", "show configuration"))
    head, leaf = text[:_HEAD], file.rsplit("/", 1)[-1].casefold()
    if _USING.search(head) or "startup" in leaf:
        return True
    return _WRITTEN.search(head) is not None and _OF_RUNNING.search(leaf) is None


_CHANGED = re.compile(
    r"^! Last configuration change at (?P<time>\d\d:\d\d:\d\d) \S+ \w{3} (?P<month>\w{3}) +(?P<day>\d+) (?P<year>\d{4})",
    re.MULTILINE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_FIRST_YEAR = 2004
"""A clock that was never set begins in 1993 or 2002."""

_Time = tuple[int, int, int, str]


def _changed(text: str) -> _Time | None:
    """Return when the configuration was changed last, None where it doesn't say, or the clock was not set."""
    found = _CHANGED.search(text[:_HEAD])
    if found is None or found["month"].casefold() not in _MONTHS:
        return None
    year, month = int(found["year"]), _MONTHS.index(found["month"].casefold())
    return (year, month, int(found["day"]), found["time"]) if year >= _FIRST_YEAR else None


def chosen_text(whole: Sequence[PrintedText]) -> tuple[PrintedText, str | None]:
    """Return the one of several whole configurations that counts, and what is to be said of the others."""
    longest = max(whole, key=lambda item: len(item.text))
    full = [item for item in whole if len(item.text) * 2 >= len(longest.text)]
    last = list({item.source.file: item for item in full}.values())
    times = [_changed(item.text) for item in last]
    known = [time for time in times if time is not None]
    if len(known) < len(last) or len(set(known)) == 1:
        chosen = full[-1]
        return chosen, _SEVERAL.format("the last one") if chosen is not longest else None
    chosen = max(zip(known, last, strict=True), key=lambda item: item[0])[1]
    return chosen, _SEVERAL.format(f"the one that was changed last ({chosen.source.file})")


_SEVERAL = "several running-configs in the dumps: {} is used"


# --- what came after it --------------------------------------------------------------------------

_BESIDE = frozenset(
    (
        "alias",
        "archive",
        "banner",
        "default",
        "do",
        "end",
        "exit",
        "line",
        "logging",
        "ntp",
        "privilege",
        "prompt",
        "quit",
        "service",
        "snmp-server",
        "terminal",
        "username",
    )
)
"""Commands of the configuration mode that change no tunnel."""


def touches_tunnels(command: str) -> bool:
    """Whether a command that was typed in configuration mode can change a tunnel."""
    words = command.casefold().split()
    words = words[1:] if words[:1] == ["no"] else words
    if not words or words[0].startswith(("!", "?")) or words[-1].endswith("?"):
        return False
    return words[0] not in _BESIDE and words[:2] != ["crypto", "logging"]


def contradicted(chosen: PrintedText, sections: Sequence[PrintedText]) -> Source | None:
    """Return the first later section that has a line which the chosen configuration has not.

    A section is later where it stands behind it in its file; beside a startup-config each is.
    """
    later = [
        item
        for item in sections
        if not item.saved
        and "all" not in expand(item.command or "").split()
        and (
            chosen.saved
            or (item.source.file == chosen.source.file and item.source.line > chosen.source.line)
        )
    ]
    if not later:
        return None
    # `| section` prints a line that matches within a section without the heading of that.
    known = set(_statements(chosen.text))
    return next(
        (item.source for item in later if any(one not in known for one in _statements(item.text))),
        None,
    )


_FRAME = re.compile(
    r"^(?:Building configuration|Current configuration|Using \d+|ntp clock-period|Cryptochecksum|[:!]|end\s*$|\S+ ?\(config|%)"
)


def _statements(text: str) -> Iterator[tuple[bool, str]]:
    """Yield (whether it stands within a section, line) of each command; blanks are made single.

    Lines below a heading that isn't printed (`| begin`) are left out.
    """
    headed = False
    for raw in text.split("\n"):
        line = " ".join(raw.split())
        if not line or _FRAME.match(raw.lstrip()):
            continue
        within = raw[:1].isspace()
        if not within or headed:
            yield within, line
        headed = headed or not within


_ENDED = re.compile(r"^(?:end|: end)[ \t\r]*$", re.MULTILINE)


def lacks_its_address(config: CryptoConfig, text: str, messages: Iterable[Message]) -> bool:
    """Whether a text without its end is of a device whose log negotiates from an address that no interface there has."""
    if not config.complete or _ENDED.search(text) or any(i.negotiated for i in config.interfaces):
        return False
    known = {
        address
        for item in config.interfaces
        for address in (
            item.address,
            *(pair[0] for pair in item.secondary),
            *item.ipv6,
            *item.virtual,
        )
    }
    return any(
        (local := message.field("local")) is not None
        and message.field("remote") is not None
        and local not in known
        for message in messages
    )
