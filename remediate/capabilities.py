"""What of cryptography a release can do.

Only what has a source: ASA and PIX IKEv1 have no SHA-2 (Cisco ASA VPN CLI guide), PIX and ASA before
9.13 know groups 1, 2 and 5, IOS-XE 17.11.1 and later refuses DES, 3DES, MD5 and groups 1, 2, 5 (field
notice 72510), AES came into IOS with 12.2(13)T, and a PIX or ASA without VPN-3DES-AES has DES alone. Whatever else a release may lack shows when the device refuses a line, at which a
change stops.
"""

from __future__ import annotations

from remediate.model.base import Platform
from remediate.model.config_maps import IsakmpPolicy
from remediate.model.release import Release
from remediate.platforms.ios_release import since_12_2

__all__ = ["can_group", "can_policy", "can_transforms", "lacks_ciphers"]


def can_group(release: Release, group: int, *, ikev2: bool = False) -> str | None:
    """Return why a release can't have a Diffie-Hellman group for PFS, None when nothing speaks against it."""
    asa = release.platform is Platform.ASA
    if asa and group not in (_ikev2_groups(release) if ikev2 else _asa_groups(release)):
        return f"this release has no Diffie-Hellman group {group} under IKEv{2 if ikev2 else 1}"
    if _refuses_old(release) and group in (1, 2, 5, 24):
        return "IOS-XE 17.11.1 and later refuses groups 1, 2, 5 and 24"
    return None


def can_policy(release: Release, policy: IsakmpPolicy) -> str | None:
    """Return why a release can't have a policy, None when nothing speaks against it."""
    if release.platform is Platform.ASA:
        if policy.hash not in ("md5", "sha"):
            return f"PIX and ASA have no {policy.hash} under IKEv1"
        if policy.group not in _asa_groups(release):
            return f"this release has no Diffie-Hellman group {policy.group} under IKEv1"
        if release.numbers[:2] >= (9, 15) and (
            policy.encryption in ("des", "3des")
            or policy.hash == "md5"
            or policy.group in (2, 5, 24)
        ):
            return "ASA 9.15 and later removed DES, 3DES, MD5 and groups 2, 5, 24"
        if (
            release.pix
            and release.numbers
            and release.numbers[:2] < (6, 3)
            and policy.encryption == "aes"
        ):
            return "PIX before 6.3 has no AES"
    if reason := _lacks_cipher(release, policy.encryption):
        return reason
    if _refuses_old(release) and (
        policy.encryption in ("des", "3des") or policy.hash == "md5" or policy.group in (1, 2, 5)
    ):
        return "IOS-XE 17.11.1 and later refuses DES, 3DES, MD5 and groups 1, 2, 5"
    return None


def can_transforms(
    release: Release, transforms: tuple[str, ...], *, ikev2: bool = False
) -> str | None:
    """Return why a release can't have a transform set, None when nothing speaks against it."""
    for item in transforms:
        if reason := _lacks_cipher(release, item.removeprefix("esp-").split()[0]):
            return reason
    if release.platform is Platform.ASA and ikev2:
        if any(item.startswith(("ah-", "comp-")) for item in transforms):
            return "an ASA has no AH and no compression under IKEv2"
        new = [
            t
            for t in transforms
            if t.startswith("esp-gcm") or "sha256" in t or "sha384" in t or "sha512" in t
        ]
        if new and release.numbers and release.numbers < (9, 0):
            return f"{' '.join(new)} is not assumed of ASA before 9.0"
        old = {"esp-des", "esp-3des", "esp-md5-hmac"} & {*transforms}
        if old and release.numbers >= (9, 15):
            return f"ASA 9.15 and later have no {', '.join(sorted(old))}"
    elif release.platform is Platform.ASA:
        for item in transforms:
            if (
                item.startswith(("esp-gcm", "esp-gmac"))
                or "sha256" in item
                or "sha384" in item
                or "sha512" in item
            ):
                return f"PIX and ASA have no {item} under IKEv1"
            if item.startswith(("ah-", "comp-")):
                return f"PIX and ASA have no {item}"
            removed = item in ("esp-des", "esp-3des", "esp-md5-hmac")
            if removed and release.numbers[:2] >= (9, 15):
                return "ASA 9.15 and later removed DES, 3DES and MD5"
        if (
            release.pix
            and release.numbers
            and release.numbers[:2] < (6, 3)
            and any(t.startswith("esp-aes") for t in transforms)
        ):
            return "PIX before 6.3 has no AES"
    if _refuses_old(release) and any(
        item in ("esp-des", "esp-3des", "esp-null", "esp-md5-hmac", "ah-md5-hmac")
        for item in transforms
    ):
        return "IOS-XE 17.11.1 and later refuses DES, 3DES, NULL and MD5"
    return None


def lacks_ciphers(release: Release) -> str | None:
    """Return why a release, or its licence, has no cipher but DES, or DES and 3DES; None where it may have more."""
    if release.strong is False:
        return "its licence has no 3DES and no AES (VPN-3DES-AES)"
    if release.platform is Platform.IOS and since_12_2(release, 13) is False:
        return "IOS before 12.2(13)T, and the mainline of 12.2, has no AES"
    return None


def _lacks_cipher(release: Release, cipher: str) -> str | None:
    """Return why a release or its licence has no such cipher: ``aes``, ``3des``."""
    known = ("aes", "gcm") if release.platform is Platform.IOS else ("aes", "gcm", "3des")
    return lacks_ciphers(release) if cipher in known else None


def _refuses_old(release: Release) -> bool:
    return release.platform is Platform.IOS and release.xe and release.numbers[:2] >= (17, 11)


def _asa_groups(release: Release) -> tuple[int, ...]:
    """Return the groups that a PIX or ASA has under IKEv1: 14 came with 9.13, 9.15 has it alone."""
    if release.pix or release.numbers < (9, 13):
        return (1, 2, 5, 7)
    return (14,) if release.numbers >= (9, 15) else (1, 2, 5, 14)


def _ikev2_groups(release: Release) -> tuple[int, ...]:
    """Return the groups that are known of an ASA under IKEv2: 14 and more came with 9.0, 9.15 took the old ones."""
    if release.pix or release.numbers < (9, 0):
        return (1, 2, 5)
    new = (14, 19, 20, 21)
    return new if release.numbers >= (9, 15) else (1, 2, 5, *new, 24)
