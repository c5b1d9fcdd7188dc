"""What the negotiation comes to in one direction of initiation: the types."""

from __future__ import annotations

import enum
from typing import NamedTuple, TypeVar

from remediate.model.config_ikev2 import Ikev2Proposal
from remediate.model.config_maps import CryptoMapEntry, IsakmpPolicy, TransformSet
from remediate.model.selector import Selector
from remediate.negotiation.outcome import Side

__all__ = ["AgreedPolicy", "AgreedProposal", "Child", "Direction", "Ending"]


_T = TypeVar("_T")


class Ending(enum.Enum):
    """How far a negotiation gets. The values are words of the JSON and stable."""

    UP = "up"
    ANSWERS_ONLY = "answers-only"
    """The end has no fixed peer (a dynamic map, a multipoint tunnel): it waits to be asked. No fault."""
    NOT_STARTED = "not-started"
    """The end doesn't ask: it lacks something, or an entry of its own for another peer takes the flow."""
    NO_ANSWER = "no-answer"
    """The other end doesn't do IKE."""
    POLICY = "policy"
    """No ISAKMP policy is accepted."""
    KEYS = "keys"
    """The peer can't be authenticated."""
    PROXIES = "proxies"
    """No entry of the responder takes the flow."""
    ORDER = "entry-order"
    """An earlier entry of the responder takes the flow, and is for another peer."""
    TRANSFORMS = "transforms"
    """No transform set is accepted."""
    PFS = "pfs"
    """The responder demands a Diffie-Hellman group that isn't offered."""
    REFUSED = "refused"
    """The release of an end takes nothing of what both configurations agree on."""
    UNKNOWN = "unknown"

    @property
    def fails(self) -> bool:
        """Whether it is known that no tunnel comes of it, though one was meant."""
        return self not in (Ending.UP, Ending.ANSWERS_ONLY, Ending.UNKNOWN)


class AgreedPolicy(NamedTuple):
    """The ISAKMP policy that the responder chooses."""

    initiator: IsakmpPolicy
    responder: IsakmpPolicy

    @property
    def lifetime(self) -> int:
        """Seconds: the shorter of the two."""
        return min(self.initiator.lifetime, self.responder.lifetime)


class AgreedProposal(NamedTuple):
    """The first IKEv2 proposals that have an algorithm of each kind in common.

    Which of several the responder takes is its own affair (RFC 7296, section 2.7): all are given.
    """

    initiator: Ikev2Proposal
    responder: Ikev2Proposal

    @property
    def encryption(self) -> tuple[str, ...]:
        """What both have, in the initiator's order."""
        return _common(self.initiator.encryption, self.responder.encryption)

    @property
    def integrity(self) -> tuple[str, ...]:
        """What both have; of no meaning for AES-GCM."""
        return _common(self.initiator.integrity, self.responder.integrity)

    @property
    def prf(self) -> tuple[str, ...]:
        """What both have."""
        return _common(self.initiator.prf, self.responder.prf)

    @property
    def groups(self) -> tuple[int, ...]:
        """Diffie-Hellman groups that both have."""
        return _common(self.initiator.groups, self.responder.groups)


def _common(one: tuple[_T, ...], two: tuple[_T, ...]) -> tuple[_T, ...]:
    return tuple(item for item in one if item in two)


class Child(NamedTuple):
    """One negotiation of phase 2."""

    entry: CryptoMapEntry
    """The initiator's."""
    answer: CryptoMapEntry | None
    """The responder's; None where it has none for the flow."""
    selector: Selector | None
    """The flow as the initiator proposes it; None of a tunnel interface."""
    ending: Ending
    reason: str
    slug: str | None = None
    """Root cause where it fails."""
    transforms: tuple[TransformSet, TransformSet] | None = None
    """Initiator's and responder's, of the first of the initiator's that is accepted."""
    mode: str | None = None
    pfs_group: int | None = None
    """Group of the exchange; None without PFS."""
    lifetime: int | None = None
    """Seconds that the SA lives: the shorter of the two; None where a text isn't known."""
    taker: CryptoMapEntry | None = None
    """The entry for another peer that takes the flow: the responder's, or the initiator's where it doesn't start."""
    narrower: bool = False
    """Whether the responder's own entry is wider than the flow."""


class Direction(NamedTuple):
    """What happens when one end initiates."""

    initiator: Side
    responder: Side
    version: int
    """Of IKE."""
    ending: Ending
    """Of all flows together: the first that fails decides, then what isn't known."""
    reason: str
    slug: str | None = None
    """Root cause where it fails."""
    policy: AgreedPolicy | None = None
    proposal: AgreedProposal | None = None
    """Of IKEv2."""
    children: tuple[Child, ...] = ()

    @property
    def failing(self) -> tuple[Child, ...]:
        """The phase-2 negotiations that fail."""
        return tuple(child for child in self.children if child.ending.fails)
