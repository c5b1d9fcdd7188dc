"""Certificates as IOS shows them, and the clock that they are measured by.

Layouts as in the vendor's command reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from remediate.lab.certificates import Certificate, Trustpoint, trustpoints
from remediate.lab.commands import Answer, Command
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["pki_commands"]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def pki_commands() -> list[Command]:
    """Return the commands."""
    place = "<year:1993-2035>"
    return [
        Command(pattern="show crypto pki certificates [<point:name>]", run=_certificates, level=1),
        Command(pattern="show crypto pki trustpoints [status]", run=_trustpoints, level=1),
        Command(pattern=f"clock set <time:word> <day:1-31> <month:name> {place}", run=_set),
        Command(pattern=f"clock set <time:word> <month:name> <day:1-31> {place}", run=_set),
    ]


def _certificates(terminal: Terminal, match: Match[Command]) -> Answer:
    wanted = match.values.get("point")
    text: list[str] = []
    for point in trustpoints(terminal.device.running):
        if wanted in (None, point.name):
            for item in (point.own, point.authority):
                if item is not None:
                    text.extend(_certificate(item, point))
    return "".join(f"{line}\n" for line in text)


def _certificate(item: Certificate, point: Trustpoint) -> Iterator[str]:
    yield "CA Certificate" if item.authority else "Certificate"
    yield "  Status: Available"
    yield f"  Certificate Serial Number (hex): {item.serial}"
    yield f"  Certificate Usage: {'Signature' if item.authority else 'General Purpose'}"
    yield "  Issuer: "
    yield f"    {item.issuer}"
    yield "  Subject:" if not item.authority else "  Subject: "
    if not item.authority:
        yield f"    Name: {item.subject.rpartition('=')[2]}"
    yield f"    {item.subject}"
    yield "  Validity Date: "
    yield f"    start date: {_when(item.begins)}"
    yield f"    end   date: {_when(item.ends)}"
    yield f"  Associated Trustpoints: {point.name} "
    yield ""


def _when(moment: datetime) -> str:
    return f"{moment:%H:%M:%S} UTC {_MONTHS[moment.month - 1]} {moment.day} {moment.year}"


def _trustpoints(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    text = []
    for point in trustpoints(terminal.device.running):
        lines = [f"Trustpoint {point.name}:"]
        if point.authority is not None:
            lines += ["    Subject Name: ", f"    {point.authority.subject}"]
            lines.append(f"          Serial Number (hex): {point.authority.serial}")
            lines.append("    Certificate configured.")
        text += [*lines, ""]
    return "".join(f"{line}\n" for line in text)


def _set(terminal: Terminal, match: Match[Command]) -> Answer:
    """Set the device's own clock: what it judges certificates by, and writes before its messages."""
    values, device = match.values, terminal.device
    month = values["month"][:3].capitalize()
    text = f"{values['time']} {values['day']} {month} {values['year']}"
    try:
        wanted = datetime.strptime(text, "%H:%M:%S %d %b %Y").replace(tzinfo=UTC)
    except ValueError:
        return "% Invalid input detected at '^' marker.\n\n"
    device.astray = wanted - device.clock.now()
    return ""
