"""What a comparison of IKEv2 comes to: the types."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from remediate.model.config_ikev2 import (
    Ikev2Identity,
    Ikev2Peer,
    Ikev2Profile,
    Ikev2Proposal,
    Ikev2TunnelGroup,
)
from remediate.model.config_keys import PreSharedKey

if TYPE_CHECKING:
    from remediate.negotiation.outcome import Agreement, KeyState, Side

__all__ = ["Credentials", "Ikev2Init", "Ikev2Keys", "Ikev2Lack", "Ikev2Outcome", "ProposalPair"]


class ProposalPair(NamedTuple):
    """The two proposals that come nearest, with the attributes that have nothing in common."""

    one: Ikev2Proposal
    two: Ikev2Proposal
    differences: tuple[tuple[str, str, str], ...]
    """(attribute, values at the first end, values at the second)."""


class Ikev2Init(NamedTuple):
    """IKE_SA_INIT: the proposals for the IKE SA."""

    outcome: Agreement
    reason: str
    nearest: ProposalPair | None = None
    unproven: tuple[Side, ...] = ()
    """Ends whose built-in proposal decides and is not known."""


class Ikev2Lack(NamedTuple):
    """Something of IKEv2 that an end needs for this peer and does not have."""

    side: Side
    kind: str
    """``profile``, ``unbound``, ``match``, ``fvrf``, ``local``, ``authentication``, ``keyring``, ``peer``, ``key``,
    ``tunnel-group``, ``enable`` or ``version``; ``begin`` of what is needed to initiate alone."""
    reason: str
    line: int | None = None
    way: str | None = None
    """Of a key, ``local`` or ``remote``."""


class Credentials(NamedTuple):
    """What an end authenticates with towards the peer, and what it accepts."""

    side: Side
    lacks: tuple[Ikev2Lack, ...] = ()
    unknown: tuple[str, ...] = ()
    """Why it can't be told."""
    profile: Ikev2Profile | None = None
    peer: Ikev2Peer | None = None
    group: Ikev2TunnelGroup | None = None
    local_method: str | None = None
    remote_methods: tuple[str, ...] = ()
    local: PreSharedKey | None = None
    remote: PreSharedKey | None = None
    identity: Ikev2Identity | None = None
    """Identity that the end shows, None where it can't be told."""


class Ikev2Keys(NamedTuple):
    """Authentication, each direction by itself."""

    state: KeyState
    reason: str
    methods: bool = False
    """Whether it is the methods that differ, not the keys."""


class Ikev2Outcome(NamedTuple):
    """Two ends that negotiate with IKEv2: all but the child SA."""

    init: Ikev2Init
    keys: Ikev2Keys
    one: Credentials
    two: Credentials
    lacks: tuple[Ikev2Lack, ...]
