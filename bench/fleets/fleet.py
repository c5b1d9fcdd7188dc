"""A whole fleet: laid out, broken here and there, and written as dumps."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.fleets import asa, ios
from bench.fleets.faults import FAULTS, Fault, of_ends
from bench.fleets.lines import accepted
from bench.fleets.model import Device, End, Tunnel
from bench.fleets.shape import layout
from bench.fleets.shows import ipsec_sa, isakmp_sa

__all__ = ["EVIDENCE", "Fleet", "make_fleet"]

EVIDENCE = ("config", "shows", "all")
"""What the dumps hold: configurations alone; SA tables of most devices too; what devices log too."""

_MISSING = 0.02
"""Share of the tunnels one end of which is in no dump."""
_DEBUGGED = 0.1
"""Share of the working tunnels whose negotiation was debugged."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """Devices, and tunnels with what is true of them."""

    devices: Sequence[Device]
    tunnels: Sequence[Tunnel]
    evidence: str

    def write(self, folder: Path) -> None:
        """Write the dumps: a folder a device, a file a command."""
        tables = _tables(self.tunnels) if self.evidence != "config" else {}
        for device in self.devices:
            if not device.shown:
                continue
            place = folder / device.name
            place.mkdir(parents=True, exist_ok=True)
            for name, text in self._texts(device, tables.get(device.name, [])):
                (place / name).write_text("\n".join(text) + "\n", encoding="utf-8")

    def _texts(
        self, device: Device, ends: list[tuple[Tunnel, End]]
    ) -> Iterator[tuple[str, Iterator[str] | list[str]]]:
        if device.system.pix:
            yield "write_terminal.txt", asa.running_config(device)
        elif device.asa and device.clear_keys:
            yield "more_system_running-config.txt", asa.running_config(device)
        else:
            found = asa.running_config(device) if device.asa else ios.running_config(device)
            yield "show_running-config.txt", found
        if device.outputs:
            yield "show_crypto_isakmp_sa.txt", isakmp_sa(device, ends)
            yield "show_crypto_ipsec_sa.txt", ipsec_sa(device, ends)
        if device.logged and self.evidence == "all":
            yield "show_logging.txt", device.logged


def _tables(tunnels: Sequence[Tunnel]) -> dict[str, list[tuple[Tunnel, End]]]:
    found: dict[str, list[tuple[Tunnel, End]]] = {}
    for tunnel in tunnels:
        for end in tunnel.ends():
            found.setdefault(end.device.name, []).append((tunnel, end))
    return found


def make_fleet(
    tunnels: int,
    *,
    seed: int = 1,
    shape: str = "mixed",
    evidence: str = "config",
    faulty: float = 0.1,
) -> Fleet:
    """Return a fleet of ``tunnels``, a share of which is faulty: every fault of the table in turn.

    The same arguments give the same fleet. A device with several tunnels can get different faults.
    """
    devices, found = layout(tunnels, seed=seed, shape=shape)
    dice = random.Random(seed + 1)
    for device in devices:
        device.outputs = evidence != "config" and dice.random() < 0.8
    usable = [item for item in FAULTS if EVIDENCE.index(item.needs) <= EVIDENCE.index(evidence)]
    of_ends(found)
    _plant(found, usable, round(tunnels * faulty), dice)
    for tunnel in found:
        if (
            evidence == "all"
            and tunnel.slug is None
            and tunnel.state == "up"
            and dice.random() < _DEBUGGED
        ):
            tunnel.one.device.logged.extend(accepted(tunnel, tunnel.one))
        if dice.random() < _MISSING and tunnel.slug is None and not tunnel.involved:
            lone = next((end for end in tunnel.ends() if len(end.device.ends) == 1), None)
            if lone is not None:
                lone.device.shown = False
    return Fleet(devices, found, evidence)


def _plant(
    tunnels: Sequence[Tunnel], faults: Sequence[Fault], wanted: int, dice: random.Random
) -> None:
    """Plant the faults in turn, each where the next tunnel fits it."""
    order = list(tunnels)
    dice.shuffle(order)
    left = dict.fromkeys(range(len(order)))
    planted = idle = turn = 0
    while planted < wanted and idle < len(faults) and left:
        fault = faults[turn % len(faults)]
        turn += 1
        for at in left:
            tunnel = order[at]
            if tunnel.involved or tunnel.slug is not None:
                continue
            ends = list(tunnel.ends()) if dice.random() < 0.5 else list(tunnel.ends())[::-1]
            end = next((end for end in ends if fault.fits(tunnel, end)), None)
            if end is not None:
                _break(tunnel, end, fault)
                del left[at]
                planted, idle = planted + 1, 0
                break
        else:
            idle += 1


def _break(tunnel: Tunnel, end: End, fault: Fault) -> None:
    fault.plant(tunnel, end)
    tunnel.slug, tunnel.variant = fault.slug, fault.variant
    tunnel.accepted = (fault.slug, *fault.also)
    tunnel.guilty = end.device.name
    tunnel.state = fault.state
    if fault.needs != "config":
        for one in tunnel.ends():
            one.device.outputs = True
    if fault.logged is not None:
        speaker = tunnel.other(end) if fault.state in ("phase1", "phase2") else end
        speaker.device.logged.extend(fault.logged(tunnel, speaker))
