"""Changes of what guards and keeps SAs as PIX and ASA commands.

Sources: Cisco ASA command reference (anti-replay window from 7.2(1), for the whole device; NAT
traversal, off by default on PIX 6.3 and 7.x, on from 8.0; DPD of LAN-to-LAN tunnel-groups on unless
``isakmp keepalive disable``), PIX 6.3 command reference (``isakmp keepalive``,
``isakmp nat-traversal``).
"""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

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
from remediate.platforms import asa_render_map
from remediate.platforms.asa_dialect import NO_RELEASE, Dialect, dialect_of
from remediate.platforms.rendered import NotRendered
from remediate.platforms.rendered_sa import (
    NEW_SAS,
    cleared,
    successor_of,
    weakened,
    window_back,
    window_refused,
)

__all__ = ["render"]

_KEEPALIVE = 20
"""Seconds between NAT keepalives: the default of ``nat-traversal``."""


def render(change: SaChange, config: CryptoConfig) -> Rendered | NotRendered:
    """Return the commands of a change with their inverse, or why there are none."""
    dialect = dialect_of(config)
    if dialect is None:
        return NotRendered(reason=NO_RELEASE)
    match change:
        case SetReplayWindow():
            return _replay_window(change, config, dialect)
        case DropEspAuthentication():
            return _without_authentication(change, config, dialect)
        case ClearPeerSa():
            if dialect is Dialect.PIX6:
                return NotRendered(reason="PIX 6 is not known to clear one peer's SAs alone")
            commands = [f"clear crypto ipsec sa peer {change.peer}"]
            if change.ike and dialect is Dialect.ASA84:
                commands.insert(0, f"clear crypto ikev{change.ike} sa {change.peer}")
            return cleared(change, tuple(commands), "show crypto ipsec sa")
        case SetDpd():
            return _dpd(change, config, dialect)
        case InvalidSpiRecovery():
            return NotRendered(reason="PIX and ASA have no recovery from invalid SPIs")
        case NoRouteCache():
            return NotRendered(reason="PIX and ASA have no route cache")
        case DisableAccelerator():
            return NotRendered(reason="the accelerator of a PIX or ASA can't be switched off")
        case EnableNatTraversal():
            return _nat_traversal(change, config, dialect)
        case _:
            assert_never(change)


def _replay_window(
    change: SetReplayWindow, config: CryptoConfig, dialect: Dialect
) -> Rendered | NotRendered:
    if dialect is Dialect.PIX6 or config.release.numbers[:2] < (7, 2):
        return NotRendered(
            reason="releases before 7.2 (or of unknown number) have a fixed anti-replay window"
        )
    if change.map is not None or change.profile is not None:
        return NotRendered(reason="ASA has one anti-replay window for the whole device")
    if (reason := window_refused(change.value)) is not None:
        return NotRendered(reason=reason)
    line = "crypto ipsec security-association replay"
    return Rendered(
        commands=(f"{line} window-size {change.value}",),
        inverse=(window_back(line, change.value, change.previous),),
        safety=Safety.SAFE,
        preconditions=(NEW_SAS,),
    )


def _without_authentication(
    change: DropEspAuthentication, config: CryptoConfig, dialect: Dialect
) -> Rendered | NotRendered:
    new = change.new
    if dialect is not Dialect.PIX6:  # ASA says it, IOS and PIX 6 leave it out
        new = replace(new, transforms=(*new.transforms, "esp-none"))
    return weakened(asa_render_map.render(successor_of(change, new), config))


def _dpd(change: SetDpd, config: CryptoConfig, dialect: Dialect) -> Rendered | NotRendered:
    if dialect is Dialect.PIX6:
        if config.settings.keepalive is not None:
            return NotRendered(reason="dead peer detection is configured already")
        if config.release.numbers and config.release.numbers < (6, 1):
            return NotRendered(reason="PIX before 6.1 has no dead peer detection")
        line = f"isakmp keepalive {change.interval} {change.retry}"
        return Rendered(commands=(line,), inverse=(f"no {line}",), safety=Safety.SAFE)
    if change.group is None or change.group not in config.settings.without_keepalive:
        return NotRendered(reason="the tunnel-group has dead peer detection by default")
    header = f"tunnel-group {change.group} ipsec-attributes"
    return Rendered(
        commands=(header, " no isakmp keepalive disable"),
        inverse=(header, " isakmp keepalive disable"),
        safety=Safety.SAFE,
        preconditions=("ISAKMP SAs that stand take it up when they are renegotiated",),
    )


def _nat_traversal(
    change: EnableNatTraversal, config: CryptoConfig, dialect: Dialect
) -> Rendered | NotRendered:
    if config.nat_traversal is True:
        return NotRendered(reason="NAT traversal is switched on")
    if dialect is Dialect.PIX6 and config.release.numbers and config.release.numbers < (6, 3):
        return NotRendered(reason="PIX before 6.3 has no NAT traversal")
    line = f"{'' if dialect is Dialect.PIX6 else 'crypto '}isakmp nat-traversal"
    back = f"no {line}" if change.previous is False else f"no {line} {_KEEPALIVE}"
    return Rendered(
        commands=(f"{line} {_KEEPALIVE}",),
        inverse=(back,),
        safety=Safety.SAFE,
        preconditions=("UDP 4500 is open between the two addresses",),
    )
