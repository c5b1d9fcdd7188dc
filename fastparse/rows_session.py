"""From columns to the records of ``show crypto session``."""

from __future__ import annotations

from fastparse.records_session import CryptoSessionRow, SessionField, SessionFlow, SessionSa
from fastparse.rows_layout import Layout, Nested

__all__ = ["SESSIONS"]

_NUMBERS = (
    SessionField.PORT, SessionField.SESSION_ID, SessionField.LOCAL_PORT, SessionField.REMOTE_PORT,
    SessionField.CONNECTION, SessionField.ACTIVE_SAS, SessionField.DECRYPTED,
    SessionField.INBOUND_DROPS, SessionField.INBOUND_KILOBYTES, SessionField.INBOUND_SECONDS,
    SessionField.ENCRYPTED, SessionField.OUTBOUND_DROPS, SessionField.OUTBOUND_KILOBYTES,
    SessionField.OUTBOUND_SECONDS,
)  # fmt: skip

SESSIONS: Layout[CryptoSessionRow] = Layout(
    SessionField,
    CryptoSessionRow,
    nested=(
        Nested(SessionField.VERSION, SessionField.FLOW, SessionSa, "sas"),
        Nested(SessionField.FLOW, 200, SessionFlow, "flows"),
    ),
    names={SessionField.HEAD: "", SessionField.SA_STATUS: "status", SessionField.FLOW: "text"},
    convert=dict.fromkeys(_NUMBERS, int),
)
