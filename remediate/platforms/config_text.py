"""A running-config as text that can be edited as the device would, line by line.

Lines that no edit touches stay byte-identical and in order. A *section* is a line without leading
blank (its header) and the indented lines after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from remediate.errors import ConfigurationError
from remediate.model.base import Frozen
from remediate.model.config import Release

__all__ = [
    "NOTHING_UNPRINTED",
    "AclNumbers",
    "Command",
    "ConfigText",
    "EditState",
    "Unprinted",
    "Vacated",
    "grouped",
    "refuse",
]


class AclNumbers(Frozen, frozen=True, kw_only=True):
    """Sequence numbers of an access list whose running-config prints none, line by line.

    A remark has no number of its own: it carries the number of the entry that follows it (after
    the last entry: the number that the next appended entry gets).
    """

    acl: str
    numbers: tuple[int, ...]


class Vacated(Frozen, frozen=True, kw_only=True):
    """An object that was removed: how it was printed and after which line, for its way back."""

    kind: str
    name: str
    identity: tuple[str, ...]
    """What it must be made of again to come back in the printed form."""
    lines: tuple[str, ...]
    after: tuple[str, ...]
    """The lines before it, up to three, nearest last."""
    index: int


class Unprinted(Frozen, frozen=True, kw_only=True):
    """What a device keeps between two edits and its running-config does not print.

    Sequence numbers of access lists (an old IOS prints a list that holds 10, 21, 30 without any),
    and the slots of removed objects. It is carried from one ``apply`` to the next, beside the
    text and never in it.
    """

    numbers: tuple[AclNumbers, ...] = ()
    vacated: tuple[Vacated, ...] = ()

    def numbers_of(self, acl: str) -> tuple[int, ...] | None:
        """Return the known numbers of a list, None when it was not edited (10, 20, 30)."""
        return next((item.numbers for item in self.numbers if item.acl == acl), None)


NOTHING_UNPRINTED = Unprinted()


@dataclass(frozen=True, kw_only=True)
class Command:
    """A configuration command with the sub-mode commands after it."""

    line: str
    subs: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        """The words of the command."""
        return self.line.split()

    @property
    def positive(self) -> list[str]:
        """The words without a leading ``no``."""
        words = self.words
        return words[1:] if words[:1] == ["no"] else words

    @property
    def negated(self) -> bool:
        """Whether it starts with ``no``."""
        return self.words[:1] == ["no"]


def grouped(commands: Sequence[str]) -> Iterator[Command]:
    """Yield the commands with their sub-mode commands; a stray sub-mode command is refused."""
    header: str | None = None
    subs: list[str] = []
    for line in commands:
        if not line.strip():
            continue
        if line[0].isspace():
            if header is None:
                raise refuse(line, "stands in no sub-mode")
            subs.append(line.strip())
            continue
        if header is not None:
            yield Command(line=header, subs=tuple(subs))
        header, subs = line.strip(), []
    if header is not None:
        yield Command(line=header, subs=tuple(subs))


def refuse(command: str, reason: str) -> ConfigurationError:
    """Return the error for a command that the device would refuse."""
    return ConfigurationError(f"{command.strip()!r} is refused: {reason}")


class ConfigText:
    """The lines of a running-config; indices are 0-based."""

    def __init__(self, text: str) -> None:
        """Split at line feeds; a carriage return stays with its line."""
        self.lines = text.split("\n")
        self._eol = (
            "\r"
            if sum(line.endswith("\r") for line in self.lines[:200])
            > min(len(self.lines), 200) // 2
            else ""
        )
        self._opaque: set[int] | None = None

    def __str__(self) -> str:
        """Return the text."""
        return "\n".join(self.lines)

    @property
    def opaque(self) -> set[int]:
        """Indices of the lines inside banners: text that looks like configuration and is none."""
        if self._opaque is None:
            self._opaque = set(self._banner_lines())
        return self._opaque

    def _banner_lines(self) -> Iterator[int]:
        delimiter: str | None = None
        for index, line in enumerate(self.lines):
            if delimiter is not None:
                yield index
                if delimiter in line:
                    delimiter = None
            elif line.startswith("banner "):
                parts = line.split(maxsplit=2)
                mark = next(
                    (m for m in ("^C", "\x03") if len(parts) == 3 and parts[2].startswith(m)), None
                )
                if mark is not None and parts[2].count(mark) == 1:
                    delimiter = mark

    def tops(self, matches: Callable[[list[str]], bool], first: str | None = None) -> list[int]:
        """Return the indices of the top-level lines whose words match.

        ``first`` is the literal start of the line, which spares splitting all the others.
        """
        opaque = self.opaque
        found = []
        for index, line in enumerate(self.lines):
            if first is not None and not line.startswith(first):
                continue
            if not line or line[0].isspace() or index in opaque:
                continue
            if matches(line.split()):
                found.append(index)
        return found

    def starting(self, *words: str) -> list[int]:
        """Return the indices of the top-level lines that start with these words."""
        count, wanted = len(words), list(words)
        return self.tops(lambda have: have[:count] == wanted, first=words[0])

    def end(self, header: int) -> int:
        """Return the index after the section's last line."""
        index = header + 1
        while (
            index < len(self.lines)
            and self.lines[index][:1] in {" ", "\t"}
            and self.lines[index].strip()
        ):
            index += 1
        return index

    def words(self, index: int) -> list[str]:
        """Return the words of a line."""
        return self.lines[index].split()

    def word(self, index: int, at: int) -> str:
        """Return one word of a line, empty where the line has fewer."""
        words = self.lines[index].split()
        return words[at] if at < len(words) else ""

    def by_number(self, rows: Sequence[int], at: int) -> dict[int, int]:
        """Return number -> line for the lines whose word ``at`` is a number."""
        return {int(self.word(row, at)): row for row in rows if self.word(row, at).isdecimal()}

    def is_separator(self, index: int) -> bool:
        """Whether the line is a ``!`` alone."""
        return 0 <= index < len(self.lines) and self.lines[index].rstrip() == "!"

    def insert(self, index: int, lines: Sequence[str]) -> None:
        """Insert lines before ``index``, with the line ends of the text."""
        self.lines[index:index] = [
            line if line.endswith("\r") else line + self._eol for line in lines
        ]
        self._opaque = None

    def delete(self, start: int, end: int) -> None:
        """Delete the lines from ``start`` up to ``end``, which stays."""
        del self.lines[start:end]
        self._opaque = None

    def replace(self, index: int, words: str) -> None:
        """Replace what a line says; its indentation and its trailing blanks stay."""
        line = self.lines[index]
        lead = line[: len(line) - len(line.lstrip())]
        tail = line[len(line.rstrip()) :]
        self.lines[index] = f"{lead}{words}{tail}"

    def indent(self, header: int, default: str = " ") -> str:
        """Return the indentation of the section's lines."""
        if self.end(header) > header + 1:
            line = self.lines[header + 1]
            return line[: len(line) - len(line.lstrip())]
        return default

    # --- objects of one kind, beside each other -----------------------------------------------

    def insert_beside(
        self,
        lines: Sequence[str],
        siblings: Sequence[int],
        before: int | None,
        anchor: int,
        *,
        separated: bool,
    ) -> None:
        """Insert an object among its ``siblings`` (header indices), as the device prints them.

        ``before`` is the sibling that follows, None for the last place. Without siblings it goes
        before ``anchor``. ``separated`` says whether the platform puts ``!`` between two of this
        kind where the text doesn't show it. :meth:`remove_beside` is the exact inverse.
        """
        if len(siblings) > 1:
            separated = self.is_separator(self.end(siblings[0]))
        separated = separated and "!" in (line.rstrip() for line in self.lines)
        mark = ["!"] if separated else []
        if before is not None:
            self.insert(before, [*lines, *mark])
        elif siblings:
            self.insert(self.end(siblings[-1]), [*mark, *lines])
        else:
            framed = anchor > 0 and self.is_separator(anchor - 1)
            self.insert(anchor, [*lines, *(["!"] if framed and separated else [])])

    def remove_beside(self, header: int, siblings: Sequence[int], *, separated: bool) -> None:
        """Delete an object and the ``!`` that came with it; ``siblings`` are the others."""
        start, end = header, self.end(header)
        if end in siblings:
            pass
        elif self.is_separator(end) and end + 1 in siblings:
            end += 1
        elif self.is_separator(start - 1) and any(self.end(item) == start - 1 for item in siblings):
            start -= 1
        elif not siblings and separated and self.is_separator(end) and self.is_separator(start - 1):
            end += 1
        self.delete(start, end)


@dataclass(kw_only=True)
class EditState:
    """What one ``apply`` works on."""

    text: ConfigText
    release: Release
    numbers: dict[str, tuple[int, ...]] = field(default_factory=dict)
    vacated: list[Vacated] = field(default_factory=list)

    def vacate(self, kind: str, name: str, identity: tuple[str, ...], start: int, end: int) -> None:
        """Remember an object's printed form and place before it is deleted."""
        self.vacated = [item for item in self.vacated if (item.kind, item.name) != (kind, name)]
        lines = self.text.lines
        self.vacated.append(
            Vacated(
                kind=kind,
                name=name,
                identity=identity,
                lines=tuple(lines[start:end]),
                after=tuple(lines[max(0, start - 3) : start]),
                index=start,
            )
        )

    def reoccupy(self, kind: str, name: str, identity: tuple[str, ...]) -> bool:
        """Bring an object back in its printed form and place; False when that isn't known."""
        found = next((v for v in self.vacated if (v.kind, v.name) == (kind, name)), None)
        if found is None:
            return False
        self.vacated.remove(found)
        if found.identity != identity:
            return False
        place = self.place(found)
        if place is None:
            return False
        self.text.insert(place, found.lines)
        return True

    def printed(self, kind: str, line: str) -> tuple[str, ...]:
        """Return a line as it was printed before it went, for a place of its own; else as it is given."""
        found = next((v for v in self.vacated if (v.kind, v.name) == (kind, line)), None)
        if found is None:
            return (line,)
        self.vacated.remove(found)
        return found.lines

    def place(self, found: Vacated) -> int | None:
        """Return the index after the remembered lines, nearest to where it was; None when they are gone."""
        lines = self.text.lines
        for count in range(len(found.after), 0, -1):
            wanted = list(found.after[-count:])
            places = [
                index + count
                for index in range(len(lines) - count + 1)
                if lines[index + count - 1] == wanted[-1] and lines[index : index + count] == wanted
            ]
            if places:
                return min(places, key=lambda place: abs(place - found.index))
        return 0 if not found.after else None
