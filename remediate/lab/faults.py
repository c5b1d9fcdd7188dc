"""Ways to break a tunnel, by the slugs of the root causes: what an engineer mistypes, or what the line does.

A fault of a configuration is typed at the branch (where the hub is named, there) as a person would,
and the tunnel's associations are cleared, so that it shows. A fault of the line is one of the world
between the devices.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from remediate.lab.asa_faults import ASA_FAULTS
from remediate.lab.fleet import Site, Tunnel
from remediate.lab.network import LineFault

if TYPE_CHECKING:
    from remediate.lab.device import Device
    from remediate.lab.lab import Lab

__all__ = ["FAULTS", "Injected", "InjectionError", "inject"]


class InjectionError(Exception):
    """A fault that this tunnel can't have."""


class Injected(NamedTuple):
    """What was done."""

    device: str
    lines: tuple[str, ...]
    """Typed in configuration mode; of a fault of the line a sentence."""


def inject(lab: Lab, slug: str, tunnel: Tunnel) -> Injected:
    """Break a tunnel. Raises :class:`InjectionError` where it can't be broken so, and leaves it as it is."""
    if lab.faults.get(tunnel.id) is not None and lab.state(tunnel).fault is not None:
        raise InjectionError(f"{tunnel.id} has a fault: {lab.faults[tunnel.id]}")
    if tunnel.branch.release.platform == "asa" and slug in ASA_FAULTS:
        done = _type(lab, tunnel.branch, *ASA_FAULTS[slug](tunnel))
    else:
        done = FAULTS[slug](lab, tunnel)
    lab.faults[tunnel.id] = slug
    if slug == "invalid-spi":  # clearing would heal it
        return done
    for here, far in ((tunnel.branch, tunnel.hub), (tunnel.hub, tunnel.branch)):
        device = lab.devices[here.name]
        lab.network.clear_ike(device, peer=far.outside)
        lab.network.clear_ipsec(device, far.outside)
    return done


def _ios(site: Site, slug: str) -> None:
    if site.release.platform != "ios":
        raise InjectionError(f"{slug} is not emulated on {site.name}, an ASA")


def _kinds(tunnel: Tunnel, *kinds: str) -> None:
    if tunnel.kind not in kinds:
        raise InjectionError(
            f"{tunnel.id} is a tunnel of kind {tunnel.kind}; this takes {', '.join(kinds)}"
        )


def _type(lab: Lab, site: Site, *lines: str) -> Injected:
    """Type lines in configuration mode; a line that the device refuses is a defect of the fault."""
    device: Device = lab.devices[site.name]
    editor = device.editor()
    device.touched("lab")
    for line in lines:
        if not line.startswith(" "):
            del editor.path[1:]
        said = editor.line(line)
        if editor.failed:
            raise AssertionError(f"{site.name} refuses {line!r}: {said.strip()}")
    return Injected(site.name, lines)


def _neighbour(address: str) -> str:
    """Return an address near by that nobody has: the broadcast address of its link."""
    return str(ipaddress.IPv4Address(address) + 1)


# --- phase 1 ---


def _policy(lab: Lab, tunnel: Tunnel) -> Injected:
    _kinds(tunnel, "map", "gre")
    entry = lab.devices[tunnel.branch.name].running.all("crypto isakmp policy")[0]
    return _type(lab, tunnel.branch, entry.text, " encryption aes 192")


def _no_key(lab: Lab, tunnel: Tunnel) -> Injected:
    _kinds(tunnel, "map", "gre")
    return _type(
        lab, tunnel.branch, f"no crypto isakmp key {tunnel.key} address {tunnel.hub.outside}"
    )


def _other_key(tunnel: Tunnel) -> str:
    """Return the key with two letters exchanged: as it is mistyped."""
    key = tunnel.key
    at = next(i for i in range(len(key) - 1) if key[i] != key[i + 1])
    return key[:at] + key[at + 1] + key[at] + key[at + 2 :]


def _psk(lab: Lab, tunnel: Tunnel) -> Injected:
    _kinds(tunnel, "map", "gre")
    far = tunnel.hub.outside
    return _type(
        lab,
        tunnel.branch,
        f"no crypto isakmp key {tunnel.key} address {far}",
        f"crypto isakmp key {_other_key(tunnel)} address {far}",
    )


def _peer(lab: Lab, tunnel: Tunnel) -> Injected:
    _kinds(tunnel, "map")
    far = tunnel.hub.outside
    return _type(
        lab,
        tunnel.branch,
        _entry(tunnel),
        f" no set peer {far}",
        f" set peer {_neighbour(far)}",
    )


def _silent(lab: Lab, tunnel: Tunnel) -> Injected:
    lab.network.lines[_pair(tunnel)] = LineFault(filtered=frozenset({500, 4500, "esp"}))
    return Injected(tunnel.hub.name, ("UDP 500, UDP 4500 and ESP are filtered on the way",))


def _proposal(lab: Lab, tunnel: Tunnel) -> Injected:
    _kinds(tunnel, "vti", "map-ikev2")
    _ios(tunnel.branch, "ikev2-proposal-mismatch")
    return _type(lab, tunnel.branch, "crypto ikev2 proposal P1", " integrity sha512", " group 19")


def _ikev2_key(lab: Lab, tunnel: Tunnel) -> Injected:
    _kinds(tunnel, "vti", "map-ikev2")
    _ios(tunnel.branch, "ikev2-authentication-failed")
    return _type(
        lab,
        tunnel.branch,
        "crypto ikev2 keyring KR",
        f" peer {tunnel.hub.name}",
        f"  pre-shared-key {_other_key(tunnel)}",
    )


def _keyring(lab: Lab, tunnel: Tunnel) -> Injected:
    _kinds(tunnel, "vti", "map-ikev2")
    _ios(tunnel.branch, "ikev2-profile-or-keyring-missing")
    return _type(lab, tunnel.branch, "crypto ikev2 keyring KR", f" no peer {tunnel.hub.name}")


# --- phase 2 ---


def _entry(tunnel: Tunnel) -> str:
    return f"crypto map VPN {tunnel.number * 10} ipsec-isakmp"


def _wild(network: ipaddress.IPv4Network) -> str:
    return f"{network.network_address} {network.hostmask}"


def _mirror(lab: Lab, tunnel: Tunnel) -> Injected:
    _kinds(tunnel, "map", "map-ikev2")
    _ios(tunnel.branch, "crypto-acl-not-mirrored")
    far = tunnel.hub.inside
    wrong = ipaddress.IPv4Network((int(far.network_address) + 65536, far.prefixlen))
    near = tunnel.branch.inside
    return _type(
        lab,
        tunnel.branch,
        f"ip access-list extended VPN-{tunnel.number}",
        f" no permit ip {_wild(near)} {_wild(far)}",
        f" permit ip {_wild(near)} {_wild(wrong)}",
    )


def _transforms(lab: Lab, tunnel: Tunnel) -> Injected:
    _ios(tunnel.branch, "transform-set-mismatch")
    name = (
        lab.devices[tunnel.branch.name].running.all("crypto ipsec transform-set")[0].values["name"]
    )
    mode = (" mode transport",) if tunnel.kind == "gre" else ()
    return _type(
        lab,
        tunnel.branch,
        f"crypto ipsec transform-set {name} esp-aes 192 esp-sha-hmac",
        *mode,
    )


def _pfs(lab: Lab, tunnel: Tunnel) -> Injected:
    """Let each end want a group of its own: that of one end alone would fail in one direction only."""
    _kinds(tunnel, "map")
    _type(lab, tunnel.hub, _entry(tunnel), " set pfs group14")
    return _type(lab, tunnel.branch, _entry(tunnel), " set pfs group16")


def _local_address(lab: Lab, tunnel: Tunnel) -> Injected:
    _kinds(tunnel, "map")
    inside = tunnel.branch.release.ports[1]
    return _type(lab, tunnel.branch, f"crypto map VPN local-address {inside}")


def _unbound(lab: Lab, tunnel: Tunnel) -> Injected:
    _kinds(tunnel, "map", "map-ikev2")
    _ios(tunnel.branch, "crypto-map-not-applied")
    return _type(
        lab, tunnel.branch, f"interface {tunnel.branch.release.ports[0]}", " no crypto map"
    )


def _order(lab: Lab, tunnel: Tunnel) -> Injected:
    """Let an earlier entry of the hub, for another peer, take what is the branch's."""
    _kinds(tunnel, "map")
    number = max(tunnel.number * 10 - 5, 1)
    other = next((item for item in tunnel.hub.tunnels if item is not tunnel), None)
    if other is None:
        raise InjectionError(f"{tunnel.hub.name} has no other tunnel")
    wide = ipaddress.IPv4Network((int(tunnel.branch.inside.network_address), 24)).supernet(
        new_prefix=22
    )
    return _type(
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
    _kinds(tunnel, "map", "map-ikev2")
    _ios(tunnel.branch, "crypto-map-incomplete")
    return _type(lab, tunnel.branch, _entry(tunnel), " no match address")


# --- packets ---


def _pair(tunnel: Tunnel) -> frozenset[str]:
    return frozenset({tunnel.hub.outside, tunnel.branch.outside})


def _reordered(lab: Lab, tunnel: Tunnel) -> Injected:
    lab.network.lines[_pair(tunnel)] = LineFault(reordered=0.02)
    return Injected(
        tunnel.hub.name, ("the line reorders 2 % of the packets by more than a replay window",)
    )


def _corrupted(lab: Lab, tunnel: Tunnel) -> Injected:
    lab.network.lines[_pair(tunnel)] = LineFault(corrupted=0.02)
    return Injected(tunnel.hub.name, ("the line corrupts 2 % of the packets",))


def _stale(lab: Lab, tunnel: Tunnel) -> Injected:
    """Let the branch lose its associations: the hub keeps on sending with one that is no more."""
    lab.network.lose(lab.devices[tunnel.branch.name], tunnel.hub.outside)
    return Injected(tunnel.branch.name, ("the branch lost its associations",))


def _narrow(lab: Lab, tunnel: Tunnel) -> Injected:
    """Let the path have a smaller MTU than the ends reckon with (``ip mtu 1400`` of a tunnel), and nobody clamp TCP."""
    _ios(tunnel.branch, "mtu-black-hole")
    path = 1300 if tunnel.kind in ("vti", "gre") else 1400
    lab.network.lines[_pair(tunnel)] = LineFault(path_mtu=path)
    done: list[str] = []
    for site in (tunnel.hub, tunnel.branch):
        if site.release.platform != "ios":
            continue
        lines = [f"interface {site.release.ports[1]}", " no ip tcp adjust-mss"]
        if tunnel.kind in ("vti", "gre"):
            lines += [f"interface Tunnel{tunnel.number}", " no ip tcp adjust-mss"]
        _type(lab, site, *lines)
        done += lines
    return Injected(tunnel.branch.name, (f"the path MTU is {path}", *done))


# --- translation and the way inside ---


def _translated(lab: Lab, tunnel: Tunnel) -> Injected:
    _kinds(tunnel, "map", "map-ikev2")
    _ios(tunnel.branch, "nat-exemption-missing")
    near, far = tunnel.branch.inside, tunnel.hub.inside
    return _type(
        lab,
        tunnel.branch,
        "ip access-list extended NAT",
        f" no deny ip {_wild(near)} {_wild(far)}",
    )


FAULTS: dict[str, Callable[[Lab, Tunnel], Injected]] = {
    "isakmp-policy-mismatch": _policy,
    "no-key-for-peer": _no_key,
    "psk-mismatch": _psk,
    "peer-address-mismatch": _peer,
    "peer-not-answering": _silent,
    "ikev2-proposal-mismatch": _proposal,
    "ikev2-authentication-failed": _ikev2_key,
    "ikev2-profile-or-keyring-missing": _keyring,
    "crypto-acl-not-mirrored": _mirror,
    "transform-set-mismatch": _transforms,
    "pfs-mismatch": _pfs,
    "crypto-map-local-address": _local_address,
    "crypto-map-not-applied": _unbound,
    "crypto-map-entry-order": _order,
    "crypto-map-incomplete": _incomplete,
    "replay-check-failed": _reordered,
    "hmac-verification-failed": _corrupted,
    "invalid-spi": _stale,
    "mtu-black-hole": _narrow,
    "nat-exemption-missing": _translated,
}
"""What can be injected, by slug."""
