"""Access lists as the devices keep them: entries with sequence numbers, edited one by one.

IOS orders entries by sequence number. A running-config that prints none (classic IOS) belongs to
a list numbered 10, 20, 30 … as long as nobody has edited it since the last reload: that is the
numbering assumed here for a list that :class:`Unprinted` says nothing about, and plans name it as
a precondition. Once a list was edited in memory its true numbers are carried in ``Unprinted``.

PIX and ASA address entries by line, remarks counted, and print no numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from remediate.model.base import Platform
from remediate.platforms.command_lines import refuse
from remediate.platforms.config_text import ConfigText
from remediate.platforms.edit_state import EditState
from remediate.platforms.selector_text import comparable

__all__ = ["STEP", "AsaList", "IosList", "default_numbers", "filled_numbers"]

STEP = 10
"""Distance of the sequence numbers that IOS gives by itself."""


def default_numbers(remarks: Sequence[bool]) -> tuple[int, ...]:
    """Return the numbers of an unedited list, given which of its lines are remarks."""
    numbers = []
    current = STEP
    for remark in remarks:
        numbers.append(current)
        if not remark:
            current += STEP
    return tuple(numbers)


@dataclass(kw_only=True)
class _Line:
    number: int
    body: str
    printed: str
    """The whole line of the text."""

    @property
    def remark(self) -> bool:
        return self.body.startswith("remark")


class IosList:
    """An extended IOS access list in the text, in either printed form.

    Flat: ``access-list 150 permit …`` lines. Named: the lines of an ``ip access-list extended N``
    section, with or without sequence numbers.
    """

    def __init__(self, state: EditState, name: str, command: str) -> None:
        """Find the list; refuse a standard list and a list that is not there."""
        self._state, self._text, self.name, self._command = state, state.text, name, command
        sections = [*self._text.starting("ip", "access-list", "extended", name)]
        if sections:
            self._flat = False
            self._start, self._end = sections[0] + 1, self._text.end(sections[0])
        else:
            rows = _block(self._text, ("access-list", name))
            if rows is None:
                raise refuse(command, f"there is no extended access list {name}")
            self._flat = True
            self._start, self._end = rows
        self._read()

    def _read(self) -> None:
        raw = self._text.lines[self._start : self._end]
        bodies = []
        printed: list[int | None] = []
        for line in raw:
            words = line.split()[2:] if self._flat else line.split()
            if not self._flat and words and words[0].isdecimal():
                printed.append(int(words[0]))
                words = words[1:]
            else:
                printed.append(None)
            bodies.append(" ".join(words))
        self._numbered = any(number is not None for number in printed)
        if self._numbered:
            numbers = filled_numbers(printed)
        else:
            known = self._state.numbers.get(self.name)
            if known is not None and len(known) == len(bodies):
                numbers = known
            else:
                numbers = default_numbers([body.startswith("remark") for body in bodies])
        self._lines = [
            _Line(number=number, body=body, printed=line)
            for number, body, line in zip(numbers, bodies, raw, strict=True)
        ]

    def add(self, body: str, sequence: int | None) -> None:
        """Add an entry: at its number, or after the last one plus ten."""
        same = comparable(body, Platform.IOS)
        remark = same[:1] == ("remark",)
        entries = [line for line in self._lines if not line.remark]
        if not remark and any(comparable(line.body, Platform.IOS) == same for line in entries):
            raise refuse(self._command, f"the entry is already in access list {self.name}")
        if sequence is None:
            sequence = entries[-1].number + STEP if entries else STEP
            place = len(self._lines)
        else:
            if any(line.number == sequence for line in entries):
                raise refuse(
                    self._command, f"sequence number {sequence} is taken in access list {self.name}"
                )
            place = sum(
                (line.number, not line.remark) < (sequence, not remark) for line in self._lines
            )
        new = _Line(number=sequence, body=body, printed=self._print(body, sequence))
        self._lines.insert(place, new)
        self._text.insert(self._start + place, [new.printed])
        self._end += 1
        self._keep()

    def remove(self, body: str) -> None:
        """Remove the entry with this body."""
        same = comparable(body, Platform.IOS)
        for index, line in enumerate(self._lines):
            if comparable(line.body, Platform.IOS) == same:
                self._remove(index)
                return
        raise refuse(self._command, f"access list {self.name} has no such entry")

    def remove_number(self, sequence: int) -> None:
        """Remove the entry with this sequence number."""
        for index, line in enumerate(self._lines):
            if line.number == sequence and not line.remark:
                self._remove(index)
                return
        raise refuse(self._command, f"access list {self.name} has no entry {sequence}")

    def _remove(self, index: int) -> None:
        if self._flat and len(self._lines) == 1:
            raise refuse(self._command, f"it would leave access list {self.name} without entries")
        gone = self._lines.pop(index)
        name = f"{self.name} {gone.number}"
        place = self._start + index
        self._state.vacate(
            "access-list entry", name, comparable(gone.body, Platform.IOS), place, place + 1
        )
        self._text.delete(place, place + 1)
        self._end -= 1
        self._keep()

    def _print(self, body: str, sequence: int) -> str:
        """Return the line as printed: the very line, where that entry once stood in the text."""
        name, identity = f"{self.name} {sequence}", comparable(body, Platform.IOS)
        for item in self._state.vacated:
            if (item.kind, item.name, item.identity) == ("access-list entry", name, identity):
                self._state.vacated.remove(item)
                return item.lines[0]
        if self._flat:
            return f"access-list {self.name} {body}"
        indent = self._text.indent(self._start - 1)
        return f"{indent}{sequence} {body}" if self._numbered else f"{indent}{body}"

    def _keep(self) -> None:
        numbers = tuple(line.number for line in self._lines)
        if self._numbered or numbers == default_numbers([line.remark for line in self._lines]):
            self._state.numbers.pop(self.name, None)
        else:
            self._state.numbers[self.name] = numbers


class AsaList:
    """A PIX or ASA access list in the text: ``access-list N [extended] …`` lines.

    The devices print them together; in a configuration that was written by hand lines of others may stand between.
    """

    def __init__(self, state: EditState, name: str, command: str) -> None:
        """Find the list; an absent one is made by its first entry."""
        self._state, self._text, self.name, self._command = state, state.text, name, command
        self._rows = self._text.starting("access-list", name)

    def add(self, body: str, line: int | None) -> None:
        """Insert an entry as line ``line`` (1-based, remarks counted), or at the end."""
        same = comparable(body, Platform.ASA)
        if not self._rows:
            lists = self._text.starting("access-list")
            place = lists[-1] + 1 if lists else _asa_lists_place(self._text)
            self._text.insert(place, [f"access-list {self.name} {body}"])
            return
        bodies = [comparable(self._body(index), Platform.ASA) for index in self._rows]
        if same[:1] != ("remark",) and same in bodies:
            raise refuse(self._command, f"the entry is already in access list {self.name}")
        place = (
            self._rows[-1] + 1 if line is None or line > len(self._rows) else self._rows[line - 1]
        )
        self._text.insert(place, [self._print(body)])

    def remove(self, body: str) -> None:
        """Remove the one entry with this body."""
        same = comparable(body, Platform.ASA)
        for index in self._rows:
            if comparable(self._body(index), Platform.ASA) == same:
                self._state.vacate(
                    "access-list entry", f"{self.name} {' '.join(same)}", same, index, index + 1
                )
                self._text.delete(index, index + 1)
                return
        raise refuse(self._command, f"access list {self.name} has no such entry")

    def _body(self, index: int) -> str:
        words = self._text.words(index)[2:]
        if words[:1] == ["line"]:
            words = words[2:]
        return " ".join(words)

    def _print(self, body: str) -> str:
        identity = comparable(body, Platform.ASA)
        for item in self._state.vacated:
            if (item.kind, item.name) == ("access-list entry", f"{self.name} {' '.join(identity)}"):
                self._state.vacated.remove(item)
                return item.lines[0].rstrip("\r")
        return f"access-list {self.name} {body}"


def filled_numbers(printed: Sequence[int | None]) -> tuple[int, ...]:
    """Give lines without a number (remarks) the number of the entry that follows."""
    following = max((number for number in printed if number is not None), default=0) + STEP
    numbers = []
    for number in reversed(printed):
        following = following if number is None else number
        numbers.append(following)
    return tuple(reversed(numbers))


def _block(text: ConfigText, words: tuple[str, ...]) -> tuple[int, int] | None:
    """Return the first and the after-last index of a flat block; its lines must stand together."""
    rows = text.starting(*words)
    if not rows:
        return None
    start = end = rows[0]
    for row in rows:
        if row != end:
            raise refuse(" ".join(words), "the lines of the list do not stand together")
        end += 1
    return start, end


def _asa_lists_place(text: ConfigText) -> int:
    """Return where the first access list of a PIX or ASA goes: after names and objects."""

    def is_later(words: list[str]) -> bool:
        return words[0] in {"pager", "logging", "mtu", "ip"}

    later = text.tops(is_later)
    return later[0] if later else len(text.lines) - (1 if text.lines[-1] == "" else 0)
