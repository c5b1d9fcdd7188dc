"""Messages of a device, counted by class; of each class the first ones and the last are kept."""

from __future__ import annotations

from remediate.model.observation import Message

__all__ = ["MessageBag"]

_KEPT_PER_CLASS = 200
"""Messages kept per signature and peer, so that memory doesn't grow with a log; all are counted."""


class MessageBag:
    """Counts messages by signature and peer.

    The last one of a class is always kept: whether a failure stands behind a success hangs on it.
    """

    def __init__(self) -> None:
        """Start empty."""
        self._counts: dict[tuple[str, str], int] = {}
        self._kept: dict[tuple[str, str], list[Message]] = {}

    def add(self, message: Message, peer: str) -> None:
        """Count a message with the peer that it is about."""
        self._keep((message.signature, peer), message, 1)

    def take(self, other: MessageBag) -> None:
        """Take over what another one holds, behind what is here."""
        for key, kept in other._kept.items():
            for message in kept[:-1]:
                self._keep(key, message, 1)
            self._keep(key, kept[-1], other._counts[key] - len(kept) + 1)

    def _keep(self, key: tuple[str, str], message: Message, count: int) -> None:
        kept = self._kept.setdefault(key, [])
        if len(kept) > _KEPT_PER_CLASS:
            kept.pop()
        kept.append(message)
        self._counts[key] = self._counts.get(key, 0) + count

    @property
    def files(self) -> tuple[str, ...]:
        """The files that the messages stand in."""
        return tuple(dict.fromkeys(m.source.file for kept in self._kept.values() for m in kept))

    def messages(self) -> list[Message]:
        """Return what is kept, in order."""
        found = [message for kept in self._kept.values() for message in kept]
        return sorted(found, key=lambda item: (item.source, item.offset))

    def counts(self) -> tuple[tuple[str, str, int], ...]:
        """Return (signature, peer, count), in order."""
        return tuple((name, peer, count) for (name, peer), count in sorted(self._counts.items()))
