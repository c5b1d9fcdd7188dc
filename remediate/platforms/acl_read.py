"""Access lists of IOS (wildcards) and of PIX and ASA (netmasks), entry by entry.

Nothing is repaired: an entry that can't be read as flows keeps its text and says why, and a mask
that looks like the other platform's notation is kept as the device would and noted.
"""

from __future__ import annotations

from functools import partial

from fastparse.config_tree import STANDARD, ConfigTree, Section
from remediate.model.base import Platform
from remediate.model.config_lists import AccessEntry, AccessList
from remediate.platforms.acl_rows import EntryRows, Run, without_kind
from remediate.platforms.later import Later
from remediate.platforms.object_groups import ObjectGroups
from remediate.platforms.reading import Reading, whole, words_of

__all__ = ["AccessLists"]

_STANDARD = ((1, 99), (1300, 1999))
_EXTENDED = ((100, 199), (2000, 2699))
_SETTINGS = frozenset({"deny-flow-max", "alert-interval", "mode"})  # of ASA, not names of lists


class _OpenList:
    """A list while its lines are being found."""

    __slots__ = ("count", "extended", "flat", "line", "parts", "remarks")

    def __init__(self, line: int, *, extended: bool, flat: bool) -> None:
        """Start with the line that the list begins at."""
        self.line = line
        self.extended = extended
        self.flat = flat
        self.remarks = True
        """Whether it has no other entries than remarks so far."""
        self.count = 0
        self.parts: list[AccessEntry | Run] = []

    @classmethod
    def of(cls, found: AccessList) -> _OpenList:
        """Return a list of one run of rows, for more to be added."""
        item = cls(found.line or 0, extended=found.extended, flat=found.numbered_form)
        item.remarks = False
        item.count = len(found.entries)
        item.parts += found.entries.parts if isinstance(found.entries, Later) else ()
        return item


class AccessLists:
    """The access lists of one configuration, while it is being read."""

    def __init__(self, reading: Reading, groups: ObjectGroups) -> None:
        """Take the reading and the object-groups that entries may name."""
        self._reading = reading
        self._groups = groups
        self._rows = EntryRows(reading, groups)
        self._netmask = reading.platform is Platform.ASA
        self._lists: dict[str, _OpenList | AccessList] = {}
        """Lists by name: those of one run of rows are done."""

    def lists(self, tree: ConfigTree) -> tuple[AccessList, ...]:
        """Return the lists in the order in which they begin; the tree is where their rows are."""
        read = partial(self._rows.read, tree)
        return tuple(
            [
                item
                if isinstance(item, AccessList)
                else AccessList(
                    name=name,
                    extended=item.extended,
                    numbered_form=item.flat,
                    entries=Later(item.count, read, item.parts),
                    line=item.line,
                )
                for name, item in self._lists.items()
            ]
        )

    def flat_block(self, tree: ConfigTree, first: int, stop: int) -> None:
        """Take a block of ``access-list`` lines."""
        grouped = self._groups.matter_at_once
        read, numbers = partial(self._rows.read, tree), tree.columns.number
        for run in tree.flat_lists(first, stop, netmask=self._netmask, grouped=grouped):
            if isinstance(run, int):
                self.flat(tree.section(run))
                continue
            kind, name, begin, end, remarks = run
            if self._netmask:
                if name in _SETTINGS:
                    continue
                known = self._lists.get(name)
                extended = kind != STANDARD and (known is None or known.extended)
            else:
                number = _extended_number(name)
                if name == "compiled" or (number is None and name.isdigit()):
                    for row in range(begin, end):
                        self.flat(tree.section(row))
                    continue
                # Without a number the addresses decide: `access-list` by name is no IOS line.
                extended = True if number is None else number
            if not remarks and name not in self._lists:
                self._lists[name] = AccessList(
                    name=name,
                    extended=extended,
                    numbered_form=True,
                    entries=Later(end - begin, read, (Run(name, begin, end, extended, True),)),
                    line=numbers[begin],
                )
                continue
            item = self._open(name, numbers[begin], extended=extended, flat=True)
            if kind == STANDARD and item.remarks and item.count:
                item.extended, item.flat = extended, True
            item.parts.append(Run(name, begin, end, extended, True))
            item.count += end - begin
            item.remarks = item.remarks and remarks

    def named_block(self, tree: ConfigTree, first: int, stop: int) -> None:
        """Take a block of ``ip access-list`` sections (IOS)."""
        read, numbers = partial(self._rows.read, tree), tree.columns.number
        for run in tree.named_lists(first, stop, grouped=self._groups.matter_at_once):
            if isinstance(run, int):
                self.named(tree.section(run))
                continue
            extended, name, row, end, says_more = run
            part = Run(name, row + 1, end, extended, False)
            if not says_more and end > row + 1 and name not in self._lists:
                self._lists[name] = AccessList(
                    name=name,
                    extended=extended,
                    entries=Later(end - row - 1, read, (part,)),
                    line=numbers[row],
                )
                continue
            item = self._open(name, numbers[row], extended=extended, flat=False)
            if says_more:
                item.parts += (self._rows.row(tree, part, child) for child in range(row + 1, end))
            elif end > row + 1:
                item.parts.append(part)
            item.count += end - row - 1
            item.remarks = False

    def named(self, section: Section) -> None:
        """Read ``ip access-list {extended|standard} NAME`` with its entries (IOS)."""
        words = words_of(section.text)
        if len(words) < 4 or words[2] not in ("extended", "standard"):
            known = words[2:3] in (
                ["resequence"],
                ["log-update"],
                ["logging"],
                ["persistent"],
                ["role-based"],
            )
            if not known:
                self._reading.unread(
                    section, "neither an extended nor a standard access list with a name"
                )
            return
        extended = words[2] == "extended"
        item = self._open(words[3], section.line, extended=extended, flat=False)
        for child in section.children:
            self._append(
                item, self._rows.named(words[3], child.text, child.line, extended=extended)
            )

    def foreign(self, section: Section, words: list[str]) -> None:
        """Take ``ipv6 access-list NAME`` (IOS): it is there, and what it says is not read."""
        if len(words) > 2:
            item = self._open(words[2], section.line, extended=True, flat=False)
            problem = "IPv6 lists are not compared"
            entry = AccessEntry(action="unknown", body="", problem=problem, line=section.line)
            self._append(item, entry)

    def flat(self, section: Section) -> None:
        """Read one ``access-list NAME …`` line (IOS numbered, PIX, ASA)."""
        words = section.text.split(None, 2)
        if self._netmask and words[0] != "access-list":  # ASA prints it in lower case
            return
        if len(words) < 3:
            self._reading.unread(section, "an access list entry without action")
            return
        name, rest = words[1], words[2]
        if self._netmask:
            self._flat_asa(section, name, rest)
            return
        if rest.split(None, 1)[0] == "compiled" or name == "compiled":
            return
        extended = _extended_number(name)
        if extended is None and name.isdigit():
            self._reading.unread(section, f"list {name} is not an IP access list")
            return
        first, _, after = rest.partition(" ")
        wide = True if extended is None else extended
        item = self._open(name, section.line, extended=wide, flat=True)
        if first == "dynamic" and after:
            problem = "a dynamic (lock-and-key) entry"
            entry = AccessEntry(action="unknown", body=rest, problem=problem, line=section.line)
        else:
            entry = self._rows.entry(name, rest, None, section.line, extended=wide)
        self._append(item, entry)

    def _flat_asa(self, section: Section, name: str, rest: str) -> None:
        words = rest.split()
        if words == ["compiled"] or name in _SETTINGS:
            return
        sequence = None
        if words[0] == "line" and len(words) > 2 and (number := whole(words[1], 1, 0xFFFFFFFF)):
            sequence = number
            rest = rest.split(None, 2)[2]
            words = words[2:]
        kind = words[0]
        if kind in ("ethertype", "webtype"):
            self._reading.unread(section, f"an {kind} access list has no IP flows")
            return
        known = self._lists.get(name)
        extended = kind != "standard" and (known is None or known.extended)
        item = self._open(name, section.line, extended=extended, flat=True)
        if kind in ("extended", "standard") and item.count and item.remarks:
            item.extended, item.flat = extended, True
        entry = self._rows.entry(
            name, without_kind(rest), sequence, section.line, extended=extended
        )
        self._append(item, entry)

    def _open(self, name: str, line: int, *, extended: bool, flat: bool) -> _OpenList:
        item = self._lists.get(name)
        if item is None:
            item = self._lists[name] = _OpenList(line, extended=extended, flat=flat)
        elif isinstance(item, AccessList):
            item = self._lists[name] = _OpenList.of(item)
        return item

    def _append(self, item: _OpenList, entry: AccessEntry) -> None:
        item.parts.append(entry)
        item.count += 1
        item.remarks = item.remarks and entry.action == "remark"


def _extended_number(name: str) -> bool | None:
    """Whether a numbered list is extended; None for what is not the number of an IP list."""
    if not (name.isascii() and name.isdigit()) or len(name) > 5:
        return None
    number = int(name)
    if any(low <= number <= high for low, high in _STANDARD):
        return False
    if any(low <= number <= high for low, high in _EXTENDED):
        return True
    return None
