"""VPN clients as their gateway sees them: pools as networks, what they are to reach, what NAT does for them."""

from __future__ import annotations

from collections.abc import Iterable

from remediate.model.config import CryptoConfig
from remediate.model.config_clients import AddressPool
from remediate.model.naming import unused_name
from remediate.model.selector import AddressBlock
from remediate.negotiation import connected, is_interface, permits

__all__ = [
    "client_interface",
    "inside_networks",
    "is_private",
    "nat_serves",
    "networks_of",
    "pool_network",
    "unused_acl",
]

_PRIVATE = (
    AddressBlock.from_netmask("10.0.0.0", "255.0.0.0"),
    AddressBlock.from_netmask("172.16.0.0", "255.240.0.0"),
    AddressBlock.from_netmask("192.168.0.0", "255.255.0.0"),
)
"""RFC 1918."""


def is_private(blocks: Iterable[AddressBlock]) -> bool:
    """Whether nobody outside could answer these addresses."""
    return all(any(network.covers(block) for network in _PRIVATE) for block in blocks)


def pool_network(pool: AddressPool) -> AddressBlock:
    """Return the smallest network that holds a pool: 10.1.2.1 to 10.1.2.254 is 10.1.2.0/24."""
    low = min(block.address for block in pool.blocks)
    high = max(block.address | block.wildcard for block in pool.blocks)
    wildcard = (1 << (low ^ high).bit_length()) - 1
    return AddressBlock(address=low, wildcard=wildcard).normalised()


def client_interface(config: CryptoConfig) -> str | None:
    """Return the interface that clients come in by: the one whose crypto map has a dynamic entry."""
    for crypto_map in config.maps:
        if any(entry.dynamic_map is not None for entry in crypto_map.entries):
            for name in crypto_map.interfaces:
                return name
    return None


def inside_networks(config: CryptoConfig, outside: str) -> tuple[AddressBlock, ...]:
    """Return the connected networks besides the one that clients come from."""
    return tuple(
        dict.fromkeys(
            block
            for interface in config.interfaces
            if not interface.shutdown
            and not is_interface(interface, outside)
            and interface.nat != "outside"
            and not interface.crypto_map
            for block in connected(interface)
        )
    )


def networks_of(config: CryptoConfig, pool: AddressPool) -> tuple[AddressBlock, ...]:
    """Return the inside networks that NAT exemption opens to a pool (PIX, ASA)."""
    target = pool_network(pool)
    found: dict[AddressBlock, None] = {}
    for item in config.translations:
        if item.kind == "exemption":
            for flow in permits(config.acl(item.acl)):
                if flow.destination.overlaps(target) and not flow.destination.is_any:
                    found.setdefault(flow.source)
        elif item.kind == "identity" and any(
            block.overlaps(target) and not block.is_any for block in item.destinations
        ):
            found.update(dict.fromkeys(item.sources))
    return tuple(found)


def nat_serves(config: CryptoConfig, blocks: Iterable[AddressBlock]) -> bool:
    """Whether a NAT statement can take packets from these addresses: any that isn't known may."""
    wanted = tuple(blocks)
    for item in config.translations:
        if item.problem is not None:
            return True
        if item.sources and not any(a.overlaps(b) for a in item.sources for b in wanted):
            continue
        for clause in item.clauses:
            for name in clause.acls:
                acl = config.acl(name)
                if acl is None or any(entry.problem for entry in acl.entries):
                    return True
                if any(flow.source.overlaps(block) for flow in permits(acl) for block in wanted):
                    return True
            if not clause.acls:
                return True
        if not item.clauses:
            return True
    return False


def unused_acl(config: CryptoConfig, name: str) -> str:
    """Return a name that no access list has."""
    return unused_name(name, {acl.name for acl in config.acls})
