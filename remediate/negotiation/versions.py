"""Which versions of IKE an end uses for its peer: IKEv1's policies and keys bind only IKEv1.

Source: Cisco IOS and ASA command references (`set ikev2-profile`, `set ikev2 ipsec-proposal`; an
entry of an ASA can have sets for both versions and then offers IKEv2 first).
"""

from __future__ import annotations

from typing import NamedTuple

from remediate.model.base import Platform
from remediate.model.config_maps import CryptoMapEntry
from remediate.negotiation.outcome import Side
from remediate.negotiation.partial import entry_may_go_on
from remediate.negotiation.tunnels import PROTECTION

__all__ = ["Versions", "both_ikev2", "not_ikev1", "one_each", "versions_of"]


class Versions(NamedTuple):
    """The versions that an end can use."""

    ikev1: bool
    ikev2: bool


def versions_of(side: Side) -> Versions:
    """Return the versions of IKE that the crypto map entries or tunnels for the peer are set up for.

    An end without either (its peer is not configured) can use whatever its device is set up for.
    """
    found = [
        Versions(
            ikev1=bool(entry.transform_sets or not entry.ikev2_proposals)
            and entry.ikev2_profile is None,
            ikev2=bool(entry.ikev2_proposals) or entry.ikev2_profile is not None,
        )
        for entry in side.entries
    ]
    if not found:
        return Versions(ikev1=True, ikev2=side.config.ikev2)
    return Versions(any(item.ikev1 for item in found), any(item.ikev2 for item in found))


def not_ikev1(one: Side, two: Side) -> str | None:
    """Return why the two ends don't negotiate with IKEv1, None where they do.

    Two ends that can both use IKEv2 use it, also where both could use IKEv1.
    """
    first, second = versions_of(one), versions_of(two)
    if first.ikev2 and second.ikev2:
        return f"{one.name} and {two.name} negotiate with IKEv2"
    for side, versions in ((one, first), (two, second)):
        if not versions.ikev1:
            return f"{side.name} negotiates with IKEv2 alone, and what {(two if side is one else one).name} uses is not known"
    return None


def both_ikev2(one: Side, two: Side) -> bool:
    """Whether the entries or tunnels of both ends are set up for IKEv2."""
    return all(side.entries and versions_of(side).ikev2 for side in (one, two))


def _may_go_on(side: Side, entry: CryptoMapEntry) -> bool:
    """Whether the text breaks off where the version of an entry or tunnel would still be said."""
    cut = side.config.cut or ""
    if entry.kind == PROTECTION and cut.startswith(("crypto ipsec profile", "interface tunnel")):
        return True
    return entry_may_go_on(side, entry)


def one_each(one: Side, two: Side) -> tuple[Side, Side] | None:
    """Return (the end with IKEv1 alone, the end with IKEv2 alone), None elsewhere."""
    for old, new in ((one, two), (two, one)):
        first, second = versions_of(old), versions_of(new)
        if any(_may_go_on(side, entry) for side in (old, new) for entry in side.entries):
            continue
        # An ASA's entry without sets of either version is incomplete, not one of IKEv1.
        told = old.config.platform is not Platform.ASA or any(e.transform_sets for e in old.entries)
        if told and old.entries and new.entries and not first.ikev2 and not second.ikev1:
            return old, new
    return None
