"""The configuration of an ASA site: what an engineer would type for its tunnels, all of them with IKEv2."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from remediate.lab.fleet import Site, Tunnel

__all__ = ["asa_config"]


def asa_config(site: Site, enable: str, user: tuple[str, str]) -> str:
    """Return the lines; ``enable`` and the user's secret are hashes as an ASA stores them."""
    lines = [*_base(site, enable, user), *_lists(site), *_translations(site), *_maps(site)]
    return "".join(f"{line}\n" for line in [*lines, *_groups(site)])


def _block(network: ipaddress.IPv4Network) -> str:
    return f"{network.network_address} {network.netmask}"


def _base(site: Site, enable: str, user: tuple[str, str]) -> Iterator[str]:
    outside, inside = site.release.ports[:2]
    yield f"hostname {site.name}"
    yield "domain-name lab.example"
    yield f"enable password {enable} pbkdf2"
    yield f"interface {outside}"
    yield " description outside"
    yield " nameif outside"
    yield " security-level 0"
    yield f" ip address {site.outside} 255.255.255.252"
    yield f"interface {inside}"
    yield " description inside"
    yield " nameif inside"
    yield " security-level 100"
    yield f" ip address {site.lan} 255.255.255.0"
    yield "logging enable"
    yield "logging timestamp"
    yield "logging buffer-size 262144"
    yield "logging buffered debugging"
    yield "logging monitor debugging"
    yield "aaa authentication ssh console LOCAL"
    yield "ssh 0.0.0.0 0.0.0.0 outside"
    yield "ssh version 2"
    yield "ssh scopy enable"
    yield f"username {user[0]} password {user[1]} pbkdf2 privilege 15"


def _name(tunnel: Tunnel) -> str:
    return f"SITE-{tunnel.number}"


def _lists(site: Site) -> Iterator[str]:
    yield "object network LAN"
    yield f" subnet {_block(site.inside)}"
    for tunnel in site.tunnels:
        yield f"object network {_name(tunnel)}"
        yield f" subnet {_block(tunnel.other(site).inside)}"
    for tunnel in site.tunnels:
        yield f"access-list VPN-{tunnel.number} extended permit ip object LAN object {_name(tunnel)}"


def _translations(site: Site) -> Iterator[str]:
    for tunnel in site.tunnels:
        far = _name(tunnel)
        yield (
            f"nat (inside,outside) source static LAN LAN destination static {far} {far}"
            " no-proxy-arp route-lookup"
        )
    yield "nat (inside,outside) after-auto source dynamic LAN interface"
    yield f"route outside 0.0.0.0 0.0.0.0 {site.gateway} 1"


def _maps(site: Site) -> Iterator[str]:
    yield "crypto ipsec ikev2 ipsec-proposal AES-SHA256"
    yield " protocol esp encryption aes-256"
    yield " protocol esp integrity sha-256"
    for tunnel in site.tunnels:
        entry = f"crypto map VPN {tunnel.number * 10}"
        yield f"{entry} match address VPN-{tunnel.number}"
        yield f"{entry} set peer {tunnel.other(site).outside}"
        yield f"{entry} set ikev2 ipsec-proposal AES-SHA256"
    if site.tunnels:
        yield "crypto map VPN interface outside"
    yield "crypto ikev2 policy 10"
    yield " encryption aes-256"
    yield " integrity sha256"
    yield " group 14"
    yield " prf sha256"
    yield "crypto ikev2 enable outside"


def _groups(site: Site) -> Iterator[str]:
    yield "group-policy L2L internal"
    yield "group-policy L2L attributes"
    yield " vpn-tunnel-protocol ikev2"
    for tunnel in site.tunnels:
        far = tunnel.other(site).outside
        yield f"tunnel-group {far} type ipsec-l2l"
        yield f"tunnel-group {far} general-attributes"
        yield " default-group-policy L2L"
        yield f"tunnel-group {far} ipsec-attributes"
        yield f" ikev2 remote-authentication pre-shared-key {tunnel.key}"
        yield f" ikev2 local-authentication pre-shared-key {tunnel.key}"
