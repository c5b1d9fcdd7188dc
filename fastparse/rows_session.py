"""The shape of the records of ``show crypto session``."""

from __future__ import annotations

from fastparse.records_session import CryptoSessionRow, SessionFlow, SessionSa
from fastparse.records_session import SessionField as F
from fastparse.shape import REASONS, Form, Inner, Shape, Value, named
from fastparse.show_rows import Rows

__all__ = ["SESSIONS"]

SESSIONS: Rows[CryptoSessionRow] = Rows(
    Shape(
        row=CryptoSessionRow,
        damage=REASONS,
        left_out=frozenset({F.HEAD}),
        values={
            **named(Form.NUMBER, F.PORT),
            **named(
                Form.TEXT,
                F.INTERFACE, F.PROFILE, F.USERNAME, F.GROUP, F.ASSIGNED_ADDRESS, F.UPTIME,
                F.STATUS, F.PEER, F.FVRF, F.IVRF, F.PHASE1_ID, F.DESCRIPTION, F.SYSTEM_IP,
                F.SYSTEM_INTERFACE,
            ),
        },
        inners=(
            Inner(
                attribute="sas",
                row=SessionSa,
                begin=F.VERSION,
                values={
                    F.SA_STATUS: Value("status"),
                    **named(
                        Form.NUMBER, F.SESSION_ID, F.LOCAL_PORT, F.REMOTE_PORT, F.CONNECTION
                    ),
                    **named(
                        Form.TEXT, F.VERSION, F.LOCAL, F.REMOTE, F.CAPABILITIES, F.LIFETIME
                    ),
                },
            ),
            Inner(
                attribute="flows",
                row=SessionFlow,
                begin=F.FLOW,
                values={
                    F.FLOW: Value("text"),
                    **named(
                        Form.NUMBER,
                        F.ACTIVE_SAS, F.DECRYPTED, F.INBOUND_DROPS, F.INBOUND_KILOBYTES,
                        F.INBOUND_SECONDS, F.ENCRYPTED, F.OUTBOUND_DROPS, F.OUTBOUND_KILOBYTES,
                        F.OUTBOUND_SECONDS,
                    ),
                    **named(Form.TEXT, F.ORIGIN, F.INBOUND_VOLUME, F.OUTBOUND_VOLUME),
                },
            ),
        ),
    )
)  # fmt: skip
