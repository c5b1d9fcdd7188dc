"""The negotiations of one device: which refusals counted, and what the closing lines stand for.

Refusals are held back until their negotiation is decided. Connections are kept apart, as a hub's
debug interleaves its peers. Lines without a connection (``IPSEC(...)`` prints none) belong to the
next line that has one, since a device checks one payload without a pause.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from remediate.messages.reasons import Entry, Reasons
from remediate.model.signature import Role

__all__ = ["Dialogue"]

LOOSE = 16
"""Positions that a line without a connection waits for one."""
UNDONE = 30
"""Positions in which a refusal can still undo an acceptance (attributes fit, proxies don't)."""
TRAILING = 16
"""Positions in which further closing lines of the same negotiation may follow."""
STALE = 200
"""Positions without a word after which a negotiation is over, however it stood."""
CONNECTIONS = 512
"""Connections that are remembered at once; the oldest is decided when one more comes."""


@dataclass(slots=True, eq=False)
class _Talk:
    """One connection's current negotiation."""

    refused: list[Entry] = field(default_factory=list)
    waiting: list[Entry] = field(default_factory=list)
    closings: list[Entry] = field(default_factory=list)
    accepted: int | None = None
    checking: bool = False
    closed: int | None = None
    touched: int = 0
    peer: str | None = None
    peer_at: int = 0


class Dialogue:
    """Takes a device's messages in order and settles each as soon as its meaning is known."""

    __slots__ = ("_at", "_heard", "_last", "_last_at", "_loose", "_talks")

    def __init__(self) -> None:
        """Start with no negotiation known."""
        self._talks: dict[str | None, _Talk] = {}
        self._loose: list[Entry] = []
        self._last: str | None = None
        self._last_at = -UNDONE
        self._heard: dict[str, tuple[int, tuple[str, ...]]] = {}
        self._at = 0

    def feed(self, entry: Entry) -> None:
        """Take the next message."""
        self._at = entry.at
        self._expire(entry.at)
        role = entry.role
        if role is Role.BENIGN or (role is Role.FAULT and not entry.tied):
            self._settle(entry)
        elif role is Role.START:
            self._start(entry)
        elif role is Role.CHECK:
            self._check(entry)
        elif role is Role.ACCEPTANCE:
            self._accept(entry)
        elif role in (Role.REJECTION, Role.CONSEQUENCE, Role.FAULT):
            self._refuse(entry)
        elif role is Role.WAITING:
            self._talk(entry.key, entry.at).waiting.append(entry)
        elif role is Role.CLOSING:
            self._close(entry)
        else:
            self._progress(entry)
        if entry.key is not None:
            self._last, self._last_at = entry.key, entry.at
        if role is Role.FAULT and entry.peer is not None:
            if len(self._heard) >= CONNECTIONS:
                self._heard.clear()
            self._heard[entry.peer] = (entry.at, entry.slugs)

    def end(self) -> None:
        """Decide everything that is still open: the input is over, or too much is held."""
        self._let_go()
        for key in list(self._talks):
            self._finish(key)

    def forget(self) -> None:
        """Decide what has been silent for long, seen from the last message."""
        for key, talk in list(self._talks.items()):
            if self._at - talk.touched > STALE:
                self._finish(key)

    # --- roles ---------------------------------------------------------------------------------

    def _start(self, entry: Entry) -> None:
        self._let_go()
        old = self._talks.get(entry.key)
        self._finish(entry.key, answered=True)
        talk = self._talk(entry.key, entry.at)
        talk.peer, talk.peer_at = entry.peer, entry.at
        if entry.peer is None and old is not None and entry.at - old.peer_at <= UNDONE:
            # "received packet from A ... NEW SA" is printed before the payload is processed.
            talk.peer = old.peer
        self._settle(entry)

    def _check(self, entry: Entry) -> None:
        key = entry.key if entry.key is not None else self._current(entry.at)
        if self._talk(key, entry.at).closed is not None:
            self._finish(key)
        self._talk(key, entry.at).checking = True
        self._settle(entry)

    def _accept(self, entry: Entry) -> None:
        key = entry.key if entry.key is not None else self._current(entry.at)
        talk = self._adopted(key, entry.at)
        if talk.closed is not None:
            self._finish(key)
            talk = self._talk(key, entry.at)
        talk.accepted, talk.checking = entry.at, False
        talk.peer = talk.peer or entry.peer
        for item in talk.waiting:
            self._settle(item, ())
        talk.waiting.clear()
        self._settle(entry)

    def _refuse(self, entry: Entry) -> None:
        if entry.key is None:
            self._loose.append(entry)
            return
        talk = self._adopted(entry.key, entry.at)
        if talk.closed is not None and entry.role is not Role.FAULT:
            self._finish(entry.key)
            talk = self._talk(entry.key, entry.at)
        talk.accepted = None
        talk.refused.append(entry)

    def _close(self, entry: Entry) -> None:
        key = entry.key if entry.key is not None else self._current(entry.at)
        talk = self._adopted(key, entry.at)
        if entry.key is None and entry.peer and talk.peer and entry.peer != talk.peer:
            # The line names another peer than the negotiation before it.
            self._settle(entry, self._recalled(entry))
            return
        talk.accepted, talk.closed = None, entry.at
        talk.closings.append(entry)
        talk.peer = entry.peer or talk.peer

    def _progress(self, entry: Entry) -> None:
        if entry.key is not None:
            talk = self._talk(entry.key, entry.at)
            decided = talk.accepted is not None and not talk.checking
            moved = talk.closed is not None and entry.peer not in (None, talk.peer)
            if not entry.attribute and (decided or (moved and talk.peer is not None)):
                self._finish(entry.key)
                renewed = self._talk(entry.key, entry.at)
                renewed.peer, renewed.peer_at = talk.peer, talk.peer_at
                talk = renewed
            if entry.peer is not None:
                talk.peer, talk.peer_at = entry.peer, entry.at
        self._settle(entry)

    # --- bookkeeping ---------------------------------------------------------------------------

    def _current(self, at: int) -> str | None:
        """Return the connection that a line without one most likely belongs to."""
        return self._last if at - self._last_at <= UNDONE else None

    def _talk(self, key: str | None, at: int) -> _Talk:
        talk = self._talks.get(key)
        if talk is not None and at - talk.touched > STALE:
            self._finish(key)
            talk = None
        if talk is None:
            if len(self._talks) >= CONNECTIONS:
                self._finish(next(iter(self._talks)))
            talk = self._talks[key] = _Talk()
        talk.touched = at
        return talk

    def _adopted(self, key: str | None, at: int) -> _Talk:
        """Return the talk of ``key``, with the lines that waited for a connection given to it."""
        talk = self._talk(key, at)
        if not self._loose:
            return talk
        if talk.closed is not None:
            self._finish(key)
            talk = self._talk(key, at)
        talk.refused.extend(self._loose)
        talk.accepted = None
        self._loose.clear()
        return talk

    def _let_go(self) -> None:
        reasons = Reasons.of(self._loose)
        for item in self._loose:
            self._settle(item, reasons.narrow(item))
        self._loose.clear()

    def _expire(self, at: int) -> None:
        if self._loose and at - self._loose[-1].at > LOOSE:
            self._let_go()
        talk = self._talks.get(self._last)
        if talk is None:
            return
        over = talk.closed is not None and at - talk.closed > TRAILING
        if over or (talk.accepted is not None and at - talk.accepted > UNDONE):
            self._finish(self._last)

    def _finish(self, key: str | None, *, answered: bool = False) -> None:
        """Settle a negotiation: refusals of an accepted one were none."""
        talk = self._talks.pop(key, None)
        if talk is None:
            return
        held = [*talk.refused, *talk.waiting, *talk.closings]
        for item in held:
            if item.peer is None:
                item.negotiated_with = talk.peer
        reasons = Reasons.of(held)
        for item in talk.refused:
            cleared = talk.accepted is not None and item.role is not Role.FAULT
            self._settle(item, () if cleared else reasons.narrow(item))
        for item in talk.waiting:
            self._settle(item, () if answered and talk.closed is None else item.slugs)
        for item in talk.closings:
            self._settle(item, reasons.narrow(item) if len(held) > 1 else self._recalled(item))

    def _recalled(self, entry: Entry) -> tuple[str, ...]:
        """Narrow a lone closing line by what was last said of its peer (``IKMP_BAD_MESSAGE`` from it)."""
        heard = self._heard.get(entry.peer or "")
        if heard is None or entry.at - heard[0] > UNDONE:
            return entry.slugs
        return tuple(sorted(set(heard[1]).intersection(entry.slugs))) or entry.slugs

    @staticmethod
    def _settle(entry: Entry, slugs: tuple[str, ...] | None = None) -> None:
        entry.slugs = entry.slugs if slugs is None else slugs
        entry.settled = True
