"""scrapli against emulated devices, unchanged, over its own SSH and over OpenSSH's client."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator

import pytest

from remediate.lab.asa import Asa
from remediate.lab.device import Device
from remediate.lab.releases import ASA_9, IOS_15, XE_17
from remediate.lab.store import Section
from tests.lab.over_ssh import CREDENTIALS, served
from tests.lab.test_clients import XE_SITE, real

scrapli = pytest.importorskip("scrapli", reason="scrapli is not installed (the extra `clients`)")
pytestmark = pytest.mark.skipif(
    not hasattr(scrapli, "Cli"), reason="scrapli is older than its version 2"
)
FIREWALL = """hostname fw
enable password {secret} pbkdf2
interface GigabitEthernet1/1
 nameif outside
 security-level 0
 ip address 192.0.2.9 255.255.255.252
"""
OVER = ("ssh2", pytest.param("bin", marks=pytest.mark.skipif(shutil.which("ssh") is None, reason="no ssh client")))  # fmt: skip


@pytest.fixture(scope="module")
def lab() -> Iterator[tuple[dict[str, Device], int]]:
    from remediate.lab.asa_secrets import hashed

    router, edge = real(XE_SITE, XE_17), real(XE_SITE.replace("/0/", "/").replace("r2", "r1"), IOS_15)  # fmt: skip
    firewall = Device("fw", Asa(ASA_9), router.clock, Section("configure"))
    firewall.platform.load(firewall, FIREWALL.format(secret=hashed(CREDENTIALS[1])))
    with served([router, edge, firewall]) as fleet:
        yield {"r2": router, "r1": edge, "fw": firewall}, fleet.port


def connection(device: Device, port: int, over: str = "ssh2", password: str = CREDENTIALS[1]):
    asa = device.platform.release.platform == "asa"
    return scrapli.Cli(
        device.address,
        definition_file_or_name="cisco_asa" if asa else "cisco_iosxe",
        port=port,
        auth_options=scrapli.AuthOptions(
            username=CREDENTIALS[0],
            password=password,
            lookups=[scrapli.LookupKeyValue("enable", CREDENTIALS[1])],
        ),
        transport_options=scrapli.TransportBinOptions()
        if over == "bin"
        else scrapli.TransportSsh2Options(),
        session_options=scrapli.SessionOptions(operation_timeout_s=20),
    )


@pytest.mark.parametrize("over", OVER)
def test_commands_are_answered(lab, over: str):
    devices, port = lab
    for name in ("r1", "r2"):
        with connection(devices[name], port, over) as line:
            assert line.get_prompt().result == f"{name}#"
            version, brief = line.send_inputs(inputs=["show version", "show ip interface brief"]).results  # fmt: skip
            assert f"{name} uptime is " in version
            assert "10.1.1.1" in brief
            text = line.send_input("show running-config").result.rstrip()
            assert f"hostname {name}" in text
            assert text.endswith("end")


@pytest.mark.parametrize("over", OVER)
def test_configuration_is_entered_and_left(lab, over: str):
    devices, port = lab
    with connection(devices["r2"], port, over) as line:
        lines = ["interface Loopback77", "ip address 10.77.0.1 255.255.255.255"]
        said = line.send_inputs(inputs=lines, requested_mode="configuration")
        assert not said.failed
        assert line.get_prompt().result == "r2(config-if)#"
        assert devices["r2"].running.get("interface", "Loopback77") is not None
        said = line.send_inputs(inputs=["no interface Loopback77"], requested_mode="configuration")
        assert not said.failed
        line.enter_mode(requested_mode="privileged_exec")
        assert line.get_prompt().result == "r2#"
        assert devices["r2"].running.get("interface", "Loopback77") is None


def test_a_line_that_is_refused_fails_and_stops(lab):
    devices, port = lab
    with connection(devices["r2"], port) as line:
        lines = ["nonsense", "interface Loopback78"]
        said = line.send_inputs(inputs=lines, requested_mode="configuration")
        assert said.failed
        assert "% Invalid input detected at '^' marker." in said.result
        assert devices["r2"].running.get("interface", "Loopback78") is None


def test_a_question_is_answered(lab):
    devices, port = lab
    with connection(devices["r2"], port) as line:
        devices["r2"].say("%SYS-5-CONFIG_I: Configured")
        said = line.send_prompted_input("clear logging", "[confirm]", "", "y")
        assert not said.failed
        assert not devices["r2"].log


def test_privilege_is_left_and_taken(lab):
    devices, port = lab
    with connection(devices["r2"], port) as line:
        line.enter_mode(requested_mode="exec")
        assert line.get_prompt().result == "r2>"
        line.enter_mode(requested_mode="privileged_exec")
        assert line.get_prompt().result == "r2#"


def test_an_asa_is_enabled(lab):
    devices, port = lab
    with connection(devices["fw"], port) as line:
        assert line.get_prompt().result.strip() == "fw#"
        assert "Software Version 9.8(4)41" in line.send_input("show version").result


def test_sessions_run_side_by_side(lab):
    devices, port = lab

    async def clock() -> str:
        async with connection(devices["r2"], port) as line:
            return (await line.send_input_async("show clock")).result

    async def all_of_them() -> list[str]:
        return await asyncio.gather(*(clock() for _ in range(5)))

    assert all(" UTC " in text for text in asyncio.run(all_of_them()))


def test_a_wrong_password_is_refused(lab):
    devices, port = lab
    with pytest.raises(scrapli.exceptions.ScrapliException), connection(devices["r2"], port, password="wrong"):  # fmt: skip
        pass
