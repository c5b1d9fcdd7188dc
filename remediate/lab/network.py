"""The world between the devices: who answers at an address, and what becomes of their tunnels.

The devices tell it what was edited; it decides what that does to security associations and to the
packets that hosts send. Nothing of the product's own reading or judging of configurations is used
here (an import contract forbids it), so that agreement between the two means something.
"""

from __future__ import annotations

from remediate.lab.associations import FlowSa, IkeSa
from remediate.lab.clock import Clock
from remediate.lab.device import Device
from remediate.lab.ike.changes import dropped_by, dropped_by_replacement
from remediate.lab.ike.counting import count
from remediate.lab.ike.echo import echo
from remediate.lab.ike.link_facts import Link
from remediate.lab.ike.links import line_up
from remediate.lab.ike.nhrp_rows import NextHops, next_hops
from remediate.lab.ike.tunnels import Tunnels
from remediate.lab.ike.world import LineFault, Translation
from remediate.lab.store import Entry

__all__ = ["LineFault", "Network", "Translation"]


class Network:
    """The devices of a lab and what connects them."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.devices: dict[str, Device] = {}
        self.tunnels = Tunnels(clock, self.devices)

    @property
    def lines(self) -> dict[frozenset[str], LineFault]:
        """Return the faults of the lines, by the outside addresses of the two ends."""
        return self.tunnels.world.lines

    @property
    def translations(self) -> list[Translation]:
        """Return the translators in the path."""
        return self.tunnels.world.translations

    @property
    def off(self) -> set[str]:
        """Return the names of devices that are switched off or cut off from all others."""
        return self.tunnels.world.off

    def add(self, device: Device) -> None:
        """Connect a device."""
        device.network = self
        self.devices[device.name] = device
        self.tunnels.world.forget(device.name)

    # --- what devices tell ---

    def edited(
        self, device: Device, mode: str, key: str, entry: Entry | None, path: tuple[str, ...]
    ) -> None:
        """Take note of a line that was set or removed, and drop what such a change drops."""
        tunnels = self.tunnels
        before = tunnels.world.forget(device.name)
        for pair, tell in dropped_by(tunnels, device, before, mode, key, entry, path):
            count(tunnels, pair, self.clock.elapsed())
            tunnels.drop(pair, device.name, tell=tell)

    def replaced(self, device: Device) -> None:
        """Take note that the whole configuration is another one."""
        before = self.tunnels.world.forget(device.name)
        for pair in dropped_by_replacement(self.tunnels, device, before):
            self.tunnels.drop(pair, device.name, tell=True)

    def restarted(self, device: Device) -> None:
        """Take note that a device came up anew: it has no security association, and nobody was told."""
        self.tunnels.restarted(device.name)

    def watched(self, device: Device) -> None:
        """Look at a device's tunnels from now on, every second: it debugs, or somebody reads its log as it comes."""
        self.tunnels.watch(device.name)

    # --- what devices ask ---

    def settle(self, device: Device) -> None:
        """Bring the state of a device's tunnels up to the clock's time."""
        self.tunnels.settle(device.name)

    def ike_sas(self, device: Device) -> list[IkeSa]:
        """Return the IKE SAs of a device, with those that do not come about."""
        return self.tunnels.ike_sas(device.name)

    def flow_sas(self, device: Device) -> list[FlowSa]:
        """Return the flows of a device's entries, with or without associations."""
        return self.tunnels.flow_sas(device.name)

    def carries(self, device: Device, peer: str) -> bool:
        """Whether packets that the device sends to a peer through its tunnel arrive, on every flow."""
        self.settle(device)
        return self.tunnels.carries(device.name, peer)

    def tunnel_up(self, device: Device, name: str) -> bool:
        """Whether the line protocol of a tunnel interface is up: with ``tunnel mode ipsec`` as its associations are."""
        self.settle(device)
        return line_up(self.tunnels, device.name, name)

    def link(self, device: Device, name: str) -> Link | None:
        """Return a tunnel interface of a device."""
        return self.tunnels.world.facts(device.name).link(name)

    def next_hops(self, device: Device) -> list[NextHops]:
        """Return what the tunnel interfaces of a device know by NHRP."""
        self.settle(device)
        return next_hops(self.tunnels, device.name, self.clock.elapsed())

    def clear_next_hops(self, device: Device, outer: str | None = None) -> None:
        """Forget what was registered at a device, from one outer address where that is given."""
        registered = self.tunnels.holding(device.name).registered
        for key in [key for key, item in registered.items() if outer in (None, item.outer)]:
            del registered[key]

    def ping(
        self, device: Device, source: str | None, target: str, size: int, df: bool, vrf: str = ""
    ) -> bool | int:
        """Send an echo; return whether the answer came, or the MTU that was told instead."""
        self.settle(device)
        return echo(self.tunnels, device.name, source, target, size, df=df, vrf=vrf)

    # --- clearing ---

    def clear_ipsec(self, device: Device, peer: str) -> None:
        """Delete the IPsec associations with a peer; the peer is told."""
        self.tunnels.clear_pairs(device.name, peer)

    def clear_ike(
        self, device: Device, peer: str | None = None, connection: int | None = None
    ) -> None:
        """Delete IKE SAs, of a peer or a number; the peer is told. IKEv2's children end with theirs."""
        self.tunnels.clear_bonds(device.name, peer, connection)

    def lose(self, device: Device, peer: str) -> None:
        """Let a device lose its IPsec associations with a peer that goes on to use them.

        Hosts behind the device only answer until then, so it lasts until the peer's own are cleared or
        their lifetime is over: the IKE SA stands, and the device answers dead peer detection.
        """
        self.tunnels.lose(device.name, peer)
