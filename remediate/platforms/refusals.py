"""What a release refuses although its configuration says it: weak cryptography.

Sources: field notice FN72510 (IOS-XE 17.11.1: DES, 3DES, MD5, groups 1, 2 and 5, GMAC and NULL;
``crypto engine compliance shield disable`` accepts them again), ASA 9.15 release notes (DES, 3DES,
MD5 and groups 2, 5, 24 are removed; group 1 before).
"""

from __future__ import annotations

from remediate.model.base import Platform
from remediate.model.config import CryptoConfig
from remediate.model.config_ikev2 import Ikev2Proposal
from remediate.model.config_maps import IsakmpPolicy
from remediate.platforms.ios_release import refuses_weak

__all__ = ["refused_group", "refused_policy", "refused_proposal", "refused_transforms", "refuses"]

_GROUPS = {Platform.IOS: (1, 2, 5), Platform.ASA: (1, 2, 5, 24)}
"""Of IKEv1 and PFS; IOS-XE refuses group 24 under IKEv2 alone."""
_IOS_TRANSFORMS = frozenset(
    {"ah-md5-hmac", "esp-gmac", "esp-des", "esp-3des", "esp-null", "esp-md5-hmac"}
)
_ASA_TRANSFORMS = frozenset({"esp-des", "esp-3des", "esp-md5-hmac"})


def refuses(config: CryptoConfig) -> str | None:
    """Return the name of the releases that refuse weak cryptography, if this is one of them."""
    if config.platform is Platform.IOS:
        return "IOS-XE 17.11.1 and later" if refuses_weak(config) else None
    return "ASA 9.15 and later" if config.release.numbers[:2] >= (9, 15) else None


def refused_policy(config: CryptoConfig, policy: IsakmpPolicy) -> tuple[str, ...]:
    """Return the attributes of an ISAKMP policy that the release refuses."""
    if refuses(config) is None:
        return ()
    found = [policy.encryption.upper()] if policy.encryption in ("des", "3des") else []
    if policy.hash == "md5":
        found.append("MD5")
    if policy.group in _GROUPS[config.platform]:
        found.append(f"group {policy.group}")
    return tuple(found)


def refused_proposal(config: CryptoConfig, proposal: Ikev2Proposal) -> tuple[str, ...]:
    """Return the algorithms and groups of an IKEv2 proposal that the release refuses."""
    if refuses(config) is None:
        return ()
    words = (*proposal.encryption, *proposal.integrity, *proposal.prf)
    found = dict.fromkeys(word.upper() for word in words if word in ("des", "3des", "md5"))
    return (*found, *(f"group {group}" for group in proposal.groups if group in (1, 2, 5, 24)))


def refused_transforms(config: CryptoConfig, transforms: tuple[str, ...]) -> tuple[str, ...]:
    """Return the transforms that the release refuses."""
    if refuses(config) is None:
        return ()
    refused = _IOS_TRANSFORMS if config.platform is Platform.IOS else _ASA_TRANSFORMS
    return tuple(item for item in transforms if item.split()[0] in refused)


def refused_group(config: CryptoConfig, group: int | None) -> bool:
    """Whether the release refuses a group for PFS."""
    return group in _GROUPS[config.platform] and refuses(config) is not None
