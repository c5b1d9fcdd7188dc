"""Cuts a terminal session at its prompts, blanks what terminals leave, completes commands."""

from __future__ import annotations

import mmap
import re
from array import array
from collections.abc import Iterable, Iterator
from importlib import import_module
from types import MappingProxyType, ModuleType
from typing import Literal, NamedTuple, TypeVar

from fastparse import _session
from fastparse._stamps import timestamp
from fastparse._steps import Step

__all__ = [
    "Block",
    "Buffer",
    "blank",
    "expand",
    "feeds",
    "holds",
    "prompt_step",
    "prompted",
    "ruled",
    "speaks",
    "split",
]

Buffer = bytes | bytearray | memoryview | mmap.mmap
Implementation = Literal["compiled", "reference"]
_Bytes = TypeVar("_Bytes", bound=Buffer)


class Block(NamedTuple):
    """What a session shows after one prompt line, up to the next."""

    host: str | None
    """Name in the prompt, without the failover unit; None before the first prompt."""
    command: str | None
    """Command as typed, blanks made single; None where there is none."""
    start: int
    """First byte of the body."""
    end: int
    """Byte after it."""
    line: int
    """Line of the body's first byte, from 1."""
    prompt_line: int | None
    """Line of the prompt; None before the first one."""


_COMMAND_LIMIT = 1024
_UNIT = re.compile(r"/(?:pri|sec)(?=/|$)|/(?:act|stby|actNoFailover|stbyNoFailover)(?=/|$)")
_DEBUG = re.compile(
    rb"[%\[]|isakmp(?:-[a-z]+)? ?[:(]|i?psec ?[:(]|ikev2[:-]|crypto_", re.IGNORECASE
)
_WORD = re.compile(rb"[a-z?][a-z0-9:_.?/-]*", re.IGNORECASE)
_CONFIG_WORD = re.compile(rb"[a-z?][a-z0-9:_.?/-]*|[0-9]+|!")
_VERBS = (
    "archive", "capture", "cd", "changeto", "clear", "clock", "configure", "connect", "copy",
    "crypto", "debug", "delete", "dir", "disable", "do", "enable", "end", "erase", "exit",
    "failover", "help", "login", "logout", "monitor", "more", "no", "packet-tracer", "ping", "pwd",
    "quit", "reload", "rename", "request", "send", "session", "set", "show", "ssh", "systat",
    "telnet", "terminal", "test", "traceroute", "undebug", "upgrade", "verify", "where", "who",
    "write",
)  # fmt: skip


def _twin() -> ModuleType:
    # The plain twin is loaded where it is asked for.
    return import_module("fastparse.reference.session")


def _is_verb(word: str) -> bool:
    return any(verb.startswith(word.lower()) for verb in _VERBS)


class _Prompt(NamedTuple):
    """A line that is a prompt: what follows it begins at ``body``."""

    line_start: int
    host: str
    command: str | None
    body: int
    line: int
    """Line feeds before the prompt's line."""
    glued: bool
    """Whether the body begins in the prompt's own line (debug text behind the mark)."""


def _read(data: Buffer, row: tuple[int, ...]) -> _Prompt | None:
    """Decide whether a line that looks like a prompt is one."""
    line_start, host_start, host_end, mark, line_end, line = row
    if line_end - mark > _COMMAND_LIMIT:
        return None
    host = bytes(data[host_start:host_end]).decode("ascii")
    if not any(letter.isalpha() for letter in host) or host.endswith("-"):
        return None
    typed = bytes(data[mark + 1 : line_end]).strip(b" \t\r")
    configuring = mark > host_end
    # A prompt stands at the margin; behind a blanked pager only one that is surely a prompt does.
    certain = host_start == line_start or bytes(data[host_start - 1 : host_start]) == b"\r"
    known = _WORD.match(typed)
    verb = known is not None and _is_verb(known[0].decode("ascii"))
    if _DEBUG.match(typed) or timestamp(typed)[2]:
        command, body = None, mark + 1
    elif not typed or typed[:1] == b"?" or verb:
        command = " ".join(typed.decode("utf-8", "backslashreplace").split()) or None
        body = line_end + 1
    elif configuring and certain and _CONFIG_WORD.match(typed):
        command = " ".join(typed.decode("utf-8", "backslashreplace").split())
        body = line_end + 1
    else:
        return None
    glued = body == mark + 1 and body <= line_end and bool(typed)
    return _Prompt(line_start, _UNIT.sub("", host), command, body, line, glued)


def _prompts(data: Buffer, implementation: Implementation) -> Iterator[_Prompt]:
    if implementation == "reference":
        rows: Iterable[int] = _twin().prompts(bytes(memoryview(data)))
    else:
        with memoryview(data) as view, view.cast("B") as raw:
            rows = _session.prompts(raw)
    yield from _decided(data, rows)


def _decided(data: Buffer, rows: Iterable[int]) -> Iterator[_Prompt]:
    numbers = iter(rows)
    for row in zip(*[numbers] * 6, strict=True):
        prompt = _read(data, row)
        if prompt is not None:
            yield prompt


def _has_text(data: Buffer, start: int, end: int) -> bool:
    """Whether more than blanks stands in ``data[start:end]``, looking at a little at a time."""
    return any(
        bytes(data[at : min(end, at + 4096)]).strip(b" \t\r\n\0") for at in range(start, end, 4096)
    )


def split(
    data: Buffer,
    *,
    offset: int = 0,
    line: int = 1,
    implementation: Implementation = "compiled",
) -> list[Block]:
    """Cut a terminal session at its prompt lines.

    Text before the first prompt, and after a prompt without a command, makes a block whose
    command is None; such a block without text is left out. ``offset`` and ``line`` are those of
    the first byte. The bytes are not copied.
    """
    size = len(memoryview(data).cast("B"))
    blocks: list[Block] = []

    def close(last: _Prompt | None, end: int) -> None:
        start = 0 if last is None else min(last.body, size)
        if (last is None or last.command is None) and not _has_text(data, start, end):
            return
        blocks.append(
            Block(
                host=None if last is None else last.host,
                command=None if last is None else last.command,
                start=offset + start,
                end=offset + max(start, end),
                line=line if last is None else line + last.line + (not last.glued),
                prompt_line=None if last is None else line + last.line,
            )
        )

    last: _Prompt | None = None
    for prompt in _prompts(data, implementation):
        close(last, prompt.line_start)
        last = prompt
    close(last, size)
    return blocks


def prompt_step() -> Step:
    """Return what looks for prompts in a window that is scanned: :func:`fastparse.parallel.parts`."""
    return _session.PromptStep()


def prompted(data: Buffer, step: Step) -> bool:
    """Tell, as :func:`speaks` does, whether that found a prompt in ``data``."""
    if not isinstance(step, _session.PromptStep):
        raise TypeError("a step of another kind")
    return next(_decided(data, step.prompts()), None) is not None


def speaks(data: Buffer, *, implementation: Implementation = "compiled") -> bool:
    """Tell whether :func:`split` finds a prompt in ``data``."""
    return next(_prompts(data, implementation), None) is not None


def feeds(data: Buffer) -> int:
    """Return the number of line feeds."""
    return _session.feeds(data)


def holds(data: Buffer, word: bytes) -> bool:
    """Tell whether ``word`` stands anywhere in ``data``, as it is spelled."""
    return _session.holds(data, word)


def ruled(data: Buffer, *, implementation: Implementation = "compiled") -> array[int]:
    """Return where the lines begin that open with a rule: blanks, then three of ``-=*#!+``."""
    if implementation == "compiled":
        return _session.ruled(data)
    found: array[int] = _twin().ruled(bytes(memoryview(data)))
    return found


def blank(data: _Bytes, *, implementation: Implementation = "compiled") -> _Bytes | bytes:
    """Blank ANSI escapes, NULs, backspaces and pagers, each byte by a space.

    Offsets and lines hold. Returns ``data`` itself when there is nothing to blank.
    """
    if implementation == "compiled":
        found = _session.blank(data)
    else:
        found = _twin().blank(bytes(memoryview(data)))
    return data if found is None else found


_COMMANDS = (
    "configure terminal", "debug crypto engine", "debug crypto ikev1", "debug crypto ikev2",
    "debug crypto ipsec", "debug crypto isakmp", "more system:running-config",
    "show access-lists", "show clock", "show configuration", "show crypto dynamic-map",
    "show crypto engine brief", "show crypto engine configuration",
    "show crypto engine connections active", "show crypto ikev1 sa", "show crypto ikev1 stats",
    "show crypto ikev2 policy", "show crypto ikev2 proposal", "show crypto ikev2 sa",
    "show crypto ikev2 session", "show crypto ikev2 stats", "show crypto ipsec profile",
    "show crypto ipsec sa", "show crypto ipsec security-association", "show crypto ipsec stats",
    "show crypto ipsec transform-set", "show crypto isakmp default policy",
    "show crypto isakmp key", "show crypto isakmp peers", "show crypto isakmp policy",
    "show crypto isakmp profile", "show crypto isakmp sa", "show crypto isakmp stats",
    "show crypto map", "show crypto session", "show debugging", "show dmvpn", "show interfaces",
    "show inventory", "show ip access-lists", "show ip interface brief", "show ip nat translations",
    "show ip route", "show ipsec sa", "show isakmp sa", "show logging", "show nameif", "show nat",
    "show ntp status", "show object-group", "show platform", "show route", "show route-map",
    "show running-config", "show startup-config", "show sysopt", "show tech-support",
    "show version", "show vpn-sessiondb", "show xlate", "terminal length", "terminal pager",
    "undebug all", "write memory", "write terminal",
)  # fmt: skip
_SAME = MappingProxyType(
    {
        "more system:running-config": "show running-config",
        "show crypto ikev1 sa": "show crypto isakmp sa",
        "show ipsec sa": "show crypto ipsec sa",
        "show isakmp sa": "show crypto isakmp sa",
        "write terminal": "show running-config",
    }
)
"""Commands that print what another one prints."""


def _next_words(path: list[str]) -> list[str]:
    """Return the words that may stand behind ``path``."""
    depth = len(path)
    found = (command.split() for command in _COMMANDS)
    return list(dict.fromkeys(one[depth] for one in found if one[:depth] == path and one[depth:]))


def expand(command: str) -> str:
    """Return the canonical name of a command that may be abbreviated.

    ``sh cry isa sa det`` gives ``show crypto isakmp sa det``: words are completed as far as they
    are known and unambiguous, the rest (peers, ``| include …``) is kept. A leading ``do`` is
    dropped; commands that print the same get one name.
    """
    words = command.split()
    if len(words) > 1 and words[0].lower() == "do":
        words = words[1:]
    path: list[str] = []
    for word in words:
        typed = word.lower()
        following = _next_words(path)
        fitting = [one for one in following if one.startswith(typed)]
        if typed in fitting:
            fitting = [typed]
        if len(fitting) != 1:
            break
        path.append(fitting[0])
    rest = words[len(path) :]
    known = " ".join(path)
    return " ".join([_SAME.get(known, known), *rest] if path else rest)
