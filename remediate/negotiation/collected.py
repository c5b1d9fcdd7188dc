"""Whether the keys of both ends were redacted together: those of two collections can't be compared."""

from __future__ import annotations

from remediate.negotiation.outcome import Negotiation
from remediate.secrets import alike

__all__ = ["TOGETHER", "collected_apart"]

TOGETHER = "its key was redacted in another collection than its peer's: collect both ends at once"
"""Why the running-configs of both ends are asked for again."""


def collected_apart(negotiation: Negotiation) -> bool:
    """Whether both ends hold keys that could be compared, had they been collected together."""
    keys = negotiation.keys
    pairs = [(keys.one, keys.two)]
    if negotiation.ikev2 is not None:
        one, two = negotiation.ikev2.one, negotiation.ikev2.two
        pairs += [(one.local, two.remote), (two.local, one.remote)]
    return any(
        ours is not None
        and theirs is not None
        and None not in (ours.fingerprint, theirs.fingerprint)
        and alike(ours.fingerprint, theirs.fingerprint) is None
        for ours, theirs in pairs
    )
