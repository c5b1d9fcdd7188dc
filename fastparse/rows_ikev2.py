"""From columns to the records of ``show crypto ikev2 sa``."""

from __future__ import annotations

from fastparse.records_ikev2 import Ikev2ChildSa, Ikev2Field, Ikev2SaRow, Selector
from fastparse.rows_layout import Convert, Layout, Nested, squeezed, yes

__all__ = ["IKEV2_SAS"]

F = Ikev2Field
_NUMBERS = (
    F.TUNNEL, F.LOCAL_PORT, F.REMOTE_PORT, F.KEY_SIZE, F.LIFETIME, F.ACTIVE_TIME, F.CE_ID,
    F.SESSION_ID, F.LOCAL_REQUEST, F.REMOTE_REQUEST, F.LOCAL_NEXT, F.REMOTE_NEXT, F.LOCAL_QUEUED,
    F.REMOTE_QUEUED, F.LOCAL_WINDOW, F.REMOTE_WINDOW, F.DPD_SECONDS, F.DPD_RETRY, F.IKE_COUNT,
    F.CHILD_COUNT, F.CHILD_KEY_SIZE,
)  # fmt: skip
_SPIS = (F.LOCAL_SPI, F.REMOTE_SPI, F.ESP_IN, F.ESP_OUT, F.AH_IN, F.AH_OUT, F.CPI_IN, F.CPI_OUT)
_PADDED = (F.FRAGMENTATION, F.ROUTE_UPDATE, F.EXTENDED_AUTHENTICATION, F.NAT, F.SGT, F.QUANTUM)


def _spi(text: str) -> int:
    return int(text, 16)


def _selector(text: str) -> Selector:
    """Take ``A/port - B/port`` apart."""
    first, _, last = text.split()
    begins, _, port = first.rpartition("/")
    ends, _, last_port = last.rpartition("/")
    return Selector(text, begins, int(port), ends, int(last_port))


_CONVERT: dict[int, Convert] = {
    **dict.fromkeys(_NUMBERS, int),
    **dict.fromkeys(_SPIS, _spi),
    **dict.fromkeys(_PADDED, squeezed),
    **dict.fromkeys((F.INITIATOR, F.DELETING, F.MARKED), yes),
    **dict.fromkeys((F.CHILD_LOCAL, F.CHILD_REMOTE), _selector),
}
IKEV2_SAS: Layout[Ikev2SaRow] = Layout(
    F,
    Ikev2SaRow,
    nested=(Nested(F.CHILD_LOCAL, 200, Ikev2ChildSa, "children"),),
    names={
        F.REMOTE_SUBNET: "remote_subnets",
        F.CHILD_LOCAL: "local",
        F.CHILD_REMOTE: "remote",
        F.CHILD_ENCRYPTION: "encryption",
        F.CHILD_KEY_SIZE: "key_size",
    },
    convert=_CONVERT,
    lists=(F.REMOTE_SUBNET,),
)
