"""Packets that a device refuses, where the peer shows that they are of a tunnel with it.

Anyone can send a packet of an SA that isn't there, so such a message alone makes no tunnel. Where the device that
has the source address shows a tunnel to the destination, who refuses the packet is the other end of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from remediate.model.evidence import DeviceEvidence
from remediate.tunnels.addresses import is_address, own_addresses, pair_of
from remediate.tunnels.configured import Link

__all__ = ["packet_links"]


def packet_links(
    device: DeviceEvidence,
    sides: Mapping[tuple[str, str], Mapping[str, list[Link]]],
    owners: Mapping[str, str],
) -> Iterator[Link]:
    """Yield a device's views of tunnels that only its peers show, from the addresses of packets that it refused."""
    own = own_addresses(device)
    seen: set[tuple[str, str]] = set()
    for message in device.messages:
        source, target = message.field("src"), message.field("dst")
        if source is None or target is None or not message.slugs or (target, source) in seen:
            continue
        seen.add((target, source))
        if not (is_address(source) and is_address(target)) or (own and target not in own):
            continue
        views = sides.get(pair_of(target, source), {})
        if all(link.peer != target for links in views.values() for link in links):
            continue
        if device.device in views or owners.get(source) == device.device:
            continue
        if owners.get(target, device.device) == device.device:
            yield Link(target, source, None, None)
