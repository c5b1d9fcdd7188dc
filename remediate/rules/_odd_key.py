"""Keys of IKEv1 that differ, where the other end's is not for this peer alone: the end that deviates takes that one.

An entry for a network that another device of the fleet is seen to share, or that a DMVPN hub has for its spokes, stays:
changing it would break the others, or give one spoke a key that its neighbours don't have. Fingerprints are compared,
which only tells that two keys are one; no key is looked at or shown.
"""

from __future__ import annotations

from typing import NamedTuple

from remediate.model.base import remembered
from remediate.model.config_interfaces import Interface
from remediate.model.config_keys import PreSharedKey
from remediate.model.evidence import FleetEvidence
from remediate.model.selector import AddressBlock
from remediate.negotiation import Negotiation, Side, key_for

__all__ = ["Odd", "is_hub", "odd_key"]


class Odd(NamedTuple):
    """The end that takes the key which the other end holds."""

    holder: Side
    """The end that deviates."""
    other: Side
    """The end whose entry for a network stays."""
    text: str
    """Why."""


def odd_key(negotiation: Negotiation, fleet: FleetEvidence | None) -> Odd | None:
    """Return the end that deviates; None where neither or both could be said to."""
    ends = (negotiation.one, negotiation.two), (negotiation.two, negotiation.one)
    for reason in (_shared, _of_a_hub):
        found = [
            Odd(holder, other, text)
            for holder, other in ends
            if (text := reason(holder, other, fleet)) is not None
        ]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _shared(holder: Side, other: Side, fleet: FleetEvidence | None) -> str | None:
    """Say that a third device holds the key of ``other``'s entry, which serves it too."""
    entry = _network_entry(other)
    address = _block(other.end.address)
    if entry is None or fleet is None or address is None:
        return None
    own = {
        key.peer.dotted for key in other.config.keys if key.peer is not None and key.peer.is_host
    }
    for device, key, addresses in _by_fingerprint(fleet).get(entry.fingerprint or "", ()):
        if device in (holder.name, other.name) or key.peer is None or not key.peer.covers(address):
            continue
        if any(
            one not in own and entry.peer is not None and entry.peer.covers(block)
            for one in addresses
            if (block := _block(one)) is not None
        ):
            return (
                f"{device} agrees with {other.name} by the same entry, so {holder.name} deviates and takes the key that"
                f" {other.name} holds"
            )
    return None


def _block(address: str) -> AddressBlock | None:
    """Return an address as a block; None of a name that stands for one."""
    try:
        return AddressBlock.host(address)
    except ValueError:
        return None


def _of_a_hub(holder: Side, other: Side, fleet: FleetEvidence | None) -> str | None:
    """Say that ``other`` is the hub of a DMVPN, whose entry is for all its spokes."""
    del fleet
    if _network_entry(other) is None or not is_hub(other, holder):
        return None
    return f"the entry of {other.name} is for all its spokes and stays: {holder.name} takes the key that it holds"


def is_hub(one: Side, other: Side) -> bool:
    """Whether ``one`` is a hub (of a DMVPN, or with a Virtual-Template) and ``other`` is one of its spokes."""
    hub, spoke = _tunnel(one), _tunnel(other)
    if hub is None or spoke is None:
        return False
    if hub.name.lower().startswith("virtual-template"):
        return spoke.tunnel_mode is None or "multipoint" not in spoke.tunnel_mode
    multipoint = "multipoint" in (hub.tunnel_mode or "") and not (hub.nbma or hub.next_hops)
    return multipoint and bool(spoke.nbma or spoke.tunnel_destination == other.peer)


def _network_entry(side: Side) -> PreSharedKey | None:
    """Return the key that an end has for its peer and others at once, where it can be compared."""
    key = key_for(side)
    if key is None or key.peer is None or key.peer.is_host or not key.fingerprint:
        return None
    return key


def _tunnel(side: Side) -> Interface | None:
    name = side.end.interface or next((entry.map for entry in side.entries), None)
    return side.config.interface(name) if name else None


@remembered
def _by_fingerprint(
    fleet: FleetEvidence,
) -> dict[str, tuple[tuple[str, PreSharedKey, tuple[str, ...]], ...]]:
    """Return (device, key, addresses of the device) of all IKEv1 keys, by what tells keys apart."""
    found: dict[str, list[tuple[str, PreSharedKey, tuple[str, ...]]]] = {}
    for device in fleet.devices:
        if device.config is None:
            continue
        addresses = tuple(
            item.address for item in device.config.interfaces if item.address is not None
        )
        for key in device.config.keys:
            if key.fingerprint and not key.ikev2:
                found.setdefault(key.fingerprint, []).append((device.device, key, addresses))
    return {name: tuple(items) for name, items in found.items()}
