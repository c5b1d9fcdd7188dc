"""`show crypto ca certificates` and `show crypto pki certificates`."""

import pytest

from remediate.platforms.certificate_show import certificates_shown, seconds_left

IOS = b"""Certificate
  Status: Available
  Certificate Serial Number (hex): 0A
  Certificate Usage: General Purpose
  Issuer:
    cn=CA1
  Subject:
    Name: r1.example.com
    hostname=r1.example.com
  Validity Date:
    start date: 09:02:11 UTC Jan 15 2016
    end   date: 09:02:11 UTC Jan 15 2018
  Associated Trustpoints: CA1 CA2
  Storage: nvram:CA1#A.cer

CA Certificate
  Status: Available
  Validity Date:
    start date: 10:00:00 UTC Mar 3 2012
    end   date: 10:00:00 UTC Mar 3 2014
  Associated Trustpoints: CA1
"""


def test_the_devices_own_certificate_is_told_from_the_ca_s() -> None:
    (own,) = certificates_shown(IOS, file="a", line=3)
    assert (own.end, own.trustpoints, own.source.line) == (
        "09:02:11 UTC Jan 15 2018",
        ("CA1", "CA2"),
        14,
    )


def test_one_that_is_still_asked_for_has_no_end() -> None:
    text = b"Certificate\n  Subject:\n    Name: r1\n   Status: Pending\n  Associated Trustpoints: CA1\n"
    assert certificates_shown(text, file="a") == ()


@pytest.mark.parametrize(
    ("end", "clock", "left"),
    [
        ("09:02:11 CET Jan 15 2018", "09:02:21.481 CET Mon Jan 15 2018", -10),
        ("00:00:00 UTC Mar 1 2020", "00:00:00.000 UTC Fri Feb 28 2020", 2 * 86400),
        ("00:00:00 UTC Jan 1 2018", "00:00:00 UTC Sun Dec 31 2017", 86400),
        # another zone: not within two days
        ("09:02:11 GMT Jan 15 2018", "09:14:22.481 CET Mon Jan 15 2018", None),
        ("09:02:11 GMT Jan 15 2018", "09:02:11.481 CET Thu Jan 18 2018", -3 * 86400),
        ("09:02:11 CET 15 Januar 2018", "09:02:11.481 CET Thu Jan 18 2018", None),
    ],
)
def test_a_time_is_compared_with_the_device_s_clock(end: str, clock: str, left: int | None) -> None:
    assert seconds_left(end, clock) == left
