"""From columns to records: the values of each record in printed order, made into a frozen row."""

from __future__ import annotations

import re
from typing import Any

from fastparse.records import (
    AccessEntryRow,
    AccessListRow,
    EngineRow,
    Field,
    Ident,
    IpsecSaRow,
    IsakmpSaRow,
    ProtectedSa,
    VersionRow,
)

__all__ = [
    "FIRST_REASON",
    "Groups",
    "access_lists_rows",
    "counter_name",
    "engine_rows",
    "ipsec_rows",
    "isakmp_rows",
    "version_rows",
]

Group = list[tuple[int, str, int]]
"""(field, text, line) of one record."""
Groups = list[Group]

FIRST_REASON = 200
"""Field ids from here on are reasons."""
DAMAGE = frozenset({Field.CUT_RECORD, Field.CUT_SA, Field.BAD_SPI, Field.BAD_IDENT, Field.HEADLESS})
"""Reasons after which what a block does not show proves nothing."""

_ISAKMP_NUMBERS = {
    Field.CONNECTION, Field.SLOT, Field.PENDING, Field.CREATED, Field.GROUP, Field.ORDINAL,
}  # fmt: skip
_RECORD_NUMBERS = {
    Field.SEQUENCE, Field.PEER_PORT, Field.LOCAL_PORT, Field.REMOTE_PORT, Field.PATH_MTU,
    Field.MEDIA_MTU, Field.IP_MTU, Field.PLAINTEXT_MTU, Field.OVERHEAD, Field.OVERHEAD_FIXED,
    Field.PMTU_REMAINING,
}  # fmt: skip
_SA_NUMBERS = {
    Field.SA_SLOT, Field.SA_CONNECTION, Field.KILOBYTES, Field.SECONDS, Field.IV_SIZE,
    Field.REPLAY_WINDOW,
}  # fmt: skip
_NAMES = {
    Field.MAP_TAG: "map", Field.PROTECTED_VRF: "vrf", Field.CURRENT_PEER: "peer",
    Field.ICMP_VALIDATION: "icmp_validation", Field.SA_SLOT: "slot",
    Field.SA_CONNECTION: "connection", Field.SA_MAP: "map", Field.SA_STATUS: "status",
    Field.LIST_FAMILY: "family", Field.LIST_NOTE: "note", Field.LIST_HASH: "hash",
}  # fmt: skip
_COUNTER_NAMES = {
    "compr_failed": "compress_failed",
    "comp_failed": "compress_failed",
    "decomp_failed": "decompress_failed",
    "replay_failed_recv": "replay_failed",
}


def counter_name(printed: str) -> str:
    """Return the canonical name of a counter as printed, without its ``#``.

    ``pkts compr. failed`` is ``compress_failed``, ``PMTUs rcvd`` is ``pmtus_recv``; an unknown
    counter gets the slug of its name.
    """
    slug = re.sub(r"[^a-z0-9]+", "_", printed.lower()).strip("_").removeprefix("pkts_")
    slug = re.sub(r"(?<![a-z])(rcvd|rcv)(?![a-z])", "recv", slug).replace("frgs", "frags")
    return _COUNTER_NAMES.get(slug, slug)


def _name(field: int) -> str:
    return _NAMES.get(Field(field), Field(field).name.lower())


def isakmp_rows(groups: Groups) -> list[IsakmpSaRow]:
    """Make rows of ``show crypto isakmp sa``."""
    rows = []
    for group in groups:
        values: dict[str, Any] = {}
        for field, text, _ in group:
            if field == Field.DELETED:
                values["deleted"] = True
            elif field in DAMAGE:
                values["complete"] = False
            elif field < FIRST_REASON:
                values[_name(field)] = int(text) if field in _ISAKMP_NUMBERS else text
        rows.append(IsakmpSaRow(line=group[0][2], **values))
    return rows


def _ident(text: str) -> Ident:
    address, mask, protocol, port = text.rsplit("/", 3)
    return Ident(text, address, mask, protocol, port)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def ipsec_rows(groups: Groups) -> list[IpsecSaRow]:
    """Make one record an identity."""
    return [_ipsec_record(group) for group in groups]


def _ipsec_record(group: Group) -> IpsecSaRow:
    values: dict[str, Any] = {}
    counters: list[tuple[str, int]] = []
    sas: list[dict[str, Any]] = []
    section = ("", "")
    line = next((at for field, _, at in group if field >= Field.LOCAL_IDENT), group[0][2])
    for field, text, at in group:
        if field in DAMAGE:
            values["complete"] = False
            if field == Field.CUT_SA and sas:
                sas[-1]["complete"] = False
        elif field >= FIRST_REASON:
            continue
        elif field in {Field.LOCAL_IDENT, Field.REMOTE_IDENT}:
            values[_name(field)] = _ident(text)
        elif field == Field.ACTION:
            values["action"] = text
        elif field == Field.FLAGS:
            values["flags"] = _words(text)
        elif field == Field.COUNTER_NAME:
            counters.append((counter_name(text), 0))
        elif field == Field.COUNTER_VALUE:
            counters[-1] = (counters[-1][0], int(text))
        elif field in {Field.OUTBOUND_SPI, Field.INBOUND_SPI}:
            values[_name(field)] = int(text, 16)
        elif field == Field.SECTION:
            words = text.lower().split()
            section = (words[0], "pcp" if words[1] == "comp" else words[1])
        elif field == Field.SPI:
            sas.append(
                {"line": at, "direction": section[0], "protocol": section[1], "spi": int(text, 16)}
            )
        elif field == Field.TRANSFORM:
            sas[-1]["transforms"] = _words(text)
        elif field == Field.SETTINGS:
            sas[-1]["settings"] = _words(text)
        elif field > Field.SPI:
            sas[-1][_name(field)] = int(text) if field in _SA_NUMBERS else text
        else:
            values[_name(field)] = int(text) if field in _RECORD_NUMBERS else text
    return IpsecSaRow(
        line=line, counters=tuple(counters), sas=tuple(ProtectedSa(**sa) for sa in sas), **values
    )


def engine_rows(groups: Groups) -> list[EngineRow]:
    """Make rows of the crypto engine's table."""
    numbers = {Field.ID, Field.ENCRYPT, Field.DECRYPT, Field.LAST_SEQUENCE}
    rows = []
    for group in groups:
        values: dict[str, Any] = {
            _name(field): int(text) if field in numbers else text for field, text, _ in group
        }
        rows.append(EngineRow(line=group[0][2], **values))
    return rows


def version_rows(groups: Groups) -> list[VersionRow]:
    """Make at most one record; none without a release."""
    rows = []
    for group in groups:
        values = {Field(field): text for field, text, _ in group if field < FIRST_REASON}
        lines = {Field(field): line for field, _, line in group}
        software = values.get(Field.SOFTWARE, "")
        for field, family in (
            (Field.ASA_RELEASE, "asa"),
            (Field.PIX_RELEASE, "pix"),
            (Field.IOS_RELEASE, "ios"),
            (Field.XE_RELEASE, "ios-xe"),
        ):
            if field not in values:
                continue
            xe = Field.XE_RELEASE in values or any(
                mark in software.upper() for mark in ("IOS-XE", "IOSXE", "LINUX_IOSD", "VIRTUAL XE")
            )
            rows.append(
                VersionRow(
                    line=lines[field],
                    family="ios-xe" if family == "ios" and xe else family,
                    release=values[field],
                    xe_release=values.get(Field.XE_RELEASE),
                    hostname=values.get(Field.HOSTNAME),
                    image=values.get(Field.IMAGE),
                    hardware=values.get(Field.HARDWARE),
                    software=values.get(Field.SOFTWARE),
                )
            )
            break
    return rows


def access_lists_rows(groups: Groups) -> list[AccessListRow]:
    """Make one record a list, its entries inside."""
    rows = []
    for group in groups:
        kind: str | None = None
        name = ""
        values: dict[str, Any] = {}
        entries: list[dict[str, Any]] = []
        for field, text, line in group:
            if field == Field.LIST_KIND:
                kind = text.lower()
            elif field == Field.LIST_NAME:
                name = text
            elif field in {Field.LIST_FAMILY, Field.LIST_NOTE, Field.LIST_HASH}:
                values[_name(field)] = text.lower() if field == Field.LIST_FAMILY else text
            elif field == Field.LIST_ELEMENTS:
                values["elements"] = int(text)
            elif field == Field.ENTRY:
                entries.append({"line": line, "sequence": None})
            elif field == Field.ENTRY_SEQUENCE:
                entries[-1]["sequence"] = int(text)
            elif field == Field.ENTRY_KIND:
                entries[-1]["kind"] = text.lower()
                kind = kind or text.lower()
            elif field == Field.ENTRY_ELEMENT:
                entries[-1]["element"] = True
            elif field == Field.ENTRY_BODY:
                entries[-1]["body"] = " ".join(text.split())
            elif field == Field.ENTRY_HITS:
                entries[-1]["hits"] = int(text)
            elif field == Field.ENTRY_INACTIVE:
                entries[-1]["inactive"] = True
            elif field == Field.ENTRY_HASH:
                entries[-1]["hash"] = text
        read = tuple(AccessEntryRow(**entry) for entry in entries)
        rows.append(AccessListRow(group[0][2], name, kind, read, **values))
    return rows
