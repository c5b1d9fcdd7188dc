"""What the lab's devices hold and print of a fault is what ``remediate diagnose`` names.

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
from remediate.lab.network import LineFault
from remediate.lab.releases import IOS_15, XE_16, XE_17
from tests.lab.ike import test_asa as asa
from tests.lab.ike.test_ikev2 import PROPOSAL, two
from tests.lab.ike.two_ends import KEY, POLICY, SET, A, B, World, pair

WIDE = (
    "ip access-list extended WIDE\n permit ip 10.2.0.0 0.0.255.255 10.1.0.0 0.0.255.255\n"
    "crypto map VPN 5 ipsec-isakmp\n set peer 203.0.113.9\n set transform-set TS\n match address WIDE\n"
)
Made = tuple[World, Device, Device]


def map_pair(one: dict[str, str] | None = None, other: dict[str, str] | None = None) -> Made:
    world = World()
    return world, *pair(world, one, other, (IOS_15, XE_17))


def vti_pair(one: dict[str, str] | None = None, other: dict[str, str] | None = None) -> Made:
    world = World()
    return world, *two(world, one, other, (XE_16, XE_17))


def asa_pair(text: str = asa.ONE, **router: str) -> Made:
    world = World()
    return world, asa.router(world, **router), asa.firewall(world, text)


def filtered() -> Made:
    world, r1, r2 = map_pair()
    world.network.lines[frozenset((A, B))] = LineFault(filtered=frozenset({500}))
    return world, r1, r2


CASES: dict[str, tuple[str, Callable[[], Made]]] = {
    "policy": ("isakmp-policy-mismatch", lambda: map_pair(other={"policy": POLICY.replace("aes 256", "aes")})),
    "key": ("psk-mismatch", lambda: map_pair(other={"key": KEY.replace("s3cret", "other")})),
    "no key": ("no-key-for-peer", lambda: map_pair({"key": "crypto isakmp key x address 203.0.113.9"})),
    "acl": ("crypto-acl-not-mirrored", lambda: map_pair(other={"acl": " permit ip 10.2.2.0 0.0.0.255 10.1.9.0 0.0.0.255\n"})),
    "sets": ("transform-set-mismatch", lambda: map_pair(other={"sets": SET.replace("aes 256", "aes")})),
    "pfs": ("pfs-mismatch", lambda: map_pair({"entry": " set pfs group14\n"}, {"entry": " set pfs group19\n"})),
    "local address": ("crypto-map-local-address", lambda: map_pair(other={"extra": f"crypto map VPN local-address {XE_17.ports[1]}\n"})),
    "unbound": ("crypto-map-not-applied", lambda: map_pair(other={"bound": ""})),
    "order": ("crypto-map-entry-order", lambda: map_pair(other={"extra": WIDE})),
    "silent": ("peer-not-answering", filtered),
    "healthy": ("", map_pair),
    "proposal": ("ikev2-proposal-mismatch", lambda: vti_pair(other={"proposal": PROPOSAL.replace("group 14", "group 19")})),
    "ikev2 key": ("ikev2-authentication-failed", lambda: vti_pair(other={"keys": " pre-shared-key other\n"})),
    "profile": ("ikev2-profile-or-keyring-missing", lambda: vti_pair({"identity": " identity local fqdn r1.example.com\n"})),
    "child": ("transform-set-mismatch", lambda: vti_pair(other={"sets": "crypto ipsec transform-set TS esp-aes esp-sha256-hmac\n"})),
    "ikev2 healthy": ("", vti_pair),
    "asa healthy": ("", asa_pair),
    "asa acl": ("crypto-acl-not-mirrored", lambda: asa_pair(acl=" permit ip host 10.1.1.9 10.2.2.0 0.0.0.255\n")),
    "asa sets": ("transform-set-mismatch", lambda: asa_pair(sets="crypto ipsec transform-set TS esp-aes esp-sha-hmac\n")),
    "asa no key": ("no-key-for-peer", lambda: asa_pair(asa.ONE.replace(" ikev1 pre-shared-key s3cretKey\n", ""))),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_fault_is_named(name: str, tmp_path: Path) -> None:
    slug, make = CASES[name]
    world, *devices = make()
    for device in devices:
        for category in ("isakmp", "ipsec", "ikev2"):
            device.debug_on(f"crypto {category}")
    for _ in range(8):
        for device in devices:
            world.look(device)
        world.turn(11)
    for device in devices:
        folder = tmp_path / "dumps" / device.name
        folder.mkdir(parents=True)
        (folder / "show_running-config.txt").write_text(device.platform.text(device))
        (folder / "debug.txt").write_text("".join(f"{line}\n" for line in device.log))
    out = tmp_path / "diagnosis.json"
    run(["diagnose", str(tmp_path / "dumps"), "--format", "json", "-q", "-o", str(out)])
    report: dict[str, Any] = json.loads(out.read_text())
    [tunnel] = [item for item in report["tunnels"] if all(end["device"] for end in item["ends"])]
    named = [item["slug"] for item in tunnel["diagnoses"]]
    assert (tunnel["verdict"], named[:1]) == (("FAULT", [slug]) if slug else ("HEALTHY", []))
    assert report["unrecognised"] == []
