"""Ansible's cisco.ios against emulated routers, unchanged: what each task is documented to come to."""

from __future__ import annotations

import difflib
import re
from ipaddress import IPv4Interface, IPv4Network

import pytest

from tests.lab.clients.played import Played, Result

HUB, IOS_15, IOS_12 = "hub0000-aalborg", "branch0001-bergen", "branch0004-erfurt"
SITES = {
    HUB: ("198.18.0.2/30", "10.0.1.1/24", "16.12.05", "ISR4331/K9", "GigabitEthernet0/0/"),
    IOS_15: ("198.18.0.6/30", "10.0.2.1/24", "15.2(4)M11", "CISCO2911/K9", "GigabitEthernet0/"),
    IOS_12: ("198.18.0.18/30", "10.0.5.1/24", "12.4(24)T8", "2811", "FastEthernet0/"),
}
LOOPBACK = ["interface Loopback50", "description made by ansible", "ip address 10.50.0.1 255.255.255.255"]  # fmt: skip


def hub(ios: Played, task: str) -> Result:
    return ios.of(HUB, task)


def fine(ios: Played, task: str) -> Result:
    result = hub(ios, task)
    assert result.end == "ok", result.said
    return result


def stripped(text: str) -> list[str]:
    """Return the lines of a configuration that are no comments and no headings."""
    heads = ("!", "Building", "Current", "Using")
    return [line for line in text.splitlines() if line and not line.startswith(heads)]


def differences(result: Result) -> list[str]:
    before, after = (result.said["diff"][end].splitlines() for end in ("before", "after"))
    return [line for line in difflib.ndiff(before, after) if line[0] in "+-"]


@pytest.mark.parametrize("host", SITES)
def test_facts_are_those_of_the_configuration(ios: Played, host: str):
    outside, inside, version, model, port = SITES[host]
    result = ios.of(host, "facts")
    assert result.end == "ok", result.said
    facts = {name.removeprefix("ansible_net_"): value for name, value in result.said["ansible_facts"].items()}  # fmt: skip
    assert facts["hostname"] == host
    assert facts["version"] == version
    assert facts["model"] == model
    assert facts["system"] == "ios"
    assert facts["iostype"] == ("IOS-XE" if host == HUB else "IOS")
    assert facts["image"].startswith("bootflash:isr4300" if host == HUB else "flash:c2")
    assert facts["serialnum"].startswith("FTX")
    assert facts["neighbors"] == {}
    assert facts["filesystems"] == ["bootflash:" if host == HUB else "flash:"]
    assert facts["memtotal_mb"] > facts["memfree_mb"] > 0
    assert facts["cpu_utilization"]["core"]["one_minute"] in range(1, 20)
    ports = facts["interfaces"]
    for name, block, text in ((f"{port}0", outside, "outside"), (f"{port}1", inside, "inside")):
        address, _, length = block.partition("/")
        assert ports[name]["ipv4"] == [{"address": address, "subnet": length}]
        assert ports[name]["description"] == text
        assert (ports[name]["operstatus"], ports[name]["lineprotocol"]) == ("up", "up")
        assert (ports[name]["mtu"], ports[name]["duplex"]) == (1500, None if host == IOS_12 else "Full")  # fmt: skip
        assert ports[name]["bandwidth"] == (100000 if host == IOS_12 else 1000000)
        assert address in facts["all_ipv4_addresses"]
    assert stripped(facts["config"]) == stripped(ios.before[host])


def test_resources_are_those_of_the_configuration(ios: Played):
    found = fine(ios, "resources").said["ansible_facts"]["ansible_network_resources"]
    assert found["hostname"] == {"hostname": HUB}
    text = ios.before[HUB]
    described = dict(re.findall(r"^interface (\S+)\n description (.+)$", text, re.MULTILINE))
    assert {item["name"]: item.get("description") for item in found["interfaces"]} == described
    assert described["GigabitEthernet0/0/0"] == "outside"
    assert found["l3_interfaces"][0] == {"name": "GigabitEthernet0/0/0", "ipv4": [{"address": "198.18.0.2/30"}]}  # fmt: skip
    addresses = re.findall(r"^ ip address ([\d.]+) ([\d.]+)$", text, re.MULTILINE)
    assert [item["ipv4"][0]["address"] for item in found["l3_interfaces"]] == [
        IPv4Interface("/".join(pair)).with_prefixlen for pair in addresses
    ]
    routes = found["static_routes"][0]["address_families"][0]["routes"]
    typed = re.findall(r"^ip route ([\d.]+) ([\d.]+) ", text, re.MULTILINE)
    assert {route["dest"] for route in routes} == {str(IPv4Network("/".join(pair))) for pair in typed}  # fmt: skip
    lists = {item["name"]: item["aces"] for item in found["acls"][0]["acls"]}
    assert set(lists) == set(re.findall(r"^ip access-list extended (\S+)$", text, re.MULTILINE))
    assert lists["VPN-1"] == [{
        "sequence": 10, "grant": "permit", "protocol": "ip",
        "source": {"address": "10.0.1.0", "wildcard_bits": "0.0.0.255"},
        "destination": {"address": "10.0.2.0", "wildcard_bits": "0.0.0.255"},
    }]  # fmt: skip
    assert found["logging_global"]["buffered"] == {"severity": "debugging", "size": 262144}
    assert found["snmp_server"] == {}


def test_commands_print_and_wait(ios: Played):
    privilege, sections, session = fine(ios, "commands").said["stdout"]
    assert privilege == "Current privilege level is 15"
    headings = [line for line in sections.splitlines() if not line.startswith(" ")]
    assert headings[0] == "interface GigabitEthernet0/0/0"
    assert all(line.startswith("interface ") for line in headings)
    assert "Session status: UP-ACTIVE" in session


def test_a_question_is_answered(ios: Played):
    question, clock = fine(ios, "a question is answered").said["stdout"]
    assert question.startswith("Clear logging buffer [confirm]")
    assert " UTC " in clock


def test_what_is_no_command_fails(ios: Played):
    result = hub(ios, "no command")
    assert result.end == "failed"
    assert "% Invalid input detected at '^' marker." in result.said["msg"]


def test_check_mode_tells_and_leaves(ios: Played):
    result = fine(ios, "check mode")
    assert result.changed
    assert result.said["commands"] == LOOPBACK
    assert "Loopback50" not in fine(ios, "check mode leaves").said["stdout"][0]


def test_a_change_shows_what_differs(ios: Played):
    result = fine(ios, "change")
    assert result.changed
    assert result.said["commands"] == LOOPBACK
    assert differences(result) == [
        "+ interface Loopback50", "+  description made by ansible",
        "+  ip address 10.50.0.1 255.255.255.255",
    ]  # fmt: skip


def test_a_backup_holds_what_was_before(ios: Played):
    assert hub(ios, "change").said["backup_path"].endswith("/backup/hub.cfg")
    assert stripped(ios.backups["hub.cfg"]) == stripped(ios.before[HUB])


def test_what_is_there_is_not_changed_again(ios: Played):
    assert not fine(ios, "change again").changed
    assert "commands" not in hub(ios, "change again").said


def test_what_was_modified_is_saved_once(ios: Played):
    assert fine(ios, "save").changed
    assert not fine(ios, "save again").changed


def test_against_the_startup_configuration(ios: Played):
    result = fine(ios, "against startup")
    assert differences(result) == ["- ip domain name lab.example", "+ ip domain name other.example"]


def test_a_line_that_is_refused_fails(ios: Played):
    result = hub(ios, "refused")
    assert result.end == "failed"
    assert "% Invalid input detected" in result.said["msg"]
    assert f"{HUB}(config-if)#" in result.said["msg"]


def test_a_block_is_replaced_and_then_stands(ios: Played):
    assert fine(ios, "block").said["commands"] == [
        "no ip access-list extended TEST", "ip access-list extended TEST",
        "10 permit ip host 10.0.0.1 any", "20 deny ip any any",
    ]  # fmt: skip
    assert not fine(ios, "block again").changed
    lines = ios.running[HUB].splitlines()
    at = lines.index("ip access-list extended TEST")
    assert lines[at + 1 : at + 3] == [" 10 permit ip host 10.0.0.1 any", " 20 deny ip any any"]


def test_a_default_is_no_change_where_defaults_are_shown(ios: Played):
    assert not fine(ios, "default").changed


def test_a_commit_by_time_is_confirmed(ios: Played):
    assert fine(ios, "commit confirmed").changed
    said = fine(ios, "nothing pending").said["stdout"]
    assert said == ["%No Rollback Confirmed Change pending"]
    assert "ip host confirmed 10.9.9.9" in ios.running[HUB].splitlines()


def test_a_file_is_merged_and_saved(ios: Played):
    assert fine(ios, "from a file").changed
    lines = ios.startup[HUB].splitlines()
    at = lines.index("interface Loopback51")
    assert lines[at + 1 : at + 3] == [" description from a file", " ip address 10.51.0.1 255.255.255.255"]  # fmt: skip
    assert " 10 permit ip any any" in lines


def test_a_banner_of_several_lines(ios: Played):
    assert fine(ios, "banner").changed
    assert not fine(ios, "banner again").changed
    assert fine(ios, "no banner").changed
    assert "banner" not in ios.running[HUB]


def test_a_session_survives_another_hostname(ios: Played):
    assert fine(ios, "hostname").said["after"] == {"hostname": "renamed"}
    assert fine(ios, "hostname back").said["before"] == {"hostname": "renamed"}
    assert f"hostname {HUB}" in ios.running[HUB]


def test_a_user_is_made_of_two_commands(ios: Played):
    assert fine(ios, "user").changed
    assert not fine(ios, "user again").changed
    assert "username guest privilege 5 secret 9 $9$" in ios.running[HUB]
    assert "Fjord-Lantern-3" not in ios.running[HUB]


def test_a_ping_is_counted(ios: Played):
    said = fine(ios, "ping").said
    assert (said["packet_loss"], said["packets_rx"], said["packets_tx"]) == ("0%", 3, 3)


def test_a_list_is_made_by_its_module(ios: Played):
    result = fine(ios, "lists")
    assert result.said["commands"] == ["ip access-list extended TWO", "10 permit tcp any host 10.0.0.9 eq 22"]  # fmt: skip
    assert not fine(ios, "lists again").changed


def test_the_modules_of_all_platforms(ios: Played):
    assert fine(ios, "cli_config").said["commands"] == ["interface Loopback52", "description by cli_config"]  # fmt: skip
    lines = fine(ios, "cli_command").said["stdout"].splitlines()
    assert "interface Loopback52" in lines
    assert " description by cli_config" in lines


def test_paramiko_does_as_libssh_does(ios: Played):
    result = ios.of(IOS_15, "paramiko")
    assert result.end == "ok", result.said
    assert "Version 15.2(4)M11, RELEASE SOFTWARE" in result.said["stdout"][0]


def test_a_wrong_password_is_refused(ios: Played):
    result = ios.of("branch0006-ghent", "wrong password")
    assert result.end in ("failed", "unreachable")
    assert "authenticat" in result.said["msg"].lower()
