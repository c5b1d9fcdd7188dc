"""Which of two IKEv2 proposals is stronger, and what both releases can do: alignment only ever goes up.

Ranks as in :mod:`remediate.strength` (RFC 8247). Capabilities: ASA before 8.4 has no IKEv2; before 9.0
none of AES-GCM, SHA-2 and groups from 14 up is assumed of it; ASA 9.15 and IOS-XE 17.11.1 refuse
what field notice 72510 and the ASA release notes name.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from remediate.model.base import Platform
from remediate.model.config_ikev2 import Ikev2Proposal
from remediate.model.release import Release
from remediate.strength import group_bits, weak_group

__all__ = [
    "can_propose",
    "proposal_rank",
    "raised_proposal",
    "stronger_proposal",
    "weak_choice",
    "weak_proposal",
]

_CIPHERS = {
    "null": 0, "des": 1, "3des": 2, "aes-cbc-128": 3, "aes-gcm-128": 3, "aes-cbc-192": 4,
    "aes-gcm-192": 4, "aes-cbc-256": 5, "aes-gcm-256": 5,
}  # fmt: skip
_DIGESTS = {"md5": 1, "sha1": 2, "sha256": 3, "sha384": 4, "sha512": 5}
_WEAK_CIPHERS = {"des": "DES", "3des": "3DES", "null": "no encryption"}
_COMBINED = 5
"""Rank of the integrity that AES-GCM gives by itself."""


class ProposalRank(NamedTuple):
    """Strength of a proposal with one algorithm of each kind."""

    cipher: int
    group: int
    integrity: int
    prf: int


def proposal_rank(proposal: Ikev2Proposal) -> ProposalRank:
    """Return the ranks of the best algorithm of each kind; unknown ones rank lowest."""
    cipher = max((_CIPHERS.get(item, -1) for item in proposal.encryption), default=-1)
    combined = any("gcm" in item for item in proposal.encryption)
    return ProposalRank(
        cipher,
        max((group_bits(item) for item in proposal.groups), default=-1),
        max(
            (_DIGESTS.get(item, -1) for item in proposal.integrity),
            default=_COMBINED if combined else -1,
        ),
        max((_DIGESTS.get(item, -1) for item in proposal.prf), default=-1),
    )


def can_propose(release: Release, proposal: Ikev2Proposal) -> bool:
    """Whether nothing that is known speaks against a release having a proposal."""
    words = {*proposal.encryption, *proposal.integrity, *proposal.prf}
    old = words & {"des", "3des", "null", "md5"} or {1, 2, 5, 24} & {*proposal.groups}
    if release.platform is Platform.IOS:
        return not (release.xe and release.numbers[:3] >= (17, 11, 1) and old)
    if release.pix or (release.numbers and release.numbers < (8, 4)):
        return False
    if release.numbers and release.numbers < (9, 0):
        new = words & {"sha256", "sha384", "sha512"} or any("gcm" in item for item in words)
        return not new and all(group in (1, 2, 5) for group in proposal.groups)
    return not (release.numbers >= (9, 15) and old)


def stronger_proposal(
    one: Sequence[Ikev2Proposal], two: Sequence[Ikev2Proposal], first: Release, second: Release
) -> Ikev2Proposal | None:
    """Return one algorithm of each kind, in no kind weaker than the best of either end.

    What one end already offers, where it serves; else the stronger of each kind. None where the two
    releases have nothing in common that is strong enough.
    """
    ours, theirs = _single(one), _single(two)
    if not ours or not theirs:
        able = (
            item
            for item in ours or theirs
            if not weak_proposal(item) and can_propose(first, item) and can_propose(second, item)
        )
        return next(able, None)
    for mine, other, release in ((ours, theirs, second), (theirs, ours, first)):
        best = proposal_rank(other[0])
        for candidate in mine:
            rank = proposal_rank(candidate)
            if (
                not weak_proposal(candidate)
                and _at_least(rank, best)
                and can_propose(release, candidate)
            ):
                return candidate
    return _composed(ours[0], theirs[0], first, second)


def raised_proposal(
    one: Ikev2Proposal, two: Ikev2Proposal, first: Release, second: Release
) -> Ikev2Proposal | None:
    """Return the strongest algorithm of each kind that either has, in place of what newer releases refuse.

    AES-256, SHA-256 and group 14 where neither has anything else; None where a release can't do it.
    """
    ciphers = [c for c in (*one.encryption, *two.encryption) if _CIPHERS.get(c, -1) > 2]
    cipher = max(ciphers, key=lambda c: _CIPHERS[c], default="aes-cbc-256")
    digests = [d for d in (*one.integrity, *two.integrity) if _DIGESTS.get(d, -1) > 1]
    prfs = [d for d in (*one.prf, *two.prf) if _DIGESTS.get(d, -1) > 1]
    digest = max(digests or prfs, key=lambda d: _DIGESTS[d], default="sha256")
    prf = max(prfs, key=lambda d: _DIGESTS[d], default=digest)
    groups = [g for g in (*one.groups, *two.groups) if g not in (1, 2, 5, 24)]
    wish = Ikev2Proposal(
        name="",
        encryption=(cipher,),
        integrity=() if "gcm" in cipher else (digest,),
        prf=(prf,),
        groups=(max(groups, key=group_bits, default=14),),
    )
    return wish if can_propose(first, wish) and can_propose(second, wish) else None


def _at_least(one: ProposalRank, two: ProposalRank) -> bool:
    return all(a >= b for a, b in zip(one, two, strict=True))


def weak_proposal(proposal: Ikev2Proposal) -> bool:
    """Whether a proposal offers DES, 3DES, no encryption, MD5, or a group below 5."""
    words = {*proposal.encryption, *proposal.integrity, *proposal.prf}
    return bool(words & {"des", "3des", "null", "md5"}) or bool({1, 2} & {*proposal.groups})


def weak_choice(
    encryption: Sequence[str], integrity: Sequence[str], groups: Sequence[int]
) -> tuple[str, ...]:
    """Return what is no longer recommended whichever of the algorithms is taken (RFC 8247): a note, not a fault."""
    found = []
    if encryption and all(item in _WEAK_CIPHERS for item in encryption):
        found.append(" or ".join(_WEAK_CIPHERS[item] for item in encryption))
    separate = any("gcm" not in item for item in encryption)
    if separate and integrity and all(item == "md5" for item in integrity):
        found.append("MD5")
    weak = [word for group in groups for word in weak_group(group)]
    if weak and len(weak) == len(groups):
        found.append(" or ".join(weak))
    return tuple(found)


def _single(proposals: Sequence[Ikev2Proposal]) -> list[Ikev2Proposal]:
    """Return every choice of one algorithm of each kind that the proposals allow, strongest first."""
    found: dict[Ikev2Proposal, None] = {}
    for item in proposals:
        for cipher, digest, prf, group in product(
            item.encryption, item.integrity or ("",), item.prf, item.groups
        ):
            combined = "gcm" in cipher
            if not combined and not digest:
                continue
            # An integrity algorithm and a PRF that are not the same are rarely meant.
            if not combined and item.prf == item.integrity and prf != digest:
                continue
            single = Ikev2Proposal(
                name="",
                encryption=(cipher,),
                integrity=() if combined else (digest,),
                prf=(prf,),
                groups=(group,),
            )
            found[single] = None
    return sorted(found, key=proposal_rank, reverse=True)


def _composed(
    one: Ikev2Proposal, two: Ikev2Proposal, first: Release, second: Release
) -> Ikev2Proposal | None:
    ranks = proposal_rank(one), proposal_rank(two)
    cipher = (one if ranks[0].cipher >= ranks[1].cipher else two).encryption[0]
    group = (one if ranks[0].group >= ranks[1].group else two).groups[0]
    digests = [*one.integrity, *two.integrity]
    prfs = [*one.prf, *two.prf]
    digest = max(digests or prfs, key=lambda item: _DIGESTS.get(item, -1))
    prf = max(prfs, key=lambda item: _DIGESTS.get(item, -1))
    if _CIPHERS.get(cipher, -1) < _CIPHERS["aes-cbc-128"]:
        cipher = "aes-cbc-256"
    if _DIGESTS.get(digest, -1) < _DIGESTS["sha1"]:
        digest = prf = "sha256"
    if group_bits(group) < group_bits(5):
        group = 14
    combined = "gcm" in cipher
    wish = Ikev2Proposal(
        name="",
        encryption=(cipher,),
        integrity=() if combined else (digest,),
        prf=(prf,),
        groups=(group,),
    )
    return wish if can_propose(first, wish) and can_propose(second, wish) else None
