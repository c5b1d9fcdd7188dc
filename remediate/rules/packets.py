"""Sizes on the way of a packet: which interface faces where, what is clamped, what fits."""

from __future__ import annotations

from collections.abc import Sequence

from remediate.model.base import Platform, Safety
from remediate.model.change import SetTcpMss
from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface
from remediate.model.diagnosis import Fix
from remediate.model.evidence import TunnelEnd
from remediate.model.selector import AddressBlock
from remediate.negotiation import permits
from remediate.rules.case import Case
from remediate.rules.room import Room, outside_interface

__all__ = ["DOCUMENTED_MSS", "clamp_of", "clamps", "inside_interfaces", "lan_clamps", "mss_of"]

DOCUMENTED_MSS = 1300
"""Bytes: the document's ``ip tcp adjust-mss 1300``."""
_GRE = 47
_ASA_CLAMP = 1380
"""Bytes that PIX and ASA clamp to when nothing is printed (their command reference, ``sysopt connection tcpmss``)."""


def inside_interfaces(end: TunnelEnd, config: CryptoConfig) -> list[Interface]:
    """Return the interfaces behind which the tunnel's flows begin.

    Those whose network overlaps a source of the crypto ACL; without one, those marked ``ip nat
    inside``. Never the interface with the crypto map. A tunnel interface whose GRE is protected, by a
    profile or by the crypto map, is its own.
    """
    peers = {peer for entry in end.entries for peer in entry.peers}
    tunnels = [
        item
        for item in config.interfaces
        if item.tunnel_protection and not item.shutdown and not peers
    ]
    if tunnels and end.interface in {item.name for item in tunnels}:
        return [item for item in tunnels if item.name == end.interface]
    flows = [flow for entry in end.entries for flow in permits(config.acl(entry.acl))]
    carried = [item for item in config.interfaces if item.tunnel_destination in peers]
    if carried and flows and all(flow.protocol == _GRE for flow in flows):
        return [item for item in carried if not item.shutdown]
    outside = outside_interface(end, config)
    candidates = [
        item
        for item in config.interfaces
        if item is not outside
        and not item.shutdown
        and item.address
        and item.netmask
        and not item.crypto_map
    ]
    sources = [flow.source for flow in flows if not flow.source.is_any]
    facing = [
        item
        for item in candidates
        if any(
            AddressBlock.from_netmask(item.address or "", item.netmask or "").overlaps(block)
            for block in sources
        )
    ]
    return facing or [item for item in candidates if item.nat == "inside"]


def mss_of(config: CryptoConfig, places: Sequence[Interface] | None = None) -> int | None:
    """Return the smallest TCP clamp on the given interfaces (all, when none are given), None without one."""
    if config.platform is Platform.ASA:
        return config.tcp_mss or None
    values = [
        item.tcp_mss
        for item in (config.interfaces if places is None else places)
        if item.tcp_mss is not None
    ]
    return min(values, default=None)


def clamp_of(case: Case) -> int | None:
    """Return the smallest clamp that TCP sessions of the tunnel meet at either end; None without one.

    The SYN and its answer pass both ends, so one clamp serves both directions. Of IOS the interfaces
    count behind which the flows begin, and the tunnel's own.
    """
    values = []
    for end in case.tunnel.ends:
        config = end.evidence.config if end.evidence is not None else None
        if config is None:
            continue
        places = [*inside_interfaces(end, config), *_tunnel_to(case, end, config)]
        value = mss_of(config, places)
        if any(item.tunnel_destination or item.tunnel_protection for item in places):
            lan = lan_clamps(end, config)
            if lan and None not in lan:
                worst = max(item for item in lan if item is not None)
                value = worst if value is None else min(value, worst)
        if config.platform is Platform.ASA and config.tcp_mss is None and config.complete:
            value = _ASA_CLAMP
        if value is not None:
            values.append(value)
    return min(values, default=None)


def lan_clamps(end: TunnelEnd, config: CryptoConfig) -> tuple[int | None, ...]:
    """Return the clamp of each interface that a session may come in by, None of one without (IOS).

    What is routed into a tunnel interface can come from any of them.
    """
    if config.platform is not Platform.IOS:
        return ()
    outside = outside_interface(end, config)
    return tuple(
        item.tcp_mss
        for item in config.interfaces
        if item is not outside
        and item.address is not None
        and not (item.shutdown or item.vrf or item.tunnel_source)
        and not item.name.lower().startswith(("loopback", "tunnel", "virtual", "dialer"))
        and item.nat != "outside"
    )


def _tunnel_to(case: Case, end: TunnelEnd, config: CryptoConfig) -> list[Interface]:
    peer = case.tunnel.other(end).address
    return [item for item in config.interfaces if item.tunnel_destination == peer]


def clamps(end: TunnelEnd, config: CryptoConfig, room: Room) -> list[Fix]:
    """Return the TCP clamps that fit: the documented value, then the computed one, each with its arithmetic.

    The documented value goes where the path has less room than it takes.
    """
    values = [(DOCUMENTED_MSS, True)] if room.mss >= DOCUMENTED_MSS else []
    return [
        fix
        for value, documented in (*values, (room.mss, False))
        for fix in _clamps(end, config, value, documented=documented, room=room)
    ]


def _clamps(
    end: TunnelEnd, config: CryptoConfig, value: int, *, documented: bool, room: Room
) -> list[Fix]:
    arithmetic = "; ".join(room.steps)
    if room.assumed:
        arithmetic += "; the transforms are not known: the largest overhead is taken"
    places: Sequence[Interface | None]
    places = [None] if config.platform is Platform.ASA else inside_interfaces(end, config)
    why = (
        f"the documented value; {room.mss} bytes would fit this path and transform ({arithmetic})"
        if documented
        else f"computed ({arithmetic})"
    )
    if not documented and room.mss >= DOCUMENTED_MSS:
        why += f"; the documented {DOCUMENTED_MSS} is safe too and wastes more"
    if not documented and room.mss < DOCUMENTED_MSS:
        why += f"; the documented {DOCUMENTED_MSS} would be too large for this path"
    if not places:
        return [
            Fix(
                kind="set-tcp-mss",
                device=end.device,
                safety=Safety.SAFE,
                documented=documented,
                why=f"{why}. Not planned: which interface faces the inside is not known",
            )
        ]
    fixes = []
    for place in places:
        previous = place.tcp_mss if place is not None else config.tcp_mss
        in_force = _ASA_CLAMP if place is None and previous is None else previous
        if in_force and in_force <= value:
            continue
        change = SetTcpMss(
            device=end.device or end.address,
            interface=place.name if place is not None else None,
            value=value,
            previous=previous,
        )
        fixes.append(
            Fix(
                kind="set-tcp-mss",
                device=end.device,
                safety=Safety.SAFE,
                documented=documented,
                why=why,
                change=change,
            )
        )
    return fixes
