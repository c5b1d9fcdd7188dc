"""``show vpn-sessiondb [detail] l2l`` of ASA: field ids of its columns, and frozen records."""

from __future__ import annotations

import enum
from typing import NamedTuple

__all__ = ["VpnNac", "VpnSelector", "VpnSessionField", "VpnSessionRow", "VpnTunnel"]


class VpnSessionField(enum.IntEnum):
    """Field ids of the columns. Reasons are those of :class:`fastparse.records.Field`."""

    SESSION_TYPE = 1
    CONNECTION = 2
    SESSION_INDEX = 3
    ADDRESS = 4
    PROTOCOL = 5
    ENCRYPTION = 6
    HASHING = 7
    BYTES_TX = 8
    BYTES_RX = 9
    FILTER = 10
    IPV6_FILTER = 11
    LOGIN = 12
    DURATION = 13
    TUNNEL_ZONE = 14
    COUNT_NAME = 15
    COUNT = 16
    # an IKE or IPsec block of a session; what sessions have too is so many higher there
    TUNNEL = 20
    TUNNEL_ID = 21
    SOURCE_PORT = 22
    DESTINATION_PORT = 23
    NEGOTIATION_MODE = 24
    AUTHENTICATION = 25
    REMOTE_AUTHENTICATION = 26
    LOCAL_AUTHENTICATION = 27
    PRF = 28
    DH_GROUP = 29
    REKEY_INTERVAL = 30
    REKEY_LEFT = 31
    REKEY_VOLUME = 32
    REKEY_VOLUME_LEFT = 33
    LOCAL = 34
    REMOTE = 35
    ENCAPSULATION = 36
    PFS_GROUP = 37
    IDLE_TIMEOUT = 38
    IDLE_LEFT = 39
    CONNECT_TIMEOUT = 40
    CONNECT_LEFT = 41
    PACKETS_TX = 42
    PACKETS_RX = 43
    TUNNEL_ENCRYPTION = 44
    TUNNEL_HASHING = 45
    TUNNEL_BYTES_TX = 46
    TUNNEL_BYTES_RX = 47
    TUNNEL_FILTER = 48
    TUNNEL_IPV6_FILTER = 49
    # the NAC block
    REVALIDATION_INTERVAL = 50
    REVALIDATION_LEFT = 51
    STATUS_QUERY_INTERVAL = 52
    EAP_OVER_UDP_AGE = 53
    HOLD_LEFT = 54
    POSTURE_TOKEN = 55
    REDIRECT_URL = 56
    NAC_BLOCK = 57


class VpnSelector(NamedTuple):
    """What a tunnel protects at one end, as printed, and its parts.

    ``mask`` is a netmask, or the length of an IPv6 prefix. Releases before 8.0 print neither
    protocol nor port.
    """

    text: str
    address: str
    mask: str
    protocol: int | None = None
    port: int | None = None


class VpnTunnel(NamedTuple):
    """An IKE or IPsec block of a session.

    ``kind`` is the heading as printed: ``IKE``, ``IKEv1``, ``IKEv2``, ``IPsec``,
    ``IPsecOverNatT`` … Times are in seconds but for the idle and connection timeouts, which are in
    minutes; volumes in kilobytes (``K-Bytes``). A text is empty where the label stands without a
    value, and None where the label is not printed.
    """

    line: int
    kind: str
    id: str | None = None
    """``Tunnel ID`` (``6539.2``), or ``Session ID`` of releases before 8.0."""
    encryption: str | None = None
    hashing: str | None = None
    source_port: int | None = None
    destination_port: int | None = None
    negotiation_mode: str | None = None
    authentication: str | None = None
    remote_authentication: str | None = None
    local_authentication: str | None = None
    prf: str | None = None
    dh_group: str | None = None
    rekey_interval: int | None = None
    rekey_left: int | None = None
    rekey_volume: int | None = None
    rekey_volume_left: int | None = None
    filter: str | None = None
    ipv6_filter: str | None = None
    local: VpnSelector | None = None
    remote: VpnSelector | None = None
    encapsulation: str | None = None
    pfs_group: str | None = None
    idle_timeout: int | None = None
    idle_left: int | None = None
    connect_timeout: int | None = None
    connect_left: int | None = None
    bytes_tx: int | None = None
    bytes_rx: int | None = None
    packets_tx: int | None = None
    packets_rx: int | None = None
    complete: bool = True
    """False when the block was cut."""


class VpnNac(NamedTuple):
    """The NAC block of a session. Times in seconds."""

    line: int
    revalidation_interval: int | None = None
    revalidation_left: int | None = None
    status_query_interval: int | None = None
    eap_over_udp_age: int | None = None
    hold_left: int | None = None
    posture_token: str | None = None
    redirect_url: str | None = None


class VpnSessionRow(NamedTuple):
    """A session of ``show vpn-sessiondb [detail] l2l``, its tunnels inside.

    ``connection`` is the name of the tunnel group, mostly the peer's address. ``encryption`` and
    ``hashing`` are as printed (``IKEv1: (1)AES256  IPsec: (2)AES128``), as are ``login`` and
    ``duration``. ``complete`` is False when the session was cut, or has fewer tunnels than it
    counts: tunnels that are absent then mean nothing.
    """

    line: int
    session_type: str | None = None
    connection: str | None = None
    session_index: int | None = None
    address: str | None = None
    protocol: str | None = None
    encryption: str | None = None
    hashing: str | None = None
    bytes_tx: int | None = None
    bytes_rx: int | None = None
    login: str | None = None
    duration: str | None = None
    tunnel_zone: str | None = None
    filter: str | None = None
    ipv6_filter: str | None = None
    counts: tuple[tuple[str, int], ...] = ()
    """(kind, number) as the session counts its tunnels, in printed order."""
    tunnels: tuple[VpnTunnel, ...] = ()
    nac: tuple[VpnNac, ...] = ()
    """A block where network admission control watches the session, else none."""
    complete: bool = True
