"""Ways to break a tunnel, by the slugs of the root causes: what an engineer mistypes, or what the line does.

A fault of a configuration is typed at the branch (where the hub is named, there) as a person would,
and the tunnel's associations are cleared, so that it shows. A fault of the line is one of the world
between the devices.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from remediate.lab.asa_faults import ASA_FAULTS
from remediate.lab.certificates import POINT, authority, chain_lines
from remediate.lab.fleet import Tunnel
from remediate.lab.gre_faults import bared, moved, other_gre_key, other_nhrp_key
from remediate.lab.injecting import Injected, InjectionError, ios_only, keyed, kinds_only, typed
from remediate.lab.ios_config import serial_of, subject_of
from remediate.lab.network import LineFault
from remediate.lab.packet_faults import corrupted, narrow, pair_of, reordered, stale

if TYPE_CHECKING:
    from remediate.lab.lab import Lab

__all__ = ["FAULTS", "Injected", "InjectionError", "inject"]


def inject(lab: Lab, slug: str, tunnel: Tunnel) -> Injected:
    """Break a tunnel. Raises :class:`InjectionError` where it can't be broken so, and leaves it as it is."""
    if lab.faults.get(tunnel.id) is not None and lab.state(tunnel).fault is not None:
        raise InjectionError(f"{tunnel.id} has a fault: {lab.faults[tunnel.id]}")
    if tunnel.branch.release.platform == "asa" and slug in ASA_FAULTS:
        done = typed(lab, tunnel.branch, *ASA_FAULTS[slug](tunnel))
    else:
        done = FAULTS[slug](lab, tunnel)
    lab.faults[tunnel.id] = slug
    if slug == "invalid-spi":  # clearing would heal it
        return done
    for here, far in ((tunnel.branch, tunnel.hub), (tunnel.hub, tunnel.branch)):
        device = lab.devices[here.name]
        lab.network.clear_ike(device, peer=far.outside)
        lab.network.clear_ipsec(device, far.outside)
        lab.network.clear_next_hops(device, outer=far.outside)
    for site in (tunnel.branch, tunnel.hub):  # hosts always have traffic: they try at once
        lab.network.settle(lab.devices[site.name])
    return done


def _neighbour(address: str) -> str:
    """Return an address near by that nobody has: the broadcast address of its link."""
    return str(ipaddress.IPv4Address(address) + 1)


# --- phase 1 ---


def _policy(lab: Lab, tunnel: Tunnel) -> Injected:
    kinds_only(tunnel, "map", "gre", "dmvpn")
    entry = lab.devices[tunnel.branch.name].running.all("crypto isakmp policy")[0]
    return typed(lab, tunnel.branch, entry.text, " encryption aes 192")


def _no_key(lab: Lab, tunnel: Tunnel) -> Injected:
    kinds_only(tunnel, "map", "gre", "dmvpn")
    return typed(
        lab, tunnel.branch, f"no crypto isakmp key {tunnel.key} address {tunnel.hub.outside}"
    )


def _other_key(tunnel: Tunnel) -> str:
    """Return the key with two letters exchanged: as it is mistyped."""
    key = tunnel.key
    at = next(i for i in range(len(key) - 1) if key[i] != key[i + 1])
    return key[:at] + key[at + 1] + key[at] + key[at + 2 :]


def _psk(lab: Lab, tunnel: Tunnel) -> Injected:
    kinds_only(tunnel, "map", "gre", "dmvpn")
    far = tunnel.hub.outside
    return typed(
        lab,
        tunnel.branch,
        f"no crypto isakmp key {tunnel.key} address {far}",
        f"crypto isakmp key {_other_key(tunnel)} address {far}",
    )


def _peer(lab: Lab, tunnel: Tunnel) -> Injected:
    kinds_only(tunnel, "map", "dmvpn")
    far = tunnel.hub.outside
    if tunnel.kind == "dmvpn":
        return typed(lab, tunnel.branch, *moved(tunnel, _neighbour(far)))
    return typed(
        lab,
        tunnel.branch,
        _entry(tunnel),
        f" no set peer {far}",
        f" set peer {_neighbour(far)}",
    )


def _silent(lab: Lab, tunnel: Tunnel) -> Injected:
    lab.network.lines[pair_of(tunnel)] = LineFault(filtered=frozenset({500, 4500, "esp"}))
    return Injected(tunnel.hub.name, ("UDP 500, UDP 4500 and ESP are filtered on the way",))


def _proposal(lab: Lab, tunnel: Tunnel) -> Injected:
    kinds_only(tunnel, "vti", "map-ikev2")
    ios_only(tunnel.branch, "ikev2-proposal-mismatch")
    return typed(lab, tunnel.branch, "crypto ikev2 proposal P1", " integrity sha512", " group 19")


def _ikev2_key(lab: Lab, tunnel: Tunnel) -> Injected:
    kinds_only(tunnel, "vti", "map-ikev2")
    keyed(tunnel)
    ios_only(tunnel.branch, "ikev2-authentication-failed")
    return typed(
        lab,
        tunnel.branch,
        "crypto ikev2 keyring KR",
        f" peer {tunnel.hub.name}",
        f"  pre-shared-key {_other_key(tunnel)}",
    )


def _keyring(lab: Lab, tunnel: Tunnel) -> Injected:
    kinds_only(tunnel, "vti", "map-ikev2")
    keyed(tunnel)
    ios_only(tunnel.branch, "ikev2-profile-or-keyring-missing")
    return typed(lab, tunnel.branch, "crypto ikev2 keyring KR", f" no peer {tunnel.hub.name}")


def _certificate(lab: Lab, tunnel: Tunnel) -> Injected:
    """Let the branch have a certificate that ran out a month ago."""
    if not tunnel.signed:
        raise InjectionError(f"the ends of {tunnel.id} have no certificates")
    site, now = tunnel.branch, lab.devices[tunnel.branch.name].now()
    began = now - timedelta(days=395)
    ended = authority(now).issued(f"{serial_of(site)}0", subject_of(site), began, 365)
    head, *lines = chain_lines(POINT, ended)
    return typed(lab, site, head, f" no certificate {serial_of(site)}", *lines)


# --- phase 2 ---


def _entry(tunnel: Tunnel) -> str:
    return f"crypto map VPN {tunnel.number * 10} ipsec-isakmp"


def _wild(network: ipaddress.IPv4Network) -> str:
    return f"{network.network_address} {network.hostmask}"


def _mirror(lab: Lab, tunnel: Tunnel) -> Injected:
    kinds_only(tunnel, "map", "map-ikev2")
    ios_only(tunnel.branch, "crypto-acl-not-mirrored")
    far = tunnel.hub.inside
    wrong = ipaddress.IPv4Network((int(far.network_address) + 65536, far.prefixlen))
    near = tunnel.branch.inside
    return typed(
        lab,
        tunnel.branch,
        f"ip access-list extended VPN-{tunnel.number}",
        f" no permit ip {_wild(near)} {_wild(far)}",
        f" permit ip {_wild(near)} {_wild(wrong)}",
    )


def _transforms(lab: Lab, tunnel: Tunnel) -> Injected:
    ios_only(tunnel.branch, "transform-set-mismatch")
    name = (
        lab.devices[tunnel.branch.name].running.all("crypto ipsec transform-set")[0].values["name"]
    )
    mode = (" mode transport",) if tunnel.kind in ("gre", "dmvpn") else ()
    return typed(
        lab,
        tunnel.branch,
        f"crypto ipsec transform-set {name} esp-aes 192 esp-sha-hmac",
        *mode,
    )


def _pfs(lab: Lab, tunnel: Tunnel) -> Injected:
    """Let each end want a group of its own: that of one end alone would fail in one direction only."""
    kinds_only(tunnel, "map")
    typed(lab, tunnel.hub, _entry(tunnel), " set pfs group14")
    return typed(lab, tunnel.branch, _entry(tunnel), " set pfs group16")


def _local_address(lab: Lab, tunnel: Tunnel) -> Injected:
    kinds_only(tunnel, "map")
    inside = tunnel.branch.release.ports[1]
    return typed(lab, tunnel.branch, f"crypto map VPN local-address {inside}")


def _unbound(lab: Lab, tunnel: Tunnel) -> Injected:
    kinds_only(tunnel, "map", "map-ikev2", "gre", "dmvpn")
    ios_only(tunnel.branch, "crypto-map-not-applied")
    if tunnel.kind in ("gre", "dmvpn"):
        return typed(lab, tunnel.branch, *bared(tunnel))
    return typed(
        lab, tunnel.branch, f"interface {tunnel.branch.release.ports[0]}", " no crypto map"
    )


def _order(lab: Lab, tunnel: Tunnel) -> Injected:
    """Let an earlier entry of the hub, for another peer, take what is the branch's."""
    kinds_only(tunnel, "map")
    number = max(tunnel.number * 10 - 5, 1)
    other = next((item for item in tunnel.hub.tunnels if item is not tunnel), None)
    if other is None:
        raise InjectionError(f"{tunnel.hub.name} has no other tunnel")
    wide = ipaddress.IPv4Network((int(tunnel.branch.inside.network_address), 24)).supernet(
        new_prefix=22
    )
    return typed(
        lab,
        tunnel.hub,
        f"ip access-list extended VPN-WIDE-{tunnel.number}",
        f" permit ip {_wild(tunnel.hub.inside)} {_wild(wide)}",
        f"crypto map VPN {number} ipsec-isakmp",
        f" set peer {other.branch.outside}",
        f" set transform-set {_set_of(lab, tunnel)}",
        f" match address VPN-WIDE-{tunnel.number}",
    )


def _set_of(lab: Lab, tunnel: Tunnel) -> str:
    entry = lab.devices[tunnel.hub.name].running.get("crypto map", "VPN", str(tunnel.number * 10))
    return (entry.lines.value("set transform-set", "sets") if entry is not None else None) or ""


def _incomplete(lab: Lab, tunnel: Tunnel) -> Injected:
    kinds_only(tunnel, "map", "map-ikev2")
    ios_only(tunnel.branch, "crypto-map-incomplete")
    return typed(lab, tunnel.branch, _entry(tunnel), " no match address")


# --- translation and the way inside ---


def _translated(lab: Lab, tunnel: Tunnel) -> Injected:
    kinds_only(tunnel, "map", "map-ikev2")
    ios_only(tunnel.branch, "nat-exemption-missing")
    near, far = tunnel.branch.inside, tunnel.hub.inside
    return typed(
        lab,
        tunnel.branch,
        "ip access-list extended NAT",
        f" no deny ip {_wild(near)} {_wild(far)}",
    )


# --- GRE and NHRP within IPsec ---


def _gre_key(lab: Lab, tunnel: Tunnel) -> Injected:
    kinds_only(tunnel, "gre", "dmvpn")
    return typed(lab, tunnel.branch, *other_gre_key(tunnel))


def _nhrp(lab: Lab, tunnel: Tunnel) -> Injected:
    kinds_only(tunnel, "dmvpn")
    return typed(lab, tunnel.branch, *other_nhrp_key(tunnel))


FAULTS: dict[str, Callable[[Lab, Tunnel], Injected]] = {
    "isakmp-policy-mismatch": _policy,
    "no-key-for-peer": _no_key,
    "psk-mismatch": _psk,
    "peer-address-mismatch": _peer,
    "peer-not-answering": _silent,
    "ikev2-proposal-mismatch": _proposal,
    "ikev2-authentication-failed": _ikev2_key,
    "ikev2-profile-or-keyring-missing": _keyring,
    "certificate-failure": _certificate,
    "crypto-acl-not-mirrored": _mirror,
    "transform-set-mismatch": _transforms,
    "pfs-mismatch": _pfs,
    "crypto-map-local-address": _local_address,
    "crypto-map-not-applied": _unbound,
    "crypto-map-entry-order": _order,
    "crypto-map-incomplete": _incomplete,
    "replay-check-failed": reordered,
    "hmac-verification-failed": corrupted,
    "invalid-spi": stale,
    "mtu-black-hole": narrow,
    "nat-exemption-missing": _translated,
    "tunnel-key-mismatch": _gre_key,
    "nhrp-authentication-mismatch": _nhrp,
}
"""What can be injected, by slug. The last two are no root cause of IPsec: it comes up, and what it carries is refused."""
