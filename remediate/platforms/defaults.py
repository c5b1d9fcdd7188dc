"""Values that a release uses without printing them.

Only what is sourced is claimed: the rest stays out, with a note for the reader. Sources: the
document's ``Default protection suite`` and Cisco IOS Security Command Reference, ``show crypto
isakmp default policy`` (12.4(20)T) for 65507 to 65514; captured ``show crypto isakmp default
policy`` of IOS-XE for 65507 and 65508; Field Notice 72510 for what 17.11.1 refuses; ASA 8.x and
9.13 release notes.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from remediate.model.base import Platform
from remediate.model.config import IsakmpPolicy, Release, TransformSet

__all__ = [
    "PolicyDefaults",
    "bare_pfs_group",
    "default_policies",
    "default_transform_sets",
    "parse_release",
    "policy_defaults",
]

_OLD_IOS = (12, 4)
_DEFAULT_SUITES = (
    (65507, "aes", "sha", "rsa-sig", 5),
    (65508, "aes", "sha", "pre-share", 5),
    (65509, "aes", "md5", "rsa-sig", 5),
    (65510, "aes", "md5", "pre-share", 5),
    (65511, "3des", "sha", "rsa-sig", 2),
    (65512, "3des", "sha", "pre-share", 2),
    (65513, "3des", "md5", "rsa-sig", 2),
    (65514, "3des", "md5", "pre-share", 2),
)
_SUITES_OF_XE = 2  # the first two are all that a captured IOS-XE prints
_LAST_SUITE = 65535
_WEAK_REFUSED = (17, 11)
_NO_REBUILD = (
    "the running-config says 12.4 without its rebuild: which built-in ISAKMP policies it has is not"
    " known, none is assumed"
)


class PolicyDefaults(NamedTuple):
    """Attributes of an ISAKMP policy that the configuration leaves out."""

    encryption: str
    hash: str
    authentication: str
    group: int
    lifetime: int = 86400


def parse_release(text: str, platform: Platform, *, pix: bool = False) -> Release:
    """Return a release from its printed form (``15.2(4)M7``, ``9.8(4)32``, ``17.03.04a``)."""
    numbers = tuple(int(item) for item in re.findall(r"\d{1,6}", text))
    xe = platform is Platform.IOS and bool(numbers) and (numbers[0] >= 16 or numbers[0] == 3)
    return Release(platform=platform, text=text, numbers=numbers, xe=xe, pix=pix)


def policy_defaults(release: Release) -> PolicyDefaults:
    """Return what an attribute that is not printed means within an ISAKMP policy."""
    if release.platform is Platform.IOS or (release.pix and release.numbers[:1] < (7,)):
        return PolicyDefaults("des", "sha", "rsa-sig", 1)
    group = 14 if release.numbers >= (9, 13) else 2
    return PolicyDefaults("3des", "sha", "pre-share", group)


def bare_pfs_group(release: Release) -> int:
    """Return the group that ``set pfs`` without a group stands for."""
    if release.platform is Platform.IOS or (release.pix and release.numbers[:1] < (7,)):
        return 1
    return 14 if release.numbers >= (9, 13) else 2


def default_policies(
    release: Release, *, user: bool, disabled: bool
) -> tuple[tuple[IsakmpPolicy, ...], tuple[str, ...]]:
    """Return the built-in policies in force, and what is not known about them.

    ``user``: the configuration has policies of its own; ``disabled``: it has
    ``no crypto isakmp default policy``.
    """
    numbers = release.numbers
    if release.platform is Platform.ASA:
        if release.pix and numbers[:1] and numbers[0] < 7:
            return (_old_suite(),), ()
        return (), ()
    if release.text is None or len(numbers) < 2:
        return (), ("the release is not known: no built-in ISAKMP policy is assumed",)
    if numbers[:2] < _OLD_IOS:
        return (_old_suite(),), ()
    if numbers[:2] == _OLD_IOS:
        if len(numbers) < 3:
            return (), (_NO_REBUILD,)
        technology = bool(re.search(r"\)\s*[TX]", release.text))
        if not technology or numbers[2] < 20:
            return (_old_suite(),), ()
    if user or disabled:
        return (), ()
    if release.xe and numbers[:2] >= _WEAK_REFUSED:
        return (), (
            "IOS-XE 17.11.1 and later refuse the known built-in ISAKMP policies: none is assumed",
        )
    suites = _DEFAULT_SUITES[:_SUITES_OF_XE] if release.xe else _DEFAULT_SUITES
    notes = (
        (
            "built-in ISAKMP policies beyond 65507 and 65508 differ between IOS-XE releases: not assumed",
        )
        if release.xe
        else ()
    )
    return tuple(_suite(*suite) for suite in suites), notes


def default_transform_sets(release: Release) -> tuple[TransformSet, ...]:
    """Return the built-in transform sets that are known of the release (IOS-XE: ``default``)."""
    if not release.xe:
        return ()
    return (TransformSet(name="default", transforms=("esp-aes", "esp-sha-hmac"), default=True),)


def _suite(
    priority: int, encryption: str, digest: str, authentication: str, group: int
) -> IsakmpPolicy:
    return IsakmpPolicy(
        priority=priority,
        encryption=encryption,
        key_length=128 if encryption == "aes" else None,
        hash=digest,
        authentication=authentication,
        group=group,
        default=True,
    )


def _old_suite() -> IsakmpPolicy:
    return _suite(_LAST_SUITE, "des", "sha", "rsa-sig", 1)
