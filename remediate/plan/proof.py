"""The tunnel as it would be afterwards, diagnosed again: what does not come out healthy is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from remediate.diagnose import TunnelDiagnosis, examine
from remediate.diagnose.defects import answers
from remediate.diagnose.routes import no_way
from remediate.model.base import Verdict
from remediate.model.change import (
    AlignIsakmpPolicy,
    RekeyPsk,
    SetLocalAddress,
    SetPeerAddress,
    SetPsk,
)
from remediate.model.change_ikev2 import AlignIkev2Proposal, CompleteIkev2Keyring
from remediate.model.config import CryptoConfig
from remediate.model.diagnosis import Diagnosis
from remediate.model.evidence import (
    DeviceEvidence,
    FleetEvidence,
    HostFacts,
    TunnelEnd,
    TunnelEvidence,
)
from remediate.model.observation import IsakmpSa
from remediate.model.selector import Selector
from remediate.negotiation import KeyState, Negotiation
from remediate.negotiation.collected import collected_apart
from remediate.plan.steps import Refused, Step, read
from remediate.platforms.defaults import with_shown_policies
from remediate.platforms.defaults_ikev2 import with_shown_proposals
from remediate.rules import discover
from remediate.rules.case import ESTABLISHED_STATES
from remediate.tunnels import join
from remediate.tunnels.routes import tables_after

_PHASE_1 = (
    AlignIsakmpPolicy
    | RekeyPsk
    | SetPsk
    | SetPeerAddress
    | SetLocalAddress
    | AlignIkev2Proposal
    | CompleteIkev2Keyring
)

__all__ = ["Proof", "apply_in_memory", "config_after", "config_at", "joined", "prove", "worse"]


def apply_in_memory(tunnel: TunnelEvidence, steps: Sequence[Step]) -> TunnelEvidence | None:
    """Return the tunnel as its configurations would be afterwards, without old states and messages.

    An established ISAKMP SA stays where no phase-1 change is made: it still proves policy and key.
    """
    own = [step for step in steps if not step.made_for]
    texts = {step.change.device: step.after for step in own}
    phase1 = any(isinstance(step.change, _PHASE_1) for step in steps)
    devices = []
    for end in tunnel.ends:
        if end.evidence is None:
            continue
        sas = () if phase1 else _established(end.evidence.isakmp_sas)
        after = config_after(end.evidence, texts.get(end.evidence.device))
        devices.append(msgspec.structs.replace(after, isakmp_sas=sas))
    return joined(tunnel, devices)


def joined(tunnel: TunnelEvidence, devices: Sequence[DeviceEvidence]) -> TunnelEvidence | None:
    """Return a tunnel as these states of its two devices make it, None where they make none."""
    ends = {end.device: end for end in tunnel.ends}
    known = [
        msgspec.structs.replace(item, facts=_known_as(ends[item.device], item.facts))
        for item in devices
    ]
    hosts = tuple(item.facts for item in known if item.facts is not None)
    found = join(FleetEvidence(devices=tuple(known), hosts=hosts), only=tunnel.id)
    return next((item for item in found.tunnels if item.id == tunnel.id), None)


def _known_as(end: TunnelEnd, facts: HostFacts | None) -> HostFacts | None:
    """Return what is known of a host, with the address that NAT gives it: tables showed it, which are left out."""
    pair = (end.local_address, end.address)
    if end.device is None or end.local_address == end.address:
        return facts
    facts = facts or HostFacts(name=end.device)
    return facts if pair in facts.nat else msgspec.structs.replace(facts, nat=(*facts.nat, pair))


def config_after(evidence: DeviceEvidence, text: str | None) -> DeviceEvidence:
    """Return a device with another text of its configuration (None: its own), without states and messages."""
    config = config_at(evidence, text)
    return DeviceEvidence(
        device=evidence.device,
        platform=evidence.platform,
        version=evidence.version,
        config=config,
        config_text=text if text is not None else evidence.config_text,
        config_source=evidence.config_source,
        default_policies=evidence.default_policies,
        ikev2_proposals=evidence.ikev2_proposals,
        addresses=evidence.addresses,
        facts=evidence.facts,
        tables=config.tables if config is not None else evidence.tables,
    )


def config_at(evidence: DeviceEvidence, text: str | None) -> CryptoConfig | None:
    """Return the configuration of a device as a text says it, with what it showed of its built-in ones."""
    if text is None or text == evidence.config_text:
        return evidence.config
    before = evidence.config
    release = before.release if before is not None else None
    config = with_shown_policies(read(text, release), evidence.default_policies)
    if before is not None and before.tables:
        # Printed before the change: with the static routes that it brings, and without those that it takes.
        config = msgspec.structs.replace(config, tables=tables_after(before, config))
    return with_shown_proposals(config, evidence.ikev2_proposals)


def _established(rows: Sequence[IsakmpSa]) -> tuple[IsakmpSa, ...]:
    return tuple(row for row in rows if row.state.upper() in ESTABLISHED_STATES and not row.deleted)


class Proof(NamedTuple):
    """What diagnosing again gives."""

    verdict: Verdict
    reason: str = ""
    """Why it is not HEALTHY."""


def prove(
    item: TunnelDiagnosis,
    before: TunnelEvidence,
    after: TunnelEvidence | None,
    certain: Sequence[Diagnosis],
) -> Proof | Refused:
    """Return the verdict afterwards; refused where a cause is still there, or a new one has come.

    ``before`` is the tunnel as the earlier parts of the plan leave it: what they cured already is compared with
    what was read, what else stands with what stood just before.
    """
    if after is None:
        return Refused(("with the changes applied the two ends no longer face each other",))
    modules = {module.RULE.slug: module for module in discover()}
    for found in certain:
        given, failed = answers(
            [modules[found.slug]],
            "cured",
            item.tunnel.id,
            lambda ask: ask(item.tunnel, after) or ask(before, after),
        )
        if failed:
            return Refused((failed[0].reason,), defects=failed)
        if not any(cured for _, cured in given):
            return Refused((f"{found.slug}: with the changes applied in memory it is not cured",))
    again = examine(after)
    if again.diagnoses:
        return Refused(
            tuple(
                f"with the changes applied in memory {found.slug} is found: {found.explanation}"
                for found in again.diagnoses
            )
        )
    if again.verdict is Verdict.HEALTHY:
        return Proof(again.verdict)
    was = item.case.negotiation
    if was is None:
        return Refused(("the configuration of one end is not in the dumps",))
    if again.verdict is Verdict.AMBIGUOUS and _only_keys_left(was, again):
        return Proof(again.verdict, again.reason)
    if no_way(item.case) is not None and no_way(again.case) == (
        again.verdict,
        again.reason,
        again.needs,
    ):
        return Proof(again.verdict, again.reason)  # the route that is not shown was not before
    if again.verdict is Verdict.AMBIGUOUS and _of_keys_not_compared(item.tunnel, was, again):
        return Proof(again.verdict, again.reason)  # they were no part of what is claimed
    return Refused(
        (f"with the changes applied in memory the tunnel is {again.verdict}: {again.reason}",),
        again.needs,
    )


def _of_keys_not_compared(
    tunnel: TunnelEvidence, before: Negotiation, again: TunnelDiagnosis
) -> bool:
    """Whether a verdict rests on keys that can't be compared: masked ones, or of other collections."""
    after = again.case.negotiation or before
    masked = KeyState.INCOMPARABLE in (before.key_state, after.key_state) and (
        collected_apart(before)
        or any(
            key.fingerprint is None
            for end in tunnel.ends
            if end.evidence is not None and end.evidence.config is not None
            for key in end.evidence.config.keys
        )
    )
    first = before.key_state is KeyState.INCOMPARABLE
    return masked and again.reason == (before.key_reason if first else after.key_reason)


def _only_keys_left(before: Negotiation, again: TunnelDiagnosis) -> bool:
    """Whether a missing IKEv2 key is there now, and can't be compared as the other end's is masked."""
    after = again.case.negotiation
    return (
        before.ikev2 is not None
        and bool(before.ikev2.lacks)
        and after is not None
        and after.key_state is KeyState.INCOMPARABLE
        and again.reason == after.key_reason
    )


_RANK = (Verdict.HEALTHY, Verdict.AMBIGUOUS, Verdict.UNKNOWN, Verdict.FAULT)


def worse(tunnels: Iterable[TunnelEvidence], steps: Sequence[Step]) -> Iterator[str]:
    """Yield what tunnels besides the one that is cured would suffer from its changes."""
    for tunnel in tunnels:
        first, then = apply_in_memory(tunnel, ()), apply_in_memory(tunnel, steps)
        if first is None:
            continue
        if then is None:
            yield f"with the changes applied in memory the two ends of {tunnel.id} no longer face each other"
            continue
        was, now = examine(first), examine(then)
        known = {found.slug for found in was.diagnoses}
        left = known - {found.slug for found in now.diagnoses}
        new = [found for found in now.diagnoses if found.slug not in known]
        # What comes to light once another cause is gone makes a faulty tunnel no worse.
        if was.verdict is not Verdict.FAULT or len(new) > len(left):
            for found in new:
                yield f"with the changes applied in memory {found.slug} is found on {tunnel.id}: {found.explanation}"
        lost = [str(flow) for flow in _flows(was) if flow not in _flows(now)]
        if lost:
            yield f"it takes {', '.join(lost)} from {tunnel.id}, whose ends both protect it"
        if _RANK.index(now.verdict) > _RANK.index(was.verdict):
            yield f"with the changes applied in memory {tunnel.id} is {now.verdict}: {now.reason}"


def _flows(item: TunnelDiagnosis) -> dict[Selector, None]:
    """Return the flows that both ends of a tunnel protect."""
    pairs = item.case.negotiation.pairs if item.case.negotiation is not None else ()
    return dict.fromkeys(flow for pair in pairs for flow in pair.selectors.common)
