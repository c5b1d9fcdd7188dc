"""Results of ``ping`` on IOS, IOS-XE, PIX and ASA: field ids of the columns, and records."""

from __future__ import annotations

import enum
from typing import NamedTuple

__all__ = ["PingField", "PingReply", "PingRow"]


class PingField(enum.IntEnum):
    """Field ids of the columns. Reasons are those of :class:`fastparse.records.Field`."""

    TARGET = 1
    REPEAT = 2
    SIZE = 3
    LAST_SIZE = 4
    TIMEOUT = 5
    SOURCE = 6
    DF = 7
    RESULTS = 8
    PERCENT = 9
    RECEIVED = 10
    SENT = 11
    MINIMUM = 12
    AVERAGE = 13
    MAXIMUM = 14
    # answers to the questions of an extended ping, or what stands in brackets where none was typed
    ASKED_PROTOCOL = 20
    ASKED_TARGET = 21
    ASKED_REPEAT = 22
    ASKED_SIZE = 23
    ASKED_TIMEOUT = 24
    ASKED_SOURCE = 25
    ASKED_DF = 26
    ASKED_SWEEP = 27
    ASKED_FIRST_SIZE = 28
    ASKED_LAST_SIZE = 29
    ASKED_STEP = 30
    ASKED_OTHER = 31
    ASKED_NO_DF = 32
    # echoes with a line of their own, which REPLY begins
    ANSWERED = 40
    UNANSWERED = 41
    UNREACHABLE = 42
    REPLY_FROM = 43
    REPLY_TIME = 44
    REPLY_SIZE = 45
    REPLY_MTU = 46
    REPLY = 47
    TOO_BIG = 48


class PingReply(NamedTuple):
    """An echo that has a line of its own: on PIX always, on IOS where ``Verbose`` was asked for."""

    line: int
    result: str
    """``!`` answered, ``.`` not answered in time, ``U`` unreachable; ``M`` where an MTU is told."""
    time: int | None = None
    """Milliseconds."""
    size: int | None = None
    """Bytes of the datagram."""
    mtu: int | None = None
    """The MTU of the next hop that refused the datagram, in bytes."""
    source: str | None = None
    """Who answered."""


class PingRow(NamedTuple):
    """One ping. Sizes in bytes, ``timeout`` in seconds, round-trip times in milliseconds.

    What the device prints counts; answers to the questions of an extended ping fill what it does
    not print.
    ``complete`` is False when the output was cut or its characters are not as many as were sent.
    """

    line: int
    target: str | None = None
    repeat: int | None = None
    size: int | None = None
    """Of all datagrams, or of the first of a sweep up to ``last_size``."""
    last_size: int | None = None
    step: int | None = None
    """Of a sweep, as far as it was asked."""
    timeout: int | None = None
    source: str | None = None
    """Address or interface."""
    df: bool = False
    """Whether the output says that the DF bit was set."""
    characters: tuple[str, ...] = ()
    """Lines of results as printed, a character for each echo."""
    replies: tuple[PingReply, ...] = ()
    percent: int | None = None
    printed_received: int | None = None
    printed_sent: int | None = None
    minimum: int | None = None
    average: int | None = None
    maximum: int | None = None
    complete: bool = True

    @property
    def results(self) -> str:
        """The characters as printed (``!!.M.``), and one for each of ``replies``."""
        return "".join((*self.characters, *(reply.result for reply in self.replies)))

    @property
    def received(self) -> int | None:
        """As printed; counted where PIX prints a line for each echo and no sum."""
        return self.results.count("!") if self._summed() else self.printed_received

    @property
    def sent(self) -> int | None:
        """As printed; counted where PIX prints a line for each echo and no sum."""
        return len(self.replies) if self._summed() else self.printed_sent

    def _summed(self) -> bool:
        return self.repeat is None and bool(self.replies)

    @property
    def could_not_fragment(self) -> int:
        """How many echoes were too large for a hop that may not fragment them.

        ``M`` of IPv4 and ``B`` of IPv6.
        """
        return self.results.count("M") + self.results.count("B")
