"""``show crypto ca certificates`` (ASA), ``show crypto pki certificates`` (IOS): the device's own certificates and how long they are valid.

Source: Cisco ASA Series Command Reference, ``show crypto ca certificates``; Cisco IOS Security Command Reference,
``show crypto pki certificates``.
"""

from __future__ import annotations

import re

from remediate.model.observation import ShownCertificate, Source

__all__ = ["certificates_shown", "seconds_left"]

_TITLE = re.compile(r"^(?P<title>[A-Z][\w ]*[Cc]ertificate|Certificate)[ \t]*$")
_END = re.compile(
    r"^[ \t]+end +date: (?P<end>\d\d:\d\d:\d\d \S+ [A-Z][a-z]{2} +\d{1,2} \d{4})[ \t]*$"
)
_TRUSTPOINTS = re.compile(r"^[ \t]+Associated Trustpoints?:[ \t]*(?P<names>\S.*?)[ \t]*$")
_OWN = frozenset({"Certificate", "Router Self-Signed Certificate", "Identity Certificate"})


def certificates_shown(body: bytes, *, file: str, line: int = 1) -> tuple[ShownCertificate, ...]:
    """Return the device's own certificates of which the end and the trustpoints are printed; none of a CA's."""
    blocks: list[list[tuple[int, str]]] = []
    for number, row in enumerate(
        body.decode("utf-8", "replace").replace("\r", "").split("\n"), line
    ):
        if _TITLE.match(row):
            blocks.append([])
        if blocks:
            blocks[-1].append((number, row))
    found = []
    for block in blocks:
        if block[0][1].strip() not in _OWN:
            continue
        ends = [(number, match) for number, row in block if (match := _END.match(row))]
        names = [match["names"] for _, row in block if (match := _TRUSTPOINTS.match(row))]
        if len(ends) == 1 and names:
            number, end = ends[0]
            found.append(
                ShownCertificate(
                    source=Source(file=file, line=number),
                    end=" ".join(end["end"].split()),
                    trustpoints=tuple(names[0].split()),
                    text=end[0].strip(),
                )
            )
    return tuple(found)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TIME = re.compile(
    r"(?P<h>\d\d):(?P<m>\d\d):(?P<s>\d\d)(?:\.\d+)? (?P<zone>\S+) (?:[A-Z][a-z]{2} )?(?P<month>[A-Z][a-z]{2}) +(?P<day>\d{1,2}) (?P<year>\d{4})"
)
_DAY = 86400
_ZONES = 2 * _DAY
"""Seconds that no two zones lie apart."""


def seconds_left(end: str, clock: str) -> int | None:
    """Return how long a certificate is valid yet (negative: since when not), None where the zones leave it open."""
    until, now = _TIME.fullmatch(end), _TIME.fullmatch(clock)
    if until is None or now is None or {until["month"], now["month"]} - {*_MONTHS}:
        return None
    left = _seconds(until) - _seconds(now)
    return left if until["zone"] == now["zone"] or abs(left) > _ZONES else None


def _seconds(time: re.Match[str]) -> int:
    """Return seconds of a time since a day long ago."""
    month, year = _MONTHS.index(time["month"]) + 1, int(time["year"])
    before = year - (month <= 2)  # the year that begins in March
    days = 365 * before + before // 4 - before // 100 + before // 400
    days += (153 * ((month + 9) % 12) + 2) // 5 + int(time["day"])
    return days * _DAY + int(time["h"]) * 3600 + int(time["m"]) * 60 + int(time["s"])
