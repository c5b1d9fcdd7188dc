"""One tunnel's part of a plan: its changes, worked out and proven on what the earlier parts leave.

The fixes of the diagnosis are for the configurations as they were read. Where an earlier part changes
a place that they are about, the tunnel is diagnosed again on what stands then, and the rules say what
is still to be done: a set goes before the sets that are there by then, a policy beside the first one.
What is cured already is shared with the part that does it, which is named, and made once.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import msgspec

from remediate.diagnose import TunnelDiagnosis, examine
from remediate.model.base import Confidence, Safety
from remediate.model.change import SetIpMtu, SetTcpMss
from remediate.model.diagnosis import Diagnosis, Fix
from remediate.model.evidence import FleetEvidence, TunnelEvidence
from remediate.plan.beside import Beside, needed_by_an_sa
from remediate.plan.proof import Proof, apply_in_memory, prove, worse
from remediate.plan.standing import Standing
from remediate.plan.steps import Chosen, Refused, Step, carry_out

__all__ = ["Part", "Wishes", "Work", "plan_tunnel", "recommended"]

_NOT_PLANNED = "no fix is planned"


class Wishes(NamedTuple):
    """What was asked for by name: kinds to plan too, kinds never to plan, which MSS, which end to change."""

    include: Sequence[str]
    exclude: Sequence[str]
    mss: str
    change_on: Sequence[str]


class Work(NamedTuple):
    """What the parts of one plan share."""

    wishes: Wishes
    fleet: FleetEvidence
    standing: Standing
    beside: Beside


class Part(NamedTuple):
    """What is to be done for a tunnel, and what comes of it."""

    certain: list[Diagnosis]
    steps: tuple[Step, ...]
    proof: Proof


def plan_tunnel(item: TunnelDiagnosis, work: Work) -> Part | Refused:
    """Return what to do for a tunnel as the devices stand; nothing is noted as done."""
    certain = _certain(item)
    if not certain:
        return Refused((item.reason,))
    chosen: list[Chosen] = []
    reasons: list[str] = []
    for found in certain:
        fixes = recommended(found, work.wishes)
        if not fixes:
            reasons.append(f"{found.slug}: {_why_not(item, found, work.wishes)}")
        chosen.extend(Chosen(fix, found.slug) for fix in fixes)
    if reasons:
        return Refused(tuple(reasons))
    standing = work.standing
    in_the_way = [
        step
        for fix, *_ in chosen
        if fix.change is not None
        and fix.change not in standing.made
        and (step := standing.touching(fix.change)) is not None
    ]
    here = standing.tunnel(item.tunnel)
    first = None if in_the_way else _attempt(item, here, certain, chosen, work)
    if first is not None and (isinstance(first, Part) or not standing.changed(item.tunnel)):
        return first
    here = standing.joined(item.tunnel)
    left = _left(here, certain, chosen, work)
    if first is not None and (isinstance(left, Refused) or left.chosen == chosen):
        return first
    outcome = left if isinstance(left, Refused) else _attempt(item, here, *left, work)
    if isinstance(outcome, Part) or first is not None:
        return outcome if first is None or isinstance(outcome, Part) else first
    alone = _attempt(item, item.tunnel, certain, chosen, work._replace(standing=Standing()))
    if isinstance(alone, Refused):
        return alone  # whatever the earlier parts do
    earlier = {step.change.device: step.made_for for step in in_the_way}
    texts = (
        f"an earlier part of the plan ({name}) changes the same of {device}: plan again then"
        for device, name in earlier.items()
    )
    return Refused((*outcome.reasons, *texts))


def _certain(item: TunnelDiagnosis) -> list[Diagnosis]:
    return [found for found in item.diagnoses if found.confidence is not Confidence.POSSIBLE]


class _Left(NamedTuple):
    """What is the matter with a tunnel as the devices stand, and what is to be done."""

    certain: list[Diagnosis]
    """What was found first, and what is found in its place by now."""
    chosen: list[Chosen]


def _left(
    here: TunnelEvidence, certain: Sequence[Diagnosis], chosen: Sequence[Chosen], work: Work
) -> _Left | Refused:
    """Return what is to be done for a tunnel as the devices stand; refused where it can't be told."""
    again = examine(here, fleet=work.fleet)
    there = {found.slug: found for found in _certain(again)}
    result: list[Chosen] = []
    for found in certain:
        asked = [step for step in chosen if step.slug == found.slug]
        shared = [c for c in asked if c.fix.change in work.standing.made]
        still = there.get(found.slug)
        if still is not None:
            fixes = recommended(still, work.wishes)
            if not fixes:
                return Refused((f"{found.slug}: {_why_not(again, still, work.wishes)}",))
            known = {c.fix.change for c in shared}
            result += shared
            told = {(c.fix.kind, c.fix.device): c.fix.why for c in asked}
            result += [
                Chosen(fix, found.slug, asked=told.get((fix.kind, fix.device), ""))
                for fix in fixes
                if fix.change not in known
            ]
            continue
        for fix, slug, *_ in asked:
            if fix.change is None or fix.change in work.standing.made:
                continue
            step = work.standing.touching(fix.change)
            if step is not None and step.made_for:
                shared.append(Chosen(fix, slug, step, fix.why))
        if not shared:
            return Refused((f"{found.slug}: the earlier parts of the plan cure it",))
        result += shared
    known_slugs = {found.slug for found in certain}
    more = [
        msgspec.structs.replace(found, evidence=())  # its lines are not yet in any dump
        for found in there.values()
        if found.slug not in known_slugs
    ]
    for found in more:
        fixes = recommended(found, work.wishes)
        if not fixes:
            return Refused((f"{found.slug}: {_why_not(again, found, work.wishes)}",))
        result += [Chosen(fix, found.slug) for fix in fixes]
    return _Left([*certain, *more], result)


def _attempt(
    item: TunnelDiagnosis,
    tunnel: TunnelEvidence,
    causes: Sequence[Diagnosis],
    fixes: Sequence[Chosen],
    work: Work,
) -> Part | Refused:
    """Carry fixes out in memory; refused where they can't be, don't cure, or harm another tunnel.

    ``tunnel`` is that of the diagnosis with its ends as they stand.
    """
    certain, chosen = list(causes), list(fixes)
    standing = work.standing
    devices = standing.devices(end.evidence for end in item.tunnel.ends)
    steps = carry_out(item.tunnel, chosen, devices, standing.made)
    if isinstance(steps, Refused):
        return steps
    after = apply_in_memory(tunnel, steps)
    proof = prove(item, tunnel, after, certain)
    if isinstance(proof, Refused) and (more := _consequences(after, certain)):
        certain += more
        chosen.extend(
            Chosen(fix, found.slug) for found in more for fix in recommended(found, work.wishes)
        )
        steps = carry_out(item.tunnel, chosen, devices, standing.made)
        if isinstance(steps, Refused):
            return steps
        proof = prove(item, tunnel, apply_in_memory(tunnel, steps), certain)
    if isinstance(proof, Refused):
        return proof
    if raised := _raised(steps, standing):
        return raised
    others = map(standing.tunnel, work.beside.of(item.tunnel, steps))
    harm = next(chain(needed_by_an_sa(tunnel, steps), worse(others, steps)), None)
    return Refused((harm,)) if harm is not None else Part(certain, steps, proof)


def _raised(steps: Sequence[Step], standing: Standing) -> Refused | None:
    """Return why a size is not set: an earlier part of the plan needs a smaller one at that place."""
    for step in steps:
        change = step.change
        if step.made_for or not isinstance(change, SetTcpMss | SetIpMtu):
            continue
        earlier = standing.touching(change)
        if earlier is None or not isinstance(earlier.change, SetTcpMss | SetIpMtu):
            continue
        if type(earlier.change) is type(change) and earlier.change.value < change.value:
            text = f"{earlier.made_for} needs {earlier.change.value} there, and not {change.value}"
            return Refused((text,))
    return None


def _consequences(after: TunnelEvidence | None, certain: Sequence[Diagnosis]) -> list[Diagnosis]:
    """Return what the changes bring to light and only they do: flows that NAT takes once they are protected."""
    if after is None:
        return []
    known = {found.slug for found in certain}
    return [
        msgspec.structs.replace(found, evidence=())  # its lines are not yet in any dump
        for found in examine(after).diagnoses
        if found.slug == "nat-exemption-missing" and found.slug not in known
    ]


def recommended(found: Diagnosis, wishes: Wishes) -> list[Fix]:
    """Return the fixes to plan: the first kind that can be, and the kinds asked for by name.

    What weakens is taken only where its kind is named, one of two ways only where its device is;
    what is only displayed never is.
    """
    either = [fix for fix in found.fixes if fix.either and fix.device in wishes.change_on]
    usable = [
        fix
        for fix in found.fixes
        if fix.change is not None
        and fix.kind not in wishes.exclude
        and (
            fix.safety in (Safety.SAFE, Safety.DISRUPTIVE)
            or (fix.safety is Safety.WEAKENING and fix.kind in wishes.include)
        )
        and (not fix.by_name or fix.kind in wishes.include)
        and (not fix.either or [fix] == either)
    ]
    if not usable:
        return []
    kind = usable[0].kind
    taken = []
    for fix in usable:
        if fix.kind == "set-tcp-mss" and fix.documented is not (wishes.mss == "documented"):
            continue
        if fix.kind == kind or fix.kind in wishes.include or (fix.together and usable[0].together):
            taken.append(fix)
    return taken or [usable[0]]


def _why_not(item: TunnelDiagnosis, found: Diagnosis, wishes: Wishes) -> str:
    excluded = sorted({fix.kind for fix in found.fixes if fix.kind in wishes.exclude})
    if excluded:
        return f"{', '.join(excluded)} was excluded"
    either = [fix for fix in found.fixes if fix.either]
    if len(wished := [fix.device for fix in either if fix.device in wishes.change_on]) > 1:
        return f"one of {' and '.join(map(str, wished))} is to be changed, and both were named"
    if ways := [f"--change-on {fix.device}" for fix in either if fix.change is not None]:
        return f"which end deviates is not in the configurations: {' or '.join(ways)} plans it"
    texts = [fix.why for fix in found.fixes if fix.change is None]
    if texts:
        return texts[0]
    for end in item.tunnel.ends:
        if end.evidence is None or end.evidence.config is None:
            name = end.device or end.address
            return f"what both ends should have depends on the running-config of {name}, which is not in the dumps"
    return _NOT_PLANNED
