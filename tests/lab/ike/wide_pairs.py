"""Pairs drawn by dice from a wide space: routers of four releases and firewalls of two, IKEv1 and IKEv2.

What both ends are meant to say is drawn once; each end then says it in the forms of its platform, and now
and then says something else. The points at which it does are those at which real pairs differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from remediate.lab.asa import Asa
from remediate.lab.device import Device
from remediate.lab.ios import Ios
from remediate.lab.releases import ASA_9, ASA_9_16, IOS_12, IOS_15, XE_16, XE_17, Release
from remediate.lab.store import Section
from tests.lab.ike import wide_ikev1, wide_ikev2
from tests.lab.ike.two_ends import A, B, World
from tests.lab.ike.wide_firewalls import firewall
from tests.lab.ike.wide_wishes import NOBODY, SETS_1, SETS_2, Row, Wish, other_rows, wish
from tests.lab.ike.wide_words import Dice, Place, wildcard

__all__ = ["Pair", "wide_pair"]

ROUTERS_1 = (IOS_12, IOS_15, XE_16, XE_17)
ROUTERS_2 = (IOS_15, XE_16, XE_17)
FIREWALLS = (ASA_9, ASA_9_16)


@dataclass(slots=True)
class Pair:
    """The two devices, and what was drawn."""

    devices: tuple[Device, Device]
    wish: Wish
    marks: list[str] = field(default_factory=list)
    """What an end says otherwise."""


def wide_pair(world: World, seed: int) -> Pair:
    """Add two devices, ``r1`` and ``r2``, drawn by a seed."""
    dice = Dice(seed)
    version = dice.choice([1, 1, 2])
    kind = dice.choice(["map"] * 6 + ["vti", "vti", "gre", "gre"])
    firewalls = kind == "map" and dice.now_and_then(0.45)
    routers = ROUTERS_1 if version == 1 else ROUTERS_2
    releases: list[Release] = [dice.choice(routers), dice.choice(routers)]
    if firewalls:
        releases[dice.choice([0, 1])] = dice.choice(FIREWALLS)
        if dice.now_and_then(0.25):
            releases[:] = [dice.choice(FIREWALLS), dice.choice(FIREWALLS)]
    wanted = wish(dice, version, kind, (5, 5, 2) if firewalls else (14, 14, 5, 2))
    marks: list[str] = []
    made = []
    for number, here, there in ((1, A, B), (2, B, A)):
        release = releases[number - 1]
        rows = wanted.rows if number == 1 else tuple(row.mirrored() for row in wanted.rows)
        place = Place(
            number=number, here=here, there=there, release=release, marks=marks, dice=dice
        )
        text = firewall(place, wanted, rows) if release.platform == "asa" else _router(place, wanted, rows)  # fmt: skip
        made.append(_added(world, f"r{number}", text, release))
    return Pair((made[0], made[1]), wanted, marks)


def _added(world: World, name: str, text: str, release: Release) -> Device:
    platform = world.platforms.setdefault(
        release.name, Asa(release) if release.platform == "asa" else Ios(release)
    )
    device = Device(name, platform, world.clock, Section("configure"))
    world.network.add(device)
    device.platform.load(device, text)
    device.startup = device.platform.text(device)
    return device


def _acl(rows: tuple[Row, ...]) -> str:
    return "".join(
        f" {'permit' if row.permit else 'deny'} {row.protocol} {wildcard(row.near)}"
        f"{f' eq {row.near_port}' if row.near_port else ''} {wildcard(row.far)}"
        f"{f' eq {row.port}' if row.port else ''}\n"
        for row in rows
    )


def _sets_ios(names: list[str], sets: tuple[str, ...], transport: bool) -> str:
    made = []
    for name, item in zip(names, sets, strict=True):
        cipher, _, digest = item.rpartition(" ")
        words = f"esp-gcm {digest}" if cipher == "gcm" else f"esp-{cipher} esp-{digest}-hmac"
        made.append(f"crypto ipsec transform-set {name} {words}\n")
        made.append(" mode transport\n" if transport else " mode tunnel\n")
    return "".join(made)


def _content(place: Place, wish: Wish) -> tuple[str, str]:
    """Return transform sets, and the lines of an entry or profile that name them, with PFS."""
    dice = place.dice
    sets = wish.sets
    if place.differs(0.07, "sets"):
        pool = SETS_1 if wish.version == 1 else SETS_2
        sets = tuple(dict.fromkeys(dice.choice(pool) for _ in range(dice.choice([1, 2]))))
    if dice.now_and_then(0.3):
        sets = tuple(dice.sample(sets, len(sets)))
    transport = wish.transport != place.differs(0.05, "mode")
    names = [f"TS{number}" for number in range(len(sets))]
    pfs = wish.pfs
    if place.differs(0.05, "pfs"):
        pfs = dice.choice(["", "14", "5", "2", "bare", "19"])
    lines = f" set transform-set {' '.join(names)}\n"
    if pfs:
        lines += " set pfs\n" if pfs == "bare" else f" set pfs group{pfs}\n"
    if dice.now_and_then(0.15):
        lines += f" set security-association lifetime seconds {dice.choice([900, 7200])}\n"
    return _sets_ios(names, sets, transport), lines


def _peers(place: Place) -> str:
    if place.differs(0.03, "peer"):
        return f" set peer {NOBODY}\n"
    if place.dice.now_and_then(0.06):
        pair = [NOBODY, place.there]
        place.dice.shuffle(pair)
        return "".join(f" set peer {item}\n" for item in pair)
    return f" set peer {place.there}\n"


def _router(place: Place, wish: Wish, rows: tuple[Row, ...]) -> str:
    dice, release = place.dice, place.release
    outside, inside = release.ports[:2]
    made, content = _content(place, wish)
    if wish.version == 1:
        phase1 = wide_ikev1.of_router(place, wish.policies, wish.secret)
        line = f" set isakmp-profile {phase1.profile}\n" if phase1.profile else ""
        head = phase1.text
    else:
        head = wide_ikev2.of_router(place, wish.proposals, wish.secret)
        line = " set ikev2-profile PROF\n"
    text = f"hostname {place.name}\n{head}{made}"
    ports = {
        inside: f" ip address 10.{place.number}.{place.number}.1 255.255.255.0\n",
        outside: f" ip address {place.here} 255.255.255.0\n",
    }
    speed = " negotiation auto\n" if release.xe else " duplex auto\n speed auto\n"
    ports = {name: lines + speed for name, lines in ports.items()}
    more = ""
    if place.differs(0.03, "gate"):
        more += "ip access-list extended GATE\n" + dice.choice(
            [" deny udp any any eq isakmp\n permit ip any any\n", " permit esp any any\n permit udp any any eq isakmp\n", " permit tcp any any\n"]
        )  # fmt: skip
        ports[outside] += " ip access-group GATE in\n"
    if place.differs(0.01, "ike off"):
        more += "no crypto isakmp enable\n"
    if dice.now_and_then(0.05):
        more += "no crypto ipsec nat-transparency udp-encapsulation\n"
    if wish.kind == "map":
        text += _map(place, rows, content + line, ports)
    else:
        text += f"crypto ipsec profile P\n{content}{line}"
        mode = " tunnel mode ipsec ipv4\n" if (wish.kind == "vti") != place.differs(0.03, "tunnel") else ""  # fmt: skip
        far = NOBODY if place.differs(0.02, "peer") else place.there
        more += (
            f"interface Tunnel0\n ip address 172.16.0.{place.number} 255.255.255.0\n tunnel source {outside}\n"
            f"{mode} tunnel destination {far}\n tunnel protection ipsec profile P\n"
            f"ip route 10.{3 - place.number}.0.0 255.255.0.0 Tunnel0\n"
        )
    for name, lines in ports.items():
        text += f"interface {name}\n{lines}{' shutdown' if place.differs(0.004, 'shutdown') else ' no shutdown'}\n"
    if not place.differs(0.01, "route"):
        text += f"ip route 0.0.0.0 0.0.0.0 {place.here.rpartition('.')[0]}.254\n"
    return f"{text}{more}line vty 0 4\n login local\n"


def _map(place: Place, rows: tuple[Row, ...], content: str, ports: dict[str, str]) -> str:
    dice, release = place.dice, place.release
    outside, inside = release.ports[:2]
    if place.differs(0.12, "list"):
        rows = other_rows(dice, rows)
    text = f"ip access-list extended VPN\n{_acl(rows)}"
    match = "" if place.differs(0.015, "no list") else " match address VPN\n"
    if place.differs(0.03, "dynamic alone"):
        text += f"crypto dynamic-map DYN 10\n{content}{match if dice.now_and_then(0.5) else ''}"
        text += "crypto map VPN 100 ipsec-isakmp dynamic DYN\n"
    elif len(rows) > 1 and dice.now_and_then(0.25):
        for number, row in enumerate(rows):
            text += f"ip access-list extended VPN{number}\n{_acl((row,))}"
            text += f"crypto map VPN {10 + number} ipsec-isakmp\n{_peers(place)}{content} match address VPN{number}\n"
    else:
        text += f"crypto map VPN 10 ipsec-isakmp\n{_peers(place)}{content}{match}"
    if place.differs(0.05, "other entry"):
        near, far = rows[0].near, dice.choice([rows[0].far, "10.0.0.0/8", "10.88.0.0/16"])
        text += f"ip access-list extended OTHER\n permit ip {wildcard(near)} {wildcard(far)}\n"
        text += f"crypto map VPN {dice.choice([5, 20])} ipsec-isakmp\n set peer {NOBODY}\n{content} match address OTHER\n"
    if dice.now_and_then(0.06):
        place.marks.append(f"{place.name}: dynamic behind")
        text += (
            f"crypto dynamic-map DYNB 10\n{content}crypto map VPN 65535 ipsec-isakmp dynamic DYNB\n"
        )
    if place.differs(0.02, "local address"):
        text += f"crypto map VPN local-address {inside}\n"
    bound = outside if not place.differs(0.015, "unbound") else dice.choice([None, inside])
    if bound is not None:
        ports[bound] += " crypto map VPN\n"
    return text
