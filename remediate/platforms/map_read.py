"""The crypto maps and dynamic maps of a configuration, while they are being read."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fastparse.config_forms import Form, Forms, Sheet, SheetRow
from remediate.model.config_maps import CryptoMap, CryptoMapEntry
from remediate.platforms.crypto_read import LAST_GROUP, bare_note
from remediate.platforms.defaults import bare_pfs_group
from remediate.platforms.entry_draft import EntryDraft
from remediate.platforms.reading import Reading

__all__ = ["ENTRIES", "FLAT_ENTRIES", "Maps"]

_BARE_PFS = 65536
"""Stands for a group that `set pfs` does not print."""
_HEADED = 2
_PEER, _SETS, _LIST, _GROUP = range(
    2, 6
)  # places in a row; before them name and sequence, after them lines
ENTRIES = Sheet(
    Forms(Form(b"crypto map ~ + ipsec-isakmp$", _HEADED), loose=True),
    Forms(
        Form(b"set peer '$", place=_PEER),
        Form(b"set transform-set ~$", place=_SETS),
        Form(b"match address ~$", place=_LIST),
        Form(b"set pfs group+$", place=_GROUP),
        Form(b"set pfs$", _BARE_PFS, place=_GROUP),
        Form(b"description;"),
        Form(b"set security-association replay;", -1),
        Form(b"set security-association;"),
        Form(b"reverse-route;"),
        loose=True,
    ),
    6,
    several=_PEER,
    numbered=True,
)
"""Entries that are sections, as they are usually printed (IOS), for :meth:`Maps.usual`."""
FLAT_ENTRIES = Sheet(
    Forms(
        Form(b"crypto map ~ + set peer '$", 1, place=_PEER),
        Form(b"crypto map ~ + set transform-set ~$", 1, place=_SETS),
        Form(b"crypto map ~ + set ikev1 transform-set ~$", 1, place=_SETS),
        Form(b"crypto map ~ + set pfs$", _BARE_PFS, place=_GROUP),
        Form(b"crypto map ~ + set pfs group+$", 1, place=_GROUP),
        Form(b"crypto map ~ + match address ~$", 1, place=_LIST),
        loose=True,
    ),
    Forms(),
    6,
    several=_PEER,
    shared=2,
    numbered=True,
)
"""Entries of one line for each setting, as PIX and ASA usually print them."""


class Maps:
    """The crypto maps and dynamic maps of one configuration."""

    def __init__(self) -> None:
        """Start without any."""
        self._entries: dict[tuple[bool, str], dict[int, EntryDraft | CryptoMapEntry]] = {}
        self._lines: dict[tuple[bool, str], int] = {}
        self.local_addresses: dict[str, str] = {}
        self.xauth: set[str] = set()
        self.interfaces: dict[str, dict[str, None]] = {}
        self.profiles: dict[str, EntryDraft] = {}

    def entry(self, name: str, sequence: int, line: int, *, dynamic: bool) -> EntryDraft:
        """Return the draft of a sequence; lines that repeat its heading add to it."""
        self.known(name, line, dynamic=dynamic)
        entries = self._entries[dynamic, name]
        known = entries.get(sequence)
        if known is None:
            draft = EntryDraft(name, sequence, line)
        else:
            draft = known if isinstance(known, EntryDraft) else EntryDraft.of(known)
            draft.lines.append(line)
        entries[sequence] = draft
        return draft

    def usual(
        self, rows: Iterable[SheetRow | int], reading: Reading, read: Callable[[int], None]
    ) -> None:
        """Take rows of entries; ``read`` takes what has none, or has no group for PFS in it."""
        names, bare = reading.names, bare_pfs_group(reading.release)
        note, bare_here = reading.note, bare_note("", bare)
        open_name: str | None = None
        entries: dict[int, EntryDraft | CryptoMapEntry] = {}
        for row in rows:
            if isinstance(row, int):
                read(row)
                continue
            _, head, line, name, sequence, peers, sets, acl, group, lines = row
            if group == _BARE_PFS:
                group = bare
                note(f"crypto map {name} {sequence}{bare_here}")
            elif group is not None and group > LAST_GROUP:
                for first in range(row[0], row[0] + (1 if head == _HEADED else len(lines))):
                    read(first)
                continue
            if names or len(peers) > 1 or any(":" in peer for peer in peers):
                peers = tuple(dict.fromkeys(map(reading.resolved, peers)))
            entry = CryptoMapEntry(
                map=name,
                sequence=sequence,
                peers=peers,
                acl=acl,
                transform_sets=() if sets is None else (sets,),
                pfs_group=group,
                lines=lines,
            )
            if name != open_name:
                self.known(name, line)
                open_name, entries = name, self._entries[False, name]
            known = entries.get(sequence)
            if known is None:
                entries[sequence] = entry
                continue
            draft = known if isinstance(known, EntryDraft) else EntryDraft.of(known)
            if head == _HEADED:
                draft.kind = "ipsec-isakmp"
            draft.add(entry)
            entries[sequence] = draft

    def known(self, name: str, line: int, *, dynamic: bool = False) -> None:
        """Say that a map of that name is in the configuration."""
        self._entries.setdefault((dynamic, name), {})
        self._lines.setdefault((dynamic, name), line)

    def maps(self) -> tuple[CryptoMap, ...]:
        """Return the maps in the order in which they begin, entries by sequence."""
        return tuple(
            CryptoMap(
                name=name,
                entries=tuple(map(_entry, map(entries.__getitem__, sorted(entries)))),
                local_address=None if dynamic else self.local_addresses.get(name),
                dynamic=dynamic,
                interfaces=() if dynamic else tuple(self.interfaces.get(name, ())),
                xauth=not dynamic and name in self.xauth,
                line=self._lines[dynamic, name],
            )
            for (dynamic, name), entries in self._entries.items()
        )


def _entry(found: EntryDraft | CryptoMapEntry) -> CryptoMapEntry:
    return found.entry() if isinstance(found, EntryDraft) else found
