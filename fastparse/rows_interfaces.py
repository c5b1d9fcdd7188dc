"""From columns to the records of ``show interface(s)`` and ``show ip interface``."""

from __future__ import annotations

from typing import Any

from fastparse.records import Columns, Field
from fastparse.records_interfaces import InterfaceField, InterfaceRow
from fastparse.show_output import values

__all__ = ["interface_rows"]

_FIRST_REASON = int(Field.NOT_UNDERSTOOD)
_CUT_RECORD = int(Field.CUT_RECORD)
_NUMBERS = frozenset(
    map(
        int,
        (
            InterfaceField.PREFIX, InterfaceField.MTU, InterfaceField.IP_MTU,
            InterfaceField.KILOBITS, InterfaceField.VLAN, InterfaceField.TRANSPORT_MTU,
            InterfaceField.INPUT_DROPS, InterfaceField.OUTPUT_DROPS,
        ),
    )
)  # fmt: skip
_MEGABITS = int(InterfaceField.MEGABITS)
_HELPER = int(InterfaceField.HELPER)
_SECONDARY = int(InterfaceField.SECONDARY)
_PATH_MTU_DISCOVERY = int(InterfaceField.PATH_MTU_DISCOVERY)
_COUNTER_NAME = int(InterfaceField.COUNTER_NAME)
_COUNTER_VALUE = int(InterfaceField.COUNTER_VALUE)
_TRAFFIC_NAME = int(InterfaceField.TRAFFIC_NAME)
_TRAFFIC_VALUE = int(InterfaceField.TRAFFIC_VALUE)

_PLACES = [0] * _FIRST_REASON
for _field in InterfaceField:
    if _field.name.lower() in InterfaceRow._fields:
        _PLACES[_field] = InterfaceRow._fields.index(_field.name.lower())
_BANDWIDTH = InterfaceRow._fields.index("bandwidth")
_PLACES[InterfaceField.KILOBITS] = _BANDWIDTH
_HELPERS = InterfaceRow._fields.index("helpers")
_SECONDARIES = InterfaceRow._fields.index("secondary")
_COUNTERS = InterfaceRow._fields.index("counters")
_TRAFFIC = InterfaceRow._fields.index("traffic")
_DISCOVERY = InterfaceRow._fields.index("path_mtu_discovery")
_EMPTY = [None] * 4 + list(InterfaceRow._field_defaults.values())


def _named(counters: list[Any]) -> tuple[tuple[str, int], ...]:
    """Return (name, value) of counters; ``bytes`` take the direction of the packets before them."""
    if "bytes" in counters:
        direction = ""
        for at in range(0, len(counters), 2):
            name = counters[at]
            if name == "bytes":
                counters[at] = f"bytes{direction}"
            elif name in {"packets input", "packets output"}:
                direction = name[7:]
    return tuple(zip(counters[::2], counters[1::2], strict=True))


def _finished(row: list[Any], counters: list[Any], traffic: list[Any]) -> InterfaceRow:
    if counters:
        row[_COUNTERS] = _named(counters)
    if traffic:
        row[_TRAFFIC] = _named(traffic)
    return InterfaceRow._make(row)


def interface_rows(data: bytes, columns: Columns, first_line: int) -> list[InterfaceRow]:
    """Make one record an interface, in one pass over the columns."""
    rows: list[InterfaceRow] = []
    current = -1
    row: list[Any] = []
    counters: list[Any] = []
    traffic: list[Any] = []
    for record, field, text, line in values(data, columns):
        if record < 0:
            continue
        if record != current:
            if row:
                rows.append(_finished(row, counters, traffic))
            current = record
            row = _EMPTY.copy()
            row[0] = line + first_line - 1
            counters = []
            traffic = []
        if field == _COUNTER_NAME:
            counters.append(text.lower())
        elif field == _COUNTER_VALUE:
            counters.append(int(text))
        elif field in _NUMBERS:
            row[_PLACES[field]] = int(text)
        elif field == _TRAFFIC_NAME:
            traffic.append(text.lower())
        elif field == _TRAFFIC_VALUE:
            traffic.append(int(text))
        elif field >= _FIRST_REASON:
            if field == _CUT_RECORD:
                row[-1] = False
        elif field == _MEGABITS:
            row[_BANDWIDTH] = int(text) * 1000
        elif field == _HELPER:
            row[_HELPERS] += (text,)
        elif field == _SECONDARY:
            row[_SECONDARIES] += (text,)
        elif field == _PATH_MTU_DISCOVERY:
            row[_DISCOVERY] = True
        else:
            row[_PLACES[field]] = text
    if row:
        rows.append(_finished(row, counters, traffic))
    return rows
