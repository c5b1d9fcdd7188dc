"""The crypto part of one device's running-config, as typed and frozen facts.

Every element keeps ``line``, the 1-based line of the running-config *block* that it was read from
(the reader adds the file and its offset through :class:`Source`). Values are effective ones: what
the device does, not just what it prints; ``Release`` decides the hidden defaults and says when it
is unknown.

What holds nothing but values, and tuples of them, can be part of no cycle: the garbage collector
doesn't look at it (``gc=False``), as of a hub there is a lot.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TypeAlias

from remediate.model.base import Frozen, Platform
from remediate.model.config_clients import (
    AccessGroup,
    AddressPool,
    ClientGroup,
    GroupProtocols,
    TunnelFilter,
)
from remediate.model.config_filter import Zones
from remediate.model.config_ikev2 import Ikev2Config
from remediate.model.config_keys import KeyForm, PreSharedKey
from remediate.model.config_maps import (
    LAST_SUITE,
    CryptoMap,
    CryptoMapEntry,
    IpsecProfile,
    IsakmpPolicy,
    IsakmpProfile,
    TransformSet,
)
from remediate.model.config_nat import NetworkObject, Translation
from remediate.model.config_nhrp import NhrpPlace
from remediate.model.globals import CryptoGlobals
from remediate.model.routing_table import RoutingTable, ShownRoute
from remediate.model.selector import AddressBlock, Selector

__all__ = [
    "AccessEntry",
    "AccessList",
    "CryptoConfig",
    "CryptoMap",
    "CryptoMapEntry",
    "Interface",
    "IpsecProfile",
    "IsakmpPolicy",
    "IsakmpProfile",
    "KeyForm",
    "NatExemption",
    "NatRule",
    "PreSharedKey",
    "Release",
    "Route",
    "TransformSet",
    "Unparsed",
]


class Release(Frozen, frozen=True, kw_only=True, gc=False):
    """Operating system release. ``text`` is as printed (``15.2(4)M7``), None when not known."""

    platform: Platform
    text: str | None = None
    numbers: tuple[int, ...] = ()
    """Numeric parts, for comparison: ``15.2(4)M7`` is (15, 2, 4, 7); 9.8(4)32 is (9, 8, 4, 32)."""
    xe: bool = False
    """IOS-XE (numbers of the form 16.x or 17.x, or a 03.x train)."""
    pix: bool = False
    """PIX OS (6.x and the 7.x that runs on PIX hardware)."""
    strong: bool | None = None
    """Whether the licence has 3DES and AES (PIX, ASA); None where no ``show version`` says so."""


class AccessEntry(Frozen, frozen=True, kw_only=True, gc=False):
    """One line of an access list.

    ``selectors`` are all the flows that it stands for; ``problem`` says why a line could not be
    read (its selectors are then empty, and the list must not be edited without saying so).
    """

    action: str
    """``permit``, ``deny``, ``remark`` or ``unknown``."""
    selectors: tuple[Selector, ...] = ()
    sequence: int | None = None
    """Sequence number as printed; None when the running-config doesn't show one."""
    body: str
    """The entry without list name and sequence: ``permit ip host 10.0.0.1 any``."""
    inactive: bool = False
    problem: str | None = None
    within: tuple[Selector, ...] = ()
    """Of a line that is restricted beyond its flows (ICMP types, ``established``): those that it stays within."""
    line: int | None = None


class AccessList(Frozen, frozen=True, kw_only=True, gc=False):
    """An access list with its entries in order, remarks included."""

    name: str
    extended: bool = True
    numbered_form: bool = False
    """Whether the configuration prints it as flat ``access-list N …`` lines (IOS numbered, PIX, ASA)."""
    entries: Sequence[AccessEntry] = ()
    """A tuple, or entries of a running-config that are read when they are looked at; never changed."""
    line: int | None = None


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


class NatRule(Frozen, frozen=True, kw_only=True, gc=False):
    """A NAT statement that may touch tunnel traffic, kept with its ACL or route-map."""

    kind: str
    """``source-list``, ``source-route-map``, ``static``, ``nat``, ``twice`` …"""
    acl: str | None = None
    route_map: str | None = None
    inside: str | None = None
    outside: str | None = None
    text: str
    line: int | None = None


class NatExemption(Frozen, frozen=True, kw_only=True, gc=False):
    """An ACL whose permits (PIX, ASA) or denies (IOS) keep traffic out of NAT."""

    acl: str
    permits: bool
    """True where a permit exempts (``nat (if) 0 access-list``), False where a deny does (IOS)."""
    line: int | None = None


class Unparsed(Frozen, frozen=True, kw_only=True, gc=False):
    """A line of an asked-for section that could not be read, with the reason."""

    line: int
    text: str
    reason: str


class CryptoConfig(Frozen, frozen=True, kw_only=True, dict=True):
    """What one running-config says about IPsec, with effective values.

    What is looked up by name is found through an index, which is made when it is first asked for: a hub
    is asked once for each of its peers.
    """

    platform: Platform
    hostname: str | None = None
    release: Release
    complete: bool = True
    """False when the text is truncated or holds only sections: what isn't there may well be on the device."""
    cut: str | None = None
    """Last heading of a text that has a beginning and no end: its section may go on."""
    shown: tuple[str, ...] = ()
    """Of a text put together from parts: first words of the commands that are all there (``crypto``, ``tunnel-group``)."""
    cut_classes: tuple[str, ...] = ()
    """Likewise: what commands begin with of which some are there and others can be on the device (``crypto isakmp policy``, ``crypto map vpn``)."""
    policies: tuple[IsakmpPolicy, ...] = ()
    """User policies by ascending priority, then the defaults in force."""
    unknown_policies: str | None = None
    """Why built-in policies besides ``policies`` may be in force that nothing proves; None where there are none."""
    isakmp_enabled: bool | None = None
    isakmp_on: tuple[str, ...] = ()
    """PIX, ASA: nameifs that IKEv1 is enabled on."""
    isakmp_line: int | None = None
    """IOS: where it is switched off."""
    keys: Sequence[PreSharedKey] = ()
    """A tuple, or keys of a running-config that are read when they are looked at; never changed."""
    transform_sets: tuple[TransformSet, ...] = ()
    maps: tuple[CryptoMap, ...] = ()
    profiles: tuple[IpsecProfile, ...] = ()
    isakmp_profiles: tuple[IsakmpProfile, ...] = ()
    acls: tuple[AccessList, ...] = ()
    interfaces: tuple[Interface, ...] = ()
    routes: Sequence[Route] = ()
    """A tuple, or routes of a running-config that are read when they are looked at; never changed."""
    tables: tuple[RoutingTable, ...] = ()
    """What the device printed of its routing tables, whatever it is configured with."""
    nat_rules: tuple[NatRule, ...] = ()
    nat_exemptions: tuple[NatExemption, ...] = ()
    translations: Sequence[Translation] = ()
    """The NAT statements in the order in which the device tries them; never changed."""
    network_objects: Sequence[NetworkObject] = ()
    """ASA: named networks that could be read; never changed."""
    nat_control: bool = False
    """Whether what no NAT statement takes is dropped (PIX 6; ``nat-control`` of PIX and ASA 7.0 to 8.2)."""
    client_groups: tuple[ClientGroup, ...] = ()
    allowed: tuple[GroupProtocols, ...] = ()
    """ASA: tunnel-groups whose group-policy says which versions of IKE it allows."""
    tunnel_filters: tuple[TunnelFilter, ...] = ()
    """ASA: tunnel-groups whose group-policy filters what they decrypt."""
    pools: tuple[AddressPool, ...] = ()
    access_groups: tuple[AccessGroup, ...] = ()
    """PIX, ASA: access lists for what comes in by an interface."""
    zones: Zones = Zones()
    """IOS: the zone-based firewall."""
    permit_vpn: bool | None = None
    """``sysopt connection permit-vpn`` (``permit-ipsec``); None when not printed."""
    intra_interface: bool = False
    """``same-security-traffic permit intra-interface``: traffic may leave by where it came from."""
    dynamic_routing: bool = False
    """Whether a routing protocol is configured: routes that are not printed can be there."""
    prefragmentation: bool | None = None
    """Global ``crypto ipsec fragmentation``; None when not printed."""
    tcp_mss: int | None = None
    """ASA/PIX ``sysopt connection tcpmss``; None when not printed."""
    nat_traversal: bool | None = None
    """Whether NAT traversal is switched on (True) or off (False) in so many words; None when not printed."""
    settings: CryptoGlobals = CryptoGlobals()
    """What holds for every tunnel that says nothing else."""
    ikev2: bool = False
    """Whether any IKEv2 configuration was seen."""
    ikev2_config: Ikev2Config = Ikev2Config()
    """Proposals, policies, keyrings, profiles and tunnel-groups of IKEv2."""
    notes: tuple[str, ...] = ()
    """What is not known and was not guessed (release, defaults), in words."""
    unparsed: tuple[Unparsed, ...] = ()

    def acl(self, name: str | None) -> AccessList | None:
        """Return the access list of that name (names are case-sensitive, as on the devices)."""
        return self._acls.get(name) if name is not None else None

    def transform_set(self, name: str) -> TransformSet | None:
        """Return the transform set of that name."""
        return self._transform_sets.get(name)

    @property
    def built_in_policies(self) -> bool:
        """Whether built-in ISAKMP policies are in force, or may be, whose place a first one of the user's takes.

        The one suite of older releases is none of them: it stays behind the user's, as priority 65535.
        """
        return self.unknown_policies is not None or any(
            item.default and item.priority < LAST_SUITE for item in self.policies
        )

    def interface(self, name: str) -> Interface | None:
        """Return the interface of that name or nameif, letter case ignored."""
        return self._interfaces.get(name.casefold())

    def keys_for(self, address: int) -> Sequence[PreSharedKey]:
        """Return the keys that are for a peer with that address, and those bound to no address, in printed order."""
        hosts, others = self._keys
        if not others:
            return [key for _, key in hosts.get(address, ())]
        found = [*hosts.get(address, ()), *(item for item in others if _serves(item[1], address))]
        return [key for _, key in sorted(found, key=_place)]

    def entries_for(self, peer: str) -> Sequence[CryptoMapEntry]:
        """Return the entries of crypto maps, dynamic ones too, that name a peer, in printed order."""
        return self._entries.get(peer, ())

    @cached_property
    def _entries(self) -> dict[str, list[CryptoMapEntry]]:
        found: dict[str, list[CryptoMapEntry]] = {}
        for crypto_map in self.maps:
            for entry in crypto_map.entries:
                for peer in dict.fromkeys(entry.peers):
                    found.setdefault(peer, []).append(entry)
        return found

    def inner_vrf(self, entry: CryptoMapEntry) -> str | None:
        """Return the VRF of the networks behind an entry, where its ISAKMP or IKEv2 profile names one."""
        kept = self._inner_vrfs
        return kept.get((1, entry.isakmp_profile)) or kept.get((2, entry.ikev2_profile))

    @cached_property
    def _inner_vrfs(self) -> dict[tuple[int, str | None], str]:
        """VRFs by version of IKE and name of the profile."""
        found: dict[tuple[int, str | None], str] = {
            (1, item.name): item.vrf for item in self.isakmp_profiles if item.vrf is not None
        }
        found |= {
            (2, item.name): item.ivrf
            for item in self.ikev2_config.profiles
            if item.ivrf is not None
        }
        return found

    @cached_property
    def _acls(self) -> dict[str, AccessList]:
        return {item.name: item for item in reversed(self.acls)}

    @cached_property
    def _transform_sets(self) -> dict[str, TransformSet]:
        return {item.name: item for item in reversed(self.transform_sets)}

    @cached_property
    def _interfaces(self) -> dict[str, Interface]:
        found: dict[str, Interface] = {}
        for item in self.interfaces:
            found.setdefault(item.name.casefold(), item)
            if item.nameif:
                found.setdefault(item.nameif.casefold(), item)
        return found

    @cached_property
    def _keys(self) -> tuple[dict[int, list[_Placed]], list[_Placed]]:
        """Keys for one host by its address, and all others, each with its place."""
        hosts: dict[int, list[_Placed]] = {}
        others: list[_Placed] = []
        for placed in enumerate(self.keys):
            peer = placed[1].peer
            if peer is not None and peer.is_host:
                hosts.setdefault(peer.address, []).append(placed)
            else:
                others.append(placed)
        return hosts, others


_Placed: TypeAlias = tuple[int, PreSharedKey]


def _place(item: _Placed) -> int:
    return item[0]


def _serves(key: PreSharedKey, address: int) -> bool:
    peer = key.peer
    if peer is not None and peer.is_any and key.keyring == "DefaultL2LGroup":
        return True  # of an ASA: for a peer of either family
    return peer is None or (peer.address ^ address) & ~peer.wildcard == 0
