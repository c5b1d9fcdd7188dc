"""The running-config of an ASA: its order, its masks, what it prints unasked."""

from __future__ import annotations

from pathlib import Path

from remediate.lab.asa import Asa
from remediate.lab.device import Device
from remediate.lab.releases import ASA_9
from remediate.lab.store import Section
from tests.lab.asa.conftest import Session

CASES = Path(__file__).parents[2] / "acceptance" / "cases"
LYON = CASES / "ike008-asa-shows-its-host-name" / "dumps" / "fw-lyon" / "show_run.txt"
KEY = "Heron-Basalt-7741"
NOT_HELD = ("service-module 0", "interface GigabitEthernet1/3")


def test_keys_are_masked_but_for_more(session: Session) -> None:
    shown, clear = session.run("show running-config"), session.run("more system:running-config")
    assert KEY not in shown
    assert " ikev1 pre-shared-key *****\n" in shown
    assert f" ikev1 pre-shared-key {KEY}\n" in clear
    session.run("write memory")
    assert KEY not in session.run("show startup-config")
    assert KEY in session.device.startup


def test_passwords_are_hashed(session: Session) -> None:
    session.configure("username netops password Plain.Text privilege 15")
    text = session.run("more system:running-config")
    assert "Plain.Text" not in text
    assert "Enable.1" not in text
    (line,) = (item for item in text.splitlines() if item.startswith("username"))
    assert line.startswith("username netops password $sha512$5000$")
    assert line.endswith(" pbkdf2 privilege 15")


def test_heading_and_end(session: Session) -> None:
    lines = session.run("show running-config").splitlines()
    assert lines[0] == ": Saved"
    assert lines[3].startswith(": Serial Number: JAD")
    assert "ASA Version 9.8(4)41 " in lines
    assert lines[-2].startswith("Cryptochecksum:")
    assert lines[-1] == ": end"


def test_interfaces_say_what_they_lack(session: Session) -> None:
    session.configure(
        "interface GigabitEthernet1/2\n no nameif\n no security-level\n no ip address\n shutdown\n"
    )
    assert session.run("show running-config interface GigabitEthernet1/2") == (
        "interface GigabitEthernet1/2\n shutdown\n no nameif\n no security-level\n no ip address\n"
    )


def test_a_real_order_comes_back(device: Device) -> None:
    """The lines of a running-config in the print style of 9.16 come back in their order."""
    text = LYON.read_text(encoding="utf-8")
    other = Device("fw-lyon", Asa(ASA_9), device.clock, Section("configure"))
    refused = other.platform.load(other, text)
    assert [line for line in refused if not line.startswith(" ")] == [
        "service-module 0 keepalive-timeout 4",
        "interface GigabitEthernet1/3",
    ]
    printed = _lines(other.platform.text(other))
    wanted = _lines(text)
    kept = [line for line in printed if line in wanted]
    lost = [line for line in wanted if line not in printed]
    assert lost == ["service-module 0 keepalive-timeout 4", "interface GigabitEthernet1/3"]
    assert kept == [line for line in wanted if line not in lost]


def _lines(text: str) -> list[str]:
    """Return the headings and global lines, from the host name on."""
    lines = [line.rstrip() for line in text.splitlines()]
    start = lines.index("hostname fw-lyon")
    return [
        line for line in lines[start:] if line and line[0] not in " !:" and "checksum" not in line
    ]


def test_loading_the_own_text_changes_nothing(session: Session) -> None:
    text = session.device.platform.text(session.device)
    copy = session.device.platform.parsed(session.device, text)
    scratch = Device("asa1", session.device.platform, session.device.clock, copy)
    assert scratch.platform.text(scratch) == text
    assert not session.device.modified


def test_all_shows_what_is_in_force(session: Session) -> None:
    assert session.run("show running-config all crypto map").splitlines() == [
        "crypto map OUT 10 match address VPN",
        "crypto map OUT 10 set connection-type bidirectional",
        "crypto map OUT 10 set peer 203.0.113.10 ",
        "crypto map OUT 10 set ikev1 phase1-mode main",
        "crypto map OUT 10 set ikev1 transform-set AES",
        "crypto map OUT 10 set ikev2 mode tunnel",
        "no crypto map OUT 10 set tfc-packets",
        "crypto map OUT interface outside",
    ]
    assert session.run("show running-config all sysopt").splitlines() == [
        "sysopt connection tcpmss minimum 0",
        "sysopt connection tcpmss 1380",
        "sysopt connection permit-vpn",
        "no sysopt connection preserve-vpn-flows",
        "no sysopt connection reclassify-vpn",
        "no sysopt connection timewait",
    ]
    assert "crypto ipsec fragmentation before-encryption outside\n" in session.run(
        "show run all ipsec"
    )
    assert (
        session.run("show crypto ipsec fragmentation outside")
        == "fragmentation outside before-encryption\n"
    )


def test_extended_is_what_a_list_is_unless_said(session: Session) -> None:
    session.configure("access-list W permit ip any any\naccess-list W line 1 deny icmp any any\n")
    assert session.run("show run access-list W") == (
        "access-list W extended deny icmp any any \naccess-list W extended permit ip any any \n"
    )
    session.configure("no access-list W permit ip any any")
    assert session.run("show run access-list W") == "access-list W extended deny icmp any any \n"
