"""One end's part of the negotiation: its entries for the peer, and what it lacks by itself."""

from __future__ import annotations

from collections.abc import Iterable

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.negotiation.implied import idle_gre
from remediate.negotiation.left_over import in_use, incomplete
from remediate.negotiation.outcome import Lack, Side
from remediate.negotiation.partial import may_lack
from remediate.negotiation.placement import placement
from remediate.negotiation.switches import switched_off
from remediate.negotiation.translation import translated, translation
from remediate.negotiation.tunnels import tunnel_entries, tunnels_from
from remediate.tunnels.bare_tunnels import bare_tunnel
from remediate.tunnels.configured import applied_to

__all__ = ["beyond", "dynamic_behind", "lacking", "peers_by_name", "side_of", "unprotected"]


def side_of(tunnel: TunnelEvidence, end: TunnelEnd) -> Side | None:
    """Return an end's side, None where its configuration isn't known.

    Every rule asks for it: it is worked out once for each end of the tunnel.
    """
    if end is tunnel.ends[0]:
        return _first(tunnel)
    return _second(tunnel) if end is tunnel.ends[1] else _side(tunnel, end)


@remembered
def _first(tunnel: TunnelEvidence) -> Side | None:
    return _side(tunnel, tunnel.ends[0])


@remembered
def _second(tunnel: TunnelEvidence) -> Side | None:
    return _side(tunnel, tunnel.ends[1])


def _side(tunnel: TunnelEvidence, end: TunnelEnd) -> Side | None:
    if end.evidence is None or end.evidence.config is None:
        return None
    config = end.evidence.config
    peer = tunnel.other(end).address
    if end.entries:
        side = Side(end, config, peer, end.entries, False)
        return side._replace(entries=in_use(side, tunnel.other(end)))
    reach = tunnels_from(config, end.local_address, peer)
    if end.near_tunnel is not None:
        reach = tuple(item for item in reach if item.name == end.near_tunnel)
    tunnels = tunnel_entries(config, reach)
    if any(entry.peers for entry in tunnels):
        return Side(end, config, peer, tunnels, False)
    applied, every = _dynamic_entries(config)
    dynamic = applied or (() if tunnels else every)
    if end.near and not _served_all_the_same(tunnel, end):
        dynamic = ()  # what takes any peer is not what is meant for this one
    side = Side(end, config, peer, dynamic, bool(dynamic))
    return side._replace(entries=in_use(side, tunnel.other(end)) + tunnels)


@remembered
def _dynamic_entries(
    config: CryptoConfig,
) -> tuple[tuple[CryptoMapEntry, ...], tuple[CryptoMapEntry, ...]]:
    """Return the dynamic-map entries that an applied crypto map refers to, and those that any does."""
    applied: list[CryptoMapEntry] = []
    every: list[CryptoMapEntry] = []
    for crypto_map in config.maps:
        if crypto_map.dynamic:
            continue
        places = applied_to(config, crypto_map)
        for entry in crypto_map.entries:
            if entry.dynamic_map is None:
                continue
            for dynamic in config.maps:
                if dynamic.dynamic and dynamic.name == entry.dynamic_map:
                    every.extend(dynamic.entries)
                    applied.extend(dynamic.entries if places else ())
    return tuple(applied), tuple(every)


def _served_all_the_same(tunnel: TunnelEvidence, end: TunnelEnd) -> bool:
    """Whether a dynamic map is seen to serve the peer that an entry, with another address or none, is meant for.

    The device passes over an entry without a peer; one with another peer takes what goes back.
    """
    both_ways = any(entry.peers for entry in end.near)
    return any(
        sa.up and (not both_ways or (sa.counter("encaps") > 0 and sa.counter("decaps") > 0))
        for shown in tunnel.ends
        for sa in shown.ipsec_sas
    )


def lacking(side: Side, *, named: bool) -> Iterable[Lack]:
    """Yield what an end needs and does not have, whatever the other end has.

    ``named``: whether the other end's configuration names the address that this end has in the tunnel.
    """
    if may_lack(side):
        return
    yield from _near(side)
    meant = side.end.near or side.end.near_tunnel
    if not side.entries:
        if not (side.tunnels or translated(side) or meant or peers_by_name(side)):
            yield Lack(
                side,
                "peer-address-mismatch",
                f"{side.name} has no {_way_of(side.config)} for the peer {side.peer}",
            )
        return
    for entry in side.entries:
        name = f"{'dynamic' if side.dynamic else 'crypto'} map {entry.map} {entry.sequence}"
        if entry.kind not in ("ipsec-isakmp", "dynamic-reference"):
            continue
        for reason in incomplete(side, entry, name):
            yield Lack(side, "crypto-map-incomplete", f"{side.name}: {reason}", entry.line)
    found = placement(side, named=named)
    if found is not None:
        yield Lack(side, found.slug, f"{side.name}: {found.reason}", found.line)


def _way_of(config: CryptoConfig) -> str:
    """Return what a device has for its peers."""
    tunnels = any(item.tunnel_protection for item in config.interfaces)
    maps = any(not item.dynamic for item in config.maps)
    if tunnels:
        return "crypto map entry or tunnel interface" if maps else "tunnel interface"
    return "crypto map entry"


def unprotected(side: Side, other: Side) -> tuple[Lack, ...]:
    """Return that an end's tunnel interface has no tunnel protection where its peer's has."""
    if side.end.entries or may_lack(side):
        return ()
    found = bare_tunnel(side.config, side.end.local_address, side.peer, other.config)
    if found is None:
        return ()
    tunnel, far = found
    towards = ", which serves" if tunnel.name.lower().startswith("virtual-template") else " to"
    reason = f"{tunnel.name}{towards} {side.peer}"
    reason += "," if towards.startswith(",") else ""
    reason += f" has no tunnel protection, and {far.name} of {other.name} has"
    return (Lack(side, "crypto-map-not-applied", f"{side.name}: {reason}", tunnel.line),)


def peers_by_name(side: Side) -> tuple[str, ...]:
    """Return the host names that entries or tunnels have for peers, of which no address is known here."""
    return _named_peers(side.config)


@remembered
def _named_peers(config: CryptoConfig) -> tuple[str, ...]:
    names = [peer for m in config.maps for entry in m.entries for peer in entry.peers]
    names += [item.tunnel_destination or "" for item in config.interfaces]
    return tuple(
        name
        for name in dict.fromkeys(names)
        if name[:1].isalpha() and ":" not in name and name != "dynamic"
    )


def _near(side: Side) -> Iterable[Lack]:
    """Yield what entries lack that are meant for the peer and name another address, or none."""
    if side.entries and (not side.dynamic or side.end.near):
        return
    tunnel = side.config.interface(side.end.near_tunnel or "")
    if tunnel is not None:
        reason = f"the destination of {tunnel.name} is {tunnel.tunnel_destination}"
        reason += f", and its peer's tunnel begins at {side.peer}"
        yield Lack(side, "peer-address-mismatch", f"{side.name}: {reason}", tunnel.line)
    for entry in side.end.near:
        name = f"crypto map {entry.map} {entry.sequence}"
        if entry.peers:
            reason = f"{name} is meant for {side.peer} and names the peer {' '.join(entry.peers)}"
            if behind := dynamic_behind(side.config, entry):
                reason += (
                    f"; dynamic map {behind} behind it may take what {side.peer} asks for, but what goes to"
                    f" {side.peer} leaves by the earlier entry"
                )
            yield Lack(side, "peer-address-mismatch", f"{side.name}: {reason}", entry.line)
        else:
            reason = f"{name} has no 'set peer'"
            if behind := dynamic_behind(side.config, entry):
                reason += f", and its list is for {side.peer}: dynamic map {behind} behind it only answers"
            yield Lack(side, "crypto-map-incomplete", f"{side.name}: {reason}", entry.line)


def dynamic_behind(config: CryptoConfig, entry: CryptoMapEntry) -> str | None:
    """Return the dynamic map that the entry's own map refers to behind it."""
    found = (
        item.dynamic_map
        for crypto_map in config.maps
        if crypto_map.name == entry.map and not crypto_map.dynamic
        for item in crypto_map.entries
        if item.sequence > entry.sequence
    )
    return next((name for name in found if name is not None), None)


def beyond(side: Side) -> Iterable[str]:
    """Say what of the configuration is not compared yet."""
    if not side.entries and not side.tunnels and translated(side):
        yield translation(side)
    if not side.entries and side.tunnels:
        yield f"the IPsec profile of {side.name}'s tunnel interface is not known"
    if not side.entries and not side.tunnels and (names := peers_by_name(side)):
        yield f"{side.name} has peers by host name ({', '.join(names[:3])}): whether {side.peer} is one is not known"
    for entry in side.entries:
        if entry.kind == "gdoi":
            yield f"{side.name}: crypto map {entry.map} {entry.sequence} is GDOI: not compared"
        if entry.kind == "ipsec-manual":
            yield f"{side.name}: crypto map {entry.map} {entry.sequence} has manual keys: not compared"
        idle = idle_gre(side.config, entry) if entry.kind == "ipsec-isakmp" else None
        if idle is not None and not may_lack(side):
            yield f"{side.name}: {idle}"
    off = switched_off(side)
    if off is not None:
        yield off.reason
    if not side.config.complete:
        yield f"the running-config of {side.name} is incomplete"
