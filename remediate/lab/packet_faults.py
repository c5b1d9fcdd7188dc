"""Ways to break what goes through a tunnel: what a line does to packets, and associations that one end lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from remediate.lab.fleet import Tunnel
from remediate.lab.injecting import Injected, ios_only, typed
from remediate.lab.network import LineFault

if TYPE_CHECKING:
    from remediate.lab.lab import Lab

__all__ = ["corrupted", "narrow", "pair_of", "reordered", "stale"]


def pair_of(tunnel: Tunnel) -> frozenset[str]:
    """Return the outside addresses of a tunnel."""
    return frozenset({tunnel.hub.outside, tunnel.branch.outside})


def reordered(lab: Lab, tunnel: Tunnel) -> Injected:
    """Let the line reorder packets."""
    lab.network.lines[pair_of(tunnel)] = LineFault(reordered=0.02)
    return Injected(
        tunnel.hub.name, ("the line reorders 2 % of the packets by more than a replay window",)
    )


def corrupted(lab: Lab, tunnel: Tunnel) -> Injected:
    """Let the line change packets."""
    lab.network.lines[pair_of(tunnel)] = LineFault(corrupted=0.02)
    return Injected(tunnel.hub.name, ("the line corrupts 2 % of the packets",))


def stale(lab: Lab, tunnel: Tunnel) -> Injected:
    """Let the branch lose its associations: the hub keeps on sending with one that is no more."""
    lab.network.lose(lab.devices[tunnel.branch.name], tunnel.hub.outside)
    return Injected(tunnel.branch.name, ("the branch lost its associations",))


def narrow(lab: Lab, tunnel: Tunnel) -> Injected:
    """Let the path have a smaller MTU than the ends reckon with (``ip mtu 1400`` of a tunnel), and nobody clamp TCP."""
    ios_only(tunnel.branch, "mtu-black-hole")
    path = 1400 if tunnel.kind in ("map", "map-ikev2") else 1300
    lab.network.lines[pair_of(tunnel)] = LineFault(path_mtu=path)
    done: list[str] = []
    for site in (tunnel.hub, tunnel.branch):
        if site.release.platform != "ios":
            continue
        lines = [f"interface {site.release.ports[1]}", " no ip tcp adjust-mss"]
        if tunnel.kind in ("vti", "gre", "dmvpn"):
            lines += [f"interface {tunnel.interface}", " no ip tcp adjust-mss"]
        typed(lab, site, *lines)
        done += lines
    return Injected(tunnel.branch.name, (f"the path MTU is {path}", *done))
