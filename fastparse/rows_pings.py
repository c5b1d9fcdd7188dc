"""The shape of the records of pings."""

from __future__ import annotations

from fastparse.records import Field
from fastparse.records_pings import PingField, PingReply, PingRow
from fastparse.shape import Form, Inner, Shape, Value, numbers, texts
from fastparse.show_rows import Rows

__all__ = ["PINGS"]

_F = PingField

# Answers stand before what the device prints, which takes their place.
PINGS: Rows[PingRow] = Rows(
    Shape(
        row=PingRow,
        damage=frozenset({Field.CUT_RECORD}),
        left_out=frozenset({_F.ASKED_PROTOCOL, _F.ASKED_SWEEP, _F.ASKED_OTHER}),
        values={
            **texts(target=_F.ASKED_TARGET, source=_F.ASKED_SOURCE),
            **texts(target=_F.TARGET, source=_F.SOURCE),
            **numbers(
                repeat=_F.ASKED_REPEAT, size=_F.ASKED_SIZE, timeout=_F.ASKED_TIMEOUT,
                last_size=_F.ASKED_LAST_SIZE, step=_F.ASKED_STEP,
            ),
            **numbers(
                repeat=_F.REPEAT, size=_F.SIZE, timeout=_F.TIMEOUT, last_size=_F.LAST_SIZE,
                percent=_F.PERCENT, printed_received=_F.RECEIVED, printed_sent=_F.SENT,
                minimum=_F.MINIMUM, average=_F.AVERAGE, maximum=_F.MAXIMUM,
            ),
            **numbers(size=_F.ASKED_FIRST_SIZE),
            _F.ASKED_DF: Value("df", Form.TRUE),
            _F.ASKED_NO_DF: Value("df", Form.FIXED, False),
            _F.DF: Value("df", Form.TRUE),
            _F.RESULTS: Value("characters", many=True),
        },
        inners=(
            Inner(
                attribute="replies",
                row=PingReply,
                begin=_F.REPLY,
                values={
                    _F.ANSWERED: Value("result", Form.FIXED, "!"),
                    _F.UNANSWERED: Value("result", Form.FIXED, "."),
                    _F.UNREACHABLE: Value("result", Form.FIXED, "U"),
                    _F.TOO_BIG: Value("result", Form.FIXED, "M"),
                    **numbers(time=_F.REPLY_TIME, size=_F.REPLY_SIZE, mtu=_F.REPLY_MTU),
                    **texts(source=_F.REPLY_FROM),
                },
            ),
        ),
    )
)  # fmt: skip
