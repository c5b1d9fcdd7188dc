"""The lines of a spoke's tunnel that have its hub's outer address, as commands of IOS."""

from __future__ import annotations

from remediate.model.base import Safety
from remediate.model.change import Rendered
from remediate.model.change_entry import SetPeerAddress
from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface
from remediate.model.selector import canonical
from remediate.platforms.rendered import NotRendered

__all__ = ["render_next_hop"]


def render_next_hop(change: SetPeerAddress, config: CryptoConfig) -> Rendered | NotRendered:
    """Return the old line's way out and the new one's way in, line by line; a destination is replaced.

    A second static map of one inner address is no second choice, so the old one goes first. Source: Cisco IOS
    NHRP command reference, ``ip nhrp map``, ``ip nhrp map multicast``, ``ip nhrp nhs``.
    """
    tunnel = config.interface(change.tunnel or "")
    refusal = _refused(change, tunnel)
    if refusal is not None or tunnel is None:
        return NotRendered(reason=refusal or f"there is no interface {change.tunnel}")
    commands: list[str] = []
    inverse: list[str] = []
    inner = {item.inner for item in tunnel.nhrp if item.outer == change.old}
    shared = bool(inner - {None, change.next_hop})
    for item in tunnel.nhrp:
        if item.outer != change.old or item.inner not in (None, change.next_hop):
            continue
        words = item.text.split()
        at = max(i for i, word in enumerate(words) if canonical(word) == change.old)
        new = " ".join([*words[:at], change.new, *words[at + 1 :]])
        goes = item.inner is not None or not shared  # multicast still goes to who else is there
        comes = all(other.text != new for other in tunnel.nhrp) and f" {new}" not in commands
        commands += [f" no {item.text}"] * goes + [f" {new}"] * comes
        inverse = [f" no {new}"] * comes + [f" {item.text}"] * goes + inverse
    if tunnel.tunnel_destination == change.old:
        commands.append(f" tunnel destination {change.new}")
        inverse.insert(0, f" tunnel destination {change.old}")
    header = f"interface {change.tunnel}"
    return Rendered(
        commands=(header, *commands),
        inverse=(header, *inverse),
        safety=Safety.DISRUPTIVE,
        preconditions=(
            f"{change.new} answers (`ping {change.new}`), and is not reached through {change.tunnel} itself",
        ),
    )


def _refused(change: SetPeerAddress, tunnel: Interface | None) -> str | None:
    if tunnel is None:
        return f"there is no interface {change.tunnel}"
    if change.old == change.new:
        return "the address is the one that is there"
    mine = {item.outer for item in tunnel.nhrp if item.inner == change.next_hop}
    if tunnel.tunnel_destination is not None:
        mine.add(tunnel.tunnel_destination)
    if mine != {change.old} or change.next_hop not in tunnel.next_hops:
        there = ", ".join(sorted(mine)) or "nowhere"
        return f"{change.tunnel} has its next-hop server {change.next_hop} at {there} now"
    return None
