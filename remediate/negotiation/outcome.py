"""What a comparison of two configurations comes to: the types."""

from __future__ import annotations

import enum
from typing import NamedTuple

from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface
from remediate.model.config_keys import PreSharedKey
from remediate.model.config_maps import CryptoMapEntry, IsakmpPolicy, TransformSet
from remediate.model.evidence import TunnelEnd
from remediate.model.selector import Selector
from remediate.negotiation.ikev2_outcome import Ikev2Outcome
from remediate.negotiation.tunnels import tunnels_from

__all__ = [
    "Agreement",
    "EntryPair",
    "KeyState",
    "Keys",
    "Lack",
    "Negotiation",
    "Phase1",
    "PolicyPair",
    "Selectors",
    "Side",
    "TransformPair",
]


class Agreement(enum.Enum):
    """Outcome of a comparison."""

    AGREE = "agree"
    DIFFER = "differ"
    UNKNOWN = "unknown"
    """It can't be told from what is known; the reason says why."""


class KeyState(enum.Enum):
    """Outcome of looking up the pre-shared keys for each other."""

    EQUAL = "equal"
    DIFFERENT = "different"
    MISSING = "missing"
    """At least one end holds no key for the other."""
    INCOMPARABLE = "cannot be compared"
    UNUSED = "not used"
    """The keys that are known say nothing: IKEv2, an IPv6 peer, a peer behind translation."""


class Side(NamedTuple):
    """One end's part of the negotiation."""

    end: TunnelEnd
    config: CryptoConfig
    peer: str
    """Address of the other end as this one knows it."""
    entries: tuple[CryptoMapEntry, ...]
    """Crypto-map entries for the peer, or the tunnel to it; where none names it, the entries of
    dynamic maps and multipoint tunnels."""
    dynamic: bool

    @property
    def name(self) -> str:
        """Name of the device."""
        return self.end.device or self.end.address

    @property
    def tunnels(self) -> tuple[Interface, ...]:
        """Tunnel interfaces with tunnel protection that reach the peer."""
        return tunnels_from(self.config, self.end.local_address, self.peer)


class PolicyPair(NamedTuple):
    """The two policies that come nearest, with the attributes that differ."""

    one: IsakmpPolicy
    two: IsakmpPolicy
    differences: tuple[tuple[str, str, str], ...]
    """(attribute, value at the first end, value at the second)."""


class Phase1(NamedTuple):
    """ISAKMP policies."""

    outcome: Agreement
    reason: str
    agreed: tuple[IsakmpPolicy, IsakmpPolicy] | None = None
    nearest: PolicyPair | None = None
    unproven: tuple[Side, ...] = ()
    """Ends whose built-in policies decide and are not known."""


class Keys(NamedTuple):
    """Pre-shared keys."""

    state: KeyState
    reason: str
    one: PreSharedKey | None = None
    two: PreSharedKey | None = None


class TransformPair(NamedTuple):
    """Transform sets of two entries that serve the same flows."""

    outcome: Agreement
    reason: str
    one: tuple[TransformSet, ...] = ()
    two: tuple[TransformSet, ...] = ()
    agreed: tuple[TransformSet, TransformSet] | None = None


class Selectors(NamedTuple):
    """Crypto ACLs against each other. All selectors are as the *first named* end sees them."""

    outcome: Agreement
    reason: str
    common: tuple[Selector, ...] = ()
    """As seen from the first end."""
    only_one: tuple[Selector, ...] = ()
    """Flows of the first end that have no mirror at the second, as the first sees them."""
    only_two: tuple[Selector, ...] = ()
    """Flows of the second end that have no mirror at the first, as the *second* sees them."""


class Lack(NamedTuple):
    """Something that an end needs for the tunnel and does not have, whatever the other end has."""

    side: Side
    slug: str
    """Root cause that it is."""
    reason: str
    line: int | None = None


class EntryPair(NamedTuple):
    """Two crypto-map entries that face each other."""

    one: CryptoMapEntry
    two: CryptoMapEntry
    selectors: Selectors
    transforms: TransformPair
    pfs: Agreement
    pfs_reason: str


class Negotiation(NamedTuple):
    """The whole comparison of a tunnel whose two configurations are known."""

    one: Side
    two: Side
    phase1: Phase1
    keys: Keys
    pairs: tuple[EntryPair, ...]
    lacking: tuple[Lack, ...]
    """What one end lacks by itself."""
    unknown: tuple[str, ...]
    """Why the comparison can't say more."""
    ikev2: Ikev2Outcome | None = None
    """What two ends with IKEv2 come to before their child SA; ``phase1`` and ``keys`` say nothing then."""

    @property
    def key_state(self) -> KeyState:
        """Outcome for the keys of the version of IKE in use."""
        return self.keys.state if self.ikev2 is None else self.ikev2.keys.state

    @property
    def key_reason(self) -> str:
        """The reason for ``key_state``."""
        return self.keys.reason if self.ikev2 is None else self.ikev2.keys.reason

    @property
    def policy_outcome(self) -> Agreement:
        """Outcome for ISAKMP policies or IKEv2 proposals, whichever are used."""
        return self.phase1.outcome if self.ikev2 is None else self.ikev2.init.outcome

    @property
    def policy_reason(self) -> str:
        """The reason for ``policy_outcome``."""
        return self.phase1.reason if self.ikev2 is None else self.ikev2.init.reason

    @property
    def children_agree(self) -> bool:
        """Whether all of phase 2 was comparable and agrees, and no end lacks what it needs by itself."""
        return (
            bool(self.pairs)
            and all(
                pair.selectors.outcome is Agreement.AGREE
                and pair.transforms.outcome is Agreement.AGREE
                and pair.pfs is Agreement.AGREE
                for pair in self.pairs
            )
            and not self.lacking
            and not self.unknown
        )

    @property
    def agrees(self) -> bool:
        """Whether everything was comparable and agrees."""
        return (
            self.policy_outcome is Agreement.AGREE
            and self.key_state is KeyState.EQUAL
            and not (self.ikev2 is not None and self.ikev2.lacks)
            and self.children_agree
        )
