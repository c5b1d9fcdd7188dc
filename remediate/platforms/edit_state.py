"""What one ``apply`` works on: the text, and what a device keeps between two edits and does not print."""

from __future__ import annotations

from dataclasses import dataclass, field

from remediate.model.base import Frozen
from remediate.model.release import Release
from remediate.platforms.config_text import ConfigText

__all__ = ["NOTHING_UNPRINTED", "AclNumbers", "EditState", "Unprinted", "Vacated"]


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
