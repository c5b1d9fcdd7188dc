"""Transform sets and PFS of two entries that face each other.

Source: RFC 2409 section 5.5; RFC 7296 sections 1.3 and 1.3.1.
"""

from __future__ import annotations

from collections.abc import Sequence

from remediate.model.config_maps import CryptoMapEntry, TransformSet
from remediate.negotiation.crypto_acls import permits
from remediate.negotiation.ikev2 import child_sets
from remediate.negotiation.outcome import Agreement, Side, TransformPair
from remediate.negotiation.partial import (
    built_in_sets,
    entry_may_go_on,
    may_lack,
    others_possible,
    text_ends,
)

__all__ = [
    "compare_pfs",
    "compare_transforms",
    "mode_matters",
    "same_protection",
    "transform_sets_of",
    "unread_sets",
]


def transform_sets_of(side: Side, entry: CryptoMapEntry) -> tuple[TransformSet, ...]:
    """Return the transform sets of an entry that the configuration has, in the entry's order."""
    found = (side.config.transform_set(name) for name in entry.transform_sets)
    return tuple(item for item in found if item is not None)


def same_protection(one: TransformSet, two: TransformSet) -> bool:
    """Whether two sets negotiate alike: the same transforms in any order."""
    return frozenset(one.transforms) == frozenset(two.transforms)


def compare_transforms(
    one: Side, mine: CryptoMapEntry, two: Side, other: CryptoMapEntry
) -> TransformPair:
    """Compare the transform sets, or IPsec proposals, of two entries."""
    ikev2 = all(item.ikev2_proposals or item.ikev2_profile for item in (mine, other))
    of = child_sets if ikev2 else transform_sets_of
    first, second = of(one, mine), of(two, other)
    if not first or not second:
        side, entry = (one, mine) if not first else (two, other)
        reason = f"{side.name} has no transform set to compare"
        if built_in_sets(side) and not entry.transform_sets:
            reason = f"{side.name} names no transform set, and whether a built-in one serves the peer is not known"
        return TransformPair(Agreement.UNKNOWN, reason, first, second)
    agreed = _match(one, mine, first, second, ikev2=ikev2)
    if agreed is not None:
        return TransformPair(
            Agreement.AGREE,
            f"transform set {agreed[0].name} of {one.name} equals {agreed[1].name} of {two.name}",
            first,
            second,
            agreed,
        )
    for side, entry, sets in ((one, mine, first), (two, other, second)):
        text = unread_sets(side, entry, sets)
        if text is not None:
            return TransformPair(Agreement.UNKNOWN, text, first, second)
    for candidate in first:
        for other_set in second:
            if same_protection(candidate, other_set):
                return TransformPair(
                    Agreement.DIFFER,
                    f"{candidate.name} of {one.name} is in {candidate.mode} mode, {other_set.name} of {two.name} in {other_set.mode} mode",
                    first,
                    second,
                )
    return TransformPair(
        Agreement.DIFFER,
        f"no transform set of {one.name} equals one of {two.name}",
        first,
        second,
    )


def unread_sets(side: Side, entry: CryptoMapEntry, sets: Sequence[TransformSet]) -> str | None:
    """Say why an end can have more transform sets for the entry than are known, None when it can't."""
    for item in sets:
        if item.problem:
            return f"{side.name}: transform set {item.name}: {item.problem}"
    if entry_may_go_on(side, entry) or (may_lack(side) and len(sets) < len(entry.transform_sets)):
        return f"{text_ends(side)}: not all its transform sets are known"
    return None


def _match(
    one: Side,
    mine: CryptoMapEntry,
    first: Sequence[TransformSet],
    second: Sequence[TransformSet],
    *,
    ikev2: bool,
) -> tuple[TransformSet, TransformSet] | None:
    """Return the first two sets that negotiate alike, None without such.

    Under IKEv2 transport mode is only asked for; without an answer it is tunnel mode (RFC 7296, 1.3.1).
    """
    for candidate in first:
        for other in second:
            if candidate.problem or not same_protection(candidate, other):
                continue
            if candidate.mode == other.mode or ikev2 or not mode_matters(one, mine):
                return candidate, other
    return None


def mode_matters(side: Side, entry: CryptoMapEntry) -> bool:
    """Whether transport mode would be used: the protected ends are the crypto endpoints.

    Of tunnel protection it is not known to matter: it is not called a fault.
    """
    local = {side.end.local_address, side.end.address}
    return any(
        selector.source.is_host
        and selector.destination.is_host
        and selector.source.dotted in local
        and selector.destination.dotted == side.peer
        for selector in permits(side.config.acl(entry.acl))
    )


def compare_pfs(
    one: Side, mine: CryptoMapEntry, two: Side, other: CryptoMapEntry
) -> tuple[Agreement, str]:
    """Compare the Diffie-Hellman groups that two entries demand; with the reason."""
    if mine.pfs_group == other.pfs_group:
        return Agreement.AGREE, "PFS is the same on both ends"
    for side in (one, two):
        if others_possible(side):
            return Agreement.UNKNOWN, f"{text_ends(side)}: not all its crypto map entries are known"
    if mine.pfs_group is not None and other.pfs_group is not None:
        return (
            Agreement.DIFFER,
            f"PFS: {one.name} demands group {mine.pfs_group}, {two.name} group {other.pfs_group}",
        )
    strict, lax, entry = (one, two, other) if mine.pfs_group is not None else (two, one, mine)
    if entry_may_go_on(lax, entry):
        return Agreement.UNKNOWN, f"{text_ends(lax)}: it may demand PFS too"
    if lax.dynamic:
        return (
            Agreement.AGREE,
            f"PFS: {lax.name} only answers, and accepts the PFS of {strict.name}",
        )
    return (
        Agreement.DIFFER,
        f"PFS: {strict.name} demands it, {lax.name} does not offer it when it initiates",
    )
