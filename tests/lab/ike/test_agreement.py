"""Random pairs: what the lab lets come up, ``remediate check`` calls healthy, and what it refuses, a fault.

The two were written from the same documents without knowing each other. Where they differ, it is for one of
these reasons:

* A dynamic map behind the entry: it takes what the entry's list does not mirror, so the tunnel comes up. The
  product names the lists that do not mirror all the same.
* PFS of IKEv2: the first child has no key exchange, so the tunnel comes up, and fails at the rekey.
* ``rsa-sig`` policies: the product can't know who has a certificate and leaves the verdict open; no device
  of the lab has one. Defaults of releases that it does not know leave it open too.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from remediate.cli import run
from remediate.lab.device import Device
from remediate.lab.ike import attempts, tunnels
from remediate.lab.ike.facts import CryptoEntry
from remediate.lab.ike.state import Flow
from tests.lab.ike.random_pairs import ikev2_pair, map_pair
from tests.lab.ike.two_ends import A, B, World

Make = Callable[[World, random.Random], tuple[Device, Device]]


def comes_up(world: World, one: Device, peer: str, patch: pytest.MonkeyPatch) -> bool:
    """Whether all flows with a peer come up where one device alone begins."""

    def only(held: tunnels.Tunnels, name: str, now: float, towards: str | None) -> None:
        if name == one.name:
            attempts.try_flows(held, name, now, towards)

    patch.setattr(tunnels, "try_flows", only)
    held = world.network.tunnels
    for device in world.network.devices.values():
        held.restarted(device.name)
    world.turn(60)
    held.settle(one.name)
    flows = [
        item
        for item in held.holding(one.name).flows.values()
        if item.own and peer in item.entry.peers
    ]
    entries = held.world.facts(one.name).entries
    begun = [item for item in flows if not item.covered]
    return (
        bool(begun)
        and all(item.pair is not None for item in begun)
        and not any(taken(entries, item, peer) for item in flows if item.covered)
    )


def taken(entries: tuple[CryptoEntry, ...], flow: Flow, peer: str) -> bool:
    """Whether an earlier entry, for another peer, takes a flow."""
    for entry in entries:
        if entry.interface != flow.entry.interface or entry.sequence >= flow.entry.sequence:
            continue
        first = next((row for row in entry.rows if row.ace.covers(flow.sa.selector)), None)
        if first is not None and first.permit:
            return peer not in entry.peers
    return False


def checked(folder: Path, devices: tuple[Device, Device]) -> tuple[str, list[str]]:
    """Return what ``remediate check`` says of the two running configurations."""
    for device in devices:
        place = folder / "dumps" / device.name
        place.mkdir(parents=True)
        (place / "show_running-config.txt").write_text(device.platform.text(device))
    out = folder / "check.json"
    run(["check", str(folder / "dumps"), "--format", "json", "-q", "-o", str(out)])
    report: dict[str, Any] = json.loads(out.read_text())
    for tunnel in report["tunnels"]:
        if {end["device"] for end in tunnel["ends"]} == {"r1", "r2"}:
            return tunnel["verdict"], [item["slug"] for item in tunnel["diagnoses"]]
    return "NONE", []


def explained(devices: tuple[Device, Device], slugs: list[str], version: int) -> bool:
    """Whether a fault that the product names lets the tunnel come up for a known reason."""
    if version == 2:
        return slugs == ["pfs-mismatch"]
    dynamic = any("ipsec-isakmp dynamic" in device.platform.text(device) for device in devices)
    return dynamic and slugs == ["crypto-acl-not-mirrored"]


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize(
    ("make", "version"), [(map_pair, 1), (ikev2_pair, 2)], ids=["ikev1", "ikev2"]
)
def test_the_lab_and_the_check_agree(
    make: Make, version: int, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World()
    devices = make(world, random.Random(seed))
    ups = [comes_up(world, devices[0], B, monkeypatch), comes_up(world, devices[1], A, monkeypatch)]
    verdict, slugs = checked(tmp_path, devices)
    if all(ups):
        assert verdict != "FAULT" or explained(devices, slugs, version), (ups, slugs)
    else:
        assert verdict != "HEALTHY", ups
