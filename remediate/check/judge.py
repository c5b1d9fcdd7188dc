"""The verdict of a check: what the rules say of the configurations, and what each direction comes to.

HEALTHY means that the tunnel would come up whichever end initiates (or from the one end that is
meant to, where the other only answers). A rule's certain cause is a fault, and so is a direction
that is known to fail, whether or not a rule explains it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from remediate.diagnose import TunnelDiagnosis
from remediate.model.base import Confidence, Verdict
from remediate.model.diagnosis import Diagnosis
from remediate.model.evidence import TunnelEnd
from remediate.negotiation import Direction, Ending
from remediate.rules import RuleModule
from remediate.rules.case import config_evidence, unplanned

__all__ = ["judged", "one_way", "residual"]


def judged(
    result: TunnelDiagnosis, ways: tuple[Direction, Direction], rules: Sequence[RuleModule]
) -> TunnelDiagnosis:
    """Return the diagnosis of a tunnel with its verdict as a check."""
    one, two = result.tunnel.ends
    if one.device is not None and one.device == two.device:
        return result
    causes = (*result.diagnoses, *_unexplained(result, ways, rules))
    certain = [item for item in causes if item.confidence is not Confidence.POSSIBLE]
    if certain:
        ranked = sorted(causes, key=lambda item: item.confidence is Confidence.POSSIBLE)
        needs = tuple(dict.fromkeys(need for item in certain for need in item.needs))
        slugs = ", ".join(dict.fromkeys(item.slug for item in certain))
        reason = f"{_would_not(ways)}: {slugs}"
        return result._replace(
            verdict=Verdict.FAULT, reason=reason, diagnoses=tuple(ranked), needs=needs
        )
    if result.verdict is not Verdict.HEALTHY:
        return result
    unknown = [way for way in ways if way.ending is Ending.UNKNOWN and way.version == 1]
    if unknown:
        reason = "; ".join(dict.fromkeys(way.reason for way in unknown))
        return result._replace(verdict=Verdict.UNKNOWN, reason=reason)
    if all(way.ending is Ending.ANSWERS_ONLY for way in ways):
        text = "neither end initiates: each has a dynamic crypto map or a multipoint tunnel for the other"
        return result._replace(verdict=Verdict.UNKNOWN, reason=text)
    return result._replace(reason=_would(ways))


def one_way(ways: Sequence[Direction]) -> bool:
    """Whether one end alone could bring the tunnel up though both are meant to."""
    endings = [way.ending for way in ways]
    return Ending.UP in endings and any(ending.fails for ending in endings)


def _would(ways: Sequence[Direction]) -> str:
    """Return in words what comes of both directions."""
    up = [way for way in ways if way.ending is Ending.UP]
    waiting = [way for way in ways if way.ending is Ending.ANSWERS_ONLY]
    if len(up) == len(ways):
        return "would come up, whichever end initiates"
    if up and waiting:
        return f"would come up when {up[0].initiator.name} initiates; {waiting[0].reason}"
    return "would come up"


def _would_not(ways: Sequence[Direction]) -> str:
    """Return in words what comes of both directions of a tunnel with a fault."""
    up = [way for way in ways if way.ending is Ending.UP]
    failing = [way for way in ways if way.ending.fails]
    if not failing:
        return f"{_would(ways)}, and would not work" if up else "would not come up as meant"
    partly = any(child.ending is Ending.UP for way in failing for child in way.children)
    if up:
        which = "some of its flows" if partly else ""
        return f"{which} would come up only when {up[0].initiator.name} initiates".strip()
    return "some of its flows would not come up" if partly else "would not come up"


def _unexplained(
    result: TunnelDiagnosis, ways: Iterable[Direction], rules: Sequence[RuleModule]
) -> Iterable[Diagnosis]:
    """Yield the causes of failing directions that no rule has named."""
    named = {item.slug for item in result.diagnoses}
    phases = {item.phase for item in result.diagnoses if item.confidence is not Confidence.POSSIBLE}
    for way in ways:
        if not way.ending.fails or way.slug is None or way.slug in named:
            continue
        found = residual(way.slug, rules, Confidence.PROVEN, way.reason)
        if found.phase in phases:
            continue
        named.add(way.slug)
        lines = [child.entry.line for child in way.failing] or [
            entry.line for entry in way.initiator.entries
        ]
        yield _with_lines(found, way.initiator.end, lines)


def residual(
    slug: str, rules: Sequence[RuleModule], confidence: Confidence, explanation: str
) -> Diagnosis:
    """Return a root cause that the configurations show and that its rule has not diagnosed."""
    facts = next(module.RULE for module in rules if module.RULE.slug == slug)
    return Diagnosis(
        code=facts.code,
        slug=slug,
        confidence=confidence,
        phase=facts.phase,
        explanation=explanation,
        fixes=unplanned(facts, None),
    )


def _with_lines(found: Diagnosis, end: TunnelEnd, lines: Sequence[int | None]) -> Diagnosis:
    return Diagnosis(
        code=found.code,
        slug=found.slug,
        confidence=found.confidence,
        phase=found.phase,
        explanation=found.explanation,
        evidence=config_evidence(end, lines),
        fixes=found.fixes,
    )
