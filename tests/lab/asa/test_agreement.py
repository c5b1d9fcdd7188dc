"""What is broken on an emulated ASA is what the product finds in the dumps of both ends."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from remediate.cli import run
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


CASES = {
    "healthy": ((), []),
    "key": (
        (
            "tunnel-group {hub} ipsec-attributes",
            "ikev2 remote-authentication pre-shared-key Wrong-Key-1",
            "ikev2 local-authentication pre-shared-key Wrong-Key-1",
        ),
        ["ikev2-authentication-failed"],
    ),
    "policy": (("crypto ikev2 policy 10", "group 19"), ["ikev2-proposal-mismatch"]),
    "transforms": (
        (
            "crypto ipsec ikev2 ipsec-proposal AES-SHA256",
            "protocol esp encryption aes",
            "protocol esp integrity sha-1",
        ),
        ["transform-set-mismatch"],
    ),
    "list": (
        (
            "access-list VPN-{number} extended permit ip object LAN 10.99.0.0 255.255.255.0",
            "no access-list VPN-{number} extended permit ip object LAN object SITE-{number}",
        ),
        ["crypto-acl-not-mirrored"],
    ),
    "binding": (("no crypto map VPN interface outside",), ["crypto-map-not-applied"]),
}


@pytest.mark.parametrize("name", CASES)
def test_the_product_finds_it(name: str, tmp_path: Path) -> None:
    lines, slugs = CASES[name]
    ends = Ends()
    ends.say(ends.asa, "show crypto ikev2 sa")
    values = {"hub": ends.hub.outside, "number": ends.tunnel.number}
    typed = [line.format(**values) for line in lines]
    assert "ERROR" not in ends.say(ends.asa, "configure terminal", *typed, "end")
    ends.say(ends.asa, f"clear crypto ikev2 sa {ends.hub.outside}")
    ends.say(ends.hub, f"clear crypto ikev2 sa remote {ends.asa.outside}")
    ends.now += 30
    out = tmp_path / "diagnosis.json"
    run(["diagnose", str(ends.dumps(tmp_path / "dumps")), "-q", "--format", "json", "-o", str(out)])
    report = msgspec.json.decode(out.read_bytes())
    found = [
        item for item in report["tunnels"] if ends.asa.outside in msgspec.json.encode(item).decode()
    ]
    assert len(found) == 1
    assert found[0]["verdict"] == ("FAULT" if slugs else "HEALTHY")
    assert [item["slug"] for item in found[0]["diagnoses"]] == slugs
