"""Running-configs whose indentation was lost: what is whole all the same, and what may be misread."""

from __future__ import annotations

import pytest

from remediate.platforms.breaks import broken

_ROUTER = (
    "crypto isakmp policy 10\nencr aes\nhash sha\nauthentication pre-share\ngroup 2\n"
    "crypto isakmp key k address 192.0.2.2\ncrypto ipsec transform-set T esp-aes esp-sha-hmac\nmode tunnel\n"
    "crypto map M 10 ipsec-isakmp\nset peer 192.0.2.2\nset transform-set T\nmatch address 101\n"
    "interface FastEthernet0/0\nip address 192.0.2.1 255.255.255.0\nduplex auto\ncrypto map M\n"
    "access-list 101 permit ip any any\n"
)
_FIREWALL = (
    "interface Ethernet0/0\nnameif outside\nsecurity-level 0\nip address 192.0.2.1 255.255.255.0\n"
    "crypto map m 10 set peer 192.0.2.2\ncrypto map m interface outside\n"
    "crypto ikev1 policy 1\nauthentication pre-share\nencryption aes\nhash sha\ngroup 2\nlifetime 86400\n"
    "tunnel-group 192.0.2.2 type ipsec-l2l\ntunnel-group 192.0.2.2 ipsec-attributes\nikev1 pre-shared-key *****\n"
)
_PIX = "nameif ethernet0 outside security0\nip address outside 192.0.2.1 255.255.255.0\nisakmp policy 10 hash sha\n"


@pytest.mark.parametrize("text", [_ROUTER, _FIREWALL, _PIX])
def test_each_line_is_one_of_the_section_above(text: str) -> None:
    assert broken(text) is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            _ROUTER.replace("duplex auto\n", "ip pim sparse-mode\n"),
            16,
        ),  # the interface seems to end
        (_ROUTER.replace("crypto map M 10 ipsec-isakmp\n", ""), 9),
        (_FIREWALL.replace("interface Ethernet0/0\n", ""), 1),
        (
            _FIREWALL + "object network o\nsubnet 10.0.0.0 255.0.0.0\nnat (a,b) static 192.0.2.9\n",
            18,
        ),
        (_ROUTER + "crypto ikev2 keyring K\npeer A\naddress 192.0.2.2\n", 18),  # whose key is which
        (
            _ROUTER.replace("set peer 192.0.2.2\n", " set peer 192.0.2.2\n"),
            2,
        ),  # lost here and there
    ],
)
def test_what_belongs_to_nothing_is_told(text: str, line: int) -> None:
    found = broken(text)
    assert found is not None
    assert found.line == line
