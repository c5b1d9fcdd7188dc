"""An entry of two sites is parted, and put together again byte for byte; what is not that entry is refused."""

from __future__ import annotations

import msgspec
import pytest

from remediate.model.base import Platform, Safety
from remediate.model.change import AclEdit, Rendered, SplitCryptoMapEntry
from remediate.model.selector import AddressBlock, Selector
from remediate.platforms.apply import apply
from remediate.platforms.read import read_config
from remediate.platforms.render import render
from remediate.platforms.rendered import NotRendered

TEXT = """\
version 15.7
hostname west
!
crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac
 mode tunnel
!
crypto map VPN 10 ipsec-isakmp
 description two sites
 set peer 198.51.100.121
 set peer 198.51.100.129
 set transform-set TS
 set pfs group14
 match address 110
!
crypto map VPN 20 ipsec-isakmp
 set peer 198.51.100.140
 set transform-set TS
 match address 120
!
interface GigabitEthernet0/0
 ip address 203.0.113.121 255.255.255.248
 crypto map VPN
!
access-list 110 permit ip 10.90.1.0 0.0.0.255 10.91.1.0 0.0.0.255
access-list 110 permit ip 10.90.1.0 0.0.0.255 10.92.1.0 0.0.0.255
access-list 120 permit ip 10.90.1.0 0.0.0.255 10.94.1.0 0.0.0.255
end
"""
FLOW = Selector(
    source=AddressBlock.from_netmask("10.90.1.0", "255.255.255.0"),
    destination=AddressBlock.from_netmask("10.92.1.0", "255.255.255.0"),
)
CHANGE = SplitCryptoMapEntry(
    device="west",
    map="VPN",
    sequence=10,
    new_sequence=11,
    peer="198.51.100.129",
    acl="110",
    new_acl="VPN-11",
    flows=(FLOW,),
    remove=(AclEdit(body="permit ip 10.90.1.0 0.0.0.255 10.92.1.0 0.0.0.255", position=1),),
    settings=(
        "description two sites",
        "set peer 198.51.100.129",
        "set transform-set TS",
        "set pfs group14",
        "match address VPN-11",
    ),
)


def test_an_entry_of_two_sites_is_parted_and_put_together_again() -> None:
    config = read_config(TEXT)
    rendered = render(CHANGE, config)
    assert isinstance(rendered, Rendered)
    assert rendered.safety is Safety.DISRUPTIVE
    place = {"platform": Platform.IOS, "release": config.release}
    done = apply(TEXT, rendered.commands, **place)
    after = read_config(done.text)
    entries = {item.sequence: item for crypto_map in after.maps for item in crypto_map.entries}
    assert (entries[10].peers, entries[10].acl) == (("198.51.100.121",), "110")
    assert (entries[11].peers, entries[11].acl) == (("198.51.100.129",), "VPN-11")
    assert entries[11].pfs_group == 14
    old, new = after.acl("110"), after.acl("VPN-11")
    assert old is not None
    assert new is not None
    assert [len(old.entries), len(new.entries)] == [1, 1]
    back = apply(done.text, rendered.inverse, unprinted=done.unprinted, **place)
    assert back.text == TEXT


@pytest.mark.parametrize(
    "other",
    [
        {"peer": "198.51.100.121"},
        {"new_sequence": 20},
        {"sequence": 30},
        {"new_acl": "120"},
        {"acl": "120"},
        {"remove": (AclEdit(body="permit ip any any", position=1),)},
    ],
)
def test_what_is_not_that_entry_is_refused(other: dict[str, object]) -> None:
    change = msgspec.structs.replace(CHANGE, **other)
    assert isinstance(render(change, read_config(TEXT)), NotRendered)
