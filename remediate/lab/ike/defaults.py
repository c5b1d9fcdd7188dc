"""What is in force without a line: default policies, smart defaults, and what newer releases refuse.

Of IKEv1's default policies 65507, 65508 and 65514 are shown by captures; those between are from memory
of the vendor's guide, as are the numbers of default groups of an ASA. The smart defaults of IKEv2 are
captures of 16.7 and of later releases; releases before 16 are given those of 16.7 (doubtful for 15.2,
whose list is the same as far as memory goes).
"""

from __future__ import annotations

from remediate.lab.ike.facts import Policy, TransformSet
from remediate.lab.ike.facts2 import Policy2, Proposal2
from remediate.lab.releases import Release

__all__ = [
    "BUILT_IN_SET",
    "default_policies",
    "default_policy2",
    "refuses_policy",
    "refuses_proposal2",
    "refuses_set",
    "weak_group",
]

_WEAK_GROUPS = (1, 2, 5)
_WEAK_ITEMS = ("ah-md5-hmac", "esp-gmac", "esp-des", "esp-3des", "esp-null", "esp-md5-hmac")

BUILT_IN_SET = TransformSet(name="default", items=("esp-aes 128", "esp-sha-hmac"), transport=True)
"""Of IOS from 12.4(20)T on (mode transport: from memory)."""


def default_policies() -> tuple[Policy, ...]:
    """Return the policies of IOS from 12.4(20)T on, used where there is no other."""
    rows = [("aes 128", "sha", 5), ("aes 128", "md5", 5), ("3des", "sha", 2), ("3des", "md5", 2)]
    found = []
    for at, (encryption, digest, group) in enumerate(rows):
        for offset, method in enumerate(("rsa-sig", "pre-share")):
            found.append(
                Policy(
                    priority=65507 + 2 * at + offset,
                    encryption=encryption,
                    hash=digest,
                    authentication=method,
                    group=group,
                )
            )
    return tuple(found)


def default_policy2(release: Release) -> Policy2:
    """Return the smart default of IKEv2."""
    if release.xe and release.numbers >= (16, 8):
        hashes: tuple[str, ...] = ("sha512", "sha384")
        ciphers: tuple[str, ...] = ("aes-cbc-256",)
        groups: tuple[int, ...] = (19, 14, 21) if release.refuses_old else (19, 14, 21, 5)
    else:
        hashes = ("sha512", "sha384", "sha256", "sha1", "md5")
        ciphers = ("aes-cbc-256", "aes-cbc-192", "aes-cbc-128")
        groups = (5, 2)
    proposal = Proposal2(
        name="default", encryption=ciphers, integrity=hashes, prf=hashes, groups=groups
    )
    return Policy2(name="default", proposals=(proposal,), vrf=None, default=True)


def weak_group(group: int) -> bool:
    """Whether 17.11.1 and later refuse a group in IKEv1 and as PFS."""
    return group in _WEAK_GROUPS


def refuses_policy(release: Release, policy: Policy) -> bool:
    """Whether a release does not use a policy that its configuration (still) has."""
    if not release.refuses_old:
        return False
    return policy.encryption in ("des", "3des") or policy.hash == "md5" or weak_group(policy.group)


def refuses_proposal2(release: Release, proposal: Proposal2) -> Proposal2 | None:
    """Return what a release uses of a proposal; None where nothing is left."""
    if not release.refuses_old:
        return proposal
    kept = Proposal2(
        name=proposal.name,
        encryption=tuple(item for item in proposal.encryption if item not in ("des", "3des")),
        integrity=tuple(item for item in proposal.integrity if item != "md5"),
        prf=tuple(item for item in proposal.prf if item != "md5"),
        groups=tuple(item for item in proposal.groups if item not in (*_WEAK_GROUPS, 24)),
    )
    usable = kept.encryption and kept.groups and kept.prf and (kept.integrity or kept.combined)
    return kept if usable else None


def refuses_set(release: Release, items: TransformSet) -> bool:
    """Whether a release does not use a transform set that its configuration (still) has."""
    return release.refuses_old and any(item in _WEAK_ITEMS for item in items.items)
