"""ikev2-authentication-failed (IKE007): IKEv2 authentication of one end fails at the other.

Symptom: `NOTIFY(AUTHENTICATION_FAILED)`, `Verification of peer's authentication data FAILED`
(devices also print `authenctication`), `Auth exchange failed`, `Failed to authenticate the IKE
SA`.

Cause: The local key of one end is not the remote key of the other (the two directions may
differ), or one end proves itself with a method that the other does not accept.

Not this when: The profile or keyring for the peer is missing (IKE008), which a line before the failure
says, or a certificate message says why (IKE009). Keys that differ by direction are no fault where each local key is the peer's
remote key. Keys that are masked or of type 6 cannot be compared: the answer then says so.

Fix: Rule out identity and profile first, then rekey-psk on both ends from one secret, which serves
both directions; where the keys of one direction agree and each has a line of its own, the other direction alone. Which of two keys was right is in neither configuration.
Where both ends hold the same two keys under the same names, one end swaps its own; where the entry of one end serves a network, it stays and the other end takes what
stands there: by reference, without a new key. Differing methods are
shown, not planned: which one is meant is a decision.

Fix safety: Safe where the tunnel is down; DISRUPTIVE where it is up: the keys act at the next
authentication. A peer block for a whole network stays, and one for the peer is put beside it.

Proof of cure: `show crypto ikev2 sa` shows READY in an SA that was authenticated after the
change.

Source: RFC 7296 sections 2.15 and 3.10.1 (AUTHENTICATION_FAILED, 24); Cisco IOS IKEv2 guide
(keyrings with local and remote keys); captured IOS-XE debugs.
"""

from __future__ import annotations

from collections.abc import Sequence

from remediate.model.base import Confidence, Platform, Safety
from remediate.model.change import RekeyPsk
from remediate.model.config_keys import PreSharedKey
from remediate.model.diagnosis import Diagnosis, Fix, Need
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.model.observation import Message
from remediate.model.signature import Signature
from remediate.negotiation import KeyState, Negotiation, negotiate
from remediate.negotiation.collected import TOGETHER, collected_apart
from remediate.negotiation.ikev2_outcome import Credentials, Ikev2Lack, Ikev2Outcome
from remediate.rules._ikev2_rekeying import differing_way, rekeyed, taken_over
from remediate.rules._younger import younger_sa
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, config_evidence, message_evidence, needs_of

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose"]

SIGNATURES = (
    Signature(name="ikev2-authentication-failed", template="NOTIFY(AUTHENTICATION_FAILED)"),
    Signature(
        name="ikev2-verification-failed",
        template="{^ikev2?}{: |}Verification of peer's {authentication|authenctication} data FAILED",
    ),
    Signature(name="ikev2-auth-exchange-failed", template="{^ikev2}{: |}Auth exchange failed"),
    Signature(
        name="ikev2-not-authenticated", template="{^ikev2}{: |}Failed to authenticate the IKE SA"
    ),
    Signature(
        name="ikev2-abort-auth-exchange-failed",
        template=(
            "{^syslog?}{?Local:{local:ip}:{local_port:int} "
            "Remote:{remote:ip}:{remote_port:int} Username:{username:word} IKEv2 "
            "}Negotiation aborted due to ERROR: Auth exchange failed"
        ),
    ),
    Signature(
        name="ikev2-abort-not-authenticated",
        template=(
            "{^syslog?}{?Local:{local:ip}:{local_port:int} "
            "Remote:{remote:ip}:{remote_port:int} Username:{username:word} IKEv2 "
            "}Negotiation aborted due to ERROR: Failed to authenticate the IKE SA"
        ),
    ),
)

RULE = Rule(
    code="IKE007",
    slug="ikev2-authentication-failed",
    title="IKEv2 authentication of one end fails at the other",
    phase=1,
    needs=(Show.RUNNING_CONFIG, Show.IKEV2_SA, Show.DEBUG_IKEV2),
    changes=("rekey-psk",),
    planned=True,
)


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where keys or methods differ, or where messages say so and nothing shows it."""
    messages = case.messages(RULE.slug)
    negotiation = case.negotiation
    reason = (
        "authentication failed: a key, a method or an identity of one end does not suit the other"
    )
    if negotiation is not None:
        if negotiation.ikev2 is None:
            return None
        keys = negotiation.ikev2.keys
        if keys.state is KeyState.DIFFERENT:
            if younger_sa(case.tunnel) is not None:
                return None  # the printed configurations are not those that authenticated it
            if all(_for_peer_alone(negotiation.ikev2, lack) for lack in negotiation.ikev2.lacks):
                return _proven(case, negotiation, messages)
        if negotiation.ikev2.lacks:
            return None
        if keys.state is KeyState.EQUAL and not negotiation.unknown:
            return None
        reason = f"{reason} ({keys.reason})"
    if not messages or case.any_up() or case.phase1_up() or _told(case):
        return None
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.POSSIBLE,
        phase=RULE.phase,
        explanation=reason,
        evidence=message_evidence(messages),
        needs=_needs(case, negotiation),
    )


def _for_peer_alone(outcome: Ikev2Outcome, lack: Ikev2Lack) -> bool:
    """Whether the key of an end is meant for the peer whatever else it lacks: its block is for that address.

    Where the profile that is attached is the wrong one, so may be the key.
    """
    mine = outcome.one if outcome.one.side is lack.side else outcome.two
    block = mine.peer
    return (
        lack.kind == "match"
        and block is not None
        and block.address is not None
        and block.address.is_host
    )


def _told(case: Case) -> bool:
    """Whether a device says why it did not authenticate its peer: no profile fits, or the certificate doesn't."""
    if case.messages("ikev2-profile-or-keyring-missing"):
        return True
    outcome = case.negotiation.ikev2 if case.negotiation is not None else None
    return outcome is not None and bool(case.messages("certificate-failure")) and _signed(outcome)


def _signed(outcome: Ikev2Outcome) -> bool:
    """Whether both ends prove themselves with certificates."""
    methods = {outcome.one.local_method, outcome.two.local_method}
    return methods <= {"rsa-sig", "ecdsa-sig"}


def _proven(
    case: Case, negotiation: Negotiation, messages: Sequence[tuple[TunnelEnd, Message]]
) -> Diagnosis:
    assert negotiation.ikev2 is not None  # noqa: S101  # the caller has looked
    keys, ends = negotiation.ikev2.keys, (negotiation.ikev2.one, negotiation.ikev2.two)
    text = keys.reason
    if case.any_up():
        text += (
            "; the SAs that are up were authenticated before, and fall at the next authentication"
        )
    alone = None if keys.methods else taken_over(case, *ends)
    if alone is not None:
        text += f"; {alone.text}"
    elif not keys.methods:
        text += ". Which key is right is in neither configuration: both ends get a new one"
        if differing_way(*ends) is not None:
            text += " for that direction; the keys of the other one agree"
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.PROVEN,
        phase=RULE.phase,
        change_on=tuple(item.side.name for item in (ends if alone is None else (alone.item,))),
        explanation=text,
        evidence=(
            *message_evidence(messages),
            *(line for item in ends for line in config_evidence(item.side.end, _lines(item))),
        ),
        fixes=_fixes(case, ends, methods=keys.methods)
        if alone is None
        else (_fix(case, alone.item, alone.why, alone.change),),
    )


def _lines(item: Credentials) -> list[int | None]:
    keys = [key.line for key in (item.local, item.remote) if key is not None]
    return keys or [item.profile.line if item.profile is not None else None]


def _fixes(case: Case, ends: Sequence[Credentials], *, methods: bool) -> tuple[Fix, ...]:
    """Return the new key for both ends; none is changed where the other one's can't be."""
    ways = differing_way(*ends) or (None, None)
    changes = [
        None if methods else rekeyed(case, item, way) for item, way in zip(ends, ways, strict=True)
    ]
    fixed = [item for item, change in zip(ends, changes, strict=True) if change is None]
    why = "one new key for both ends and both directions, from one secret reference; the old ones are kept for the way back"
    if ways[0] is not None:
        first, second = ends if ways[0] == "local" else (ends[1], ends[0])
        why = (
            f"one new key by which {first.side.name} proves itself to {second.side.name}, from one secret reference; the"
            " keys of the other direction agree and stay"
        )
    if methods:
        why = "which method both ends should use is a decision"
    elif fixed:
        names = " and ".join(item.side.name for item in fixed)
        why = f"the key of {names} is no entry for this peer alone that can be replaced"
        if any(item.profile is not None and item.profile.local for item in fixed):
            why = f"the key of {names} stands in its IKEv2 profile, for all its peers"
    return tuple(
        _fix(case, item, why, None if fixed else change)
        for item, change in zip(ends, changes, strict=True)
    )


def _fix(case: Case, item: Credentials, why: str, change: RekeyPsk | None) -> Fix:
    live = case.any_up() or case.phase1_up()
    return Fix(
        kind="rekey-psk",
        device=item.side.name,
        safety=Safety.DISRUPTIVE if live else Safety.SAFE,
        documented=True,
        why=why,
        change=change,
    )


def _needs(case: Case, negotiation: Negotiation | None) -> tuple[Need, ...]:
    if negotiation is None or negotiation.ikev2 is None:
        return needs_of(case, RULE.needs[:1], "its keys, methods and identities decide")
    needs = []
    if collected_apart(negotiation):
        return tuple(
            Need(device=side.name, command=Show.RUNNING_CONFIG, why=TOGETHER)
            for side in (negotiation.one, negotiation.two)
        )
    for item in (negotiation.ikev2.one, negotiation.ikev2.two):
        unread = [key for key in (item.local, item.remote) if key and key.fingerprint is None]
        if not unread:
            continue
        command: str = Show.IKEV2_SA
        why = "compare it at its source; an established SA would prove it"
        if item.side.config.platform is Platform.ASA:
            command = "more system:running-config"
            why = "this prints it, to be compared at its source"
        why = f"its key is {unread[0].form.value}: {why}"
        needs.append(Need(device=item.side.name, command=command, why=why))
    return tuple(needs)


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether the keys of both directions are the same afterwards, and no other peer's entry moved."""
    old, new = negotiate(before), negotiate(after)
    if old is None or new is None or old.ikev2 is None or new.ikev2 is None:
        return False
    for was, now in ((old.ikev2.one, new.ikev2.one), (old.ikev2.two, new.ikev2.two)):
        kept = {(key.text, key.keyring) for key in now.side.config.keys}
        mine = {_place(key) for key in (was.local, was.remote) if key is not None}
        others = [key for key in was.side.config.keys if _place(key) not in mine]
        if any((key.text, key.keyring) not in kept for key in others):
            return False
    return new.ikev2.keys.state is KeyState.EQUAL


def _place(key: PreSharedKey) -> tuple[int | None, str]:
    """Return what tells a key's line from others."""
    return key.line, key.text
