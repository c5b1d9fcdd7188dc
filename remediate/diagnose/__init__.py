"""Evidence of both ends -> ranked diagnoses and a verdict.

The configurations decide where both are known: what they contradict is dismissed, however loudly a
message speaks of it. Messages and states alone only make a cause possible. "Healthy", "ambiguous:
needs X" and "unknown" are answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from remediate.diagnose.examine import TunnelDiagnosis, certain, examine, in_doubt
from remediate.diagnose.findings import (
    DeviceFinding,
    data_plane_slugs,
    findings_of,
    inspected,
    together,
)
from remediate.model.base import Verdict
from remediate.model.defect import Defect
from remediate.model.evidence import FleetEvidence, TunnelEvidence
from remediate.model.observation import Message
from remediate.negotiation import Agreement, KeyState, Negotiation
from remediate.rules import RuleModule, discover
from remediate.rules.case import Case
from remediate.tunnels import join

__all__ = [
    "DeviceFinding",
    "FleetDiagnosis",
    "TunnelDiagnosis",
    "certain",
    "diagnose",
    "examine",
]


class FleetDiagnosis(NamedTuple):
    """The whole fleet."""

    fleet: FleetEvidence
    tunnels: tuple[TunnelDiagnosis, ...]
    findings: tuple[DeviceFinding, ...]
    defects: tuple[Defect, ...] = ()
    """What of this program failed, on which tunnel, device or output."""


def diagnose(fleet: FleetEvidence) -> FleetDiagnosis:
    """Diagnose every tunnel of a fleet."""
    rules = discover()
    brings = {module.RULE.slug: module.RULE.brings for module in rules}
    packets = data_plane_slugs(rules)
    joined = join(fleet)
    tunnels: list[TunnelDiagnosis] = []
    told: dict[str, set[str]] = {}
    loose: dict[str, list[Message]] = {name: list(items) for name, items in joined.loose.items()}
    for tunnel in joined.tunnels:
        result = _examined(tunnel, rules, fleet)
        tunnels.append(result)
        explained = {item.slug for item in result.diagnoses}
        explained.update(slug for item in result.diagnoses for slug in brings[item.slug])
        for item in result.diagnoses:
            for name in item.change_on:
                told.setdefault(name, set()).add(item.slug)
        dismissed = frozenset() if result.defects else _dismissed(result, rules)
        for end in tunnel.ends:
            if end.device is None or end.evidence is None:
                continue
            rest = [
                msgspec.structs.replace(
                    m,
                    slugs=tuple(s for s in m.slugs if s not in dismissed),
                )
                for m in end.messages
                if m.slugs and not explained.intersection(m.slugs)
            ]
            if result.verdict is Verdict.HEALTHY:
                rest = [m for m in rest if packets.intersection(m.slugs)]
            loose.setdefault(end.device, []).extend(rest)
    findings: list[DeviceFinding] = []
    failed = [*fleet.defects]
    failed += [item for result in tunnels for item in result.defects]
    for device in fleet.devices:
        own, defects = inspected(device, fleet, rules, told.get(device.device, ()))
        failed += defects
        shown = findings_of(device, loose.get(device.device, ()), rules)
        findings += together(shown, own)
    return FleetDiagnosis(fleet, tuple(tunnels), tuple(findings), tuple(failed))


def _examined(
    tunnel: TunnelEvidence, rules: Sequence[RuleModule], fleet: FleetEvidence
) -> TunnelDiagnosis:
    """Return the diagnosis of a tunnel; what fails on it is said there, and stops no other one's."""
    try:
        return examine(tunnel, rules, fleet)
    except Exception as error:  # no rule's: of the comparison, or of the verdict
        defect = Defect(tunnel.id, "the comparison of its ends", error)
        return in_doubt(Case(tunnel, None, fleet), (defect,))


def _dismissed(result: TunnelDiagnosis, rules: Sequence[RuleModule]) -> frozenset[str]:
    """Return the causes that the two configurations of a tunnel contradict."""
    negotiation = result.case.negotiation
    if negotiation is None:
        return frozenset()
    found = {item.slug for item in result.diagnoses}
    if negotiation.unknown:  # in some things they are known to agree all the same
        return _agreed(negotiation) - found
    return frozenset(
        module.RULE.slug
        for module in rules
        if module.RULE.phase
        and getattr(module, "diagnose", None) is not None
        and module.RULE.slug not in found
    )


def _agreed(negotiation: Negotiation) -> frozenset[str]:
    """Return the causes of phase 1 that two configurations contradict, whatever else of them is not known."""
    found: set[str] = set()
    if negotiation.ikev2 is not None or negotiation.lacking:
        return frozenset()
    if negotiation.phase1.outcome is Agreement.AGREE:
        found.add("isakmp-policy-mismatch")
    if negotiation.keys.state is KeyState.EQUAL:  # each end has it for the other's address
        found |= {"no-key-for-peer", "peer-address-mismatch", "psk-mismatch"}
    return frozenset(found)
