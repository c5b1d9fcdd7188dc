"""The proxies of a tunnel interface: it has no ACL, and negotiates with them all the same.

Source: RFC 2784 (GRE is protocol 47); a VTI protects everything that is routed into it.
"""

from __future__ import annotations

from remediate.model.config import CryptoConfig
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.selector import ANY, AddressBlock, Selector
from remediate.negotiation.crypto_acls import permits
from remediate.negotiation.tunnels import PROTECTION
from remediate.tunnels.local_address import tunnel_source

__all__ = ["carries_gre", "idle_gre", "implied_flow"]

_GRE = 47


def implied_flow(
    config: CryptoConfig, entry: CryptoMapEntry, local: str, peer: str
) -> Selector | None:
    """Return the proxies that a tunnel interface negotiates with, normalised; None where it isn't known.

    A VTI protects everything (of either family, written as ``any`` here), a GRE tunnel the protocol between
    its two endpoints; of GRE over IPv6 nothing is known.
    """
    if config.interface(entry.map) is None:
        return None
    if not carries_gre(config, entry):
        return Selector(source=ANY, destination=ANY)
    if ":" in peer or ":" in local:
        return None
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


def idle_gre(config: CryptoConfig, entry: CryptoMapEntry) -> str | None:
    """Say that an entry protects nothing but GRE between addresses that no tunnel of the device goes between.

    The crypto ACL sees the outer addresses of GRE: the source and the destination of the tunnel interface.
    """
    acl = config.acl(entry.acl)
    first = (
        next((line for line in acl.entries if line.selectors), None) if acl is not None else None
    )
    if first is None or first.selectors[0].protocol != _GRE:
        return None
    flows = permits(acl)
    if not flows or any(flow.protocol != _GRE for flow in flows):
        return None
    own = {item.address for item in config.interfaces if item.address}
    tunnels = [item for item in config.interfaces if item.tunnel_source and not item.shutdown]
    if not tunnels:
        return None
    for flow in flows:
        if not (flow.source.is_host and flow.source.dotted in own):
            return None
        for item in tunnels:
            begins = tunnel_source(config, item)
            to = item.tunnel_destination
            there = (
                to is None
                or ":" in to
                or not to[:1].isdigit()
                or flow.destination.covers(AddressBlock.host(to))
            )
            if begins in (None, flow.source.dotted) and there:
                return None
    return (
        f"{entry.acl} of {entry.map} {entry.sequence} protects GRE from {flows[0].source} to {flows[0].destination}"
        ", and no tunnel interface goes from there to there"
    )
