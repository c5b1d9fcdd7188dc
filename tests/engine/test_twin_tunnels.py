"""Tunnel interfaces that belong together though one names a wrong address, or has no protection. Input: synthetic."""

from __future__ import annotations

import pytest

from remediate.model.base import Verdict
from tests.engine.two_ends import KEY, changed, pair

A = f"""\
version 15.5
hostname r1
!
crypto isakmp policy 10
 encr aes 256
 authentication pre-share
 group 14
crypto isakmp key {KEY} address 0.0.0.0
!
crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac
 mode tunnel
crypto ipsec profile P
 set transform-set TS
!
interface Loopback0
 ip address 192.0.2.250 255.255.255.255
!
interface Tunnel0
 ip address 10.255.7.1 255.255.255.252
 tunnel source Loopback0
 tunnel destination 198.51.100.2
 tunnel protection ipsec profile P
!
interface GigabitEthernet0/0
 ip address 192.0.2.1 255.255.255.0
!
ip route 0.0.0.0 0.0.0.0 192.0.2.254
!
end
"""
B = changed(
    A,
    ("hostname r1", "hostname r2"),
    ("interface Loopback0\n ip address 192.0.2.250", "interface Loopback0\n ip address 203.0.113.9"),
    ("10.255.7.1 ", "10.255.7.2 "),
    ("tunnel source Loopback0", "tunnel source GigabitEthernet0/0"),
    ("tunnel destination 198.51.100.2", "tunnel destination 192.0.2.250"),
    ("ip address 192.0.2.1 ", "ip address 198.51.100.2 "),
    ("192.0.2.254", "198.51.100.254"),
)  # fmt: skip
WRONG = changed(B, ("tunnel destination 192.0.2.250", "tunnel destination 192.0.2.1"))
BARE = changed(B, (" tunnel protection ipsec profile P\n", ""))


def found(first: str, second: str) -> list[tuple[str, Verdict, list[str]]]:
    return [
        (item.tunnel.id, item.verdict, [cause.slug for cause in item.diagnoses])
        for item in pair(first, second).tunnels
    ]


PAIR = "192.0.2.250--198.51.100.2"


def test_a_pair_that_fits_is_healthy():
    assert found(A, B) == [(PAIR, Verdict.HEALTHY, [])]


def test_a_destination_that_the_peer_does_not_begin_at_is_the_fault_of_the_tunnel_that_is_meant():
    assert found(A, WRONG) == [(PAIR, Verdict.FAULT, ["peer-address-mismatch"])]


@pytest.mark.parametrize(
    "edit",
    [("10.255.7.2 255.255.255.252", "10.255.9.2 255.255.255.252"), (" ip address 10.255.7.2 255.255.255.252\n", "")],
)  # fmt: skip
def test_tunnels_of_two_networks_are_two_and_neither_is_called_healthy(edit):
    results = found(A, changed(WRONG, edit))
    assert len(results) == 2
    assert all(verdict is not Verdict.HEALTHY for _, verdict, _ in results)


def test_a_tunnel_without_protection_is_at_fault_where_the_peers_has_it():
    assert found(A, BARE) == [(PAIR, Verdict.FAULT, ["crypto-map-not-applied"])]


@pytest.mark.parametrize(
    "edit",
    [
        (" tunnel source GigabitEthernet0/0\n", " shutdown\n tunnel source GigabitEthernet0/0\n"),
        (" tunnel source GigabitEthernet0/0\n", " tunnel source GigabitEthernet0/0\n tunnel key 7\n"),
        ("10.255.7.2 255.255.255.252", "10.255.9.2 255.255.255.252"),
    ],
)  # fmt: skip
def test_another_tunnel_without_protection_is_not_that_one(edit):
    assert all(
        "crypto-map-not-applied" not in slugs for _, _, slugs in found(A, changed(BARE, edit))
    )


def test_a_plain_tunnel_beside_a_protected_one_is_no_fault():
    extra = (
        "interface Tunnel9\n ip address 10.255.7.2 255.255.255.252\n tunnel source GigabitEthernet0/0\n"
        " tunnel destination 192.0.2.250\n!\n"
    )
    both = changed(B, ("interface GigabitEthernet0/0\n", extra + "interface GigabitEthernet0/0\n"))
    assert found(A, both) == [(PAIR, Verdict.HEALTHY, [])]
