"""How the debugs of IOS begin, by generation.

``ISAKMP:(0):`` up to 15.x; from IOS-XE 16 on ``ISAKMP: (0):``, ``ISAKMP-ERROR: (0):`` and ``ISAKMP-PAK: (0):``.
``IKEv2:(SA ID = 1):`` in 15.2; later ``IKEv2:(SESSION ID = 1,SA ID = 1):`` and ``IKEv2-ERROR:``.
"""

from __future__ import annotations

from collections.abc import Iterator

from remediate.lab.device import Device

__all__ = ["Lines", "Said", "Voice", "say_all"]

Said = tuple[str, str]
"""Category of a debug, or empty for a message of the log; text."""
Lines = Iterator[Said]


class Voice:
    """The words of one IOS device about one peer."""

    def __init__(self, device: Device, connection: int = 0) -> None:
        self.release = device.platform.release
        self.connection = connection

    def at(self, connection: int) -> Voice:
        """Speak of a connection from here on."""
        self.connection = connection
        return self

    def __call__(self, text: str) -> Said:
        """Return a line of ``debug crypto isakmp`` about the connection."""
        gap = " " if self.release.xe else ""
        return "crypto isakmp", f"ISAKMP:{gap}({self.connection}):{text}"

    def error(self, text: str) -> Said:
        """Return one that newer releases mark as an error."""
        if self.release.xe:
            return "crypto isakmp", f"ISAKMP-ERROR: ({self.connection}):{text.lstrip()}"
        return self(text)

    def packet(self, text: str) -> Said:
        """Return one on a packet."""
        if self.release.xe:
            return "crypto isakmp", f"ISAKMP-PAK: ({self.connection}):{text}"
        if text.startswith("received"):
            return "crypto isakmp", f"ISAKMP ({self.connection}): {text}"
        return self(f" {text}")

    def counted(self, text: str) -> Said:
        """Return one on the error counter."""
        if self.release.xe:
            return "crypto isakmp", f"ISAKMP-ERROR: ({self.connection}):{text}"
        return "crypto isakmp", f"ISAKMP ({self.connection}): {text}"

    @staticmethod
    def bare(text: str) -> Said:
        """Return one of no connection."""
        return "crypto isakmp", f"ISAKMP: {text}"

    @staticmethod
    def attribute(text: str) -> Said:
        """Return an attribute of an offer."""
        return "crypto isakmp", f"ISAKMP:      {text}"

    @staticmethod
    def ipsec(text: str) -> Said:
        """Return a line of ``debug crypto ipsec``."""
        return "crypto ipsec", f"IPSEC({text}"

    @staticmethod
    def engine(text: str) -> Said:
        """Return a line of ``debug crypto engine``."""
        return "crypto engine", text

    @staticmethod
    def log(text: str) -> Said:
        """Return a message of the log."""
        return "", text

    def ikev2(self, text: str, *, error: bool = False) -> Said:
        """Return a line of ``debug crypto ikev2`` about the session."""
        number = max(self.connection, 1)
        if not self.release.xe:
            return "crypto ikev2", f"IKEv2:(SA ID = {number}):{text}"
        mark = "-ERROR" if error else ""
        return "crypto ikev2", f"IKEv2{mark}:(SESSION ID = {number},SA ID = {number}):{text}"


def say_all(device: Device, lines: Lines, peer: str) -> None:
    """Print lines, each where its debug is on; messages of the log always, those of level 7 where they are logged."""
    for category, text in lines:
        if category:
            device.debug(category, text, peer, _level(text))
        elif not text.startswith("%ASA-7-") or _logs_all(device):
            device.say(text)


def _level(text: str) -> int:
    """Return the level of an ASA's debug that a line needs."""
    if text.startswith("IKEv2-PROTO-"):
        return int(text[12])
    return 7 if "[IKEv1 DEBUG]" in text else 1


def _logs_all(device: Device) -> bool:
    keys = ("logging buffered", "logging monitor", "logging trap", "logging console")
    return any(device.running.value(key, "level") == "debugging" for key in keys)
