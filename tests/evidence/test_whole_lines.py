"""What `| include` is known to show whole, and what it is not."""

from __future__ import annotations

import pytest

from remediate.evidence.filters import lets_all_through
from remediate.evidence.whole_lines import flat_lists, whole_statements


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("show running-config access-list | include vpn", "access-list vpn-a"),
        ("sh run | i access-list vpn-a", "access-list vpn-a"),
        ("show run | include access-list 10", "access-list 101"),
        ("show run | i ^access-list", "access-list 101"),
        ("sh run | grep vpn", "access-list vpn-a"),
        ("sh run | i route|access-list", "access-list vpn-a"),
    ],
)
def test_all_lines_of_a_list_pass(command: str, name: str) -> None:
    text = f"{name} permit ip any any"
    assert lets_all_through(command, f"{name} ")
    assert whole_statements(command, text) == text


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (None, "access-list 101"),
        ("show run | include permit", "access-list 101"),
        ("show run | i 10.1.1", "access-list 101"),
        ("show run | exclude access-list", "access-list 101"),
        ("show run | i access-list 10$", "access-list 101"),
        ("show run | i access-list 101 permit", "access-list 101"),
        ("show run | i access-list 101 | exclude deny", "access-list 101"),
        ("show run | grep -v access-list", "access-list 101"),
        ("show run | i VPN", "access-list vpn"),
        ("show run | i (", "access-list vpn"),
        ("show run | exclude deny | i access-list", "access-list vpn"),
        ("show run | i access-list | in permit", "access-list vpn"),
        ("show run | i vpn $", "access-list vpn"),
        ("show run | i vpn_permit", "access-list vpn"),
        ("show run | i (l+)+ipermit", f"access-list {'l' * 60}"),
        ("show run | i .*.*.*.*permit", f"access-list {'l' * 250}"),
        ("show run | i l.*l.*l.*permit", f"access-list {'l' * 2000}"),
    ],
)
def test_some_may_be_missing(command: str | None, name: str) -> None:
    assert whole_statements(command, f"{name} permit ip any any") is None


def test_lines_keep_their_places() -> None:
    text = " match address 101\naccess-list 101 permit ip any any\nip access-list extended 102\n"
    assert whole_statements("sh run | i 10", text) == "!\naccess-list 101 permit ip any any\n!\n!"


def test_headings_of_a_router_are_nothing() -> None:
    text = "crypto map M 10 ipsec-isakmp \ncrypto map M local-address Loopback0\n crypto map M\n"
    assert whole_statements("show run | i crypto map", text) is None


def test_a_map_of_a_firewall_is_whole() -> None:
    text = "crypto map M 10 match address a\ncrypto map M 10 set peer 192.0.2.1\ncrypto map M interface outside"
    assert whole_statements("show run | i crypto map", text) == text


def test_lists_as_a_firewall_shows_them() -> None:
    assert flat_lists(b"access-list a line 1 extended permit ip any any (hitcnt=0) 0x1\n")
    assert not flat_lists(b"Extended IP access list 110\n    10 permit ip any any\n")
