"""Crypto map entries that a device says it passes by as not complete, and that a part of its configuration shows so."""

from __future__ import annotations

from remediate.model.base import Platform
from remediate.negotiation import Lack, built_in_sets, may_lack
from remediate.rules.case import Case
from remediate.rules.entries import sides_of

__all__ = ["bypassed"]

_TOLD = frozenset({"asa-map-entry-incomplete", "asa-map-entry-no-acl", "crypto-map-incomplete"})
_SLUG = "crypto-map-incomplete"


def bypassed(case: Case) -> tuple[Lack, ...]:
    """Return what the peer's entries lack, of an end that says that it passes one by.

    A part of a configuration alone is no proof of what isn't in it; here the device itself says that something is missing.
    """
    if case.negotiation is not None:
        return ()
    found: list[Lack] = []
    for side in sides_of(case):
        told = any(item.signature in _TOLD and item.slugs for item in side.end.messages)
        if not told or side.dynamic or not may_lack(side) or side.config.cut is not None:
            continue
        for entry in side.entries:
            if entry.kind != "ipsec-isakmp":
                continue
            lacks = "'match address'" if entry.acl is None else ""
            if not lacks and side.config.platform is Platform.IOS:
                # A table prints the list with its lines: one without any does not exist.
                lacks = f"access list {entry.acl}" if side.config.acl(entry.acl) is None else ""
            if not (entry.transform_sets or entry.ikev2_proposals or built_in_sets(side)):
                lacks = f"{lacks} and no transform set" if lacks else "transform set"
            if lacks:
                reason = f"{side.name} passes by crypto map {entry.map} {entry.sequence}, which has no {lacks}"
                found.append(Lack(side, _SLUG, reason, entry.line))
    whole = {lack.side.name for lack in found}
    # Another entry for the peer that has everything may be the one that counts.
    if any(
        len(side.entries) > sum(lack.side == side for lack in found)
        for side in sides_of(case)
        if side.name in whole
    ):
        return ()
    return tuple(found)
