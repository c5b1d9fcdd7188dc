"""The company: two hubs, their spokes, and what is planted where."""

from __future__ import annotations

import ipaddress

from mockfleet.faults import HEALTHY_NOTES, plant
from mockfleet.model import (
    AES128_SHA,
    AES256_SHA,
    AES256_SHA256,
    AH_AES128,
    DES3_MD5,
    DES3_SHA,
    Ace,
    Device,
    Net,
    Policy,
    Sa,
    Tunnel,
    dice,
)

STRONG = Policy(priority=10, encryption="aes 256", hash="sha256", group=14)
MIDDLE = Policy(priority=20, encryption="aes 256", hash="sha", group=5, lifetime=28800)
PLAIN = Policy(priority=30, encryption="aes", hash="sha", group=2, lifetime=28800)
OLD = Policy(priority=40, encryption="3des", hash="sha", group=2, lifetime=28800)

SITES = [
    "alesund",
    "bergen",
    "drammen",
    "espoo",
    "falun",
    "gavle",
    "halden",
    "imatra",
    "jonkoping",
    "kalmar",
    "lahti",
    "malmo",
    "narvik",
    "oulu",
    "pori",
    "raahe",
    "sandnes",
    "tampere",
    "umea",
    "vaasa",
    "arvika",
    "boden",
    "eidsvoll",
    "forsa",
    "gjovik",
    "hamar",
    "iisalmi",
    "joensuu",
    "kotka",
    "larvik",
    "motala",
    "nokia",
    "orebro",
    "porsgrunn",
    "rauma",
    "skien",
    "turku",
    "uppsala",
    "voss",
    "ystad",
    "akureyri",
    "borlange",
    "elverum",
    "hudiksvall",
    "kiruna",
    "lulea",
]

_MODELS = {
    "1721": ("Ethernet0", "FastEthernet0"),
    "1760": ("Ethernet0/0", "FastEthernet0/0"),
    "1841": ("FastEthernet0/1", "FastEthernet0/0"),
    "2811": ("FastEthernet0/1", "FastEthernet0/0"),
    "2821": ("GigabitEthernet0/1", "GigabitEthernet0/0"),
    "1921": ("GigabitEthernet0/1", "GigabitEthernet0/0"),
    "1941": ("GigabitEthernet0/1", "GigabitEthernet0/0"),
    "2901": ("GigabitEthernet0/1", "GigabitEthernet0/0"),
    "2911": ("GigabitEthernet0/1", "GigabitEthernet0/0"),
    "2921": ("GigabitEthernet0/1", "GigabitEthernet0/0"),
    "881": ("FastEthernet4", "Vlan1"),
    "892FSP": ("GigabitEthernet8", "Vlan1"),
    "ISR4331": ("GigabitEthernet0/0/0", "GigabitEthernet0/0/1"),
    "C1111": ("GigabitEthernet0/0/0", "Vlan1"),
    "ASA5505": ("outside", "inside"),
    "ASA5506": ("outside", "inside"),
    "PIX-506E": ("outside", "inside"),
}

# number: model, release, timestamps, form of the dump
_SPOKES: dict[int, tuple[str, str, str, str]] = {
    1: ("1721", "12.4(25)", "datetime", "session"),
    2: ("1760", "12.4(25d)", "uptime", "session"),
    3: ("1721", "12.3(26)", "uptime", "session"),
    4: ("2811", "12.4(25)", "star", "files"),
    5: ("2821", "12.4(15)T14", "datetime", "session"),
    6: ("1841", "12.4(15)T9", "star", "session"),
    7: ("1841", "12.4(25)", "uptime", "session"),
    8: ("2911", "15.1(4)M10", "datetime", "session"),
    9: ("1941", "15.2(4)M7", "tz", "files"),
    10: ("881", "15.2(4)M6", "star", "session"),
    11: ("892FSP", "15.4(3)M4", "datetime", "session"),
    12: ("2901", "15.3(3)M6", "seq", "session"),
    13: ("1921", "15.1(4)M10", "datetime", "files"),
    14: ("2921", "15.2(4)M7", "star", "session"),
    15: ("881", "15.2(4)M6", "datetime", "session"),
    16: ("2911", "15.4(3)M9", "tz", "session"),
    17: ("1841", "12.4(24)T8", "star", "session"),
    18: ("2901", "15.3(3)M6", "datetime", "files"),
    19: ("C1111", "16.12.05", "datetime", "session"),
    20: ("ISR4331", "16.9.8", "datetime", "session"),
    21: ("892FSP", "15.4(3)M4", "seq", "gzip"),
    22: ("1721", "12.4(25)", "datetime", "session"),
    23: ("ISR4331", "17.3.4a", "tz", "session"),
    24: ("2811", "12.4(24)T8", "star", "onefile"),
    25: ("1941", "15.2(4)M7", "none", "session"),
    26: ("881", "15.2(4)M6", "star", "session"),
    27: ("C1111", "17.3.4a", "datetime", "session"),
    28: ("ISR4331", "16.9.8", "seq", "files"),
    29: ("1841", "12.4(6)T11", "datetime", "session"),
    30: ("1921", "15.1(4)M10", "datetime", "missing"),
    31: ("ASA5505", "8.2(5)", "asa", "session"),
    32: ("ASA5505", "8.2(5)", "asa", "session"),
    33: ("ASA5505", "8.2(5)41", "asa", "files"),
    34: ("PIX-506E", "6.3(5)", "pix", "session"),
    35: ("ASA5506", "9.8(4)20", "asa", "session"),
    36: ("ASA5506", "9.6(4)3", "asa", "files"),
    37: ("1941", "15.2(4)M7", "datetime", "session"),
    38: ("ISR4331", "16.9.8", "datetime", "session"),
    39: ("881", "15.2(4)M6", "star", "session"),
    40: ("2901", "15.3(3)M6", "datetime", "session"),
    41: ("1841", "12.4(15)T14", "uptime", "session"),
    42: ("892FSP", "15.4(3)M4", "datetime", "session"),
    43: ("C1111", "17.3.4a", "tz", "files"),
    44: ("2921", "15.2(4)M7", "star", "session"),
    45: ("ASA5506", "9.8(4)20", "asa", "session"),
    46: ("1921", "15.1(4)M10", "datetime", "session"),
}

FIRST_OF_HUB2 = 31
DUAL_HOMED = (20, 23, 27, 28)
BEHIND_NAT = {15: "203.0.113.77", 39: "203.0.113.91"}
WITH_VOICE = (8, 12, 16, 18, 20, 23, 28, 38, 42)
HUB_INITIATES = (7, 11, 16, 26, 41, 43)
WITH_PFS = (19, 23, 27, 43)
PATH_MTU = {26: 1492, 46: 1492}


def _net(text: str) -> Net:
    return ipaddress.ip_network(text)


HUB1_DATA, HUB1_VOICE = _net("10.0.0.0/22"), _net("10.0.8.0/24")
HUB2_DATA, HUB2_DMZ = _net("10.64.0.0/22"), _net("10.64.8.0/24")
PARTNER_LAN = _net("10.240.16.0/24")


def _hubs() -> tuple[Device, Device]:
    one = Device(
        name="hub1", site="oslo", model="ISR4451", kind="iosxe", release="17.3.4a",
        outside="203.0.113.1", prefix=28, gateway="203.0.113.14",
        lans=(HUB1_DATA, HUB1_VOICE), wan_if="GigabitEthernet0/0/0",
        lan_ifs=("GigabitEthernet0/0/1", "GigabitEthernet0/0/2"),
        policies=(STRONG, MIDDLE, PLAIN, OLD), stamp="datetime", dump="files",
    )  # fmt: skip
    two = Device(
        name="hub2", site="stockholm", model="ASA5516", kind="asa", release="9.8(4)32",
        outside="203.0.113.18", prefix=28, gateway="203.0.113.30",
        lans=(HUB2_DATA, HUB2_DMZ), wan_if="outside", lan_ifs=("inside", "dmz"),
        policies=(
            Policy(priority=10, encryption="aes 256", hash="sha", group=5),
            Policy(priority=20, encryption="aes", hash="sha", group=2),
        ),
        stamp="asa", dump="files",
    )  # fmt: skip
    return one, two


def _policies(number: int, model: str, release: str) -> tuple[Policy, ...]:
    """What the site's engineer has configured."""
    if number in (6, 8, 32):
        return {
            6: (Policy(priority=10, encryption="aes 256", hash="sha", group=1),),
            8: (Policy(priority=1, encryption="3des", hash="md5", group=2),),
            32: (Policy(priority=10, encryption="3des", hash="md5", group=2),),
        }[number]
    if model in ("1721", "1760"):
        return (Policy(priority=1, encryption="3des", hash="sha", group=2),)
    if model.startswith(("ASA", "PIX")):
        return (Policy(priority=10, encryption="aes 256", hash="sha", group=5),)
    if release.startswith("12."):
        middle = Policy(priority=10, encryption="aes 256", hash="sha", group=5, lifetime=28800)
        plain = Policy(priority=20, encryption="aes", hash="sha", group=2)
        return (plain,) if number in (17, 29) else (middle, plain)
    if number >= FIRST_OF_HUB2 and number != 44:
        return (Policy(priority=5, encryption="aes 256", hash="sha", group=5),)
    if number in DUAL_HOMED or number == 44:
        return (
            Policy(priority=100, encryption="aes 256", hash="sha256", group=14),
            Policy(priority=110, encryption="aes 256", hash="sha", group=5, lifetime=43200),
        )
    if number == 25:
        # The first offer is refused everywhere, the second one taken.
        return (
            Policy(priority=1, encryption="3des", hash="md5", group=2),
            Policy(priority=2, encryption="aes 256", hash="sha256", group=14, lifetime=3600),
        )
    return (Policy(priority=10, encryption="aes 256", hash="sha256", group=14),)


def _spoke(number: int) -> Device:
    model, release, stamp, dump = _SPOKES[number]
    site = SITES[number - 1]
    kind = "ios"
    if model.startswith("ASA"):
        kind = "asa"
    elif model.startswith("PIX"):
        kind = "pix"
    elif release.split(".")[0] in ("16", "17"):
        kind = "iosxe"
    base = int(ipaddress.ip_address("192.0.2.0")) + 4 * number
    if number > 40:
        base = int(ipaddress.ip_address("198.51.100.128")) + 4 * number - 160
    outside = str(ipaddress.ip_address(base + 2))
    gateway = str(ipaddress.ip_address(base + 1))
    prefix = 30
    if number in BEHIND_NAT:
        outside, gateway, prefix = f"10.250.{number}.2", f"10.250.{number}.1", 24
    wan, lan = _MODELS[model]
    return Device(
        name=f"s{number:02d}-{site}", site=site, model=model, kind=kind, release=release,
        outside=outside, prefix=prefix, gateway=gateway, lans=(_net(f"10.1.{number}.0/24"),),
        wan_if=wan, lan_ifs=(lan,), policies=_policies(number, model, release),
        public=BEHIND_NAT.get(number, ""), stamp=stamp, dump=dump,
        mtu=PATH_MTU.get(number, 1500), type6=number == 16, number=number,
    )  # fmt: skip


def _spoke_sets(number: int, hub: Device, spoke: Device) -> tuple[tuple[str, ...], ...]:
    fixed = {
        5: (AH_AES128,),
        14: (DES3_MD5,),
        24: (DES3_MD5, AES256_SHA),
        33: (AES128_SHA,),
        40: (AES128_SHA, AES256_SHA),
    }
    if number in fixed:
        return fixed[number]
    if spoke.model in ("1721", "1760"):
        return (DES3_SHA,)
    if hub.kind == "asa" or spoke.series[0] < 15:
        return (AES256_SHA,)
    return (AES256_SHA256,)


def _hub_sets(number: int, hub: Device, spoke: Device) -> tuple[tuple[str, ...], ...]:
    if hub.kind == "asa":
        return (AES256_SHA,)
    if number == 5:
        return (AH_AES128,)
    if spoke.model in ("1721", "1760"):
        return (DES3_SHA,)
    if number == 24:
        return (AES256_SHA256, AES256_SHA, AES128_SHA)
    return (AES256_SHA256, AES256_SHA)


def _agreed(tunnel: Tunnel) -> Policy | None:
    """Phase-1 policy that the responder settles on: its own, the first that fits an offer."""
    ends = (tunnel.spoke, tunnel.hub)
    offers, own = ends if tunnel.initiator == "spoke" else ends[::-1]
    for mine in own.policies:
        for offer in offers.policies:
            if (mine.encryption, mine.hash, mine.group) == (
                offer.encryption,
                offer.hash,
                offer.group,
            ):
                return mine
    return None


def _tunnel(hub: Device, spoke: Device) -> Tunnel:
    number = spoke.number
    far = [hub.lans[0]]
    if number in WITH_VOICE:
        far.append(hub.lans[1])
    hub_aces = tuple(Ace(src=net, dst=spoke.lans[0]) for net in far)
    key = f"canary-{hub.name}-{spoke.name}-{dice('key', hub.name, number).randrange(16**6):06x}"
    if number == 18:
        key = f"Canary!{spoke.name}#7%=pass"
    return Tunnel(
        hub=hub, spoke=spoke, hub_aces=hub_aces,
        spoke_aces=tuple(ace.mirrored() for ace in hub_aces),
        hub_sets=_hub_sets(number, hub, spoke), spoke_sets=_spoke_sets(number, hub, spoke),
        hub_key=key, spoke_key=key, pfs=(5 if hub.kind == "asa" else 14) * (number in WITH_PFS),
        initiator="hub" if number in HUB_INITIATES else "spoke",
        lifetime=28800 if number in (18, 42) else 3600,
    )  # fmt: skip


def _bring_up(tunnel: Tunnel) -> None:
    """Give the tunnel its live SAs, if it gets that far."""
    if tunnel.fault in ("isakmp-policy-mismatch", "psk-mismatch", "missing"):
        return
    if tunnel.transform is None:
        return
    for ace in tunnel.hub_aces:
        if ace.mirrored() not in tunnel.spoke_aces:
            continue
        luck = dice("sa", tunnel.id, ace)
        down, up = luck.randrange(2_000, 900_000), luck.randrange(2_000, 900_000)
        spis = [luck.randrange(0x10000000, 0xFFFFFFFF) for _ in range(4)]
        ah = tunnel.transform is AH_AES128
        tunnel.sas[ace] = Sa(
            hub_in=spis[0], spoke_in=spis[1], hub_ah_in=spis[2] * ah, spoke_ah_in=spis[3] * ah,
            hub_encaps=down, spoke_encaps=up, lost_down=luck.randrange(0, 9),
            lost_up=luck.randrange(0, 9), kilobytes=4_608_000 - luck.randrange(1_000, 400_000),
            seconds=luck.randrange(240, 3300),
        )  # fmt: skip


def company() -> tuple[list[Device], list[Tunnel]]:
    """Every managed device and every tunnel; the partner's device is in the tunnels alone."""
    hub1, hub2 = _hubs()
    spokes = [_spoke(number) for number in _SPOKES]
    tunnels = []
    for spoke in spokes:
        homes = [hub1 if spoke.number < FIRST_OF_HUB2 else hub2]
        if spoke.number in DUAL_HOMED:
            homes.append(hub2)
        for hub in homes:
            tunnel = _tunnel(hub, spoke)
            tunnel.note = HEALTHY_NOTES.get(spoke.number, "") if hub is homes[0] else "second hub"
            plant(tunnel)
            tunnel.policy = _agreed(tunnel)
            tunnels.append(tunnel)
    partner = Device(
        name="partner", site="partner", model="VPN3000", kind="partner", release="4.7",
        outside="198.51.100.20", prefix=24, gateway="", lans=(PARTNER_LAN,), wan_if="",
        lan_ifs=(), policies=(PLAIN,),
    )  # fmt: skip
    far = Tunnel(
        hub=hub1, spoke=partner, hub_aces=(Ace(src=HUB1_DATA, dst=PARTNER_LAN),),
        spoke_aces=(Ace(src=PARTNER_LAN, dst=HUB1_DATA),), hub_sets=(AES128_SHA,),
        spoke_sets=(AES128_SHA,), hub_key="canary-partner-2f91c0", spoke_key="canary-partner-2f91c0",
        verdict="UNKNOWN", accept=("UNKNOWN", "HEALTHY", "AMBIGUOUS"),
        note="a partner's concentrator, unmanaged; up as seen from hub1",
    )  # fmt: skip
    far.policy = PLAIN
    tunnels.append(far)
    for tunnel in tunnels:
        tunnel.hub.tunnels.append(tunnel)
        tunnel.sequence = 10 * len(tunnel.hub.tunnels)
        tunnel.spoke.tunnels.append(tunnel)
        _bring_up(tunnel)
    return [hub1, hub2, *spokes], tunnels
