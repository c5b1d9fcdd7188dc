"""Tables of a device's SAs and sessions while they are collected: a later output of a session replaces an earlier one."""

from __future__ import annotations

import msgspec

from fastparse.session import expand
from remediate.evidence.kinds import Kind
from remediate.model.base import Platform
from remediate.model.observation import IpsecSa, IsakmpSa, Unrecognised
from remediate.platforms import shows
from remediate.platforms.dmvpn_show import dmvpn_up
from remediate.platforms.ipsec_lines import grown, ipsec_sas_in_lines, risen, tells_of_sas
from remediate.platforms.session_shows import ike_of_sessions, session_sas
from remediate.platforms.shown_platform import platform_of_output

__all__ = ["STATES", "StateTables"]

STATES = frozenset({Kind.ISAKMP_SA, Kind.IKEV2_SA, Kind.IPSEC_SA, Kind.SESSIONS, Kind.DMVPN})
"""What is taken here."""

_IKE = frozenset({Kind.ISAKMP_SA, Kind.IKEV2_SA})


class StateTables:
    """What the outputs of one device say of its SAs."""

    def __init__(self) -> None:
        # By file and by the rest of the command.
        self._isakmp: dict[tuple[str, str], tuple[IsakmpSa, ...]] = {}
        self._ipsec: dict[tuple[str, str], tuple[IpsecSa, ...]] = {}
        self._sessions: dict[tuple[str, str], tuple[IpsecSa, ...]] = {}
        self._session_ike: dict[tuple[str, str], tuple[IsakmpSa, ...]] = {}
        self._reached: dict[str, None] = {}
        self._shown: set[Kind] = set()
        self._prints_like: Platform | None = None

    def add(
        self, kind: Kind, body: bytes, *, file: str, line: int, command: str | None
    ) -> tuple[Unrecognised, ...]:
        """Read a table of a kind of :data:`STATES`; return what in it was not understood."""
        if kind is Kind.DMVPN:
            up, left = dmvpn_up(body, file=file, line=line)
            self._reached.update(dict.fromkeys(up))
            return left
        self._prints_like = self._prints_like or platform_of_output(body)
        if kind is Kind.ISAKMP_SA:
            rows, left = shows.isakmp_sas(body, file=file, line=line)
            self._isakmp[file, _scope(command, line)] = rows
            self._shown.add(kind)
        elif kind is Kind.IKEV2_SA:
            rows, left = shows.ikev2_sas(body, file=file, line=line)
            self._isakmp[file, f"ikev2 {_scope(command, line)}"] = rows
            self._shown.add(kind)
        elif kind is Kind.IPSEC_SA:
            left = self._ipsec_sas(body, file=file, line=line, command=command)
        else:
            sessions, left = session_sas(body, file=file, line=line)
            self._sessions[file, _scope(command, line)] = sessions
            ike = ike_of_sessions(body, file=file, line=line)
            self._session_ike[file, _scope(command, line)] = ike
        return left

    def _ipsec_sas(
        self, body: bytes, *, file: str, line: int, command: str | None
    ) -> tuple[Unrecognised, ...]:
        """Read a table of IPsec SAs, or the lines of it that a filter let through."""
        covered, filtered = (file, _scope(command, line)), command is not None and "|" in command
        sas, left = shows.ipsec_sas(body, file=file, line=line)
        if not sas and filtered:
            text = body.decode("utf-8", "replace")
            sas = ipsec_sas_in_lines(text, file=file, line=line, command=command)
            left = () if sas else left
            sas = grown(self._ipsec.get(covered, ()), sas)
        self._ipsec[covered] = risen(self._ipsec.get(covered, ()), sas)
        if tells_of_sas(body, sas, filtered=filtered):
            self._shown.add(Kind.IPSEC_SA)
        return left

    @property
    def isakmp(self) -> tuple[IsakmpSa, ...]:
        """The rows of ISAKMP and IKEv2 SAs, in order; those of sessions where no table of SAs is there."""
        tables = self._isakmp if self.isakmp_shown else self._session_ike
        return tuple(row for rows in tables.values() for row in rows)

    @property
    def isakmp_shown(self) -> bool:
        """Whether a table of them is there, even with no row."""
        return bool(self._shown & _IKE)

    @property
    def ipsec(self) -> tuple[IpsecSa, ...]:
        """The IPsec SAs, in order; what a table of sessions says counts where the SAs themselves are not shown."""
        return tuple(map(self._seen, (sa for sas in self._counting.values() for sa in sas)))

    @property
    def ipsec_shown(self) -> bool:
        """Whether a table of them is there, even with no SA, or a session with one."""
        shown = Kind.IPSEC_SA in self._shown or any(self._sessions.values())
        return shown or any(sa.up for sa in self.ipsec)

    def _seen(self, sa: IpsecSa) -> IpsecSa:
        """Return an SA; one of which counters alone are shown stands where ``show dmvpn`` has its peer as UP behind it."""
        counted = sa.counter("encaps") > 0 and sa.counter("decaps") > 0
        if sa.up or sa.outbound_spi is not None or not counted or sa.peer not in self._reached:
            return sa
        return msgspec.structs.replace(sa, stands=True)

    @property
    def _counting(self) -> dict[tuple[str, str], tuple[IpsecSa, ...]]:
        serve = Kind.IPSEC_SA not in self._shown and any(self._sessions.values())
        return self._sessions if serve else self._ipsec

    @property
    def reached(self) -> tuple[str, ...]:
        """The outer addresses that ``show dmvpn`` has as UP."""
        return tuple(self._reached)

    @property
    def prints_like(self) -> Platform | None:
        """The platform that alone prints tables as this device did, None where nothing tells."""
        if any(row.peer_only for rows in self._isakmp.values() for row in rows):
            return Platform.ASA
        return self._prints_like


def _scope(command: str | None, line: int) -> str:
    """Return what an output covers: outputs of one scope in one file are snapshots of the same thing."""
    if command is None:
        return f"line {line}"
    words = expand(command).split()
    return " ".join(words[4:])  # after "show crypto isakmp sa": peer A, interface X, detail
