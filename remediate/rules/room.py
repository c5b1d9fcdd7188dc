"""What fits through a tunnel: path MTU, what wraps a packet, and pings that measured it.

Sizes in bytes. The arithmetic is :func:`remediate.platforms.overhead.esp_room`'s; here it is found out
what to give it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from remediate.errors import ConfigurationError
from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface
from remediate.model.evidence import TunnelEnd
from remediate.model.observation import Ping
from remediate.model.selector import AddressBlock
from remediate.negotiation import connected, permits, route_interface, side_of
from remediate.platforms.overhead import esp_room
from remediate.rules.case import Case

__all__ = [
    "Room",
    "Wrapping",
    "behind",
    "computed_mss",
    "inner_pings",
    "outside_interface",
    "routed",
    "wrapping_of",
]

_DEFAULT_PATH_MTU = 1500
_LEAST_PATH_MTU = 576
"""Bytes that every IPv4 path carries (RFC 791)."""
_WORST = ("esp-aes 256", "esp-sha512-hmac")
"""Transforms assumed where none is known: the largest overhead in the tables."""
_GRE = 47
_HEADERS = 40
"""IPv4 and TCP without options."""


class Wrapping(NamedTuple):
    """What is put around a packet."""

    transforms: tuple[str, ...]
    mode: str
    nat_traversal: bool
    gre: bool
    gre_key: bool
    ipv6: bool
    assumed: bool
    """Whether no transform is known, and the largest overhead is taken."""


class Room(NamedTuple):
    """What fits into the path. Sizes in bytes."""

    path_mtu: int
    plain_mtu: int
    mss: int
    steps: tuple[str, ...]
    assumed: bool = False
    """Whether the transforms are not known."""
    tunnel_mtu: int | None = None
    """``ip mtu`` of the tunnel interface, where that allows least."""


def computed_mss(case: Case, end: TunnelEnd) -> Room:
    """Return the room of an end's tunnel, from the path MTU and the transforms that are known."""
    path, wrapping = _path_mtu(case), wrapping_of(case, end)
    try:
        room = _room(path, wrapping)
    except ConfigurationError:  # a transform without a known overhead: the largest one is assumed
        wrapping = wrapping._replace(transforms=_WORST, assumed=True)
        room = _room(max(path, _LEAST_PATH_MTU), wrapping)
    return _within_tunnel(case, room._replace(path_mtu=path))


def _within_tunnel(case: Case, room: Room) -> Room:
    """Return the room, not more than what the tunnel interfaces of both ends take (``ip mtu``)."""
    least = min((place.ip_mtu for place in _gre_tunnels(case) if place.ip_mtu), default=None)
    if least is None or least >= room.plain_mtu:
        return room
    mss = least - _HEADERS
    steps = (
        f"ip mtu {least} of the tunnel interface",
        f"- {_HEADERS} inner IP and TCP headers = MSS {mss}",
    )
    return room._replace(plain_mtu=least, mss=mss, steps=steps, assumed=False, tunnel_mtu=least)


def _room(path: int, wrapping: Wrapping) -> Room:
    found = esp_room(
        path,
        wrapping.transforms,
        mode=wrapping.mode,
        nat_traversal=wrapping.nat_traversal,
        gre=wrapping.gre,
        gre_key=wrapping.gre_key,
        ipv6=wrapping.ipv6,
        ipv4_inside=True,  # what clamps TCP here is for IPv4: that of IPv6 has a command of its own
    )
    return Room(path, found.inner_mtu, found.mss, found.steps, wrapping.assumed)


def wrapping_of(case: Case, end: TunnelEnd) -> Wrapping:
    """Return what wraps a packet of the tunnel: of the live SAs, else of the configurations."""
    live = [sa for item in case.tunnel.ends for sa in item.ipsec_sas if sa.up and sa.transforms]
    mine = [sa for sa in end.ipsec_sas if sa.up and sa.transforms] or live
    tunnels = [place for item in case.tunnel.ends for place in _tunnels(case, item)]
    gre = any(not (place.tunnel_mode or "gre ip").startswith("ipsec") for place in tunnels)
    gre = gre or any(_wraps_gre(case, item) for item in case.tunnel.ends)
    transforms, mode = _configured(case, end, gre=gre)
    if mine:
        transforms = mine[0].transforms
        mode = "transport" if mine[0].transport else "tunnel"
    nat = any(sa.nat_traversal for sa in live) or any(
        item.address != item.local_address for item in case.tunnel.ends
    )
    return Wrapping(
        transforms=transforms or _WORST,
        mode=mode,
        nat_traversal=nat,
        gre=gre,
        gre_key=gre and any(place.tunnel_key is not None for place in _gre_tunnels(case)),
        ipv6=":" in end.address,
        assumed=not transforms,
    )


def _configured(case: Case, end: TunnelEnd, *, gre: bool) -> tuple[tuple[str, ...], str]:
    """Return the transforms and the mode of the first set that an end's entries name."""
    for item in (end, case.tunnel.other(end)):
        side = side_of(case.tunnel, item)
        if side is None:
            continue
        for entry in side.entries:
            for name in entry.transform_sets:
                found = side.config.transform_set(name)
                if found is not None and found.transforms:
                    transport = found.mode == "transport" and (gre or _hosts(case, item))
                    return found.transforms, "transport" if transport else "tunnel"
    return (), "tunnel"


def _hosts(case: Case, end: TunnelEnd) -> bool:
    """Whether the protected ends are the crypto endpoints: transport mode is used for nothing else."""
    side = side_of(case.tunnel, end)
    return side is not None and any(
        flow.source.is_host
        and flow.destination.is_host
        and flow.source.dotted == end.local_address
        and flow.destination.dotted == side.peer
        for entry in side.entries
        for flow in permits(side.config.acl(entry.acl))
    )


def _wraps_gre(case: Case, end: TunnelEnd) -> bool:
    """Whether the crypto ACL protects GRE between two hosts."""
    side = side_of(case.tunnel, end)
    return side is not None and any(
        flow.protocol == _GRE
        for entry in side.entries
        for flow in permits(side.config.acl(entry.acl))
    )


def _tunnels(case: Case, end: TunnelEnd) -> tuple[Interface, ...]:
    """Return the tunnel interfaces with protection that an end has for the peer."""
    side = side_of(case.tunnel, end)
    if side is None or end.entries:
        return ()
    names = {entry.map for entry in side.entries if entry.kind == "tunnel-protection"}
    return tuple(item for item in side.config.interfaces if item.name in names)


def _gre_tunnels(case: Case) -> Iterable[Interface]:
    """Yield the tunnel interfaces between the two ends, protected or wrapped by a crypto map."""
    for end in case.tunnel.ends:
        yield from _tunnels(case, end)
        config = _config(end)
        if config is not None:
            peer = case.tunnel.other(end).address
            yield from (item for item in config.interfaces if item.tunnel_destination == peer)


def _path_mtu(case: Case) -> int:
    facts = [e.evidence.facts for e in case.tunnel.ends if e.evidence is not None]
    seen = [
        *(sa.path_mtu for e in case.tunnel.ends for sa in e.ipsec_sas if sa.path_mtu and sa.up),
        *(known.path_mtu for known in facts if known is not None and known.path_mtu),
        *_measured(case),
    ]
    for item in case.tunnel.ends:
        config = _config(item)
        if config is not None and (place := outside_interface(item, config)) is not None:
            seen.extend(value for value in (place.ip_mtu, place.mtu) if value)
    return min(seen, default=_DEFAULT_PATH_MTU)


def _measured(case: Case) -> Iterable[int]:
    """Yield path MTUs that pings with DF between the two outer addresses found.

    What a hop told, else the largest size that passed where a larger one did not.
    """
    for end in case.tunnel.ends:
        outer = case.tunnel.other(end).address
        pings = [ping for ping in _pings(end) if ping.target == outer]
        yield from (ping.told_mtu for ping in pings if ping.told_mtu)
        passed = [ping.size for ping in pings if ping.received]
        if passed and any(not ping.received and ping.size > max(passed) for ping in pings):
            yield max(passed)


def inner_pings(case: Case) -> tuple[tuple[TunnelEnd, Ping], ...]:
    """Return the pings with DF that went through the tunnel: their target is behind the other end."""
    found = []
    for end in case.tunnel.ends:
        if not _pings(end):
            continue
        blocks = behind(case, end) or routed(case, end)
        for ping in _pings(end):
            try:
                target = AddressBlock.host(ping.target)
            except ValueError:  # a name, or IPv6
                continue
            if any(block.overlaps(target) for block in blocks):
                found.append((end, ping))
    return tuple(found)


def behind(case: Case, end: TunnelEnd) -> tuple[AddressBlock, ...]:
    """Return what an end's crypto ACLs protect behind the other end; nothing where they say ``any`` or GRE."""
    side = side_of(case.tunnel, end)
    if side is None:
        return ()
    return tuple(
        flow.destination
        for entry in side.entries
        for flow in permits(side.config.acl(entry.acl))
        if not flow.destination.is_any and flow.protocol != _GRE
    )


def routed(case: Case, end: TunnelEnd) -> tuple[AddressBlock, ...]:
    """Return the networks of an end's tunnel interfaces, and those that static routes lead into them."""
    config, tunnels = _config(end), _tunnels(case, end)
    if config is None or not tunnels:
        return ()
    names = {item.name for item in tunnels}
    found: list[AddressBlock] = []
    for route in config.routes:
        out = route_interface(config, route)
        if out is not None and out.name in names and not route.prefix.is_any:
            found.append(route.prefix.normalised())
    return (*found, *(block for item in tunnels for block in connected(item)))


def _pings(end: TunnelEnd) -> tuple[Ping, ...]:
    if end.evidence is None:
        return ()
    return tuple(ping for ping in end.evidence.pings if ping.df)


def _config(end: TunnelEnd) -> CryptoConfig | None:
    return end.evidence.config if end.evidence is not None else None


def outside_interface(end: TunnelEnd, config: CryptoConfig) -> Interface | None:
    """Return the interface that the encrypted packets leave by: of the crypto map, or the tunnel's source."""
    place = config.interface(end.interface) if end.interface is not None else None
    if place is not None and place.tunnel_protection is None:
        return place
    if place is not None and place.tunnel_source is not None:
        source = config.interface(place.tunnel_source)
        if source is not None:
            return source
    found = next((item for item in config.interfaces if item.address == end.local_address), None)
    if found is not None:
        return found
    # of an address that is negotiated, the tunnel's source tells whose it is
    tunnels = [config.interface(sa.interface) for sa in end.ipsec_sas if sa.interface]
    sources = {item.tunnel_source for item in tunnels if item is not None and item.tunnel_source}
    return config.interface(next(iter(sources))) if len(sources) == 1 else None
