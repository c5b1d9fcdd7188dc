"""The address that a device negotiates from, where its configuration doesn't hold it.

Its SAs, its log, and what show output tells of its interfaces, in this order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig, CryptoMapEntry, Interface
from remediate.model.evidence import DeviceEvidence
from remediate.model.observation import Message
from remediate.model.selector import AddressBlock, canonical, parse_address
from remediate.tunnels.addresses import is_address, is_private

__all__ = ["address_in_log", "address_in_sas", "address_shown", "named_pairs"]


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


def named_pairs(messages: Iterable[Message]) -> dict[str, str]:
    """Return, by peer, the address that a log names as the device's own beside it.

    From a request to the key engine and packets of IKEv2 (local, remote), and what a PIX takes in (source, destination).
    """
    found: dict[str, str] = {}
    for message in messages:
        local = message.field("local")
        peer = message.field("remote") or message.field("peer")
        if message.signature == "pix-block-processed":
            peer, local = message.field("src"), message.field("dst")
        if local and peer and local != peer and is_address(local) and is_address(peer):
            found.setdefault(canonical(peer), canonical(local))
    return found


def address_in_log(device: DeviceEvidence, peer: str) -> str | None:
    """Return the address that the device's log names as its own beside a peer."""
    return _log_pairs(device).get(peer)


@remembered
def _log_pairs(device: DeviceEvidence) -> dict[str, str]:
    return named_pairs(device.messages)


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
        names = {place.name.casefold(), (place.nameif or "").casefold()} - {""}
        for item in shown:
            if {(item.interface or "").casefold(), (item.nameif or "").casefold()} & names:
                return item.address
        if place.address is None and place.nameif is None and any(i.interface for i in shown):
            return None
    if ":" in peer:
        return None
    inside = _protected(config, entry)
    left = [
        item.address
        for item in shown
        if ":" not in item.address
        and (is_private(peer) or not is_private(item.address))
        and not any(block.covers(_host(item.address)) for block in inside)
    ]
    return left[0] if len(set(left)) == 1 else None


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
