"""The configuration of an IOS or IOS-XE site: what an engineer would type for its tunnels."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from remediate.lab.fleet import Site, Tunnel
from remediate.lab.releases import IOS_12

__all__ = ["ios_config"]


def ios_config(site: Site, enable: str, user: tuple[str, str]) -> str:
    """Return the lines; ``enable`` and the user's secret are hashes of type 9."""
    lines = [*_base(site, enable, user), *_phase1(site), *_phase2(site)]
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


def _old(tunnel: Tunnel) -> bool:
    """Whether an end of a tunnel has no SHA-2 in IKEv1."""
    return IOS_12 in (tunnel.hub.release, tunnel.branch.release)


def _phase1(site: Site) -> Iterator[str]:
    if _of(site, "map", "gre"):
        yield from _policies(site)
        yield "crypto isakmp keepalive 30 5 periodic"
    for tunnel in _of(site, "map", "gre"):
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
        far = tunnel.other(site)
        yield f" peer {far.name}"
        yield f"  address {far.outside}"
        yield f"  pre-shared-key {tunnel.key}"
    for tunnel in ikev2:
        yield f"crypto ikev2 profile {_profile(tunnel)}"
        yield f" match identity remote address {tunnel.other(site).outside} 255.255.255.255"
        yield f" identity local address {site.outside}"
        yield " authentication remote pre-share"
        yield " authentication local pre-share"
        yield " keyring local KR"
        yield " dpd 30 5 periodic"


def _policies(site: Site) -> Iterator[str]:
    tunnels = _of(site, "map", "gre")
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
    name = ("AES-SHA" if old else "AES-SHA256") + ("-TRANSPORT" if tunnel.kind == "gre" else "")
    transforms = "esp-aes 256 esp-sha-hmac" if old else "esp-aes 256 esp-sha256-hmac"
    return name, transforms, "transport" if tunnel.kind == "gre" else None


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


def _interfaces(site: Site) -> Iterator[str]:
    outside, inside = site.release.ports[:2]
    for tunnel in _of(site, "vti", "gre"):
        first, second = list(tunnel.transit.hosts())[:2]
        yield f"interface Tunnel{tunnel.number}"
        yield f" description to {tunnel.other(site).name}"
        yield f" ip address {first if site is tunnel.hub else second} 255.255.255.252"
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
        yield f"ip route {_block(tunnel.other(site).inside)} Tunnel{tunnel.number}"


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
