"""What an end has switched off in so many words: IKE, or the interface that it negotiates from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from remediate.model.base import Platform
from remediate.model.config_interfaces import Interface
from remediate.negotiation.outcome import Side
from remediate.negotiation.partial import may_lack
from remediate.negotiation.routing import table_of
from remediate.negotiation.tunnels import PROTECTION
from remediate.negotiation.versions import versions_of
from remediate.platforms.asa_dialect import dialect_of

__all__ = ["SwitchedOff", "interface_off", "switched_off"]


class SwitchedOff(NamedTuple):
    """Something without which an end neither asks nor answers."""

    side: Side
    reason: str
    line: int | None
    """Of the running-config; None where it is off by default and a command is missing."""
    remedy: tuple[str, ...]
    """Commands that switch it on; none where the release, and so their spelling, is not known."""
    question: str = "whether it is meant to be off is for a person to say; what switches it on"
    """What stands before the commands."""


def switched_off(side: Side) -> SwitchedOff | None:
    """Return what an end has switched off for its peer, None where nothing says so.

    IKEv1 counts where the end can use nothing else. IKEv2 that no interface of an ASA is enabled for is
    a lack of its own (:mod:`remediate.negotiation.ikev2_tunnel_groups`).
    """
    versions = versions_of(side)
    off = _ike_off(side) if versions.ikev1 and not versions.ikev2 else None
    return off or interface_off(side)


def interface_off(side: Side) -> SwitchedOff | None:
    """Return the interface, or the tunnel to the peer, that is shut down."""
    for place in _places(side):
        if place.shutdown:
            text = f"interface {place.name} of {side.name} is shut down"
            return SwitchedOff(side, text, place.line, (f"interface {place.name}", " no shutdown"))
    tunnels = [
        found
        for entry in side.entries
        if entry.kind == PROTECTION and (found := side.config.interface(entry.map)) is not None
    ]
    if tunnels and len(tunnels) == len(side.entries) and all(item.shutdown for item in tunnels):
        first = tunnels[0]
        text = f"interface {first.name} of {side.name} is shut down"
        return SwitchedOff(side, text, first.line, (f"interface {first.name}", " no shutdown"))
    crossed = [_of_other_table(side, item) for item in tunnels]
    return crossed[0] if crossed and len(tunnels) == len(side.entries) and all(crossed) else None


def _of_other_table(side: Side, tunnel: Interface) -> SwitchedOff | None:
    """Return a tunnel that begins in one VRF and is routed in another: nothing of it reaches the peer.

    Source: Cisco IOS interface command reference (``tunnel vrf``: the table in which the destination is looked up,
    which has to be the VRF of the interface that the packets leave by).
    """
    source = side.config.interface(tunnel.tunnel_source or "") or next(
        (item for item in side.config.interfaces if item.address == tunnel.tunnel_source), None
    )
    if source is None or source.vrf == tunnel.tunnel_vrf or may_lack(side):
        return None
    begins, routed = table_of(source.vrf), table_of(tunnel.tunnel_vrf)
    text = (
        f"{tunnel.name} of {side.name} begins in {begins} ({source.name}) and is routed in {routed}"
    )
    line = f" tunnel vrf {source.vrf}" if source.vrf else " no tunnel vrf"
    question = "what routes it where it begins, if no route leads from the one table into the other"
    return SwitchedOff(side, text, tunnel.line, (f"interface {tunnel.name}", line), question)


def _places(side: Side) -> Iterable[Interface]:
    """Yield the interface that the end negotiates from: the one with its address, and the one with its map."""
    local = side.end.local_address
    if local is not None:
        yield from (item for item in side.config.interfaces if local in (item.address, *item.ipv6))
    if side.end.interface and (named := side.config.interface(side.end.interface)) is not None:
        yield named


def _ike_off(side: Side) -> SwitchedOff | None:
    config = side.config
    if may_lack(side) or config.isakmp_enabled is None:
        return None
    if config.platform is not Platform.ASA:
        if config.isakmp_enabled:
            return None
        text = f"IKE is not enabled on {side.name}"
        return SwitchedOff(side, text, config.isakmp_line, ("crypto isakmp enable",))
    place = next(iter(_places(side)), None)
    names = {name for name in (place.name, place.nameif) if name} if place is not None else set()
    if config.isakmp_enabled and (not names or names & {*config.isakmp_on}):
        return None
    where = (place.nameif or place.name) if place is not None else None
    text = f"IKE is not enabled on {where or 'any interface'} of {side.name}"
    return SwitchedOff(side, text, None, _enable(side, where or "INTERFACE"))


def _enable(side: Side, nameif: str) -> tuple[str, ...]:
    dialect = dialect_of(side.config)
    return (f"{dialect.ikev1} enable {nameif}",) if dialect is not None else ()
