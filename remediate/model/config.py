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
from remediate.model.config_interfaces import Interface, Route
from remediate.model.config_keys import PreSharedKey
from remediate.model.config_lists import AccessList
from remediate.model.config_maps import (
    LAST_SUITE,
    CryptoMap,
    CryptoMapEntry,
    IpsecProfile,
    IsakmpPolicy,
    IsakmpProfile,
    TransformSet,
)
from remediate.model.config_nat import NatExemption, NatRule, NetworkObject, Translation
from remediate.model.globals import CryptoGlobals
from remediate.model.release import Release
from remediate.model.routing_table import RoutingTable

__all__ = ["CryptoConfig", "Unparsed"]


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
