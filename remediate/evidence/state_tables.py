"""Tables of a device's SAs and sessions while they are collected: a later output of a session replaces an earlier one."""

from __future__ import annotations

from fastparse.session import expand
from remediate.evidence.kinds import Kind
from remediate.model.base import Platform
from remediate.model.observation import IpsecSa, IsakmpSa, Unrecognised
from remediate.platforms import shows
from remediate.platforms.dmvpn_show import dmvpn_up
from remediate.platforms.ipsec_lines import ipsec_sas_in_lines
from remediate.platforms.session_shows import session_sas
from remediate.platforms.shown_platform import platform_of_output

__all__ = ["STATES", "StateTables"]

STATES = frozenset({Kind.ISAKMP_SA, Kind.IKEV2_SA, Kind.IPSEC_SA, Kind.SESSIONS, Kind.DMVPN})
"""What is taken here."""


class StateTables:
    """What the outputs of one device say of its SAs."""

    def __init__(self) -> None:
        # By file and by the rest of the command.
        self._isakmp: dict[tuple[str, str], tuple[IsakmpSa, ...]] = {}
        self._ipsec: dict[tuple[str, str], tuple[IpsecSa, ...]] = {}
        self._sessions: dict[tuple[str, str], tuple[IpsecSa, ...]] = {}
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
            sas, left = shows.ipsec_sas(body, file=file, line=line)
            if not sas and command is not None and "|" in command:
                sas = ipsec_sas_in_lines(body.decode("utf-8", "replace"), file=file, line=line)
                left = () if sas else left
            self._ipsec[file, _scope(command, line)] = sas
            self._shown.add(kind)
        else:
            sessions, left = session_sas(body, file=file, line=line)
            self._sessions[file, _scope(command, line)] = sessions
        return left

    @property
    def isakmp(self) -> tuple[IsakmpSa, ...]:
        """The rows of ISAKMP and IKEv2 SAs, in order."""
        return tuple(row for rows in self._isakmp.values() for row in rows)

    @property
    def isakmp_shown(self) -> bool:
        """Whether a table of them is there, even with no row."""
        return bool(self._shown & {Kind.ISAKMP_SA, Kind.IKEV2_SA})

    @property
    def ipsec(self) -> tuple[IpsecSa, ...]:
        """The IPsec SAs, in order; what a table of sessions says counts where the SAs themselves are not shown."""
        return tuple(sa for sas in self._counting.values() for sa in sas)

    @property
    def ipsec_shown(self) -> bool:
        """Whether a table of them is there, even with no SA, or a session with one."""
        return Kind.IPSEC_SA in self._shown or any(self._counting.values())

    @property
    def _counting(self) -> dict[tuple[str, str], tuple[IpsecSa, ...]]:
        return self._ipsec if Kind.IPSEC_SA in self._shown else self._sessions

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
