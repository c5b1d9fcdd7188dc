"""Changes of what guards and keeps SAs as IOS commands.

Releases: anti-replay window from 12.3(14)T, ``periodic`` dead peer detection from 12.3(7)T,
invalid SPI recovery from 12.3(2)T (the IOS security command reference); IOS-XE forwards in
hardware and has neither ``ip route-cache`` nor a switch for an accelerator.
"""

from __future__ import annotations

from typing import assert_never

from remediate.model.base import Safety
from remediate.model.change import Rendered
from remediate.model.change_sa import (
    ClearPeerSa,
    DisableAccelerator,
    DropEspAuthentication,
    EnableNatTraversal,
    InvalidSpiRecovery,
    NoRouteCache,
    SaChange,
    SetDpd,
    SetReplayWindow,
)
from remediate.model.config import CryptoConfig
from remediate.platforms import ios_render_map
from remediate.platforms.edit_state import NOTHING_UNPRINTED
from remediate.platforms.rendered import NotRendered, map_entry, profile_users
from remediate.platforms.rendered_sa import (
    NEW_SAS,
    cleared,
    peer_clear,
    peer_shown,
    successor_of,
    weakened,
    window_back,
    window_refused,
)

__all__ = ["render"]

_TEARS_DOWN = (
    "it asks `Warning! all current connections will be torn down. Do you want to continue? [yes/no]`:"
    " yes takes every tunnel of the router down until it negotiates again (to be expected of the way back too)"
)


def render(change: SaChange, config: CryptoConfig) -> Rendered | NotRendered:  # one answer a kind
    """Return the commands of a change with their inverse, or why there are none."""
    match change:
        case SetReplayWindow():
            return _replay_window(change, config)
        case DropEspAuthentication():
            successor = successor_of(change, change.new)
            return weakened(ios_render_map.render(successor, config, NOTHING_UNPRINTED))
        case ClearPeerSa():
            if change.ike == 1 and _before(config, (12, 3, 4)):
                return NotRendered(
                    reason="releases before 12.3(4)T clear an IKE SA by its connection alone: `show crypto isakmp sa`"
                    f" shows the one of {change.peer}, for `clear crypto isakmp CONNECTION`"
                )
            return cleared(change, (peer_clear(change),), peer_shown(change))
        case SetDpd():
            return _dpd(change, config)
        case InvalidSpiRecovery():
            return _recovery(config)
        case NoRouteCache():
            return _route_cache(change, config)
        case DisableAccelerator():
            return _accelerator(config)
        case EnableNatTraversal():
            return _nat_traversal(config)
        case _:
            assert_never(change)


def _before(config: CryptoConfig, numbers: tuple[int, ...]) -> bool:
    """Whether the release is known to be older."""
    release = config.release
    return bool(release.numbers) and not release.xe and release.numbers < numbers


def _replay_window(change: SetReplayWindow, config: CryptoConfig) -> Rendered | NotRendered:
    if _before(config, (12, 3, 14)):
        return NotRendered(reason="releases before 12.3(14)T have a fixed window of 64 packets")
    if (reason := window_refused(change.value)) is not None:
        return NotRendered(reason=reason)
    shared: tuple[str, ...] = ()
    if change.profile is not None:
        if all(profile.name != change.profile for profile in config.profiles):
            return NotRendered(reason=f"there is no IPsec profile {change.profile}")
        header = f"crypto ipsec profile {change.profile}"
        users = profile_users(config, change.profile)
        if len(users) > 1:
            shared = (f"every tunnel of the profile gets it: {', '.join(users)}",)
    elif change.map is not None and change.sequence is not None:
        entry = map_entry(config, change.map, change.sequence)
        if entry is None or entry.kind != "ipsec-isakmp":
            return NotRendered(reason=f"there is no entry {change.map} {change.sequence}")
        header = ios_render_map.entry_header(config, change.map, entry)
    else:
        line = "crypto ipsec security-association replay"
        return Rendered(
            commands=(f"{line} window-size {change.value}",),
            inverse=(window_back(line, change.value, change.previous),),
            safety=Safety.SAFE,
            preconditions=(NEW_SAS,),
        )
    line = "set security-association replay"
    return Rendered(
        commands=(header, f" {line} window-size {change.value}"),
        inverse=(header, f" {window_back(line, change.value, change.previous)}"),
        safety=Safety.SAFE,
        preconditions=(NEW_SAS, *shared),
    )


def _dpd(change: SetDpd, config: CryptoConfig) -> Rendered | NotRendered:
    if change.group is not None:
        return NotRendered(reason="IOS has no tunnel-groups")
    if change.ikev2:
        return _dpd_ikev2(change, config)
    if config.settings.keepalive is not None:
        return NotRendered(reason="dead peer detection is configured already")
    if _before(config, (12, 2, 8)):
        return NotRendered(reason="releases before 12.2(8)T have no dead peer detection")
    periodic = "" if _before(config, (12, 3, 7)) else " periodic"
    line = f"crypto isakmp keepalive {change.interval} {change.retry}{periodic}"
    return Rendered(
        commands=(line,),
        inverse=(f"no {line}",),
        safety=Safety.SAFE,
        preconditions=("ISAKMP SAs that stand take it up when they are renegotiated",),
    )


def _dpd_ikev2(change: SetDpd, config: CryptoConfig) -> Rendered | NotRendered:
    if config.ikev2_config.dpd is not None:
        return NotRendered(reason="dead peer detection is configured already")
    line = f"crypto ikev2 dpd {change.interval} {change.retry} periodic"
    return Rendered(
        commands=(line,),
        inverse=(f"no {line}",),
        safety=Safety.SAFE,
        preconditions=(
            "IKE SAs that stand take it up when they are renegotiated",
            "a profile with a `dpd` of its own keeps that",
        ),
    )


def _recovery(config: CryptoConfig) -> Rendered | NotRendered:
    if _before(config, (12, 3, 2)):
        return NotRendered(reason="releases before 12.3(2)T have no recovery from invalid SPIs")
    line = "crypto isakmp invalid-spi-recovery"
    return Rendered(
        commands=(line,),
        inverse=(f"no {line}",),
        safety=Safety.WEAKENING,
        preconditions=("strangers can have the router start negotiations: a way to wear it out",),
    )


def _route_cache(change: NoRouteCache, config: CryptoConfig) -> Rendered | NotRendered:
    if config.release.xe:
        return NotRendered(reason="IOS-XE forwards in its own hardware: CEF can't be switched off")
    interface = config.interface(change.interface)
    if interface is None:
        return NotRendered(reason=f"there is no interface {change.interface}")
    if not interface.route_cache:
        return NotRendered(reason=f"{change.interface} is process switched already")
    header = f"interface {interface.name}"
    return Rendered(
        commands=(header, " no ip route-cache"),
        inverse=(header, " ip route-cache"),
        safety=Safety.DISRUPTIVE,
        preconditions=("every packet then takes the processor: `show processes cpu` leaves room",),
    )


def _accelerator(config: CryptoConfig) -> Rendered | NotRendered:
    if config.release.xe:
        return NotRendered(reason="IOS-XE has no accelerator that could be switched off")
    if config.settings.accelerator is False:
        return NotRendered(reason="the accelerator is switched off already")
    return Rendered(
        commands=("no crypto engine accelerator",),
        inverse=("crypto engine accelerator",),
        safety=Safety.DISRUPTIVE,
        preconditions=(
            _TEARS_DOWN,
            "all tunnels of the router are encrypted by its processor then: `show processes cpu` leaves room",
        ),
    )


def _nat_traversal(config: CryptoConfig) -> Rendered | NotRendered:
    if config.nat_traversal is not False:
        return NotRendered(reason="NAT traversal is not switched off, and IOS has it on by default")
    keyword = config.settings.nat_transparency or "udp-encapsulation"
    line = f"crypto ipsec nat-transparency {keyword}"
    return Rendered(
        commands=(line,),
        inverse=(f"no {line}",),
        safety=Safety.SAFE,
        preconditions=("UDP 4500 is open between the two addresses",),
    )
