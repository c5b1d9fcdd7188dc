"""Transform sets, mode and PFS of two entries, of which one asks and the other answers.

Source: RFC 2409 section 5.5; Cisco IOS Security Command Reference, `mode` (where the protected flow is
between the crypto endpoints, transport mode asks for itself and accepts both, tunnel mode asks for and
accepts itself alone) and `set pfs` (without it any offer of PFS is accepted; with it, the group must be
part of the offer).
"""

from __future__ import annotations

from remediate.model.base import Platform
from remediate.model.config_maps import CryptoMapEntry, TransformSet
from remediate.negotiation.courses import Child, Ending
from remediate.negotiation.implied import carries_gre
from remediate.negotiation.outcome import Side
from remediate.negotiation.partial import entry_may_go_on, text_ends
from remediate.negotiation.protection import (
    mode_matters,
    same_protection,
    transform_sets_of,
    unread_sets,
)
from remediate.negotiation.sa_lifetimes import sa_lifetime
from remediate.negotiation.tunnels import PROTECTION

__all__ = ["suite"]


def suite(initiator: Side, entry: CryptoMapEntry, responder: Side, other: CryptoMapEntry) -> Child:
    """Return what a flow of ``entry`` comes to that the responder has ``other`` for; its selector is left out."""
    base = Child(entry, other, None, Ending.UP, "")
    ours, theirs = transform_sets_of(initiator, entry), transform_sets_of(responder, other)
    if not ours or not theirs:
        side = initiator if not ours else responder
        return base._replace(
            ending=Ending.UNKNOWN, reason=f"{side.name} has no transform set to compare"
        )
    chosen = _chosen(initiator, entry, responder, other, ours, theirs)
    if chosen is None:
        for side, own, sets in ((initiator, entry, ours), (responder, other, theirs)):
            text = unread_sets(side, own, sets)
            if text is not None:
                return base._replace(ending=Ending.UNKNOWN, reason=text)
        return base._replace(
            ending=Ending.TRANSFORMS,
            reason=_refused(initiator, responder, ours, theirs),
            slug="transform-set-mismatch",
        )
    gre = carries_gre(initiator.config, entry) or carries_gre(responder.config, other)
    if gre and chosen[0].mode != chosen[1].mode:
        text = (
            f"{initiator.name} has {chosen[0].mode} mode and {responder.name} {chosen[1].mode} mode:"
            " whether a tunnel interface accepts that is not known"
        )
        return base._replace(ending=Ending.UNKNOWN, reason=text, transforms=chosen)
    if gre and chosen[0].default != chosen[1].default:
        side = initiator if chosen[0].default else responder
        text = f"{side.name} has the built-in transform set, whose mode is not known"
        return base._replace(ending=Ending.UNKNOWN, reason=text, transforms=chosen)
    mode = chosen[0].mode if gre or mode_matters(initiator, entry) else "tunnel"
    lifetimes = [sa_lifetime(initiator, entry), sa_lifetime(responder, other)]
    known = [item for item in lifetimes if item is not None]
    lifetime = min(known) if len(known) == len(lifetimes) else None
    base = base._replace(transforms=chosen, mode=mode, lifetime=lifetime)
    if other.pfs_group is not None and entry.pfs_group != other.pfs_group:
        offer = f"offers group {entry.pfs_group}" if entry.pfs_group else "offers none"
        if entry.pfs_group is None and entry_may_go_on(initiator, entry):
            text = f"{text_ends(initiator)}: it may demand PFS too"
            return base._replace(ending=Ending.UNKNOWN, reason=text)
        return base._replace(
            ending=Ending.PFS,
            reason=f"{responder.name} demands PFS with group {other.pfs_group}, {initiator.name} {offer}",
            slug="pfs-mismatch",
        )
    return base._replace(pfs_group=entry.pfs_group)


def _chosen(
    initiator: Side,
    entry: CryptoMapEntry,
    responder: Side,
    other: CryptoMapEntry,
    ours: tuple[TransformSet, ...],
    theirs: tuple[TransformSet, ...],
) -> tuple[TransformSet, TransformSet] | None:
    """Return the first of the initiator's sets that the responder has, with the responder's."""
    matters = PROTECTION not in (entry.kind, other.kind) and mode_matters(initiator, entry)
    for mine in ours:
        for own in theirs:
            if mine.problem or own.problem or not same_protection(mine, own):
                continue
            if not matters or _mode_accepted(mine, responder, own):
                return mine, own
    return None


def _mode_accepted(mine: TransformSet, responder: Side, other: TransformSet) -> bool:
    """Whether the responder accepts the mode: tunnel mode takes only itself, transport mode (IOS) both."""
    if mine.mode == other.mode:
        return True
    return mine.mode == "tunnel" and responder.config.platform is Platform.IOS


def _refused(
    initiator: Side,
    responder: Side,
    ours: tuple[TransformSet, ...],
    theirs: tuple[TransformSet, ...],
) -> str:
    for mine in ours:
        for other in theirs:
            if same_protection(mine, other):
                return (
                    f"{initiator.name} asks for {mine.mode} mode with {mine.name}, {responder.name}"
                    f" accepts {other.mode} mode alone"
                )
    return (
        f"no transform set of {initiator.name} ({_names(ours)}) equals one of {responder.name}"
        f" ({_names(theirs)})"
    )


def _names(sets: tuple[TransformSet, ...]) -> str:
    return ", ".join(f"{item.name}: {' '.join(item.transforms)}" for item in sets)
