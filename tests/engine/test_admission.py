"""What a router's own list or zone drops of a peer, and what must stay silent. Synthetic."""

from __future__ import annotations

import pytest

from remediate.model.evidence import DeviceEvidence, EndState, TunnelEnd
from remediate.negotiation import Side, refusal
from remediate.platforms.read import read_config

CONFIG = """\
version 15.2
hostname r1
{zones}crypto ipsec transform-set TS {transform}
crypto map VPN 10 ipsec-isakmp
 set peer 198.51.100.2
 set transform-set TS
 match address 110
interface GigabitEthernet0/0
 ip address 192.0.2.1 255.255.255.0
{interface} crypto map VPN
{lists}access-list 110 permit ip 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255
end
"""
GROUP = " ip access-group WAN in\n"
OPEN = " permit udp host 198.51.100.2 any eq isakmp\n permit esp any host 192.0.2.1\n"
ZONES = """\
class-map type inspect match-any IKE
 match protocol isakmp
class-map type inspect match-all ESP
 match access-group name ESP
policy-map type inspect SELF
 class type inspect IKE
  inspect
 class type inspect ESP
  pass
 class class-default
  drop log
zone security OUT
zone-pair security P source OUT destination self
 service-policy type inspect SELF
"""
MEMBER = " zone-member security OUT\n"


def side(
    lists: str = "",
    interface: str = "",
    zones: str = "",
    transform: str = "esp-aes 256 esp-sha-hmac",
) -> Side:
    text = CONFIG.format(lists=lists, interface=interface, zones=zones, transform=transform)
    config = read_config(text)
    assert not config.unparsed
    entries = tuple(config.entries_for("198.51.100.2"))
    end = TunnelEnd(
        state=EndState.PRESENT,
        device="r1",
        address="192.0.2.1",
        local_address="192.0.2.1",
        evidence=DeviceEvidence(device="r1", platform=config.platform, config=config),
        entries=entries,
    )
    return Side(end, config, "198.51.100.2", entries, False)


def wan(entries: str) -> str:
    return f"ip access-list extended WAN\n{entries}"


@pytest.mark.parametrize(
    ("entries", "dropped"),
    [
        (OPEN, None),
        (" permit ip any any\n", None),
        (" deny ip 10.0.0.0 0.255.255.255 any\n permit ip any any\n", None),
        (" permit ip host 198.51.100.2 any\n", None),
        (OPEN.replace("198.51.100.2", "198.51.100.3"), "UDP 500 (IKE)"),
        (" permit tcp any any established\n" + OPEN.replace("esp", "ahp"), "ESP (IP protocol 50)"),
        (" deny udp any any eq isakmp\n" + OPEN, "UDP 500 (IKE)"),
        (" permit icmp any any\n deny ip any any log\n", "UDP 500 (IKE)"),
        (" deny ip any any fragments\n" + OPEN, None),
        (" permit udp any any time-range NIGHT\n permit esp any any\n", None),  # at night it does
        (" deny udp any any time-range NIGHT\n permit esp any any\n", "UDP 500 (IKE)"),
        (" permit object-group NOWHERE any any\n", None),  # that can't be read
        (" evaluate ANSWERS\n deny ip any any\n", None),
        (" permit udp any eq isakmp any\n permit esp any any\n", None),
        (" remark nothing\n", None),  # a list without entries filters nothing
    ],
)
def test_list(entries: str, dropped: str | None) -> None:
    found = refusal(side(wan(entries), GROUP), translated=False)
    assert (found.what if found else None) == dropped, found


def test_behind_translation_the_tunnel_is_in_udp_4500() -> None:
    assert refusal(side(wan(OPEN), GROUP), translated=False) is None
    found = refusal(side(wan(OPEN), GROUP), translated=True)
    assert found is not None
    assert (found.what, found.ike) == ("UDP 4500", False)
    entries = " permit udp any any eq isakmp\n permit udp any any eq non500-isakmp\n"
    assert refusal(side(wan(entries), GROUP), translated=True) is None
    assert refusal(side(wan(entries), GROUP), translated=False) is not None


def test_what_says_nothing() -> None:
    closed = wan(" deny ip any any\n")
    assert refusal(side(closed), translated=False) is None  # bound nowhere
    assert refusal(side("", GROUP), translated=False) is None  # bound, and not there
    assert refusal(side(closed, " ip access-group WAN out\n"), translated=False) is None
    inspected = GROUP + " ip inspect FW out\n"
    assert refusal(side(closed, inspected), translated=False) is None
    only_ah = wan(" permit udp any any eq isakmp\n permit ahp any any\n")
    assert refusal(side(only_ah, GROUP, transform="ah-sha-hmac"), translated=False) is None
    found = refusal(side(closed, GROUP), translated=False)
    assert found is not None
    assert found.missing == (
        "permit udp host 198.51.100.2 host 192.0.2.1 eq isakmp",
        "permit esp host 198.51.100.2 host 192.0.2.1",
    )


def test_zones() -> None:
    esp = "ip access-list extended ESP\n permit esp any any\n"
    assert refusal(side(esp, MEMBER, ZONES), translated=False) is None
    found = refusal(side(esp.replace("esp", "gre"), MEMBER, ZONES), translated=False)
    assert found is not None
    assert found.what == "ESP (IP protocol 50)"
    for old, new in (("isakmp", "ssh"), ("  inspect\n", "  drop\n")):
        found = refusal(side(esp, MEMBER, ZONES.replace(old, new)), translated=False)
        assert found is not None
        assert found.ike
    # no policy towards the device itself, one for what it sends, a class that can't be told
    assert refusal(side(esp, MEMBER, ZONES.replace("self", "IN")), translated=False) is None
    back = ZONES.replace("isakmp", "ssh") + "zone-pair security Q source self destination OUT\n"
    assert refusal(side(esp, MEMBER, back), translated=False) is None
    nested = ZONES.replace("match protocol isakmp", "match class-map OTHER")
    assert refusal(side(esp, MEMBER, nested), translated=False) is None


def test_where_packets_arrive() -> None:
    """The list of an interface is asked where the peer's packets come in, not where the address is."""
    closed = wan(" deny ip any any\n")
    inner = (
        "interface GigabitEthernet0/1\n ip address 10.1.1.1 255.255.255.0\n"
        " ip access-group WAN in\n"
    )
    route = "ip route 0.0.0.0 0.0.0.0 192.0.2.254\n"
    found = side(inner + route + closed)
    moved = TunnelEnd(
        state=found.end.state,
        device="r1",
        address="10.1.1.1",
        local_address="10.1.1.1",
        evidence=found.end.evidence,
        entries=found.entries,
    )
    assert refusal(found._replace(end=moved), translated=False) is None
    loopback = inner.replace("GigabitEthernet0/1", "Loopback0").replace(
        " ip access-group WAN in\n", ""
    )
    guarded = side(loopback + route + closed, GROUP)
    moved = TunnelEnd(
        state=found.end.state,
        device="r1",
        address="10.1.1.1",
        local_address="10.1.1.1",
        evidence=guarded.end.evidence,
        entries=guarded.entries,
    )
    assert refusal(guarded._replace(end=moved), translated=False) is not None
