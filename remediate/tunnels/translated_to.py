"""Addresses that a device of the fleet translates to: what has one is reached by it, though it is on no interface."""

from __future__ import annotations

from remediate.model.base import remembered
from remediate.model.evidence import FleetEvidence
from remediate.model.selector import AddressBlock, parse_address

__all__ = ["translated_to"]


def translated_to(fleet: FleetEvidence, address: str) -> bool:
    """Whether a NAT statement of any device has an IPv4 address among those that it translates to, or names it."""
    hosts, networks, words = _mapped(fleet)
    if ":" in address:
        return address in words
    target = parse_address(address)
    return (
        address in words
        or target in hosts
        or any(not (item.address ^ target) & ~item.wildcard for item in networks)
    )


@remembered
def _mapped(
    fleet: FleetEvidence,
) -> tuple[frozenset[int], tuple[AddressBlock, ...], frozenset[str]]:
    """Return the hosts and the networks that anything is translated to, and the words of the statements."""
    hosts: set[int] = set()
    networks: set[AddressBlock] = set()
    words: set[str] = set()
    for device in fleet.devices:
        for item in device.config.translations if device.config is not None else ():
            words.update(item.text.split())
            for block in item.mapped:
                if block.is_host:
                    hosts.add(block.address)
                elif not block.is_any:
                    networks.add(block.normalised())
    return frozenset(hosts), tuple(networks), frozenset(words)
