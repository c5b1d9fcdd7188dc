"""What NAT makes of a protected flow: every generation's statements, and what must stay silent. Synthetic."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from remediate.model.config import CryptoConfig
from remediate.model.selector import AddressBlock, Selector
from remediate.negotiation import Fate, fate_of
from remediate.negotiation.parts import minus
from remediate.platforms.read import read_config

LAN, FAR = "10.1.1.0/24", "10.2.2.0/24"


def block(text: str) -> AddressBlock:
    address, _, length = text.partition("/")
    wildcard = 0xFFFFFFFF >> int(length) if length != "32" else 0
    return AddressBlock(address=AddressBlock.host(address).address, wildcard=wildcard)


def flow(source: str = LAN, destination: str = FAR) -> Selector:
    return Selector(source=block(source), destination=block(destination))


IOS = """\
version 15.2
hostname r1
interface GigabitEthernet0/0
 ip address 192.0.2.1 255.255.255.0
 ip nat outside
 crypto map VPN
interface GigabitEthernet0/1
 ip address 10.1.1.1 255.255.255.0
 ip nat inside
{}
end
"""
PIX = """\
PIX Version 6.3(5)
nameif ethernet0 outside security0
nameif ethernet1 inside security100
hostname pix1
ip address outside 192.0.2.1 255.255.255.0
ip address inside 10.1.1.1 255.255.255.0
{}
: end
"""
ASA = """\
ASA Version {version}
hostname asa1
interface GigabitEthernet0/0
 nameif outside
 ip address 192.0.2.1 255.255.255.0
interface GigabitEthernet0/1
 nameif inside
 ip address 10.1.1.1 255.255.255.0
{}
: end
"""
DENY = "access-list 102 deny ip 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255\n"
PERMIT = "access-list 102 permit ip 10.1.1.0 0.0.0.255 any\n"
LIST = "ip nat inside source list 102 interface GigabitEthernet0/0 overload\n"
MAP = "ip nat inside source route-map RM interface GigabitEthernet0/0 overload\n"


def ios(text: str) -> CryptoConfig:
    return read_config(IOS.format(text))


def pix(text: str) -> CryptoConfig:
    return read_config(PIX.format(text))


def asa(text: str, version: str = "9.8(4)32") -> CryptoConfig:
    return read_config(ASA.format(text, version=version))


@pytest.mark.parametrize(
    ("text", "fate"),
    [
        ("", Fate.UNTOUCHED),
        (LIST + PERMIT, Fate.TRANSLATED),
        (LIST + DENY + PERMIT, Fate.UNTOUCHED),
        (LIST + PERMIT + DENY, Fate.TRANSLATED),
        ("ip nat inside source list 1 interface GigabitEthernet0/0 overload\naccess-list 1 permit any\n", Fate.TRANSLATED),
        ("ip nat inside source list 1 interface GigabitEthernet0/0 overload\naccess-list 1 permit 10.9.0.0 0.0.255.255\n", Fate.UNTOUCHED),
        (LIST.replace("GigabitEthernet0/0", "Dialer0") + PERMIT, Fate.UNTOUCHED),
        (LIST, Fate.UNKNOWN),
        (LIST + "access-list 102 permit ip 10.1.1.0 0.0.0.255 any time-range WORK\n", Fate.UNKNOWN),
        (LIST + "access-list 102 permit tcp 10.1.1.0 0.0.0.255 any eq www\n", Fate.UNTOUCHED),
        (LIST + "access-list 102 deny tcp 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255\n" + PERMIT, Fate.UNTOUCHED),
        (LIST + "access-list 102 deny icmp any any\n" + PERMIT, Fate.TRANSLATED),
        (LIST.replace(" overload", " vrf RED overload") + PERMIT, Fate.UNTOUCHED),
        (MAP + "route-map RM permit 10\n match ip address 102\n" + PERMIT, Fate.TRANSLATED),
        (MAP + "route-map RM permit 10\n match ip address 102\n" + DENY + PERMIT, Fate.UNTOUCHED),
        (MAP + "route-map RM permit 10\n match ip address 102\n match interface GigabitEthernet0/2\n" + PERMIT, Fate.UNTOUCHED),
        (MAP + "route-map RM deny 10\n match ip address 101\nroute-map RM permit 20\naccess-list 101 permit ip 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255\n", Fate.UNTOUCHED),
        (MAP + "route-map RM deny 10\n match ip address 101\nroute-map RM permit 20\naccess-list 101 permit ip 10.1.1.0 0.0.0.255 10.3.3.0 0.0.0.255\n", Fate.TRANSLATED),
        (MAP + "route-map RM permit 10\n match tag 7\n", Fate.UNKNOWN),
        (MAP, Fate.UNKNOWN),
        ("ip nat inside source static network 10.1.1.0 172.31.1.0 /24\n", Fate.TRANSLATED),
        ("ip nat inside source static network 10.1.1.0 10.1.1.0 /24\n" + LIST + PERMIT, Fate.UNTOUCHED),
        ("ip nat inside source static 10.1.1.5 192.0.2.5\n", Fate.UNTOUCHED),
        ("ip nat inside source static tcp 10.1.1.5 80 192.0.2.5 80 extendable\n", Fate.UNTOUCHED),
        ("ip nat pool P 192.0.2.10 192.0.2.20 netmask 255.255.255.0\nip nat inside source list 102 pool P\n" + PERMIT, Fate.TRANSLATED),
    ],
)  # fmt: skip
def test_ios(text: str, fate: Fate) -> None:
    found = fate_of(ios(text), flow(), "GigabitEthernet0/0")
    assert found.fate is fate, found.why


def test_ios_static_of_the_only_host_is_no_matter_of_lists() -> None:
    config = ios("ip nat inside source static 10.1.1.5 192.0.2.5\n" + LIST + DENY + PERMIT)
    found = fate_of(config, flow("10.1.1.5/32"), "GigabitEthernet0/0")
    assert found.fate is Fate.TRANSLATED
    assert found.by is not None
    assert found.by.kind == "static"


def test_ios_the_static_translation_of_a_server_takes_its_answers() -> None:
    """The exemption of the others says nothing of it; a route-map that leads past NAT does."""
    text = "ip nat inside source static 10.1.1.5 192.0.2.5\n"
    config = ios(text)
    outside = next(item.name for item in config.interfaces if item.nat == "outside")
    found = fate_of(config, flow(), outside, servers=True)
    assert found.fate is Fate.TRANSLATED
    assert [str(part.source) for part in found.flows] == ["10.1.1.5"]
    assert fate_of(config, flow(), outside).fate is Fate.UNTOUCHED
    inside = next(item for item in config.interfaces if item.nat == "inside")
    routed = replace(
        config,
        interfaces=tuple(
            replace(item, policy_routed=True) if item is inside else item
            for item in config.interfaces
        ),
    )
    assert fate_of(routed, flow(), outside, servers=True).fate is Fate.UNTOUCHED


def test_ios_a_narrower_deny_leaves_a_part() -> None:
    config = ios(LIST + "access-list 102 deny ip 10.1.1.0 0.0.0.127 10.2.2.0 0.0.0.255\n" + PERMIT)
    found = fate_of(config, flow(), "GigabitEthernet0/0")
    assert found.fate is Fate.TRANSLATED
    assert found.flows == (flow("10.1.1.128/25"),)


@pytest.mark.parametrize(
    ("source", "destination"),
    [
        ("172.31.1.0/24", FAR),  # addresses after translation
        ("192.0.2.1/32", FAR),  # the router's own
        ("0.0.0.0/0", FAR),  # matches after translation as before
    ],
)
def test_ios_what_matches_after_translation_is_meant_so(source: str, destination: str) -> None:
    text = "ip nat inside source static network 10.1.1.0 172.31.1.0 /24\n" + LIST + PERMIT
    found = fate_of(ios(text), flow(source, destination), "GigabitEthernet0/0")
    assert found.fate is Fate.UNTOUCHED, found.why


def test_ios_no_nat_outside_no_nat() -> None:
    text = IOS.format(LIST + PERMIT).replace(" ip nat outside\n", "")
    assert fate_of(read_config(text), flow(), "GigabitEthernet0/0").fate is Fate.UNTOUCHED
    text = IOS.format(LIST + PERMIT).replace(" ip nat inside\n", "")
    assert fate_of(read_config(text), flow(), "GigabitEthernet0/0").fate is Fate.UNTOUCHED


def test_ios_a_network_behind_an_inside_router() -> None:
    wide = LIST + "access-list 102 permit ip 10.0.0.0 0.255.255.255 any\n"
    routed = ios(wide + "ip route 10.50.0.0 255.255.0.0 10.1.1.254\n")
    assert fate_of(routed, flow("10.50.1.0/24"), "GigabitEthernet0/0").fate is Fate.TRANSLATED
    only = ios(wide)  # by a routing protocol; the one other interface is inside
    assert fate_of(only, flow("10.50.1.0/24"), "GigabitEthernet0/0").fate is Fate.TRANSLATED
    dmz = "interface GigabitEthernet0/2\n ip address 10.77.0.1 255.255.255.0\n"
    assert fate_of(ios(dmz + wide), flow("10.50.1.0/24"), "GigabitEthernet0/0").fate is Fate.UNKNOWN


PAT = "global (outside) 1 interface\nnat (inside) 1 0.0.0.0 0.0.0.0 0 0\n"
ZERO = "nat (inside) 0 access-list nonat\n"
NONAT = "access-list nonat permit ip 10.1.1.0 255.255.255.0 10.2.2.0 255.255.255.0\n"


@pytest.mark.parametrize(
    ("text", "fate"),
    [
        ("", Fate.DROPPED),  # nothing passes to a lower security level without a statement
        (PAT, Fate.TRANSLATED),
        (PAT.replace("0.0.0.0 0.0.0.0 0 0", "0 0"), Fate.TRANSLATED),
        (NONAT + ZERO + PAT, Fate.UNTOUCHED),
        ("access-list nonat permit ip any 10.2.0.0 255.255.0.0\n" + ZERO + PAT, Fate.UNTOUCHED),
        (NONAT.replace("10.2.2.0", "10.9.9.0") + ZERO + PAT, Fate.TRANSLATED),
        (NONAT.replace("10.2.2.0", "10.9.9.0") + ZERO, Fate.DROPPED),
        (ZERO + PAT, Fate.UNKNOWN),
        (NONAT + ZERO.replace("inside", "dmz") + PAT, Fate.TRANSLATED),
        (PAT.replace("global (outside)", "global (dmz)"), Fate.DROPPED),
        ("nat (inside) 0 10.1.1.0 255.255.255.0 0 0\n" + PAT, Fate.UNTOUCHED),
        ("static (inside,outside) 10.1.1.0 10.1.1.0 netmask 255.255.255.0 0 0\n" + PAT, Fate.UNTOUCHED),
        ("static (inside,outside) 172.31.1.0 10.1.1.0 netmask 255.255.255.0 0 0\n", Fate.TRANSLATED),
        ("static (inside,outside) 192.0.2.5 10.1.1.5 netmask 255.255.255.255 0 0\n" + NONAT + ZERO, Fate.UNTOUCHED),
        ("static (inside,outside) 192.0.2.5 10.1.1.5 netmask 255.255.255.255 0 0\n", Fate.DROPPED),
        ("static (inside,outside) tcp interface www 10.1.1.5 www netmask 255.255.255.255 0 0\n" + NONAT + ZERO, Fate.UNTOUCHED),
        ("access-list P permit ip 10.1.1.0 255.255.255.0 10.9.9.0 255.255.255.0\nnat (inside) 2 access-list P\nglobal (outside) 2 192.0.2.9\n", Fate.DROPPED),
        ("nat (inside 0 access-list nonat\n", Fate.UNKNOWN),
        ("access-list P permit ip 10.1.1.0 255.255.255.0 10.2.2.0 255.255.255.0\nnat (inside) 2 access-list P\nglobal (outside) 2 192.0.2.9\n", Fate.TRANSLATED),
        ("access-list P permit ip 10.1.1.0 255.255.255.0 10.2.2.0 255.255.255.0\nstatic (inside,outside) 172.31.1.0 access-list P\n", Fate.TRANSLATED),
    ],
)  # fmt: skip
def test_pix(text: str, fate: Fate) -> None:
    found = fate_of(pix(text), flow(), "outside")
    assert found.fate is fate, found.why


def test_pix_what_a_policy_translates_on_purpose() -> None:
    text = (
        "access-list P permit ip 10.1.1.0 255.255.255.0 10.2.2.0 255.255.255.0\n"
        "static (inside,outside) 172.31.1.0 access-list P\n"
    )
    assert fate_of(pix(text), flow("172.31.1.0/32"), "outside").fate is Fate.UNTOUCHED


def test_pix_nothing_is_needed_upward() -> None:
    upward = pix("").interfaces[0]
    config = read_config(PIX.format("").replace("security0", "security100"))
    assert upward.security == 0
    assert fate_of(config, flow(), "outside").fate is Fate.UNTOUCHED


def test_asa_82_with_nat_control_and_no_nat() -> None:
    levels = "security-level 0", "security-level 100"
    text = ASA.format("nat-control", version="8.2(5)")
    assert fate_of(read_config(text), flow(), "outside").fate is Fate.UNTOUCHED  # levels unknown
    for name, level in zip(("outside", "inside"), levels, strict=True):
        text = text.replace(f" nameif {name}\n", f" nameif {name}\n {level}\n")
    assert fate_of(read_config(text), flow(), "outside").fate is Fate.DROPPED
    assert fate_of(read_config(text.replace("nat-control", "")), flow(), "outside").fate is (
        Fate.UNTOUCHED
    )


def test_ios_nat_without_sides() -> None:
    text = IOS.replace("ip nat outside", "ip nat enable").replace("ip nat inside", "ip nat enable")
    rule = "ip nat source list 102 interface GigabitEthernet0/0 overload\n"
    taken = fate_of(read_config(text.format(rule + PERMIT)), flow(), "GigabitEthernet0/0")
    assert taken.fate is Fate.TRANSLATED, taken.why
    kept = fate_of(read_config(text.format(rule + DENY + PERMIT)), flow(), "GigabitEthernet0/0")
    assert kept.fate is Fate.UNTOUCHED, kept.why
    sides = fate_of(read_config(text.format(LIST + PERMIT)), flow(), "GigabitEthernet0/0")
    assert sides.fate is Fate.UNTOUCHED, sides.why  # no interface is inside


def test_ios_nat_of_a_vrf() -> None:
    text = IOS.replace(" ip address 10.1.1.1", " vrf forwarding RED\n ip address 10.1.1.1")
    rule = LIST.replace("overload", "vrf RED overload")
    of_vrf, of_all = (
        read_config(text.format(rule + PERMIT)),
        read_config(text.format(LIST + PERMIT)),
    )
    wan = "GigabitEthernet0/0"
    assert fate_of(of_vrf, flow(), wan, "RED").fate is Fate.TRANSLATED
    assert fate_of(of_vrf, flow(), wan).fate is Fate.UNKNOWN  # what leads it there is not known
    assert fate_of(of_all, flow(), wan, "RED").fate is Fate.UNTOUCHED
    assert fate_of(ios(rule + PERMIT), flow(), wan).fate is Fate.UNTOUCHED


def test_ios_a_netmask_in_a_deny_leaves_the_network() -> None:
    deny = "access-list 102 deny ip 0.0.0.0 255.255.255.0 0.0.0.0 255.255.255.0\n"
    assert fate_of(ios(LIST + deny + PERMIT), flow(), "GigabitEthernet0/0").fate is Fate.TRANSLATED


def test_asa_82_without_nat_control_drops_nothing() -> None:
    text = NONAT.replace("permit", "extended permit").replace("10.2.2.0", "10.9.9.0") + ZERO
    assert fate_of(asa(text, "8.2(5)"), flow(), "outside").fate is Fate.UNTOUCHED
    assert fate_of(asa("nat-control\n" + text, "8.2(5)"), flow(), "outside").fate is Fate.DROPPED


OBJECTS = (
    "object network LAN\n subnet 10.1.1.0 255.255.255.0\n"
    "object network FAR\n subnet 10.2.2.0 255.255.255.0\n"
    "object network OTHER\n subnet 10.9.9.0 255.255.255.0\n"
    "object network MAPPED\n subnet 172.31.1.0 255.255.255.0\n"
    "object network HOST\n host 10.1.1.5\n"
    "object-group network LANS\n network-object 10.1.0.0 255.255.0.0\n network-object object OTHER\n"
    "object-group network FARS\n network-object object FAR\n network-object host 10.3.3.3\n"
)
IDENTITY = "nat (inside,outside) source static LAN LAN destination static FAR FAR no-proxy-arp route-lookup\n"
AUTO = "object network LAN\n nat (inside,outside) dynamic interface\n"


@pytest.mark.parametrize(
    ("text", "fate"),
    [
        ("", Fate.UNTOUCHED),
        (AUTO, Fate.TRANSLATED),
        (IDENTITY + AUTO, Fate.UNTOUCHED),
        (IDENTITY.replace("FAR FAR", "OTHER OTHER") + AUTO, Fate.TRANSLATED),
        (IDENTITY.replace("LAN LAN", "LANS LANS").replace("FAR FAR", "FARS FARS") + AUTO, Fate.UNTOUCHED),
        (IDENTITY.replace("(inside,outside)", "(any,any)") + AUTO, Fate.UNTOUCHED),
        (IDENTITY.replace("(inside,outside)", "(dmz,outside)") + AUTO, Fate.TRANSLATED),
        (IDENTITY.rstrip() + " inactive\n" + AUTO, Fate.TRANSLATED),
        ("nat (outside,inside) source static FAR FAR destination static LAN LAN\n" + AUTO, Fate.UNTOUCHED),
        ("nat (outside,inside) source static FAR FAR destination static LAN LAN unidirectional\n" + AUTO, Fate.TRANSLATED),
        ("nat (outside,inside) source static FAR FAR destination static MAPPED LAN\n", Fate.TRANSLATED),
        (IDENTITY.replace("source", "after-auto source", 1) + AUTO, Fate.TRANSLATED),
        ("nat (inside,outside) source dynamic LAN interface\n" + IDENTITY, Fate.TRANSLATED),
        (IDENTITY + "nat (inside,outside) source dynamic LAN interface\n", Fate.UNTOUCHED),
        ("nat (inside,outside) source dynamic any interface\n", Fate.TRANSLATED),
        ("nat (inside,outside) after-auto source dynamic any interface\n", Fate.TRANSLATED),
        ("nat (inside,outside) after-auto source dynamic any interface\n" + IDENTITY, Fate.UNTOUCHED),
        ("nat (inside,outside) source static LAN MAPPED destination static FAR FAR\n", Fate.TRANSLATED),
        ("nat (inside,outside) source static LAN MAPPED destination static OTHER OTHER\n", Fate.UNTOUCHED),
        ("object network HOST\n nat (inside,outside) static 192.0.2.5\n", Fate.UNTOUCHED),
        ("object network HOST\n nat (inside,outside) static interface service tcp www www\n" + IDENTITY + AUTO, Fate.UNTOUCHED),
        ("object network LAN\n nat (inside,outside) static LAN\nobject network obj_any\n subnet 0.0.0.0 0.0.0.0\n nat (any,outside) dynamic interface\n", Fate.UNTOUCHED),
        ("nat (inside,outside) source static NOWHERE NOWHERE destination static FAR FAR\n" + AUTO, Fate.UNKNOWN),
        ("nat (inside,outside) source static NOWHERE NOWHERE destination static OTHER OTHER\n" + AUTO, Fate.TRANSLATED),
        ("object network SIX\n subnet 2001:db8::/32\nobject network SIX\n nat (inside,outside) dynamic interface ipv6\n" + IDENTITY, Fate.UNTOUCHED),
        ("object network SIX\n subnet 2001:db8::/32\nobject network SIX\n nat (inside,outside) dynamic interface ipv6\n" + AUTO, Fate.TRANSLATED),
        ("object network LAN\n nat (inside,dmz) dynamic interface\n", Fate.UNTOUCHED),
    ],
)  # fmt: skip
def test_asa_from_83_on(text: str, fate: Fate) -> None:
    found = fate_of(asa(OBJECTS + text), flow(), "outside")
    assert found.fate is fate, found.why


def test_asa_translated_on_purpose() -> None:
    text = OBJECTS + "nat (inside,outside) source static LAN MAPPED destination static FAR FAR\n"
    assert fate_of(asa(text), flow("172.31.1.0/24"), "outside").fate is Fate.UNTOUCHED


def test_minus_leaves_nothing_out() -> None:
    common, rest = minus(flow("10.1.0.0/16", "10.2.0.0/16"), flow("10.1.1.0/24", "10.2.2.0/24"))
    assert common == flow()
    sizes = [(part.source.wildcard + 1) * (part.destination.wildcard + 1) for part in rest]
    assert sum(sizes) + (1 << 8) * (1 << 8) == (1 << 16) * (1 << 16)
    assert not any(a.overlaps(b) for a in rest for b in (*rest, common) if a is not b)


def test_two_thousand_statements_are_looked_at_by_what_is_near() -> None:
    objects = "".join(
        f"object network S{n}\n subnet 10.{100 + n // 250}.{n % 250}.0 255.255.255.0\n"
        for n in range(2000)
    )
    rules = "".join(
        f"nat (inside,outside) source static LAN LAN destination static S{n} S{n} no-proxy-arp\n"
        for n in range(2000)
    )
    config = asa(OBJECTS + objects + rules + AUTO)
    assert len(config.translations) == 4001
    for n in range(2000):
        far = f"10.{100 + n // 250}.{n % 250}.0/24"
        assert fate_of(config, flow(LAN, far), "outside").fate is Fate.UNTOUCHED
    assert fate_of(config, flow(), "outside").fate is Fate.TRANSLATED
