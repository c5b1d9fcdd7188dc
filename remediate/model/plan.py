"""The plan: ordered changes with diffs, inverse, safety, checks and the digest that seals it.

``plan.json`` is :class:`Plan` as canonical JSON (keys sorted, no blanks, UTF-8); ``digest`` is the
sha256 of the same document with ``digest`` empty.
"""

from __future__ import annotations

from remediate.model.base import Confidence, Frozen, Safety, Verdict
from remediate.model.change import Change
from remediate.model.diagnosis import Evidence, Need

__all__ = [
    "PLAN_SCHEMA",
    "ConfigFingerprint",
    "DeviceNotPlanned",
    "DevicePlan",
    "NotPlanned",
    "Plan",
    "PlannedChange",
    "TunnelPlan",
    "Why",
]

PLAN_SCHEMA = "remediate/plan/1"


class ConfigFingerprint(Frozen, frozen=True, kw_only=True):
    """The running-config that the plan was made from: sha256 of its redacted, normalised text."""

    device: str
    sha256: str
    file: str
    line: int


class Why(Frozen, frozen=True, kw_only=True):
    """A root cause that the plan cures."""

    code: str
    slug: str
    confidence: Confidence
    explanation: str
    evidence: tuple[Evidence, ...]


class PlannedChange(Frozen, frozen=True, kw_only=True):
    """One change on one device, in the order in which it is to be made."""

    order: int
    """1-based within the tunnel."""
    kind: str
    device: str
    platform: str
    cures: tuple[str, ...]
    """Slugs of the root causes."""
    change: Change
    commands: tuple[str, ...]
    inverse: tuple[str, ...]
    diff: str
    """Unified diff of the running-config before and after, redacted."""
    safety: Safety
    window: bool
    """Whether a maintenance window is needed."""
    documented: bool
    why: str
    preconditions: tuple[str, ...] = ()
    operational: bool = False
    """Whether the commands are privileged ones that change no configuration: no inverse, no diff."""
    secrets: tuple[str, ...] = ()
    """Names of the secret references it needs, in order."""
    made_for: str = ""
    """Tunnel of an earlier wave that this change is made for: it is made once, there, and has no inverse here,
    as it is taken back there. Empty where it is the first or the only one."""
    asked: str = ""
    """What the diagnosis says of the fix, where what the earlier waves leave makes another one of it."""


class TunnelPlan(Frozen, frozen=True, kw_only=True):
    """What is done for one tunnel."""

    tunnel: str
    verdict: Verdict
    why: tuple[Why, ...]
    changes: tuple[PlannedChange, ...]
    checks: tuple[str, ...]
    """What is looked at afterwards on both ends, as sentences with the commands."""
    clears: tuple[tuple[str, str], ...] = ()
    """(device, scoped clear command) pairs that make the cure visible."""
    window: bool
    wave: int
    """0-based; no two tunnels of one wave share a device."""
    after: Verdict
    """Verdict of diagnosing again with the changes applied in memory: HEALTHY, or AMBIGUOUS for nothing but
    keys that can't be compared; else the tunnel stays out."""
    after_reason: str = ""
    """Why it is not HEALTHY afterwards, as far as it can be told."""
    fingerprints: tuple[ConfigFingerprint, ...] = ()
    """Of the ends that earlier waves change: their running-configs as those waves leave them. The others are
    as the plan's fingerprints say."""


class NotPlanned(Frozen, frozen=True, kw_only=True):
    """A faulty or unclear tunnel that the plan leaves alone, with the reasons."""

    tunnel: str
    verdict: Verdict
    slugs: tuple[str, ...]
    reasons: tuple[str, ...]
    needs: tuple[Need, ...] = ()


class DevicePlan(Frozen, frozen=True, kw_only=True):
    """What is done on one device for what its configuration lacks: it belongs to no tunnel.

    Only kinds of change that were asked for by name are in it: what it cures makes no tunnel faulty.
    """

    device: str
    why: tuple[Why, ...]
    changes: tuple[PlannedChange, ...]
    checks: tuple[str, ...]
    """What is looked at afterwards, as sentences."""
    window: bool
    wave: int
    """As of a tunnel."""
    fingerprints: tuple[ConfigFingerprint, ...] = ()
    """As of a tunnel."""


class DeviceNotPlanned(Frozen, frozen=True, kw_only=True):
    """A finding of a device whose fix was asked for by name and is not planned, with the reasons."""

    device: str
    slug: str
    reasons: tuple[str, ...]


class Plan(Frozen, frozen=True, kw_only=True):
    """A sealed dry run over a fleet."""

    schema: str = PLAN_SCHEMA
    digest: str = ""
    generator: str
    fingerprints: tuple[ConfigFingerprint, ...]
    tunnels: tuple[TunnelPlan, ...]
    not_planned: tuple[NotPlanned, ...]
    devices: tuple[DevicePlan, ...] = ()
    devices_not_planned: tuple[DeviceNotPlanned, ...] = ()
    secrets: tuple[str, ...] = ()
    """Every secret reference that has to exist before the plan can be applied."""
