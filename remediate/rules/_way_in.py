"""What an end drops of its peer before it looks at it: IKE, or the packets of the tunnel."""

from __future__ import annotations

from remediate.model.base import Confidence, Safety
from remediate.model.diagnosis import Diagnosis, Fix
from remediate.negotiation import Refusal, refusal, side_of
from remediate.rules.base import Rule
from remediate.rules.case import Case, config_evidence, message_evidence
from remediate.rules.path import heard, translation_on_path

__all__ = ["dropped"]


def dropped(case: Case, rule: Rule, *, floated: bool = False) -> Diagnosis | None:
    """Return the diagnosis where an interface's access list or zone drops what the tunnel needs.

    ``floated``: of UDP 4500 alone, which the exchange moves to behind translation; else of all but that.
    What is seen to arrive all the same outranks the configuration.
    """
    found = [item for item in _refusals(case) if item.floated is floated]
    if not found:
        return None
    text = "; ".join(item.reason for item in found)
    sure = Confidence.PROVEN if case.tunnel.both_configured else Confidence.LIKELY
    between = translation_on_path(case) if floated else None
    if between is not None:
        text += f". {between.reason}: the exchange moves to UDP 4500 and gets no answer there"
        named = any(end.address != end.local_address for end in case.tunnel.ends)
        # A private address alone doesn't show translation: a laboratory may route it.
        sure = sure if between.messages or named else Confidence.POSSIBLE
    elif not any(item.ike for item in found):
        text += ": SAs come up, and no packet of the tunnel comes in"
    return Diagnosis(
        code=rule.code,
        slug=rule.slug,
        confidence=sure,
        phase=rule.phase,
        change_on=tuple(item.side.name for item in found),
        explanation=text,
        evidence=(
            *message_evidence([*(between.messages if between else ()), *case.messages(rule.slug)]),
            *(line for item in found for line in config_evidence(item.side.end, item.lines)),
        ),
        fixes=tuple(_fix(item) for item in found),
    )


def _refusals(case: Case) -> list[Refusal]:
    sides = [side for end in case.tunnel.ends if (side := side_of(case.tunnel, end)) is not None]
    between = translation_on_path(case) is not None
    found = []
    for side in sides:
        item = refusal(side, translated=between)
        if item is None or (side.dynamic and not case.tunnel.both_configured):
            continue  # a stranger is nobody whom a dynamic map waits for
        if any(sa.counter("decaps") for sa in side.end.ipsec_sas):
            continue
        # Its own SAs that send and hear nothing are what such a list makes, whatever the other end counts.
        unheard = any(sa.up and sa.counter("encaps") for sa in side.end.ipsec_sas)
        if case.carries_traffic() and not unheard:
            continue
        if (item.ike or item.floated) and (case.phase1_up() or case.any_up()):
            continue
        if item.ike and heard(side.end):
            continue
        found.append(item)
    return found


def _fix(item: Refusal) -> Fix:
    entries = ", ".join(f"`{entry}`" for entry in item.missing)
    return Fix(
        kind="permit-peer",
        device=item.side.name,
        safety=Safety.DISPLAY_ONLY,
        documented=False,
        why=f"{item.by} has to let in {entries}: what may come in there is for a person to say",
    )
