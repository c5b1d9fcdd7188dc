"""What an emulated ASA prints, saved as dumps, is what the product takes for an ASA's."""

from __future__ import annotations

from pathlib import Path

import msgspec

from remediate.cli import run
from remediate.evidence.fleet import read_fleet
from remediate.messages import Classifier
from remediate.model.base import Platform
from remediate.model.config_keys import KeyForm
from remediate.rules import catalogue
from remediate.secrets import Redactor
from tests.lab.asa.conftest import Session
from tests.lab.asa.test_tables import flow, phase1

COMMANDS = (
    "show version",
    "show clock",
    "more system:running-config",
    "show running-config all",
    "show access-list",
    "show crypto isakmp sa",
    "show crypto ikev1 sa detail",
    "show crypto ipsec sa",
    "show vpn-sessiondb detail l2l",
    "show interface",
    "show route",
    "show nat",
    "show logging",
)


def dumped(session: Session, folder: Path, commands: tuple[str, ...]) -> Path:
    """Write a session as a terminal would have recorded it."""
    place = folder / "asa1"
    place.mkdir()
    text = "".join(f"asa1# {line}\n{session.run(line)}" for line in commands) + "asa1# \n"
    (place / "session.txt").write_text(text, encoding="utf-8")
    return folder


def test_the_dumps_are_understood(session: Session, tmp_path: Path) -> None:
    session.network.ike = [phase1()]
    session.network.flows = [flow()]
    commands = tuple(line for line in COMMANDS if line != "show running-config all")
    fleet = read_fleet(
        [dumped(session, tmp_path, commands)],
        classifier=Classifier(catalogue()),
        redactor=Redactor(b"test"),
    )
    (device,) = fleet.devices
    assert fleet.problems == ()
    assert fleet.unrecognised == ()
    assert device.platform is Platform.ASA
    config = device.config
    assert config is not None
    assert (config.hostname, config.release.text, config.complete) == ("asa1", "9.8(4)41", True)
    assert config.unparsed == ()
    (crypto_map,) = config.maps
    assert [entry.peers for entry in crypto_map.entries] == [("203.0.113.10",)]
    (acl,) = [item for item in config.acls if item.name == "VPN"]
    assert len(acl.entries) == 1
    (key,) = config.keys
    assert key.form is KeyForm.CLEAR


def test_diagnose_takes_the_folder(session: Session, tmp_path: Path) -> None:
    session.network.ike = [phase1()]
    session.network.flows = [flow()]
    folder = tmp_path / "dumps"
    folder.mkdir()
    out = tmp_path / "diagnosis.json"
    run(
        [
            "diagnose",
            str(dumped(session, folder, COMMANDS[:3] + COMMANDS[5:8])),
            "-q",
            "--format",
            "json",
            "-o",
            str(out),
        ]
    )
    report = msgspec.json.decode(out.read_bytes())
    assert "Heron-Basalt-7741" not in out.read_text("utf-8")
    assert "asa1" in out.read_text("utf-8")
    assert report["tunnels"]
