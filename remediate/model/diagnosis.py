"""What the engine says: diagnoses, their fixes, and the report over a fleet.

``DiagnosisReport`` is the ``diagnose --format json`` document (``remediate/diagnosis/1``); its keys
are stable. More may be added, nothing is renamed.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from remediate.model.base import Confidence, Frozen, Safety, Verdict
from remediate.model.change import Change

__all__ = [
    "SCHEMA",
    "UNKNOWN_ADDRESS",
    "AgreedView",
    "DeviceReport",
    "Diagnosis",
    "DiagnosisReport",
    "DiagnosisView",
    "DirectionView",
    "End",
    "Evidence",
    "Finding",
    "Fix",
    "FixView",
    "Need",
    "NoteView",
    "PrintedView",
    "Summary",
    "TunnelReport",
    "UnrecognisedView",
]

SCHEMA = "remediate/diagnosis/1"


class Evidence(Frozen, frozen=True, kw_only=True):
    """One line that a diagnosis rests on. ``text`` is redacted."""

    device: str
    file: str
    line: int
    text: str


class Need(Frozen, frozen=True, kw_only=True):
    """A command on a device whose output would settle the verdict."""

    device: str
    command: str
    why: str = ""


class Fix(Frozen, frozen=True, kw_only=True):
    """One documented (or safer) fix for one device, before rendering.

    ``change`` is None for what is only explained: hardware, upgrades, fixes not planned yet.
    """

    kind: str
    device: str | None
    safety: Safety
    documented: bool
    why: str
    change: Change | None = None
    by_name: bool = False
    """Whether it is planned only where its kind is asked for by name, however safe it is."""
    together: bool = False
    """Whether it is planned with the recommended one, of whatever kind: neither cures alone."""
    either: bool = False
    """Whether the other end could be changed instead: it is planned only where a person names its device."""

    @property
    def told(self) -> str:
        """Why, and how a person chooses it where it is one of two."""
        return (
            f"{self.why}. --change-on {self.device} plans this one"
            if self.either and self.change is not None
            else self.why
        )


class Diagnosis(Frozen, frozen=True, kw_only=True):
    """A root cause found on one tunnel."""

    code: str
    slug: str
    confidence: Confidence
    phase: int
    """1 or 2 for negotiation; 0 for what happens to packets."""
    change_on: tuple[str, ...] = ()
    explanation: str
    evidence: tuple[Evidence, ...] = ()
    fixes: tuple[Fix, ...] = ()
    """Recommended first."""
    needs: tuple[Need, ...] = ()
    ongoing: bool = False
    """Whether packets are seen to suffer and go on doing so: it stays on a tunnel that is up, also while only possible."""


# --- the JSON document -------------------------------------------------------------------------


class FixView(Frozen, frozen=True, kw_only=True, omit_defaults=True):
    """A fix as the JSON shows it; ``commands`` and ``inverse`` are redacted."""

    change: str
    device: str | None
    safety: Safety
    documented: bool
    commands: tuple[str, ...]
    inverse: tuple[str, ...]
    why: str
    by_name: bool = False
    """Whether ``plan`` takes it only where its kind is asked for by name."""
    either: bool = False
    """Whether the other end could be changed instead: ``plan`` takes it only where its device is named."""


class DiagnosisView(Frozen, frozen=True, kw_only=True):
    """A diagnosis as the JSON shows it."""

    code: str
    slug: str
    confidence: Confidence
    phase: int
    change_on: tuple[str, ...]
    explanation: str
    evidence: tuple[Evidence, ...]
    fixes: tuple[FixView, ...]


UNKNOWN_ADDRESS = "address unknown"
"""What a person reads for the address of an end that no dump shows."""


class End(Frozen, frozen=True, kw_only=True):
    """One end as the JSON shows it. ``device`` is null when the device isn't in the dumps."""

    device: str | None
    address: str | None
    """Null where nothing in the dumps shows it; of a peer that is one of two addresses ``name`` has both."""
    state: str
    """``present``, ``missing`` (the inventory knows it: ``name``) or ``unmanaged``."""
    name: str | None = None


class AgreedView(Frozen, frozen=True, kw_only=True):
    """What a negotiation agrees on; None where it isn't known, or doesn't come to it."""

    initiator_policy: int | None = None
    """Priority of the initiator's ISAKMP policy."""
    responder_policy: int | None = None
    initiator_proposal: str | None = None
    """Name of the initiator's IKEv2 proposal; on an ASA the number of its policy."""
    responder_proposal: str | None = None
    encryption: str | None = None
    """With the key length, as ``aes 256``. Of IKEv2 all that both ends have, as ``aes-cbc-256 or aes-cbc-128``."""
    hash: str | None = None
    """Of IKEv2 the integrity, None with AES-GCM alone."""
    prf: str | None = None
    groups: tuple[int, ...] = ()
    """Of IKEv2: Diffie-Hellman groups that both ends have."""
    authentication: str | None = None
    group: int | None = None
    lifetime: int | None = None
    """Seconds, of phase 1."""
    transforms: tuple[str, ...] = ()
    mode: str | None = None
    pfs_group: int | None = None
    """Of IKEv2 it counts from the first rekey on (RFC 7296, section 1.3)."""
    sa_lifetime: int | None = None
    """Seconds, of phase 2 under IKEv1: the shorter of the two ends'. Under IKEv2 each end keeps its own."""
    flows: int = 0
    """Flows that come up."""


class PrintedView(Frozen, frozen=True, kw_only=True):
    """What a device would show of a negotiation."""

    device: str
    state: str | None
    """In ``show crypto isakmp sa``."""
    lines: tuple[str, ...]


class DirectionView(Frozen, frozen=True, kw_only=True):
    """What would happen when one end initiates (``check``)."""

    initiator: str
    """Device."""
    responder: str
    version: int
    """Of IKE."""
    outcome: str
    """``up``, ``answers-only``, ``not-started``, ``no-answer``, ``policy``, ``keys``, ``proxies``,
    ``entry-order``, ``transforms``, ``pfs``, ``refused`` or ``unknown``."""
    slug: str | None
    """Root cause where it fails."""
    reason: str
    agreed: AgreedView
    printed: tuple[PrintedView, ...]
    """Initiator, then responder."""


class NoteView(Frozen, frozen=True, kw_only=True):
    """Something to know that is no fault (``check``)."""

    kind: str
    """``weak``, ``one-way``, ``far-end``, ``configuration`` …"""
    device: str | None
    text: str
    evidence: tuple[Evidence, ...] = ()


class TunnelReport(Frozen, frozen=True, kw_only=True):
    """One tunnel with its verdict."""

    id: str
    ends: tuple[End, End]
    verdict: Verdict
    reason: str
    """One sentence on why the verdict is what it is."""
    diagnoses: tuple[DiagnosisView, ...]
    needs: tuple[Need, ...]
    directions: tuple[DirectionView, ...] | UnsetType = UNSET
    """Both, where both configurations are known; ``check`` alone."""
    notes: tuple[NoteView, ...] | UnsetType = UNSET
    """``check`` alone."""


class Finding(Frozen, frozen=True, kw_only=True):
    """A message class on a device that belongs to no known tunnel, or a fact of its configuration."""

    code: str
    slug: str
    confidence: Confidence
    count: int
    evidence: tuple[Evidence, ...]
    explanation: str = ""
    fixes: tuple[FixView, ...] = ()
    """What a plan takes by name alone: a finding makes no tunnel faulty."""


class DeviceReport(Frozen, frozen=True, kw_only=True):
    """One device of the dumps."""

    device: str
    platform: str | None
    version: str | None
    findings: tuple[Finding, ...]
    problems: tuple[str, ...] = ()
    notes: tuple[NoteView, ...] | UnsetType = UNSET
    """``check`` alone."""


class UnrecognisedView(Frozen, frozen=True, kw_only=True):
    """Text that nothing understood."""

    device: str | None
    file: str
    lines: int
    first: str
    line: int = 1
    reason: str | None = None


class Summary(Frozen, frozen=True, kw_only=True):
    """Counts over the fleet."""

    devices: int
    tunnels: int
    healthy: int
    fault: int
    ambiguous: int
    unknown: int
    one_way: int | UnsetType = UNSET
    """Tunnels that would come up from one end alone, though both are meant to ask; ``check`` alone."""
    weak: int | UnsetType = UNSET
    """Tunnels with a note of weak cryptography; ``check`` alone."""


class DiagnosisReport(Frozen, frozen=True, kw_only=True):
    """The whole answer of ``remediate diagnose``, and of ``remediate check``."""

    schema: str = SCHEMA
    summary: Summary
    tunnels: tuple[TunnelReport, ...]
    devices: tuple[DeviceReport, ...]
    unrecognised: tuple[UnrecognisedView, ...]
    basis: str | UnsetType = UNSET
    """``configurations`` where nothing else was looked at (``check``)."""
