"""Tunnel interfaces without tunnel protection, towards a peer whose own end of the tunnel has it.

What such a tunnel sends in clear the peer refuses (`%CRYPTO-4-RECVD_PKT_NOT_IPSEC`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig, Interface
from remediate.model.evidence import DeviceEvidence
from remediate.model.selector import AddressBlock
from remediate.tunnels.configured import Link, serves, tunnel_source

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
            if _one_tunnel(tunnel, other, local):
                return tunnel, other
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
    kinds = {(item.tunnel_mode or "gre").split()[0] for item in (tunnel, other)}
    if len(kinds) > 1 or tunnel.address in (None, other.address):
        return False
    nets = [
        AddressBlock.from_netmask(item.address, item.netmask).normalised()
        for item in (tunnel, other)
        if item.address and item.netmask
    ]
    return len(nets) == 2 and nets[0] == nets[1]
