"""One entry of a crypto map, or an IPsec profile, while its lines are being read."""

from __future__ import annotations

from fastparse.config_tree import Section
from remediate.model.config_maps import CryptoMapEntry, IpsecProfile
from remediate.platforms.crypto_read import bare_note, pfs_group
from remediate.platforms.defaults import bare_pfs_group
from remediate.platforms.globals_read import replay_window
from remediate.platforms.reading import Reading, UnreadError, words_of

__all__ = ["EntryDraft"]


# Sub-commands that change nothing of what the two ends must agree on, or nothing the model keeps.
_SILENT_SET = frozenset(
    {
        "security-association", "identity", "ip", "nat", "phase1-mode", "nat-t-disable",
        "reverse-route", "trustpoint", "session-key", "aggressive-mode", "df-bit", "tfc-packets",
        "validate-icmp-errors", "inheritance", "mixed-mode", "group", "gdoi", "local-address", "tunnel",
    }
)  # fmt: skip


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

    def below(self, section: Section, reading: Reading) -> None:
        """Take the lines below a heading; one that is not understood is noted and costs itself alone."""
        for child in section.children:
            self.lines.append(child.line)
            try:
                self.take(words_of(child.text), reading)
            except UnreadError as problem:
                reading.unread(child, str(problem))

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
