"""The whole check: every tunnel of the configurations, with its directions, its notes and its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from remediate.check.configurations import configurations
from remediate.check.judge import judged, refused
from remediate.check.near_end import near_end
from remediate.check.notes import tunnel_notes
from remediate.diagnose import FleetDiagnosis, TunnelDiagnosis, certain, diagnose
from remediate.diagnose.examine import in_doubt
from remediate.model.base import Verdict
from remediate.model.defect import Defect
from remediate.model.diagnosis import Need, NoteView
from remediate.model.evidence import FleetEvidence
from remediate.negotiation.courses import Direction
from remediate.negotiation.directions import directions
from remediate.negotiation.flows import Book
from remediate.rules import RuleModule, discover

__all__ = ["FleetCheck", "TunnelCheck", "check"]


class TunnelCheck(NamedTuple):
    """One tunnel as its configurations show it."""

    result: TunnelDiagnosis
    directions: tuple[Direction, ...]
    """Both, first end first; none where a configuration is missing."""
    notes: tuple[NoteView, ...]


class FleetCheck(NamedTuple):
    """The whole fleet."""

    diagnosis: FleetDiagnosis
    tunnels: tuple[TunnelCheck, ...]


def check(fleet: FleetEvidence) -> FleetCheck:
    """Check the configurations of a fleet; whatever else the dumps hold is not looked at."""
    rules = discover()
    diagnosis = diagnose(configurations(fleet))
    book = Book()
    found: list[TunnelCheck] = []
    defects = [*diagnosis.defects]
    for result in diagnosis.tunnels:
        try:
            found.append(_checked(result, rules, book))
        except Exception as error:  # whatever it is: it is one tunnel's, and it is reported
            defect = Defect(result.tunnel.id, "the check of its directions", error)
            found.append(TunnelCheck(in_doubt(result.case, (defect,)), (), ()))
            defects.append(defect)
    results = tuple(item.result for item in found)
    return FleetCheck(diagnosis._replace(tunnels=results, defects=tuple(defects)), tuple(found))


def _checked(result: TunnelDiagnosis, rules: Sequence[RuleModule], book: Book) -> TunnelCheck:
    if result.defects:
        return TunnelCheck(result, (), ())
    negotiation, tunnel = result.case.negotiation, result.tunnel
    ways: tuple[Direction, ...] = ()
    beside: tuple[NoteView, ...] = ()
    judgement = result
    if negotiation is None:
        judgement, beside = near_end(result, rules, book)
    elif tunnel.ends[0].device != tunnel.ends[1].device:
        ways = refused(result, directions(negotiation, book))
        judgement = judged(result, ways, rules)
    judgement = certain(judgement)
    judgement = judgement._replace(needs=_deciding(judgement))
    return TunnelCheck(judgement, ways, (*beside, *tunnel_notes(tunnel, negotiation, ways)))


_READ_HERE = ("show running-config", "show version", "show crypto isakmp default policy", "more ")
"""Commands whose output a check reads."""


def _deciding(result: TunnelDiagnosis) -> tuple[Need, ...]:
    """Return what would decide: of outputs that a check reads, others only where nothing else would."""
    needs = tuple(need for need in result.needs if need.command.startswith(_READ_HERE))
    return needs or (result.needs if result.verdict is Verdict.AMBIGUOUS else ())
