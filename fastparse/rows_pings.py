"""From columns to the records of pings."""

from __future__ import annotations

from typing import Any

from fastparse.records import Columns, Field
from fastparse.records_pings import PingField, PingReply, PingRow
from fastparse.show_output import values

__all__ = ["ping_rows"]

_FIRST_REASON = int(Field.NOT_UNDERSTOOD)
_CUT_RECORD = int(Field.CUT_RECORD)
_RESULTS = int(PingField.RESULTS)
_DF = int(PingField.DF)
_ASKED_DF = int(PingField.ASKED_DF)
_ASKED_SWEEP = int(PingField.ASKED_SWEEP)
_CHARACTERS = {
    int(PingField.ANSWERED): "!", int(PingField.UNANSWERED): ".", int(PingField.UNREACHABLE): "U",
}  # fmt: skip
_REPLY_TIME = int(PingField.REPLY_TIME)
_REPLY_SIZE = int(PingField.REPLY_SIZE)
_REPLY_MTU = int(PingField.REPLY_MTU)
_REPLY_FROM = int(PingField.REPLY_FROM)
_TEXTS = frozenset(
    map(int, (PingField.TARGET, PingField.SOURCE, PingField.ASKED_TARGET, PingField.ASKED_SOURCE))
)

_PLACES = [0] * _FIRST_REASON
"""Where in a row a field stands; 0 for those that stand nowhere."""
_ASKED = [0] * _FIRST_REASON
"""The same of answers, which only fill what the device did not print."""
for _field in PingField:
    _name = _field.name.lower()
    if _name.startswith("asked_"):
        _name = {"asked_first_size": "size"}.get(_name, _name.removeprefix("asked_"))
        if _name in PingRow._fields and _field != PingField.ASKED_DF:
            _ASKED[_field] = PingRow._fields.index(_name)
    elif _name in PingRow._fields:
        _PLACES[_field] = PingRow._fields.index(_name)
_AT_RESULTS = PingRow._fields.index("results")
_AT_REPLIES = PingRow._fields.index("replies")
_AT_REPEAT = PingRow._fields.index("repeat")
_AT_SENT = PingRow._fields.index("sent")
_AT_RECEIVED = PingRow._fields.index("received")
_AT_DF = PingRow._fields.index("df")
_EMPTY = [None, *PingRow._field_defaults.values()]


def _finished(
    row: list[Any], asked: list[tuple[int, Any]], replies: list[list[Any]], results: list[str]
) -> PingRow:
    for place, value in asked:
        if row[place] is None:
            row[place] = value
    if replies:
        made = tuple(map(PingReply._make, replies))
        row[_AT_REPLIES] = made
        results += [reply.result for reply in made]
        if row[_AT_REPEAT] is None:  # PIX prints no sums; its lines are all there is
            row[_AT_SENT] = len(made)
            row[_AT_RECEIVED] = results.count("!")
    row[_AT_RESULTS] = "".join(results)
    return PingRow._make(row)


def ping_rows(data: bytes, columns: Columns, first_line: int) -> list[PingRow]:
    """Make one record a ping, in one pass over the columns."""
    rows: list[PingRow] = []
    current = -1
    row: list[Any] = []
    asked: dict[int, Any] = {}
    replies: list[list[Any]] = []
    results: list[str] = []
    for record, field, text, line in values(data, columns):
        if record < 0:
            continue
        if record != current:
            if row:
                rows.append(_finished(row, list(asked.items()), replies, results))
            current = record
            row = _EMPTY.copy()
            row[0] = line + first_line - 1
            asked = {}
            replies = []
            results = []
        if field >= _FIRST_REASON:
            if field == _CUT_RECORD:
                row[-1] = False
        elif field == _RESULTS:
            results.append(text)
        elif field in _CHARACTERS:
            replies.append([line + first_line - 1, _CHARACTERS[field], None, None, None, None])
        elif field == _REPLY_TIME:
            replies[-1][2] = int(text)
        elif field == _REPLY_SIZE:
            replies[-1][3] = int(text)
        elif field == _REPLY_MTU:
            replies[-1][1] = "M"
            replies[-1][4] = int(text)
        elif field == _REPLY_FROM:
            replies[-1][5] = text
        elif field == _DF:
            row[_AT_DF] = True
        elif field == _ASKED_DF:
            row[_AT_DF] = text.lower().startswith("y")
        elif _PLACES[field]:
            row[_PLACES[field]] = text if field in _TEXTS else int(text)
        elif _ASKED[field]:
            asked[_ASKED[field]] = text if field in _TEXTS else int(text)
    if row:
        rows.append(_finished(row, list(asked.items()), replies, results))
    return rows
