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
_SET, _OPEN, _APPEND, _SKIP = range(4)
_Place = tuple[int, int, int, Convert | None]
"""Of a field: 0 for the record, else the kind of nested record; its place there; what is done."""


class Nested(NamedTuple):
    """A kind of record inside a record: fields from ``first`` to below ``end`` are its own.

    The field ``first`` begins one; ``into`` is the record's field that keeps them.
    """

    first: int
    end: int
    kind: Any
    into: str


def _incomplete(_: str) -> bool:
    return False


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
    values, ``lists`` are fields of the record that may come several times. Records have a field ``line`` and a
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
        self._blanks = [[k._field_defaults.get(n) for n in k._fields] for _, _, k, _ in nested]
        self._into = [kind._fields.index(one.into) for one in nested]
        self._makes = [one.kind._make for one in nested]
        self._lists: list[int] = []
        reason = (0, kind._fields.index("complete"), _SET, _incomplete)
        self._plan: list[_Place] = [(0, 0, _SKIP, None)] * _FIRST_REASON
        self._plan += [reason] * (256 - _FIRST_REASON)
        for field in fields:
            name = names.get(field, field.name.lower())
            if not name:
                continue
            level = next((i for i, one in enumerate(nested, 1) if one.first <= field < one.end), 0)
            place = (nested[level - 1].kind if level else kind)._fields.index(name)
            how = _SET
            if field in lists:
                how = _APPEND
                self._lists.append(place)
            elif level and field == nested[level - 1].first:
                how = _OPEN
            self._plan[field] = (level, place, how, convert.get(field))

    def build(self, data: bytes, columns: Columns, first_line: int) -> list[Row]:
        """Return the records in printed order; ``first_line`` is the line that ``data`` begins at.

        Bytes that are not UTF-8 become replacement characters.
        """
        # Latin-1 keeps each byte at its place; what is not ASCII is then decoded for itself.
        whole, ascii_only = data.decode("latin-1"), data.isascii()
        plan, blank, blanks, into = self._plan, self._blank, self._blanks, self._into
        rows: list[Row] = []
        row: list[Any] = []
        owners: list[list[Any]] = [[], *([] for _ in blanks)]
        above, current = first_line - 1, -2
        for record, field, start, end, line in zip(*columns, strict=True):
            if record != current:
                if record < 0:
                    continue
                if row:
                    rows.append(self._frozen(row))
                owners[0] = row = blank.copy()
                row[0] = line + above
                current = record
            level, place, how, convert = plan[field]
            text = whole[start:end]
            if not ascii_only and not text.isascii():
                text = data[start:end].decode("utf-8", "replace")
            value = convert(text) if convert else text
            if how == _SET:
                owners[level][place] = value
            elif how == _OPEN:
                owners[level] = fresh = blanks[level - 1].copy()
                fresh[0] = line + above
                fresh[place] = value
                if row[into[level - 1]]:
                    row[into[level - 1]].append(fresh)
                else:
                    row[into[level - 1]] = [fresh]
            elif how == _APPEND:
                if row[place]:
                    row[place].append(value)
                else:
                    row[place] = [value]
        if row:
            rows.append(self._frozen(row))
        return rows

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
