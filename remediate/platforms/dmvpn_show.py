"""``show dmvpn``: with whom a multipoint tunnel is up."""

from __future__ import annotations

from fastparse.show import parse_dmvpn
from remediate.model.observation import Unrecognised
from remediate.model.selector import canonical
from remediate.platforms.shows import Buffer, unread

__all__ = ["dmvpn_up"]


def dmvpn_up(
    data: Buffer, *, file: str, line: int = 1
) -> tuple[tuple[str, ...], tuple[Unrecognised, ...]]:
    """Return the outer (NBMA) addresses whose state is UP: their IPsec is, and for a next-hop server NHRP's registration.

    Any other state (``IKE``, ``NHRP``, ``INTF`` …) tells where it stops, and not whether anybody answers.
    """
    tables = parse_dmvpn(data, line=line)
    found = {
        canonical(peer.nbma): None
        for row in tables.records
        for peer in row.peers
        if peer.state == "UP" and peer.nbma is not None
    }
    return tuple(found), unread(tables.unrecognised, file)
