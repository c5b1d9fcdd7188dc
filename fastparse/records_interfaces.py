"""``show interface(s)``, ``show ip interface`` and their ``brief`` tables: fields and records."""

from __future__ import annotations

import enum
from typing import NamedTuple

__all__ = ["InterfaceField", "InterfaceRow"]


class InterfaceField(enum.IntEnum):
    """Field ids of the columns. Reasons are those of :class:`fastparse.records.Field`."""

    NAME = 1
    STATUS = 2
    PROTOCOL = 3
    NOTE = 4
    NAMEIF = 5
    HARDWARE = 6
    DESCRIPTION = 7
    ADDRESS = 8
    PREFIX = 9
    MASK = 10
    SECONDARY = 11
    UNNUMBERED = 12
    MTU = 13
    IP_MTU = 14
    KILOBITS = 15
    MEGABITS = 16
    ENCAPSULATION = 17
    VLAN = 18
    VRF = 19
    OK = 20
    METHOD = 21
    # tunnels
    LINESTATE = 22
    TUNNEL_SOURCE = 23
    TUNNEL_SOURCE_INTERFACE = 24
    TUNNEL_DESTINATION = 25
    TUNNEL_PROTOCOL = 26
    TUNNEL_TRANSPORT = 27
    TUNNEL_KEY = 28
    TRANSPORT_MTU = 29
    PROTECTION = 30
    PATH_MTU_DISCOVERY = 31
    # show ip interface
    HELPER = 40
    OUTBOUND_LIST = 41
    INBOUND_LIST = 42
    UNREACHABLES = 43
    CEF = 44
    POLICY_ROUTE = 45
    NAT_DOMAIN = 46
    CLEAR_DF = 47
    # counters
    INPUT_DROPS = 50
    OUTPUT_DROPS = 51
    COUNTER_NAME = 52
    COUNTER_VALUE = 53
    TRAFFIC_NAME = 54
    TRAFFIC_VALUE = 55
    # ``bytes`` of the packets before them, in place of a name
    BYTES_INPUT = 60
    BYTES_OUTPUT = 61
    TRAFFIC_BYTES_INPUT = 62
    TRAFFIC_BYTES_OUTPUT = 63


class InterfaceRow(NamedTuple):
    """An interface of ``show interface(s)``, ``show ip interface`` or a ``brief`` table.

    MTUs in bytes, ``bandwidth`` in kilobits a second. A text is empty where the device prints that
    nothing is set, and None where the output does not speak of it. ``complete`` is False when the
    block was cut: what it does not show then means nothing.
    """

    line: int
    name: str
    status: str
    """``up``, ``down``, ``administratively down``, ``reset``, ``deleted`` …"""
    protocol: str
    """The line protocol, ``up`` or ``down``."""
    note: str | None = None
    """What stands in parentheses behind it: ``looped``, ``spoofing``, ``connected`` …"""
    nameif: str | None = None
    """The name that PIX and ASA know the interface by; empty where it has none."""
    hardware: str | None = None
    description: str | None = None
    address: str | None = None
    """Also that of the interface that lends it; ``unassigned`` as printed."""
    prefix: int | None = None
    mask: str | None = None
    secondary: tuple[str, ...] = ()
    unnumbered: str | None = None
    """The interface whose address is used."""
    mtu: int | None = None
    """``show interface(s)``: MTU of the interface."""
    ip_mtu: int | None = None
    """``show ip interface``: MTU of IP packets."""
    bandwidth: int | None = None
    encapsulation: str | None = None
    vlan: int | None = None
    vrf: str | None = None
    ok: str | None = None
    method: str | None = None
    linestate: str | None = None
    """``Tunnel linestate evaluation``: ``up``, or ``down`` with its cause."""
    tunnel_source: str | None = None
    """An address, an interface, or ``UNKNOWN``."""
    tunnel_source_interface: str | None = None
    tunnel_destination: str | None = None
    tunnel_protocol: str | None = None
    """``GRE``, ``multi-GRE``, ``IPSEC`` …; ASA: ``ipsec``."""
    tunnel_transport: str | None = None
    """``IP``, ``IPv6``; ASA: ``ipv4``, ``ipv6``."""
    tunnel_key: str | None = None
    transport_mtu: int | None = None
    protection: str | None = None
    """The IPsec profile that protects the tunnel."""
    path_mtu_discovery: bool = False
    """Whether ``Path MTU Discovery`` is printed, as it is where a tunnel does it."""
    helpers: tuple[str, ...] = ()
    outbound_list: str | None = None
    inbound_list: str | None = None
    unreachables: str | None = None
    """``always sent`` or ``never sent``."""
    cef: str | None = None
    """``enabled`` or ``disabled``."""
    policy_route: str | None = None
    nat_domain: str | None = None
    """``inside`` or ``outside``."""
    clear_df: str | None = None
    """``IP Clear Dont Fragment``: ``enabled`` or ``disabled``."""
    input_drops: int | None = None
    output_drops: int | None = None
    counters: tuple[tuple[str, int], ...] = ()
    """(name in lower case, value) in printed order. ``bytes`` that follow ``packets input`` are
    ``bytes input``, those that follow ``packets output`` are ``bytes output``."""
    traffic: tuple[tuple[str, int], ...] = ()
    """The same of ASA's ``Traffic Statistics``: packets that the firewall itself saw."""
    complete: bool = True

    def counter(self, name: str) -> int | None:
        """Return a counter by name (``input errors``, ``crc`` …); None when it was not printed."""
        return next((value for key, value in self.counters if key == name), None)
