"""What PIX 6 prints in forms of its own."""

import pytest

from remediate.platforms.pix_show import flat_policies, prints_settings
from remediate.platforms.policy_show import default_policies_shown


def test_policies_stand_at_the_margin() -> None:
    text = """Protection suite of priority 10
\tencryption algorithm:\tAES - Advanced Encryption Standard (256 bit keys).
\thash algorithm:\t\tMessage Digest 5
\tauthentication method:\tPre-Shared Key
\tDiffie-Hellman group:\t#2 (1024 bit)
\tlifetime:\t\t86400 seconds, no volume limit
"""
    (part,) = flat_policies(default_policies_shown(text, file="a").own)
    assert part.text.split("\n") == [
        "!",
        "isakmp policy 10 encryption aes-256",
        "isakmp policy 10 hash md5",
        "isakmp policy 10 authentication pre-share",
        "isakmp policy 10 group 2",
        "isakmp policy 10 lifetime 86400",
    ]


@pytest.mark.parametrize(
    ("command", "body", "settings"),
    [
        ("show nat", "nat (inside) 0 access-list 100\nnat (inside) 1 0.0.0.0 0.0.0.0 0 0\n", True),
        ("sh isakmp", "isakmp enable outside\nisakmp policy 10 group 2\n", True),
        ("show sysopt", "no sysopt connection permit-ipsec\nsysopt noproxyarp inside\n", True),
        ("show nat", "Manual NAT Policies (Section 1)\n1 (inside) to (outside) source\n", False),
        ("show nat detail", "nat (inside) 0 access-list 100\n", False),
        ("show static", "", False),
    ],
)
def test_settings_are_told_from_tables(command: str, body: str, settings: bool) -> None:
    assert prints_settings(command, body.encode()) is settings
