"""What is said where nothing that both ends could have is strong enough."""

from __future__ import annotations

from collections.abc import Sequence

from remediate.capabilities import lacks_ciphers
from remediate.negotiation import Side

__all__ = ["way_on"]


def way_on(what: str, sides: Sequence[Side], *, ikev2: bool) -> str:
    """Return why there is none, and what goes on: a release that the dumps do not show may well have one."""
    unknown = [side.name for side in sides if side.config.release.text is None]
    if unknown:
        named = " and of ".join(unknown)
        return f"no {what} is known to be in both releases: that of {named} is not in the dumps (`show version`)"
    for side in sides:
        if lacks := lacks_ciphers(side.config.release):
            return f"{side.name} can have no {what} that is strong enough: {lacks}"
    text = f"no {what} that is strong enough is known to both releases"
    return text if ikev2 else f"{text}: move to IKEv2"
