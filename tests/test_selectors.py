"""Selectors as sets: mirror, cover, overlap, against a brute-force membership test."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from remediate.model.selector import (
    ANY,
    AddressBlock,
    PortRange,
    Selector,
    canonical,
    parse_address,
    parse_peer,
)

ports = st.tuples(st.integers(0, 65535), st.integers(0, 65535)).map(
    lambda pair: PortRange(low=min(pair), high=max(pair))
)
# Few bits, so that blocks meet often; wildcards need not be contiguous.
blocks = st.builds(
    AddressBlock,
    address=st.integers(0, 15).map(lambda value: 0x0A000000 | value),
    wildcard=st.integers(0, 15),
)
selectors = st.builds(
    Selector,
    protocol=st.sampled_from([None, 6, 17]),
    source=blocks,
    source_ports=ports,
    destination=blocks,
    destination_ports=ports,
)


def members(block: AddressBlock) -> set[int]:
    fixed = ~block.wildcard
    return {
        0x0A000000 | value
        for value in range(16)
        if ((0x0A000000 | value) ^ block.address) & fixed == 0
    }


@given(blocks, blocks)
def test_cover_and_overlap_are_those_of_the_sets(one, two):
    assert one.covers(two) == (members(two) <= members(one))
    assert one.overlaps(two) == bool(members(one) & members(two))
    assert (one.normalised() == two.normalised()) == (members(one) == members(two))


@given(selectors)
def test_mirror_of_mirror_is_the_selector(flow):
    assert flow.mirrored().mirrored() == flow
    assert flow.mirrored().normalised() == flow.normalised().mirrored()


@given(selectors, selectors)
def test_mirroring_keeps_cover_and_overlap(one, two):
    assert one.covers(two) == one.mirrored().covers(two.mirrored())
    assert one.overlaps(two) == one.mirrored().overlaps(two.mirrored())
    assert one.overlaps(two) == two.overlaps(one)
    if one.covers(two):
        assert one.overlaps(two)


@given(st.integers(0, 0xFFFFFFFF), st.integers(0, 32))
def test_netmask_and_wildcard_say_the_same(address, length):
    wildcard = 0xFFFFFFFF >> length
    block = AddressBlock(address=address, wildcard=wildcard)
    assert AddressBlock.from_netmask(block.dotted, block.dotted_netmask) == block
    assert AddressBlock.from_wildcard(block.dotted, block.dotted_wildcard) == block
    assert block.prefix_length == length
    assert ANY.covers(block)


def test_ports_are_swapped_with_the_addresses():
    flow = Selector(
        protocol=6,
        source=AddressBlock.host("10.0.0.1"),
        destination=AddressBlock.host("10.0.0.2"),
        destination_ports=PortRange(low=443, high=443),
    )
    assert str(flow) == "tcp 10.0.0.1 -> 10.0.0.2:443"
    assert str(flow.mirrored()) == "tcp 10.0.0.2:443 -> 10.0.0.1"
    assert parse_address("10.0.0.1") == 0x0A000001


def test_blocks_of_ipv6_and_ipv4_have_nothing_in_common():
    net, host = AddressBlock.of_prefix("2001:db8:7::/48"), AddressBlock.of_prefix("2001:DB8:7::7")
    everyone = AddressBlock.of_prefix("::/0")
    low = AddressBlock.of_prefix("::/96")  # as many free bits as all of IPv4
    assert net.covers(host)
    assert not host.covers(net)
    assert everyone.covers(net)
    assert everyone.is_any
    assert not low.is_any
    for block in (net, host, everyone, low):
        assert block.ipv6
        assert not ANY.covers(block)
        assert not block.covers(ANY)
        assert not ANY.overlaps(block)
    assert (net.length, host.length, ANY.length) == (48, 128, 0)
    assert str(net) == "2001:DB8:7::/48"
    assert str(host) == "2001:DB8:7::7"
    assert parse_peer("2001:db8:7:0::7") == host.address
    assert canonical("2001:db8:07:0::7") == "2001:DB8:7::7"
    assert canonical("10.1.1.1") == "10.1.1.1"
    assert canonical("00:1c:c4") == "00:1c:c4"
