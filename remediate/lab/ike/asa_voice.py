"""How what an ASA prints begins: messages of the log, lines of ``debug crypto ikev1``."""

from __future__ import annotations

from datetime import datetime

from remediate.lab.device import Device
from remediate.lab.ike.exchange import End
from remediate.lab.ike.voice import Lines, Said

__all__ = ["asa_both", "asa_debug", "asa_log", "asa_who"]


def asa_log(number: int, level: int, text: str) -> Said:
    """Return a message of the log."""
    return "", f"%ASA-{level}-{number}: {text}"


def asa_debug(device: Device, text: str, *, deep: bool = False) -> Said:
    """Return a line of ``debug crypto ikev1``; ``deep``: one of its higher levels."""
    now: datetime = device.now()
    mark = "[IKEv1 DEBUG]" if deep else "[IKEv1]"
    return "crypto ikev1", f"{now:%b %d %H:%M:%S} {mark}{text}"


def asa_both(device: Device, number: int, level: int, text: str) -> Lines:
    """Yield a message and its line of the debug."""
    yield asa_log(number, level, text)
    yield asa_debug(device, text)


def asa_who(end: End) -> str:
    """Return how a peer is named before the text."""
    return f"Group = {end.peer}, IP = {end.peer}"
