"""Exec commands of an ASA on a terminal."""

from __future__ import annotations

import re

from remediate.lab.device import Device
from tests.lab.asa.conftest import FakeNetwork, Session
from tests.lab.asa.test_tables import phase1


def test_enable_asks(device: Device) -> None:
    network = device.network
    assert isinstance(network, FakeNetwork)
    session = Session(device, network)
    assert session.terminal.prompt == "asa1> "
    assert session.say("show running-config").endswith("asa1> ")
    assert session.say("enable") == "Password: "
    assert "wrong" not in session.say("wrong")
    assert session.say("Enable.1").endswith("asa1# ")
    assert session.terminal.privileged


def test_pages(session: Session) -> None:
    session.run("terminal pager 24")
    assert session.say("show running-config").endswith("<--- More --->")
    assert session.printed[-1] == "<--- More --->"
    session.terminal.receive("q")
    assert session.say("terminal pager 0").endswith("asa1# ")
    assert session.run("terminal width 511") == ""


def test_exec_commands_in_configuration_mode(session: Session) -> None:
    session.configure("crypto ikev1 policy 10")
    assert session.run("show nameif").startswith("Interface ")
    assert session.terminal.prompt == "asa1(config-ikev1-policy)# "
    assert (
        session.run("show flurb")
        == f"{' ' * (len(session.terminal.prompt) + 5)}^\nERROR: % Invalid input detected at '^' marker.\n"
    )
    session.run("exit")
    assert session.terminal.prompt == "asa1(config)# "
    session.run("end")
    assert session.terminal.prompt == "asa1# "
    assert session.run("access-list X extended permit ip any any").endswith("marker.\n")


def test_saving(session: Session) -> None:
    session.configure("hostname asa2\nend")
    assert session.device.modified
    printed = session.run("write memory")
    assert re.fullmatch(
        r"Building configuration\.\.\.\nCryptochecksum: (?:[0-9a-f]{8} ){4}\n\n\d+ bytes copied in 0\.680 secs\n\[OK\]\n",
        printed,
    )
    assert not session.device.modified
    assert "hostname asa2\n" in session.run("show startup-config")
    assert ": Written by admin at 12:00:00.000 UTC Fri Nov 27 2026\n" in session.run(
        "show startup-config"
    )


def test_copying_asks_and_noconfirm_does_not(session: Session) -> None:
    session.configure("hostname asa2\nend")
    assert (
        session.say("copy running-config startup-config") == "\nSource filename [running-config]? "
    )
    assert "bytes copied" in session.say("")
    assert not session.device.modified
    assert "bytes copied" in session.run("copy /noconfirm running-config disk0:/before.cfg")
    assert "before.cfg" in session.run("dir")
    assert "hostname asa2\n" in session.run("more disk0:/before.cfg")


def test_restarts(session: Session) -> None:
    session.configure("hostname asa2\nend")
    assert "SHUTDOWN in 0:05:00" in session.run("reload in 5 noconfirm")
    assert session.device.timers["reload"].due == 300
    assert "(in 0 hours and 5 minutes)" in session.run("show reload")
    assert "SHUTDOWN ABORTED" in session.run("reload cancel")
    assert session.say("reload").startswith("System config has been modified. Save?")
    assert session.say("n") == "Proceed with reload? [confirm] "
    session.terminal.receive("\r")
    assert session.device.hostname == "asa1"
    assert session.closed


def test_version_and_clock(session: Session) -> None:
    text = session.run("show version")
    assert "Cisco Adaptive Security Appliance Software Version 9.8(4)41 \n" in text
    assert "asa1 up 0 secs\n" in text
    assert session.run("show version | include asa1 up") == "asa1 up 0 secs\n"
    assert session.run("show clock") == "12:00:00.000 UTC Fri Nov 27 2026\n"


def test_parts_of_the_configuration(session: Session) -> None:
    assert session.run("show running-config tunnel-group | grep -v pre-shared") == (
        "tunnel-group 203.0.113.10 type ipsec-l2l\ntunnel-group 203.0.113.10 ipsec-attributes\n"
    )
    assert session.run("show run route") == "route outside 0.0.0.0 0.0.0.0 198.51.100.33 1 \n"
    assert session.run("show run | begin tunnel-group").startswith("tunnel-group 203.0.113.10 type")


def test_lists_with_their_elements(session: Session) -> None:
    lines = session.run("show access-list VPN").splitlines()
    assert re.fullmatch(r"access-list VPN; 1 elements; name hash: 0x[0-9a-f]{8} ", lines[0])
    assert lines[1].startswith(
        "access-list VPN line 1 extended permit ip object LAN object REMOTE (hitcnt=0) 0x"
    )
    assert lines[2].startswith(
        "  access-list VPN line 1 extended permit ip 10.34.0.0 255.255.255.0 10.1.0.0 255.255.255.0 (hitcnt=0) 0x"
    )


def test_groups_of_services_expand(session: Session) -> None:
    session.configure(
        "object-group network SITES\n network-object host 192.0.2.1\n network-object object REMOTE\n"
        "object-group service WEB tcp\n port-object eq 80\n port-object range 8000 8010\n"
        "access-list G extended permit tcp object LAN object-group SITES object-group WEB\n"
    )
    elements = [
        line for line in session.run("show access-list G").splitlines() if line.startswith("  ")
    ]
    assert len(elements) == 4
    assert "tcp 10.34.0.0 255.255.255.0 host 192.0.2.1 eq www (hitcnt=0)" in elements[0]
    assert "10.1.0.0 255.255.255.0 range 8000 8010 (hitcnt=0)" in elements[3]


def test_the_log_holds_what_was_typed_without_keys(session: Session) -> None:
    session.configure(
        "logging enable\nlogging timestamp\nlogging buffered informational\n"
        "tunnel-group 203.0.113.10 ipsec-attributes\n ikev1 pre Secret.1\n"
    )
    text = session.run("show logging")
    assert (
        "Nov 27 2026 12:00:00: %ASA-5-111008: User 'admin' executed the 'ikev1 pre-shared-key *****' command.\n"
        in text
    )
    assert "Secret.1" not in text


def test_clearing_by_peer(session: Session) -> None:
    session.network.ike = [phase1(), phase1(version=2, state="READY", connection=2)]
    for line in (
        "clear crypto ipsec sa peer 203.0.113.10",
        "clear crypto ikev1 sa 203.0.113.10",
        "clear crypto ikev2 sa 203.0.113.10",
    ):
        assert session.run(line) == ""
    assert session.network.told == [
        ("clear ipsec", "203.0.113.10"),
        ("clear ike", "203.0.113.10", 33),
        ("clear ipsec", "203.0.113.10"),
        ("clear ike", "203.0.113.10", 2),
    ]


def test_debugs(session: Session) -> None:
    session.run("debug crypto condition peer 203.0.113.10")
    session.run("debug crypto ikev1 127")
    session.run("debug crypto ikev2 protocol 5")
    assert session.device.debugs == {"crypto ikev1 127", "crypto ikev2 protocol 5"}
    assert "debug crypto ikev1 enabled at level 127\n" in session.run("show debug")
    session.run("no debug crypto ikev1")
    assert session.device.debugs == {"crypto ikev2 protocol 5"}
    session.run("undebug all")
    session.run("debug crypto condition reset")
    assert (session.device.debugs, session.device.conditions) == (set(), [])


def test_ping(session: Session) -> None:
    assert session.run("ping outside 198.51.100.33 size 1400").endswith(
        "!!!!!\nSuccess rate is 100 percent (5/5), round-trip min/avg/max = 1/1/10 ms\n"
    )
    assert "Success rate is 0 percent (0/3)\n" in session.run("ping 192.0.2.77 repeat 3")


def test_logging_out(session: Session) -> None:
    session.run("exit")
    assert session.closed


def test_configuration_mode_within_itself(session: Session) -> None:
    session.configure("crypto ikev1 policy 10")
    session.run("configure terminal")
    assert session.terminal.prompt == "asa1(config)# "
    session.run("disable")
    assert session.terminal.prompt == "asa1> "


def test_erasing(session: Session) -> None:
    assert session.say("write erase") == "Erase configuration in flash memory? [confirm] "
    session.terminal.receive("\r")
    assert session.run("show startup-config") == "No Configuration\n"
