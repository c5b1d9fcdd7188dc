"""How often: occasional or lasting, from messages with their times and from counters.

Devices print fewer lines than there are packets: IOS a mac-verify line at most every 30 seconds, ASA
a 402xxx line at most every 5. So lines are only taken for *how long* something goes on; of *how many*
packets counters speak, where an output shows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from remediate.messages.times import resolution, seconds_of
from remediate.model.diagnosis import Evidence
from remediate.model.evidence import TunnelEnd
from remediate.model.observation import Message
from remediate.rules.case import EVIDENCE_LIMIT, Case

__all__ = ["Rate", "Share", "counter_evidence", "rate_of", "seldom", "share_of"]

_DAY = 86400

LEAST = 3
"""Messages below which nothing lasts."""
SHORT = 60
"""Seconds within which a burst is over: a rekey, a path that changes."""
MANY = 10
"""Lines that, rate limits and all, tell of more than a burst in a third of that time."""
SELDOM = 600
"""Seconds between two messages, on average, above which a few of them are occasional."""
HOURS_ON_END = 1800
"""The same of many: what comes back for hours."""
KEPT = 200
"""Messages of a class and peer that the evidence keeps: where there are fewer, none was only counted."""
ONE_IN = 1000
"""A share of packets below one in so many is what busy paths lose anyway."""


class Rate(NamedTuple):
    """Messages of one cause that an end printed."""

    lines: int
    """How many were printed."""
    span: float | None
    """Seconds from the first to the last; None where their times can't be read."""

    @property
    def lasting(self) -> bool:
        """Whether it goes on: several, over more than a moment, and not hours apart.

        Where times can't be read their number alone has to do.
        """
        return self.lasts()

    def lasts(self, *, burst: int = MANY) -> bool:
        """Whether it goes on, where so many lines within a third of a minute are no burst any more."""
        if self.lines < LEAST:
            return False
        if self.span is None:
            return True
        moment = SHORT if self.lines < burst else SHORT / 3
        gap = SELDOM if self.lines < MANY else HOURS_ON_END
        return moment < self.span <= gap * (self.lines - 1)

    def __str__(self) -> str:
        """Return the count with its time, for an explanation."""
        lines = f"{self.lines} message{'s' if self.lines != 1 else ''}"
        if self.lines < 2:  # one has no span
            return lines
        if self.span is None:
            return f"{lines} (their times can't be read)"
        return f"{lines} within {_spoken(self.span)}"


class Share(NamedTuple):
    """Packets that failed, of those that came, as an output counts them."""

    name: str
    """Of the counter as printed."""
    failed: int
    received: int

    @property
    def lasting(self) -> bool:
        """Whether at least one packet in a thousand fails."""
        return self.failed >= LEAST and self.failed * ONE_IN >= self.received

    def __str__(self) -> str:
        """Return the two counters, for an explanation."""
        return f"{self.name} {self.failed} beside {self.received} packets decapsulated"


def rate_of(messages: Sequence[tuple[TunnelEnd, Message]], end: TunnelEnd) -> Rate:
    """Return how often an end printed these messages, those included that were counted and not kept."""
    mine = [message for other, message in messages if other is end]
    kept = len(mine)
    evidence = end.evidence
    if evidence is not None and kept >= KEPT:
        kinds = {(item.signature, value) for item in mine for _, value in item.fields}
        kinds |= {(item.signature, "") for item in mine if not item.fields}
        counted = sum(n for name, peer, n in evidence.message_counts if (name, peer) in kinds)
        kept = max(kept, counted)
    times = [seconds_of(message.time) for message in mine]
    known = [time for time in times if time is not None]
    if len(known) < len(times) or not known:
        return Rate(kept, None)
    span = max(known) - min(known)
    coarse = max(resolution(message.time) for message in mine)
    return Rate(kept, span if span >= coarse else None)


def seldom(case: Case, slug: str, end: TunnelEnd) -> bool:
    """Whether an end printed messages of a cause now and then, long apart, while packets move both ways."""
    rate = rate_of(case.messages(slug), end)
    apart = rate.span is not None and rate.span > SELDOM * max(rate.lines - 1, 1)
    return case.carries_traffic() and apart and not rate.lasting


def share_of(end: TunnelEnd, counter: str, printed: str) -> Share | None:
    """Return what an end's SAs count of a failure, None where no output shows the counter."""
    shown = [sa for sa in end.ipsec_sas if any(name == counter for name, _ in sa.counters)]
    if not shown:
        return None
    return Share(
        printed,
        sum(sa.counter(counter) for sa in shown),
        sum(sa.counter("decaps") for sa in shown),
    )


def counter_evidence(end: TunnelEnd, counter: str, printed: str) -> tuple[Evidence, ...]:
    """Return the SAs of an output that count a failure, as evidence."""
    return tuple(
        Evidence(
            device=end.device or end.address,
            file=sa.source.file,
            line=sa.source.line,
            text=f"{printed}: {sa.counter(counter)} (local ident {sa.local_ident}, remote ident {sa.remote_ident})",
        )
        for sa in end.ipsec_sas
        if sa.counter(counter)
    )[:EVIDENCE_LIMIT]


def _spoken(seconds: float) -> str:
    if seconds >= 2 * _DAY:
        return f"{seconds / _DAY:.0f} days"
    if seconds >= 7200:  # two hours
        return f"{seconds / 3600:.0f} hours"
    if seconds >= 120:  # two minutes
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds:.0f} seconds"
