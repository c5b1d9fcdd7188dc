"""Scan records as Arrow and Parquet: the columns of a scan go into the file as they are.

``device``, ``file``, ``time``, ``signature`` and ``text`` are strings (device and time null where
nothing tells them), ``line`` and ``offset`` 64-bit integers, ``slug`` a list of strings, ``fields``
a map from string to string in the order of the message: a column for each of the catalogue's
hundred field names would be null almost everywhere.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Protocol

import pyarrow as pa
from pyarrow import parquet

from fastparse.parallel import behind
from fastparse.texts import Strings, filled, strings
from remediate.cli.options import Records as Form
from remediate.errors import OutputError
from remediate.evidence.scan import Batch
from remediate.messages import STATE_SIGNATURE
from remediate.messages.columns import ColumnClassifier, Records
from remediate.model.observation import Message

__all__ = ["SCHEMA", "write_table"]

_NAME = pa.dictionary(pa.int32(), pa.string())
"""Strings of which there are few different ones, known beforehand."""

SCHEMA = pa.schema(
    [
        pa.field("device", pa.string()),
        pa.field("file", pa.string()),
        pa.field("line", pa.int64()),
        pa.field("offset", pa.int64()),
        pa.field("time", pa.string()),
        pa.field("slug", pa.list_(_NAME)),
        pa.field("signature", _NAME),
        pa.field("fields", pa.map_(_NAME, pa.string())),
        pa.field("text", pa.string()),
    ]
)

_GROUP = 1 << 14
"""Records that are written together: a row group of Parquet, a batch of Arrow."""

_ORDERED = ["device", "file", "line", "offset", "time", "signature"]
"""Columns whose least and greatest value help to skip row groups."""


class _Sink(Protocol):
    def write_table(self, table: pa.Table) -> None: ...
    def __enter__(self) -> _Sink: ...
    def __exit__(self, *error: object) -> None: ...


def write_table(
    batches: Iterable[Batch],
    classifier: ColumnClassifier,
    form: Form,
    output: Path,
    *,
    jobs: int = 1,
) -> None:
    """Write records to a Parquet or an Arrow file; :class:`OutputError` when it cannot be written.

    With more than one of ``jobs`` what was read is written while more is.
    """
    columns = _Columns(classifier)
    try:
        with output.open("wb") as stream, _sink(form, stream) as sink:
            behind(sink.write_table, _grouped(map(columns.batch, batches)), jobs=jobs)
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror or error}", file=str(output)
        ) from error


def _sink(form: Form, stream: IO[bytes]) -> _Sink:
    sink: _Sink = (
        parquet.ParquetWriter(
            stream, SCHEMA, compression="zstd", compression_level=1, write_statistics=_ORDERED
        )
        if form is Form.PARQUET
        else pa.ipc.new_file(stream, SCHEMA)
    )
    return sink


def _grouped(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    held: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        held.append(batch)
        count += batch.num_rows
        if count >= _GROUP:
            yield pa.Table.from_batches(held)
            held, count = [], 0
    if held:
        yield pa.Table.from_batches(held)


class _Columns:
    """Turns batches into Arrow's; what their numbers stand for is the same in all of them."""

    def __init__(self, classifier: ColumnClassifier) -> None:
        self._signatures = _Names([*classifier.signatures, STATE_SIGNATURE])
        self._slugs = _Names(classifier.slugs)
        self._fields = _Names(classifier.fields)

    def batch(self, batch: Batch) -> pa.RecordBatch:
        """Return a batch as Arrow holds it; columns are not copied."""
        records = batch.records
        if isinstance(records, tuple) and not isinstance(records, Records):
            records = self._tabled(records)
        count = len(records.line)
        alike = len(set(batch.devices)) == 1
        devices = (
            pa.repeat(pa.scalar(batch.devices[0], pa.string()), count)
            if alike
            else pa.array(batch.devices, pa.string())
        )
        return pa.RecordBatch.from_arrays(
            [
                devices,
                pa.repeat(pa.scalar(batch.file, pa.string()), count),
                _numbers(records.line, pa.int64()),
                _numbers(records.offset, pa.int64()),
                _texts(records.time, *filled(records.time.offsets)),
                pa.ListArray.from_arrays(
                    _numbers(records.slug_first, pa.int32()), self._slugs.column(records.slug)
                ),
                self._signatures.column(records.signature),
                pa.MapArray.from_arrays(
                    _numbers(records.field_first, pa.int32()),
                    self._fields.column(records.field_name),
                    _texts(records.field_value),
                ),
                _texts(records.text),
            ],
            schema=SCHEMA,
        )

    def _tabled(self, rows: Sequence[Message]) -> Records:
        """Return rows of tables as columns."""
        slug_first, field_first = array("i", [0]), array("i", [0])
        for row in rows:
            slug_first.append(slug_first[-1] + len(row.slugs))
            field_first.append(field_first[-1] + len(row.fields))
        fields = [field for row in rows for field in row.fields]
        return Records(
            line=array("q", [row.source.line for row in rows]),
            offset=array("q", [row.offset for row in rows]),
            time=_strings(row.time or "" for row in rows),
            host=_strings("" for _ in rows),
            signature=self._signatures.numbers(row.signature for row in rows),
            slug_first=slug_first,
            slug=self._slugs.numbers(slug for row in rows for slug in row.slugs),
            field_first=field_first,
            field_name=self._fields.numbers(name for name, _ in fields),
            field_value=_strings(value for _, value in fields),
            text=_strings(row.text for row in rows),
        )


class _Names:
    """Names that are written once, and numbers in the columns."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(names)
        self._index = {name: number for number, name in enumerate(self._names)}
        self._column = pa.array(self._names, pa.string())

    def numbers(self, names: Iterable[str]) -> array[int]:
        """Return the numbers of names that are known."""
        return array("i", [self._index[name] for name in names])

    def column(self, numbers: array[int]) -> pa.DictionaryArray:
        """Return a column of names."""
        return pa.DictionaryArray.from_arrays(_numbers(numbers, pa.int32()), self._column)


def _strings(values: Iterable[str]) -> Strings:
    return strings(value.encode() for value in values)


def _numbers(column: array[int] | memoryview[int], kind: pa.DataType) -> pa.Array:
    return pa.Array.from_buffers(kind, len(column), [None, pa.py_buffer(column)])


def _texts(column: Strings, bitmap: bytes = b"", missing: int = 0) -> pa.StringArray:
    """Return a column of strings; with ``bitmap``, those without a bit are null."""
    return pa.StringArray.from_buffers(
        len(column.offsets) - 1,
        pa.py_buffer(column.offsets),
        pa.py_buffer(column.data),
        pa.py_buffer(bitmap) if missing else None,
        missing,
    )
