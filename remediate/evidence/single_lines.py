"""What single lines of a running-config (``| include WORD``) are worth: the commands that need no other line.

Of most commands the lines that belong to them are not there. An access list, an entry of an ASA's crypto map, the
NAT statements, the keys by address are lines at the margin, each whole in itself: what of a kind is printed is all of it
where the pattern is found in the words that each line of that kind begins with, for then the filter lets each through.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from remediate.evidence.filters import filters_of, shows_all

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
_SINGLE = ("grep", "include")


def whole_commands(command: str | None, text: str) -> str | None:
    """Return a text in which marks stand for the lines that need others, None where none is whole in itself."""
    if command is None or not any(one.kind in _SINGLE for one in filters_of(command)):
        return None
    passes: dict[str, bool] = {}
    lines = []
    for line in text.split("\n"):
        head = _head(line)
        if head is None:
            lines.append("!")
            continue
        if head not in passes:
            passes[head] = not head or shows_all(command, head)
        lines.append(line if passes[head] else "!")
    return "\n".join(lines) if any(line != "!" for line in lines) else None


def _head(line: str) -> str | None:
    for kind in _KINDS:
        if found := kind.line.match(line):
            return kind.head.format(**found.groupdict())
    return None
