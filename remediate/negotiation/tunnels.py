"""Tunnel interfaces with tunnel protection: what they negotiate, as entries like those of a crypto map.

A tunnel interface has no crypto ACL: a VTI protects everything that is routed into it, a GRE tunnel
its own two endpoints. What is left to agree on are the transform sets and PFS of the IPsec profile.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import TYPE_CHECKING

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface
from remediate.model.config_maps import CryptoMapEntry

if TYPE_CHECKING:
    from remediate.negotiation.outcome import Side

__all__ = [
    "PROTECTION",
    "facing",
    "has_policy",
    "is_vti",
    "tunnel_entries",
    "tunnels_from",
    "tunnels_towards",
]

PROTECTION = "tunnel-protection"
"""``CryptoMapEntry.kind`` of an entry that stands for a tunnel interface; ``map`` is its name."""

_DEFAULT = "default"


def tunnels_towards(config: CryptoConfig, peer: str) -> tuple[Interface, ...]:
    """Return the protected tunnels that reach a peer: those to it alone, else the multipoint ones.

    Of these the ones whose NHRP names the peer, where one does: a spoke of two hubs has a tunnel to each.
    """
    protected = _protected(config)
    return protected.get(peer) or protected.get(None, ())


@remembered
def _protected(config: CryptoConfig) -> dict[str | None, tuple[Interface, ...]]:
    """Return the protected tunnels by their destination, the multipoint ones under None."""
    found: dict[str | None, tuple[Interface, ...]] = {}
    for item in config.interfaces:
        if item.tunnel_protection:
            places = item.nbma if item.tunnel_destination is None else ()
            for place in (item.tunnel_destination, *places):
                found[place] = (*found.get(place, ()), item)
    return found


def tunnel_entries(
    config: CryptoConfig, tunnels: Iterable[Interface]
) -> tuple[CryptoMapEntry, ...]:
    """Return what tunnels negotiate; one whose IPsec profile is not known is left out."""
    profiles = {profile.name: profile for profile in config.profiles}
    found = []
    for tunnel in tunnels:
        profile = profiles.get(tunnel.tunnel_protection or "")
        if profile is None:
            continue
        sets = profile.transform_sets
        if not sets and config.transform_set(_DEFAULT) is not None:
            sets = (_DEFAULT,)
        found.append(
            CryptoMapEntry(
                map=tunnel.name,
                sequence=0,
                kind=PROTECTION,
                peers=(tunnel.tunnel_destination,) if tunnel.tunnel_destination else (),
                transform_sets=sets,
                pfs_group=profile.pfs_group,
                isakmp_profile=tunnel.tunnel_isakmp_profile or profile.isakmp_profile,
                ikev2_profile=tunnel.tunnel_ikev2_profile or profile.ikev2_profile,
                ikev2_proposals=profile.ikev2_proposals,
                initiates=profile.initiates,
                lines=(profile.line,) if profile.line is not None else (),
            )
        )
    return tuple(found)


def tunnels_from(config: CryptoConfig, local: str, peer: str) -> tuple[Interface, ...]:
    """Return the protected tunnels that reach a peer, without those that surely begin at another address than ``local``."""
    return tuple(
        item for item in tunnels_towards(config, peer) if not _elsewhere(config, item, local)
    )


def _elsewhere(config: CryptoConfig, tunnel: Interface, local: str) -> bool:
    """Whether a tunnel begins at another interface than the one that has the address."""
    source = config.interface(tunnel.tunnel_source or "")
    place = _owners(config).get(local)
    begins = source.address if source is not None else tunnel.tunnel_source
    if place is None or begins is None or begins == local or begins not in _owners(config):
        return False
    return source is None or local not in {*source.virtual, *(pair[0] for pair in source.secondary)}


@remembered
def _owners(config: CryptoConfig) -> dict[str, Interface]:
    """Return the interfaces by their own addresses."""
    return {item.address: item for item in config.interfaces if item.address}


def facing(
    one: CryptoConfig, mine: CryptoMapEntry, two: CryptoConfig, other: CryptoMapEntry
) -> bool:
    """Whether two tunnels can be the ends of one: both are VTIs, or both carry GRE."""
    here, there = one.interface(mine.map), two.interface(other.map)
    return here is not None and there is not None and _is_vti(here) is _is_vti(there)


def _is_vti(interface: Interface) -> bool:
    return (interface.tunnel_mode or "gre ip").startswith("ipsec")


def is_vti(config: CryptoConfig, name: str) -> bool:
    """Whether the interface of that name is a virtual tunnel interface (its mode is IPsec)."""
    found = config.interface(name)
    return found is not None and _is_vti(found)


def has_policy(side: Side, name: str) -> bool:
    """Whether an ACL narrows what a tunnel interface protects (``tunnel protection ipsec policy``)."""
    found = side.config.interface(name)
    text = side.end.evidence.config_text if side.end.evidence is not None else None
    if found is None or found.line is None or text is None:
        return False
    lines = text.split("\n")[found.line :]
    own = itertools.takewhile(lambda line: line[:1].isspace(), lines)
    return any(line.split()[:4] == ["tunnel", "protection", "ipsec", "policy"] for line in own)
