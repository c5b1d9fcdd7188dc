"""What an ASA's commands ask the network of its tunnels, whose engine may be another's or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from remediate.lab.associations import FlowSa, IkeSa
from remediate.lab.device import Device

__all__ = ["Tunnels", "clear_flows", "clear_ike", "flow_sas", "ike_sas", "pinged"]


@runtime_checkable
class Tunnels(Protocol):
    """The associations of the devices of a lab."""

    def ike_sas(self, device: Device) -> Sequence[IkeSa]:
        """Return the IKE associations that a device holds."""

    def flow_sas(self, device: Device) -> Sequence[FlowSa]:
        """Return the flows that its entries protect, with their associations where they stand."""

    def clear_ike(self, device: Device, peer: str | None, version: int | None) -> None:
        """Delete IKE associations, with the IPsec associations that came of them."""

    def clear_flows(self, device: Device, peer: str | None) -> None:
        """Delete IPsec associations."""

    def ping(
        self, device: Device, target: str, source: str | None, size: int, count: int, *, df: bool
    ) -> str:
        """Return a letter for each packet: ``!`` answered, ``.`` not, ``M`` too big."""


def _tunnels(device: Device) -> Tunnels | None:
    network: object = device.network
    return network if isinstance(network, Tunnels) else None


def ike_sas(device: Device, version: int | None = None) -> list[IkeSa]:
    """Return the IKE associations of a device, of one version if it is given."""
    held = _tunnels(device)
    found = held.ike_sas(device) if held is not None else ()
    return [sa for sa in found if version is None or sa.version == version]


def flow_sas(device: Device, peer: str | None = None) -> list[FlowSa]:
    """Return the flows of a device that have associations, to one peer if it is given."""
    held = _tunnels(device)
    found = held.flow_sas(device) if held is not None else ()
    return [flow for flow in found if flow.up and peer in (None, flow.peer)]


def clear_ike(device: Device, peer: str | None, version: int | None) -> None:
    """Delete IKE associations."""
    held = _tunnels(device)
    if held is not None:
        held.clear_ike(device, peer, version)


def clear_flows(device: Device, peer: str | None) -> None:
    """Delete IPsec associations."""
    held = _tunnels(device)
    if held is not None:
        held.clear_flows(device, peer)


def pinged(
    device: Device, target: str, source: str | None, size: int, count: int, *, df: bool
) -> str:
    """Return a letter for each packet of a ping."""
    held = _tunnels(device)
    return (
        held.ping(device, target, source, size, count, df=df) if held is not None else "?" * count
    )
