"""``show dmvpn [detail]`` of IOS: its field ids and its records."""

from __future__ import annotations

import enum
from typing import NamedTuple

__all__ = ["DmvpnField", "DmvpnPeer", "DmvpnRow", "NextHopServer"]


class DmvpnField(enum.IntEnum):
    """Field ids of the columns; reasons are those of :class:`fastparse.records.Field`."""

    INTERFACE = 1
    FAMILY = 2
    TYPE = 3
    PEER_COUNT = 4
    LINE_STATE = 5
    ADDRESS = 6
    VRF = 7
    SOURCE = 8
    DESTINATION = 9
    TUNNEL_VRF = 10
    PROTOCOL = 11
    PROTECTION = 12
    STATE_CONTROL = 13
    EVENT_PUBLISHER = 14
    REGISTRATION_TIMER = 15
    # a next hop server
    NHS = 40
    NHS_STATE = 41
    NHS_NBMA = 42
    PRIORITY = 43
    CLUSTER = 44
    # a peer's tunnel address
    TUNNEL = 60
    NBMA = 61
    ENTRIES = 62
    STATE = 63
    TIME = 64
    ATTRIBUTES = 65
    NETWORK = 66


class NextHopServer(NamedTuple):
    """A next hop server; ``state`` is made of the legend's letters ``E``, ``R`` and ``W``."""

    line: int
    address: str
    state: str | None = None
    nbma: str | None = None
    priority: int | None = None
    cluster: int | None = None


class DmvpnPeer(NamedTuple):
    """A tunnel address behind an NBMA address; several may stand behind one.

    A row that prints no NBMA address stands behind that of the row above it. ``nbma`` may be
    ``UNKNOWN``. ``entries`` is the device's count of NHRP entries with this NBMA address.
    """

    line: int
    tunnel: str
    nbma: str | None = None
    entries: int | None = None
    state: str | None = None
    """``UP``, ``NHRP``, ``IKE`` …"""
    time: str | None = None
    """How long it has been up or down, as printed: ``00:29:40``, ``3w5d``, ``never``."""
    attributes: str | None = None
    network: str | None = None
    """The target network, in ``detail``."""


class DmvpnRow(NamedTuple):
    """A tunnel interface and one family of its peers.

    ``peer_count`` is the device's count of NBMA addresses. ``complete`` is False when fewer were
    found, when the block was cut, or when a line of it was not understood: a peer that is not
    there then proves nothing.
    """

    line: int
    interface: str
    family: str | None = None
    """``IPv4`` or ``IPv6`` NHRP details, as printed; ``detail`` doesn't say."""
    type: str | None = None
    """``Hub``, ``Spoke``, ``Hub/Spoke`` or ``Unknown``."""
    peer_count: int | None = None
    line_state: str | None = None
    """``up/up``: interface and line protocol. This and what follows stand in ``detail``."""
    address: str | None = None
    vrf: str | None = None
    source: str | None = None
    destination: str | None = None
    tunnel_vrf: str | None = None
    protocol: str | None = None
    protection: str | None = None
    state_control: str | None = None
    event_publisher: str | None = None
    registration_timer: str | None = None
    servers: tuple[NextHopServer, ...] = ()
    peers: tuple[DmvpnPeer, ...] = ()
    complete: bool = True
