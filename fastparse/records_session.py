"""``show crypto session [detail]`` of IOS: its field ids and its records."""

from __future__ import annotations

import enum
from typing import NamedTuple

__all__ = ["CryptoSessionRow", "SessionField", "SessionFlow", "SessionSa"]


class SessionField(enum.IntEnum):
    """Field ids of the columns; reasons are those of :class:`fastparse.records.Field`."""

    HEAD = 1
    """The line that a session begins with."""
    INTERFACE = 2
    PROFILE = 3
    USERNAME = 4
    GROUP = 5
    ASSIGNED_ADDRESS = 6
    UPTIME = 7
    STATUS = 8
    PEER = 9
    PORT = 10
    FVRF = 11
    IVRF = 12
    PHASE1_ID = 13
    DESCRIPTION = 14
    SYSTEM_IP = 15
    SYSTEM_INTERFACE = 16
    # an IKE SA
    VERSION = 50
    SESSION_ID = 51
    LOCAL = 52
    LOCAL_PORT = 53
    REMOTE = 54
    REMOTE_PORT = 55
    SA_STATUS = 56
    CAPABILITIES = 57
    CONNECTION = 58
    LIFETIME = 59
    # an IPsec flow
    FLOW = 70
    ACTIVE_SAS = 71
    ORIGIN = 72
    DECRYPTED = 73
    INBOUND_DROPS = 74
    INBOUND_KILOBYTES = 75
    INBOUND_VOLUME = 76
    INBOUND_SECONDS = 77
    ENCRYPTED = 78
    OUTBOUND_DROPS = 79
    OUTBOUND_KILOBYTES = 80
    OUTBOUND_VOLUME = 81
    OUTBOUND_SECONDS = 82


class SessionSa(NamedTuple):
    """An IKE SA of a session. ``version`` is ``IKE``, ``IKEv1`` or ``IKEv2`` as printed."""

    line: int
    version: str
    session_id: int | None = None
    local: str | None = None
    local_port: int | None = None
    remote: str | None = None
    remote_port: int | None = None
    status: str | None = None
    """``Active`` or ``Inactive``."""
    capabilities: str | None = None
    """Letters of the legend, or ``(none)``."""
    connection: int | None = None
    lifetime: str | None = None
    """What is left of it, ``hours:minutes:seconds`` or ``0``, as printed."""


class SessionFlow(NamedTuple):
    """An IPsec flow: what it protects, its SAs and, in ``detail``, its counters.

    Counters are packets, volumes kilobytes, lifetimes seconds left.
    """

    line: int
    text: str
    """As printed behind ``IPSEC FLOW:``, e.g. ``permit 47 host 192.0.2.1 host 192.0.2.2``."""
    active_sas: int | None = None
    origin: str | None = None
    decrypted: int | None = None
    inbound_drops: int | None = None
    inbound_kilobytes: int | None = None
    inbound_volume: str | None = None
    """The words in place of the kilobytes (``KB Vol Rekey Disabled``); None for a number."""
    inbound_seconds: int | None = None
    encrypted: int | None = None
    outbound_drops: int | None = None
    outbound_kilobytes: int | None = None
    outbound_volume: str | None = None
    outbound_seconds: int | None = None

    @property
    def action(self) -> str:
        """``permit`` or ``deny``."""
        return self.text.split(None, 1)[0]

    @property
    def selectors(self) -> tuple[str, str, str] | None:
        """Protocol, source and destination; an end is ``host A``, ``A/mask``, ``A/length`` or ``any``.

        None where the text has other words, as it would for ports.
        """
        _, *words = self.text.split()
        ends: list[str] = []
        rest = iter(words[1:])
        for word in rest:
            if word == "host":
                ends.append(f"host {next(rest, '')}".strip())
            elif word == "any" or "/" in word:
                ends.append(word)
            else:
                return None
        return (words[0], ends[0], ends[1]) if len(ends) == 2 else None


class CryptoSessionRow(NamedTuple):
    """A session: one peer under one interface, its IKE SAs and its flows.

    An interface that is printed once stands for the sessions below it. ``(none)`` is as printed.
    ``complete`` is False when the block was cut, when a line of it was not understood, or when
    the interface that it stands under is not known: what is not there then proves nothing.
    """

    line: int
    interface: str | None = None
    profile: str | None = None
    username: str | None = None
    group: str | None = None
    assigned_address: str | None = None
    uptime: str | None = None
    status: str | None = None
    peer: str | None = None
    port: int | None = None
    fvrf: str | None = None
    ivrf: str | None = None
    phase1_id: str | None = None
    description: str | None = None
    system_ip: str | None = None
    system_interface: str | None = None
    sas: tuple[SessionSa, ...] = ()
    flows: tuple[SessionFlow, ...] = ()
    complete: bool = True
