"""When a configuration was changed last, held against the time of a message of the same device.

Source: the heading of an IOS running-config (``! Last configuration change at``). It is in local time, while messages are
in UTC unless ``localtime`` is configured: another zone than UTC leaves as many hours open as zones differ by.
"""

from __future__ import annotations

import re

from remediate.messages.times import is_dated, seconds_of
from remediate.model.evidence import TunnelEnd
from remediate.model.observation import Message

__all__ = ["changed_since", "not_changed_since"]

_CHANGED = re.compile(
    r"^! Last configuration change at (?P<time>\d\d:\d\d:\d\d) (?P<zone>\S+) \w{3} (?P<month>\w{3}) +(?P<day>\d+)"
    r" (?P<year>\d{4})",
    re.MULTILINE,
)
_HEAD = 2000
_ZONES = 14 * 3600.0
_NEAR = 30 * 86400
"""A message so many seconds before the change is of the same year, though it doesn't say which."""
_YEAR = re.compile(r"\d{4}")


def changed_since(end: TunnelEnd, message: Message) -> bool:
    """Whether an end's configuration was surely changed after the end printed a message."""
    known = _seconds(end, message)
    return known is not None and known[1] < known[0] <= _NEAR


def not_changed_since(end: TunnelEnd, message: Message) -> bool:
    """Whether nothing shows that an end's configuration was changed after the end printed a message."""
    known = _seconds(end, message)
    return known is None or known[0] <= -known[1]


def _seconds(end: TunnelEnd, message: Message) -> tuple[float, float] | None:
    """Return the seconds from a message to the last change, and how much of that the time zone leaves open."""
    text = end.evidence.config_text if end.evidence is not None else None
    head = _CHANGED.search((text or "")[:_HEAD])
    if head is None or not is_dated(message.time):
        return None
    said = f"{head['month']} {head['day']} {head['year']} {head['time']}"
    year = _YEAR.search((message.time or "").split(":")[0])
    changed = seconds_of(said if year else said.replace(f" {head['year']} ", " ", 1))
    printed = seconds_of(message.time)
    if changed is None or printed is None:
        return None
    return changed - printed, 0.0 if head["zone"] in ("UTC", "GMT") else _ZONES
