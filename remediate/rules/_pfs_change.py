"""The change that gives an entry a group for perfect forward secrecy."""

from __future__ import annotations

from remediate.model.change import AlignPfs
from remediate.model.config import CryptoMapEntry
from remediate.negotiation import Side
from remediate.rules.entries import settings

__all__ = ["pfs_change"]


def pfs_change(side: Side, entry: CryptoMapEntry, group: int) -> tuple[AlignPfs | None, str]:
    """Return the change of an end, None with the reason where it is not made for others' sake."""
    if entry.kind == "tunnel-protection":
        return (
            None,
            f"not planned: it goes into the IPsec profile of {entry.map}, which others may use",
        )
    if side.dynamic:
        return None, f"not planned: the dynamic map {entry.map} serves other peers too"
    printed = next((x for x in settings(side, entry) if x.split()[:2] == ["set", "pfs"]), None)
    previous = None if entry.pfs_group is None else " ".join((printed or "").split()[2:])
    change = AlignPfs(
        device=side.name, map=entry.map, sequence=entry.sequence, group=group, previous=previous
    )
    return change, ""
