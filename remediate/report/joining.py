"""A diagnosis and its plan made one view, tunnel by tunnel. Nothing is decided here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec
from msgspec import UNSET

from remediate.model.base import Confidence, Safety
from remediate.model.diagnosis import DeviceReport, DiagnosisReport, Need, TunnelReport
from remediate.model.plan import DevicePlan, NotPlanned, Plan, TunnelPlan
from remediate.report.view import (
    VERDICT_ORDER,
    CauseCount,
    CauseView,
    FleetView,
    PlanFigures,
    TunnelView,
)

__all__ = ["fleet_view"]


def fleet_view(report: DiagnosisReport | None, plan: Plan | None) -> FleetView:
    """Join a diagnosis and its plan; either may be None, but not both (``ValueError``)."""
    if report is None and plan is None:
        raise ValueError("a view needs a diagnosis, a plan, or both")
    plans = {item.tunnel: item for item in plan.tunnels} if plan else {}
    left = {item.tunnel: item for item in plan.not_planned} if plan else {}
    views = [
        _tunnel(tunnel, plans.get(tunnel.id), left.get(tunnel.id))
        for tunnel in (report.tunnels if report else ())
    ]
    known = {view.id for view in views}
    views += [_planned_only(item) for item in plans.values() if item.tunnel not in known]
    views += [_left_only(item) for item in left.values() if item.tunnel not in known | plans.keys()]
    views.sort(key=lambda view: VERDICT_ORDER.index(view.verdict))
    counted = Counter(view.verdict for view in views)
    return FleetView(
        summary=report.summary if report else None,
        verdicts=tuple((verdict, counted[verdict]) for verdict in VERDICT_ORDER),
        tunnels=tuple(views),
        causes=_cause_counts(views),
        devices=tuple(_without(plan, item) for item in report.devices) if report else (),
        unrecognised=report.unrecognised if report else (),
        planned=plan is not None,
        digest=plan.digest if plan else "",
        generator=plan.generator if plan else "",
        figures=_figures(plan.tunnels if plan else (), plan.devices if plan else ()),
        fingerprints=plan.fingerprints if plan else (),
        secrets=plan.secrets if plan else (),
        device_plans=plan.devices if plan else (),
        devices_left=plan.devices_not_planned if plan else (),
        checked=report is not None and report.basis is not UNSET,
    )


def _without(plan: Plan | None, device: DeviceReport) -> DeviceReport:
    """Return a device without the findings that the plan cures and names."""
    planned = {
        (why.slug, why.explanation)
        for part in (plan.devices if plan else ())
        if part.device == device.device
        for why in part.why
    }
    if not planned:
        return device
    left = (item for item in device.findings if (item.slug, item.explanation) not in planned)
    return msgspec.structs.replace(device, findings=tuple(left))


def _tunnel(
    tunnel: TunnelReport, planned: TunnelPlan | None, left: NotPlanned | None
) -> TunnelView:
    # What earlier waves leave can make another change of a fix: it says which one was asked for.
    taken = {
        (change.kind, change.device, told)
        for change in (planned.changes if planned else ())
        for told in (change.commands, change.why, change.asked)
    }
    causes = [
        CauseView(
            code=item.code,
            slug=item.slug,
            confidence=item.confidence,
            phase=item.phase,
            change_on=item.change_on,
            explanation=item.explanation,
            evidence=item.evidence,
            other_fixes=tuple(
                fix
                for fix in item.fixes
                if not {(fix.change, fix.device, told) for told in (fix.commands, fix.why)} & taken
            ),
        )
        for item in tunnel.diagnoses
    ]
    known = {cause.code for cause in causes}
    causes += [cause for cause in _planned_causes(planned) if cause.code not in known]
    return TunnelView(
        id=tunnel.id,
        verdict=tunnel.verdict,
        reason=tunnel.reason,
        ends=tunnel.ends,
        causes=tuple(causes),
        plan=planned,
        left_out=left.reasons if left else (),
        left_slugs=left.slugs if left else (),
        needs=_united(tunnel.needs, left.needs if left else ()),
        directions=tunnel.directions or (),
        notes=tuple(note for note in tunnel.notes or () if note.text != tunnel.reason),
    )


def _planned_only(planned: TunnelPlan) -> TunnelView:
    return TunnelView(
        id=planned.tunnel,
        verdict=planned.verdict,
        reason="",
        ends=(),
        causes=_planned_causes(planned),
        plan=planned,
        left_out=(),
        left_slugs=(),
        needs=(),
    )


def _left_only(left: NotPlanned) -> TunnelView:
    return TunnelView(
        id=left.tunnel,
        verdict=left.verdict,
        reason="",
        ends=(),
        causes=(),
        plan=None,
        left_out=left.reasons,
        left_slugs=left.slugs,
        needs=left.needs,
    )


def _planned_causes(planned: TunnelPlan | None) -> tuple[CauseView, ...]:
    if planned is None:
        return ()
    return tuple(
        CauseView(
            code=why.code,
            slug=why.slug,
            confidence=why.confidence,
            phase=None,
            change_on=tuple(
                dict.fromkeys(item.device for item in planned.changes if why.slug in item.cures)
            ),
            explanation=why.explanation,
            evidence=why.evidence,
            other_fixes=(),
        )
        for why in planned.why
    )


def _united(first: Iterable[Need], second: Iterable[Need]) -> tuple[Need, ...]:
    """Return both, each device and command once."""
    needs: dict[tuple[str, str], Need] = {}
    for need in (*first, *second):
        needs.setdefault((need.device, need.command), need)
    return tuple(needs.values())


def _cause_counts(views: Sequence[TunnelView]) -> tuple[CauseCount, ...]:
    seen: dict[tuple[str, str], Counter[Confidence]] = {}
    planned: Counter[tuple[str, str]] = Counter()
    for view in views:
        cured = {slug for change in view.changes for slug in change.cures}
        best: dict[tuple[str, str], Confidence] = {}
        for cause in view.causes:
            best.setdefault((cause.code, cause.slug), cause.confidence)
        for key, confidence in best.items():
            seen.setdefault(key, Counter())[confidence] += 1
            planned[key] += key[1] in cured
    counts = [
        CauseCount(
            code=code,
            slug=slug,
            tunnels=confidences.total(),
            confidences=tuple((c, confidences[c]) for c in Confidence if confidences[c]),
            planned=planned[code, slug],
        )
        for (code, slug), confidences in seen.items()
    ]
    return tuple(sorted(counts, key=lambda item: (-item.tunnels, item.code)))


def _figures(tunnels: Sequence[TunnelPlan], devices: Sequence[DevicePlan]) -> PlanFigures:
    parts: list[TunnelPlan | DevicePlan] = [*tunnels, *devices]
    changes = [change for part in parts for change in part.changes if not change.made_for]
    safeties = Counter(change.safety for change in changes)
    return PlanFigures(
        tunnels=len(tunnels),
        own=sum(len(plan.why) for plan in devices),
        changes=len(changes),
        devices=len({change.device for change in changes}),
        window_tunnels=sum(tunnel.window for tunnel in tunnels),
        window_changes=sum(change.window for change in changes),
        waves=len({part.wave for part in parts}),
        safeties=tuple((safety, safeties[safety]) for safety in Safety if safeties[safety]),
    )
