"""How long an IPsec SA lives: own, of the device, built in; the shorter counts and none is a fault."""

from __future__ import annotations

import pytest

from remediate.check import check
from remediate.check.report import check_report
from remediate.model.base import Verdict
from remediate.report.directions import agreed_words
from tests.engine.test_switches import vti
from tests.engine.two_ends import R1, R2, changed, device, fleet

ENTRY = (
    " match address 150\n",
    " set security-association lifetime seconds 1800\n match address 150\n",
)
DEVICE = ("crypto map VPN 10", "crypto ipsec security-association lifetime seconds 7200\n!\ncrypto map VPN 10")  # fmt: skip
BYTES = (" match address 150\n", " set security-association lifetime kilobytes 100000\n match address 150\n")  # fmt: skip
FAR = ("crypto map OUT 20", "crypto ipsec security-association lifetime seconds 900\n!\ncrypto map OUT 20")  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "seconds"),
    [
        (R1, R2, 3600),
        (changed(R1, ENTRY), R2, 1800),
        (changed(R1, DEVICE), R2, 3600),
        (changed(R1, DEVICE, ENTRY), R2, 1800),
        (changed(R1, BYTES), R2, 3600),
        (changed(R1, DEVICE), changed(R2, FAR), 900),
    ],
)
def test_the_shorter_lifetime_counts(first, second, seconds):
    report = check_report(check(fleet(device("r1", first), device("r2", second))))
    (tunnel,) = report.tunnels
    assert tunnel.verdict is Verdict.HEALTHY, tunnel.reason
    for way in tunnel.directions:
        assert way.agreed.sa_lifetime == seconds
        assert agreed_words(way.agreed).endswith(f", no PFS, {seconds} s")


def test_of_a_tunnel_interface_the_profile_says_it():
    profile = (
        "crypto ipsec profile P\n",
        "crypto ipsec profile P\n set security-association lifetime seconds 1200\n",
    )
    ends = device("r1", changed(vti("r1", 1), profile)), device("r2", vti("r2", 2))
    (tunnel,) = check_report(check(fleet(*ends))).tunnels
    assert [way.agreed.sa_lifetime for way in tunnel.directions] == [1200, 1200]
