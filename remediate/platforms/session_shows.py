"""Session tables to observations: what stands and moves where no ``show crypto ipsec sa`` is in the dumps.

They print no SPIs, so which SA of one end is which of the other can't be told from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fastparse.records_session import CryptoSessionRow, SessionFlow
from fastparse.records_vpn_sessions import VpnSessionRow
from fastparse.show import parse_crypto_session, parse_vpn_sessions
from remediate.model.observation import IpsecSa, IsakmpSa, Source, Unrecognised
from remediate.model.selector import canonical
from remediate.platforms.shows import Buffer, unread

__all__ = ["ike_of_sessions", "session_sas"]

_ASA = re.compile(rb"^[ \t]*Session Type *:", re.MULTILINE)
_BRIEF = re.compile(
    rb"^[ \t]*(?P<peer>\d{1,3}(?:\.\d{1,3}){3})[ \t]+(?P<interface>[A-Z][A-Za-z]+[\d/.:]+)[ \t]+(?:\S.*?[ \t]+)?\S+[ \t]+(?P<status>[UDAISNK]{1,3})[ \t]*\r?$",
    re.MULTILINE,
)
_LEGEND = re.compile(rb"^[ \t]*Peer[ \t]+I/F[ \t]+Username[ \t]", re.MULTILINE)
_NONE = "INFO: There are presently no active sessions"
"""What an ASA prints in place of a table."""
_BOTH_WAYS = 2
"""SAs of a flow that stand in both directions."""
_ANY = "0.0.0.0/0.0.0.0"
_ALL_ONES = "255.255.255.255"
_PROTOCOLS = {"ip": "0", "icmp": "1", "tcp": "6", "udp": "17"}


def session_sas(
    data: Buffer, *, file: str, line: int = 1
) -> tuple[tuple[IpsecSa, ...], tuple[Unrecognised, ...]]:
    """Map ``show crypto session [detail]`` (IOS) or ``show vpn-sessiondb [detail] l2l`` (ASA): one a flow."""
    if _LEGEND.search(bytes(data)):
        return tuple(_brief(bytes(data), file, line)), ()
    if _ASA.search(bytes(data)):
        tables = parse_vpn_sessions(data, line=line)
        sas = [sa for row in tables.records for sa in _asa(row, file)]
        return tuple(sas), unread(tables.unrecognised, file)
    sessions = parse_crypto_session(data, line=line)
    sas = [sa for row in sessions.records for sa in _ios(row, file)]
    left = [item for item in sessions.unrecognised if not item.text.startswith(_NONE)]
    return tuple(sas), unread(tuple(left), file)


_STATES = {
    ("DOWN-NEGOTIATING", "Inactive", False): "DOWN-NEGOTIATING",
    ("DOWN-NEGOTIATING", "Inactive", True): "IN-NEG",
    ("UP-IDLE", "Active", False): "QM_IDLE",
    ("UP-IDLE", "Active", True): "READY",
}
"""By the status of a session and of its IKE SA, and whether that is of IKEv2: what the table of SAs has."""


def ike_of_sessions(data: Buffer, *, file: str, line: int = 1) -> tuple[IsakmpSa, ...]:
    """Return the IKE SAs of the sessions of ``show crypto session`` that have no IPsec SA."""
    if b"DOWN-NEGOTIATING" not in bytes(data) and b"UP-IDLE" not in bytes(data):
        return ()
    return tuple(
        IsakmpSa(
            source=Source(file=file, line=sa.line),
            destination=canonical(sa.remote),
            origin=canonical(sa.local),
            local=canonical(sa.local),
            state=_STATES[row.status or "", sa.status or "", sa.version == "IKEv2"],
        )
        for row in parse_crypto_session(data, line=line).records
        for sa in row.sas
        if sa.local
        and sa.remote
        and (row.status or "", sa.status or "", sa.version == "IKEv2") in _STATES
    )


def _brief(data: bytes, file: str, line: int) -> Iterator[IpsecSa]:
    """Yield the peers of ``show crypto session brief`` (IOS): a session that is up and active (UA) has SAs."""
    for row in _BRIEF.finditer(data):
        yield IpsecSa(
            source=Source(file=file, line=line + data.count(b"\n", 0, row.start())),
            interface=row["interface"].decode(),
            peer=row["peer"].decode(),
            stands=row["status"].startswith(b"UA"),
        )


def _ios(row: CryptoSessionRow, file: str) -> list[IpsecSa]:
    local = next((canonical(sa.local) for sa in row.sas if sa.local), None)
    found = []
    for flow in row.flows:
        ends = _idents(flow)
        found.append(
            IpsecSa(
                source=Source(file=file, line=flow.line),
                interface=row.interface,
                local_address=local,
                peer=canonical(row.peer) if row.peer else row.peer,
                local_ident=ends[0] if ends else None,
                remote_ident=ends[1] if ends else None,
                counters=_counters(flow.encrypted, flow.decrypted),
                stands=(flow.active_sas or 0) >= _BOTH_WAYS,
            )
        )
    return found


def _idents(flow: SessionFlow) -> tuple[str, str] | None:
    """Return both ends of a flow as ``show crypto ipsec sa`` prints them."""
    parts = flow.selectors
    if parts is None:
        return None
    protocol = _PROTOCOLS.get(parts[0], parts[0])
    ends = []
    for text in parts[1:]:
        if text == "any":
            place = _ANY
        else:
            place = f"{text.removeprefix('host ')}/{_ALL_ONES}" if text.startswith("host") else text
        ends.append(f"{place}/{protocol}/0")
    return ends[0], ends[1]


def _asa(row: VpnSessionRow, file: str) -> list[IpsecSa]:
    found = [
        IpsecSa(
            source=Source(file=file, line=item.line),
            peer=row.address or row.connection,
            local_ident=item.local.text if item.local else None,
            remote_ident=item.remote.text if item.remote else None,
            counters=_counters(item.packets_tx, item.packets_rx),
            stands=item.complete,
        )
        for item in row.tunnels
        if item.kind.startswith("IPsec")
    ]
    if found or "IPsec" not in (row.protocol or ""):
        return found
    # without `detail` a session says that it has IPsec tunnels, and not which
    return [
        IpsecSa(
            source=Source(file=file, line=row.line),
            peer=row.address or row.connection,
            stands=True,
            moved=bool(row.bytes_tx and row.bytes_rx),
        )
    ]


def _counters(sent: int | None, received: int | None) -> tuple[tuple[str, int], ...]:
    pairs = (("encaps", sent), ("decaps", received))
    return tuple((name, count) for name, count in pairs if count is not None)
