"""What an edit does to associations that stand.

They stay on the parameters that they were made with; a change of ``ip mtu``, of an address or of the binding
of a map ends those of the interface, ``shutdown`` too, but then nobody can be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from remediate.lab.device import Device
from remediate.lab.ike.facts import Facts
from remediate.lab.ike.state import Pair
from remediate.lab.store import Entry

if TYPE_CHECKING:
    from remediate.lab.ike.tunnels import Tunnels

__all__ = ["dropped_by", "dropped_by_replacement"]

_OF_INTERFACE = {
    "ip mtu", "mtu", "ip address", "crypto map", "shutdown", "tunnel protection", "tunnel source",
    "tunnel destination", "tunnel mode", "tunnel vrf", "nameif",
}  # fmt: skip
_OF_NAME = {
    "mtu",
    "crypto ipsec fragmentation",
    "crypto map interface",
    "crypto ikev1 enable",
    "crypto ikev2 enable",
}
"""Global lines of an ASA that name an interface."""


def dropped_by(
    tunnels: Tunnels,
    device: Device,
    before: Facts | None,
    mode: str,
    key: str,
    entry: Entry | None,
    path: tuple[str, ...],
) -> Iterator[tuple[Pair, bool]]:
    """Yield the pairs that an edit ends, and whether the peer hears of it."""
    name = ""
    if mode == "interface" and key in _OF_INTERFACE and path:
        name = path[-1].split(maxsplit=1)[-1]
        name = name if path[-1].startswith("interface ") else path[0].split(maxsplit=1)[-1]
    elif mode == "configure" and key in _OF_NAME and entry is not None:
        name = entry.values.get("nameif", "")
    elif (mode, key) == ("configure", "crypto map local-address"):
        for pair in _of(tunnels, device):
            yield pair, True
        return
    if not name:
        return
    tell = not (key == "shutdown" and entry is not None)
    addresses = _addresses(before, name) if before is not None else set()
    for pair in _of(tunnels, device):
        sa = pair.ends[device.name].sa
        if sa.interface == name or sa.local in addresses:
            yield pair, tell


def _of(tunnels: Tunnels, device: Device) -> list[Pair]:
    flows = tunnels.holding(device.name).flows.values()
    return [flow.pair for flow in flows if flow.pair is not None]


def _addresses(facts: Facts, name: str) -> set[str]:
    return {
        port.address
        for port in facts.ports.values()
        if name in (port.name, port.title) and port.address is not None
    }


def dropped_by_replacement(
    tunnels: Tunnels, device: Device, before: Facts | None
) -> Iterator[Pair]:
    """Yield the pairs that another configuration ends."""
    if before is None:
        return
    after = tunnels.world.facts(device.name)
    changed = {
        name
        for name in before.ports.keys() | after.ports.keys()
        if _outline(before, name) != _outline(after, name)
    }
    addresses = {address for name in changed for address in _addresses(before, name)}
    for pair in _of(tunnels, device):
        sa = pair.ends[device.name].sa
        if sa.interface in changed or sa.local in addresses:
            yield pair


def _outline(facts: Facts, name: str) -> tuple[object, ...]:
    port = facts.ports.get(name)
    return (port.address, port.mtu, port.crypto_map, port.up) if port is not None else ()
