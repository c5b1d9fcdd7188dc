"""What PIX 6 prints in forms of its own."""

import pytest

from remediate.platforms.pix_show import flat_policies, is_pix_map, pix_maps_shown, prints_settings
from remediate.platforms.policy_show import default_policies_shown

MAP = """
Crypto Map: "toRtr" interfaces: { outside }

Crypto Map "toRtr" 20 ipsec-isakmp
\tPeer = 203.0.113.67
\taccess-list 120; 2 elements
\taccess-list 120 permit ip 10.66.0.0 255.255.255.0 10.67.0.0 255.255.255.0 (hitcnt=83)
\taccess-list 120 line 2 permit ip 10.66.0.0 255.255.255.0 10.68.0.0 255.255.255.0 (hitcnt=0)
\tCurrent peer: 203.0.113.67
\tSecurity association lifetime: 4608000 kilobytes/28800 seconds
\tPFS (Y/N): Y
\tDH group:  group2
\tTransform sets={ strong, weak, }
"""


def test_a_crypto_map_is_read_with_its_list_and_place() -> None:
    assert is_pix_map(MAP.encode())
    parts, placed = pix_maps_shown(MAP.encode(), line=10)
    assert placed == ("toRtr",)
    bound, entry, acl = parts
    assert bound.text == "crypto map toRtr interface outside"
    assert entry.line == 13
    assert [line for line in entry.text.split("\n") if line.strip() != "!"] == [
        "crypto map toRtr 20 ipsec-isakmp",
        "crypto map toRtr 20 set peer 203.0.113.67",
        "crypto map toRtr 20 match address 120",
        "crypto map toRtr 20 set pfs group2",
        "crypto map toRtr 20 set transform-set strong weak",
    ]
    assert acl.text.split("\n") == [
        "access-list 120 permit ip 10.66.0.0 255.255.255.0 10.67.0.0 255.255.255.0",
        "access-list 120 permit ip 10.66.0.0 255.255.255.0 10.68.0.0 255.255.255.0",
    ]


def test_an_entry_with_a_line_that_is_not_known_is_left_out() -> None:
    text = MAP.replace("\tCurrent peer", "\tSomething else")
    assert [part.key[0] for part in pix_maps_shown(text.encode())[0]] == ["map"]


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
