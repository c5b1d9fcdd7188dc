"""Rows from columns by a shape, in plain Python: the oracle of ``fastparse._rows``."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from fastparse.records import Columns
from fastparse.shape import FIRST_REASON, Form, Inner, Shape, Spread, Value

__all__ = ["Builder", "reasons"]

Row = TypeVar("Row", bound=tuple[Any, ...])
Attributes = dict[str, Any]


def reasons(columns: Columns) -> list[int]:
    """Return where in the columns a reason stands."""
    return [at for at, field in enumerate(columns.field) if field >= FIRST_REASON]


def _read(value: Value, text: str) -> object:
    """Turn a span's text into what the table says."""
    match value.form:
        case Form.TEXT:
            return text
        case Form.LOWER:
            return text.lower()
        case Form.SPACED:
            return " ".join(text.split())
        case Form.WORDS:
            return tuple(text.replace(",", " ").split())
        case Form.NUMBER:
            return int(text)
        case Form.HEX:
            return int(text, 16)
        case Form.TRUE:
            return True
        case Form.FIXED:
            return value.make
        case Form.THOUSANDS:
            return int(text) * 1000
        case Form.PHRASE:
            return " ".join(text.split()).rstrip(" .")
        case Form.YES:
            return text[:1] in {"Y", "y", "T", "t"}
    assert value.make is not None  # noqa: S101 - the shape has seen to it
    if value.form == Form.MADE:
        return value.make(text)
    if value.form == Form.RANGE:
        first, _, last = text.split()
        ends = (*first.rsplit("/", 1), *last.rsplit("/", 1))
        if len(ends) != 4:
            raise ValueError(f"{value.attribute}: {text!r} has an end without a port")
        return value.make(text, ends[0], int(ends[1]), ends[2], int(ends[3]))
    row: Any = value.make
    if value.form == Form.NETWORK:
        parts = text.split("/")
        if not 2 <= len(parts) < len(row._fields):
            raise ValueError(f"{value.attribute}: {text!r} is no network")
        rest = [None] * (len(row._fields) - 1 - len(parts))
        return row(text, *parts[:2], *map(int, parts[2:]), *rest)
    parts = text.rsplit("/", len(row._fields) - 2)
    if len(parts) != len(row._fields) - 1:
        raise ValueError(f"{value.attribute}: {text!r} has too few parts")
    return row(text, *parts)


def _made(row: Any, attributes: Attributes) -> Any:
    for name in row._fields:
        if name not in attributes and name not in row._field_defaults:
            raise ValueError(f"a {row.__name__} without {name}")
    return row(**attributes)


class _Record:
    """One record being read."""

    def __init__(self, shape: Shape[Any], line: int) -> None:
        self.shape = shape
        self.values: Attributes = {"line": line}
        self.lined = False
        self.pairs: list[list[tuple[str, int]]] = [[] for _ in shape.pairs]
        self.name: str | None = None
        self.named = 0  # the kind of pair that the name is of
        self.many: dict[str, list[object]] = {}
        self.inners: list[list[Attributes]] = [[] for _ in shape.inners]
        self.carried: list[Attributes] = [{} for _ in shape.inners]

    def add(self, field: int, text: str, line: int) -> None:
        """Take in one cell."""
        shape = self.shape
        if not self.lined and field >= shape.starts:
            self.values["line"] = line
            self.lined = True
        if field >= FIRST_REASON:
            self.damage(field)
        elif field in shape.left_out or self.add_to_pairs(field, text):
            return
        elif field in shape.values:
            value = shape.values[field]
            read = _read(value, text)
            if value.many:
                self.many.setdefault(value.attribute, []).append(read)
            else:
                self.values[value.attribute] = read
        else:
            for kind, inner in enumerate(shape.inners):
                if self.add_inner(kind, inner, field, text, line):
                    return
            raise ValueError(f"field {field} does not fit {shape.row.__name__}")

    def add_to_pairs(self, field: int, text: str) -> bool:
        """Take in a name or a number; False when the field is no such one, or not its turn."""
        for kind, pairs in enumerate(self.shape.pairs):
            if self.name is None and (field == pairs.name or field in pairs.names):
                self.name = pairs.names[field] if field in pairs.names else pairs.naming(text)
                self.named = kind
                return True
            if self.name is not None and field == pairs.number and kind == self.named:
                self.pairs[kind].append((self.name, int(text)))
                self.name = None
                return True
        return False

    def damage(self, reason: int) -> None:
        """Mark what a reason leaves incomplete."""
        if reason in self.shape.damage:
            self.values["complete"] = False
        for inner, rows in zip(self.shape.inners, self.inners, strict=True):
            if reason in inner.damage and rows:
                rows[-1]["complete"] = False

    def add_inner(self, kind: int, inner: Inner, field: int, text: str, line: int) -> bool:
        """Take in one cell of an inner row; False when the field is none of its kind."""
        if inner.carried and field == inner.carried.field:
            values = inner.carried.make(text)
            self.carried[kind] = dict(zip(inner.carried.attributes, values, strict=True))
            return True
        if field == inner.begin:
            self.inners[kind].append({**inner.defaults, **self.carried[kind], "line": line})
        if field not in inner.values:
            return field == inner.begin
        if not self.inners[kind]:
            raise ValueError(f"field {field} stands outside of a {inner.row.__name__}")
        value = inner.values[field]
        read = _read(value, text)
        self.inners[kind][-1][value.attribute] = read
        if value.outer and self.values.get(value.attribute) is None:
            self.values[value.attribute] = read
        return True

    def row(self) -> Any:
        """Return the finished row."""
        if self.name is not None:
            raise ValueError(f"{self.name} without its number")
        for pairs, found in zip(self.shape.pairs, self.pairs, strict=True):
            self.values[pairs.attribute] = tuple(found)
        self.values.update((name, tuple(values)) for name, values in self.many.items())
        for inner, rows in zip(self.shape.inners, self.inners, strict=True):
            self.values[inner.attribute] = tuple(_made(inner.row, row) for row in rows)
        return _made(self.shape.row, self.values)


def _spread(rows: list[Any], spread: Spread) -> list[Any]:
    """Give the rows of each group what its last one says."""
    group: tuple[object, ...] | None = None
    value: object = None
    spreading = False
    for at in range(len(rows) - 1, -1, -1):
        row = rows[at]
        own = tuple(getattr(row, name) for name in spread.group)
        if getattr(row, spread.mark) is not None:
            value = getattr(row, spread.attribute)
            value = () if value is None else value
            group, spreading = own, True
        elif own != group:
            spreading = False
        if spreading:
            rows[at] = row._replace(**{spread.attribute: value})
    return rows


class Builder(Generic[Row]):
    """Makes the rows of a shape."""

    def __init__(self, shape: Shape[Row]) -> None:
        self.shape = shape

    def rows(self, data: bytes, columns: Columns, line: int) -> list[Row]:
        """Return the records in printed order; ``line`` is that of the first byte of ``data``."""
        records: list[_Record] = []
        above: dict[tuple[int, int], str] = {}  # texts that stand above several records
        reached = 0
        for record, field, start, end, at in zip(*columns, strict=True):
            if record < 0:
                continue
            if start < reached and (start, end) in above:
                text = above[start, end]
            else:
                text = data[start:end].decode("utf-8", "replace")
                if start < reached:
                    above[start, end] = text
                reached = max(reached, start)
            if record == len(records):
                records.append(_Record(self.shape, at + line - 1))
            elif record != len(records) - 1:
                raise ValueError(f"record {record} stands behind record {len(records) - 1}")
            records[-1].add(field, text, at + line - 1)
        rows = [record.row() for record in records]
        return _spread(rows, self.shape.spread) if self.shape.spread else rows
