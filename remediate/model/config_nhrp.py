"""Where NHRP is told that its next-hop servers are (RFC 2332; the hubs of a DMVPN)."""

from __future__ import annotations

from remediate.model.base import Frozen

__all__ = ["NhrpPlace"]


class NhrpPlace(Frozen, frozen=True, kw_only=True, gc=False):
    """One line that gives the outer (NBMA) address of an inner one, or one that multicast is sent to."""

    inner: str | None
    """Address within the tunnel; None: multicast, whoever the outer address is."""
    outer: str
    text: str
    """The line as printed, single blanks between its words."""
    line: int | None = None
