"""Changes of IKEv2: proposals and policies, what a keyring, profile or tunnel-group lacks."""

from __future__ import annotations

from remediate.model.change_base import DeviceChange, SecretRef
from remediate.model.config_ikev2 import Ikev2Identity, Ikev2Proposal

__all__ = ["AlignIkev2Proposal", "CompleteIkev2Keyring", "Ikev2Change"]


class AlignIkev2Proposal(DeviceChange, frozen=True, kw_only=True, tag="align-ikev2-proposal"):
    """Add one IKEv2 proposal with one algorithm of each kind, and have a policy offer it.

    ASA: a policy of its own, whose number is the proposal's name.
    """

    proposal: Ikev2Proposal
    policy: str | None = None
    """IOS policy that gets it, None on an ASA."""
    new_policy: bool = False
    """Whether that policy is made for it: the first one displaces the built-in one."""
    fvrf: str | None = None
    """``match fvrf`` of a new policy; None for the global routing table."""
    existing: bool = False
    """Whether the proposal is in the configuration, and only no policy that is used names it (IOS)."""


class CompleteIkev2Keyring(DeviceChange, frozen=True, kw_only=True, tag="complete-ikev2-keyring"):
    """Add what a profile, keyring or tunnel-group lacks for one peer; what is there stays.

    The key is the one that the other end has: its keys are named by references.
    """

    profile: str | None = None
    """IOS profile that gets ``match``, ``fvrf`` or ``link``."""
    match: Ikev2Identity | None = None
    """Identity of the peer to be matched."""
    fvrf: str | None = None
    """Front-door VRF that the profile is to match, where it names none."""
    link: str | None = None
    """Keyring that the profile is to name."""
    previous_link: str | None = None
    map: str | None = None
    """Crypto map whose entry gets the profile."""
    sequence: int | None = None
    keyring: str | None = None
    """IOS keyring that gets a peer block."""
    peer: str | None = None
    """Name of the new peer block; on an ASA the tunnel-group."""
    address: str | None = None
    """Address of the new peer block."""
    create: bool = False
    """Whether the tunnel-group is made for it."""
    secret: SecretRef | None = None
    """Key to authenticate with, None where there is one; the other end's remote key."""
    secret_remote: SecretRef | None = None
    """Key expected of the peer; None where there is one, or (with ``secret``) where it is the same."""
    like: str | None = None
    """Where the other end has these keys: the peer block ``KEYRING/PEER``, or a tunnel-group."""


Ikev2Change = AlignIkev2Proposal | CompleteIkev2Keyring
