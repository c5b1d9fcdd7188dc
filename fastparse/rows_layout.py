"""From columns straight to records: one pass, the place of each field known beforehand.

A :class:`Layout` says once, for a command, which record or nested record a field belongs to, at
which place of it, and how its text becomes a value. ``build`` then goes through the columns with
one look-up a value.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from fastparse.records import Columns, Field

__all__ = ["Layout", "Nested", "squeezed", "yes"]

Row = TypeVar("Row")
Convert = Callable[[str], Any]

_FIRST_REASON = int(min(field for field in Field if field >= Field.NOT_UNDERSTOOD))
_SET, _APPEND, _OPEN = range(3)


class Nested(NamedTuple):
    """A kind of record inside a record: fields from ``first`` to below ``end`` are its own.

    The field ``first`` begins one; ``into`` is the record's field that keeps them.
    """

    first: int
    end: int
    kind: Any
    into: str


def yes(text: str) -> bool:
    """Return whether a device says ``Y``, ``Yes`` or ``TRUE``."""
    return text[:1] in {"Y", "y", "T", "t"}


def squeezed(text: str) -> str:
    """Return a text with one blank where the device pads with several, without a full stop."""
    return " ".join(text.split()).rstrip(".")


class Layout(Generic[Row]):
    """How the columns of one command become records of the type ``kind``.

    ``fields`` names the field ids: a field goes to the record's field of the same name, or to the
    one that ``names`` gives; an empty name keeps it out of the record. ``convert`` turns text into
    values, ``lists`` are fields that may come several times. Records have a field ``line`` and a
    field ``complete``, which is False when anything of the block was not understood.
    """

    def __init__(
        self,
        fields: type[enum.IntEnum],
        kind: Any,
        *,
        nested: Sequence[Nested] = (),
        names: Mapping[int, str] | None = None,
        convert: Mapping[int, Convert] | None = None,
        lists: Collection[int] = (),
    ) -> None:
        names, convert = names or {}, convert or {}
        self.kind = kind
        self._blank = [kind._field_defaults.get(name) for name in kind._fields]
        self._complete = kind._fields.index("complete")
        self._blanks = [[k._field_defaults.get(n) for n in k._fields] for _, _, k, _ in nested]
        self._into = [kind._fields.index(one.into) for one in nested]
        self._makes = [one.kind._make for one in nested]
        self._lists: list[int] = []
        self._plan: list[tuple[int, int, int, Convert | None] | None] = [None] * _FIRST_REASON
        for field in fields:
            name = names.get(field, field.name.lower())
            if not name:
                continue
            level = next((i for i, one in enumerate(nested) if one.first <= field < one.end), -1)
            owner = kind if level < 0 else nested[level].kind
            place = owner._fields.index(name)
            how = _SET
            if field in lists:
                how = _APPEND
                if level < 0 and place not in self._lists:
                    self._lists.append(place)
            elif level >= 0 and field == nested[level].first:
                how = _OPEN
            self._plan[field] = (level, place, how, convert.get(field))

    def build(self, data: bytes, columns: Columns, first_line: int) -> list[Row]:
        """Return the records in printed order; ``first_line`` is the line that ``data`` begins at.

        Bytes that are not UTF-8 become replacement characters.
        """
        whole = data.decode("ascii") if data.isascii() else None
        plan, blank, blanks, into = self._plan, self._blank, self._blanks, self._into
        rows: list[list[Any]] = []
        row: list[Any] = []
        inner: list[list[Any]] = [[] for _ in blanks]
        above = first_line - 1
        for record, field, start, end, line in zip(*columns, strict=True):
            if record < 0:
                continue
            if record == len(rows):
                row = blank.copy()
                row[0] = line + above
                rows.append(row)
            if field >= _FIRST_REASON:
                rows[record][self._complete] = False
                continue
            known = plan[field]
            if known is None:
                continue
            level, place, how, convert = known
            text = (
                whole[start:end] if whole is not None else data[start:end].decode(errors="replace")
            )
            value = text if convert is None else convert(text)
            if how == _SET:
                (row if level < 0 else inner[level])[place] = value
            elif how == _OPEN:
                inner[level] = fresh = blanks[level].copy()
                fresh[0] = line + above
                fresh[place] = value
                if row[into[level]]:
                    row[into[level]].append(fresh)
                else:
                    row[into[level]] = [fresh]
            else:
                owner = row if level < 0 else inner[level]
                if owner[place]:
                    owner[place].append(value)
                else:
                    owner[place] = [value]
        return [self._frozen(row) for row in rows]

    def _frozen(self, row: list[Any]) -> Row:
        """Make a record of its values, and tuples of its lists."""
        for place, make in zip(self._into, self._makes, strict=True):
            if row[place]:
                row[place] = tuple(map(make, row[place]))
        for place in self._lists:
            if row[place]:
                row[place] = tuple(row[place])
        made: Row = self.kind._make(row)
        return made
