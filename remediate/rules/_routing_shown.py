"""What a printed routing table proves of the ways of a device, and what of its configuration was not in force then."""

from __future__ import annotations

from collections.abc import Iterable

from remediate.model.base import Platform
from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Route
from remediate.model.diagnosis import Evidence
from remediate.model.evidence import DeviceEvidence, TunnelEnd
from remediate.model.selector import AddressBlock
from remediate.negotiation import connected, ways_in
from remediate.tunnels.routes import shown_routing

__all__ = [
    "not_in_force",
    "route_command",
    "routing_of",
    "row_evidence",
    "settled",
    "table_evidence",
]


def routing_of(end: TunnelEnd) -> CryptoConfig | None:
    """Return what is known of the routes of an end, by its tables where its configuration is not there."""
    return shown_routing(end.evidence) if end.evidence is not None else None


def settled(end: TunnelEnd, vrf: str | None = None) -> bool:
    """Whether an end printed the whole routing table of a VRF."""
    config = routing_of(end)
    return config is not None and ways_in(config).settled(vrf)


def route_command(end: TunnelEnd) -> str:
    """Return the command that prints the routing table of an end."""
    asa = end.evidence is not None and end.evidence.platform is Platform.ASA
    return "show route" if asa else "show ip route"


def row_evidence(end: TunnelEnd, routes: Iterable[Route | None]) -> tuple[Evidence, ...]:
    """Return the rows of a table that show routes."""
    rows = [route.shown for route in routes if route is not None and route.shown is not None]
    return tuple(
        Evidence(
            device=end.device or end.address,
            file=row.source.file,
            line=row.source.line,
            text=row.text,
        )
        for row in rows
        if row.text
    )


def table_evidence(device: DeviceEvidence | None, vrf: str | None = None) -> tuple[Evidence, ...]:
    """Return where the whole table of a VRF stands, for what is not in it."""
    tables = device.tables if device is not None else ()
    return tuple(
        Evidence(
            device=device.device if device is not None else "",
            file=table.source.file,
            line=table.source.line,
            text=f"{table.command}: {len(table.routes)} routes",
        )
        for table in tables
        if table.whole and table.vrf == vrf
    )


def not_in_force(config: CryptoConfig, block: AddressBlock) -> str | None:
    """Say what the configuration has for a network that the whole routing table has not: a route, or an interface that is down."""
    if not ways_in(config).settled() or ways_in(config).towards(block):
        return None
    for item in config.interfaces:
        if not item.shutdown and item.vrf is None:
            for network in connected(item):
                if network.overlaps(block):
                    return (
                        f"{item.nameif or item.name}, which has {network}, is down:"
                        " its network is not in the routing table"
                    )
    for route in config.routes:
        if route.vrf is None and not route.prefix.is_any and route.prefix.overlaps(block):
            return (
                f"its route for {route.prefix} over {route.next_hop} is configured, and is not in the routing table:"
                " its interface is down, its next hop out of reach, or what it tracks"
            )
    return None
