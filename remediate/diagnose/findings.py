"""What is found on a device and makes no tunnel faulty: its messages, by root cause, and its configuration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from remediate.diagnose.defects import answers
from remediate.model.base import Confidence
from remediate.model.defect import Defect
from remediate.model.diagnosis import Evidence, Fix
from remediate.model.evidence import DeviceEvidence, FleetEvidence
from remediate.model.observation import Message
from remediate.rules import RuleModule

__all__ = ["DeviceFinding", "data_plane_slugs", "findings_of", "inspected", "together"]


class DeviceFinding(NamedTuple):
    """A class of messages of a device, or a fact of its configuration, that makes no tunnel faulty."""

    device: str
    code: str
    slug: str
    confidence: Confidence
    times: int
    evidence: tuple[Evidence, ...]
    explanation: str = ""
    fixes: tuple[Fix, ...] = ()


def inspected(
    device: DeviceEvidence,
    fleet: FleetEvidence,
    rules: Sequence[RuleModule],
    explained: Collection[str],
) -> tuple[list[DeviceFinding], tuple[Defect, ...]]:
    """Return what the rules find in a device's configuration, by code, and which of them failed.

    Not what a tunnel explains already.
    """
    asked = (module for module in rules if module.RULE.slug not in explained)
    given, failed = answers(
        asked, "inspect", device.device, lambda inspect: [*inspect(device, fleet)]
    )
    found = [
        DeviceFinding(
            device.device,
            module.RULE.code,
            module.RULE.slug,
            item.confidence,
            1,
            item.evidence,
            item.explanation,
            item.fixes,
        )
        for module, items in given
        for item in items
    ]
    return found, failed


def data_plane_slugs(rules: Sequence[RuleModule]) -> frozenset[str]:
    """Return the causes that speak of packets and not of a negotiation."""
    return frozenset(module.RULE.slug for module in rules if module.RULE.phase == 0)


def findings_of(
    device: DeviceEvidence, messages: Sequence[Message], rules: Sequence[RuleModule]
) -> list[DeviceFinding]:
    """Return what the given messages of a device point to, by code."""
    by_slug: dict[str, dict[tuple[str, int, int], Message]] = {}
    for message in messages:
        for slug in message.slugs:
            key = (message.source.file, message.source.line, message.offset)
            by_slug.setdefault(slug, {})[key] = message
    counts: Counter[str] = Counter()
    for signature, _, count in device.message_counts:
        counts[signature] += count
    facts = {module.RULE.slug: module.RULE for module in rules}
    findings = []
    for slug, found in by_slug.items():
        kept = list(found.values())
        signatures = {message.signature for message in kept}
        dropped = sum(counts[name] for name in signatures) - sum(
            1 for message in device.messages if message.signature in signatures
        )
        findings.append(
            DeviceFinding(
                device.device,
                facts[slug].code,
                slug,
                Confidence.POSSIBLE,
                len(kept) + max(dropped, 0),
                tuple(
                    Evidence(
                        device=device.device, file=m.source.file, line=m.source.line, text=m.text
                    )
                    for m in kept[:6]
                ),
            )
        )
    return sorted(findings, key=lambda item: item.code)


def together(said: Sequence[DeviceFinding], seen: Sequence[DeviceFinding]) -> list[DeviceFinding]:
    """Return what a device's messages point to and what its configuration shows, by code; each line is told of once for a cause."""
    known = {(item.slug, line) for item in seen for line in item.evidence}
    left = [item for item in said if not all((item.slug, line) in known for line in item.evidence)]
    return sorted([*left, *seen], key=lambda finding: finding.code)
