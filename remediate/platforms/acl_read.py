"""Access lists of IOS (wildcards) and of PIX and ASA (netmasks), entry by entry.

Nothing is repaired: an entry that can't be read as flows keeps its text and says why, and a mask
that looks like the other platform's notation is kept as the device would and noted.
"""

from __future__ import annotations

from fastparse.config_tree import Section
from remediate.model.base import Platform
from remediate.model.config import AccessEntry, AccessList
from remediate.model.selector import Selector
from remediate.platforms.acl_entry_read import EntryReader
from remediate.platforms.object_groups import ObjectGroups
from remediate.platforms.reading import Reading, whole, words_of

__all__ = ["AccessLists"]

_STANDARD = ((1, 99), (1300, 1999))
_EXTENDED = ((100, 199), (2000, 2699))


class AccessLists:
    """The access lists of one configuration, while it is being read."""

    def __init__(self, reading: Reading, groups: ObjectGroups) -> None:
        """Take the reading and the object-groups that entries may name."""
        self._reading = reading
        self._reader = EntryReader(reading, groups)
        self._netmask = reading.platform is Platform.ASA
        self._entries: dict[str, list[AccessEntry]] = {}
        self._heads: dict[str, tuple[bool, bool, int]] = {}
        self._known: dict[tuple[str, bool], tuple[tuple[Selector, ...], str | None]] = {}

    def lists(self) -> tuple[AccessList, ...]:
        """Return the lists in the order in which they begin."""
        return tuple(
            AccessList(
                name=name,
                extended=self._heads[name][0],
                numbered_form=self._heads[name][1],
                entries=tuple(entries),
                line=self._heads[name][2],
            )
            for name, entries in self._entries.items()
        )

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
        entries = self._open(words[3], extended=extended, flat=False, line=section.line)
        for child in section.children:
            text = child.text
            sequence = None
            first, _, rest = text.partition(" ")
            number = whole(first, 0, 0xFFFFFFFF)
            if number is not None and rest:
                sequence, text = number, rest.lstrip()
            entries.append(self._entry(words[3], text, sequence, child.line, extended=extended))

    def flat(self, section: Section) -> None:
        """Read one ``access-list NAME …`` line (IOS numbered, PIX, ASA)."""
        words = section.text.split(None, 2)
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
        # Without a number the addresses decide: `access-list` by name is no IOS line.
        wide = True if extended is None else extended
        entries = self._open(name, extended=wide, flat=True, line=section.line)
        if first == "dynamic" and after:
            problem = "a dynamic (lock-and-key) entry"
            entries.append(
                AccessEntry(action="unknown", body=rest, problem=problem, line=section.line)
            )
            return
        entries.append(self._entry(name, rest, None, section.line, extended=wide))

    def _flat_asa(self, section: Section, name: str, rest: str) -> None:
        words = rest.split()
        if words == ["compiled"] or name in ("deny-flow-max", "alert-interval", "mode"):
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
        if kind in ("extended", "standard"):
            rest = rest.split(None, 1)[1] if len(words) > 1 else ""
        extended = kind != "standard" and self._heads.get(name, (True,))[0]
        entries = self._open(name, extended=extended, flat=True, line=section.line)
        if (
            kind in ("extended", "standard")
            and entries
            and all(e.action == "remark" for e in entries)
        ):
            self._heads[name] = (extended, True, self._heads[name][2])
        entries.append(self._entry(name, rest, sequence, section.line, extended=extended))

    def _open(self, name: str, *, extended: bool, flat: bool, line: int) -> list[AccessEntry]:
        self._heads.setdefault(name, (extended, flat, line))
        return self._entries.setdefault(name, [])

    def _entry(
        self, name: str, text: str, sequence: int | None, line: int, *, extended: bool
    ) -> AccessEntry:
        action, _, rest = text.partition(" ")
        if action == "remark":
            return AccessEntry(action="remark", body=text, sequence=sequence, line=line)
        body = " ".join(text.split())
        if action not in ("permit", "deny"):
            problem = f"'{action}' is neither permit, deny nor remark"
            return AccessEntry(
                action="unknown", body=body, sequence=sequence, problem=problem, line=line
            )
        key = (rest, extended)
        if key not in self._known:
            self._known[key] = self._reader.flows(rest, extended=extended)
        selectors, reason = self._known[key]
        for selector in selectors[:1]:
            self._suspect(name, line, selector)
        return AccessEntry(
            action=action,
            selectors=selectors,
            sequence=sequence,
            body=body,
            inactive=body.endswith(" inactive"),
            problem=None if reason is None else f"'{body}': {reason}",
            line=line,
        )

    def _suspect(self, name: str, line: int, selector: Selector) -> None:
        for block in (selector.source, selector.destination):
            if block.contiguous:
                continue
            inverse = block.wildcard ^ 0xFFFFFFFF
            looks_other = inverse & (inverse + 1) == 0
            if looks_other:
                mask = block.dotted_netmask if self._netmask else block.dotted_wildcard
                here, there = ("netmask", "wildcard") if self._netmask else ("wildcard", "netmask")
                self._reading.note(
                    f"access list {name}, line {line}: the {here} {mask} looks like a {there}"
                )


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
