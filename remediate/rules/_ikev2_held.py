"""What an entry for IKEv2 has for a peer that it doesn't name yet."""

from __future__ import annotations

from remediate.model.config_maps import CryptoMapEntry
from remediate.negotiation import Side
from remediate.negotiation.ikev2_credentials import credentials, identity_of

__all__ = ["credible"]


def credible(side: Side, entry: CryptoMapEntry, other: Side) -> bool:
    """Whether an entry for IKEv2 has all that it needs for the peer, once it names it."""
    found = credentials(side._replace(entries=(entry,)), identity_of(other))
    held = found.peer is not None or found.group is not None
    both = (
        entry.ikev2_proposals and entry.transform_sets
    )  # falls back to IKEv1, whose key would be looked at too
    return held and not (found.lacks or found.unknown or both)
