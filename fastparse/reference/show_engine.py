"""``show crypto engine connections active`` in plain Python: the oracle of the compiled reader."""

from __future__ import annotations

from fastparse.records import Columns, Field
from fastparse.reference.show_lines import (
    MOST_WORDS,
    Sink,
    after,
    is_address,
    is_number,
    lines,
    words,
)

__all__ = ["engine"]

PHRASES = (b"crypto engine", b"crypto adjacency count")


def engine(data: bytes) -> Columns:
    """Read ``show crypto engine connection(s) active``, old and new tables."""
    sink = Sink()
    record = -1
    for start, end, text in lines(data, sink):
        ws = words(start, text)
        w = [word for _, _, word in ws]
        phrase = any(after(phrase, text) >= 0 for phrase in PHRASES)
        if phrase or (w[0].lower() == b"id" and len(w) > 4):
            continue
        if len(ws) > MOST_WORDS or not is_number(w[0]):
            sink.put(-1, Field.NOT_UNDERSTOOD, start, end)
            continue
        values: list[tuple[Field, int, int]] = []
        if len(w) >= 6 and is_address(w[-1]) and is_number(w[-2]) and is_number(w[-3]):
            cut = len(w) - 3
            if len(w) >= 7 and is_number(w[cut - 1]):
                values = [(Field.LAST_SEQUENCE, *ws[-2][:2])]
                cut -= 1
            values += [(Field.KIND, *ws[1][:2]), (Field.ALGORITHM, ws[2][0], ws[cut - 1][1]),
                       (Field.ENCRYPT, *ws[cut][:2]), (Field.DECRYPT, *ws[cut + 1][:2]),
                       (Field.ADDRESS, *ws[-1][:2])]  # fmt: skip
        elif (
            len(w) >= 7
            and is_number(w[-1])
            and is_number(w[-2])
            and (is_address(w[2]) or w[2] == b"<none>")
        ):
            values = [(Field.INTERFACE, *ws[1][:2]), (Field.ADDRESS, *ws[2][:2]),
                      (Field.STATE, *ws[3][:2]), (Field.ALGORITHM, ws[4][0], ws[-3][1]),
                      (Field.ENCRYPT, *ws[-2][:2]), (Field.DECRYPT, *ws[-1][:2])]  # fmt: skip
        if not values:
            sink.put(-1, Field.MISSHAPEN_ROW, start, end)
            continue
        record += 1
        sink.put(record, Field.ID, *ws[0][:2])
        for field, begin, stop in values:
            sink.put(record, field, begin, stop)
    return sink.columns()
