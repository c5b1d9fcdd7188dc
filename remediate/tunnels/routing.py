"""Through which interface a device reaches an address: connected networks and static routes, longest prefix first.

What routing protocols bring is in no running-config: no answer is then given rather than a guess, unless a
static route says it.
"""

from __future__ import annotations

from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface, Route
from remediate.model.selector import AddressBlock, parse_address

__all__ = ["egress"]


def egress(config: CryptoConfig, address: str, vrf: str | None = None) -> Interface | None:
    """Return the interface that packets to an IPv4 address leave by, None where it isn't known."""
    try:
        target = AddressBlock(address=parse_address(address), wildcard=0)
    except ValueError:
        return None
    connected = _connected(config, target, vrf)
    best = connected[0] if connected is not None else -1
    route: Route | None = None
    for item in config.routes:
        length = item.prefix.prefix_length
        if item.vrf != vrf or length is None or not item.prefix.normalised().covers(target):
            continue
        if length > best:
            best, route = length, item
    if route is None:
        return connected[1] if connected is not None else None
    named = config.interface(route.interface or route.next_hop)
    if named is not None:
        return named
    try:
        hop = AddressBlock(address=parse_address(route.next_hop), wildcard=0)
    except ValueError:
        return None
    found = _connected(config, hop, vrf)
    return found[1] if found is not None else None


def _connected(
    config: CryptoConfig, target: AddressBlock, vrf: str | None
) -> tuple[int, Interface] | None:
    """Return (prefix length, interface) of the longest connected network that holds an address."""
    found: tuple[int, Interface] | None = None
    for interface in config.interfaces:
        if interface.shutdown or interface.vrf != vrf:
            continue
        pairs = ((interface.address, interface.netmask), *interface.secondary)
        for own, netmask in pairs:
            if not own or not netmask:
                continue
            block = AddressBlock.from_netmask(own, netmask).normalised()
            length = block.prefix_length
            if length is None or not block.covers(target):
                continue
            if found is None or length > found[0]:
                found = (length, interface)
    return found
