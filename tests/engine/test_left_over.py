"""Crypto map entries and maps that are left over beside what is in use, and those that are not."""

from __future__ import annotations

import pytest

from remediate.model.base import Verdict
from tests.engine.two_ends import R1, R2, changed, pair

ENTRY = "crypto map VPN 10 ipsec-isakmp\n"
SECOND = "permit ip 10.20.2.0 0.0.0.255 10.10.1.0 0.0.0.255"
MORE = "access-list 151 permit ip 10.10.1.0 0.0.0.255 10.20.2.0 0.0.0.255\n"


def only(first: str, second: str = R2):
    (result,) = pair(first, second).tunnels
    return result


@pytest.mark.parametrize(
    "entry",
    [
        "crypto map VPN 5 ipsec-isakmp\n ! Incomplete\n set peer 10.1.0.2\n set transform-set STRONG\n",
        "crypto map VPN 5 ipsec-isakmp\n set peer 10.1.0.2\n set transform-set STRONG\n match address 199\n",
        "crypto map VPN 5 ipsec-isakmp\n set peer 10.1.0.2\n set transform-set GONE\n match address 150\n",
        "crypto map OLD 10 ipsec-isakmp\n set peer 10.1.0.2\n set transform-set STRONG\n",
        "crypto map OLD 10 ipsec-isakmp\n set peer 10.1.0.2\n set transform-set STRONG\n match address 151\n",
    ],
)
def test_what_nothing_misses_is_left_over(entry):
    result = only(changed(R1, (ENTRY, entry + ENTRY)))
    assert (result.verdict, result.diagnoses) == (Verdict.HEALTHY, ())


@pytest.mark.parametrize("rest", ["", " set transform-set GONE\n"])
def test_an_incomplete_entry_that_the_peer_needs_is_a_fault(rest):
    entry = (
        f"crypto map VPN 20 ipsec-isakmp\n set peer 10.1.0.2\n match address 151\n{rest}!\n"
        if rest
        else "crypto map VPN 20 ipsec-isakmp\n set peer 10.1.0.2\n set transform-set STRONG\n!\n"
    )
    first = changed(
        R1,
        ("interface GigabitEthernet0/0\n", entry + "interface GigabitEthernet0/0\n"),
        ("access-list 150", MORE + "access-list 150"),
    )
    second = changed(
        R2,
        (" permit ip 10.20.1.0", f" {SECOND}\n permit ip 10.20.1.0"),
    )
    result = only(first, second)
    assert result.verdict is Verdict.FAULT
    assert "crypto-map-incomplete" in {item.slug for item in result.diagnoses}


def test_a_lone_map_that_is_applied_nowhere_is_a_fault():
    result = only(changed(R1, (" crypto map VPN\n", "")))
    assert [item.slug for item in result.diagnoses] == ["crypto-map-not-applied"]


def test_a_lone_incomplete_entry_is_a_fault():
    result = only(changed(R1, (" match address 150\n", "")))
    assert [item.slug for item in result.diagnoses] == ["crypto-map-incomplete"]
