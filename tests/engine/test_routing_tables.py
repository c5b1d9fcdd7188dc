"""Ways by a routing table: longest prefix, next hops that are looked up once more, parts, and the table after a change."""

import msgspec
import pytest

from remediate.model.base import Platform
from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Route
from remediate.model.prefix_index import PrefixIndex
from remediate.model.release import Release
from remediate.model.selector import AddressBlock
from remediate.negotiation.routing import behind
from remediate.negotiation.ways import way_of
from remediate.platforms.read import read_config
from remediate.platforms.route_entry_show import Asked
from remediate.platforms.route_show import routes_shown
from remediate.tunnels import egress
from remediate.tunnels.routes import learns, tables_after, ways_in

TABLE = """\
Gateway of last resort is 192.0.2.1 to network 0.0.0.0

S*    0.0.0.0/0 [1/0] via 192.0.2.1
      10.0.0.0/8 is variably subnetted, 5 subnets, 3 masks
D        10.0.0.0/8 is a summary, 1d02h, Null0
C        10.1.1.0/24 is directly connected, GigabitEthernet0/1
B        10.7.0.0/16 [200/0] via 10.9.9.9, 1d02h
S        10.9.0.0/16 [1/0] via 10.1.1.9
D        10.8.0.0/16 [90/3072] via 10.1.1.9, 00:12:01, GigabitEthernet0/1
C     192.0.2.0/24 is directly connected, GigabitEthernet0/0
"""
CONFIG = """\
hostname r1
!
interface GigabitEthernet0/0
 ip address 192.0.2.2 255.255.255.0
!
interface GigabitEthernet0/1
 ip address 10.1.1.1 255.255.255.0
!
interface GigabitEthernet0/2
 ip address 10.3.3.1 255.255.255.0
!
router eigrp 100
 network 10.0.0.0
!
ip route 0.0.0.0 0.0.0.0 192.0.2.1
ip route 10.9.0.0 255.255.0.0 10.1.1.9
ip route 10.5.0.0 255.255.0.0 10.3.3.9
end
"""


def _block(text: str) -> AddressBlock:
    address, _, length = text.partition("/")
    return AddressBlock(
        address=AddressBlock.host(address).address, wildcard=0xFFFFFFFF >> int(length)
    )


def _with(shown: str, *, whole: bool = True, config: str = CONFIG) -> CryptoConfig:
    asked = Asked(
        "show ip route", all=whole, address=None if whole else AddressBlock.host("10.8.1.1")
    )
    tables, left = routes_shown(shown.encode(), asked, file="x")
    assert not left
    return msgspec.structs.replace(read_config(config), tables=tables)


def _behind(config: CryptoConfig, text: str) -> list[str] | None:
    found = behind(config, _block(text))
    return None if found is None else sorted(item.name for item in found)


def test_the_table_outranks_the_configuration() -> None:
    config = _with(TABLE)
    assert not learns(config)
    assert _behind(config, "10.1.1.0/24") == ["GigabitEthernet0/1"]
    assert _behind(config, "10.7.5.0/24") == ["GigabitEthernet0/1"], "a next hop's next hop"
    assert _behind(config, "10.8.0.0/16") == ["GigabitEthernet0/1"]
    assert _behind(config, "10.3.3.0/24") == [], "the interface is down"
    assert _behind(config, "10.5.0.0/16") == [], "its next hop is gone: the summary drops it"
    assert _behind(config, "172.16.0.0/16") == [], "a default route alone is no network"
    assert egress(config, "10.8.4.4") == config.interface("GigabitEthernet0/1")
    assert egress(config, "203.0.113.1") == config.interface("GigabitEthernet0/0")


def test_without_a_table_the_configuration_counts() -> None:
    config = read_config(CONFIG)
    assert learns(config)
    assert _behind(config, "10.5.0.0/16") == ["GigabitEthernet0/2"]
    assert egress(config, "10.3.3.9") == config.interface("GigabitEthernet0/2")


ENTRY = """\
Routing entry for 10.8.0.0/16
  Known via "eigrp 100", distance 90, metric 3072, type internal
  Routing Descriptor Blocks:
  * 10.1.1.9, from 10.1.1.9, 00:12:01 ago, via GigabitEthernet0/1
      Route metric is 3072, traffic share count is 1
"""


def test_a_part_adds_to_the_configuration() -> None:
    config = _with(ENTRY, whole=False)
    assert learns(config)
    assert not learns(config, None, _block("10.8.1.0/24")), "the address asked for is in it"
    assert learns(config, None, _block("10.8.2.0/24"))
    assert _behind(config, "10.8.0.0/16") == ["GigabitEthernet0/1"]
    assert _behind(config, "10.5.0.0/16") == ["GigabitEthernet0/2"]


def test_a_table_after_a_change_has_what_the_change_brings() -> None:
    before = _with(TABLE)
    text = CONFIG.replace("end\n", "ip route 10.8.0.0 255.255.0.0 192.0.2.1\nend\n").replace(
        "ip route 10.9.0.0 255.255.0.0 10.1.1.9\n", ""
    )
    after = read_config(text)
    after = msgspec.structs.replace(after, tables=tables_after(before, after))
    assert way_of(before, _block("10.8.1.0/24")) != way_of(after, _block("10.8.1.0/24"))
    assert egress(after, "10.8.1.1") == after.interface("GigabitEthernet0/0"), "before EIGRP's"
    assert _behind(after, "10.9.0.0/16") == []
    assert tables_after(before, before) is before.tables


def test_a_loop_of_next_hops_ends() -> None:
    rows = "B        10.7.0.0/16 [200/0] via 10.6.0.1, 1d02h\nB        10.6.0.0/16 [200/0] via 10.7.0.1, 1d02h\n"
    config = _with(TABLE.replace("5 subnets", "7 subnets") + rows)
    assert _behind(config, "10.6.0.0/16") is None


def test_vrfs_are_apart() -> None:
    text = f"Routing Table: BLUE\n{TABLE}"
    tables, _ = routes_shown(text.encode(), Asked("show ip route", all=True), file="x")
    release = Release(platform=Platform.IOS)
    config = CryptoConfig(platform=Platform.IOS, release=release, tables=tables)
    assert ways_in(config).settled("BLUE")
    assert not ways_in(config).settled()
    assert way_of(config, _block("10.8.0.0/16")) is None
    found = way_of(config, _block("10.8.0.0/16"), "BLUE")
    assert found is not None
    assert isinstance(found[1], Route)


@pytest.mark.parametrize("wildcard", [0, 3, 255, 65535, 0xFFFFFF, 0xFFFFFFFF, 0x00FF00FF])
def test_the_index_answers_as_looking_at_each(wildcard: int) -> None:
    blocks = [
        AddressBlock(address=(10 << 24) + place * step, wildcard=size).normalised()
        for place in range(9)
        for step, size in ((1 << 16, 65535), (1 << 8, 255), (4, 3), (1, 0), (1 << 24, 0xFFFFFF))
    ]
    index: PrefixIndex[AddressBlock] = PrefixIndex()
    for block in dict.fromkeys(blocks):
        index.add(block, block)
    for base in blocks:
        asked = AddressBlock(address=base.address, wildcard=wildcard).normalised()
        covering = [item for found in index.covering(asked) for item in found]
        assert {*covering} == {item for item in blocks if item.covers(asked)}
        assert {*covering, *index.within(asked)} == {
            item for item in blocks if item.overlaps(asked)
        }
