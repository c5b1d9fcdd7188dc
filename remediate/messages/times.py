"""Timestamps as devices print them, as seconds that can be compared."""

from __future__ import annotations

import re

__all__ = ["is_dated", "is_later", "resolution", "seconds_of"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_DATED = re.compile(
    r"(?P<month>[A-Za-z]{3}) +(?P<day>\d{1,2})(?: +(?P<year>\d{4}))? +(?P<time>\d{1,2}:\d\d:\d\d(?:\.\d+)?)"
)
_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)[T ](?P<time>\d\d:\d\d:\d\d(?:\.\d+)?)"
)
_CLOCK = re.compile(r"(?P<time>\d{1,3}:\d\d:\d\d(?:\.\d+)?)")
_UPTIME = re.compile(
    r"(?:(?P<years>\d+)y)?(?:(?P<weeks>\d+)w)?(?:(?P<days>\d+)d)?(?:(?P<hours>\d+)[hH])?"
)
_DAY, _YEAR = 86400, 365 * 86400


def seconds_of(time: str | None) -> float | None:
    """Return a printed timestamp as seconds of a scale of its own, None where it can't be read.

    ``*Mar  1 00:42:09.431``, ``Nov 12 2014 10:15:22``, ``2024-05-02T10:15:22``, ``00:42:09`` and
    ``1d02h`` (time since the start). Differences within one file are what counts; a turn of the year
    without a printed year makes a span too long, never too short.
    """
    if time is None:
        return None
    text = time.strip().strip("*.:")
    if found := _DATED.search(text):
        month = found["month"].lower()
        if month not in _MONTHS:
            return None
        return _dated(found["year"], _MONTHS.index(month), int(found["day"]), found["time"])
    if found := _ISO.search(text):
        return _dated(found["year"], int(found["month"]) - 1, int(found["day"]), found["time"])
    if found := _CLOCK.fullmatch(text):
        return _clock(found["time"])
    if text and (found := _UPTIME.fullmatch(text)):
        years, weeks, days, hours = (int(one or 0) for one in found.groups())
        return ((years * 365 + weeks * 7 + days) * 24 + hours) * 3600.0
    return None


def resolution(time: str | None) -> float:
    """Return the seconds that two different times differ by at least: ``1d02h`` counts hours, ``2w5d`` days."""
    text = (time or "").strip().strip("*.:")
    if not text or _DATED.search(text) or _ISO.search(text) or _CLOCK.fullmatch(text):
        return 0
    return 3600 if text[-1] in "hH" else _DAY


def _dated(year: str | None, month: int, day: int, time: str) -> float:
    return int(year or 0) * _YEAR + (_DAYS[month % 12] + day) * _DAY + _clock(time)


def _clock(time: str) -> float:
    hours, minutes, seconds = time.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def is_dated(time: str | None) -> bool:
    """Whether a timestamp names its day: two of them can be put in order."""
    return time is not None and bool(_DATED.search(time) or _ISO.search(time))


def is_later(one: str | None, than: str | None) -> bool:
    """Whether a timestamp is surely later than another of the same device's clock, in whatever file.

    Both name their day in one form, and neither is marked as of a clock that isn't set (``*``, ``.``): after a
    restart such a clock begins anew.
    """
    if one is None or than is None or one[:1] in "*." or than[:1] in "*.":
        return False
    for form in (_DATED, _ISO):
        first, second = form.search(one), form.search(than)
        if first and second:
            now, then = seconds_of(one), seconds_of(than)
            same = bool(first["year"]) is bool(second["year"])
            return same and now is not None and then is not None and now > then
    return False
