"""What is to be said of a spoke whose next-hop server is at an address that nobody in the dumps has."""

from __future__ import annotations

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface
from remediate.model.evidence import EndState, FleetEvidence, TunnelEnd
from remediate.rules.case import Case
from remediate.tunnels.addresses import is_private
from remediate.tunnels.local_address import tunnel_source
from remediate.tunnels.next_hops import outer_of

__all__ = ["unmet_hub"]


def unmet_hub(case: Case) -> str | None:
    """Return what a spoke has for its hub, and who has the hub's inner address, where the other end is nobody's."""
    for end in case.tunnel.ends:
        peer = case.tunnel.other(end)
        found = _server(end, peer.address) if peer.state is EndState.UNMANAGED else None
        if found is None:
            continue
        tunnel, server = found
        text = (
            f"{tunnel.name} of {end.device} has {peer.address} for its next-hop server {server}: no one device of"
            " the dumps or the inventory is known by that address"
        )
        hubs = _inner(case.fleet).get(server, ()) if case.fleet is not None else ()
        hubs = tuple((name, begins) for name, begins in hubs if name != end.device)
        if len(hubs) != 1:
            return text
        name, begins = hubs[0]
        text += f"; {name} has the inner address {server}"
        if begins is None:
            return f"{text}, and the address that its tunnel begins at is not in its configuration"
        text += f" and begins at {begins}"
        if is_private(begins) and not is_private(peer.address):
            text += ": where that is translated, name it in the inventory"
        return text
    return None


def _server(end: TunnelEnd, peer: str) -> tuple[Interface, str] | None:
    """Return the tunnel of an end that has a next-hop server at an address."""
    config = end.evidence.config if end.evidence is not None else None
    return _servers(config).get(peer) if config is not None else None


@remembered
def _servers(config: CryptoConfig) -> dict[str, tuple[Interface, str]]:
    """Return (tunnel, next-hop server) by outer address, the first of each."""
    found: dict[str, tuple[Interface, str]] = {}
    for item in config.interfaces:
        for server in item.next_hops if item.tunnel_protection else ():
            outer = outer_of(item, server)
            if outer is not None:
                found.setdefault(outer, (item, server))
    return found


@remembered
def _inner(fleet: FleetEvidence) -> dict[str, tuple[tuple[str, str | None], ...]]:
    """Return (device, address that its tunnel begins at) of the multipoint tunnels, by their inner addresses."""
    found: dict[str, tuple[tuple[str, str | None], ...]] = {}
    for device in fleet.devices:
        for item in device.config.interfaces if device.config is not None else ():
            if device.config is None or not item.address:
                continue
            if (item.tunnel_mode or "").startswith("gre multipoint"):
                place = (device.device, tunnel_source(device.config, item))
                found[item.address] = (*found.get(item.address, ()), place)
    return found
