"""Faults of the line between two ends, and of what they remember: nothing, or little, is typed for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from remediate.lab.fleet import Tunnel
from remediate.lab.injecting import Injected, only_ios, typed
from remediate.lab.network import LineFault

if TYPE_CHECKING:
    from remediate.lab.lab import Lab

__all__ = ["corrupted", "narrow", "reordered", "silent", "stale"]


def _pair(tunnel: Tunnel) -> frozenset[str]:
    return frozenset({tunnel.hub.outside, tunnel.branch.outside})


def reordered(lab: Lab, tunnel: Tunnel) -> Injected:
    """Let packets overtake others by more than a replay window."""
    lab.network.lines[_pair(tunnel)] = LineFault(reordered=0.02)
    return Injected(
        tunnel.hub.name, ("the line reorders 2 % of the packets by more than a replay window",)
    )


def corrupted(lab: Lab, tunnel: Tunnel) -> Injected:
    """Let packets arrive changed."""
    lab.network.lines[_pair(tunnel)] = LineFault(corrupted=0.02)
    return Injected(tunnel.hub.name, ("the line corrupts 2 % of the packets",))


def stale(lab: Lab, tunnel: Tunnel) -> Injected:
    """Let the branch lose its associations: the hub keeps on sending with one that is no more."""
    lab.network.lose(lab.devices[tunnel.branch.name], tunnel.hub.outside)
    return Injected(tunnel.branch.name, ("the branch lost its associations",))


def narrow(lab: Lab, tunnel: Tunnel) -> Injected:
    """Let the path have a smaller MTU than the ends reckon with (``ip mtu 1400`` of a tunnel), and nobody clamp TCP."""
    only_ios(tunnel.branch, "mtu-black-hole")
    path = 1300 if tunnel.kind in ("vti", "gre") else 1400
    lab.network.lines[_pair(tunnel)] = LineFault(path_mtu=path)
    done: list[str] = []
    for site in (tunnel.hub, tunnel.branch):
        if site.release.platform != "ios":
            continue
        lines = [f"interface {site.release.ports[1]}", " no ip tcp adjust-mss"]
        if tunnel.kind in ("vti", "gre"):
            lines += [f"interface Tunnel{tunnel.number}", " no ip tcp adjust-mss"]
        typed(lab, site, *lines)
        done += lines
    return Injected(tunnel.branch.name, (f"the path MTU is {path}", *done))


def silent(lab: Lab, tunnel: Tunnel) -> Injected:
    """Let neither IKE nor ESP pass."""
    lab.network.lines[_pair(tunnel)] = LineFault(filtered=frozenset({500, 4500, "esp"}))
    return Injected(tunnel.hub.name, ("UDP 500, UDP 4500 and ESP are filtered on the way",))
