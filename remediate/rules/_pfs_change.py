"""The change that gives an entry, or a tunnel's IPsec profile, a group for perfect forward secrecy."""

from __future__ import annotations

import itertools

from remediate.model.change import AlignPfs
from remediate.model.config import CryptoConfig
from remediate.model.config_maps import CryptoMapEntry, IpsecProfile
from remediate.negotiation import Side
from remediate.rules.entries import settings, top_lines

__all__ = ["pfs_change", "pfs_lines", "uses_group"]


def pfs_change(side: Side, entry: CryptoMapEntry, group: int) -> tuple[AlignPfs | None, str]:
    """Return the change of an end, None with the reason where it is not made for others' sake."""
    if side.dynamic:
        return None, f"the dynamic map {entry.map} serves other peers too"
    if entry.kind == "tunnel-protection":
        return _in_profile(side, entry, group)
    if len(entry.peers) > 1:
        others = ", ".join(peer for peer in entry.peers if peer != side.peer)
        return (
            None,
            f"crypto map {entry.map} {entry.sequence} has the peer {others} too, and would demand it there",
        )
    printed = next((x for x in settings(side, entry) if x.split()[:2] == ["set", "pfs"]), None)
    previous = None if entry.pfs_group is None else " ".join((printed or "").split()[2:])
    change = AlignPfs(
        device=side.name, map=entry.map, sequence=entry.sequence, group=group, previous=previous
    )
    return change, ""


def uses_group(config: CryptoConfig, group: int) -> bool:
    """Whether a configuration has a group somewhere: its release has it then, whatever release it is."""
    proposals = (one for item in config.ikev2_config.proposals for one in item.groups)
    policies = (item.group for item in config.policies if not item.default)
    entries = (entry.pfs_group for item in config.maps for entry in item.entries)
    return group in (*proposals, *policies, *entries)


def _in_profile(side: Side, entry: CryptoMapEntry, group: int) -> tuple[AlignPfs | None, str]:
    """Return the change of the tunnel's IPsec profile where no other tunnel has it.

    A peer that offers no PFS is refused from then on: another tunnel, or the other peers of a multipoint
    one, would fall.
    """
    profile = _profile(side, entry)
    if profile is None or profile.line is None:
        return None, f"the IPsec profile of {entry.map} is not in the configuration"
    others = [
        item.name
        for item in side.config.interfaces
        if item.tunnel_protection == profile.name and item.name != entry.map
    ]
    if others or not entry.peers:
        whom = ", ".join(others) if others else f"the other peers of {entry.map}"
        return (
            None,
            f"IPsec profile {profile.name} serves {whom} too, and would demand it there",
        )
    lines = pfs_lines(side, entry)
    printed = top_lines(side)[lines[0] - 1].split() if lines else []
    previous = None if profile.pfs_group is None else " ".join(printed[2:])
    change = AlignPfs(
        device=side.name,
        map=entry.map,
        sequence=0,
        group=group,
        previous=previous,
        profile=profile.name,
    )
    return change, ""


def _profile(side: Side, entry: CryptoMapEntry) -> IpsecProfile | None:
    tunnel = side.config.interface(entry.map)
    name = tunnel.tunnel_protection if tunnel is not None else None
    return next((item for item in side.config.profiles if item.name == name), None)


def pfs_lines(side: Side, entry: CryptoMapEntry) -> list[int]:
    """Return the line of ``set pfs`` in the tunnel's IPsec profile, none where it has none."""
    profile = _profile(side, entry)
    if profile is None or profile.line is None:
        return []
    inner = itertools.takewhile(lambda line: line[:1].isspace(), top_lines(side)[profile.line :])
    return [
        number
        for number, line in enumerate(inner, start=profile.line + 1)
        if line.split()[:2] == ["set", "pfs"]
    ]
