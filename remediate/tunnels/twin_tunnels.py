"""Tunnel interfaces that are the two ends of one, of which one has another address of the peer for its destination.

Each would be a tunnel of its own: one device negotiates from an address, and the other goes to an address that this one
does not negotiate from. That their own addresses are the two of one small network shows that they belong together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from remediate.model.config import Interface
from remediate.model.evidence import DeviceEvidence
from remediate.model.selector import AddressBlock
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
            meant = [
                (other, item.interface)
                for other, item in lone.get(far.device, ())
                if nat.get(item.local, item.local) == link.peer
                and (there := _interface(far, item)) is not None
                and _linked(here, there)
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


def _linked(here: Interface, there: Interface) -> bool:
    """Whether two tunnel interfaces of one mode have the two addresses of a link."""
    if here.tunnel_mode != there.tunnel_mode or here.address in (None, there.address):
        return False
    one, two = (
        AddressBlock.from_netmask(item.address, item.netmask).normalised()
        if item.address and item.netmask
        else None
        for item in (here, there)
    )
    return one is not None and one == two and one.wildcard <= _LARGEST
