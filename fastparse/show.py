"""Readers of show output: bytes in, columns and records out.

Each ``parse_…`` walks the whole output of one command once (without the GIL in the compiled
implementation) and returns a :class:`Parsed`. Its columns hold byte offsets; the records are made
from them when they are first asked for. Blank lines, headings, prompts and echoed commands are
understood and give nothing; every other line that gave no value stands in ``unrecognised`` with
its line and reason. Nothing depends on indentation.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar

from fastparse import _rows
from fastparse._show_access_lists import access_lists
from fastparse._show_crypto_map import crypto_map
from fastparse._show_dmvpn import dmvpn
from fastparse._show_engine import engine
from fastparse._show_ikev2 import ikev2_sa
from fastparse._show_interfaces import interfaces
from fastparse._show_ipsec import ipsec_sa
from fastparse._show_isakmp import isakmp_sa
from fastparse._show_pings import pings
from fastparse._show_session import crypto_session
from fastparse._show_version import version
from fastparse._show_vpn_sessions import vpn_sessions
from fastparse.records import (
    MOST_BYTES,
    REASONS,
    AccessListRow,
    Columns,
    EngineRow,
    Field,
    IpsecSaRow,
    IsakmpSaRow,
    Unread,
    VersionRow,
)
from fastparse.records_crypto_map import CryptoMapRow
from fastparse.records_dmvpn import DmvpnRow
from fastparse.records_ikev2 import Ikev2SaRow
from fastparse.records_interfaces import InterfaceRow
from fastparse.records_pings import PingRow
from fastparse.records_session import CryptoSessionRow
from fastparse.records_vpn_sessions import VpnSessionRow
from fastparse.reference import rows as plain_rows
from fastparse.reference import show as plain
from fastparse.rows_crypto_map import CRYPTO_MAPS
from fastparse.rows_dmvpn import DMVPN
from fastparse.rows_ikev2 import IKEV2_SAS
from fastparse.rows_interfaces import INTERFACES
from fastparse.rows_pings import PINGS
from fastparse.rows_session import SESSIONS
from fastparse.rows_vpn_sessions import VPN_SESSIONS
from fastparse.show_rows import (
    ACCESS_LISTS,
    ENGINE,
    FIRST_REASON,
    IPSEC_SA,
    ISAKMP_SA,
    Rows,
    counter_name,
    version_rows,
)

__all__ = [
    "Implementation",
    "Parsed",
    "counter_name",
    "parse_access_lists",
    "parse_crypto_map",
    "parse_crypto_session",
    "parse_dmvpn",
    "parse_engine",
    "parse_ikev2_sa",
    "parse_interfaces",
    "parse_ipsec_sa",
    "parse_isakmp_sa",
    "parse_ping",
    "parse_version",
    "parse_vpn_sessions",
]

Row = TypeVar("Row", bound=tuple[Any, ...])
Buffer = bytes | bytearray | memoryview
Implementation = Literal["compiled", "reference"]
Reader = Callable[[bytes], Columns]
Build = Callable[[bytes, Columns, int], list[Row]] | Rows[Row]
"""How records are made: by a shape, or by a function of (buffer, columns, first line)."""
Command = tuple[Reader, Reader, Build[Row]]
"""The compiled reader of a command, its plain twin, and how its records are made."""


class Parsed(Generic[Row]):
    """What one output said: its columns, and the records and unread lines made from them.

    ``ValueError`` where ``data`` is longer than ``records.MOST_BYTES``.
    """

    def __init__(
        self, data: Buffer, command: Command[Row], line: int, implementation: Implementation
    ) -> None:
        self.data = whole = data if type(data) is bytes else bytes(data)
        if len(whole) > MOST_BYTES:
            raise ValueError(f"a show output of more than {MOST_BYTES} bytes")
        compiled, reference, self._build = command
        self.columns = (compiled if implementation == "compiled" else reference)(whole)
        self.first_line = line
        self._implementation = implementation

    @cached_property
    def records(self) -> tuple[Row, ...]:
        """The records in printed order, with lines counted from ``first_line``."""
        if not isinstance(self._build, Rows):
            return tuple(self._build(self.data, self.columns, self.first_line))
        compiled = self._implementation == "compiled"
        builder = self._build.compiled if compiled else self._build.reference
        return tuple(builder.rows(self.data, self.columns, self.first_line))

    @cached_property
    def unrecognised(self) -> tuple[Unread, ...]:
        """Lines (or heads of blocks) that were not understood, by line."""
        _, field, start, end, line = self.columns
        compiled = self._implementation == "compiled"
        found = [
            Unread(
                line[at] + self.first_line - 1, self.text(start[at], end[at]), REASONS[field[at]]
            )
            for at in (_rows if compiled else plain_rows).reasons(self.columns)
        ]
        return tuple(sorted(found, key=lambda unread: unread.line))

    @cached_property
    def totals(self) -> tuple[tuple[str, int], ...]:
        """Totals of ``show crypto isakmp sa``: ``total``, ``embryonic``, ``active_sas`` and more."""
        return tuple(
            (Field(field).name.lower(), int(self.data[start:end]))
            for record, field, start, end, _ in zip(*self.columns, strict=True)
            if record < 0 and field < FIRST_REASON
        )

    def text(self, start: int, end: int) -> str:
        """Return a span as text; bytes that are not UTF-8 become replacement characters."""
        return self.data[start:end].decode("utf-8", "replace")


_VPN_SESSIONS: Command[VpnSessionRow] = (vpn_sessions, plain.vpn_sessions, VPN_SESSIONS)
_INTERFACES: Command[InterfaceRow] = (interfaces, plain.interfaces, INTERFACES)
_ISAKMP_SA: Command[IsakmpSaRow] = (isakmp_sa, plain.isakmp_sa, ISAKMP_SA)
_IPSEC_SA: Command[IpsecSaRow] = (ipsec_sa, plain.ipsec_sa, IPSEC_SA)
_ENGINE: Command[EngineRow] = (engine, plain.engine, ENGINE)
_VERSION: Command[VersionRow] = (version, plain.version, version_rows)
_ACCESS_LISTS: Command[AccessListRow] = (access_lists, plain.access_lists, ACCESS_LISTS)
_SESSIONS: Command[CryptoSessionRow] = (crypto_session, plain.crypto_session, SESSIONS)
_IKEV2_SAS: Command[Ikev2SaRow] = (ikev2_sa, plain.ikev2_sa, IKEV2_SAS)
_DMVPN: Command[DmvpnRow] = (dmvpn, plain.dmvpn, DMVPN)
_CRYPTO_MAPS: Command[CryptoMapRow] = (crypto_map, plain.crypto_map, CRYPTO_MAPS)
_PINGS: Command[PingRow] = (pings, plain.pings, PINGS)


def parse_isakmp_sa(
    data: Buffer, *, line: int = 1, implementation: Implementation = "compiled"
) -> Parsed[IsakmpSaRow]:
    """Read ``show crypto isakmp sa [detail|count]`` (IOS, PIX, ASA) or ``show crypto ikev1 sa``.

    ``line`` is the 1-based line of the input that ``data`` begins at.
    """
    return Parsed(data, _ISAKMP_SA, line, implementation)


def parse_ipsec_sa(
    data: Buffer, *, line: int = 1, implementation: Implementation = "compiled"
) -> Parsed[IpsecSaRow]:
    """Read ``show crypto ipsec sa`` in all its forms: one record an identity."""
    return Parsed(data, _IPSEC_SA, line, implementation)


def parse_engine(
    data: Buffer, *, line: int = 1, implementation: Implementation = "compiled"
) -> Parsed[EngineRow]:
    """Read ``show crypto engine connection(s) active``."""
    return Parsed(data, _ENGINE, line, implementation)


def parse_version(
    data: Buffer, *, line: int = 1, implementation: Implementation = "compiled"
) -> Parsed[VersionRow]:
    """Read ``show version``: at most one record. Lines about other things are passed over.

    ``unrecognised`` has an entry when no release was found.
    """
    return Parsed(data, _VERSION, line, implementation)


def parse_access_lists(
    data: Buffer, *, line: int = 1, implementation: Implementation = "compiled"
) -> Parsed[AccessListRow]:
    """Read ``show (ip) access-lists`` (IOS) or ``show access-list`` (PIX, ASA)."""
    return Parsed(data, _ACCESS_LISTS, line, implementation)


def parse_crypto_session(
    data: Buffer, *, line: int = 1, implementation: Implementation = "compiled"
) -> Parsed[CryptoSessionRow]:
    """Read ``show crypto session [detail]`` of IOS: one record a session."""
    return Parsed(data, _SESSIONS, line, implementation)


def parse_ikev2_sa(
    data: Buffer, *, line: int = 1, implementation: Implementation = "compiled"
) -> Parsed[Ikev2SaRow]:
    """Read ``show crypto ikev2 sa [detail]`` of IOS and ASA: one record an IKE SA."""
    return Parsed(data, _IKEV2_SAS, line, implementation)


def parse_dmvpn(
    data: Buffer, *, line: int = 1, implementation: Implementation = "compiled"
) -> Parsed[DmvpnRow]:
    """Read ``show dmvpn [detail]`` of IOS: one record an interface and family.

    The crypto sessions that ``detail`` prints below the tables are returned unread.
    """
    return Parsed(data, _DMVPN, line, implementation)


def parse_crypto_map(
    data: Buffer, *, line: int = 1, implementation: Implementation = "compiled"
) -> Parsed[CryptoMapRow]:
    """Read ``show crypto map`` or ``show crypto dynamic-map`` of IOS: one record an entry."""
    return Parsed(data, _CRYPTO_MAPS, line, implementation)


def parse_vpn_sessions(
    data: Buffer, *, line: int = 1, implementation: Implementation = "compiled"
) -> Parsed[VpnSessionRow]:
    """Read ``show vpn-sessiondb [detail] l2l`` (ASA): one record a session, tunnels inside."""
    return Parsed(data, _VPN_SESSIONS, line, implementation)


def parse_interfaces(
    data: Buffer, *, line: int = 1, implementation: Implementation = "compiled"
) -> Parsed[InterfaceRow]:
    """Read ``show interface(s)`` (IOS, PIX, ASA), ``show ip interface`` or a ``brief`` table.

    Lines about the hardware and other things that no tunnel depends on are passed over.
    """
    return Parsed(data, _INTERFACES, line, implementation)


def parse_ping(
    data: Buffer, *, line: int = 1, implementation: Implementation = "compiled"
) -> Parsed[PingRow]:
    """Read the results of pings (IOS, IOS-XE, PIX, ASA), extended ones with their questions."""
    return Parsed(data, _PINGS, line, implementation)
