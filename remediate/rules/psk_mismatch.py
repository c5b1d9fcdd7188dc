"""psk-mismatch (IKE003): the two ends hold different pre-shared keys.

Symptom: `%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from A failed its sanity check or is
malformed`, `reserved not zero on payload 5!` (5 is the identity payload, the first that is
encrypted), `retransmitting phase 1 MM_KEY_EXCH`; state MM_KEY_EXCH (ASA: MM_WAIT_MSG5 or
MM_WAIT_MSG6, `had problems decrypting packet, probably due to mismatched pre-shared key`). The end
that asks hears `PAYLOAD_MALFORMED` in clear (`peer has indicated that something is wrong with our
message`), IOS a packet that `was not encrypted and it should've been`.

Cause: The keys that the two ends hold for each other differ, so the first encrypted message
decrypts to garbage.

Not this when: IKMP_BAD_MESSAGE stands alone: it has other causes, and the configurations have
to confirm it. Keys that are masked or of type 6 cannot be compared: the answer then says so.
MM_KEY_EXCH with NAT found and nothing arriving on UDP 4500 is IKE011.

Fix: Enter the same key on both ends (rekey-psk), both from one secret. Which of the two was
right is in neither configuration, but where one end has the keys of two peers swapped, as the configurations of
all three show, or where the other end's entry is for a network: a third device agrees by it, or it is a DMVPN hub's for its
spokes. That end gets, by reference, the key that its peer holds. IOS refuses to overwrite (`A pre-shared key for address mask
... already exists!`): the old line goes first.

Fix safety: Safe where the tunnel is down; DISRUPTIVE where it is up, since the key is used at
the next phase-1 negotiation and the wrong end would fall. The inverse needs the old secret;
`*****` is never replayed.

Proof of cure: After a phase-1 clear for this peer (an old SA hides a wrong key) the state is
QM_IDLE on both ends and neither message returns.

Source: Cisco document 5409, "IKE Message from X.X.X.X Failed its Sanity Check", "Reserved Not
Zero on Payload 5" and the PIX section on MM_KEY_EXCH; RFC 2409 section 5.4.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from remediate.messages import signs
from remediate.model.base import Confidence, Platform, Safety
from remediate.model.change import RekeyPsk, SecretRef
from remediate.model.config import PreSharedKey, Release
from remediate.model.diagnosis import Diagnosis, Fix, Need
from remediate.model.evidence import EndState, TunnelEnd, TunnelEvidence
from remediate.model.observation import Message
from remediate.negotiation import (
    KeyState,
    Negotiation,
    Side,
    asks_user,
    key_for,
    may_lack,
    side_of,
)
from remediate.negotiation.collected import TOGETHER, collected_apart
from remediate.negotiation.partial import policies_may_go_on
from remediate.rules._by_trustpoint import trustpoint_of
from remediate.rules._notices import KEYS_DIFFER
from remediate.rules._odd_key import odd_key
from remediate.rules._swapped_keys import misplaced
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, config_evidence, message_evidence, needs_of
from remediate.rules.consequences import KEY_EXCHANGE_STALLED, MAIN_MODE_FAILED
from remediate.rules.path import answered, stalled

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose"]

SIGNATURES = (
    *KEYS_DIFFER,
    *KEY_EXCHANGE_STALLED,
    *MAIN_MODE_FAILED,
)

RULE = Rule(
    code="IKE003",
    slug="psk-mismatch",
    title="the two ends hold different pre-shared keys",
    phase=1,
    needs=(Show.RUNNING_CONFIG, Show.ISAKMP_SA, Show.DEBUG_ISAKMP),
    changes=("rekey-psk",),
    planned=True,
)


_ONLY_HERE = frozenset(signature.name for signature in KEYS_DIFFER)
_STUCK = ("MM_KEY_EXCH", "MM_WAIT_MSG5", "MM_WAIT_MSG6")


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where the keys differ, or where they can't be compared and messages say so."""
    messages = case.messages(RULE.slug)
    negotiation = case.negotiation
    if negotiation is not None:
        state = negotiation.keys.state
        if state in (KeyState.EQUAL, KeyState.MISSING, KeyState.UNUSED):
            return None
        agreed = negotiation.phase1.agreed
        if agreed is not None and agreed[0].authentication != "pre-share":
            return None  # certificates authenticate, no key is asked for
        if state is KeyState.DIFFERENT and (
            not _unasked_for(case, negotiation) or _speaks_of_keys(case, messages)
        ):
            return _proven(case, negotiation, messages)
    if any(trustpoint_of(case, end) is not None for end in case.tunnel.ends):
        return None
    stall = _stalled(case)
    if not _speaks_of_keys(case, messages) and not stall:
        return None
    reason = (
        negotiation.keys.reason if negotiation is not None else "the key of one end is not known"
    )
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.POSSIBLE,
        phase=RULE.phase,
        change_on=tuple(side.name for side in (negotiation.one, negotiation.two))
        if negotiation
        else (),
        explanation=(
            "the key exchange of phase 1 got no usable answer, as with different pre-shared keys (or with UDP 4500"
            f" filtered behind a translation); {reason}, so it is not proven"
            if stall and not _speaks_of_keys(case, messages)
            else "the first encrypted message of phase 1 could not be read, as with different pre-shared keys;"
            f" {reason}, so it is not proven"
        ),
        evidence=message_evidence(messages),
        fixes=_fixes(case, negotiation) if negotiation is not None else (),
        needs=_needs(case, negotiation),
    )


def _unasked_for(case: Case, negotiation: Negotiation) -> bool:
    """Whether parts of the configurations leave open if the keys are used: by IKEv2, or certificates, they are not."""
    sides = [side for side in (negotiation.one, negotiation.two) if may_lack(side)]
    return any(not side.entries for side in sides) or (
        case.phase1_up() and any(policies_may_go_on(side) for side in sides)
    )


def _speaks_of_keys(case: Case, messages: Sequence[tuple[TunnelEnd, Message]]) -> bool:
    if any(message.signature in _ONLY_HERE for _, message in messages):
        return True
    return any(
        row.state.upper() in _STUCK and not row.deleted and not any(map(signs, end.messages))
        for end in case.tunnel.ends
        for row in end.isakmp_sas
    )


def _stalled(case: Case) -> bool:
    """Whether an end, which may use pre-shared keys, gave up in the key exchange and nothing came of it."""
    if case.phase1_up() or case.any_up():
        return False
    ends = [end for end in case.tunnel.ends if _may_be_keys(end) and not answered(end)]
    known = [side for end in ends if (side := side_of(case.tunnel, end)) is not None]
    return bool(ends) and not any(_signs(side) for side in known)


def _may_be_keys(end: TunnelEnd) -> bool:
    """Whether a key exchange of an end got no usable answer, and nothing beside it rules the keys out."""
    return any(RULE.slug in message.slugs for message in stalled(end))


def _signs(side: Side) -> bool:
    """Whether the policies of an end are all of another authentication than by pre-shared keys."""
    own = [policy for policy in side.config.policies if not policy.default]
    return bool(own) and all(policy.authentication != "pre-share" for policy in own)


def _proven(
    case: Case, negotiation: Negotiation, messages: Sequence[tuple[TunnelEnd, Message]]
) -> Diagnosis:
    keys = negotiation.keys
    text = keys.reason
    if case.any_up():
        text += (
            "; the SAs that are up were negotiated before, and fall at the next phase-1 negotiation"
        )
    found = misplaced(negotiation, case.fleet)
    swapped = found if found is not None and found.device is not None else None
    fix = None
    if swapped is not None:
        why = f"the key that {swapped.other.name} holds, which {swapped.holder.name} has for {swapped.address}"
        fix = _taken_over(case, swapped.holder, swapped.other, why)
    elif (odd := odd_key(negotiation, case.fleet)) is not None:
        fix = _taken_over(case, odd.holder, odd.other, f"the key that {odd.other.name} holds")
        text += f"; {odd.text}" if fix is not None else ""
    if fix is None:
        text += (
            ". Which of the two keys is right is in neither configuration: both ends get a new one"
        )
    if found is not None:
        text += f"; {found.text}"
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.PROVEN,
        phase=RULE.phase,
        change_on=(fix.device,)
        if fix is not None and fix.device is not None
        else (negotiation.one.name, negotiation.two.name),
        explanation=text,
        evidence=(
            *message_evidence(messages),
            *config_evidence(negotiation.one.end, [keys.one.line if keys.one else None]),
            *config_evidence(negotiation.two.end, [keys.two.line if keys.two else None]),
            *(config_evidence(found.holder.end, [found.line]) if found is not None else ()),
        ),
        fixes=_fixes(case, negotiation) if fix is None else (fix,),
    )


def _taken_over(case: Case, holder: Side, other: Side, why: str) -> Fix | None:
    """Return the fix of the one end that takes the key of its peer, None where its entry can't be changed."""
    key = key_for(holder)
    change = _change(holder, key, f"psk/{case.tunnel.id}") if key is not None else None
    if change is None:
        return None
    current = SecretRef(name=f"psk/{case.tunnel.id}/{other.name}/current")
    live = case.any_up() or case.phase1_up()
    kept = "the old one is kept for the way back"
    beside = f"an entry for {change.peer} alone stands beside the one that its other peers keep"
    return Fix(
        kind="rekey-psk",
        device=holder.name,
        safety=Safety.DISRUPTIVE if live else Safety.SAFE,
        documented=True,
        why=f"{why}, by reference; {kept if change.previous is not None else beside}",
        change=structs.replace(change, secret=current),
    )


def _fixes(case: Case, negotiation: Negotiation) -> tuple[Fix, ...]:
    name = f"psk/{case.tunnel.id}"
    live = case.any_up() or case.phase1_up()
    fixes = []
    for side in (negotiation.one, negotiation.two):
        key = key_for(side)
        fixes.append(
            Fix(
                kind="rekey-psk",
                device=side.name,
                safety=Safety.DISRUPTIVE if live else Safety.SAFE,
                documented=True,
                why="one new key for both ends, from one secret reference; the old one is kept for the way back",
                change=_change(side, key, name) if key is not None else None,
            )
        )
    return tuple(fixes)


def _change(side: Side, key: PreSharedKey, name: str) -> RekeyPsk | None:
    """Return the change for one end.

    An entry for this peer alone is replaced. One that serves a network stays, and an entry for the
    peer, which is more specific, is put beside it: other peers keep their key.
    """
    if key.peer is None:
        return None
    own = key.peer.is_host
    if side.config.platform is Platform.ASA and not own and not side.config.release.pix:
        return None
    return RekeyPsk(
        device=side.name,
        peer=key.peer.dotted if own else side.peer,
        mask=None,
        keyring=key.keyring,
        no_xauth=key.no_xauth or asks_user(side),
        secret=SecretRef(name=f"{name}/new"),
        previous=SecretRef(name=f"{name}/{side.name}/previous") if own else None,
    )


def _needs(case: Case, negotiation: Negotiation | None) -> tuple[Need, ...]:
    if negotiation is None:
        return needs_of(case, RULE.needs[:1], "its pre-shared key decides")
    needs = []
    if collected_apart(negotiation):
        return tuple(
            Need(device=side.name, command=Show.RUNNING_CONFIG, why=TOGETHER)
            for side in (negotiation.one, negotiation.two)
        )
    for end in case.tunnel.ends:
        side = side_of(case.tunnel, end)
        if side is None or end.state is not EndState.PRESENT:
            continue
        key = key_for(side)
        if key is not None and key.fingerprint is None:
            command, why = _deciding(side.config.release)
            needs.append(
                Need(device=side.name, command=command, why=f"its key is {key.form.value}: {why}")
            )
    return tuple(needs)


def _deciding(release: Release) -> tuple[str, str]:
    """Return what shows whether a key that is not readable is the right one."""
    if release.platform is Platform.ASA and not (release.pix and release.numbers < (7,)):
        return "more system:running-config", "this prints it, to be compared at its source"
    return "show crypto isakmp sa", "compare it at its source; an established SA would prove it"


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether both ends hold one key for each other afterwards, and no other peer's key moved."""
    pairs = list(zip(before.ends, after.ends, strict=True))
    tokens = []
    for x, y in pairs:
        old, new = side_of(before, x), side_of(after, y)
        if old is None or new is None:
            return False
        key = key_for(new)
        if key is None or key.fingerprint is None:
            return False
        tokens.append(key.fingerprint)
        others = [item for item in old.config.keys if item != key_for(old)]
        if any(all(item.text != kept.text for kept in new.config.keys) for item in others):
            return False
    return tokens[0] == tokens[1]
