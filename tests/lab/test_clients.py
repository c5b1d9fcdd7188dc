"""Real clients against emulated devices: Netmiko and NAPALM, unchanged."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import napalm
import netmiko
import pytest
from netmiko.exceptions import NetmikoAuthenticationException, NetmikoTimeoutException

from remediate.lab.clock import Clock
from remediate.lab.device import Device
from remediate.lab.releases import IOS_15, XE_17
from tests.lab.emulated import SITE, emulated
from tests.lab.over_ssh import CREDENTIALS, served

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
XE_SITE = (
    SITE.replace("GigabitEthernet0/", "GigabitEthernet0/0/")
    .replace("hostname r1", "hostname r2")
    .replace("flash:", "bootflash:")
)


def real(text: str, release) -> Device:
    device = emulated(text, release)
    device.clock = Clock()
    return device


@pytest.fixture
def lab() -> Iterator[tuple[list[Device], int]]:
    devices = [real(SITE, IOS_15), real(XE_SITE, XE_17)]
    with served(devices) as fleet:
        yield devices, fleet.port


def connected(device: Device, port: int, **more) -> netmiko.BaseConnection:
    return netmiko.ConnectHandler(
        device_type="cisco_xe" if device.platform.release.xe else "cisco_ios",
        host=device.address, port=port, username=CREDENTIALS[0], password=CREDENTIALS[1],
        **({"conn_timeout": 10, "auth_timeout": 20} | more),
    )  # fmt: skip


def test_netmiko_reads_configures_and_saves(lab):
    devices, port = lab
    for device in devices:
        with connected(device, port) as line:
            assert line.find_prompt() == f"{device.hostname}#"
            assert "10.1.1.1" in line.send_command("show ip interface brief")
            said = line.send_config_set(
                ["interface Loopback5", "ip address 10.7.7.7 255.255.255.255", "nonsense"]
            )
            assert "% Invalid input detected" in said
            assert "[OK]" in line.save_config()
        assert " ip address 10.7.7.7 255.255.255.255" in device.startup


def test_netmiko_pages_and_enables(lab):
    devices, port = lab
    device = devices[0]
    with connected(device, port, secret=CREDENTIALS[1]) as line:
        line.send_command_timing("disable")
        assert line.find_prompt() == "r1>"
        line.enable()
        assert line.find_prompt() == "r1#"


def test_napalm_reads_merges_and_takes_back(lab):
    devices, port = lab
    for device in devices:
        system = device.platform.release.flash
        driver = napalm.get_network_driver("ios")
        options = {"port": port, "dest_file_system": system}
        with driver(device.address, *CREDENTIALS, optional_args=options) as node:
            facts = node.get_facts()
            assert facts["hostname"] == device.hostname
            spoken = {"r1": "Version 15.2(4)M11,", "r2": "Version 17.12.4a,"}[device.hostname]
            assert spoken in facts["os_version"]
            assert "GigabitEthernet0" in facts["interface_list"][0]
            configs = node.get_config()
            assert "crypto isakmp policy 10" in configs["running"]
            assert "crypto isakmp policy 10" in configs["startup"]
            node.load_merge_candidate(
                config="interface Loopback7\n ip address 10.8.8.8 255.255.255.255\nend\n"
            )
            assert node.compare_config().splitlines() == [
                "+interface Loopback7", "+ ip address 10.8.8.8 255.255.255.255",
            ]  # fmt: skip
            node.commit_config()
            assert device.running.get("interface", "Loopback7") is not None
            node.rollback()
            assert device.running.get("interface", "Loopback7") is None


def test_napalm_replaces_with_a_timer_and_confirms(lab):
    (device, _), port = lab
    driver = napalm.get_network_driver("ios")
    with driver(device.address, *CREDENTIALS, optional_args={"port": port}) as node:
        wanted = node.get_config(retrieve="running")["running"].replace(
            "hostname r1", "hostname r9"
        )
        node.load_replace_candidate(config=wanted)
        assert node.compare_config().splitlines() == ["-hostname r1", "+hostname r9"]
        node.commit_config(revert_in=60)
        assert device.hostname == "r9"
        assert node.has_pending_commit()
        node.confirm_commit()
        assert not node.has_pending_commit()
        assert "hostname r9" in device.startup


def test_napalm_replaces_and_the_timer_takes_it_back(lab):
    (device, _), port = lab
    driver = napalm.get_network_driver("ios")
    with driver(device.address, *CREDENTIALS, optional_args={"port": port}) as node:
        wanted = node.get_config(retrieve="running")["running"].replace("mode", "mode")
        node.load_replace_candidate(config=wanted + "ip domain name other.example\nend\n")
        node.commit_config(revert_in=60)
        timer = device.timers["revert"]
        assert 50 < timer.due - device.clock.elapsed() <= 60
        timer.due = 0.0
        device.tick()
        assert device.running.get("ip domain name") is None


def test_a_wrong_password_is_refused(lab):
    (device, _), port = lab
    with pytest.raises(NetmikoAuthenticationException):
        netmiko.ConnectHandler(
            device_type="cisco_ios",
            host=device.address,
            port=port,
            username="lab",
            password="wrong",
        )


def test_a_device_that_is_down_takes_no_connection(lab):
    (device, _), port = lab
    device.faults.unreachable = True
    with pytest.raises((NetmikoTimeoutException, netmiko.NetmikoBaseException, OSError, EOFError)):
        connected(device, port, conn_timeout=3)


def test_a_session_can_be_cut_at_a_byte(lab):
    (device, _), port = lab
    line = connected(device, port)
    device.faults.cut_after = 200
    with pytest.raises(Exception, match=r"(?i)closed|timed out|read|pattern|eof|reset"):
        line.send_command("show running-config", read_timeout=5)
    with contextlib.suppress(OSError):
        line.disconnect()
    with connected(device, port) as again:
        assert again.find_prompt() == "r1#"
