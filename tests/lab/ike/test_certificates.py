"""Certificates: who proves what by which, and what is said of one that is not taken (domain/MODERN.md A 12, B 34)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from remediate.cli import run
from remediate.lab.certificates import Certificate, chain_lines
from remediate.lab.device import Device
from remediate.lab.releases import IOS_15, XE_17
from tests.lab.ike.cloud import pass_time, shown
from tests.lab.ike.test_ikev2 import vti
from tests.lab.ike.two_ends import POLICY, A, B, World, lan_to_lan

LOGS = "logging buffered 262144\n"
TODAY = datetime(2024, 3, 14, 10, 0, tzinfo=UTC)
YEAR_AGO = TODAY - timedelta(days=365)
CA = Certificate(
    serial="01",
    subject="cn=LAB-CA",
    issuer="cn=LAB-CA",
    begins=YEAR_AGO,
    ends=TODAY + timedelta(days=3650),
    authority=True,
)
OTHER_CA = Certificate(
    serial="01", subject="cn=OTHER-CA", issuer="cn=OTHER-CA", begins=YEAR_AGO, ends=CA.ends, authority=True
)  # fmt: skip


def trustpoint(
    name: str, *, authority: Certificate = CA, began: datetime = YEAR_AGO, days: int = 730
) -> str:
    own = authority.issued(
        "4E21" if name == "r1" else "4E22", f"cn={name}.example.com", began, days
    )
    lines = "\n".join(chain_lines("LAB", own, authority))
    return (
        "crypto pki trustpoint LAB\n enrollment terminal\n revocation-check none\n"
        f" subject-name cn={name}.example.com\n{lines}\n"
    )


def version1(one: str, other: str) -> tuple[World, Device, Device]:
    world = World()
    policy = POLICY.replace(" authentication pre-share\n", "")
    ends = []
    for name, here, there, near, far, points in (
        ("r1", A, B, "10.1.1.0", "10.2.2.0", one),
        ("r2", B, A, "10.2.2.0", "10.1.1.0", other),
    ):
        release = XE_17 if name == "r2" else IOS_15
        text = lan_to_lan(here, there, near, far, release=release, policy=policy, key="")
        ends.append(world.add(name, LOGS + points + text, release))
    return world, ends[0], ends[1]


def version2(one: str, other: str) -> tuple[World, Device, Device]:
    world = World()
    ends = []
    for number, here, there, points in ((1, A, B, one), (2, B, A, other)):
        release = XE_17 if number == 2 else IOS_15
        text = vti(here, there, number, release=release)
        for way in ("remote", "local"):
            text = text.replace(f"authentication {way} pre-share", f"authentication {way} rsa-sig")
        text = text.replace(" keyring local KR\n", " pki trustpoint LAB\n")
        ends.append(world.add(f"r{number}", LOGS + points + text, release))
    return world, ends[0], ends[1]


MADE = {1: version1, 2: version2}


@pytest.mark.parametrize("version", [1, 2])
def test_two_certificates_of_one_authority(version: int) -> None:
    world, r1, r2 = MADE[version](trustpoint("r1"), trustpoint("r2"))
    assert [sa.up for sa in world.look(r1)[1]] == [True]
    if version == 1:
        assert " rsig " in shown(r1, "show crypto isakmp sa detail")
    else:
        assert "Auth sign: RSA, Auth verify: RSA" in shown(r2, "show crypto ikev2 sa")


def test_a_certificate_is_shown_with_its_time() -> None:
    _, r1, _ = version1(trustpoint("r1"), trustpoint("r2"))
    text = shown(r1, "show crypto pki certificates")
    assert "  Certificate Serial Number (hex): 4E21\n" in text
    assert "    cn=r1.example.com\n" in text
    assert "    start date: 10:00:00 UTC Mar 15 2023\n" in text
    assert "    end   date: 10:00:00 UTC Mar 14 2025\n" in text
    assert "  Associated Trustpoints: LAB " in text
    assert "CA Certificate\n" in text
    assert "Trustpoint LAB:\n    Subject Name: \n    cn=LAB-CA\n" in shown(
        r1, "show crypto pki trustpoints"
    )


def test_a_configuration_keeps_its_certificates() -> None:
    _, r1, r2 = version1(trustpoint("r1"), trustpoint("r2"))
    text = r1.platform.text(r1)
    assert "crypto pki certificate chain LAB\n certificate 4E21\n  7B2273" in text
    assert "\n  \tquit\n certificate ca 01\n" in text
    again = World().add("again", text, IOS_15)
    bare = [
        [line for line in item.platform.text(item).splitlines() if not line.startswith("!")]
        for item in (r1, again)
    ]
    assert bare[0] == bare[1]
    del r2


EXPIRED = "%PKI-3-CERTIFICATE_INVALID_EXPIRED: Certificate chain validation has failed.  The certificate (SN: 4E21) has expired.    Validity period ended on 2023-04-14T10:00:00Z"
TOMORROW = "%PKI-3-CERTIFICATE_INVALID_NOT_YET_VALID: Certificate chain validation has failed.  The certificate (SN: 4E21) is not yet valid   Validity period starts on 2024-03-15T10:00:00Z"


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize(
    ("first", "said"),
    [
        (trustpoint("r1", days=30), EXPIRED),
        (trustpoint("r1", began=TODAY + timedelta(days=1)), TOMORROW),
        (trustpoint("r1", authority=OTHER_CA), "CRYPTO_PKI: No suitable trustpoints found"),
    ],
)
def test_the_responder_does_not_take_it(version: int, first: str, said: str) -> None:
    world, r1, r2 = MADE[version](first, trustpoint("r2"))
    for device in (r1, r2):
        for category in ("isakmp", "ikev2", "pki"):
            device.debug_on(f"crypto {category}")
    if version == 1:
        world.type(r2, "crypto map VPN 10 ipsec-isakmp\n no set peer 192.0.2.1\n")
    else:
        world.type(r2, "interface Tunnel0\n no tunnel destination 192.0.2.1")
    pass_time(world, r1, r2)
    assert not any(sa.up for sa in world.look(r1)[1])
    log = "\n".join(r2.log)
    assert said in log
    if version == 1:
        assert f"%CRYPTO-5-IKMP_INVAL_CERT: Certificate received from {A} is bad: " in log
        assert [sa.state for sa in world.network.ike_sas(r1)] == ["MM_KEY_EXCH"]
    else:
        assert "[PKI -> IKEv2] Validation of certificate chain FAILED" in log
        assert "NOTIFY(AUTHENTICATION_FAILED)" in "\n".join(r1.log)


@pytest.mark.parametrize("version", [1, 2])
def test_a_clock_that_is_behind(version: int) -> None:
    world, r1, r2 = MADE[version](trustpoint("r1"), trustpoint("r2"))
    shown(r1, "clock set 10:00:00 14 March 2020")
    assert "Mar 14 2020" in shown(r1, "show clock")
    pass_time(world, r1, r2)
    assert "CERTIFICATE_INVALID_NOT_YET_VALID" in "\n".join(r1.log)
    assert not any(sa.up for sa in world.look(r1)[1])
    shown(r1, "clock set 10:05:00 14 March 2024")
    pass_time(world, r1, r2)
    assert [sa.up for sa in world.look(r1)[1]] == [True]


def test_nothing_to_prove_itself_by() -> None:
    world, r1, _ = version1("", trustpoint("r2"))
    r1.debug_on("crypto isakmp")
    assert not any(sa.up for sa in world.look(r1)[1])
    assert "No Cert or pre-shared address key." in "\n".join(r1.log)
    world, r1, _ = version2("", trustpoint("r2"))
    assert not any(sa.up for sa in world.look(r1)[1])


def test_one_end_has_keys_alone() -> None:
    world = World()
    signed = POLICY.replace(" authentication pre-share\n", "")
    r1 = world.add("r1", trustpoint("r1") + lan_to_lan(A, B, "10.1.1.0", "10.2.2.0", policy=signed))
    r2 = world.add("r2", lan_to_lan(B, A, "10.2.2.0", "10.1.1.0"))
    r2.debug_on("crypto isakmp")
    pass_time(world, r1, r2, looks=2)
    assert not any(sa.up for sa in world.look(r1)[1])
    assert "Authentication method offered does not match policy!" in "\n".join(r2.log)


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize(
    ("first", "verdict", "slug"),
    [
        (trustpoint("r1"), "HEALTHY", None),
        (trustpoint("r1", days=30), "FAULT", "certificate-failure"),
        (trustpoint("r1", began=TODAY + timedelta(days=1)), "FAULT", "certificate-failure"),
    ],
)
def test_the_product_names_it(
    version: int, first: str, verdict: str, slug: str | None, tmp_path: Path
) -> None:
    world, *devices = MADE[version](first, trustpoint("r2"))
    pass_time(world, *devices)
    for device in devices:
        folder = tmp_path / "dumps" / device.name
        folder.mkdir(parents=True)
        (folder / "show_running-config.txt").write_text(device.platform.text(device))
        for command in ("show crypto isakmp sa", "show crypto ikev2 sa detailed", "show crypto ipsec sa", "show logging"):  # fmt: skip
            text = f"{device.name}#{command}\n{shown(device, command)}\n{device.name}#\n"
            (folder / f"{command.replace(' ', '_')}.txt").write_text(text)
    out = tmp_path / "diagnosis.json"
    run(["diagnose", str(tmp_path / "dumps"), "--format", "json", "-q", "-o", str(out)])
    report: dict[str, Any] = json.loads(out.read_text())
    [tunnel] = report["tunnels"]
    assert report["unrecognised"] == []
    assert tunnel["verdict"] == verdict, tunnel["reason"]
    assert [item["slug"] for item in tunnel["diagnoses"]][:1] == ([slug] if slug else [])
