"""One tunnel: every rule's answer, ranked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from remediate.diagnose.breaks import damaged
from remediate.diagnose.defects import answers
from remediate.diagnose.outdated import Doubt, outdated
from remediate.diagnose.strangers import stranger
from remediate.diagnose.verdict import verdict, working
from remediate.model.base import Confidence, Verdict
from remediate.model.defect import Defect
from remediate.model.diagnosis import Diagnosis, Need
from remediate.model.evidence import FleetEvidence, TunnelEvidence
from remediate.rules import RuleModule, discover
from remediate.rules.case import Case, case_of

__all__ = ["TunnelDiagnosis", "certain", "examine", "in_doubt"]

_RANK = {Confidence.PROVEN: 0, Confidence.LIKELY: 1, Confidence.POSSIBLE: 2}
_PHASES = {1: 0, 2: 1, 0: 2}
_SEEN = frozenset({"nat-traversal-blocked"})
"""Causes that are only named where something on the way was seen: of equals they go first."""


class TunnelDiagnosis(NamedTuple):
    """One tunnel with its verdict and its ranked causes."""

    case: Case
    verdict: Verdict
    reason: str
    diagnoses: tuple[Diagnosis, ...]
    needs: tuple[Need, ...]
    defects: tuple[Defect, ...] = ()
    """Rules that failed: nothing is known of the tunnel then."""

    @property
    def tunnel(self) -> TunnelEvidence:
        """The tunnel."""
        return self.case.tunnel


def examine(
    tunnel: TunnelEvidence,
    rules: Sequence[RuleModule] | None = None,
    fleet: FleetEvidence | None = None,
) -> TunnelDiagnosis:
    """Diagnose one tunnel, of a fleet whose other devices may tell what lies behind its ends."""
    rules = discover() if rules is None else rules
    case = case_of(tunnel, fleet)
    one, two = tunnel.ends
    if one.device is not None and one.device == two.device:
        reason = f"both ends belong to {one.device}: are outputs of several devices filed under that name?"
        return TunnelDiagnosis(case, Verdict.UNKNOWN, reason, (), ())
    given, failed = answers(rules, "diagnose", tunnel.id, lambda check: check(case))
    if failed:
        return in_doubt(case, failed)
    found = [result for _, result in given if isinstance(result, Diagnosis)]
    found = _unexplained(case, found)
    if _log_alone(case):
        found = [msgspec.structs.replace(item, confidence=Confidence.POSSIBLE) for item in found]
    if stranger(case) is not None:
        found = [item for item in found if item.confidence is not Confidence.POSSIBLE]
    if working(case):
        found = [
            item
            for item in found
            if item.confidence is not Confidence.POSSIBLE or _stays(item, case)
        ]
    weights = _weights(case)
    found.sort(
        key=lambda item: (
            _RANK[item.confidence],
            -weights[item.slug] if item.confidence is Confidence.POSSIBLE else 0,
            _PHASES[item.phase],
            item.slug not in _SEEN,
            item.code,
        )
    )
    word, reason, needs = verdict(case, found)
    return certain(TunnelDiagnosis(case, word, reason, tuple(found), needs))


def _log_alone(case: Case) -> bool:
    """Whether logs are all that there is of a tunnel, and they don't even tell the device's own address."""
    present = [end for end in case.tunnel.ends if end.evidence is not None]
    return all(
        not end.address_known
        and end.evidence is not None
        and end.evidence.config is None
        and not end.isakmp_sas
        and not end.ipsec_sas
        for end in present
    )


def in_doubt(case: Case, failed: tuple[Defect, ...]) -> TunnelDiagnosis:
    """Return that nothing is known of a tunnel, as something of this program failed on it."""
    reason = "; ".join(item.reason for item in failed)
    return TunnelDiagnosis(case, Verdict.UNKNOWN, reason, (), (), failed)


def certain(result: TunnelDiagnosis) -> TunnelDiagnosis:
    """Return the diagnosis; a fault that rests on a broken configuration is only possible."""
    result = _since(result)
    if result.verdict is not Verdict.FAULT:
        return result
    doubt = damaged(result.tunnel)
    return result if doubt is None else _only_possible(result, doubt)


def _only_possible(result: TunnelDiagnosis, doubt: Doubt) -> TunnelDiagnosis:
    """Return a fault as what is left of it where the configurations are no proof."""
    left = tuple(
        msgspec.structs.replace(item, confidence=Confidence.POSSIBLE) for item in result.diagnoses
    )
    return result._replace(
        verdict=Verdict.AMBIGUOUS, reason=doubt.reason, diagnoses=left, needs=doubt.needs
    )


def _since(result: TunnelDiagnosis) -> TunnelDiagnosis:
    """Return the diagnosis, with what it is worth where a configuration was changed after it was printed.

    Live SAs at both ends are of the device as it is; the configurations are not.
    """
    stale = outdated(result.tunnel)
    if stale is None or result.verdict not in (Verdict.FAULT, Verdict.HEALTHY):
        return result
    if working(result.case) and not any(item.phase == 0 for item in result.diagnoses):
        reason = f"live SAs stand in both directions; {stale.reason}"
        return result._replace(verdict=Verdict.HEALTHY, reason=reason, diagnoses=(), needs=())
    if result.verdict is Verdict.HEALTHY:
        return result._replace(verdict=Verdict.UNKNOWN, reason=stale.reason, needs=stale.needs)
    return _only_possible(result, stale)


def _stays(item: Diagnosis, case: Case) -> bool:
    """Whether a possible cause stays on a tunnel that is up.

    It touches packets, and a fix is planned; or they are seen to go on suffering, whatever can be
    done; or none is seen to go one way, and a command decides.
    """
    planned = any(fix.change and not fix.by_name and not fix.either for fix in item.fixes)
    open_question = bool(item.needs) and not case.carries_traffic()
    return item.phase == 0 and (planned or item.ongoing or open_question)


def _unexplained(case: Case, found: Sequence[Diagnosis]) -> list[Diagnosis]:
    """Leave out the possible causes that rest on messages alone which a proven or likely cause explains."""
    explained = {item.slug for item in found if item.confidence is not Confidence.POSSIBLE}

    def rests_on_them(item: Diagnosis) -> bool:
        messages = case.messages(item.slug)
        return bool(messages) and all(explained.intersection(m.slugs) for _, m in messages)

    return [
        item
        for item in found
        if item.confidence is not Confidence.POSSIBLE or not rests_on_them(item)
    ]


def _weights(case: Case) -> Counter[str]:
    """Return how strongly messages point to each cause: one that can mean five things counts a fifth."""
    weights: Counter[str] = Counter()
    for end in case.tunnel.ends:
        for message in end.messages:
            for slug in message.slugs:
                weights[slug] += 60 // len(message.slugs)
    return weights
