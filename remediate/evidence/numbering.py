"""Sequence numbers of access lists, which some releases print in ``show access-lists`` alone."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from remediate.model.config import CryptoConfig
from remediate.model.config_lists import AccessEntry, AccessList

__all__ = ["numbered"]


def numbered(config: CryptoConfig, shown: Iterable[AccessList]) -> CryptoConfig:
    """Give ACL entries the sequence numbers that ``show access-lists`` printed.

    Only where the two lists hold the same entries in the same order: else the dump is older or
    newer than the configuration, and no number is believed.
    """
    numbers = {item.name: item for item in shown}
    acls: list[AccessList] = []
    for acl in config.acls:
        other = numbers.get(acl.name)
        if other is None:
            acls.append(acl)  # its entries need not be read
            continue
        entries = [entry for entry in acl.entries if entry.action != "remark"]
        if (
            len(other.entries) != len(entries)
            or any(entry.sequence is not None for entry in entries)
            or any(
                a.body.split() != b.body.split()
                for a, b in zip(entries, other.entries, strict=True)
            )
        ):
            acls.append(acl)
            continue
        sequences = iter(entry.sequence for entry in other.entries)
        renumbered: list[AccessEntry] = [
            entry
            if entry.action == "remark"
            else msgspec.structs.replace(entry, sequence=next(sequences))
            for entry in acl.entries
        ]
        acls.append(msgspec.structs.replace(acl, entries=tuple(renumbered)))
    return msgspec.structs.replace(config, acls=tuple(acls))
