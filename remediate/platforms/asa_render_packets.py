"""Changes of sizes and fragments as PIX and ASA commands."""

from __future__ import annotations

from typing import assert_never

from remediate.model.base import Safety
from remediate.model.change import Rendered
from remediate.model.change_packets import PacketChange, SetIpMtu, SetPrefragmentation, SetTcpMss
from remediate.model.config import CryptoConfig
from remediate.platforms.asa_dialect import Dialect, dialect_of
from remediate.platforms.rendered import NotRendered

__all__ = ["render"]


def render(change: PacketChange, config: CryptoConfig) -> Rendered | NotRendered:
    """Return the commands of a change with their inverse, or why there are none."""
    match change:
        case SetTcpMss():
            return _tcp_mss(change)
        case SetPrefragmentation():
            return _prefragmentation(change, config, dialect_of(config))
        case SetIpMtu():
            return _mtu(change, config)
        case _:
            assert_never(change)


def _tcp_mss(change: SetTcpMss) -> Rendered | NotRendered:
    if change.interface is not None:
        return NotRendered(
            reason="PIX and ASA clamp the TCP MSS for the whole device, not per interface"
        )
    if not 48 <= change.value <= 65535:
        return NotRendered(
            reason=f"sysopt connection tcpmss takes 48 to 65535 bytes, not {change.value}"
        )
    back = (
        "no sysopt connection tcpmss"
        if change.previous is None
        else f"sysopt connection tcpmss {change.previous}"
    )
    return Rendered(
        commands=(f"sysopt connection tcpmss {change.value}",), inverse=(back,), safety=Safety.SAFE
    )


def _prefragmentation(
    change: SetPrefragmentation, config: CryptoConfig, dialect: Dialect | None
) -> Rendered | NotRendered:
    if dialect is Dialect.PIX6:
        return NotRendered(reason="PIX 6 has no choice of fragmentation before or after encryption")
    if change.interface is None:
        return NotRendered(reason="ASA sets pre-fragmentation per interface, and none is named")
    if config.interface(change.interface) is None:
        return NotRendered(reason=f"there is no interface {change.interface}")
    line = f"crypto ipsec fragmentation {_fragmented(change.enabled)} {change.interface}"
    if change.previous is None:
        back = f"no {line}"
    else:
        back = f"crypto ipsec fragmentation {_fragmented(change.previous)} {change.interface}"
    return Rendered(
        commands=(line,),
        inverse=(back,),
        safety=Safety.DISRUPTIVE,
        preconditions=(
            f"every tunnel that ends on {change.interface} is torn down (`show vpn-sessiondb l2l`)",
        ),
    )


def _fragmented(before: bool) -> str:
    return "before-encryption" if before else "after-encryption"


def _mtu(change: SetIpMtu, config: CryptoConfig) -> Rendered | NotRendered:
    if config.interface(change.interface) is None:
        return NotRendered(reason=f"there is no interface {change.interface}")
    if not 300 <= change.value <= 65535:
        return NotRendered(reason=f"mtu takes 300 to 65535 bytes, not {change.value}")
    back = (
        f"no mtu {change.interface}"
        if change.previous is None
        else f"mtu {change.interface} {change.previous}"
    )
    return Rendered(
        commands=(f"mtu {change.interface} {change.value}",),
        inverse=(back,),
        safety=Safety.DISRUPTIVE,
        preconditions=(
            f"every tunnel that ends on {change.interface} drops (`show crypto ipsec sa`)",
        ),
    )
