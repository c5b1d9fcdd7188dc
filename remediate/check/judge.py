"""The verdict of a check: what the rules say of the configurations, and what each direction comes to.

HEALTHY means that the tunnel would come up whichever end initiates (or from the one end that is
meant to, where the other only answers). A rule's certain cause is a fault, and so is a direction
that is known to fail, whether or not a rule explains it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from remediate.diagnose import TunnelDiagnosis
from remediate.diagnose.routes import filtered_out, no_way
from remediate.model.base import Confidence, Platform, Verdict
from remediate.model.config_keys import KeyForm
from remediate.model.diagnosis import Diagnosis, Need
from remediate.negotiation import KeyState, Negotiation
from remediate.negotiation.courses import Child, Direction, Ending
from remediate.rules import RuleModule
from remediate.rules.case import config_evidence, unplanned

__all__ = ["judged", "one_way", "refused", "residual"]


def judged(
    result: TunnelDiagnosis, ways: Sequence[Direction], rules: Sequence[RuleModule]
) -> TunnelDiagnosis:
    """Return the diagnosis of a tunnel with its verdict as a check."""
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
    if result.verdict is Verdict.UNKNOWN and no_way(result.case) is not None:
        return result  # both directions would come up, if one end reached the other
    if result.verdict is Verdict.AMBIGUOUS and filtered_out(result.case) is not None:
        return result  # they would, for nothing
    endings = {way.ending for way in ways}
    if not result.diagnoses and Ending.UP in endings <= {Ending.UP, Ending.ANSWERS_ONLY}:
        return result._replace(verdict=Verdict.HEALTHY, reason=_would(ways), needs=())
    if result.verdict is not Verdict.HEALTHY:
        return _keys_alone(result)
    unknown = [way for way in ways if way.ending is Ending.UNKNOWN]
    if unknown:
        reason = "; ".join(dict.fromkeys(way.reason for way in unknown))
        return result._replace(verdict=Verdict.UNKNOWN, reason=reason)
    if all(way.ending is Ending.ANSWERS_ONLY for way in ways):
        text = f"neither end begins: {'; '.join(dict.fromkeys(way.reason for way in ways))}"
        return result._replace(verdict=Verdict.UNKNOWN, reason=text)
    return result._replace(reason=_would(ways))


def _keys_alone(result: TunnelDiagnosis) -> TunnelDiagnosis:
    """Return the diagnosis, with what would show masked keys where nothing but the keys is open."""
    negotiation = result.case.negotiation
    if negotiation is None or negotiation.keys.state is not KeyState.INCOMPARABLE:
        return result
    if result.verdict is not Verdict.AMBIGUOUS or result.diagnoses:
        return result
    reason = (
        f"would come up if authentication succeeds: {negotiation.keys.reason}"
        if _rest(negotiation)
        else result.reason
    )
    needs = tuple(
        Need(
            device=side.name,
            command=_UNMASKED,
            why="it shows the keys that `show running-config` masks",
        )
        for side, key in (
            (negotiation.one, negotiation.keys.one),
            (negotiation.two, negotiation.keys.two),
        )
        if key is not None
        and key.form is KeyForm.MASKED
        and side.config.platform is Platform.ASA
        and side.config.release.numbers[:1] >= (7,)
    )
    return result._replace(reason=reason, needs=needs or result.needs)


_UNMASKED = "more system:running-config"


def _rest(negotiation: Negotiation) -> bool:
    """Whether everything but the keys is comparable and agrees."""
    return negotiation._replace(keys=negotiation.keys._replace(state=KeyState.EQUAL)).agrees


def one_way(ways: Sequence[Direction]) -> Direction | None:
    """Return the direction that comes up where the other fails in flows that it would bring up.

    A flow that one end has and the other has not at all comes up from neither.
    """
    for way, other in zip(ways, reversed(ways), strict=True):
        if way.ending is Ending.UP and other.ending.fails:
            failing = other.failing
            if not failing or any(_reached(child, way) for child in failing[:_LOOKED_AT]):
                return way
    return None


_LOOKED_AT = 100
"""Failing flows of a direction that are looked for in the other one."""


def _reached(child: Child, way: Direction) -> bool:
    """Whether a direction brings up the flow, or a part of it, that fails in the other."""
    return any(
        item.ending is Ending.UP
        and (
            item.selector is None
            or child.selector is None
            or item.selector.mirrored().overlaps(child.selector)
        )
        for item in way.children
    )


def _would(ways: Sequence[Direction]) -> str:
    """Return in words what comes of both directions."""
    up = [way for way in ways if way.ending is Ending.UP]
    waiting = [way for way in ways if way.ending is Ending.ANSWERS_ONLY]
    if len(up) == len(ways):
        return "would come up, whichever end initiates"
    if up and waiting:
        return f"would come up when {up[0].initiator.name} initiates; {waiting[0].reason}"
    return "would come up"


_REFUSED = frozenset({"weak-crypto-refused"})
"""Causes by which a device takes nothing of what both configurations agree on."""


def refused(result: TunnelDiagnosis, ways: Sequence[Direction]) -> tuple[Direction, ...]:
    """Return the directions; one that both configurations agree on is refused where a release takes none of it."""
    cause = next(
        (
            item
            for item in result.diagnoses
            if item.slug in _REFUSED and item.confidence is not Confidence.POSSIBLE
        ),
        None,
    )
    if cause is None:
        return tuple(ways)
    return tuple(
        way._replace(ending=Ending.REFUSED, reason=cause.explanation, slug=cause.slug)
        if way.ending is Ending.UP
        else way
        for way in ways
    )


def _would_not(ways: Sequence[Direction]) -> str:
    """Return in words what comes of both directions of a tunnel with a fault."""
    if ways and all(way.ending in (Ending.REFUSED, Ending.ANSWERS_ONLY) for way in ways):
        return "would not come up, though both configurations agree"
    up = [way for way in ways if way.ending is Ending.UP]
    failing = [way for way in ways if way.ending.fails]
    if not failing:
        return f"{_would(ways)}, but with a fault" if up else "would not work as meant"
    partly = any(child.ending is Ending.UP for way in failing for child in way.children)
    only = one_way(ways)
    if only is not None:
        which = "some of its flows" if partly else ""
        return f"{which} would come up only when {only.initiator.name} initiates".strip()
    return "some of its flows would not come up" if partly or up else "would not come up"


_LEFT_TO_RULES = frozenset({"no-key-for-peer", "peer-address-mismatch"})
"""Causes that a failing direction alone doesn't prove: a certificate, or translation that nobody named, may stand behind."""


def _unexplained(
    result: TunnelDiagnosis, ways: Iterable[Direction], rules: Sequence[RuleModule]
) -> Iterable[Diagnosis]:
    """Yield the causes of failing directions that no rule has named."""
    named = {item.slug for item in result.diagnoses}
    phases = {item.phase for item in result.diagnoses if item.confidence is not Confidence.POSSIBLE}
    for way in ways:
        if not way.ending.fails or way.slug is None or way.slug in {*named, *_LEFT_TO_RULES}:
            continue
        found = residual(way.slug, rules, Confidence.PROVEN, way.reason)
        if found.phase in phases:
            continue
        named.add(way.slug)
        yield _with_lines(found, way)


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


def _with_lines(found: Diagnosis, way: Direction) -> Diagnosis:
    """Return a cause with the configuration lines that it shows in: the entries, and what takes their flows."""
    lines: dict[str, list[int | None]] = {way.initiator.name: [], way.responder.name: []}
    for child in way.failing:
        if child.taker is not None:
            side = way.initiator if child.ending is Ending.NOT_STARTED else way.responder
            lines[side.name].append(child.taker.line)
        lines[way.initiator.name].append(child.entry.line)
        if child.answer is not None:
            lines[way.responder.name].append(child.answer.line)
    if not way.failing:
        lines[way.initiator.name] = [entry.line for entry in way.initiator.entries]
    return msgspec.structs.replace(
        found,
        evidence=tuple(
            item
            for side in (way.initiator, way.responder)
            for item in config_evidence(side.end, lines[side.name])
        ),
    )
