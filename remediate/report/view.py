"""What people are shown: a diagnosis and its plan, joined tunnel by tunnel, in reading order.

Nothing is decided here. A view exists of a diagnosis alone, of both, and of a plan alone (the
healthy tunnels of the fleet are then not known).
"""

from __future__ import annotations

from remediate.model.base import Confidence, Frozen, Safety, Verdict
from remediate.model.diagnosis import (
    UNKNOWN_ADDRESS,
    DeviceReport,
    DirectionView,
    End,
    Evidence,
    FixView,
    Need,
    NoteView,
    Summary,
    UnrecognisedView,
)
from remediate.model.observation import UNUSED
from remediate.model.plan import (
    ConfigFingerprint,
    DeviceNotPlanned,
    DevicePlan,
    PlannedChange,
    TunnelPlan,
)
from remediate.report.text import count

__all__ = [
    "VERDICT_ORDER",
    "CauseCount",
    "CauseView",
    "FleetView",
    "PlanFigures",
    "TunnelView",
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

    @property
    def and_own(self) -> str:
        """What it cures besides tunnels, to go on with behind their number: `` and 2 findings of devices``."""
        if not self.own:
            return ""
        return f" and {count(self.own, 'finding of a device', 'findings of devices')}"


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

    @property
    def notes_apart(self) -> tuple[tuple[str, NoteView], ...]:
        """What a check notes of tunnels that are shown by number only, and of devices, with their names."""
        return (*self.healthy_notes, *((note.device or "", note) for note in self.device_notes))

    def number(self, verdict: Verdict) -> int:
        """Return the number of tunnels with a verdict."""
        return dict(self.verdicts)[verdict]

    def of(self, verdict: Verdict) -> tuple[TunnelView, ...]:
        """Return the tunnels with a verdict."""
        return tuple(tunnel for tunnel in self.tunnels if tunnel.verdict is verdict)
