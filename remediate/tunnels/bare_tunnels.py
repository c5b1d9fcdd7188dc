"""Tunnel interfaces without tunnel protection, towards a peer whose own end of the tunnel has it.

What such a tunnel sends in clear the peer refuses (`%CRYPTO-4-RECVD_PKT_NOT_IPSEC`). A Virtual-Template of FlexVPN has no
destination: it serves whoever its IKEv2 profile lets in, and its spokes' tunnels have no network of their own with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface
from remediate.model.evidence import DeviceEvidence
from remediate.model.selector import AddressBlock
from remediate.tunnels.configured import Link, serves
from remediate.tunnels.local_address import tunnel_source

__all__ = ["bare_links", "bare_tunnel"]


def bare_tunnel(
    config: CryptoConfig, local: str, peer: str, far: CryptoConfig
) -> tuple[Interface, Interface] | None:
    """Return the unprotected tunnel from one address to another, and the peer's protected end of it."""
    if serves(config, peer):
        return None
    for tunnel, targets in _bare(config):
        if peer not in targets or tunnel_source(config, tunnel) != local:
            continue
        for other in _protected(far).get(peer, ()):
            if _one_tunnel(tunnel, other, local) or _spoke(config, tunnel, local, other, far):
                return tunnel, other
    template = _bare_template(config)
    if template is not None and tunnel_source(config, template) in (None, local):
        for other in _protected(far).get(peer, ()):
            if other.tunnel_destination == local and _kind(other) == _kind(template):
                return template, other
    return None


def bare_links(
    devices: Mapping[str, DeviceEvidence], owners: Mapping[str, str]
) -> Iterable[tuple[str, Link]]:
    """Yield (device, view) of the tunnels that lack their protection."""
    for name, device in devices.items():
        config = device.config
        for tunnel, targets in _bare(config) if config is not None else ():
            for peer in targets:
                far = devices.get(owners.get(peer, ""))
                local = tunnel_source(config, tunnel) if config is not None else None
                if far is None or far.config is None or local is None or far.device == name:
                    continue
                if config is not None and bare_tunnel(config, local, peer, far.config) is not None:
                    yield name, Link(local, peer, None, tunnel.name)


def _spoke(
    config: CryptoConfig, tunnel: Interface, local: str, other: Interface, far: CryptoConfig
) -> bool:
    """Whether a tunnel is that of a FlexVPN spoke towards a protected Virtual-Template.

    It takes its address from the hub, or borrows one, and its device has the hub's key for IKEv2; a tunnel of the hub to
    just this address would be another one, in clear on purpose.
    """
    if not _is_template(other) or _kind(tunnel) != _kind(other):
        return False
    if any(item.tunnel_destination == local for item in far.interfaces):
        return False
    known = config.ikev2_config.peers
    keyed = any(
        item.address is not None
        and item.address.is_host
        and item.address.dotted == tunnel.tunnel_destination
        for item in known
    )
    return keyed and (tunnel.negotiated or tunnel.address is None)


@remembered
def _bare_template(config: CryptoConfig) -> Interface | None:
    """Return the one tunnel template, where it lacks its protection, an IKEv2 profile uses one and nothing else takes any peer."""
    found = [
        item
        for item in config.interfaces
        if _is_template(item) and (item.tunnel_source is not None or item.tunnel_mode is not None)
    ]
    if len(found) != 1 or found[0].tunnel_protection or found[0].shutdown:
        return None
    used = any(item.virtual_template for item in config.ikev2_config.profiles)
    anyone = any(item.dynamic for item in config.maps) or any(
        item.tunnel_protection and item.tunnel_destination is None for item in config.interfaces
    )
    return found[0] if used and not anyone else None


def _is_template(interface: Interface) -> bool:
    return interface.name.lower().startswith("virtual-template")


def _kind(interface: Interface) -> str:
    return (interface.tunnel_mode or "gre").split()[0]


@remembered
def _bare(config: CryptoConfig) -> tuple[tuple[Interface, tuple[str, ...]], ...]:
    """Return the tunnels without protection that are up, each with the outer addresses that it goes to."""
    found = []
    for item in config.interfaces:
        if item.tunnel_source is None or item.tunnel_protection or item.shutdown or item.crypto_map:
            continue
        targets = (item.tunnel_destination,) if item.tunnel_destination else item.nbma
        if targets and (item.tunnel_mode or "gre").startswith(("gre", "ipsec")):
            found.append((item, tuple(dict.fromkeys(targets))))
    return tuple(found)


@remembered
def _protected(config: CryptoConfig) -> dict[str, tuple[Interface, ...]]:
    """Return the protected tunnels that are up, by the address that they begin at."""
    found: dict[str, tuple[Interface, ...]] = {}
    for item in config.interfaces:
        if item.tunnel_protection and not item.shutdown:
            source = tunnel_source(config, item)
            if source is not None:
                found[source] = (*found.get(source, ()), item)
    return found


def _one_tunnel(tunnel: Interface, other: Interface, local: str) -> bool:
    """Whether two interfaces are the ends of one tunnel: of one kind and key, in one network, facing each other."""
    if other.tunnel_destination not in (None, local) or tunnel.tunnel_key != other.tunnel_key:
        return False
    if _kind(tunnel) != _kind(other) or tunnel.address in (None, other.address):
        return False
    nets = [
        AddressBlock.from_netmask(item.address, item.netmask).normalised()
        for item in (tunnel, other)
        if item.address and item.netmask
    ]
    return len(nets) == 2 and nets[0] == nets[1]
