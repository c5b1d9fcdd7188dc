"""Ways to break a tunnel on an ASA of the lab: what is typed there, by the slug of the fault."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from remediate.lab.fleet import Tunnel

__all__ = ["ASA_FAULTS", "other_key"]

Lines = tuple[str, ...]


def other_key(key: str) -> str:
    """Return a key with two letters exchanged: as it is mistyped."""
    at = next((i for i in range(len(key) - 1) if key[i] != key[i + 1]), 0)
    return key[:at] + key[at + 1] + key[at] + key[at + 2 :]


def _entry(tunnel: Tunnel) -> str:
    return f"crypto map VPN {tunnel.number * 10}"


def _group(tunnel: Tunnel) -> str:
    return f"tunnel-group {tunnel.hub.outside}"


def _policy(tunnel: Tunnel) -> Lines:
    del tunnel
    return ("crypto ikev2 policy 10", " group 19")


def _key(tunnel: Tunnel) -> Lines:
    key = other_key(tunnel.key)
    return (
        f"{_group(tunnel)} ipsec-attributes",
        f" ikev2 remote-authentication pre-shared-key {key}",
        f" ikev2 local-authentication pre-shared-key {key}",
    )


def _no_group(tunnel: Tunnel) -> Lines:
    return (f"no {_group(tunnel)}",)


def _peer(tunnel: Tunnel) -> Lines:
    nobody = ipaddress.IPv4Address(tunnel.hub.outside) + 1
    head = f"{_entry(tunnel)} set peer"
    return (f"{head} {nobody}", f"no {head} {tunnel.hub.outside}")


def _list(tunnel: Tunnel) -> Lines:
    far = tunnel.hub.inside
    wrong = f"{far.network_address + 65536} {far.netmask}"
    head = f"access-list VPN-{tunnel.number} extended permit ip object LAN"
    return (f"{head} {wrong}", f"no {head} object SITE-{tunnel.number}")


def _transforms(tunnel: Tunnel) -> Lines:
    del tunnel
    return (
        "crypto ipsec ikev2 ipsec-proposal AES-SHA256",
        " protocol esp encryption aes",
        " protocol esp integrity sha-1",
    )


def _unbound(tunnel: Tunnel) -> Lines:
    del tunnel
    return ("no crypto map VPN interface outside",)


def _incomplete(tunnel: Tunnel) -> Lines:
    return (f"no {_entry(tunnel)} match address VPN-{tunnel.number}",)


def _translated(tunnel: Tunnel) -> Lines:
    far = f"SITE-{tunnel.number}"
    pairs = f"source static LAN LAN destination static {far} {far}"
    return (f"no nat (inside,outside) {pairs} no-proxy-arp route-lookup",)


ASA_FAULTS: dict[str, Callable[[Tunnel], Lines]] = {
    "ikev2-proposal-mismatch": _policy,
    "ikev2-authentication-failed": _key,
    "ikev2-profile-or-keyring-missing": _no_group,
    "peer-address-mismatch": _peer,
    "crypto-acl-not-mirrored": _list,
    "transform-set-mismatch": _transforms,
    "crypto-map-not-applied": _unbound,
    "crypto-map-incomplete": _incomplete,
    "nat-exemption-missing": _translated,
}
"""Of a branch that is an ASA."""
