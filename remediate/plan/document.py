"""A tunnel's part of the plan: changes, clears, checks, safety."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from remediate.diagnose import DeviceFinding, TunnelDiagnosis
from remediate.model.base import Platform, Safety
from remediate.model.change import kind_of, secrets_of
from remediate.model.change_sa import DropEspAuthentication, SetReplayWindow
from remediate.model.diagnosis import Diagnosis
from remediate.model.evidence import TunnelEnd
from remediate.model.plan import PlannedChange, TunnelPlan, Why
from remediate.negotiation.versions import versions_of
from remediate.plan.proof import Proof
from remediate.plan.steps import Step
from remediate.platforms.diff import unified
from remediate.rules import discover
from remediate.secrets import mask

__all__ = ["assemble", "planned_changes", "why_of"]


def assemble(
    item: TunnelDiagnosis, certain: Sequence[Diagnosis], steps: Sequence[Step], proof: Proof
) -> TunnelPlan:
    """Return a tunnel's part of the plan."""
    live = item.case.any_up() or item.case.phase1_up()
    changes = planned_changes(steps)
    rebuilt = any(isinstance(step.change, DropEspAuthentication) for step in steps)
    negotiates = rebuilt or any(found.phase in (1, 2) for found in certain)
    # A flow that has no SA negotiates one by itself: those of the other flows, which may live, stay.
    flows_only = all(found.slug == "crypto-acl-not-mirrored" for found in certain)
    others = live or _flows_in_common(item)
    clears = tuple(_clears(item, certain)) if negotiates and not (flows_only and others) else ()
    window = any(change.window for change in changes) or (live and bool(clears))
    return TunnelPlan(
        tunnel=item.tunnel.id,
        verdict=item.verdict,
        why=tuple(map(why_of, certain)),
        changes=changes,
        checks=tuple(_checks(item, certain, steps)),
        clears=clears,
        window=window,
        wave=0,
        after=proof.verdict,
        after_reason=proof.reason,
    )


def why_of(found: Diagnosis | DeviceFinding) -> Why:
    """Return a cause, of a tunnel or of a device, as the plan shows it."""
    return Why(
        code=found.code,
        slug=found.slug,
        confidence=found.confidence,
        explanation=found.explanation,
        evidence=tuple(dict.fromkeys(found.evidence)),
    )


def _flows_in_common(item: TunnelDiagnosis) -> bool:
    """Whether some flow of the tunnel has entries at both ends, so that its SA may live."""
    negotiation = item.case.negotiation
    return negotiation is not None and any(pair.selectors.common for pair in negotiation.pairs)


def planned_changes(steps: Sequence[Step]) -> tuple[PlannedChange, ...]:
    """Return the steps as the plan shows them, in order."""
    return tuple(_planned(index, step) for index, step in enumerate(steps, start=1))


def _planned(order: int, step: Step) -> PlannedChange:
    safety = max(step.fix.safety, step.rendered.safety, key=_severity)
    return PlannedChange(
        order=order,
        kind=kind_of(step.change),
        device=step.change.device,
        platform=step.platform.value,
        cures=step.slugs,
        change=step.change,
        commands=step.rendered.commands,
        inverse=() if step.made_for else step.rendered.inverse,
        diff=mask(unified(step.before, step.after, platform=step.platform)),
        safety=safety,
        window=safety is Safety.DISRUPTIVE or step.rendered.disruptive,
        documented=step.fix.documented,
        why=step.fix.why,
        preconditions=step.rendered.preconditions,
        operational=step.rendered.operational,
        secrets=tuple(item.name for item in secrets_of(step.change)),
        made_for=step.made_for,
        asked=step.asked,
    )


def _severity(safety: Safety) -> int:
    return (Safety.SAFE, Safety.DISRUPTIVE, Safety.WEAKENING, Safety.DISPLAY_ONLY).index(safety)


def _clears(item: TunnelDiagnosis, certain: Sequence[Diagnosis]) -> Iterable[tuple[str, str]]:
    """Yield the scoped clears that make the cure visible: phase 1 where phase 1 changed, else phase 2."""
    first = any(found.phase == 1 for found in certain)
    ikev2 = _is_ikev2(item)
    for end in item.tunnel.ends:
        config = end.evidence.config if end.evidence is not None else None
        if config is None or end.device is None:
            continue
        peer = item.tunnel.other(end).address
        command = _clear(config.platform, config.release, peer, phase1=first, ikev2=ikev2)
        if command is not None:
            yield end.device, command


def _is_ikev2(item: TunnelDiagnosis) -> bool:
    negotiation = item.case.negotiation
    if negotiation is None:
        return False
    sides = [side for side in (negotiation.one, negotiation.two) if side.entries]
    if negotiation.ikev2 is None and len(sides) == 1:  # the other end's entry names another peer
        return not versions_of(sides[0]).ikev1
    return negotiation.ikev2 is not None


def _clear(
    platform: Platform, release: object, peer: str, *, phase1: bool, ikev2: bool
) -> str | None:
    """Return the command that clears this peer's SAs alone, None where the release has no such form."""
    numbers = getattr(release, "numbers", ())
    if ikev2 and phase1:
        remote = "remote " if platform is Platform.IOS else ""
        return f"clear crypto ikev2 sa {remote}{peer}"
    if platform is Platform.IOS and phase1:
        older = not getattr(release, "xe", False) and () < numbers < (12, 3, 4)
        if (
            older or ":" in peer
        ):  # `clear crypto session` came with 12.3(4)T, and takes no IPv6 address there
            return None
    if platform is Platform.IOS:
        return f"clear crypto session remote {peer}" if phase1 else f"clear crypto sa peer {peer}"
    if not numbers or numbers < (8, 4):
        return None if phase1 else f"clear crypto ipsec sa peer {peer}" if numbers >= (7,) else None
    return f"clear crypto ikev1 sa {peer}" if phase1 else f"clear crypto ipsec sa peer {peer}"


def _says_active(end: TunnelEnd) -> bool:
    """Whether the device calls an established ISAKMP SA MM_ACTIVE: ASA and PIX 7; PIX 6 says QM_IDLE."""
    evidence = end.evidence
    if evidence is None or evidence.platform is not Platform.ASA:
        return False
    release = evidence.config.release if evidence.config is not None else None
    return release is None or not release.pix or release.numbers >= (7,)


def _says_pix6(end: TunnelEnd) -> bool:
    config = end.evidence.config if end.evidence is not None else None
    release = config.release if config is not None else None
    return release is not None and release.pix and release.numbers < (7,)


def _checks(
    item: TunnelDiagnosis, certain: Sequence[Diagnosis], steps: Sequence[Step]
) -> Iterable[str]:
    modules = {module.RULE.slug: module for module in discover()}
    for end in item.tunnel.ends:
        if end.device is None or end.evidence is None:
            continue
        peer = item.tunnel.other(end).address
        first = next((e.peers[0] for e in end.entries if peer in e.peers[1:]), None)
        waits = f", once {first} does not answer: {peer} is a standby peer" if first else ""
        for check in _seen_at(item, end, certain, steps):
            yield f"{end.device}: {check}{waits}"
    for found in certain:
        if modules[found.slug].SIGNATURES:
            title = modules[found.slug].RULE.title
            yield f"no further message of {found.slug} ({title}) in 'show logging' of either end"


def _seen_at(
    item: TunnelDiagnosis, end: TunnelEnd, certain: Sequence[Diagnosis], steps: Sequence[Step]
) -> Iterable[str]:
    """Yield what is to be seen at an end; never what only a clear that is not planned would bring."""
    peer = item.tunnel.other(end).address
    # A PIX 6 shows all peers, or those of a map: its command takes no peer.
    pix6 = _says_pix6(end)
    sas = f"'show crypto ipsec sa' (of {peer})" if pix6 else f"'show crypto ipsec sa peer {peer}'"
    if any(found.phase in (1, 2) for found in certain):
        state = "MM_ACTIVE" if _says_active(end) else "QM_IDLE"
        state, version = ("READY", "ikev2") if _is_ikev2(item) else (state, "isakmp")
        new = " in a new SA" if any(found.phase == 1 for found in certain) else ""
        yield f"'show crypto {version} sa' shows {state} for {peer}{new}"
        yield f"{sas} shows inbound and outbound ESP SAs, and encaps and decaps grow with traffic"
    elif any(step.rendered.operational for step in steps):
        yield f"{sas} shows new SAs, whose outbound SPIs are the inbound ones of the other end"
    elif any(found.code.startswith("NET") for found in certain):
        yield f"{sas}: encaps and decaps both grow with traffic"
    elif any(isinstance(step.change, SetReplayWindow) for step in steps):
        yield f"{sas}: SAs that were set up after the change count no more replay errors; those that stood keep their window"
    else:
        yield f"{sas}: the SAs still stand, and receive errors no longer grow"
