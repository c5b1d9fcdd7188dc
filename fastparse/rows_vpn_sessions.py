"""From columns to the records of ``show vpn-sessiondb [detail] l2l``."""

from __future__ import annotations

from typing import Any

from fastparse.records import Columns, Field
from fastparse.records_vpn_sessions import (
    VpnNac,
    VpnSelector,
    VpnSessionField,
    VpnSessionRow,
    VpnTunnel,
)
from fastparse.show_output import values

__all__ = ["vpn_session_rows"]

_CUT_RECORD = int(Field.CUT_RECORD)
_CUT_SA = int(Field.CUT_SA)
_COUNT_NAME = int(VpnSessionField.COUNT_NAME)
_COUNT = int(VpnSessionField.COUNT)
_TUNNEL = int(VpnSessionField.TUNNEL)
_LOCAL = int(VpnSessionField.LOCAL)
_REMOTE = int(VpnSessionField.REMOTE)
_NUMBERS = frozenset(
    map(
        int,
        (
            VpnSessionField.SESSION_INDEX, VpnSessionField.BYTES_TX, VpnSessionField.BYTES_RX,
            VpnSessionField.SOURCE_PORT, VpnSessionField.DESTINATION_PORT,
            VpnSessionField.REKEY_INTERVAL, VpnSessionField.REKEY_LEFT,
            VpnSessionField.REKEY_VOLUME, VpnSessionField.REKEY_VOLUME_LEFT,
            VpnSessionField.IDLE_TIMEOUT, VpnSessionField.IDLE_LEFT,
            VpnSessionField.CONNECT_TIMEOUT, VpnSessionField.CONNECT_LEFT,
            VpnSessionField.PACKETS_TX, VpnSessionField.PACKETS_RX,
            VpnSessionField.REVALIDATION_INTERVAL, VpnSessionField.REVALIDATION_LEFT,
            VpnSessionField.STATUS_QUERY_INTERVAL, VpnSessionField.EAP_OVER_UDP_AGE,
            VpnSessionField.HOLD_LEFT,
        ),
    )
)  # fmt: skip
_NAMES = {VpnSessionField.TUNNEL_ID: "id"}


def _places(row: type[VpnSessionRow | VpnTunnel | VpnNac]) -> list[int]:
    """Return where in a record a field's text or number stands, by field id; 0 for other fields."""
    places = [0] * (max(Field) + 1)
    for field in VpnSessionField:
        name = _NAMES.get(field, field.name.lower())
        if name in row._fields and field not in {_LOCAL, _REMOTE}:
            places[field] = row._fields.index(name)
    return places


_SESSION = _places(VpnSessionRow)
_IKE_OR_IPSEC = _places(VpnTunnel)
_NAC = _places(VpnNac)
_COUNTS = VpnSessionRow._fields.index("counts")
_LOCAL_PLACE = VpnTunnel._fields.index("local")
_REMOTE_PLACE = VpnTunnel._fields.index("remote")
_TUNNELS = VpnSessionRow._fields.index("tunnels")
_SESSION_NAC = VpnSessionRow._fields.index("nac")
_SESSION_EMPTY = [None, *VpnSessionRow._field_defaults.values()]
_TUNNEL_EMPTY = [None, None, *VpnTunnel._field_defaults.values()]
_NAC_EMPTY = [None, *VpnNac._field_defaults.values()]


def _selector(text: str) -> VpnSelector:
    parts = text.split("/")
    if len(parts) == 2:
        return VpnSelector(text, parts[0], parts[1])
    return VpnSelector(text, parts[0], parts[1], int(parts[2]), int(parts[3]))


def _finished(session: list[Any], tunnels: list[list[Any]], counts: list[Any]) -> VpnSessionRow:
    session[_TUNNELS] = tuple(map(VpnTunnel._make, tunnels))
    session[_COUNTS] = tuple(zip(counts[::2], counts[1::2], strict=True))
    nac = session[_SESSION_NAC]
    if nac is not None:
        session[_SESSION_NAC] = VpnNac._make(nac)
    return VpnSessionRow._make(session)


def vpn_session_rows(data: bytes, columns: Columns, first_line: int) -> list[VpnSessionRow]:
    """Make one record a session, in one pass over the columns."""
    rows: list[VpnSessionRow] = []
    current = -1
    before = first_line - 1
    session: list[Any] = []
    block: list[Any] = []
    tunnels: list[list[Any]] = []
    counts: list[Any] = []
    places = _SESSION
    for record, field, text, line in values(data, columns):
        if record < 0:
            continue
        if record != current:
            if session:
                rows.append(_finished(session, tunnels, counts))
            current = record
            block = session = _SESSION_EMPTY.copy()
            session[0] = line + before
            tunnels = []
            counts = []
            places = _SESSION
        place = places[field]
        if place:
            block[place] = int(text) if field in _NUMBERS else text
        elif field == _TUNNEL:
            if text.lower() == "nac":
                session[_SESSION_NAC] = block = _NAC_EMPTY.copy()
                places = _NAC
            else:
                block = _TUNNEL_EMPTY.copy()
                block[1] = text
                tunnels.append(block)
                places = _IKE_OR_IPSEC
            block[0] = line + before
        elif field == _LOCAL:
            block[_LOCAL_PLACE] = _selector(text)
        elif field == _REMOTE:
            block[_REMOTE_PLACE] = _selector(text)
        elif field == _COUNT_NAME:
            counts.append(text)
        elif field == _COUNT:
            counts.append(int(text))
        elif field == _CUT_SA:
            tunnels[-1][-1] = session[-1] = False
        elif field == _CUT_RECORD:
            session[-1] = False
    if session:
        rows.append(_finished(session, tunnels, counts))
    return rows
