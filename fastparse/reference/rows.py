"""Rows from columns by a shape, in plain Python: the oracle of ``fastparse._rows``."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from fastparse.records import Columns
from fastparse.shape import FIRST_REASON, Form, Inner, Shape, Value

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
    assert value.make is not None  # noqa: S101 - the shape has seen to it
    if value.form == Form.MADE:
        return value.make(text)
    row: Any = value.make
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
        self.pairs: list[tuple[str, int]] = []
        self.name: str | None = None
        self.inner: list[Attributes] = []
        self.carried: Attributes = {}

    def add(self, field: int, text: str, line: int) -> None:
        """Take in one cell."""
        shape, inner = self.shape, self.shape.inner
        if not self.lined and field >= shape.starts:
            self.values["line"] = line
            self.lined = True
        if field >= FIRST_REASON:
            if field in shape.damage:
                self.values["complete"] = False
            if inner and field in inner.damage and self.inner:
                self.inner[-1]["complete"] = False
        elif shape.pairs and field == shape.pairs.name and self.name is None:
            self.name = shape.pairs.naming(text)
        elif shape.pairs and field == shape.pairs.number and self.name is not None:
            self.pairs.append((self.name, int(text)))
            self.name = None
        elif field in shape.values:
            value = shape.values[field]
            self.values[value.attribute] = _read(value, text)
        elif inner and (
            field in inner.values
            or field == inner.begin
            or (inner.carried and field == inner.carried.field)
        ):
            self.add_inner(inner, field, text, line)
        else:
            raise ValueError(f"field {field} does not fit {shape.row.__name__}")

    def add_inner(self, inner: Inner, field: int, text: str, line: int) -> None:
        """Take in one cell of an inner row."""
        if inner.carried and field == inner.carried.field:
            values = inner.carried.make(text)
            self.carried = dict(zip(inner.carried.attributes, values, strict=True))
            return
        if field == inner.begin:
            self.inner.append({**inner.defaults, **self.carried, "line": line})
        if field not in inner.values:
            return
        if not self.inner:
            raise ValueError(f"field {field} stands outside of a {inner.row.__name__}")
        value = inner.values[field]
        read = _read(value, text)
        self.inner[-1][value.attribute] = read
        if value.outer and self.values.get(value.attribute) is None:
            self.values[value.attribute] = read

    def row(self) -> Any:
        """Return the finished row."""
        if self.name is not None:
            raise ValueError(f"{self.name} without its number")
        if self.shape.pairs:
            self.values[self.shape.pairs.attribute] = tuple(self.pairs)
        inner = self.shape.inner
        if inner:
            rows = tuple(_made(inner.row, attributes) for attributes in self.inner)
            self.values[inner.attribute] = rows
        return _made(self.shape.row, self.values)


class Builder(Generic[Row]):
    """Makes the rows of a shape."""

    def __init__(self, shape: Shape[Row]) -> None:
        self.shape = shape

    def rows(self, data: bytes, columns: Columns, line: int) -> list[Row]:
        """Return the records in printed order; ``line`` is that of the first byte of ``data``."""
        records: list[_Record] = []
        for record, field, start, end, at in zip(*columns, strict=True):
            if record < 0:
                continue
            text = data[start:end].decode("utf-8", "replace")
            if record == len(records):
                records.append(_Record(self.shape, at + line - 1))
            elif record != len(records) - 1:
                raise ValueError(f"record {record} stands behind record {len(records) - 1}")
            records[-1].add(field, text, at + line - 1)
        return [record.row() for record in records]
