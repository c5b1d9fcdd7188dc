"""The configuration of an IOS or IOS-XE site: what an engineer would type for its tunnels."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from datetime import datetime, timedelta

from remediate.lab.certificates import POINT, authority, chain_lines
from remediate.lab.fleet import Site, Tunnel
from remediate.lab.releases import IOS_12

__all__ = ["ios_config", "serial_of", "subject_of"]


_GRE = ("gre", "dmvpn")


def ios_config(site: Site, enable: str, user: tuple[str, str], now: datetime) -> str:
    """Return the lines; ``enable`` and the user's secret are hashes of type 9; certificates are of ``now``."""
    lines = [*_base(site, enable, user), *_certificate(site, now), *_phase1(site), *_phase2(site)]
    lines += [*_maps(site), *_interfaces(site), *_routes(site), *_lists(site)]
    lines += ["line vty 0 4", " login local", " transport input ssh", "end"]
    return "".join(f"{line}\n" for line in lines)


def _of(site: Site, *kinds: str) -> list[Tunnel]:
    return [tunnel for tunnel in site.tunnels if tunnel.kind in kinds]


def _base(site: Site, enable: str, user: tuple[str, str]) -> Iterator[str]:
    yield "service timestamps debug datetime msec"
    yield "service timestamps log datetime msec"
    yield f"hostname {site.name}"
    yield "logging buffered 262144 debugging"
    yield f"enable secret 9 {enable}"
    yield "ip domain name lab.example"
    yield "archive"
    yield f" path {site.release.flash}archive"
    yield " log config"
    yield "  logging enable"
    yield "  hidekeys"
    yield f"username {user[0]} privilege 15 secret 9 {user[1]}"
    yield "ip scp server enable"
    yield "ip ssh version 2"
    yield "no ip http server"


def _certificate(site: Site, now: datetime) -> Iterator[str]:
    if not any(tunnel.signed for tunnel in site.tunnels):
        return
    issuer = authority(now)
    own = issuer.issued(serial_of(site), subject_of(site), now - timedelta(days=100), 365)
    yield f"crypto pki trustpoint {POINT}"
    yield " enrollment terminal"
    yield f" subject-name {own.subject}"
    yield " revocation-check none"
    yield from chain_lines(POINT, own, issuer)


def serial_of(site: Site) -> str:
    """Return the serial number of a site's certificate."""
    return f"{0x1000 + int(ipaddress.IPv4Address(site.outside)) % 0xF000:X}"


def subject_of(site: Site) -> str:
    """Return the name in a site's certificate."""
    return f"cn={site.name}.lab.example"


def _old(tunnel: Tunnel) -> bool:
    """Whether an end of a tunnel has no SHA-2 in IKEv1."""
    return IOS_12 in (tunnel.hub.release, tunnel.branch.release)


def _phase1(site: Site) -> Iterator[str]:
    if _of(site, "map", "gre", "dmvpn"):
        yield from _policies(site)
        yield "crypto isakmp keepalive 30 5 periodic"
    for tunnel in _of(site, "map", "gre", "dmvpn"):
        yield f"crypto isakmp key {tunnel.key} address {tunnel.other(site).outside}"
    ikev2 = _of(site, "vti", "map-ikev2")
    if not ikev2:
        return
    yield "crypto ikev2 proposal P1"
    yield " encryption aes-cbc-256"
    yield " integrity sha256"
    yield " group 14"
    yield "crypto ikev2 policy POL1"
    yield " proposal P1"
    yield "crypto ikev2 keyring KR"
    for tunnel in ikev2:
        if tunnel.signed:
            continue
        far = tunnel.other(site)
        yield f" peer {far.name}"
        yield f"  address {far.outside}"
        yield f"  pre-shared-key {tunnel.key}"
    for tunnel in ikev2:
        yield f"crypto ikev2 profile {_profile(tunnel)}"
        yield f" match identity remote address {tunnel.other(site).outside} 255.255.255.255"
        yield f" identity local address {site.outside}"
        method = "rsa-sig" if tunnel.signed else "pre-share"
        yield f" authentication remote {method}"
        yield f" authentication local {method}"
        yield f" pki trustpoint {POINT}" if tunnel.signed else " keyring local KR"
        yield " dpd 30 5 periodic"


def _policies(site: Site) -> Iterator[str]:
    tunnels = _of(site, "map", "gre", "dmvpn")
    for number, wanted, hash_ in ((10, False, "sha256"), (20, True, "sha")):
        if any(_old(tunnel) is wanted for tunnel in tunnels):
            yield f"crypto isakmp policy {number}"
            yield " encryption aes 256"
            yield f" hash {hash_}"
            yield " authentication pre-share"
            yield " group 14"


def _profile(tunnel: Tunnel) -> str:
    return f"IKEV2-{tunnel.number}"


def _sets(tunnel: Tunnel) -> tuple[str, str, str | None]:
    """Return the name of a tunnel's transform set, its transforms and its mode."""
    old = _old(tunnel)
    name = ("AES-SHA" if old else "AES-SHA256") + ("-TRANSPORT" if tunnel.kind in _GRE else "")
    transforms = "esp-aes 256 esp-sha-hmac" if old else "esp-aes 256 esp-sha256-hmac"
    return name, transforms, "transport" if tunnel.kind in _GRE else None


def _phase2(site: Site) -> Iterator[str]:
    for name, transforms, mode in sorted({_sets(tunnel) for tunnel in site.tunnels}, key=str):
        yield f"crypto ipsec transform-set {name} {transforms}"
        if mode is not None:
            yield f" mode {mode}"
    for tunnel in _of(site, "vti", "gre"):
        yield f"crypto ipsec profile IPSEC-{tunnel.number}"
        yield f" set transform-set {_sets(tunnel)[0]}"
        if tunnel.kind == "vti":
            yield f" set ikev2-profile {_profile(tunnel)}"
    for tunnel in _of(site, "dmvpn")[:1]:
        yield "crypto ipsec profile DMVPN"
        yield f" set transform-set {_sets(tunnel)[0]}"


def _maps(site: Site) -> Iterator[str]:
    for tunnel in _of(site, "map", "map-ikev2"):
        yield f"crypto map VPN {tunnel.number * 10} ipsec-isakmp"
        yield f" description to {tunnel.other(site).name}"
        yield f" set peer {tunnel.other(site).outside}"
        yield f" set transform-set {_sets(tunnel)[0]}"
        if tunnel.kind == "map-ikev2":
            yield f" set ikev2-profile {_profile(tunnel)}"
        yield f" match address VPN-{tunnel.number}"


def _speed(site: Site) -> Iterator[str]:
    """Yield what a device prints of every port, whether it was typed or not."""
    yield from (" negotiation auto",) if site.release.xe else (" duplex auto", " speed auto")


def _cloud(site: Site, tunnel: Tunnel) -> Iterator[str]:
    """Yield the interface of a DMVPN: the hub's, where all its spokes register, or a spoke's."""
    hub, number = tunnel.hub, int(tunnel.transit.network_address) >> 8 & 0xFF
    yield f"interface {tunnel.interface}"
    yield f" description {'spokes' if site.hub else 'to ' + hub.name}"
    yield f" ip address {tunnel.address(site)} {tunnel.transit.netmask}"
    yield " no ip redirects"
    yield " ip mtu 1400"
    yield f" ip nhrp authentication {hub.tunnels[0].key[-8:]}"
    if site.hub:
        yield " ip nhrp map multicast dynamic"
    else:
        yield f" ip nhrp map {tunnel.address(hub)} {hub.outside}"
        yield f" ip nhrp map multicast {hub.outside}"
        yield f" ip nhrp nhs {tunnel.address(hub)}"
    yield f" ip nhrp network-id {number + 1}"
    yield " ip nhrp holdtime 300"
    yield " ip tcp adjust-mss 1360"
    yield f" tunnel source {site.release.ports[0]}"
    yield " tunnel mode gre multipoint"
    yield f" tunnel key {number + 100}"
    yield " tunnel protection ipsec profile DMVPN"


def _interfaces(site: Site) -> Iterator[str]:
    outside, inside = site.release.ports[:2]
    for tunnel in _of(site, "dmvpn")[:1]:
        yield from _cloud(site, tunnel)
    for tunnel in _of(site, "vti", "gre"):
        yield f"interface {tunnel.interface}"
        yield f" description to {tunnel.other(site).name}"
        yield f" ip address {tunnel.address(site)} 255.255.255.252"
        yield " ip mtu 1400"
        yield " ip tcp adjust-mss 1360"
        yield f" tunnel source {outside}"
        yield f" tunnel destination {tunnel.other(site).outside}"
        if tunnel.kind == "vti":
            yield " tunnel mode ipsec ipv4"
        yield f" tunnel protection ipsec profile IPSEC-{tunnel.number}"
    yield f"interface {outside}"
    yield " description outside"
    yield f" ip address {site.outside} 255.255.255.252"
    yield " ip nat outside"
    if _of(site, "map", "map-ikev2"):
        yield " crypto map VPN"
    yield from _speed(site)
    yield f"interface {inside}"
    yield " description inside"
    yield f" ip address {site.lan} 255.255.255.0"
    yield " ip nat inside"
    yield " ip tcp adjust-mss 1360"
    yield from _speed(site)


def _routes(site: Site) -> Iterator[str]:
    yield f"ip nat inside source list NAT interface {site.release.ports[0]} overload"
    yield f"ip route 0.0.0.0 0.0.0.0 {site.gateway}"
    for tunnel in _of(site, "vti", "gre"):
        yield f"ip route {_block(tunnel.other(site).inside)} {tunnel.interface}"
    for tunnel in _of(site, "dmvpn"):
        far = tunnel.other(site)
        yield f"ip route {_block(far.inside)} {tunnel.address(far)}"


def _block(network: ipaddress.IPv4Network) -> str:
    return f"{network.network_address} {network.netmask}"


def _wild(network: ipaddress.IPv4Network) -> str:
    return f"{network.network_address} {network.hostmask}"


def _lists(site: Site) -> Iterator[str]:
    yield "ip access-list extended NAT"
    for tunnel in _of(site, "map", "map-ikev2"):
        yield f" deny ip {_wild(site.inside)} {_wild(tunnel.other(site).inside)}"
    yield f" permit ip {_wild(site.inside)} any"
    for tunnel in _of(site, "map", "map-ikev2"):
        yield f"ip access-list extended VPN-{tunnel.number}"
        yield f" permit ip {_wild(site.inside)} {_wild(tunnel.other(site).inside)}"
