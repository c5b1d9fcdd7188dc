"""Ansible's cisco.asa against an emulated ASA, unchanged: enabled as the inventory says."""

from __future__ import annotations

from tests.lab.clients.played import Played, Result

FIREWALL = "branch0002-cadiz"


def fine(asa: Played, task: str) -> Result:
    result = asa.of(FIREWALL, task)
    assert result.end == "ok", result.said
    return result


def test_commands_are_given_with_privilege(asa: Played):
    privilege, maps, version = fine(asa, "commands").said["stdout"]
    assert "Current privilege level : 15" in privilege
    assert "crypto map VPN 20 match address VPN-2" in maps.splitlines()
    assert "Software Version 9.8(4)41" in version


def test_check_mode_tells_and_leaves(asa: Played):
    result = fine(asa, "check mode")
    assert result.changed
    assert result.said["updates"] == ["hostname other"]
    assert f"hostname {FIREWALL}" in asa.running[FIREWALL].splitlines()


def test_a_change_is_made_once(asa: Played):
    result = fine(asa, "change")
    assert result.changed
    assert result.said["updates"] == ["interface GigabitEthernet1/2", "description made by ansible"]
    assert not fine(asa, "change again").changed


def test_a_backup_holds_what_was_before_with_keys_masked(asa: Played):
    text = asa.backups["asa.cfg"]
    assert " description inside" in text.splitlines()
    assert " ikev2 remote-authentication pre-shared-key *****" in text.splitlines()
    assert text.rstrip().endswith(": end")


def test_what_was_modified_is_saved_once(asa: Played):
    assert fine(asa, "save").changed
    assert not fine(asa, "save again").changed
    assert " description made by ansible" in asa.startup[FIREWALL].splitlines()


def test_a_line_that_is_refused_fails(asa: Played):
    result = asa.of(FIREWALL, "refused")
    assert result.end == "failed"
    assert "ERROR: % Invalid input detected" in result.said["msg"]


def test_facts_are_those_of_the_device(asa: Played):
    facts = fine(asa, "facts").said["ansible_facts"]
    assert facts["ansible_net_hostname"] == FIREWALL
    assert facts["ansible_net_version"] == "9.8(4)41"
    assert facts["ansible_net_model"] == "ASA5516"
    assert facts["ansible_net_serialnum"].startswith("JAD")
    assert facts["ansible_net_filesystems"] == ["disk0:"]


def test_an_object_group_is_made_by_its_module(asa: Played):
    result = fine(asa, "groups")
    assert result.said["commands"] == ["object-group network GROUP", "network-object host 10.1.1.1"]
    lines = asa.running[FIREWALL].splitlines()
    assert " network-object host 10.1.1.1" in lines[lines.index("object-group network GROUP") :]
