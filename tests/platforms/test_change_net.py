"""Changes around the tunnel on every generation: what is written, carried out, read again and taken back.

Synthetic: configurations in the print style of each release.
"""

from __future__ import annotations

import pytest
from test_apply_fleet import CONFIGS

from remediate.errors import ConfigurationError
from remediate.model.base import Safety
from remediate.model.change import (
    AddNatExemption,
    AddRoute,
    Change,
    PermitIpsecSysopt,
    Rendered,
    SetClientSplitTunnel,
    SetVpngroupSplitTunnel,
    SplitAcl,
)
from remediate.model.change_net import IdentityNat
from remediate.model.config import CryptoConfig
from remediate.model.config_nat import NetworkObject
from remediate.model.selector import AddressBlock, Selector
from remediate.negotiation import Fate, connected, fate_of
from remediate.platforms.apply import apply
from remediate.platforms.read import read_config
from remediate.platforms.render import render
from remediate.platforms.rendered import NotRendered
from remediate.rules.exemption import exempt
from remediate.secrets import Redactor

LAN = AddressBlock.from_netmask("10.1.1.0", "255.255.255.0")
FAR = AddressBlock.from_netmask("10.2.2.0", "255.255.255.0")
FLOW = Selector(source=LAN, destination=FAR)

IOS = """\
Building configuration...

Current configuration : 1500 bytes
!
version 15.2
!
hostname r1
!
crypto isakmp policy 10
 encr aes 256
 authentication pre-share
 group 5
!
crypto isakmp client configuration group STAFF
 dns 10.1.1.10
 pool RAPOOL
 netmask 255.255.255.0
!
crypto map VPN 10 ipsec-isakmp
 set peer 198.51.100.2
 set transform-set TS
 match address 101
!
interface GigabitEthernet0/0
 ip address 192.0.2.1 255.255.255.0
 ip nat outside
 crypto map VPN
!
interface GigabitEthernet0/1
 ip address 10.1.1.1 255.255.255.0
 ip nat inside
!
ip local pool RAPOOL 10.1.99.1 10.1.99.100
ip forward-protocol nd
!
no ip http server
ip nat inside source list {nat} interface GigabitEthernet0/0 overload
ip nat inside source static tcp 10.1.1.80 443 192.0.2.1 443 extendable
ip route 0.0.0.0 0.0.0.0 192.0.2.254
!
{lists}access-list 101 permit ip 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255
!
control-plane
!
line con 0
line vty 0 4
!
end
"""
STANDARD = IOS.format(nat="7", lists="access-list 7 remark inside\naccess-list 7 deny   10.1.1.9\naccess-list 7 permit 10.1.1.0 0.0.0.255\n")  # fmt: skip
NUMBERED = IOS.format(nat="120", lists="access-list 120 remark to the Internet\naccess-list 120 permit ip 10.1.1.0 0.0.0.255 any\n")  # fmt: skip
NAMED = IOS.format(nat="NAT", lists="ip access-list extended NAT\n 10 deny   ip 10.1.1.0 0.0.0.255 10.9.9.0 0.0.0.255\n 20 permit ip 10.1.1.0 0.0.0.255 any\n!\n")  # fmt: skip
PIX = """\
: Saved
:
PIX Version 6.3(5)
nameif ethernet0 outside security0
nameif ethernet1 inside security100
hostname pix1
names
access-list 101 permit ip 10.1.1.0 255.255.255.0 10.2.2.0 255.255.255.0
access-list 80 permit ip 10.1.1.0 255.255.255.0 10.1.99.0 255.255.255.0
pager lines 24
mtu outside 1500
mtu inside 1500
ip address outside 192.0.2.1 255.255.255.0
ip address inside 10.1.1.1 255.255.255.0
ip local pool mypool 10.1.99.1-10.1.99.254
arp timeout 14400
global (outside) 1 interface
nat (inside) 0 access-list {bound}
nat (inside) 1 0.0.0.0 0.0.0.0 0 0
route outside 0.0.0.0 0.0.0.0 192.0.2.254 1
timeout xlate 3:00:00
floodguard enable
{sysopt}crypto ipsec transform-set myset esp-3des esp-sha-hmac
crypto map newmap 10 ipsec-isakmp
crypto map newmap 10 match address 101
crypto map newmap 10 set peer 198.51.100.2
crypto map newmap 10 set transform-set myset
crypto map newmap interface outside
isakmp enable outside
isakmp key ******** address 198.51.100.2 netmask 255.255.255.255
vpngroup vpn3000 address-pool mypool
vpngroup vpn3000 dns-server 10.1.1.2
vpngroup vpn3000 idle-time 1800
vpngroup vpn3000 password ********
telnet timeout 5
Cryptochecksum:c1a7e55b1f6d6b1d9f6a7c2a3f9c0b11
: end
"""
ASA = """\
: Saved
:
ASA Version {version}
!
hostname asa1
names
!
interface GigabitEthernet0/0
 nameif outside
 security-level 0
 ip address 192.0.2.1 255.255.255.0
!
interface GigabitEthernet0/1
 nameif inside
 security-level 100
 ip address 10.1.1.1 255.255.255.0
!
ftp mode passive
{objects}access-list CRYPTO extended permit ip 10.1.1.0 255.255.255.0 10.2.2.0 255.255.255.0
pager lines 24
mtu outside 1500
mtu inside 1500
ip local pool RAPOOL 10.1.99.1-10.1.99.200 mask 255.255.255.0
arp timeout 14400
{nat}route outside 0.0.0.0 0.0.0.0 192.0.2.254 1
timeout xlate 3:00:00
{sysopt}crypto map outside_map 1 match address CRYPTO
crypto map outside_map 1 set peer 198.51.100.2
crypto map outside_map interface outside
telnet timeout 5
group-policy STAFF internal
group-policy STAFF attributes
 dns-server value 10.1.1.10
 split-tunnel-policy tunnelall
 default-domain value example.net
tunnel-group STAFF type remote-access
tunnel-group STAFF general-attributes
 address-pool RAPOOL
 default-group-policy STAFF
!
Cryptochecksum:5a1dc2fe0a1c7f3a6f2b1c9d7e0b4f21
: end
"""
PAT8 = "global (outside) 1 interface\nnat (inside) 1 0.0.0.0 0.0.0.0\n"
OBJECTS = "object network LAN\n subnet 10.1.1.0 255.255.255.0\n"
AUTO = "!\nobject network LAN\n nat (inside,outside) dynamic interface\n"
PIX_BOUND = PIX.format(bound="80", sysopt="")
PIX_SHARED = PIX.format(bound="101", sysopt="sysopt connection permit-ipsec\n")
ASA82 = ASA.format(
    version="8.2(5)", objects="", nat=PAT8, sysopt="no sysopt connection permit-vpn\n"
)
ASA83 = ASA.format(version="8.3(2)", objects=OBJECTS, nat=AUTO, sysopt="")
ASA98 = ASA.format(version="9.8(4)32", objects=OBJECTS, nat="nat (inside,outside) source dynamic any interface\n" + AUTO, sysopt="")  # fmt: skip


def there_and_back(
    text: str, change: Change, *, unparsed: int = 0
) -> tuple[Rendered, str, CryptoConfig]:
    """Carry a change out and back; return what was rendered, the text and the configuration afterwards."""
    config = read_config(text)
    rendered = render(change, config)
    assert isinstance(rendered, Rendered), rendered
    after = apply(text, rendered.commands, platform=config.platform, release=config.release)
    assert after.text != text
    back = apply(
        after.text,
        rendered.inverse,
        platform=config.platform,
        release=config.release,
        unprinted=after.unprinted,
    )
    assert back.text == text
    found = read_config(after.text)
    assert len(found.unparsed) == unparsed
    return rendered, after.text, found


def identity(line: int = 1) -> tuple[IdentityNat, ...]:
    own = NetworkObject(name="LAN", blocks=(LAN,))
    far = NetworkObject(name="VPN-10.2.2.0_24", blocks=(FAR,))
    return (IdentityNat(source=own, destination=far, line=line),)


@pytest.mark.parametrize(
    ("text", "change", "commands"),
    [
        (
            NUMBERED,
            AddNatExemption(device="d", flows=(FLOW,), acl="120", position=1),
            ["ip access-list extended 120", " 1 deny ip 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255"],
        ),
        (
            NAMED,
            AddNatExemption(device="d", flows=(FLOW,), acl="NAT", position=1),
            ["ip access-list extended NAT", " 11 deny ip 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255"],
        ),
        (
            NAMED,
            AddNatExemption(device="d", flows=(FLOW,), acl="NAT", position=1, skip=2),
            ["ip access-list extended NAT", " 13 deny ip 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255"],
        ),
        (
            PIX_BOUND,
            AddNatExemption(device="d", flows=(FLOW,), acl="80", inside="inside"),
            ["access-list 80 permit ip 10.1.1.0 255.255.255.0 10.2.2.0 255.255.255.0"],
        ),
        (
            ASA82,
            AddNatExemption(device="d", flows=(FLOW,), acl="ZERO", bind=True, inside="inside"),
            [
                "access-list ZERO extended permit ip 10.1.1.0 255.255.255.0 10.2.2.0 255.255.255.0",
                "nat (inside) 0 access-list ZERO",
            ],
        ),
        (
            ASA83,
            AddNatExemption(
                device="d", flows=(FLOW,), inside="inside", outside="outside", identities=identity()
            ),
            [
                "object network VPN-10.2.2.0_24",
                " subnet 10.2.2.0 255.255.255.0",
                (
                    "nat (inside,outside) 1 source static LAN LAN"
                    " destination static VPN-10.2.2.0_24 VPN-10.2.2.0_24"
                ),
            ],
        ),
        (
            ASA98,
            AddNatExemption(
                device="d",
                flows=(FLOW,),
                inside="inside",
                outside="outside",
                identities=identity(),
                skip=1,
            ),
            [
                "object network VPN-10.2.2.0_24-2",
                " subnet 10.2.2.0 255.255.255.0",
                (
                    "nat (inside,outside) 1 source static LAN LAN"
                    " destination static VPN-10.2.2.0_24-2 VPN-10.2.2.0_24-2 no-proxy-arp route-lookup"
                ),
            ],
        ),
    ],
)
def test_an_exemption_keeps_the_flow_out_of_nat(
    text: str, change: AddNatExemption, commands: list[str]
) -> None:
    outside = "GigabitEthernet0/0" if "version 15" in text else "outside"
    assert fate_of(read_config(text), FLOW, outside).fate is Fate.TRANSLATED
    rendered, _, after = there_and_back(text, change)
    assert list(rendered.commands) == commands
    assert rendered.safety is Safety.DISRUPTIVE
    assert rendered.preconditions
    assert fate_of(after, FLOW, outside).fate is Fate.UNTOUCHED
    internet = Selector(source=LAN, destination=AddressBlock.host("203.0.113.9"))
    assert fate_of(after, internet, outside).fate is Fate.TRANSLATED


def test_a_standard_list_gives_way_to_a_route_map() -> None:
    rule = read_config(STANDARD).translations[-1]
    change = AddNatExemption(
        device="d", flows=(FLOW,), acl="NAT-EXCEPT-VPN", rule=rule.text, route_map="NONAT"
    )
    rendered, text, after = there_and_back(STANDARD, change)
    assert rendered.commands == (
        "ip access-list extended NAT-EXCEPT-VPN",
        " deny   ip 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255",
        " deny   ip host 10.1.1.9 any",
        " permit ip 10.1.1.0 0.0.0.255 any",
        "route-map NONAT permit 10",
        " match ip address NAT-EXCEPT-VPN",
        "ip nat inside source route-map NONAT interface GigabitEthernet0/0 overload",
        "no ip nat inside source list 7 interface GigabitEthernet0/0 overload",
    )
    assert any("Dynamic mapping in use" in item for item in rendered.preconditions)
    assert "access-list 7 permit 10.1.1.0 0.0.0.255" in text
    assert fate_of(after, FLOW, "GigabitEthernet0/0").fate is Fate.UNTOUCHED


def test_an_exemption_is_refused_where_it_does_not_fit() -> None:
    def reason(text: str, change: Change) -> str:
        answer = render(change, read_config(text))
        assert isinstance(answer, NotRendered), answer
        return answer.reason

    change = AddNatExemption(device="d", flows=(FLOW,), acl="7")
    assert "standard" in reason(STANDARD, change)
    change = AddNatExemption(device="d", flows=(FLOW,), acl="NAT", position=1)
    full = NAMED.replace(" 10 deny", " 1 deny").replace(" 20 permit", " 2 permit")
    assert "resequence" in reason(full, change)
    narrow = render(change, read_config(NAMED.replace(" 10 deny", " 19 deny")))
    assert isinstance(narrow, Rendered)
    assert narrow.commands[1].startswith(
        " 1 deny "
    )  # no gap before the permit, one before the deny
    behind = NUMBERED.replace("10.1.1.0 0.0.0.255 any\n", "10.1.1.0 0.0.0.255 any\naccess-list 120 deny ip 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255\n")  # fmt: skip
    moved = AddNatExemption(device="d", flows=(FLOW,), acl="120", position=1)
    rendered, _, _ = there_and_back(behind, moved)  # a second one would be ignored: it moves ahead
    assert [line.strip().split()[:2] for line in rendered.commands[1:]] == [
        ["no", "deny"],
        ["1", "deny"],
    ]
    old = NUMBERED.replace("version 15.2", "version 12.1")
    assert "12.2" in reason(old, AddNatExemption(device="d", flows=(FLOW,), acl="120", position=1))
    twice = AddNatExemption(device="d", flows=(FLOW,), inside="inside", outside="outside", identities=identity())  # fmt: skip
    assert "8.3" in reason(ASA82, twice)
    headless = ASA98.replace("ASA Version 9.8(4)32\n", "").replace(": Saved\n:\n", "")
    assert "release" in reason(headless, twice)


def test_split_acl_binds_a_whole_copy() -> None:
    change = SplitAcl(device="d", acl="101", copy="101_nat0", inside="inside")
    rendered, _, after = there_and_back(PIX_SHARED, change)
    assert rendered.commands == (
        "access-list 101_nat0 permit ip 10.1.1.0 255.255.255.0 10.2.2.0 255.255.255.0",
        "nat (inside) 0 access-list 101_nat0",
    )
    assert [item.acl for item in after.nat_exemptions] == ["101_nat0"]
    assert after.maps[0].entries[0].acl == "101"
    assert isinstance(render(change, read_config(PIX_BOUND)), NotRendered)
    assert isinstance(render(SplitAcl(device="d", acl="120", copy="X", inside="i"), read_config(NUMBERED)), NotRendered)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "interface", "line"),
    [
        (NUMBERED, None, "ip route 172.16.0.0 255.255.0.0 10.1.1.2"),
        (PIX_BOUND, "inside", "route inside 172.16.0.0 255.255.0.0 10.1.1.2 1"),
        (ASA98, "inside", "route inside 172.16.0.0 255.255.0.0 10.1.1.2 1"),
    ],
)
def test_add_route(text: str, interface: str | None, line: str) -> None:
    prefix = AddressBlock.from_netmask("172.16.0.0", "255.255.0.0")
    change = AddRoute(device="d", prefix=prefix, next_hop="10.1.1.2", interface=interface)
    rendered, after, config = there_and_back(text, change)
    assert rendered.commands == (line,)
    assert prefix in [route.prefix for route in config.routes]
    assert isinstance(render(change, config), NotRendered)
    with pytest.raises(ConfigurationError, match="the route is there"):
        apply(after, [line], platform=config.platform, release=config.release)


def test_sysopt() -> None:
    change = PermitIpsecSysopt(device="d")
    rendered, text, after = there_and_back(PIX_BOUND, change)
    assert rendered.commands == ("sysopt connection permit-ipsec",)
    assert rendered.safety is Safety.WEAKENING
    assert after.permit_vpn is True
    rendered, text, after = there_and_back(ASA82, change)
    assert rendered.commands == ("sysopt connection permit-vpn",)
    assert "sysopt" not in text
    assert after.permit_vpn is None
    for other in (PIX_SHARED, NUMBERED):
        assert isinstance(render(change, read_config(other)), NotRendered)


def test_split_tunnels() -> None:
    pool = AddressBlock.from_netmask("10.1.99.0", "255.255.255.0")
    flow = Selector(source=LAN, destination=pool)
    client = SetClientSplitTunnel(device="d", group="STAFF", acl="SPLIT-STAFF", networks=(LAN,))
    rendered, _, after = there_and_back(NUMBERED, client)
    assert rendered.safety is Safety.WEAKENING
    assert after.client_groups[0].split_acl == "SPLIT-STAFF"
    split = after.acl("SPLIT-STAFF")
    assert split is not None
    assert [entry.body for entry in split.entries] == ["permit ip 10.1.1.0 0.0.0.255 any"]
    group = SetVpngroupSplitTunnel(device="d", group="vpn3000", acl="90", flows=(flow,))
    rendered, text, after = there_and_back(PIX_BOUND, group)
    assert rendered.commands == (
        "access-list 90 permit ip 10.1.1.0 255.255.255.0 10.1.99.0 255.255.255.0",
        "vpngroup vpn3000 split-tunnel 90",
    )
    assert after.client_groups[0].split_acl == "90"
    policy = SetVpngroupSplitTunnel(
        device="d", group="STAFF", policy="STAFF", acl="SPLIT", flows=(flow,)
    )
    rendered, text, after = there_and_back(ASA98, policy)
    assert " split-tunnel-policy tunnelspecified\n" in text
    assert after.client_groups[0].split_acl == "SPLIT"
    assert isinstance(render(group, read_config(NUMBERED)), NotRendered)
    assert isinstance(render(client, read_config(ASA98)), NotRendered)
    bare = ASA98.replace("group-policy STAFF attributes\n dns-server value 10.1.1.10\n split-tunnel-policy tunnelall\n default-domain value example.net\n", "")  # fmt: skip
    assert isinstance(render(policy, read_config(bare)), NotRendered)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        (NUMBERED, "no ip nat inside source list 9 interface GigabitEthernet0/0 overload"),
        (NUMBERED, "no ip access-list extended NOWHERE"),
        (NUMBERED, "no route-map NONAT permit 10"),
        (PIX_BOUND, "nat (inside) 0 access-list NOWHERE"),
        (PIX_BOUND, "nat (inside) 2 0 0"),
        (PIX_BOUND, "no sysopt connection permit-ipsec"),
        (ASA98, "no object network LAN"),
        (ASA98, "nat (inside,outside) 1 source static LAN LAN destination static FAR FAR"),
        (ASA98, "sysopt connection permit-vpn"),
        (ASA98, "no group-policy STAFF attributes"),
    ],
)
def test_what_a_device_refuses(text: str, command: str) -> None:
    config = read_config(text)
    with pytest.raises(ConfigurationError):
        apply(text, [command], platform=config.platform, release=config.release)


@pytest.mark.parametrize(("file", "text"), CONFIGS, ids=[file for file, _ in CONFIGS])
def test_on_every_configuration_of_the_fleet(file: str, text: str) -> None:
    """What NAT takes of a device's LAN is exempted, and the text comes back byte for byte."""
    text = Redactor(b"test").redact(text)
    config = read_config(text)
    outside = next(name for item in config.maps for name in item.interfaces)
    target = AddressBlock.from_netmask("203.0.113.128", "255.255.255.128")
    done = 0
    for interface in config.interfaces:
        for network in connected(interface):
            flow = Selector(source=network, destination=target)
            found = fate_of(config, flow, outside)
            if found.fate is not Fate.TRANSLATED:
                continue
            change = exempt(config, "d", found, (flow,)).change
            assert change is not None, (file, found.why)
            _, _, after = there_and_back(text, change, unparsed=len(config.unparsed))
            assert fate_of(after, flow, outside).fate is Fate.UNTOUCHED
            done += 1
    assert done or not config.translations
