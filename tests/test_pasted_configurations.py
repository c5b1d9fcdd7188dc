"""Running-configs of several devices in one file: whose each one is. Input: synthetic, by hand."""

from __future__ import annotations

import json

import pytest

from remediate.cli import run


def config(host: str, local: str, peer: str, lan: str, far: str, *, end: str = "end\n") -> str:
    return (
        f"version 15.2\nhostname {host}\n!\n"
        "crypto isakmp policy 10\n encr aes 256\n authentication pre-share\n group 14\n"
        f"crypto isakmp key PlantedPskPasted address {peer}\n"
        "crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac\n"
        f"crypto map M 1 ipsec-isakmp\n set peer {peer}\n set transform-set TS\n match address 101\n"
        f"interface Ethernet0\n ip address {local} 255.255.255.0\n crypto map M\n"
        f"access-list 101 permit ip {lan} 0.0.0.255 {far} 0.0.0.255\n{end}"
    )


A = ("192.0.2.1", "198.51.100.2", "10.1.1.0", "10.2.2.0")
B = ("198.51.100.2", "192.0.2.1", "10.2.2.0", "10.1.1.0")
UP = "dst             src             state          conn-id status\n198.51.100.2    192.0.2.1       QM_IDLE           1001 ACTIVE\n"

FORMS = {
    "one after the other": (config("r1", *A) + config("r12", *B), ("r1", "r12")),
    "headings": (
        f"### router one\n{config('r1', *A)}\n### router two\n{config('r12', *B)}",
        ("r1", "r12"),
    ),
    "no end": (config("r1", *A, end="") + config("r12", *B, end=""), ("r1", "r12")),
    "behind a prompt of the first": (
        f"{config('r1', *A)}r1#show clock\n10:00:00.000 UTC Tue Mar 5 2019\nr1#\n\n{config('r12', *B)}",
        ("r1", "r12"),
    ),
    "with an output of the second": (config("r1", *A) + config("r12", *B) + UP, ("r1", "r12")),
}


@pytest.mark.parametrize("form", FORMS)
def test_each_configuration_is_its_own_devices(form, tmp_path):
    text, devices = FORMS[form]
    (tmp_path / "all.txt").write_text(text)
    out = tmp_path.parent / f"{tmp_path.name}.json"
    run(["diagnose", str(tmp_path), "--format", "json", "-o", str(out), "-q"])
    report = json.loads(out.read_text())
    (tunnel,) = report["tunnels"]
    assert tuple(end["device"] for end in tunnel["ends"]) == devices
    assert tunnel["verdict"] == "HEALTHY", tunnel["reason"]


def test_one_configuration_keeps_the_files_name(tmp_path):
    (tmp_path / "site-a.txt").write_text(config("r1", *A))
    (tmp_path / "site-b.txt").write_text(config("r1", *B))
    out = tmp_path.parent / f"{tmp_path.name}.json"
    run(["diagnose", str(tmp_path), "--format", "json", "-o", str(out), "-q"])
    (tunnel,) = json.loads(out.read_text())["tunnels"]
    assert [end["device"] for end in tunnel["ends"]] == ["site-a", "site-b"]


def test_two_snapshots_of_one_device_are_one_device(tmp_path):
    old, new = config("r1", *A), config("r1", *A).replace("group 14", "group 5")
    (tmp_path / "r1.txt").write_text(old + new)
    (tmp_path / "r2.txt").write_text(config("r2", *B).replace("group 14", "group 5"))
    out = tmp_path.parent / f"{tmp_path.name}.json"
    run(["diagnose", str(tmp_path), "--format", "json", "-o", str(out), "-q"])
    report = json.loads(out.read_text())
    assert [device["device"] for device in report["devices"]] == ["r1", "r2"]
    (tunnel,) = report["tunnels"]
    assert tunnel["verdict"] == "HEALTHY", tunnel["reason"]
