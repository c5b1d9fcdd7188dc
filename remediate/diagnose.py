"""Evidence of both ends -> ranked diagnoses and a verdict.

The configurations decide where both are known: what they contradict is dismissed, however loudly a
message speaks of it. Messages and states alone only make a cause possible. "Healthy", "ambiguous:
needs X" and "unknown" are answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from remediate.model.base import Confidence, Safety, Verdict
from remediate.model.diagnosis import Diagnosis, Evidence, Fix, Need
from remediate.model.evidence import (
    DeviceEvidence,
    EndState,
    FleetEvidence,
    TunnelEnd,
    TunnelEvidence,
)
from remediate.model.observation import Message
from remediate.negotiation import Agreement, KeyState
from remediate.rules import RuleModule, discover
from remediate.rules.case import Case, case_of, message_evidence, policy_needs
from remediate.tunnels import join

__all__ = ["DeviceFinding", "FleetDiagnosis", "TunnelDiagnosis", "diagnose", "examine"]

_RANK = {Confidence.PROVEN: 0, Confidence.LIKELY: 1, Confidence.POSSIBLE: 2}
_PHASES = {1: 0, 2: 1, 0: 2}


class TunnelDiagnosis(NamedTuple):
    """One tunnel with its verdict and its ranked causes."""

    case: Case
    verdict: Verdict
    reason: str
    diagnoses: tuple[Diagnosis, ...]
    needs: tuple[Need, ...]

    @property
    def tunnel(self) -> TunnelEvidence:
        """The tunnel."""
        return self.case.tunnel


class DeviceFinding(NamedTuple):
    """A class of messages of a device that makes no tunnel faulty."""

    device: str
    code: str
    slug: str
    confidence: Confidence
    times: int
    evidence: tuple[Evidence, ...]


class FleetDiagnosis(NamedTuple):
    """The whole fleet."""

    fleet: FleetEvidence
    tunnels: tuple[TunnelDiagnosis, ...]
    findings: tuple[DeviceFinding, ...]


def diagnose(fleet: FleetEvidence) -> FleetDiagnosis:
    """Diagnose every tunnel of a fleet."""
    rules = discover()
    joined = join(fleet)
    tunnels: list[TunnelDiagnosis] = []
    loose: dict[str, list[Message]] = {name: list(items) for name, items in joined.loose.items()}
    for tunnel in joined.tunnels:
        result = examine(tunnel, rules)
        tunnels.append(result)
        explained = {item.slug for item in result.diagnoses}
        dismissed = _dismissed(result, rules)
        for end in tunnel.ends:
            if end.device is None or end.evidence is None:
                continue
            rest = [
                msgspec.structs.replace(m, slugs=tuple(s for s in m.slugs if s not in dismissed))
                for m in end.messages
                if m.slugs and not explained.intersection(m.slugs)
            ]
            if result.verdict is Verdict.HEALTHY:
                rest = [m for m in rest if _data_plane(m, rules)]
            loose.setdefault(end.device, []).extend(rest)
    findings = [
        finding
        for device in fleet.devices
        for finding in _findings(device, loose.get(device.device, ()), rules)
    ]
    return FleetDiagnosis(fleet, tuple(tunnels), tuple(findings))


def _dismissed(result: TunnelDiagnosis, rules: Sequence[RuleModule]) -> frozenset[str]:
    """Return the causes that the two configurations of a tunnel contradict."""
    negotiation = result.case.negotiation
    if negotiation is None or negotiation.unknown:
        return frozenset()
    found = {item.slug for item in result.diagnoses}
    return frozenset(
        module.RULE.slug
        for module in rules
        if module.RULE.phase
        and getattr(module, "diagnose", None) is not None
        and module.RULE.slug not in found
    )


def examine(tunnel: TunnelEvidence, rules: Sequence[RuleModule] | None = None) -> TunnelDiagnosis:
    """Diagnose one tunnel."""
    rules = discover() if rules is None else rules
    case = case_of(tunnel)
    found = [
        result
        for module in rules
        if (check := getattr(module, "diagnose", None)) is not None
        and (result := check(case)) is not None
    ]
    found.extend(_possible(case, rules, found))
    if _stranger(case) is not None:
        found = [item for item in found if item.confidence is not Confidence.POSSIBLE]
    if _working(case):
        found = [
            item for item in found if item.confidence is not Confidence.POSSIBLE or _stays(item)
        ]
    weights = _weights(case)
    found.sort(
        key=lambda item: (
            _RANK[item.confidence],
            -weights[item.slug] if item.confidence is Confidence.POSSIBLE else 0,
            _PHASES[item.phase],
            item.code,
        )
    )
    verdict, reason, needs = _verdict(case, found)
    return TunnelDiagnosis(case, verdict, reason, tuple(found), needs)


def _stranger(case: Case) -> tuple[TunnelEnd, TunnelEnd] | None:
    """Return (end, peer) where the peer is in nobody's configuration or inventory, None elsewhere.

    A remote-access client, a peer without a fixed address and whoever knocks at UDP 500 look alike.
    """
    for end in case.tunnel.ends:
        peer = case.tunnel.other(end)
        config = end.evidence.config if end.evidence is not None else None
        if peer.state is not EndState.UNMANAGED or config is None or end.entries:
            continue
        named = {interface.tunnel_destination for interface in config.interfaces}
        named |= {key.peer.dotted for key in config.keys if key.peer and key.peer.is_host}
        if peer.address not in named:
            return end, peer
    return None


def _stays(item: Diagnosis) -> bool:
    """Whether a possible cause stays on a tunnel that is up: it touches packets, and a fix is planned."""
    return item.phase == 0 and any(fix.change is not None for fix in item.fixes)


def _weights(case: Case) -> Counter[str]:
    """Return how strongly messages point to each cause: one that can mean five things counts a fifth."""
    weights: Counter[str] = Counter()
    for end in case.tunnel.ends:
        for message in end.messages:
            for slug in message.slugs:
                weights[slug] += 60 // len(message.slugs)
    return weights


def _possible(
    case: Case, rules: Sequence[RuleModule], found: Sequence[Diagnosis]
) -> list[Diagnosis]:
    """Return the causes without logic of their own that messages point to and nothing explains."""
    explained = {item.slug for item in found if item.confidence is not Confidence.POSSIBLE}
    # Data-plane causes say nothing about why a negotiation fails, and the other way round.
    result = []
    for module in rules:
        rule = module.RULE
        if getattr(module, "diagnose", None) is not None:
            continue
        messages = [
            (end, message)
            for end, message in case.messages(rule.slug)
            if not explained.intersection(message.slugs)
        ]
        if len(messages) < max(rule.lasting, 1):
            continue
        result.append(
            Diagnosis(
                code=rule.code,
                slug=rule.slug,
                confidence=Confidence.POSSIBLE,
                phase=rule.phase,
                explanation=f"{rule.title}: messages point to it; no fix planned yet",
                evidence=message_evidence(messages),
                fixes=_unplanned(rule.changes, messages[0][0], rule.title),
            )
        )
    return result


def _unplanned(changes: Sequence[str], end: TunnelEnd, title: str) -> tuple[Fix, ...]:
    return tuple(
        Fix(
            kind=kind,
            device=end.device,
            safety=Safety.DISPLAY_ONLY,
            documented=True,
            why=f"no fix planned yet ({title})",
        )
        for kind in changes
    )


# --- the verdict -------------------------------------------------------------------------------


def _working(case: Case) -> bool:
    """Whether the tunnel is seen to work: live SAs at every end that shows them, and none stuck."""
    if case.phase1_failed():
        return False
    return case.both_up()


def _verdict(case: Case, found: Sequence[Diagnosis]) -> tuple[Verdict, str, tuple[Need, ...]]:
    certain = [item for item in found if item.confidence is not Confidence.POSSIBLE]
    if certain:
        return Verdict.FAULT, _proof(certain), _needs(certain)
    if found:
        needs = _needs(found) or _owed(case) or _deciding(case, found)
        return (
            Verdict.AMBIGUOUS,
            "the evidence fits more than one cause, or is not enough to prove one",
            needs,
        )
    if case.negotiation is None:
        return _without_configurations(case)
    return _configured(case)


def _proof(certain: Sequence[Diagnosis]) -> str:
    """Return in a sentence how far the causes of a fault are proven."""
    words = {
        Confidence.PROVEN: "proven from the configurations of both ends",
        Confidence.LIKELY: "confirmed by one end",
    }
    return "; ".join(f"{item.slug}: {words[item.confidence]}" for item in certain)


def _configured(case: Case) -> tuple[Verdict, str, tuple[Need, ...]]:
    negotiation = case.negotiation
    assert negotiation is not None  # noqa: S101  # the caller has looked
    if negotiation.lacking:
        return Verdict.UNKNOWN, negotiation.lacking[0].reason, ()
    if _working(case):
        text = "live SAs stand in both directions"
        if not negotiation.unknown:
            text = f"both ends are configured alike and {text}"
        return Verdict.HEALTHY, text, ()
    if case.any_up():
        return (
            Verdict.UNKNOWN,
            "one end holds SAs that the other does not show",
            _ask(case, ("show crypto ipsec sa",), "whether both ends hold the same SAs"),
        )
    if negotiation.agrees:
        if case.phase1_failed():
            return (
                Verdict.AMBIGUOUS,
                "both configurations agree, and phase 1 still fails: the path, not the policy",
                _ask(case, ("debug crypto isakmp",), "where the negotiation stops"),
            )
        if not _shows_absence(case):
            return Verdict.HEALTHY, "both configurations agree in every attribute", ()
        if case.phase1_up():
            return Verdict.HEALTHY, "both configurations agree and the ISAKMP SA is established", ()
        return (
            Verdict.UNKNOWN,
            "both configurations agree, but no SA stands: no traffic asked for one, or the path is closed",
            _ask(case, ("ping",), "traffic between the protected networks brings the tunnel up"),
        )
    if case.phase1_up() and _rest_agrees(case):
        return (
            Verdict.HEALTHY,
            "both configurations agree, and the established ISAKMP SA proves policy and key",
            (),
        )
    if negotiation.keys.state is KeyState.INCOMPARABLE and not case.phase1_up():
        return (
            Verdict.AMBIGUOUS,
            negotiation.keys.reason,
            _ask(case, ("show crypto isakmp sa",), "an established SA would prove the keys"),
        )
    reasons = [
        *negotiation.unknown,
        *(
            p.selectors.reason
            for p in negotiation.pairs
            if p.selectors.outcome is Agreement.UNKNOWN
        ),
        *(
            p.transforms.reason
            for p in negotiation.pairs
            if p.transforms.outcome is Agreement.UNKNOWN
        ),
    ]
    if negotiation.keys.state is KeyState.UNUSED:
        reasons.append(negotiation.keys.reason)
    if negotiation.phase1.outcome is Agreement.UNKNOWN:
        reasons.append(negotiation.phase1.reason)
    reason = "; ".join(dict.fromkeys(reasons)) or "the configurations could not be compared"
    return (
        Verdict.UNKNOWN,
        reason,
        policy_needs(case)
        or _ask(case, ("show crypto ipsec sa",), "live SAs would show that it works"),
    )


def _rest_agrees(case: Case) -> bool:
    """Whether all but what an established ISAKMP SA proves (policy, key) is comparable and agrees."""
    negotiation = case.negotiation
    return (
        negotiation is not None
        and negotiation.phase1.outcome is not Agreement.DIFFER
        and negotiation.keys.state in (KeyState.EQUAL, KeyState.INCOMPARABLE)
        and not negotiation.lacking
        and not negotiation.unknown
        and bool(negotiation.pairs)
        and all(
            pair.selectors.outcome is Agreement.AGREE
            and pair.transforms.outcome is Agreement.AGREE
            and pair.pfs is Agreement.AGREE
            for pair in negotiation.pairs
        )
    )


def _shows_absence(case: Case) -> bool:
    """Whether an end's SA output was read and shows no live SA for this peer."""
    return any(
        end.evidence is not None and (end.evidence.ipsec_shown or end.evidence.isakmp_shown)
        for end in case.tunnel.ends
    )


def _without_configurations(case: Case) -> tuple[Verdict, str, tuple[Need, ...]]:
    ends = case.tunnel.ends
    absent = [end for end in ends if end.state is not EndState.PRESENT]
    stranger = _stranger(case)
    if case.carries_traffic() and _working(case):
        seen = "one end shows" if absent else "live SAs stand"
        text = (
            "live SAs that carry packets in both directions"
            if absent
            else "and carry packets in both directions"
        )
        return Verdict.HEALTHY, f"{seen} {text}", ()
    if not absent and _working(case):
        return Verdict.HEALTHY, "live SAs stand in both directions at each end that shows them", ()
    if stranger is not None:
        end, peer = stranger
        text = f"no crypto map entry, tunnel or key of {end.device or end.address} names {peer.address}"
        text += ": a remote-access client, a peer without a fixed address, or a stranger"
        return Verdict.UNKNOWN, text, ()
    owed = _owed(case)
    if absent:
        named = ", ".join(end.device or end.address for end in absent)
        what = (
            "unmanaged"
            if all(end.state is EndState.UNMANAGED for end in absent)
            else "missing from the dumps"
        )
        return Verdict.UNKNOWN, f"{named} is {what}", owed
    return (
        Verdict.UNKNOWN,
        "not all configurations are in the dumps, and no live SA proves that it works",
        owed,
    )


def _owed(case: Case) -> tuple[Need, ...]:
    """Return the outputs that the dumps lack."""
    needs = []
    for end in case.tunnel.ends:
        if end.device is None:
            continue
        if end.evidence is None or end.evidence.config is None:
            needs.append(
                Need(
                    device=end.device,
                    command="show running-config",
                    why="both configurations decide",
                )
            )
        if end.evidence is None or not end.evidence.ipsec_shown:
            needs.append(
                Need(
                    device=end.device,
                    command="show crypto ipsec sa",
                    why="live SAs show whether it works",
                )
            )
    return tuple(needs)


def _deciding(case: Case, found: Sequence[Diagnosis]) -> tuple[Need, ...]:
    """Return what would tell apart the causes that are left when both configurations are known."""
    command = "debug crypto isakmp" if found[0].phase != 2 else "debug crypto ipsec"
    return _ask(
        case,
        (command,),
        f"taken while a negotiation starts, it tells whether it is {found[0].slug}",
    )


def _ask(case: Case, commands: Sequence[str], why: str) -> tuple[Need, ...]:
    return tuple(
        Need(device=end.device, command=command, why=why)
        for end in case.tunnel.ends
        if end.device is not None
        for command in commands
    )


def _needs(found: Sequence[Diagnosis]) -> tuple[Need, ...]:
    return tuple(dict.fromkeys(need for item in found for need in item.needs))


# --- what belongs to no tunnel -----------------------------------------------------------------


def _data_plane(message: Message, rules: Sequence[RuleModule]) -> bool:
    phases = {module.RULE.slug: module.RULE.phase for module in rules}
    return any(phases.get(slug) == 0 for slug in message.slugs)


def _findings(
    device: DeviceEvidence, messages: Sequence[Message], rules: Sequence[RuleModule]
) -> list[DeviceFinding]:
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
