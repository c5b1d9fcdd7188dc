"""Tokens of one collection are comparable in another process; those of two collections say nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from remediate.cli import run
from remediate.secrets import Redactor, alike, fingerprint, reference_token

# synthetic
_CONFIG = """hostname {name}
crypto isakmp policy 10
 encr aes 256
 hash sha
 authentication pre-share
 group 14
crypto isakmp key {key} address {peer}
crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac
crypto map VPN 10 ipsec-isakmp
 set peer {peer}
 set transform-set TS
 match address 101
interface GigabitEthernet0/0
 ip address {address} 255.255.255.252
 crypto map VPN
interface GigabitEthernet0/1
 ip address 10.{net}.1.1 255.255.255.0
ip route 0.0.0.0 0.0.0.0 {hop}
access-list 101 permit ip 10.{net}.1.0 0.0.0.255 10.{far}.1.0 0.0.0.255
end
"""
_ENDS = {
    "r1": {"address": "192.0.2.1", "peer": "198.51.100.1", "hop": "192.0.2.2", "net": 1, "far": 2},
    "r2": {
        "address": "198.51.100.1",
        "peer": "192.0.2.1",
        "hop": "198.51.100.2",
        "net": 2,
        "far": 1,
    },
}


def _diagnosed(folder: Path, keys: tuple[str, str], redactors: tuple[Redactor | None, ...]) -> dict:
    for (name, values), key, redactor in zip(_ENDS.items(), keys, redactors, strict=True):
        text = f"{name}#show running-config\n" + _CONFIG.format(name=name, key=key, **values)
        (folder / name).mkdir()
        kept = redactor.redact(text) if redactor is not None else text
        assert (key in kept) is (redactor is None)
        (folder / name / "show_running-config.txt").write_text(kept + f"{name}#\n")
    out = folder.parent / "answer.json"
    run(["diagnose", str(folder), "--format", "json", "-o", str(out), "--quiet"])
    (tunnel,) = json.loads(out.read_text())["tunnels"]
    return tunnel


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "dumps"
    made.mkdir()
    return made


def test_one_collection_proves_that_keys_differ(folder: Path) -> None:
    one = Redactor()
    tunnel = _diagnosed(folder, ("Canary-One", "Canary-Two"), (one, one))
    assert [item["slug"] for item in tunnel["diagnoses"]] == ["psk-mismatch"]
    assert tunnel["diagnoses"][0]["confidence"] == "PROVEN"


def test_one_collection_proves_that_keys_are_the_same(folder: Path) -> None:
    one = Redactor()
    tunnel = _diagnosed(folder, ("Canary-One", "Canary-One"), (one, one))
    assert tunnel["diagnoses"] == []
    assert "collection" not in json.dumps(tunnel)


@pytest.mark.parametrize("keys", [("Canary-One", "Canary-One"), ("Canary-One", "Canary-Two")])
@pytest.mark.parametrize("raw", [False, True])
def test_two_collections_prove_nothing(folder: Path, keys: tuple[str, str], raw: bool) -> None:
    tunnel = _diagnosed(folder, keys, (Redactor(), None if raw else Redactor()))
    assert tunnel["diagnoses"] == []
    assert tunnel["verdict"] == "AMBIGUOUS"
    assert [(need["device"], need["command"]) for need in tunnel["needs"]] == [
        ("r1", "show running-config"),
        ("r2", "show running-config"),
    ]
    assert "collect both ends at once" in tunnel["needs"][0]["why"]


def test_alike() -> None:
    one, two = Redactor(b"one"), Redactor(b"two")
    a, b = fingerprint(one.token("a")), fingerprint(one.token("b"))
    c = fingerprint(two.token("a"))
    assert alike(a, a) is True
    assert alike(a, b) is False
    assert alike(a, c) is None
    assert alike(a, None) is None
    new = fingerprint(reference_token("psk/x/new"))
    assert alike(new, new) is True
    assert alike(new, a) is False
    assert alike(new, fingerprint(reference_token("psk/y/new"))) is False


def test_a_collection_is_told_by_its_redactor_alone() -> None:
    first = Redactor(b"k")
    assert first.token("a") == Redactor(b"k").token("a")
    assert first.token("a")[5:12] == first.token("b")[5:12] != Redactor().token("a")[5:12]
