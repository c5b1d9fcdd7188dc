"""The world between the devices: who answers at an address, and what becomes of their tunnels.

The devices tell it what was edited; it decides what that does to security associations and to the
packets that hosts send. Nothing of the product's own reading or judging of configurations is used
here (an import contract forbids it), so that agreement between the two means something.
"""

from __future__ import annotations

from remediate.lab.clock import Clock
from remediate.lab.device import Device
from remediate.lab.store import Entry

__all__ = ["Network"]


class Network:
    """The devices of a lab and what connects them."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.devices: dict[str, Device] = {}

    def add(self, device: Device) -> None:
        """Connect a device."""
        device.network = self
        self.devices[device.name] = device

    def edited(
        self, device: Device, mode: str, key: str, entry: Entry | None, path: tuple[str, ...]
    ) -> None:
        """Take note of a line that was set or removed."""

    def replaced(self, device: Device) -> None:
        """Take note that the whole configuration is another one."""

    def restarted(self, device: Device) -> None:
        """Take note that a device came up anew: it has no security association."""

    def tunnel_up(self, device: Device, name: str) -> bool:
        """Whether the line protocol of a tunnel interface is up."""
        del device, name
        return True
