"""Outputs of known commands that nothing rests on are named, and not called lines that nothing understood."""

from pathlib import Path

import pytest

from remediate.evidence.fleet import read_fleet
from remediate.evidence.kinds import Kind
from remediate.evidence.recognise import by_command
from remediate.messages import Classifier
from remediate.model.observation import UNUSED
from remediate.rules import catalogue
from remediate.secrets import Redactor


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("show dmvpn detail", Kind.DMVPN),
        ("sh ip nhrp nhs det", Kind.UNUSED),
        ("sh ip", Kind.ADDRESSES),
        ("sh ip arp", Kind.UNUSED),
        ("sh ip ro vrf A", Kind.ROUTES),
        ("show ip route summary", Kind.UNUSED),
        ("show route-map", Kind.UNUSED),
        ("show route outside", Kind.ROUTES),
        ("sh cry sess br", Kind.SESSIONS),
        ("sh cry sess det", Kind.SESSIONS),
        ("show crypto isakmp peers", Kind.UNUSED),
        ("show platform hardware qfp active statistics drop", Kind.UNUSED),
        ("packet-tracer input inside icmp 10.1.1.1 8 0 10.2.2.2", Kind.UNUSED),
        ("show crypto ikev2 session", Kind.IKEV2_SA),
        ("no such thing", Kind.OTHER),
    ],
)
def test_a_command_that_shows_something_is_known(command: str, kind: Kind) -> None:
    assert by_command(command) is kind


def test_each_is_named_once_by_its_command_and_none_of_its_lines_is_shown(tmp_path: Path) -> None:
    (tmp_path / "R1.txt").write_text(
        "R1#show crypto debug-condition\nKeyring Address Preshared Key\ndefault 192.0.2.1 s3cretkey\n"
        "R1#show ip nhrp\n10.0.0.1/32 via 10.0.0.1\nR1#show ip nhrp foo\n% Invalid input detected\nR1#\n"
    )
    fleet = read_fleet([tmp_path], classifier=Classifier(catalogue()), redactor=Redactor(b"0" * 32))
    assert [(item.first, item.reason) for item in fleet.unrecognised] == [
        ("show crypto debug-condition", UNUSED),
        ("show ip nhrp", UNUSED),
        ("show ip nhrp foo", None),
    ]
