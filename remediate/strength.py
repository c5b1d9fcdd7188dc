"""Which of two protections is stronger: alignment only ever goes up, within what both releases can.

Ranks follow RFC 8247 and NIST SP 800-131A.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from remediate.capabilities import can_group, can_policy, can_transforms
from remediate.model.config_maps import IsakmpPolicy, TransformSet
from remediate.model.release import Release

__all__ = [
    "at_least",
    "group_bits",
    "policy_rank",
    "set_rank",
    "stronger_group",
    "stronger_policy",
    "stronger_transforms",
    "weak_group",
    "weak_policy",
    "weak_transforms",
    "weaknesses",
]

_CIPHERS = {"des": 0, "3des": 1, "aes": 2}
_HASHES = {"md5": 0, "sha": 1, "sha256": 2, "sha384": 3, "sha512": 4}
# Bits of symmetric strength that the group gives, as in RFC 3526, RFC 5903 and RFC 5114.
_GROUPS = {1: 60, 2: 80, 5: 90, 14: 112, 24: 100, 15: 130, 16: 150, 19: 128, 20: 192, 21: 256}

_ENCRYPTION = {
    "esp-null": 0,
    "esp-des": 1,
    "esp-3des": 2,
    "esp-seal": 2,
    "esp-aes": 3,
    "esp-aes 128": 3,
    "esp-aes 192": 4,
    "esp-aes 256": 5,
    "esp-gcm": 3,
    "esp-gcm 128": 3,
    "esp-gcm 192": 4,
    "esp-gcm 256": 5,
}
_INTEGRITY = {
    "md5-hmac": 1,
    "sha-hmac": 2,
    "sha256-hmac": 3,
    "sha384-hmac": 4,
    "sha512-hmac": 5,
}


def group_bits(group: int) -> int:
    """Return the bits of symmetric strength that a Diffie-Hellman group gives, -1 where not known."""
    return _GROUPS.get(group, -1)


class PolicyRank(NamedTuple):
    """Strength of an ISAKMP policy, attribute by attribute."""

    cipher: int
    group: int
    hash: int


def policy_rank(policy: IsakmpPolicy) -> PolicyRank:
    """Return the ranks of a policy's attributes; unknown ones rank lowest."""
    cipher = _CIPHERS.get(policy.encryption, -1) * 1000 + (policy.key_length or 0)
    return PolicyRank(cipher, _GROUPS.get(policy.group, -1), _HASHES.get(policy.hash, -1))


def at_least(one: PolicyRank, two: PolicyRank) -> bool:
    """Whether no attribute of ``one`` is weaker than that of ``two``."""
    return all(a >= b for a, b in zip(one, two, strict=True))


def weaknesses(policy: IsakmpPolicy) -> tuple[str, ...]:
    """Return the attributes that no change may newly introduce: DES, MD5, group 1."""
    found = []
    if policy.encryption == "des":
        found.append("DES")
    if policy.hash == "md5":
        found.append("MD5")
    if policy.group == 1:
        found.append("group 1")
    return tuple(found)


def weak_policy(policy: IsakmpPolicy) -> tuple[str, ...]:
    """Return what of a policy is no longer recommended (RFC 8247): a note, not a fault."""
    found = [policy.encryption.upper()] if policy.encryption in ("des", "3des") else []
    if policy.hash == "md5":
        found.append("MD5")
    return (*found, *weak_group(policy.group))


def weak_group(group: int | None) -> tuple[str, ...]:
    """Return the group where it is no longer recommended (RFC 8247: 1, 2, 5 and 22 to 24)."""
    return (f"group {group}",) if group in (1, 2, 5, 22, 23, 24) else ()


def weak_transforms(transforms: tuple[str, ...]) -> tuple[str, ...]:
    """Return what of a transform set is no longer recommended (RFC 8221): a note, not a fault."""
    if not transforms:
        return ()
    found = [
        name
        for item, name in (("esp-des", "DES"), ("esp-3des", "3DES"), ("esp-null", "no encryption"))
        if item in transforms
    ]
    if any(item.endswith("md5-hmac") for item in transforms):
        found.append("MD5")
    encrypts, integrity = set_rank(transforms)
    if encrypts < 0:
        found.append("no encryption")
    if not integrity and not any(item.startswith("esp-gmac") for item in transforms):
        found.append("no integrity")
    return tuple(found)


def stronger_group(
    groups: Sequence[int], releases: Sequence[Release], *, ikev2: bool = False
) -> int | None:
    """Return the weakest group at least as strong as all of these that the releases can; None without one."""
    least = max(_GROUPS.get(group, 0) for group in groups)
    strongest = [group for group in groups if _GROUPS.get(group, 0) == least]
    lifted = sorted(
        (group for group, bits in _GROUPS.items() if bits >= max(least, _GROUPS[14])),
        key=lambda group: (group not in (14, 19, 20, 21), _GROUPS[group]),
    )
    known = [*strongest, *lifted] if strongest[0] != 1 else [14, 5, 2, *lifted]
    return next(
        (g for g in known if all(can_group(r, g, ikev2=ikev2) is None for r in releases)), None
    )


def stronger_policy(
    one: IsakmpPolicy, two: IsakmpPolicy, first: Release, second: Release
) -> IsakmpPolicy | None:
    """Return the weakest policy that is at least as strong as both and that both releases can.

    Attribute by attribute the stronger of the two; DES, MD5 and group 1 are lifted. None where the
    two releases have nothing in common that is strong enough.
    """
    cipher = one if policy_rank(one).cipher >= policy_rank(two).cipher else two
    digest = one.hash if policy_rank(one).hash >= policy_rank(two).hash else two.hash
    group = one.group if policy_rank(one).group >= policy_rank(two).group else two.group
    encryption, length = cipher.encryption, cipher.key_length
    lifted = bool(weaknesses(_policy(encryption, length, digest, group, one)))
    if encryption == "des" or (lifted and encryption == "3des"):
        encryption, length = "aes", 256
    if digest == "md5":
        digest = "sha"
    if group == 1 or (lifted and group == 2):
        group = 14
    wish = _policy(encryption, length, digest, group, one)
    for candidate in _alternatives(wish):
        if can_policy(first, candidate) is None and can_policy(second, candidate) is None:
            return candidate
    return None


def _policy(
    encryption: str, length: int | None, digest: str, group: int, like: IsakmpPolicy
) -> IsakmpPolicy:
    return IsakmpPolicy(
        priority=0,
        encryption=encryption,
        key_length=length,
        hash=digest,
        authentication="pre-share",
        group=group,
        lifetime=like.lifetime,
    )


def _alternatives(wish: IsakmpPolicy) -> list[IsakmpPolicy]:
    """Return the wish, then what platforms with less can do: SHA-1 for SHA-2, group 5 or 2 for 14."""
    found = [wish]
    stronger = _policy("aes", 256, wish.hash, max(wish.group, 14), wish)
    found.append(stronger)
    hashes = [wish.hash] if wish.hash in ("sha", "md5") else [wish.hash, "sha"]
    groups = list(dict.fromkeys([wish.group, 14, 5, 2]))
    found.extend(
        _policy(wish.encryption, wish.key_length, h, g, wish) for h in hashes for g in groups
    )
    found.extend(_policy("aes", 256, h, g, wish) for h in hashes for g in groups)
    return found


def set_rank(transforms: tuple[str, ...]) -> tuple[int, int]:
    """Return (encryption, integrity) ranks of a transform set; authenticated encryption counts for both."""
    encryption, integrity = -1, 0
    for item in transforms:
        encryption = max(encryption, _ENCRYPTION.get(item, -1))
        for name, rank in _INTEGRITY.items():
            if item.endswith(name) and item[: -len(name)] in ("esp-", "ah-"):
                integrity = max(integrity, rank)
        if item.startswith("esp-gcm"):
            integrity = max(integrity, 5)
    return encryption, integrity


def stronger_transforms(
    one: TransformSet, two: TransformSet, first: Release, second: Release, *, ikev2: bool = False
) -> tuple[str, ...] | None:
    """Return transforms at least as strong as both sets that both releases can; None if there are none.

    One of the two sets where it is at least as strong as the other; else the stronger encryption
    with the stronger integrity. DES, MD5, NULL and missing integrity are lifted.
    """
    ranks = set_rank(one.transforms), set_rank(two.transforms)
    candidates: list[tuple[str, ...]] = []
    if ranks[0][0] >= ranks[1][0] and ranks[0][1] >= ranks[1][1]:
        candidates.append(one.transforms)
    elif ranks[1][0] >= ranks[0][0] and ranks[1][1] >= ranks[0][1]:
        candidates.append(two.transforms)
    encryption = max(
        (item for item in (*one.transforms, *two.transforms) if item in _ENCRYPTION),
        key=lambda item: _ENCRYPTION[item],
        default="esp-aes 256",
    )
    integrity = max(
        (
            item
            for item in (*one.transforms, *two.transforms)
            if item.startswith("esp-") and item[4:] in _INTEGRITY
        ),
        key=lambda item: _INTEGRITY[item[4:]],
        default="esp-sha-hmac",
    )
    composed = (encryption,) if encryption.startswith("esp-gcm") else (encryption, integrity)
    candidates.append(composed)
    lifted_cipher = (
        encryption
        if _ENCRYPTION[encryption] >= 2 and not encryption.startswith("esp-gcm")
        else "esp-aes 256"
    )
    for digest in dict.fromkeys((integrity, "esp-sha256-hmac", "esp-sha-hmac")):
        if digest != "esp-md5-hmac":
            candidates.append((lifted_cipher, digest))
            candidates.append(("esp-aes 256", digest))
    for item in candidates:
        rank = set_rank(item)
        if rank[0] < 2 or rank[1] < 2:
            continue
        able = (can_transforms(release, item, ikev2=ikev2) for release in (first, second))
        if all(reason is None for reason in able):
            return item
    return None
