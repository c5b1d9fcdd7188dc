"""Changes of sizes and fragments as IOS commands."""

from __future__ import annotations

from typing import assert_never

from remediate.model.base import Safety
from remediate.model.change import Rendered
from remediate.model.change_packets import PacketChange, SetIpMtu, SetPrefragmentation, SetTcpMss
from remediate.model.config import CryptoConfig
from remediate.platforms.rendered import NotRendered

__all__ = ["render"]


def render(change: PacketChange, config: CryptoConfig) -> Rendered | NotRendered:
    """Return the commands of a change with their inverse, or why there are none."""
    match change:
        case SetTcpMss():
            return _tcp_mss(change, config)
        case SetPrefragmentation():
            return _prefragmentation(change, config)
        case SetIpMtu():
            return _ip_mtu(change, config)
        case _:
            assert_never(change)


def _tcp_mss(change: SetTcpMss, config: CryptoConfig) -> Rendered | NotRendered:
    if change.interface is None:
        return NotRendered(reason="IOS clamps the TCP MSS per interface, and none is named")
    if not 500 <= change.value <= 1460:
        return NotRendered(reason=f"ip tcp adjust-mss takes 500 to 1460 bytes, not {change.value}")
    if config.interface(change.interface) is None:
        return NotRendered(reason=f"there is no interface {change.interface}")
    header = f"interface {change.interface}"
    back = (
        " no ip tcp adjust-mss"
        if change.previous is None
        else f" ip tcp adjust-mss {change.previous}"
    )
    return Rendered(
        commands=(header, f" ip tcp adjust-mss {change.value}"),
        inverse=(header, back),
        safety=Safety.SAFE,
    )


def _prefragmentation(change: SetPrefragmentation, config: CryptoConfig) -> Rendered | NotRendered:
    line = f"crypto ipsec fragmentation {_fragmented(change.enabled)}"
    if change.previous is None:
        back = f"no {line}"
    else:
        back = f"crypto ipsec fragmentation {_fragmented(change.previous)}"
    if change.interface is None:
        return Rendered(commands=(line,), inverse=(back,), safety=Safety.SAFE)
    if config.interface(change.interface) is None:
        return NotRendered(reason=f"there is no interface {change.interface}")
    header = f"interface {change.interface}"
    return Rendered(commands=(header, f" {line}"), inverse=(header, f" {back}"), safety=Safety.SAFE)


def _fragmented(before: bool) -> str:
    return "before-encryption" if before else "after-encryption"


def _ip_mtu(change: SetIpMtu, config: CryptoConfig) -> Rendered | NotRendered:
    interface = config.interface(change.interface)
    if interface is None:
        return NotRendered(reason=f"there is no interface {change.interface}")
    if change.value < 68 or change.value > (interface.mtu or 17940):
        return NotRendered(
            reason=f"{change.value} bytes are no IP MTU for {change.interface} (MTU {interface.mtu or 'not shown'})"
        )
    header = f"interface {change.interface}"
    # One command back: `no ip mtu` first would take every tunnel of the interface down twice.
    back = " no ip mtu" if change.previous is None else f" ip mtu {change.previous}"
    return Rendered(
        commands=(header, f" ip mtu {change.value}"),
        inverse=(header, back),
        safety=Safety.DISRUPTIVE,
        preconditions=(
            f"every tunnel that ends on {change.interface} drops (`show crypto session`)",
        ),
    )
