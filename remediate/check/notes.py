"""What to know of a tunnel or a device that is no fault: weak cryptography, wildcard keys, what isn't known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from remediate.check.clamp import clamp_notes
from remediate.check.judge import one_way
from remediate.model.config import CryptoConfig
from remediate.model.config_keys import PreSharedKey
from remediate.model.config_maps import CryptoMap, CryptoMapEntry
from remediate.model.diagnosis import Evidence, NoteView
from remediate.model.evidence import DeviceEvidence, TunnelEvidence
from remediate.negotiation import Negotiation, Side, key_for, side_of, usable
from remediate.negotiation.courses import Direction
from remediate.negotiation.ikev2_proposals import offered
from remediate.negotiation.left_over import incomplete
from remediate.negotiation.protection import transform_sets_of
from remediate.negotiation.tunnels import tunnel_entries
from remediate.negotiation.versions import versions_of
from remediate.rules.case import config_evidence, device_lines
from remediate.strength import weak_group, weak_policy, weak_transforms
from remediate.strength_ikev2 import weak_choice
from remediate.tunnels.addresses import is_address
from remediate.tunnels.configured import in_use

__all__ = ["device_notes", "tunnel_notes"]

_UNREAD_SHOWN = 20
"""Lines of one configuration that could not be read, of which each has a note."""


def tunnel_notes(
    tunnel: TunnelEvidence, negotiation: Negotiation | None, ways: Sequence[Direction]
) -> tuple[NoteView, ...]:
    """Return the notes of a tunnel."""
    notes: list[NoteView] = []
    up = one_way(ways)
    if up is not None:
        text = f"only {up.initiator.name} could bring it up, {up.responder.name} could not"
        notes.append(NoteView(kind="one-way", device=None, text=text))
    agreed = any(way.policy is not None or way.proposal is not None for way in ways)
    if agreed:
        notes.extend(clamp_notes(tunnel))
    for way in ways:
        notes.extend(_agreed(way))
    sides = (
        (negotiation.one, negotiation.two)
        if negotiation is not None
        else tuple(side for end in tunnel.ends if (side := side_of(tunnel, end)) is not None)
    )
    for side in sides:
        if not agreed:
            notes.extend(_alone(side))
        notes.extend(_wildcard(side))
        notes.extend(_backup(side))
        notes.extend(_left_over(side))
    return tuple(dict.fromkeys(notes))


def _agreed(way: Direction) -> Iterable[NoteView]:
    """Yield what is weak of what a negotiation would agree on; of IKEv2, whichever algorithms the responder takes."""
    if way.policy is not None:
        policies = way.policy.initiator, way.policy.responder
        names = [f"ISAKMP policy {item.priority}" for item in policies]
        lines = [item.line for item in policies]
        yield from _weak(way, "phase 1", weak_policy(policies[0]), names, lines)
    if way.proposal is not None:
        agreed = way.proposal
        weak = weak_choice(agreed.encryption, agreed.integrity, agreed.groups)
        names = [f"IKEv2 proposal {item.name}" for item in (agreed.initiator, agreed.responder)]
        lines = [item.line for item in (agreed.initiator, agreed.responder)]
        yield from _weak(way, "the IKE SA", weak, names, lines)
    seen: set[tuple[str, ...]] = set()
    for child in way.children:
        if child.transforms is None:
            continue
        weak = (*weak_transforms(child.transforms[0].transforms), *weak_group(child.pfs_group))
        if weak not in seen:
            seen.add(weak)
            names = [f"transform set {item.name}" for item in child.transforms]
            lines = [item.line for item in child.transforms]
            yield from _weak(way, "phase 2", weak, names, lines)


def _weak(
    way: Direction,
    what: str,
    weak: Sequence[str],
    names: Sequence[str],
    lines: Sequence[int | None],
) -> Iterable[NoteView]:
    """Yield the note of what is weak, if anything is; ``names`` and ``lines`` are the initiator's, then the responder's."""
    if not weak:
        return
    sides = (way.initiator, way.responder)
    ends = sorted(zip(sides, names, lines, strict=True), key=lambda item: item[0].name)
    yield NoteView(
        kind="weak",
        device=None,
        text=f"{what} would use {', '.join(weak)} ("
        + ", ".join(f"{name} of {side.name}" for side, name, _ in ends)
        + ")",
        evidence=tuple(
            item for side, _, line in ends for item in config_evidence(side.end, [line])
        ),
    )


def _alone(side: Side) -> Iterable[NoteView]:
    """Yield what is weak of an end of which it isn't known what it would agree on."""
    if not side.entries:
        return
    versions = versions_of(side)
    if not versions.ikev1:
        yield from _weak_proposals(side)
        return
    policies = [policy for policy in usable(side) if not policy.problem]
    if policies and all(weak_policy(policy) for policy in policies):
        best = policies[0]
        yield _note(
            side,
            f"every ISAKMP policy of {side.name} is weak (policy {best.priority}:"
            f" {', '.join(weak_policy(best))})",
            [policy.line for policy in policies],
        )
    for entry in side.entries:
        sets = [item for item in transform_sets_of(side, entry) if not item.problem]
        if sets and all(weak_transforms(item.transforms) for item in sets):
            weak = ", ".join(weak_transforms(sets[0].transforms))
            yield _note(
                side,
                f"every transform set of {side.name} for {side.peer} is weak ({sets[0].name}: {weak})",
                [item.line for item in sets],
            )


def _weak_proposals(side: Side) -> Iterable[NoteView]:
    proposals = [item for item in offered(side) if not item.problem]
    weak = [weak_choice(item.encryption, item.integrity, item.groups) for item in proposals]
    if weak and all(weak):
        yield _note(
            side,
            f"every IKEv2 proposal of {side.name} is weak ({proposals[0].name}: {', '.join(weak[0])})",
            [item.line for item in proposals],
        )


def _wildcard(side: Side) -> Iterable[NoteView]:
    key = key_for(side)
    if key is None or not versions_of(side).ikev1 or side.dynamic or not _for_everyone(key):
        return
    what = (
        "the key of DefaultL2LGroup"
        if key.keyring == "DefaultL2LGroup"
        else "a key for every address"
    )
    yield _note(side, f"{side.name} authenticates {side.peer} with {what}", [key.line])


def _backup(side: Side) -> Iterable[NoteView]:
    """Yield the entries that have the peer as one of several and not the first: for when that one fails."""
    for entry in side.entries:
        if side.peer in entry.peers[1:]:
            text = f"{side.name} tries {side.peer} only where {entry.peers[0]} does not answer"
            yield NoteView(
                kind="backup",
                device=side.name,
                text=f"{text} (crypto map {entry.map} {entry.sequence})",
                evidence=config_evidence(side.end, [entry.line]),
            )


def _left_over(side: Side) -> Iterable[NoteView]:
    """Yield the entries for the peer that lack something and are not missed."""
    for entry in side.end.entries if not side.dynamic else ():
        if entry.kind == "ipsec-isakmp" and entry not in side.entries:
            reason = "; ".join(incomplete(side, entry, f"crypto map {entry.map} {entry.sequence}"))
            yield NoteView(
                kind="incomplete",
                device=side.name,
                text=f"{reason}: left over, as a complete entry has the peer",
                evidence=config_evidence(side.end, [entry.line]),
            )


def _for_everyone(key: PreSharedKey) -> bool:
    return key.keyring == "DefaultL2LGroup" or (key.peer is not None and key.peer.is_any)


def _note(side: Side, text: str, lines: Sequence[int | None]) -> NoteView:
    return NoteView(
        kind="weak", device=side.name, text=text, evidence=config_evidence(side.end, lines)
    )


def device_notes(
    device: DeviceEvidence, joined: frozenset[tuple[str, int]]
) -> tuple[NoteView, ...]:
    """Return what isn't known of a device's configuration, and the lines that could not be read.

    ``joined`` are the map and sequence of the crypto-map entries that a tunnel was found for.
    """
    config = device.config
    if config is None:
        text = "no running-config of it is in the dumps"
        return (NoteView(kind="configuration", device=device.device, text=text),)
    of_ikev1 = None if _uses_ikev1(config) else config.unknown_policies
    notes = [
        NoteView(kind="configuration", device=device.device, text=text)
        for text in config.notes
        if text != of_ikev1
    ]
    notes.extend(_without_tunnel(device, config, joined))
    if config.cut is not None or not config.complete:
        text = (
            "the running-config breaks off"
            if config.cut
            else "only parts of the running-config are there"
        )
        notes.append(NoteView(kind="configuration", device=device.device, text=text))
    for line in config.unparsed[:_UNREAD_SHOWN]:
        place = device.source(line.line)
        evidence = (
            (Evidence(device=device.device, file=place.file, line=place.line, text=line.text),)
            if place is not None
            else ()
        )
        text = f"not understood: {line.reason}"
        notes.append(NoteView(kind="unread", device=device.device, text=text, evidence=evidence))
    if len(config.unparsed) > _UNREAD_SHOWN:
        more = len(config.unparsed) - _UNREAD_SHOWN
        text = f"not understood: {more:,} more lines"
        notes.append(NoteView(kind="unread", device=device.device, text=text))
    return tuple(notes)


def _uses_ikev1(config: CryptoConfig) -> bool:
    """Whether an entry or a tunnel can negotiate with IKEv1: else its policies are beside the point."""
    tunnels = tunnel_entries(config, (x for x in config.interfaces if x.tunnel_protection))
    entries = (entry for item in config.maps for entry in item.entries)
    return any(
        not (entry.ikev2_profile or entry.ikev2_proposals) and entry.dynamic_map is None
        for entry in (*tunnels, *entries)
    )


def _why_not(config: CryptoConfig, crypto_map: CryptoMap, entry: CryptoMapEntry) -> str:
    """Say why no tunnel was found for an entry that has a peer."""
    if not any(is_address(peer) for peer in entry.peers):
        return "the address of its peer is not in the configuration"
    places = [item for item in config.interfaces if item.crypto_map == crypto_map.name]
    applied = crypto_map.interfaces or places
    if not config.complete:
        return "only parts of the running-config are there, without the address that it negotiates from"
    if not applied:
        if any(in_use(config, peer) for peer in entry.peers):
            return "its map is applied to no interface, and one that is has the peer"
        return "its map is applied to no interface, and where it belongs can't be told"
    if places and all(item.unaddressed for item in places):
        names = ", ".join(item.name for item in places)
        return f"its map is on {names} alone, which has no IP address: no packet leaves by it"
    return "the address that it negotiates from is not in the configuration (DHCP, PPP)"


def _without_tunnel(
    device: DeviceEvidence, config: CryptoConfig, joined: frozenset[tuple[str, int]]
) -> Iterable[NoteView]:
    """Yield the crypto-map entries that make no tunnel that could be looked at, and why."""
    for crypto_map in config.maps:
        for entry in () if crypto_map.dynamic else crypto_map.entries:
            if entry.kind != "ipsec-isakmp" or entry.dynamic_map is not None:
                continue
            if (entry.map, entry.sequence) in joined:
                continue
            name = f"crypto map {entry.map} {entry.sequence}"
            if not entry.peers:
                kind, text = "incomplete", f"{name} has no 'set peer': it makes no tunnel"
            else:
                kind = "not-compared"
                text = f"{name} (peer {', '.join(entry.peers)}) is not compared: " + _why_not(
                    config, crypto_map, entry
                )
            evidence = device_lines(device, [entry.line])
            yield NoteView(kind=kind, device=device.device, text=text, evidence=evidence)
