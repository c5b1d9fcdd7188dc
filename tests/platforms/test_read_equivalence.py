"""The quick ways through a configuration say what reading it section by section says.

Every text is read three times: as the product does; by the plain-Python readers of rows; and with
readers of rows that find no run and nothing usual, so that every line goes the general way.
Configurations are those of the mock fleet, the acceptance cases, the samples (all synthetic) and the
corpus (captured), whole and mutated.
"""

from __future__ import annotations

import gc
import os
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_samples import ASA_98, IOS_124, IOS_152, PIX_63

from fastparse.config_tree import ConfigTree
from fastparse.reference import config as reference
from remediate.model.base import Platform
from remediate.model.config import CryptoConfig
from remediate.platforms import read
from remediate.secrets import Redactor

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("REMEDIATE_SHARED", ROOT.parent / "shared"))


class GeneralTree(ConfigTree):
    """A tree in which nothing is usual and no neighbouring entries are a run."""

    __slots__ = ()

    def sheet(self, first, stop, kind):
        return self._heads(first, stop)

    def usual(self, first, stop, kind):
        return self._heads(first, stop)

    def flat_lists(self, first, stop, *, netmask, grouped):
        return self._heads(first, stop)

    def named_lists(self, first, stop, *, grouped):
        return self._heads(first, stop)

    def entries(self, first, stop, *, flat, netmask):
        return list(range(first, stop))

    def _heads(self, first, stop):
        return [row for row in range(first, stop) if self.columns.parent[row] < 0]


def general(data: bytes) -> ConfigTree:
    return GeneralTree(data, reference.scan(data), reference.ROWS)


def check(text: str, platform: Platform | None = None) -> CryptoConfig:
    redacted = Redactor(b"x").redact(text)
    mine = read.read_config(redacted, platform=platform)
    for parse in (reference.parse, general):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(read, "parse", parse)
            other = read.read_config(redacted, platform=platform)
        # What could not be read is quoted with keys under a redactor of its own each time.
        for name in CryptoConfig.__struct_fields__:
            if name != "unparsed":
                assert getattr(mine, name) == getattr(other, name), name
        assert [(item.line, item.reason) for item in mine.unparsed] == [
            (item.line, item.reason) for item in other.unparsed
        ]
    return mine


@cache
def texts() -> tuple[str, ...]:
    files = [
        *ROOT.glob("inventory/dumps/*/*run*"),
        *ROOT.glob("tests/acceptance/cases/*/dumps/**/*"),
        *(SHARED / "corpus" / "batfish").glob("*"),
        *(SHARED / "corpus").glob("ntc-templates/*/*running*/*.raw"),
    ]
    found = [path.read_text(errors="replace") for path in files if path.is_file()]
    return (IOS_124, IOS_152, PIX_63, ASA_98, *found)


def test_every_configuration() -> None:
    configs = [check(text) for text in texts()]
    assert len(configs) > 250
    assert sum(len(acl.entries) for config in configs for acl in config.acls) > 400
    assert sum(len(item.entries) for config in configs for item in config.maps) > 200


LINES = """\
access-list 101 permit ip 10.0.0.0 0.0.0.255 any log
access-list 101 remark hello  there
access-list 101 deny   tcp any range 20 21 host 1.1.1.1 eq www
access-list 101 permit tcp any gt 65535 any
access-list 101 permit ip 10.0.0.0 255.255.255.0 any
access-list 101 permit ip host
access-list 101 dynamic T permit ip any any
access-list 5 permit 10.1.1.0 0.0.0.255
access-list 2700 permit any
access-list compiled
Access-List 101 permit ip any any
access-list X remark first
access-list X standard permit host 1.1.1.1
access-list X extended permit ip 10.0.0.0 255.255.255.0 any inactive
access-list X extended permit ip 10.0.0.0 0.0.0.255 any
access-list X line 3 extended permit udp any any eq isakmp
access-list X extended permit ip object-group G object-group H
access-list X ethertype permit bpdu
ip access-list extended 101
 10 permit ip 10.0.0.0 0.0.255.255 10.1.1.0 0.0.0.255 time-range T
 permit tcp object-group G host 1.1.1.1 eq 80
 permit icmp any any echo
 evaluate Y
object-group network G
 network-object 10.0.0.0 0.0.0.255
 group-object H
 host 1.1.1.1
object-group network H
 group-object G
 10.0.0.0 255.0.0.0
object network N
 subnet 10.0.0.0 255.255.0.0
 nat (inside,outside) static 1.2.3.4
ip route 10.0.0.0 255.255.255.0 10.1.1.1 200
ip route 10.0.0.0 255.255.255.0 Tunnel1
ip route 10.0.0.0 255.0.0.0 10.1.1.9
ip route vrf V 10.0.0.0 255.0.0.0 10.1.1.1
route outside 0 0 1.2.3.4 1
route outside 10.0.0.0 255.0.0.0 fred 1
name 1.2.3.4 fred
name 10.1.1.1 1.1.1.1
crypto isakmp key <key#0123456789ABCDEF> address 1.2.3.4 255.255.255.0 no-xauth
crypto isakmp key 6 <key#0123456789ABCDEF> address 0.0.0.0
crypto isakmp key  <key#0123456789ABCDEF>  address 1.2.3.4 ! x
crypto map M 10 ipsec-isakmp
crypto map M 99999 ipsec-isakmp
 set peer 1.1.1.1
 set peer fred default
 set pfs
 set pfs group14
 set pfs group99
 set pfs group05
 set peer 1.1.1.1
 set peer 1.1.1.2
 match address 101 ! x
 set transform-set A B
crypto map M 20 set pfs
crypto map M 20 set peer 1.1.1.1
crypto map M 20 match address X
crypto map M 20 set pfs group70
crypto map M 20 set peer 1.1.1.2
crypto map M 20 set peer fred
crypto map M 10 match address X
crypto map M 65536 set peer 1.1.1.1
crypto map M interface outside
interface GigabitEthernet0/0
interface Dialer 1
 ip address 1.1.1.1 255.255.255.0
 ip address 1.1.1.1 255.0.255.0
 ip address 1.1.1.1 255.255.255.0 secondary
 ip address fred 255.255.255.0
 ip mtu 1400
 mtu 99999
 nameif outside
 no shutdown
 shutdown
 crypto map M redundancy HA
tunnel-group 1.1.1.1 ipsec-attributes
tunnel-group fred ipsec-attributes
tunnel-group 1.1.1.2 ipsec-attributes
tunnel-group DefaultL2LGroup ipsec-attributes
 ikev1 pre-shared-key *****
 ikev1 pre-shared-key <key#0123456789ABCDEF>
 ikev1 pre-shared-key <key#0123456789abcdef>
 pre-shared-key <key#0123456789ABCDEF>
 ikev2 remote-authentication pre-shared-key <key#0123456789ABCDEF>
tunnel-group 1.1.1.1 type ipsec-l2l
!
end
10.9.9.9 0.0.0.255
host 1.2.3.4
ASA Version 9.1(2)
version 15.1""".splitlines()
_DAMAGE = st.lists(
    st.tuples(
        st.integers(0, 10_000),
        st.sampled_from(["cut", "drop", "double", "shift", "flat", "word", "case", "tail"]),
        st.sampled_from(LINES),
    ),
    max_size=6,
)


def damaged(text: str, damage: list[tuple[int, str, str]]) -> str:
    lines = text.split("\n")
    for place, kind, other in damage:
        at = place % len(lines)
        line = lines[at]
        words = line.split(" ")
        words[place % len(words)] = other.split(" ")[place % len(other.split(" "))]
        lines[at : at + 1] = {
            "cut": [line[: len(line) // 2]],
            "drop": [""],
            "double": [line, line],
            "shift": ["  " + line],
            "flat": [line.strip()],
            "word": [" ".join(words)],
            "case": [line.upper()],
            "tail": [line + "\r\t !\x0b\0\xa0"[place % 7 :]],
        }[kind]
        lines[place % (len(lines) + 1) : 0] = [other] if place % 3 else []
    return "\n".join(lines)


_PLATFORMS = st.sampled_from([None, Platform.IOS, Platform.ASA])


@settings(max_examples=250, deadline=None)
@given(st.integers(0, 10_000), _DAMAGE, _PLATFORMS)
def test_mutated_configurations(
    number: int, damage: list[tuple[int, str, str]], platform: Platform | None
) -> None:
    check(damaged(texts()[number % len(texts())], damage), platform)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=40), _DAMAGE, _PLATFORMS)
def test_mixed_lines(
    lines: list[str], damage: list[tuple[int, str, str]], platform: Platform | None
) -> None:
    check(damaged("\n".join(lines), damage), platform)


@pytest.mark.parametrize("platform", [Platform.IOS, Platform.ASA])
def test_groups_that_hold_themselves_are_blamed_in_order(platform: Platform) -> None:
    text = (
        "object-group network G\n group-object H\nobject-group network H\n group-object G\n"
        "access-list 101 permit ip object-group H any\naccess-list 102 permit ip object-group G any\n"
    )
    config = check(text, platform)
    problems = [acl.entries[0].problem or "" for acl in config.acls]
    assert all("object-group H holds itself" in problem for problem in problems)


def test_routes_and_keys_are_read_when_they_are_looked_at() -> None:
    usual = "ip route 10.{0}.0.0 255.255.0.0 10.1.1.1\ncrypto isakmp key <key#0123456789ABCDEF> address 1.2.3.{0}\n"
    other = "ip route vrf V 10.9.0.0 255.255.0.0 10.1.1.1\nip route 10.9.0.0 255.255.0.255\ncrypto isakmp key k address 9.9.9.9\n"
    text = "".join(map(usual.format, range(3))) + other + usual.format(4)
    config = check(text, Platform.IOS)
    assert [route.line for route in config.routes] == [1, 3, 5, 7, 10]
    assert [key.line for key in config.keys] == [2, 4, 6, 9, 11]
    assert len(config.routes) == len(config.keys) == 5
    assert config.routes[3].vrf == "V"
    assert config.keys == tuple(config.keys)
    # What can't be read is said whether or not anybody looks.
    assert [item.line for item in read.read_config(text, platform=Platform.IOS).unparsed] == [8]


def test_no_model_keeps_itself_alive() -> None:
    texts = (IOS_152, ASA_98)
    for text in texts:
        read.read_config(text)
    gc.collect()
    gc.disable()
    try:
        for text in texts:
            read.read_config(text)
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_entries_are_a_sequence_like_the_tuple_of_them() -> None:
    acl = read.read_config(
        "access-list 101 permit ip any any\naccess-list 101 remark x\n" * 2
    ).acls[0]
    entries = tuple(acl.entries)
    assert len(acl.entries) == 4
    assert acl.entries == entries
    assert entries == acl.entries
    assert hash(acl.entries) == hash(entries)
    assert acl.entries[-1:] == entries[-1:]
    assert acl.entries[1] is entries[1]
    assert repr(acl.entries) == repr(entries)
    again = read.read_config("access-list 101 permit ip any any\naccess-list 101 remark x\n" * 2)
    assert again.acls[0] == acl
    assert acl.entries != entries[:3]
    shorter = read.read_config("access-list 101 permit ip any any\n").acls[0]
    assert shorter.entries != acl.entries
