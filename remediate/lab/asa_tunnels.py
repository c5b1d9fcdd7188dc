"""What an ASA's commands ask the network of its tunnels."""

from __future__ import annotations

from remediate.lab.associations import FlowSa, IkeSa
from remediate.lab.device import Device

__all__ = ["clear_flows", "clear_ike", "flow_sas", "ike_sas", "pinged"]

_UNREACHABLE = "?"
"""Printed for an echo that nobody answers."""


def ike_sas(device: Device, version: int | None = None) -> list[IkeSa]:
    """Return the IKE associations of a device at this moment, of one version if it is given."""
    network = device.network
    if network is None:
        return []
    network.settle(device)
    return [sa for sa in network.ike_sas(device) if version is None or sa.version == version]


def flow_sas(device: Device, peer: str | None = None) -> list[FlowSa]:
    """Return the flows that have associations at this moment, to one peer if it is given."""
    network = device.network
    if network is None:
        return []
    network.settle(device)
    return [flow for flow in network.flow_sas(device) if flow.up and peer in (None, flow.peer)]


def clear_ike(device: Device, peer: str | None, version: int | None) -> None:
    """Delete IKE associations, of a peer or all, of a version or both."""
    network = device.network
    if network is None:
        return
    for sa in ike_sas(device, version):
        if peer in (None, sa.peer) and not sa.deleted:
            network.clear_ike(device, peer=sa.peer, connection=sa.connection)


def clear_flows(device: Device, peer: str | None) -> None:
    """Delete IPsec associations, of a peer or all."""
    network = device.network
    if network is None:
        return
    peers = {flow.peer for flow in flow_sas(device)} if peer is None else {peer}
    for item in sorted(peers):
        network.clear_ipsec(device, item)


def pinged(device: Device, target: str, source: str | None, size: int, count: int) -> str:
    """Return a letter for each packet of a ping."""
    network = device.network
    if network is None:
        return _UNREACHABLE * count
    answer = network.ping(device, source, target, size, False)
    return ("!" if answer is True else _UNREACHABLE) * count
