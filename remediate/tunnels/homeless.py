"""Devices of whose configuration no address is known, only what it has for its peers.

Whose end such a device is, its peers tell; where none does, its name stands for the address.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from remediate.model.config import CryptoConfig
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.evidence import DeviceEvidence
from remediate.model.selector import Selector, canonical
from remediate.tunnels.addresses import is_address, own_addresses, unknown_of
from remediate.tunnels.attribution import peers_of
from remediate.tunnels.configured import Link, permitted
from remediate.tunnels.protected import peer_between

__all__ = ["homeless_links", "mutual_links", "nameless_links"]


def homeless_links(
    devices: Sequence[DeviceEvidence],
    configured: dict[str, list[Link]],
    orphans: dict[str, set[str]],
) -> Iterable[tuple[str, Link]]:
    """Yield (device, view) of devices of whose configuration no address is known, only crypto sections.

    Such a device names its peer; where that peer has one peer itself that no known device owns, and no other
    device without addresses names it, it is that one.
    """
    found: dict[str, list[tuple[str, CryptoMapEntry]]] = defaultdict(list)
    for name, _, entry in _entries(devices, configured):
        for peer in entry.peers:
            found[peer].append((name, entry))
    for peer, naming in found.items():
        names = {name for name, _ in naming}
        if len(names) == 1 and len(orphans.get(peer, ())) == 1:
            (local,) = orphans[peer]
            for name, entry in naming:
                yield name, Link(local, peer, entry, None)


def mutual_links(
    devices: Sequence[DeviceEvidence],
    configured: Mapping[str, Sequence[Link]],
    owners: Mapping[str, str],
) -> Iterable[tuple[str, Link]]:
    """Yield (device, view) of two devices without known addresses whose crypto ACLs mirror each other alone.

    Each has the address then that the other one peers with.
    """
    halves: list[tuple[str, CryptoMapEntry, frozenset[Selector]]] = []
    for name, config, entry in _entries(devices, configured):
        if len(entry.peers) == 1 and is_address(entry.peers[0]):
            flows = permitted(config, entry)
            if flows and entry.peers[0] not in owners:
                halves.append((name, entry, flows))
    permitting: dict[Selector, list[int]] = defaultdict(list)
    for index, (_, _, flows) in enumerate(halves):
        for flow in flows:
            permitting[flow].append(index)
    mirrors = [
        {
            other
            for flow in flows
            for other in permitting.get(flow.mirrored(), ())
            if halves[other][0] != name and halves[other][1].peers != entry.peers
        }
        for name, entry, flows in halves
    ]
    found: dict[str, list[Link]] = defaultdict(list)
    for index, (name, entry, _) in enumerate(halves):
        if len(mirrors[index]) == 1 and mirrors[other := next(iter(mirrors[index]))] == {index}:
            found[name].append(Link(halves[other][1].peers[0], entry.peers[0], entry, None))
    for name, links in found.items():
        if len({link.local for link in links}) == 1:
            yield from ((name, link) for link in links)


def nameless_links(
    devices: Sequence[DeviceEvidence],
    configured: Mapping[str, Sequence[Link]],
    owners: Mapping[str, str],
) -> Iterable[tuple[str, Link]]:
    """Yield (device, view) of crypto map entries for a peer where nothing shows the address that they negotiate from.

    What stands for it is the device's name. Only where its log or its tables speak of the peer, or tables of its SAs show
    that there is none: of such an entry alone there is nothing to say. Where the peer's own configuration is known, that says which tunnels there are: none is
    made up beside them.
    """
    known = {device.device for device in devices if device.config is not None}
    for device in devices:
        config = device.config
        faced = {link.peer for link in configured[device.device]}
        heard = _heard_of(device) if config is not None and config.maps else set()
        for crypto_map in config.maps if config is not None else ():
            for entry in crypto_map.entries if not crypto_map.dynamic else ():
                for peer in entry.peers:
                    told = peer in heard or device.ipsec_shown or device.isakmp_shown
                    if told and peer not in faced and owners.get(peer) not in known:
                        yield device.device, Link(unknown_of(device.device), peer, entry, None)


def _heard_of(device: DeviceEvidence) -> set[str]:
    """Return the peers that a device's log, where it points to a cause, or its tables speak of."""
    found = {
        peer
        for message, peer in zip(device.messages, peers_of(device.messages), strict=True)
        if peer is not None and message.slugs
    }
    found.update(
        peer
        for message in device.messages
        if (peer := peer_between(device.config, message)) is not None
    )
    for row in device.isakmp_sas:
        found.update((row.destination, row.origin))
    found.update(sa.peer for sa in device.ipsec_sas if sa.peer is not None)
    return {canonical(peer) for peer in found if is_address(peer)}


def _entries(
    devices: Sequence[DeviceEvidence], configured: Mapping[str, Sequence[Link]]
) -> Iterable[tuple[str, CryptoConfig, CryptoMapEntry]]:
    """Yield (device, configuration, entry) of the static crypto maps of devices without a known address."""
    for device in devices:
        config = device.config
        if config is None or not _homeless(device, config, configured):
            continue
        for crypto_map in config.maps:
            for entry in crypto_map.entries if not crypto_map.dynamic else ():
                yield device.device, config, entry


def _homeless(
    device: DeviceEvidence, config: CryptoConfig, configured: Mapping[str, Sequence[Link]]
) -> bool:
    """Whether sections are known at most, and no address and no view among them."""
    if own_addresses(device) or configured[device.device]:
        return False
    return not (config.complete and config.interfaces)
