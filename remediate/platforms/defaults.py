"""Values that a release uses without printing them.

Only what is sourced is claimed: the rest stays out, with a note for the reader, and is unknown to
the negotiation until the device itself shows it. Sources: the document's default policy 65535;
captured ``show crypto isakmp default policy`` for 65507 and 65508 (that 65509 to 65514 exist from
12.4(20)T on is known, what is in them is not); Field Notice 72510 for what 17.11.1 refuses; ASA 8.x
and 9.13 release notes.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

from remediate.model.base import Platform
from remediate.model.config import CryptoConfig
from remediate.model.config_maps import LAST_SUITE, IsakmpPolicy, TransformSet
from remediate.model.release import Release

__all__ = [
    "BuiltIn",
    "PolicyDefaults",
    "bare_pfs_group",
    "default_policies",
    "default_transform_sets",
    "defaults_unknown",
    "nat_traversal_on",
    "parse_release",
    "policy_defaults",
    "with_shown_policies",
]

_OLD_IOS = (12, 4)
_PROVEN_SUITES = (
    (65507, "aes", "sha", "rsa-sig", 5),
    (65508, "aes", "sha", "pre-share", 5),
)
_WEAK_REFUSED = (17, 11)
_NO_REBUILD = (
    "the running-config says 12.4 without its rebuild: which built-in ISAKMP policies it has is not"
    " known, none is assumed"
)
_NO_RELEASE = "the release is not known: no built-in ISAKMP policy is assumed"
_REFUSED = "IOS-XE 17.11.1 and later refuse the known built-in ISAKMP policies: none is assumed"
_UNPROVEN = "what the built-in ISAKMP policies 65509 to 65514 hold is not known"


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


def defaults_unknown(release: Release) -> frozenset[str]:
    """Return the attributes whose default within an ISAKMP policy is not known of the release.

    IOS-XE 17.11.1 refuses DES and group 1, which were the defaults.
    """
    if release.xe and release.numbers[:2] >= _WEAK_REFUSED:
        return frozenset({"encryption", "group"})
    return frozenset()


def bare_pfs_group(release: Release) -> int:
    """Return the group that ``set pfs`` without a group stands for."""
    if release.platform is Platform.IOS or (release.pix and release.numbers[:1] < (7,)):
        return 1
    return 14 if release.numbers >= (9, 13) else 2


def nat_traversal_on(config: CryptoConfig) -> bool | None:
    """Return whether a configuration negotiates NAT traversal, None where that isn't known.

    What is printed counts. IOS has it on unless it says otherwise; PIX 6.3 and 7.x have it off unless they
    say otherwise, ASA 8.0 and later on (Cisco PIX 6.3 and ASA command references, ``nat-traversal``). An
    incomplete configuration shows only what is in it.
    """
    if config.nat_traversal is not None or not config.complete:
        return config.nat_traversal
    if config.platform is Platform.IOS:
        return True
    return config.release.numbers >= (8,) if config.release.numbers else None


class BuiltIn(NamedTuple):
    """The built-in ISAKMP policies of a release that are in force."""

    policies: tuple[IsakmpPolicy, ...] = ()
    """Those whose attributes are proven."""
    unknown: str | None = None
    """Why there may be more; None where these are all that can be used."""
    note: str | None = None
    """What is not known about them although nothing hangs on it here."""


def default_policies(release: Release, *, user: bool, disabled: bool) -> BuiltIn:
    """Return the built-in policies in force, and what is not known about them.

    ``user``: the configuration has policies of its own; ``disabled``: it has
    ``no crypto isakmp default policy``.
    """
    numbers = release.numbers
    if release.platform is Platform.ASA:
        if release.pix and numbers[:1] and numbers[0] < 7:
            return BuiltIn((_old_suite(),))
        return BuiltIn()
    none = user or disabled
    if release.text is None or len(numbers) < 2:
        return BuiltIn(unknown=None if none else _NO_RELEASE, note=_NO_RELEASE)
    if numbers[:2] < _OLD_IOS:
        return BuiltIn((_old_suite(),))
    if numbers[:2] == _OLD_IOS:
        if len(numbers) < 3:
            return BuiltIn(unknown=None if none else _NO_REBUILD, note=_NO_REBUILD)
        technology = bool(re.search(r"\)\s*[TX]", release.text))
        if not technology or numbers[2] < 20:
            return BuiltIn((_old_suite(),))
    if none:
        return BuiltIn()
    if release.xe and numbers[:2] >= _WEAK_REFUSED:
        return BuiltIn(unknown=_REFUSED, note=_REFUSED)
    proven = tuple(_suite(*suite) for suite in _PROVEN_SUITES)
    return BuiltIn(proven, unknown=_UNPROVEN, note=_UNPROVEN)


def with_shown_policies(
    config: CryptoConfig, shown: tuple[IsakmpPolicy, ...] | None
) -> CryptoConfig:
    """Return the configuration with the built-in policies that the device itself printed.

    ``shown`` is the whole of ``show crypto isakmp default policy``, None where it was not read. It
    counts only where built-in policies are in force and not all known: with user policies, or with
    ``no crypto isakmp default policy``, none of them is used. The one suite of old releases is always in force, and
    they print it always.
    """
    if shown is None:
        return config
    own = tuple(policy for policy in config.policies if not policy.default)
    if config.unknown_policies is None:
        old = tuple(policy for policy in shown if policy.priority == LAST_SUITE)
        if config.platform is not Platform.IOS or not old or len(own) < len(config.policies):
            return config
        return msgspec.structs.replace(config, policies=(*own, *old))
    notes = tuple(note for note in config.notes if note != config.unknown_policies)
    return msgspec.structs.replace(
        config, policies=(*own, *shown), unknown_policies=None, notes=notes
    )


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
    return _suite(LAST_SUITE, "des", "sha", "rsa-sig", 1)
