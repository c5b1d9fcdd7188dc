"""DMVPN, GRE with keys, front-door VRFs: what the lab's devices show is what ``remediate diagnose`` names.

The lab and the product know nothing of each other: that they agree is the point.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from remediate.cli import run
from remediate.lab.device import Device
from tests.lab.ike.cloud import SETS, A, B, World, cloud, hub, pass_time, shown, spoke
from tests.lab.ike.test_front_door import fronted, pair
from tests.lab.ike.test_phase_2 import gre

_SHOWS = (
    "show crypto isakmp sa", "show crypto ikev2 sa detailed", "show crypto ipsec sa", "show crypto session detail",
    "show ip interface brief", "show interfaces", "show dmvpn", "show logging",
)  # fmt: skip
Made = tuple[World, list[Device]]


def clouded(*changes: tuple[str, str], **more: str) -> Made:
    world, *devices = cloud(*changes, **more)
    return world, devices


def typed(made: Made, text: str) -> Made:
    """Let the first spoke be changed when all is up."""
    world, devices = made
    pass_time(world, *devices, looks=2)
    world.type(devices[1], text)
    for peer in (A, B):
        for device in devices:
            world.network.clear_ike(device, peer=peer)
            world.network.clear_ipsec(device, peer)
    return made


def fronts(old: str = "", new: str = "", *, at_hub: bool = False) -> Made:
    first, second = fronted(hub()), fronted(spoke(B, 2))
    assert old in (first if at_hub else second)
    if old and at_hub:
        first = first.replace(old, new)
    elif old:
        second = second.replace(old, new)
    world, *devices = pair(first, second)
    return world, devices


def keys(one: str, other: str) -> Made:
    world = World()
    first, second = gre(A, B, 1), gre(B, A, 2)
    protection = " tunnel protection"
    devices = [
        world.add("r1", first.replace(protection, one + protection)),
        world.add("r2", second.replace(protection, other + protection)),
    ]
    return world, devices


CASES: dict[str, tuple[str, str, Callable[[], Made]]] = {
    "cloud": ("HEALTHY", "", clouded),
    "cloud: key": ("FAULT", "psk-mismatch", lambda: clouded(key="AnotherKey")),
    "cloud: old address": ("FAULT", "peer-address-mismatch", lambda: clouded(("{hub}", "203.0.113.77"))),
    "cloud: set": ("FAULT", "transform-set-mismatch", lambda: clouded(sets=SETS.replace("aes 256", "aes 192"))),
    "cloud: tunnel mode at the spoke alone": ("HEALTHY", "", lambda: clouded(sets=SETS.replace(" mode transport\n", ""))),
    "cloud: bare": ("FAULT", "crypto-map-not-applied", lambda: typed(clouded(), "interface Tunnel0\n no tunnel protection ipsec profile DMVPN")),
    "cloud: tunnel key": ("AMBIGUOUS", "s2 has tunnel key 8 on Tunnel0", lambda: clouded(("tunnel key 7", "tunnel key 8"))),
    "cloud: authentication": ("AMBIGUOUS", "'ip nhrp authentication'", lambda: clouded(("Harbour", "Canal"))),
    "cloud: network-id": ("HEALTHY", "", lambda: clouded(("network-id 99", "network-id 3"))),
    "gre keys": ("HEALTHY", "", lambda: keys(" tunnel key 5\n", " tunnel key 5\n")),
    "gre keys differ": ("AMBIGUOUS", "r1 has tunnel key 5 on Tunnel0 and r2 has no tunnel key", lambda: keys(" tunnel key 5\n", "")),
    "front door": ("HEALTHY", "", fronts),
    "front door: no tunnel vrf": ("FAULT", "peer-not-answering", lambda: fronts(" tunnel vrf INET\n", "")),
    "front door: key of the global table": ("FAULT", "no-key-for-peer", lambda: fronts("KR vrf INET", "KR")),
    "front door: key of the hub": ("FAULT", "no-key-for-peer", lambda: fronts("KR vrf INET", "KR", at_hub=True)),
}  # fmt: skip
"""To a name the verdict, the cause or what the reason says, and the devices."""


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_is_named(name: str, tmp_path: Path) -> None:
    verdict, said, make = CASES[name]
    world, devices = make()
    pass_time(world, *devices, looks=12)
    for device in devices:
        folder = tmp_path / "dumps" / device.name
        folder.mkdir(parents=True)
        (folder / "show_running-config.txt").write_text(device.platform.text(device))
        for command in _SHOWS:
            text = f"{device.name}#{command}\n{shown(device, command)}\n{device.name}#\n"
            (folder / f"{command.replace(' ', '_')}.txt").write_text(text)
    out = tmp_path / "diagnosis.json"
    run(["diagnose", str(tmp_path / "dumps"), "--format", "json", "-q", "-o", str(out)])
    report: dict[str, Any] = json.loads(out.read_text())
    assert report["unrecognised"] == []
    found = {
        tuple(end["device"] for end in item["ends"] if end["device"]): item
        for item in report["tunnels"]
    }
    names = tuple(device.name for device in devices)
    tunnel = found[names[:2]]
    causes = [item["slug"] for item in tunnel["diagnoses"]]
    assert tunnel["verdict"] == verdict, (causes, tunnel["reason"])
    assert said in causes or said in tunnel["reason"], causes
    if len(names) > 2:
        assert found[names[0], names[2]]["verdict"] == "HEALTHY"
