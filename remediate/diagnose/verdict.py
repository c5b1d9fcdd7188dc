"""The verdict of a tunnel, in a word and a sentence, and what would settle an open one."""

from __future__ import annotations

from collections.abc import Sequence

from remediate.diagnose.asked import asked_in_vain
from remediate.diagnose.hubs import unmet_hub
from remediate.diagnose.needs import (
    ask,
    debug_of,
    deciding,
    needs_of_all,
    of_peer,
    owed,
    own_address,
)
from remediate.diagnose.refusals import proven_by_log, refused
from remediate.diagnose.routes import filtered_out, no_way
from remediate.diagnose.silence import carried_once, errors_counted, silence, unanswering
from remediate.diagnose.strangers import stranger
from remediate.model.base import Confidence, Verdict
from remediate.model.diagnosis import Diagnosis, Need
from remediate.model.evidence import EndState, TunnelEnd
from remediate.model.observation import Message
from remediate.negotiation import Agreement, KeyState
from remediate.negotiation.collected import TOGETHER, collected_apart
from remediate.negotiation.gre_links import gre_differs
from remediate.rules.case import Case, cut_needs, policy_needs

__all__ = ["verdict", "working"]


def working(case: Case) -> bool:
    """Whether the tunnel is seen to work: live SAs at every end that shows them, and none stuck."""
    if case.phase1_failed():
        return False
    return case.both_up()


def verdict(case: Case, found: Sequence[Diagnosis]) -> tuple[Verdict, str, tuple[Need, ...]]:
    """Return the verdict for the causes found, the reason, and what the dumps still owe."""
    word, reason, needs = _verdict(case, found)
    return word, reason, (*own_address(case), *needs)


def _verdict(case: Case, found: Sequence[Diagnosis]) -> tuple[Verdict, str, tuple[Need, ...]]:
    certain = [item for item in found if item.confidence is not Confidence.POSSIBLE]
    if certain:
        return Verdict.FAULT, _proof(case, certain), needs_of_all(certain)
    if found:
        ours = needs_of_all(found) or owed(case)
        needs = (*of_peer(case, found), *(cut_needs(case) or ours)) or deciding(case, found)
        return (
            Verdict.AMBIGUOUS,
            "the evidence fits more than one cause, or is not enough to prove one",
            needs,
        )
    if case.negotiation is None:
        return _without_configurations(case)
    word, reason, needs = _configured(case)
    return word, reason, _keys_owed(case, reason) or needs


def _keys_owed(case: Case, reason: str) -> tuple[Need, ...]:
    """Return the running-configs that are owed where a part of one that holds no key for the peer leaves it open."""
    negotiation = case.negotiation
    if negotiation is None or negotiation.ikev2 is not None or reason != negotiation.key_reason:
        return ()
    keys = negotiation.keys
    shown = keys.one is not None and keys.two is not None
    return () if shown or keys.state is not KeyState.INCOMPARABLE else cut_needs(case)


def _proof(case: Case, certain: Sequence[Diagnosis]) -> str:
    """Return in a sentence how far the causes of a fault are proven."""
    both = (
        "the configurations of both ends" if case.tunnel.both_configured else "what the ends show"
    )
    words = {
        Confidence.PROVEN: f"proven from {both}",
        Confidence.LIKELY: "confirmed by one end",
    }
    return "; ".join(f"{item.slug}: {words[item.confidence]}" for item in certain)


def _configured(case: Case) -> tuple[Verdict, str, tuple[Need, ...]]:
    negotiation = case.negotiation
    assert negotiation is not None  # noqa: S101  # the caller has looked
    if negotiation.lacking:
        return Verdict.UNKNOWN, negotiation.lacking[0].reason, ()
    if working(case):
        text = "live SAs stand in both directions"
        if negotiation.ikev2 is not None and negotiation.key_state is KeyState.DIFFERENT:
            text = (
                f"{text}, authenticated after the last change of either configuration, though as printed"
                f" {negotiation.key_reason}"
            )
        elif not negotiation.unknown:
            text = f"both ends are configured alike and {text}"
        sides = negotiation.one, negotiation.two
        moved = case.carries_traffic()
        if other := gre_differs(*sides, negotiation.pairs, registered=moved):
            lost = silence(case)
            return Verdict.AMBIGUOUS, f"live SAs stand, and {other}", lost[2] if lost else ()
        differ = [p.pfs_reason for p in negotiation.pairs if p.pfs is Agreement.DIFFER]
        if differ:
            text = f"live SAs stand in both directions, set up by the end with PFS; {differ[0]}"
        healthy = Verdict.HEALTHY, text + errors_counted(case) + carried_once(case), ()
        return silence(case) or filtered_out(case) or healthy
    if case.any_up():
        return (
            Verdict.UNKNOWN,
            "one end holds SAs that the other does not show",
            ask(case, ("show crypto ipsec sa",), "whether both ends hold the same SAs"),
        )
    logged = None if case.phase1_up() or not _rest_agrees(case) else proven_by_log(case)
    if negotiation.agrees or logged is not None:
        return _agreeing(case, logged)
    if case.phase1_up() and _rest_agrees(case):
        return _lowered(refused(case, phase_2=True), "both configurations agree") or (
            Verdict.HEALTHY,
            "both configurations agree, and the established ISAKMP SA proves policy and key",
            (),
        )
    if negotiation.key_state is KeyState.INCOMPARABLE and not case.phase1_up():
        version = "isakmp" if negotiation.ikev2 is None else "ikev2"
        asked = ask(case, (f"show crypto {version} sa",), "an established SA would prove the keys")
        if collected_apart(negotiation):
            asked = ask(case, ("show running-config",), TOGETHER)
        refusal = _rest_agrees(case) and refused(case)
        return (
            _lowered(refusal, f"{negotiation.key_reason}, the rest agrees") if refusal else None
        ) or (Verdict.AMBIGUOUS, negotiation.key_reason, asked)
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
    if negotiation.key_state in (KeyState.UNUSED, KeyState.MISSING):
        reasons.append(negotiation.key_reason)
    if negotiation.policy_outcome is Agreement.UNKNOWN:
        reasons.append(negotiation.policy_reason)
    reason = "; ".join(dict.fromkeys(reasons)) or "the configurations could not be compared"
    if gre_differs(negotiation.one, negotiation.two, negotiation.pairs) == reason:
        return Verdict.UNKNOWN, reason, ()  # no SA decides that
    return (
        Verdict.UNKNOWN,
        reason,
        cut_needs(case)
        or policy_needs(case)
        or ask(case, ("show crypto ipsec sa",), "live SAs would show that it works"),
    )


def _agreeing(
    case: Case, logged: tuple[TunnelEnd, Message] | None
) -> tuple[Verdict, str, tuple[Need, ...]]:
    """Return the verdict where both configurations agree, keys too: as printed, or as a negotiation in a log proves."""
    if case.phase1_failed():
        text = "both configurations agree, and phase 1 still fails"
        return _lowered(refused(case), text) or (
            Verdict.AMBIGUOUS,
            f"{text}: the path, not the policy",
            ask(case, (debug_of(case),), "where the negotiation stops"),
        )
    if not case.phase1_up() and (open_way := no_way(case)) is not None:
        return open_way
    if (dropped := filtered_out(case)) is not None:
        return dropped
    refusal = refused(case, phase_2=case.phase1_up()) or asked_in_vain(case)
    if not _shows_absence(case):
        if logged is not None:
            end, message = logged
            text = (
                f"both configurations agree, and {end.device or end.address} logged '{message.text.strip()}':"
                " that proves policy and key"
            )
        else:
            text = "both configurations agree in every IPsec attribute"
        return _lowered(refusal, "both configurations agree") or (Verdict.HEALTHY, text, ())
    if case.phase1_up():
        text = "both configurations agree and the ISAKMP SA is established"
        return _lowered(refusal, text) or (Verdict.HEALTHY, text, ())
    if (waiting := _unfinished(case)) is not None:
        return _lowered(refusal, f"both configurations agree, {waiting},") or (
            Verdict.AMBIGUOUS,
            f"both configurations agree, and {waiting}",
            ask(case, (debug_of(case),), "where the negotiation stops"),
        )
    return _lowered(refusal, "both configurations agree, no SA stands,") or (
        Verdict.UNKNOWN,
        f"both configurations agree, but no SA stands: {_last_one(case)}, or the path is closed",
        ask(case, ("ping",), "traffic between the protected networks brings the tunnel up"),
    )


def _unfinished(case: Case) -> str | None:
    """Return what a row says of a negotiation that is neither established nor known to be stuck (`CONF_XAUTH`)."""
    for end in case.tunnel.ends:
        for row in end.isakmp_sas:
            if row.state and not row.deleted:
                return f"an ISAKMP SA of {end.device or end.address} stays at {row.state}"
    return None


def _last_one(case: Case) -> str:
    """Return what may be the reason that no SA stands: a deleted one says that there was one, or a try."""
    for end in case.tunnel.ends:
        for row in end.isakmp_sas:
            if row.deleted:
                name = end.device or end.address
                return f"the last one of {name} was given up or cleared ({row.state}, deleted)"
    return "no traffic asked for one"


def _lowered(
    refusal: tuple[Verdict, str, tuple[Need, ...]] | None, first: str
) -> tuple[Verdict, str, tuple[Need, ...]] | None:
    """Return what is to be said of a refusal, with what the configurations and tables say before it."""
    if refusal is None:
        return None
    word, text, needs = refusal
    comma = "" if first.endswith(",") else ","
    return word, f"{first}{comma} and {text}", needs


def _rest_agrees(case: Case) -> bool:
    """Whether all but what an established ISAKMP SA proves (policy, key) is comparable and agrees."""
    negotiation = case.negotiation
    return (
        negotiation is not None
        and negotiation.policy_outcome is not Agreement.DIFFER
        and not (negotiation.ikev2 is not None and negotiation.ikev2.lacks)
        and negotiation.key_state in (KeyState.EQUAL, KeyState.INCOMPARABLE)
        and negotiation.children_agree
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
    unknown = stranger(case)
    if not absent and working(case) and (lost := silence(case)) is not None:
        return lost
    if case.carries_traffic() and working(case):
        seen = "one end shows" if absent else "live SAs stand"
        text = (
            "live SAs that carry packets in both directions"
            if absent
            else "and carry packets in both directions"
        )
        return Verdict.HEALTHY, f"{seen} {text}", ()
    if not absent and working(case):
        return Verdict.HEALTHY, "live SAs stand in both directions at each end that shows them", ()
    if unknown is not None:
        end, peer = unknown
        text = f"no crypto map entry, tunnel or key of {end.device or end.address} names {peer.address}"
        text += ": a remote-access client, a peer without a fixed address, or a stranger"
        return Verdict.UNKNOWN, text, ()
    missing = owed(case)
    if (absent or not _shows_absence(case)) and (one_way := unanswering(case)) is not None:
        word, text, needs = one_way
        return word, text, (*missing, *needs)
    if absent and (hub := unmet_hub(case)) is not None:
        return Verdict.UNKNOWN, hub, missing
    if (whose := [end for end in ends if end.either]) and absent:
        name = whose[0].device or whose[0].address
        text = f"nothing tells which of {' and '.join(whose[0].either)} is {name}'s own address"
        return Verdict.UNKNOWN, text, missing
    if absent:
        named = ", ".join(end.device or end.address for end in absent)
        what = (
            "neither in the dumps nor in the inventory"
            if all(end.state is EndState.UNMANAGED for end in absent)
            else "missing from the dumps"
        )
        return Verdict.UNKNOWN, f"{named} {'is' if len(absent) == 1 else 'are'} {what}", missing
    return (
        Verdict.UNKNOWN,
        "not all configurations are in the dumps, and no live SA proves that it works",
        missing,
    )
