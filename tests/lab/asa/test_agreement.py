"""What is broken on an emulated ASA is what the product finds in the dumps of both ends."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from remediate.cli import run
from remediate.lab.asa_faults import ASA_FAULTS
from remediate.lab.faults import inject
from remediate.lab.fleet import Site
from remediate.lab.lab import Lab, Settings
from remediate.lab.terminal import Terminal

SHOWS = ("show version", "show crypto ikev2 sa", "show crypto ipsec sa", "show logging")


class Ends:
    """A lab with an ASA, its hub, and their time."""

    def __init__(self) -> None:
        self.now = 0.0
        settings = Settings(devices=12, seed=4, port=2200, speed=1.0)
        self.lab = Lab(settings, password="Lab-Pass1", now=datetime(2026, 11, 27, tzinfo=UTC))
        self.lab.build()
        self.lab.clock._zero = 0.0
        self.lab.clock._monotonic = lambda: self.now
        self.asa = next(site for site in self.lab.plan.sites if site.release.platform == "asa")
        (self.tunnel,) = self.asa.tunnels
        self.hub = self.tunnel.hub

    def say(self, site: Site, *lines: str) -> str:
        printed: list[str] = []
        terminal = Terminal(
            self.lab.devices[site.name],
            printed.append,
            lambda: None,
            user="lab",
            source="127.0.0.1",
            privileged=True,
        )
        terminal.length = 0
        terminal.open()
        for line in lines:
            self.now += 5
            terminal.receive(f"{line}\r")
        terminal.gone()
        return "".join(printed).replace("\r\n", "\n")

    def dumps(self, folder: Path) -> Path:
        for site, config in (
            (self.asa, "more system:running-config"),
            (self.hub, "show running-config"),
        ):
            place = folder / site.name
            place.mkdir(parents=True)
            (place / "session.txt").write_text(self.say(site, config, *SHOWS), encoding="utf-8")
        return folder


@pytest.mark.parametrize("slug", ["", *ASA_FAULTS])
def test_the_product_finds_it(slug: str, tmp_path: Path) -> None:
    ends = Ends()
    ends.say(ends.asa, "show crypto ikev2 sa")
    if slug:
        inject(ends.lab, slug, ends.tunnel)
    ends.now += 30
    out = tmp_path / "diagnosis.json"
    run(["diagnose", str(ends.dumps(tmp_path / "dumps")), "-q", "--format", "json", "-o", str(out)])
    report = msgspec.json.decode(out.read_bytes())
    found = [
        item for item in report["tunnels"] if ends.asa.outside in msgspec.json.encode(item).decode()
    ]
    assert len(found) == 1
    assert found[0]["verdict"] == ("FAULT" if slug else "HEALTHY")
    named = [item["slug"] for item in found[0]["diagnoses"]]
    assert named[:1] == ([slug] if slug else [])
