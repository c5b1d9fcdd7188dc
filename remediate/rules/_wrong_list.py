"""An entry that names the list of another peer, while the list that is meant for it stands there unused."""

from __future__ import annotations

from typing import NamedTuple

from remediate.model.base import Safety
from remediate.model.change import CompleteCryptoMap
from remediate.model.config import CryptoConfig
from remediate.model.config_lists import AccessList
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.diagnosis import Fix
from remediate.negotiation import Side, permits, unreadable

__all__ = ["WrongList", "wrong_list"]


class WrongList(NamedTuple):
    """The entry, and the list that it is to name."""

    side: Side
    entry: CryptoMapEntry
    meant: AccessList
    peer: str

    @property
    def text(self) -> str:
        """What there is to say."""
        return (
            f"{self.side.name} deviates: {self.entry.map} {self.entry.sequence} names {self.entry.acl}, which is another"
            f" entry's list, and {self.meant.name}, which nothing names, mirrors that of {self.peer}"
        )

    @property
    def fix(self) -> Fix:
        """The entry gets its list."""
        return Fix(
            kind="complete-crypto-map",
            device=self.side.name,
            safety=Safety.DISRUPTIVE,
            documented=True,
            why=f"{self.meant.name} is the mirror of the list of {self.peer}, and nothing names it",
            change=CompleteCryptoMap(
                device=self.side.name,
                map=self.entry.map,
                sequence=self.entry.sequence,
                acl=self.meant.name,
                previous_acl=self.entry.acl,
                transform_sets=(),
                previous_sets=self.entry.transform_sets,
                previous_proposals=self.entry.ikev2_proposals,
            ),
        )


def wrong_list(
    side: Side, entry: CryptoMapEntry, other: Side, far: CryptoMapEntry
) -> WrongList | None:
    """Return the list that an entry is to name instead of another entry's, None where that isn't proven."""
    if side.dynamic or other.dynamic or entry.acl is None or len(side.entries) != 1:
        return None
    if not _shared(side.config, entry):
        return None
    theirs = other.config.acl(far.acl)
    wanted = {flow.mirrored() for flow in permits(theirs)}
    if not wanted or unreadable(theirs) or wanted & set(permits(side.config.acl(entry.acl))):
        return None
    fitting = [
        acl
        for acl in side.config.acls
        if acl.extended
        and set(permits(acl)) == wanted
        and not unreadable(acl)
        and all(item.action != "deny" for item in acl.entries)
        and not _named(side.config, acl.name)
    ]
    return WrongList(side, entry, fitting[0], other.name) if len(fitting) == 1 else None


def _shared(config: CryptoConfig, entry: CryptoMapEntry) -> bool:
    """Whether an entry for another peer names the list too."""
    return any(
        item.acl == entry.acl and not set(item.peers) & set(entry.peers)
        for m in config.maps
        for item in m.entries
        if (item.map, item.sequence) != (entry.map, entry.sequence)
    )


def _named(config: CryptoConfig, name: str) -> bool:
    """Whether a crypto map or NAT names a list."""
    return (
        any(item.acl == name for m in config.maps for item in m.entries)
        or any(item.acl == name for item in config.nat_exemptions)
        or any(item.acl == name for item in config.nat_rules)
    )
