"""Keys of two peers that a device holds one under the address of the other.

Fingerprints are compared, which only tells that two keys are one; no key is looked at or shown.
"""

from __future__ import annotations

from typing import NamedTuple

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig
from remediate.model.config_keys import PreSharedKey
from remediate.model.evidence import FleetEvidence
from remediate.negotiation import Negotiation, Side, key_for
from remediate.negotiation.routing import owners_of

__all__ = ["Misplaced", "misplaced"]


class Misplaced(NamedTuple):
    """The key that one end holds, under another peer's address at the other end."""

    holder: Side
    """The end that has both keys."""
    other: Side
    """The end whose key it is."""
    address: str
    """The address that the holder has it under."""
    line: int | None
    device: str | None
    """The device of that address, where it holds in turn what the holder has for ``other``: the two are swapped."""

    @property
    def text(self) -> str:
        """What there is to say."""
        holder, other = self.holder.name, self.other.name
        if self.device is None:
            return f"the key that {other} holds stands at {holder} for {self.address}: the entries may be mixed up"
        return (
            f"{holder} has the keys of two peers swapped: that of {other} stands for {self.address} ({self.device}),"
            f" and that of {self.device} for {self.holder.peer}"
        )


def misplaced(negotiation: Negotiation, fleet: FleetEvidence | None) -> Misplaced | None:
    """Return the key of one end that the other has for another peer alone; None where there is none, or several."""
    found = [
        item
        for holder, other in (
            (negotiation.one, negotiation.two),
            (negotiation.two, negotiation.one),
        )
        if (item := _held_by(holder, other, fleet)) is not None
    ]
    return found[0] if len(found) == 1 else None


def _held_by(holder: Side, other: Side, fleet: FleetEvidence | None) -> Misplaced | None:
    own, theirs = key_for(holder), key_for(other)
    if own is None or theirs is None or not own.fingerprint or not theirs.fingerprint:
        return None
    if own.peer is None or not own.peer.is_host:
        return None
    same = _by_fingerprint(holder.config).get(theirs.fingerprint, ())
    if len(same) != 1:
        return None  # not held, or one key for many peers
    (entry,) = same
    if entry.peer is None or not entry.peer.is_host:
        return None
    address = entry.peer.dotted
    device = _swapped(holder, other, own, address, fleet)
    return Misplaced(holder, other, address, entry.line, device)


def _swapped(
    holder: Side, other: Side, own: PreSharedKey, address: str, fleet: FleetEvidence | None
) -> str | None:
    """Return the device of an address that holds for the holder what that one has for ``other``."""
    local = holder.end.address
    for item in fleet.devices if fleet is not None else ():
        if item.config is None or item.device in (holder.name, other.name):
            continue
        if not owners_of(item.config, address):
            continue
        keys = _by_fingerprint(item.config).get(own.fingerprint or "", ())
        if any(
            key.peer is not None and key.peer.is_host and key.peer.dotted == local for key in keys
        ):
            return item.device
    return None


@remembered
def _by_fingerprint(config: CryptoConfig) -> dict[str, tuple[PreSharedKey, ...]]:
    """Return the IKEv1 keys of a device by what tells them apart."""
    found: dict[str, tuple[PreSharedKey, ...]] = {}
    for key in config.keys:
        if key.fingerprint and not key.ikev2:
            found[key.fingerprint] = (*found.get(key.fingerprint, ()), key)
    return found
