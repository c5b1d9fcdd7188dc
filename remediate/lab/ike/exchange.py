"""What becomes of a negotiation: how far it came, and what each end knows of it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from remediate.lab.aces import Ace
from remediate.lab.ike.certified import Unproven
from remediate.lab.ike.facts import CryptoEntry, Facts, Policy, TransformSet
from remediate.lab.ike.facts2 import Proposal2

__all__ = ["Check", "Child", "End", "Exchange", "Reason"]


class Reason(enum.Enum):
    """Why a negotiation ended without association."""

    NO_KEY = "the initiator has no key for the peer"
    NO_OFFER = "the initiator has no policy that it can use"
    NO_PROFILE = "the initiator has no usable IKEv2 profile"
    NO_ROUTE = "the initiator has no way to the peer"
    NO_ANSWER = "nobody answers at the peer's address"
    ANSWER_LOST = "the answers do not come back"
    POLICY = "no common policy for the IKE SA"
    PEER_NO_KEY = "the responder has no key for the initiator"
    NO_CERTIFICATE = "the initiator has no certificate to prove itself by"
    CERTIFICATE = "the responder does not take the initiator's certificate"
    CERTIFICATE_BACK = "the initiator does not take the responder's certificate"
    PORT_4500 = "packets on UDP 4500 are lost"
    KEYS = "the keys differ"
    PEER_NO_PROFILE = "the responder has no profile for the initiator's identity"
    IDENTITY = "the initiator's profile is not for the responder's identity"
    KEYS_BACK = "the responder's key is not the one that the initiator expects"
    METHOD = "an end wants to authenticate in another way"
    LOCAL_ADDRESS = "no crypto map negotiates from the address that was asked"
    SELECTOR = "no entry protects what was proposed"
    PEER = "the entry that protects what was proposed is for another peer"
    TRANSFORM = "no common transform set"
    MODE = "the modes differ"
    PFS = "the responder's group for perfect forward secrecy was not offered"


@dataclass(frozen=True, slots=True)
class Check:
    """An offered policy against one of the responder's."""

    number: int
    """Of the offer, from 1."""
    offer: Policy
    policy: Policy
    complaint: str
    """``Hash algorithm``, ``Encryption algorithm``, ``Diffie-Hellman group``, ``Authentication method``,
    ``key length``; empty where the two are equal."""


@dataclass(slots=True, kw_only=True)
class End:
    """One end of an exchange."""

    facts: Facts
    local: str
    """Its real address."""
    peer: str
    """The other, as seen from here."""
    identity: str = ""
    """As it names itself."""
    key_source: str = ""
    profile: str = ""


@dataclass(slots=True, kw_only=True)
class Exchange:
    """Phase 1, or IKE_SA_INIT and IKE_AUTH without the child."""

    version: int
    entry: CryptoEntry
    """The initiator's."""
    initiator: End
    responder: End | None = None
    refusal: Reason | None = None
    checks: list[Check] = field(default_factory=list)
    unusable: tuple[Policy, ...] = ()
    """Policies that the responder's release does not use."""
    policy: Policy | None = None
    proposal: Proposal2 | None = None
    """What was chosen: one item in each list."""
    offered: tuple[Proposal2, ...] = ()
    expected: tuple[Proposal2, ...] = ()
    guessed: int = 0
    """Group of the first message, where another had to be taken."""
    lifetime: int = 86400
    translated: tuple[bool, bool] = (False, False)
    """Whether the initiator, the responder is behind a translator."""
    floated: bool = False
    """Whether it went on to UDP 4500."""
    signed: bool = False
    """Whether certificates prove who the ends are, those of the initiator at least."""
    unproven: Unproven | None = None
    """What is wrong with the certificate that was not taken."""

    @property
    def up(self) -> bool:
        """Whether there is an IKE SA."""
        return self.refusal is None

    @property
    def heard(self) -> bool:
        """Whether the responder got a message."""
        return self.responder is not None

    @property
    def answering(self) -> End:
        """Return the responder. Raises ``LookupError`` where nobody got a message."""
        if self.responder is None:
            raise LookupError("nobody answered")
        return self.responder


@dataclass(slots=True, kw_only=True)
class Child:
    """Phase 2, or the child of IKEv2."""

    offer: Ace
    """As the initiator has it: source is its side."""
    sets: tuple[TransformSet, ...]
    """As the initiator offers them."""
    pfs: int | None = None
    """As offered."""
    refusal: Reason | None = None
    entry: CryptoEntry | None = None
    """The responder's."""
    agreed: Ace | None = None
    """What is protected, as the initiator has it."""
    answered: Ace | None = None
    """The responder's own entry, as it has it."""
    transform: TransformSet | None = None
    transport: bool = False
    lifetime: int = 3600
    kilobytes: int = 4608000
    acceptable: int = 0
    """How many of the offered sets were looked at before the last."""

    @property
    def up(self) -> bool:
        """Whether there are associations."""
        return self.refusal is None
