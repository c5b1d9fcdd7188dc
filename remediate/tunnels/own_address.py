"""The address that a device negotiates from, where its configuration doesn't hold it.

Its SAs, its log, and what show output tells of its interfaces, in this order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.evidence import DeviceEvidence
from remediate.model.observation import ShownAddress
from remediate.model.selector import AddressBlock, parse_address
from remediate.tunnels.addresses import is_address, is_private, log_pairs

__all__ = ["address_in_log", "address_in_sas", "address_of", "address_shown", "facing"]


def address_in_sas(device: DeviceEvidence, peer: str) -> str | None:
    """Return the address that the SAs with a peer show."""
    for sa in device.ipsec_with(peer):
        if sa.local_address:
            return sa.local_address
    for row in device.isakmp_with(peer):  # an address by DHCP or PPP is in no configuration
        pair = {row.destination, row.origin}
        if peer in pair and len(pair) == 2 and not row.peer_only:
            (local,) = pair - {peer}
            if is_address(local):
                return local
    return None


def address_in_log(device: DeviceEvidence, peer: str) -> str | None:
    """Return the address that the device's log names as its own beside a peer."""
    return log_pairs(device).get(peer)


def address_of(device: DeviceEvidence, place: Interface) -> str | None:
    """Return the address that show output tells of an interface."""
    names = {place.name.casefold(), (place.nameif or "").casefold()} - {""}
    for item in device.addresses:
        found = {(item.interface or "").casefold(), (item.nameif or "").casefold()} & names
        if found and is_address(item.address):
            return item.address
    return None


def address_shown(
    device: DeviceEvidence,
    config: CryptoConfig,
    place: Interface | None,
    entry: CryptoMapEntry,
    peer: str,
) -> str | None:
    """Return the address that show output tells of the interface, else the one that alone can face the peer.

    What a crypto ACL protects is behind the device; what is private faces no public peer.
    """
    shown = [item for item in device.addresses if is_address(item.address)]
    if place is not None:
        if (seen := address_of(device, place)) is not None:
            return seen
        if place.address is None and place.nameif is None and any(i.interface for i in shown):
            return None
    if ":" in peer:
        return None
    if place is None and not config.complete:  # of a map whose interface no part shows
        shown += [
            ShownAddress(interface=item.name, nameif=item.nameif, address=item.address)
            for item in config.interfaces
            if item.address is not None and is_address(item.address) and not item.shutdown
        ]
    inside = _protected(config, entry)
    left = [
        item.address
        for item in shown
        if ":" not in item.address
        and (is_private(peer) or not is_private(item.address))
        and not any(block.covers(_host(item.address)) for block in inside)
    ]
    return left[0] if len(set(left)) == 1 else None


def facing(device: DeviceEvidence, own: Iterable[str], peer: str) -> frozenset[str]:
    """Return which of a device's addresses can face a peer: none that is private a public one, none that its SAs protect."""
    inside = [
        block
        for sa in device.ipsec_with(peer)
        if (block := AddressBlock.of_identity(sa.local_ident)) is not None and not block.is_any
    ]
    v6 = ":" in peer
    return frozenset(
        address
        for address in own
        if (":" in address) is v6
        and (is_private(peer) or not is_private(address))
        and (v6 or not any(block.covers(_host(address)) for block in inside))
    )


def _host(address: str) -> AddressBlock:
    return AddressBlock(address=parse_address(address), wildcard=0)


def _protected(config: CryptoConfig, entry: CryptoMapEntry) -> Sequence[AddressBlock]:
    """Return the near side of what an entry's access list permits, but for what covers everything."""
    acl = config.acl(entry.acl) if entry.acl is not None else None
    return [
        selector.source.normalised()
        for line in (acl.entries if acl is not None else ())
        if line.action == "permit"
        for selector in line.selectors
        if selector.source.wildcard != 0xFFFFFFFF
    ]
