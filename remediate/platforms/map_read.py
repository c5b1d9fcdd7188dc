"""Crypto maps, dynamic maps and IPsec profiles, while they are being read."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fastparse.config_forms import Form, Forms, Sheet, SheetRow
from remediate.model.config import CryptoMap, CryptoMapEntry, IpsecProfile
from remediate.platforms.crypto_read import LAST_GROUP, bare_note, pfs_group
from remediate.platforms.defaults import bare_pfs_group
from remediate.platforms.globals_read import replay_window
from remediate.platforms.reading import Reading, UnreadError

__all__ = ["ENTRIES", "FLAT_ENTRIES", "EntryDraft", "Maps"]

# Sub-commands that change nothing of what the two ends must agree on, or nothing the model keeps.
_SILENT_SET = frozenset(
    {
        "security-association", "identity", "ip", "nat", "phase1-mode", "nat-t-disable",
        "reverse-route", "trustpoint", "session-key", "aggressive-mode", "df-bit", "tfc-packets",
        "validate-icmp-errors", "inheritance", "mixed-mode", "group", "gdoi", "local-address", "tunnel",
    }
)  # fmt: skip
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


class EntryDraft:
    """One sequence of a map, or a profile, whose lines are being read."""

    __slots__ = (
        "acl",
        "answers",
        "dynamic_map",
        "ikev2_profile",
        "ikev2_proposals",
        "initiates",
        "isakmp_profile",
        "kind",
        "lines",
        "name",
        "peers",
        "pfs_group",
        "replay_window",
        "sequence",
        "transform_sets",
    )  # fmt: skip

    def __init__(self, name: str, sequence: int, line: int) -> None:
        """Start with the heading."""
        self.name = name
        self.sequence = sequence
        self.lines = [line]
        """In order: a configuration is read from its first line to its last."""
        self.kind = "ipsec-isakmp"
        self.dynamic_map: str | None = None
        self.peers: dict[str, None] = {}
        self.acl: str | None = None
        self.transform_sets: tuple[str, ...] = ()
        self.ikev2_proposals: tuple[str, ...] = ()
        self.pfs_group: int | None = None
        self.isakmp_profile: str | None = None
        self.ikev2_profile: str | None = None
        self.replay_window: int | None = None
        self.initiates = self.answers = True

    def take(self, words: list[str], reading: Reading) -> None:
        """Take one sub-command; :class:`UnreadError` when it is not understood."""
        where = f"crypto map {self.name} {self.sequence}"
        match words:
            case ["set", "peer", *rest] if rest:
                self._peers(rest, reading)
            case ["set", "transform-set" | "ikev1", *rest] if rest:
                if words[1] == "ikev1":
                    if rest[0] == "phase1-mode":
                        return
                    if rest[0] != "transform-set" or len(rest) < 2:
                        raise UnreadError("not a known IKEv1 setting of a crypto map")
                    rest = rest[1:]
                self.transform_sets = tuple(rest)
            case ["set", "ikev2", "ipsec-proposal", *rest]:
                self.ikev2_proposals = tuple(rest)
            case ["set", "ikev2", "pre-shared-key" | "mode" | "phase1-mode", *_]:
                return
            case ["set", "pfs"]:
                self.pfs_group = bare_pfs_group(reading.release)
                reading.note(bare_note(where, self.pfs_group))
            case ["set", "pfs", group, *_]:
                self.pfs_group = pfs_group(group)
            case ["set", "isakmp-profile", name]:
                self.isakmp_profile = name
            case ["set", "ikev2-profile", name]:
                self.ikev2_profile = name
            case ["set", "security-association", "replay", *rest]:
                self.replay_window = replay_window(rest)
            case ["set", "connection-type", kind]:
                self.initiates, self.answers = kind != "answer-only", kind != "originate-only"
            case ["responder-only"]:
                self.initiates = False
            case ["set", kind, *_] if kind in _SILENT_SET:
                return
            case ["match", "address", name, *_]:
                self.acl = name
            case ["match", "address"] | ["match", "identity", *_]:
                return
            case [
                "description" | "reverse-route" | "qos" | "no" | "default",
                *_,
            ]:
                return
            case _:
                raise UnreadError("not a sub-command of a crypto map that is known")

    @classmethod
    def of(cls, entry: CryptoMapEntry) -> EntryDraft:
        """Return a draft that says what a usual entry says, for more to be added."""
        draft = cls(entry.map, entry.sequence, 0)
        draft.lines = list(entry.lines)
        draft.peers = dict.fromkeys(entry.peers)
        draft.acl = entry.acl
        draft.transform_sets = entry.transform_sets
        draft.pfs_group = entry.pfs_group
        return draft

    def add(self, entry: CryptoMapEntry) -> None:
        """Add what a usual entry says that comes after it."""
        self.lines += entry.lines
        self.peers.update(dict.fromkeys(entry.peers))
        self.acl = entry.acl or self.acl
        self.transform_sets = entry.transform_sets or self.transform_sets
        if entry.pfs_group is not None:
            self.pfs_group = entry.pfs_group

    def _peers(self, words: list[str], reading: Reading) -> None:
        for word in words:
            if word in ("default", "dynamic"):
                continue
            self.peers[reading.resolved(word)] = None
        if words[-1] == "default" and len(words) > 1:
            # The default peer is tried first.
            first = reading.resolved(words[0])
            if first in self.peers:
                self.peers = {first: None, **self.peers}

    def entry(self) -> CryptoMapEntry:
        """Return the entry as read."""
        return CryptoMapEntry(
            map=self.name,
            sequence=self.sequence,
            kind=self.kind,
            dynamic_map=self.dynamic_map,
            peers=tuple(self.peers),
            acl=self.acl,
            transform_sets=self.transform_sets,
            ikev2_proposals=self.ikev2_proposals,
            pfs_group=self.pfs_group,
            isakmp_profile=self.isakmp_profile,
            ikev2_profile=self.ikev2_profile,
            replay_window=self.replay_window,
            initiates=self.initiates,
            answers=self.answers,
            lines=tuple(self.lines),
        )

    def profile(self) -> IpsecProfile:
        """Return what was read as an IPsec profile."""
        return IpsecProfile(
            name=self.name,
            transform_sets=self.transform_sets,
            pfs_group=self.pfs_group,
            isakmp_profile=self.isakmp_profile,
            ikev2_profile=self.ikev2_profile,
            ikev2_proposals=self.ikev2_proposals,
            replay_window=self.replay_window,
            initiates=self.initiates,
            line=self.lines[0],
        )


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
