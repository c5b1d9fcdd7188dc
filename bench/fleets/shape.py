"""Which devices there are and which tunnels join them: hub and spoke, mesh, pairs."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from bench.fleets.model import SYSTEMS, Device, End, Flow, Net, System, Tunnel, dotted

__all__ = ["SHAPES", "layout"]

_SEGMENT = 250
"""Devices on one segment of a provider's network."""
_MODERN = ("xe1712", "xe1712", "asa916", "ios15", "xe17")
_HUBS = ("ios15", "xe16", "xe17", "asa9", "asa84")
_SPOKES = ("ios12", "ios15", "ios15", "xe16", "xe17", "pix6", "asa8", "asa84", "asa9", "asa9")
_STRONG_SPOKES = (*_SPOKES, "xe1712", "asa916")
_HUB_SIZES = (2000, 500, 120, 60, 30, 30, 12, 12, 12, 8, 8, 8)


class _Builder:
    """Makes devices and tunnels, one after the other."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.devices: list[Device] = []
        self.tunnels: list[Tunnel] = []
        self.step = 10
        """Between the sequence numbers of a crypto map's entries."""

    def device(self, system: str, role: str) -> Device:
        number = len(self.devices)
        segment, host = divmod(number, _SEGMENT)
        base = 0xC6120000 + (segment << 8)  # 198.18.0.0/15, for benchmarks (RFC 2544)
        found = Device(
            name=f"{role}{number}",
            number=number,
            system=SYSTEMS[system],
            outside=dotted(base + 1 + host),
            gateway=dotted(base + 254),
            inside=Net(0x0A000000 + (number << 8), 24),
            extra=Net(0xAC100000 + (number << 4), 28),
            policies=list(SYSTEMS[system].policies),
            nat=self.dice.random() < 0.6,
            clear_keys=system != "pix6" and self.dice.random() < 0.8,
        )
        if not found.asa:
            found.clear_keys = True
        self.devices.append(found)
        return found

    def join(self, one: Device, two: Device, kind: str = "map") -> Tunnel:
        """Join two devices with a tunnel that works."""
        dice = self.dice
        sets = [item for item in one.system.protections if item in two.system.protections]
        groups = [item for item in one.system.groups if item in two.system.groups]
        flows = [Flow(one.inside, two.inside)]
        if dice.random() < 0.3:
            flows.append(Flow(one.inside, two.extra))
        if dice.random() < 0.1:
            server, clients = Net(one.extra.address + 5, 32), Net(two.inside.address, 24)
            flows.append(Flow(server, clients, "tcp", source_port="443"))
        chosen = sets[: dice.randint(1, len(sets))]
        pfs = dice.choice(groups) if dice.random() < 0.4 else None
        key = "".join(
            dice.choices("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789", k=16)
        )
        if kind == "dynamic":
            key = one.dynamic_key = one.dynamic_key or key
            one.dynamic = True
            chosen, pfs = sets[:1], None
        first = End(one, two.outside, key, flows, list(chosen), pfs, kind)
        other = [flow.mirrored() for flow in flows]
        second = End(
            two, one.outside, key, other, list(chosen), pfs, "map" if kind == "dynamic" else kind
        )
        for end in (first, second):
            # A map ends at 65535; a mesh has a few entries, and room between them.
            end.sequence = self.step * (1 + len(end.device.ends))
            end.device.ends.append(end)
        inner = 0x64400000 + (len(self.tunnels) << 2)  # 100.64.0.0/10
        first.inner, second.inner = dotted(inner + 1), dotted(inner + 2)
        tunnel = Tunnel(len(self.tunnels), first, second)
        tunnel.state = "up" if dice.random() < 0.85 else "silent"
        self.tunnels.append(tunnel)
        return tunnel

    def hub(self, spokes: int) -> None:
        """Make a hub and its spokes."""
        dice = self.dice
        self.step = 10 if spokes < 6000 else 3
        strong = spokes < 100 and dice.random() < 0.3
        hub = self.device(dice.choice(("ios15", "xe17")) if strong else dice.choice(_HUBS), "hub")
        for _ in range(spokes):
            spoke = self.device(dice.choice(_STRONG_SPOKES if strong else _SPOKES), "spoke")
            self.join(hub, spoke, self._kind(hub.system, spoke.system))

    def _kind(self, hub: System, spoke: System) -> str:
        chance = self.dice.random()
        if chance < 0.1 and not hub.asa:
            return "dynamic"
        if hub.asa or spoke.asa or spoke.name == "ios12" or chance > 0.35:
            return "map"
        return "ikev2" if chance < 0.15 else "vti"

    def mesh(self, size: int) -> None:
        """Make ``size`` devices, each joined with each."""
        pool = _MODERN if self.dice.random() < 0.2 else _SPOKES
        members = [self.device(self.dice.choice(pool), "site") for _ in range(size)]
        for at, one in enumerate(members):
            for two in members[at + 1 :]:
                kind = self._kind(one.system, two.system)
                self.join(one, two, "map" if kind == "dynamic" else kind)


def _mixed(builder: _Builder, tunnels: int) -> Iterator[None]:
    for size in _sizes(tunnels * 3 // 4):
        builder.hub(size)
        yield
    while True:
        builder.mesh(builder.dice.choice((2, 3, 4, 5)))
        yield


def _sizes(tunnels: int) -> Iterator[int]:
    """Yield sizes of hubs that come to ``tunnels``, large ones first but never most of the fleet."""
    left = tunnels
    while left > 0:
        for size in _HUB_SIZES:
            if left > 0 and size * 3 <= tunnels + 24:
                yield min(size, left)
                left -= size


def _pairs(builder: _Builder, tunnels: int) -> Iterator[None]:
    del tunnels
    while True:
        builder.mesh(2)
        yield


def _one_hub(builder: _Builder, tunnels: int) -> Iterator[None]:
    builder.hub(tunnels)
    yield


SHAPES = {"mixed": _mixed, "pairs": _pairs, "hub": _one_hub}
"""Ways to lay a fleet out: hubs and meshes of all sizes; two devices a tunnel; one hub."""


def layout(
    tunnels: int, *, seed: int, shape: str = "mixed"
) -> tuple[Sequence[Device], list[Tunnel]]:
    """Return the devices and tunnels of a fleet in which everything works."""
    builder = _Builder(seed)
    for _ in SHAPES[shape](builder, tunnels):
        if len(builder.tunnels) >= tunnels:
            break
    return builder.devices, builder.tunnels
