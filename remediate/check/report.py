"""The document of a check: a diagnosis with the directions, the notes and its basis."""

from __future__ import annotations

import msgspec

from remediate.check.fleet import FleetCheck, TunnelCheck
from remediate.check.judge import one_way
from remediate.check.notes import device_notes
from remediate.model.diagnosis import (
    AgreedView,
    DiagnosisReport,
    DirectionView,
    PrintedView,
    TunnelReport,
)
from remediate.negotiation import cipher
from remediate.negotiation.courses import AgreedProposal, Child, Direction, Ending
from remediate.negotiation.printed import printed
from remediate.secrets import mask
from remediate.views import report_of

__all__ = ["BASIS", "check_report"]

BASIS = "configurations"
"""``DiagnosisReport.basis`` of a check."""


def check_report(found: FleetCheck) -> DiagnosisReport:
    """Return the document of a check, ``remediate/diagnosis/1`` with its optional keys."""
    base = report_of(found.diagnosis)
    by_name = {device.device: device for device in found.diagnosis.fleet.devices}
    joined: dict[str, set[tuple[str, int]]] = {name: set() for name in by_name}
    for item in found.tunnels:
        for end in item.result.tunnel.ends:
            if end.device in joined:
                joined[end.device].update((entry.map, entry.sequence) for entry in end.entries)
    return msgspec.structs.replace(
        base,
        summary=msgspec.structs.replace(
            base.summary,
            one_way=sum(one_way(item.directions) is not None for item in found.tunnels),
            weak=sum(any(note.kind == "weak" for note in item.notes) for item in found.tunnels),
        ),
        tunnels=tuple(
            _tunnel(report, item) for report, item in zip(base.tunnels, found.tunnels, strict=True)
        ),
        devices=tuple(
            msgspec.structs.replace(
                report, notes=device_notes(by_name[report.device], frozenset(joined[report.device]))
            )
            for report in base.devices
        ),
        basis=BASIS,
    )


def _tunnel(report: TunnelReport, item: TunnelCheck) -> TunnelReport:
    return msgspec.structs.replace(
        report, directions=tuple(_direction(way) for way in item.directions), notes=item.notes
    )


def _direction(way: Direction) -> DirectionView:
    return DirectionView(
        initiator=way.initiator.name,
        responder=way.responder.name,
        version=way.version,
        outcome=way.ending.value,
        slug=way.slug,
        reason=way.reason,
        agreed=_agreed(way),
        printed=tuple(
            PrintedView(
                device=item.side.name,
                state=item.state,
                lines=tuple(mask(text) for text in item.lines),
            )
            for item in printed(way)
        ),
    )


def _agreed(way: Direction) -> AgreedView:
    up = [child for child in way.children if child.ending is Ending.UP]
    first = next((child for child in way.children if child.transforms is not None), None)
    policy = way.policy
    if way.proposal is not None:
        return _agreed_ikev2(way.proposal, first, len(up))
    return AgreedView(
        initiator_policy=policy.initiator.priority if policy else None,
        responder_policy=policy.responder.priority if policy else None,
        encryption=cipher(policy.initiator) if policy else None,
        hash=policy.initiator.hash if policy else None,
        authentication=policy.initiator.authentication if policy else None,
        group=policy.initiator.group if policy else None,
        lifetime=policy.lifetime if policy else None,
        transforms=first.transforms[0].transforms if first and first.transforms else (),
        mode=first.mode if first else None,
        pfs_group=first.pfs_group if first else None,
        sa_lifetime=first.lifetime if first else None,
        flows=len(up),
    )


def _agreed_ikev2(proposal: AgreedProposal, first: Child | None, flows: int) -> AgreedView:
    combined = all("gcm" in item for item in proposal.encryption)
    return AgreedView(
        initiator_proposal=proposal.initiator.name,
        responder_proposal=proposal.responder.name,
        encryption=" or ".join(proposal.encryption),
        hash=None if combined else " or ".join(proposal.integrity),
        prf=" or ".join(proposal.prf),
        groups=proposal.groups,
        transforms=first.transforms[0].transforms if first and first.transforms else (),
        mode=first.mode if first else None,
        pfs_group=first.pfs_group if first else None,
        flows=flows,
    )
