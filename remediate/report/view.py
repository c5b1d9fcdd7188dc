"""What people are shown: a diagnosis and its plan, joined tunnel by tunnel, in reading order.

Nothing is decided here. A view exists of a diagnosis alone, of both, and of a plan alone (the
healthy tunnels of the fleet are then not known).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec
from msgspec import UNSET

from remediate.model.base import Confidence, Frozen, Safety, Verdict
from remediate.model.diagnosis import (
    UNKNOWN_ADDRESS,
    DeviceReport,
    DiagnosisReport,
    DirectionView,
    End,
    Evidence,
    FixView,
    Need,
    NoteView,
    Summary,
    TunnelReport,
    UnrecognisedView,
)
from remediate.model.observation import UNUSED
from remediate.model.plan import (
    ConfigFingerprint,
    DeviceNotPlanned,
    DevicePlan,
    NotPlanned,
    Plan,
    PlannedChange,
    TunnelPlan,
)

__all__ = [
    "VERDICT_ORDER",
    "CauseCount",
    "CauseView",
    "FleetView",
    "PlanFigures",
    "TunnelView",
    "fleet_view",
]

VERDICT_ORDER = (Verdict.FAULT, Verdict.AMBIGUOUS, Verdict.UNKNOWN, Verdict.HEALTHY)
"""Reading order: what needs a person first."""


class CauseView(Frozen, frozen=True, kw_only=True):
    """One root cause of one tunnel."""

    code: str
    slug: str
    confidence: Confidence
    phase: int | None
    """None where only the plan is known."""
    change_on: tuple[str, ...]
    explanation: str
    evidence: tuple[Evidence, ...]
    other_fixes: tuple[FixView, ...]
    """Documented fixes that the plan did not take."""


class TunnelView(Frozen, frozen=True, kw_only=True):
    """One tunnel: its verdict, why, and what is planned or why nothing is."""

    id: str
    verdict: Verdict
    reason: str
    ends: tuple[End, ...]
    """Both ends; empty where only the plan is known."""
    causes: tuple[CauseView, ...]
    """The likeliest first."""
    plan: TunnelPlan | None
    left_out: tuple[str, ...]
    """Why the plan leaves the tunnel alone."""
    left_slugs: tuple[str, ...]
    """Root causes that the plan names there; all that is known of them in a plan alone."""
    needs: tuple[Need, ...]
    directions: tuple[DirectionView, ...] = ()
    """Of a check: what happens when each end initiates."""
    notes: tuple[NoteView, ...] = ()
    """Of a check: what is no fault; without those that the reason says."""

    @property
    def changes(self) -> tuple[PlannedChange, ...]:
        """The planned changes, in order."""
        return self.plan.changes if self.plan is not None else ()

    @property
    def slugs(self) -> tuple[str, ...]:
        """Root causes, without repetition."""
        return tuple(dict.fromkeys((*(cause.slug for cause in self.causes), *self.left_slugs)))

    @property
    def bare_slugs(self) -> tuple[str, ...]:
        """Root causes of which nothing but the name is known."""
        known = {cause.slug for cause in self.causes}
        return tuple(slug for slug in self.left_slugs if slug not in known)

    @property
    def devices(self) -> tuple[str, ...]:
        """Every device that the tunnel concerns, its ends first."""
        names = [end.device or end.name or end.address or UNKNOWN_ADDRESS for end in self.ends]
        names += [change.device for change in self.changes]
        names += [need.device for need in self.needs]
        return tuple(dict.fromkeys(names))

    @property
    def safeties(self) -> tuple[Safety, ...]:
        """Safety grades of the planned changes, the gentlest first."""
        found = {change.safety for change in self.changes}
        return tuple(safety for safety in Safety if safety in found)


class CauseCount(Frozen, frozen=True, kw_only=True):
    """How often a root cause was found over the fleet."""

    code: str
    slug: str
    tunnels: int
    confidences: tuple[tuple[Confidence, int], ...]
    """Tunnels by the confidence, the surest first; only those that occur."""
    planned: int
    """Tunnels on which the plan cures it."""


class PlanFigures(Frozen, frozen=True, kw_only=True):
    """The plan in numbers."""

    tunnels: int
    own: int
    """Findings of devices that it cures, which make no tunnel faulty."""
    changes: int
    """Each once, also where several tunnels need it."""
    devices: int
    window_tunnels: int
    """Tunnels that need a maintenance window."""
    window_changes: int
    waves: int
    safeties: tuple[tuple[Safety, int], ...]
    """Changes by safety; only those that occur."""


class FleetView(Frozen, frozen=True, kw_only=True):
    """The whole answer, ready to be laid out."""

    summary: Summary | None
    """None where only the plan is known."""
    verdicts: tuple[tuple[Verdict, int], ...]
    """Tunnels by verdict, in reading order, zeros included."""
    tunnels: tuple[TunnelView, ...]
    """In reading order."""
    causes: tuple[CauseCount, ...]
    """The most frequent first."""
    devices: tuple[DeviceReport, ...]
    """With what was found on them, but for what the plan cures."""
    unrecognised: tuple[UnrecognisedView, ...]
    planned: bool
    """Whether there is a plan (it may still hold no change)."""
    digest: str
    """sha256 of the plan; empty without a plan."""
    generator: str
    figures: PlanFigures
    fingerprints: tuple[ConfigFingerprint, ...]
    secrets: tuple[str, ...]
    device_plans: tuple[DevicePlan, ...] = ()
    devices_left: tuple[DeviceNotPlanned, ...] = ()
    checked: bool = False
    """Whether configurations alone were looked at."""

    @property
    def total(self) -> int:
        """Number of tunnels in the view."""
        return sum(number for _, number in self.verdicts)

    @property
    def findings(self) -> tuple[DeviceReport, ...]:
        """Devices with messages of no known tunnel, or with problems of their dumps."""
        return tuple(item for item in self.devices if item.findings or item.problems)

    @property
    def unread(self) -> tuple[UnrecognisedView, ...]:
        """What nothing understood."""
        return tuple(item for item in self.unrecognised if item.reason != UNUSED)

    @property
    def unused(self) -> tuple[UnrecognisedView, ...]:
        """Outputs of known commands that say nothing which is asked for here."""
        return tuple(item for item in self.unrecognised if item.reason == UNUSED)

    @property
    def device_notes(self) -> tuple[NoteView, ...]:
        """What a check notes of devices."""
        return tuple(note for item in self.devices for note in item.notes or ())

    @property
    def healthy_notes(self) -> tuple[tuple[str, NoteView], ...]:
        """What a check notes of tunnels that are shown by number only, with their ids."""
        return tuple((item.id, note) for item in self.of(Verdict.HEALTHY) for note in item.notes)

    def number(self, verdict: Verdict) -> int:
        """Return the number of tunnels with a verdict."""
        return dict(self.verdicts)[verdict]

    def of(self, verdict: Verdict) -> tuple[TunnelView, ...]:
        """Return the tunnels with a verdict."""
        return tuple(tunnel for tunnel in self.tunnels if tunnel.verdict is verdict)


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
