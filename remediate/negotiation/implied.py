"""The proxies of a tunnel interface: it has no ACL, and negotiates with them all the same.

Source: RFC 2784 (GRE is protocol 47); a VTI protects everything that is routed into it.
"""

from __future__ import annotations

from remediate.model.config import CryptoConfig, CryptoMapEntry
from remediate.model.selector import ANY, AddressBlock, Selector
from remediate.negotiation.tunnels import PROTECTION

__all__ = ["carries_gre", "implied_flow"]

_GRE = 47


def implied_flow(
    config: CryptoConfig, entry: CryptoMapEntry, local: str, peer: str
) -> Selector | None:
    """Return the proxies that a tunnel interface negotiates with, normalised; None where it isn't known.

    A VTI protects everything, a GRE tunnel the protocol between its two endpoints; of IPv6 nothing
    is known.
    """
    if config.interface(entry.map) is None or ":" in peer or ":" in local:
        return None
    if not carries_gre(config, entry):
        return Selector(source=ANY, destination=ANY)
    try:
        return Selector(
            protocol=_GRE, source=AddressBlock.host(local), destination=AddressBlock.host(peer)
        )
    except ValueError:
        return None


def carries_gre(config: CryptoConfig, entry: CryptoMapEntry) -> bool:
    """Whether an entry stands for a protected GRE tunnel, in which transport mode is usable."""
    tunnel = config.interface(entry.map) if entry.kind == PROTECTION else None
    return tunnel is not None and not (tunnel.tunnel_mode or "gre ip").startswith("ipsec")
