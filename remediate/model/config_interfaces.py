"""Interfaces and static routes, as far as tunnels depend on them."""

from __future__ import annotations

from remediate.model.base import Frozen
from remediate.model.config_nhrp import NhrpPlace
from remediate.model.routing_table import ShownRoute
from remediate.model.selector import AddressBlock

__all__ = ["Interface", "Route"]


class Interface(Frozen, frozen=True, kw_only=True, gc=False):
    """An interface, as far as tunnels depend on it. Sizes in bytes."""

    name: str
    nameif: str | None = None
    address: str | None = None
    netmask: str | None = None
    secondary: tuple[tuple[str, str], ...] = ()
    """Further (address, netmask) pairs."""
    virtual: tuple[str, ...] = ()
    """Addresses shared with another router (HSRP, VRRP, GLBP), with which it may negotiate."""
    ipv6: tuple[str, ...] = ()
    """IPv6 addresses as printed, without prefix length."""
    map_redundancy: bool = False
    """Whether the crypto map negotiates from the shared address (``crypto map M redundancy NAME``)."""
    negotiated: bool = False
    """Address by DHCP, PPP or SLIP: not in the configuration."""
    unaddressed: bool = False
    """``no ip address`` in so many words, and not bridged (ASA): no IPv4 packet leaves by it, and a crypto map on it does nothing."""
    shutdown: bool = False
    vrf: str | None = None
    crypto_map: str | None = None
    mtu: int | None = None
    ip_mtu: int | None = None
    tcp_mss: int | None = None
    prefragmentation: bool | None = None
    """``crypto ipsec fragmentation before-encryption`` (True), ``after-encryption`` (False), not printed (None)."""
    df_bit: str | None = None
    """``clear``, ``set`` or ``copy``: what encryption makes of the DF bit here; None when not printed."""
    route_cache: bool = True
    """False where packets are process switched (``no ip route-cache``, IOS)."""
    policy_out: str | None = None
    """``service-policy output``: QoS that can reorder what was encrypted."""
    nat: str | None = None
    """``inside`` or ``outside``; ``enable`` where it takes part in a NAT without sides (IOS)."""
    policy_routed: bool = False
    """Whether a route-map chooses the way of what comes in (``ip policy route-map``, IOS)."""
    access_in: str | None = None
    """``ip access-group A in`` (IOS)."""
    inspects_out: bool = False
    """Whether what leaves is inspected (``ip inspect N out``): answers come in whatever the list says."""
    zone: str | None = None
    """``zone-member security Z`` (IOS)."""
    security: int | None = None
    """Security level, 0 to 100 (PIX, ASA)."""
    tunnel_source: str | None = None
    tunnel_destination: str | None = None
    tunnel_vrf: str | None = None
    """VRF in which its packets are routed once they are encapsulated; None: the global table (IOS)."""
    tunnel_mode: str | None = None
    tunnel_key: str | None = None
    """GRE key: four bytes more in each packet."""
    nhrp_authentication: str | None = None
    """What NHRP authenticates with, as the token that stands for it."""
    nhrp_network: str | None = None
    """``ip nhrp network-id N``: without it NHRP is off. The number is this device's own."""
    tunnel_protection: str | None = None
    """Name of the IPsec profile."""
    tunnel_isakmp_profile: str | None = None
    """ISAKMP profile named on the line of the protection, before that of the IPsec profile."""
    tunnel_ikev2_profile: str | None = None
    """IKEv2 profile named on that line."""
    nbma: tuple[str, ...] = ()
    """Outer addresses of its hubs: those that NHRP is configured with, or that a FlexVPN client connects it to."""
    nhrp: tuple[NhrpPlace, ...] = ()
    """The lines of NHRP that say so, those for multicast too (IOS)."""
    next_hops: tuple[str, ...] = ()
    """Inner addresses of the next-hop servers of NHRP: its hubs (IOS)."""
    line: int | None = None


class Route(Frozen, frozen=True, kw_only=True, gc=False):
    """A static route, or one of a routing table; ``next_hop`` is an address or an interface name."""

    prefix: AddressBlock
    next_hop: str
    interface: str | None = None
    vrf: str | None = None
    line: int | None = None
    shown: ShownRoute | None = None
    """Its row in the table that the device printed; None of what is configured alone."""
