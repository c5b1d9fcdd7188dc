"""What single lines of a running-config (``| include WORD``) are worth: the commands that need no other line.

Of most commands the lines that belong to them are not there. An access list, an entry of an ASA's crypto map, the
NAT statements, the keys by address are lines at the margin, each whole in itself: what of a kind is printed is all of it
where the pattern is found in the words that each line of that kind begins with, for then the filter lets each through.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["whole_commands"]


class _Kind(NamedTuple):
    line: re.Pattern[str]
    head: str
    """What every line of the same thing begins with; fields are the line's groups."""


_KINDS = (
    _Kind(re.compile(r"access-list (?P<name>\S+) (?:extended |standard |line |remark |permit |deny )"), "access-list {name} "),
    _Kind(
        re.compile(r"crypto (?P<kind>dynamic-map|map) (?P<name>\S+) (?P<seq>\d+) (?:match|set|ipsec-isakmp dynamic) "),
        "crypto {kind} {name} {seq} ",
    ),
    _Kind(re.compile(r"crypto map (?P<name>\S+) interface \S+"), ""),
    _Kind(re.compile(r"crypto ipsec ikev1 transform-set (?P<name>\S+) "), "crypto ipsec ikev1 transform-set {name} "),
    _Kind(re.compile(r"crypto isakmp key \S.* address "), "crypto isakmp key "),
    _Kind(re.compile(r"ip nat inside source "), "ip nat inside source "),
    _Kind(re.compile(r"nat \("), "nat ("),
    _Kind(re.compile(r"ip local pool (?P<name>\S+) "), "ip local pool {name} "),
)  # fmt: skip
_INCLUDE = re.compile(r"\|\s*(?:i|in|inc\w*|grep)\s+(?P<pattern>\S.*?)\s*$")
_LONGEST = 200
_MOST_REPEATS = 3
_UNCLEAR = re.compile(
    r"\$|\(\?|\\\w|\{|[)*+?][*+?]| \| *(?:i|e|s|b|g|c|inc\w*|exc\w*|sec\w*|beg\w*|count|grep) "
)
"""What binds the end of a line, means other things to other devices, takes long to try, or is a further filter."""


def whole_commands(command: str | None, text: str) -> str | None:
    """Return a text in which marks stand for the lines that need others, None where none is whole in itself."""
    asked = _INCLUDE.search(command) if command is not None else None
    if asked is None:
        return None
    pattern = _compiled(asked["pattern"])
    if pattern is None:
        return None
    passes: dict[str, bool] = {}
    lines = []
    for line in text.split("\n"):
        head = _head(line)
        if head is None:
            lines.append("!")
            continue
        if head not in passes:
            passes[head] = not head or pattern.search(head) is not None
        lines.append(line if passes[head] else "!")
    return "\n".join(lines) if any(line != "!" for line in lines) else None


def _head(line: str) -> str | None:
    for kind in _KINDS:
        if found := kind.line.match(line):
            return kind.head.format(**found.groupdict())
    return None


def _compiled(pattern: str) -> re.Pattern[str] | None:
    repeats = sum(pattern.count(sign) for sign in "*+?")
    if len(pattern) > _LONGEST or repeats > _MOST_REPEATS or _UNCLEAR.search(f" {pattern} "):
        return None
    try:
        return re.compile(pattern.strip("\"'").replace("_", r"(?:^|[ ,{}()_])"))
    except re.error:
        return None
