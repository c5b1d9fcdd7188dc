"""Crypto maps, dynamic maps and IPsec profiles, while they are being read."""

from __future__ import annotations

from collections.abc import Sequence

from fastparse.config_forms import Form, Forms, Record
from remediate.model.config import CryptoMap, CryptoMapEntry, IpsecProfile
from remediate.platforms.crypto_read import pfs_group
from remediate.platforms.reading import Reading, UnreadError, whole

__all__ = ["ENTRIES", "ENTRY_LINES", "FLAT_ENTRIES", "NO_LINES", "EntryDraft", "Maps"]

# Sub-commands that change nothing of what the two ends must agree on, or nothing the model keeps.
_SILENT_SET = frozenset(
    {
        "security-association", "identity", "ip", "nat", "connection-type", "phase1-mode", "nat-t-disable",
        "reverse-route", "trustpoint", "session-key", "aggressive-mode", "df-bit", "tfc-packets",
        "validate-icmp-errors", "inheritance", "mixed-mode", "group", "gdoi", "local-address", "tunnel",
    }
)  # fmt: skip
_PEER, _SETS, _LIST, _BARE_PFS, _SILENT, _PFS = range(1, 7)  # _PFS + N: group N
ENTRIES = Forms(Form(b"crypto map ~ # ipsec-isakmp$"), loose=True)
"""Heads of entries that are sections, as they are usually printed (IOS), for :meth:`Maps.usual`."""
ENTRY_LINES = Forms(
    Form(b"set peer '$", _PEER),
    Form(b"set transform-set ~$", _SETS),
    Form(b"match address ~$", _LIST),
    *(Form(b"set pfs group%d$" % number, _PFS + number) for number in range(1, 65)),
    Form(b"description;", _SILENT),
    Form(b"set security-association;", _SILENT),
    Form(b"reverse-route;", _SILENT),
    loose=True,
)
FLAT_ENTRIES = Forms(
    Form(b"crypto map ~ # set peer '$", _PEER),
    Form(b"crypto map ~ # set transform-set ~$", _SETS),
    Form(b"crypto map ~ # set ikev1 transform-set ~$", _SETS),
    Form(b"crypto map ~ # match address ~$", _LIST),
    Form(b"crypto map ~ # set pfs$", _BARE_PFS),
    *(Form(b"crypto map ~ # set pfs group%d$" % number, _PFS + number) for number in range(1, 65)),
    loose=True,
)
"""Lines of entries as PIX and ASA usually print them, for :meth:`Maps.usual_flat`."""
NO_LINES = Forms()


class EntryDraft:
    """One sequence of a map, or a profile, whose lines are being read."""

    __slots__ = (
        "acl", "dynamic_map", "ikev2_profile", "ikev2_proposals", "isakmp_profile", "kind", "lines", "name", "peers",
        "pfs_group", "sequence", "transform_sets",
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
            case ["set", "pfs", *rest]:
                self.pfs_group = pfs_group(rest, reading, where)
            case ["set", "isakmp-profile", name]:
                self.isakmp_profile = name
            case ["set", "ikev2-profile", name]:
                self.ikev2_profile = name
            case ["set", kind, *_] if kind in _SILENT_SET:
                return
            case ["match", "address", name, *_]:
                self.acl = name
            case ["match", "address"] | ["match", "identity", *_]:
                return
            case [
                "description" | "reverse-route" | "qos" | "responder-only" | "no" | "default",
                *_,
            ]:
                return
            case _:
                raise UnreadError("not a sub-command of a crypto map that is known")

    def take_usual(self, record: Record, at: int, reading: Reading) -> None:
        """Take what a usual line keeps from a place of its record on."""
        form = record[0]
        if form == _PEER:
            self.peers[reading.resolved(record[at])] = None
        elif form == _SETS:
            self.transform_sets = (record[at],)
        elif form == _LIST:
            self.acl = record[at]
        elif form == _BARE_PFS:
            self.pfs_group = pfs_group([], reading, f"crypto map {self.name} {self.sequence}")
        elif form > _PFS:
            self.pfs_group = form - _PFS

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
            line=self.lines[0],
        )


class Maps:
    """The crypto maps and dynamic maps of one configuration."""

    def __init__(self) -> None:
        """Start without any."""
        self._entries: dict[tuple[bool, str], dict[int, EntryDraft]] = {}
        self._lines: dict[tuple[bool, str], int] = {}
        self._last: tuple[tuple[str, str], EntryDraft] = (("", ""), EntryDraft("", 0, 0))
        self.local_addresses: dict[str, str] = {}
        self.interfaces: dict[str, dict[str, None]] = {}
        self.profiles: dict[str, EntryDraft] = {}

    def entry(self, name: str, sequence: int, line: int, *, dynamic: bool) -> EntryDraft:
        """Return the draft of a sequence; lines that repeat its heading add to it."""
        self.known(name, line, dynamic=dynamic)
        entries = self._entries[dynamic, name]
        if sequence in entries:
            entries[sequence].lines.append(line)
        else:
            entries[sequence] = EntryDraft(name, sequence, line)
        return entries[sequence]

    def usual(self, head: Record, lines: Sequence[Record], reading: Reading) -> bool:
        """Take the records of an entry that is a section; False where its sequence is none."""
        _, line, name, number = head
        sequence = whole(number, 1, 65535)
        if sequence is None:
            return False
        draft = self.entry(name, sequence, line, dynamic=False)
        draft.kind = "ipsec-isakmp"
        draft.lines += [record[1] for record in lines]
        for record in lines:
            if record[0] != _SILENT:
                draft.take_usual(record, 2, reading)
        return True

    def usual_flat(self, head: Record, reading: Reading) -> bool:
        """Take the record of an entry's line; False where its sequence is none."""
        name, number = key = head[2:4]
        if key == self._last[0]:  # its lines stand together
            draft = self._last[1]
            draft.lines.append(head[1])
        else:
            sequence = whole(number, 1, 65535)
            if sequence is None:
                return False
            draft = self.entry(name, sequence, head[1], dynamic=False)
            self._last = (key, draft)
        draft.take_usual(head, 4, reading)
        return True

    def known(self, name: str, line: int, *, dynamic: bool = False) -> None:
        """Say that a map of that name is in the configuration."""
        self._entries.setdefault((dynamic, name), {})
        self._lines.setdefault((dynamic, name), line)

    def maps(self) -> tuple[CryptoMap, ...]:
        """Return the maps in the order in which they begin, entries by sequence."""
        return tuple(
            CryptoMap(
                name=name,
                entries=tuple(entries[number].entry() for number in sorted(entries)),
                local_address=None if dynamic else self.local_addresses.get(name),
                dynamic=dynamic,
                interfaces=() if dynamic else tuple(self.interfaces.get(name, ())),
                line=self._lines[dynamic, name],
            )
            for (dynamic, name), entries in self._entries.items()
        )
