"""Tunnel interfaces that are the two ends of one, of which one has another address of the peer for its destination.

Each would be a tunnel of its own: one device negotiates from an address, and the other goes to an address that this one
does not negotiate from. That their own addresses are the two of one small network shows that they belong together. So does
the key: the device has one for the peer's address and none for that which its tunnel goes to, which is nobody's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from remediate.model.config_interfaces import Interface
from remediate.model.evidence import DeviceEvidence
from remediate.model.selector import AddressBlock, parse_address
from remediate.tunnels.configured import Link
from remediate.tunnels.twins import Pair, Twin, Views, lives

__all__ = ["twin_tunnels"]

_LARGEST = 0xFF
"""Wildcard of the largest network between two tunnel interfaces that is taken for a link."""


def twin_tunnels(
    sides: Views,
    devices: Mapping[str, DeviceEvidence],
    owners: Mapping[str, str],
    nat: Mapping[str, str],
) -> tuple[Twin, ...]:
    """Return the tunnels whose destination is wrong, each with the pair of addresses that it is meant for."""
    lone: dict[str, list[tuple[Pair, Link]]] = defaultdict(list)
    for key, views in sides.items():
        found = [
            (name, link)
            for name, links in views.items()
            for link in links
            if link.entry or link.interface
        ]
        if len(found) == 1 and found[0][1].entry is None:
            lone[found[0][0]].append((key, found[0][1]))
    twins: list[Twin] = []
    for name, views_of in lone.items():
        for key, link in views_of:
            far = devices.get(owners.get(link.peer, ""))
            here = _interface(devices[name], link)
            if far is None or far.device == name or here is None:
                continue
            stray = [
                (other, item, there)
                for other, item in lone.get(far.device, ())
                if nat.get(item.local, item.local) == link.peer
                and (there := _interface(far, item)) is not None
                and here.tunnel_mode == there.tunnel_mode
            ]
            meant = [
                (other, item.interface) for other, item, there in stray if _linked(here, there)
            ]
            own = nat.get(link.local, link.local)
            if not meant and stray and _keys(devices[name], link.peer) and _keys(far, own):
                meant = [
                    (other, item.interface)
                    for other, item, there in stray
                    if item.peer not in owners
                    and not _keys(far, item.peer, wide=True)
                    and not (here.address and there.address)
                ]
            if len(meant) != 1:
                continue
            twin = Twin(key, far.device, meant[0][0], tunnel=meant[0][1])
            if not any(lives(item, twin, sides) for item in (devices[name], far)):
                twins.append(twin)
    dropped = [twin.dropped for twin in twins]
    return tuple(t for t in twins if dropped.count(t.dropped) == 1 and t.kept not in dropped)


def _interface(device: DeviceEvidence, link: Link) -> Interface | None:
    """Return the tunnel interface of a view that goes to one destination."""
    found = device.config.interface(link.interface) if device.config and link.interface else None
    return found if found is not None and found.tunnel_destination and not found.shutdown else None


def _keys(device: DeviceEvidence, peer: str, *, wide: bool = False) -> bool:
    """Whether a device has a key for one address alone, ``wide`` or for a network that holds it."""
    config = device.config
    if config is None or ":" in peer:
        return False
    target = parse_address(peer)
    if any(
        not key.ikev2 and (wide or (key.peer is not None and key.peer.is_host))
        for key in config.keys_for(target)
    ):
        return True
    known = config.ikev2_config
    blocks = [item.address for item in known.peers if item.local or item.remote]
    blocks += [item.peer for item in known.tunnel_groups if item.local or item.remote]
    return any(
        block is not None
        and not (block.address ^ target) & ~block.wildcard
        and (wide or block.is_host)
        for block in blocks
    )


def _linked(here: Interface, there: Interface) -> bool:
    """Whether two tunnel interfaces have the two addresses of a link."""
    if here.address in (None, there.address):
        return False
    one, two = (
        AddressBlock.from_netmask(item.address, item.netmask).normalised()
        if item.address and item.netmask
        else None
        for item in (here, there)
    )
    return one is not None and one == two and one.wildcard <= _LARGEST
