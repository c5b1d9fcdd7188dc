"""Changes of what happens to packets: sizes, fragments."""

from __future__ import annotations

from remediate.model.change_base import DeviceChange

__all__ = [
    "PacketChange",
    "SetIpMtu",
    "SetPrefragmentation",
    "SetTcpMss",
]


class SetTcpMss(DeviceChange, frozen=True, kw_only=True, tag="set-tcp-mss"):
    """Clamp the TCP maximum segment size. IOS: per interface. ASA: ``sysopt connection tcpmss``."""

    interface: str | None
    """None on PIX and ASA, where it is global."""
    value: int
    """Bytes."""
    previous: int | None


class SetPrefragmentation(DeviceChange, frozen=True, kw_only=True, tag="set-prefragmentation"):
    """Fragment before encryption. IOS: global (interface None) or per interface; ASA: per nameif."""

    interface: str | None
    enabled: bool = True
    previous: bool | None
    """State before: None when nothing was printed."""


class SetIpMtu(DeviceChange, frozen=True, kw_only=True, tag="set-ip-mtu"):
    """Set the IP MTU of an interface (IOS ``ip mtu``; ASA ``mtu NAMEIF N``). Drops its tunnels."""

    interface: str
    value: int
    """Bytes."""
    previous: int | None


PacketChange = SetTcpMss | SetPrefragmentation | SetIpMtu
