"""A whole company of the lab, with an ASA: collected, diagnosed; its tunnels' debugs captured and left as they were."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from remediate.cli import run
from tests.lab.small_lab import Served

pytest.importorskip("remediate.lab.asa", reason="there is no emulated ASA yet")
_HUB = "198.18.0.2"


class Company(Served):
    """A hub and branches, as ``remediate lab up`` makes them."""

    def __init__(self, folder: Path) -> None:
        from remediate.lab.lab import Lab, Settings

        self.lab = Lab(Settings(devices=5, seed=7, port=0, speed=1.0))
        self.lab.build()
        super().__init__(folder, self.lab.devices, self.lab.password, self.lab.credentials[0])

    def write_inventory(self) -> None:
        from remediate.lab.inventory_files import write_inventories

        settings = SimpleNamespace(port=self.port)
        seen: Any = SimpleNamespace(
            settings=settings,
            plan=self.lab.plan,
            credentials=self.lab.credentials,
            password=self.lab.password,
        )
        write_inventories(seen, self.folder)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with Company(tmp_path_factory.mktemp("company")) as made:
        yield made


def _verdicts(dumps: Path, company: Company, tmp_path: Path) -> dict[str, tuple[str, list[str]]]:
    out = tmp_path / "diagnosis.json"
    asked = ["diagnose", str(dumps), "--inventory", str(company.config), "--format", "json"]
    run([*asked, "-o", str(out), "--quiet"])
    return {
        item["id"]: (item["verdict"], [found["slug"] for found in item["diagnoses"]])
        for item in json.loads(out.read_text())["tunnels"]
    }


def test_what_is_broken_is_found_in_what_is_collected(company: Company, tmp_path: Path) -> None:
    from remediate.lab.faults import inject

    dumps = tmp_path / "dumps"
    asked = ["collect", "-o", str(dumps), "--inventory", str(company.config), "--quiet"]
    assert run(asked) == 0
    before = _verdicts(dumps, company, tmp_path)
    assert {verdict for verdict, _ in before.values()} == {"HEALTHY"}
    assert len(before) == len(company.lab.plan.tunnels)
    broken = {}
    for tunnel in company.lab.plan.tunnels:
        slug = {"map": "psk-mismatch", "map-ikev2": "ikev2-authentication-failed"}.get(tunnel.kind)
        if slug is not None:
            company.do(lambda t=tunnel, s=slug: inject(company.lab, s, t))
            broken[tunnel.id] = slug
    assert len(broken) > 1
    assert run(asked) == 0
    after = _verdicts(dumps, company, tmp_path)
    for name, slug in broken.items():
        assert after[name] == ("FAULT", [slug])
    for file in dumps.rglob("*.txt"):
        assert company.lab.password not in file.read_text()


def test_all_that_have_a_tunnel_to_the_hub_are_debugged_and_left_alone(
    company: Company, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    asas = [item for item in company.devices.values() if item.platform.release.platform == "asa"]
    assert asas
    seen: list[str] = []
    for device in company.devices.values():
        company.when(
            lambda d=device: bool(d.debugs) and bool(d.conditions),
            lambda d=device: seen.append(d.name),
        )
    dumps = tmp_path / "dumps"
    asked = ["collect", "-o", str(dumps), "--inventory", str(company.config)]
    assert run([*asked, "--debug-peer", _HUB, "--seconds", "2"]) == 0
    branches = {site.name for site in company.lab.plan.sites if not site.hub}
    assert set(seen) == branches
    for device in company.devices.values():
        assert not device.debugs
        assert not device.conditions
    assert "MAY STILL BE ON" not in capfd.readouterr().err
