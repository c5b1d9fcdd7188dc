"""Logs against configurations: what a device refused though both configurations agree, and what was completed."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from remediate.diagnose.asked import pinged
from remediate.diagnose.changes import changed_since, not_changed_since
from remediate.diagnose.needs import debug_of
from remediate.messages import completed, refused_flows
from remediate.messages.completions import of_others
from remediate.messages.explained import NOT_ANSWERING
from remediate.messages.times import is_later
from remediate.model.base import Verdict
from remediate.model.diagnosis import Need
from remediate.model.evidence import TunnelEnd
from remediate.model.observation import Message, Ping
from remediate.model.signature import Role
from remediate.negotiation import Side, permits, unreadable
from remediate.rules import discover
from remediate.rules._proxies import proxy_block
from remediate.rules.base import Show
from remediate.rules.case import Case

__all__ = ["proven_by_log", "refused"]


_NAMED = frozenset(
    {
        "asa-notify-in-phase1",
        "asa-notify-rejected",
        "no-pre-shared-key",
        "notify-in-mm1",
        "notify-without-hash",
        "peer-address-not-found",
        "asa-phase2-attribute-mismatch",
        "asa-phase2-transform-mismatch",
        "policy-invalidated-error-256",
        "policy-invalidated-error-32",
        "proxy-identities-not-supported",
        "transform-not-supported-for-identity",
        "transform-proposal-not-supported",
    }
)
"""Rejections of one proposal that stand for the negotiation where none is taken after them; those of one policy don't."""
_NOT_REFUSED = frozenset(
    {
        "asa-inner-packet-mismatch",
        "asa-packet-not-ipsec",
        "asa-wrong-protocol",
        "crypto-map-incomplete",
        "ikmp-bad-message",
        "ikmp-not-encrypted",
        "inner-packet-mismatch",
        "packet-not-ipsec",
        "pki-crl-not-fetched",
    }
)
"""Of packets, of a configuration, or (a malformed message) also what a peer prints after its restart."""
_OF_IKEV1 = frozenset({"isakmp-policy-mismatch", "psk-mismatch"})
_OF_IKEV2 = ("asa-ikev2-", "ikev2-")
"""What is of the version of IKE that two ends don't use says nothing of them."""
_TAKEN = frozenset({"asa-phase2-completed", "phase2-complete", "sa-created"})


def refused(case: Case, *, phase_2: bool = False) -> tuple[Verdict, str, tuple[Need, ...]] | None:
    """Return what is to be said of a refusal in a log that nothing in the two configurations explains.

    ``phase_2``: of phase 1 an established SA tells more.
    """
    found = [*_refusals(case, phase_2=phase_2)]
    if not found:
        return None
    speaking = [item for item in found if _roles().get(item[1].signature) is not Role.CLOSING]
    end, message = (speaking or found)[-1]
    text = (
        f"{end.device or end.address} says '{message.text.strip()}': from before a change, or of what no"
        " configuration shows"
    )
    needs = [
        Need(device=item.device, command=command, why=why)
        for item in case.tunnel.ends
        if item.device is not None
        for command, why in (
            (Show.IPSEC_SA, "live SAs would show that it is over"),
            (debug_of(case), "taken anew, it tells which"),
        )
        if not (
            command is Show.IPSEC_SA and item.evidence is not None and item.evidence.ipsec_shown
        )
    ]
    return Verdict.AMBIGUOUS, text, tuple(needs)


def proven_by_log(case: Case) -> tuple[TunnelEnd, Message] | None:
    """Return the end and its message of a completed negotiation that still proves policy and key."""
    if any(True for _ in _refusals(case, phase_1=True)):
        return None
    for end in case.tunnel.ends:
        message = completed(end.messages, ikev2=case.ikev2)
        if message is not None and not_changed_since(end, message):
            return end, message
    return None


def _refusals(
    case: Case, *, phase_2: bool = False, phase_1: bool = False
) -> Iterator[tuple[TunnelEnd, Message]]:
    """Yield the refusals of a negotiation that still stand, of both phases or of one."""
    of_phase = _slugs(2 if phase_2 else 1 if phase_1 else 0)
    for end in case.tunnel.ends:
        if of_phase.isdisjoint(slug for message in end.messages for slug in message.slugs):
            continue
        flows = refused_flows(end.messages)
        taken = [i for i, message in enumerate(end.messages) if message.signature in _TAKEN]
        many = _flow_count(case)
        mended = taken[-many] if len(taken) >= many else -1
        answered = pinged(case, end)
        for index, message in enumerate(end.messages):
            named = message.signature in _NAMED and bool(taken) and index < taken[-1]
            counts = (
                _counts(case, message)
                and not named
                and (index > mended or (many > 1 and index in flows))
            )
            if (
                counts
                and not of_phase.isdisjoint(message.slugs)
                and not changed_since(end, message)
                and not _overtaken(case, end, message)
                and not any(_behind(ping, message) for ping in answered)
                and (index not in flows or _configured(case, flows[index]))
            ):
                yield end, message


def _flow_count(case: Case) -> int:
    """Return how many flows the ends have: so many completed negotiations behind a refusal leave none that is refused."""
    negotiation = case.negotiation
    sides = (negotiation.one, negotiation.two) if negotiation is not None else ()
    return max((len(_flows(side)) for side in sides), default=1) or 1


def _counts(case: Case, message: Message) -> bool:
    """Whether a message says that a negotiation was refused, and not that nothing came, or of something else."""
    slugs = {*message.slugs}
    if message.signature in _NOT_REFUSED or slugs <= {NOT_ANSWERING}:
        return False
    if of_others(message):
        return False
    if case.negotiation is not None and case.negotiation.ikev2 is None:
        if message.signature.startswith(_OF_IKEV2):
            return False
    elif not _OF_IKEV1.isdisjoint(slugs):
        return False
    role = _roles().get(message.signature)
    return message.signature in _NAMED or role in (Role.FAULT, Role.CLOSING)


def _overtaken(case: Case, end: TunnelEnd, message: Message) -> bool:
    """Whether the other end's log shows a negotiation completed that is surely later."""
    success = completed(case.tunnel.other(end).messages, ikev2=case.ikev2)
    first = bool(_slugs(1).intersection(message.slugs))
    whole = success is not None and (first or success.signature in _TAKEN)
    return success is not None and whole and is_later(success.time, message.time)


def _behind(ping: Ping, message: Message) -> bool:
    """Whether a ping was sent after a message: it stands behind it in one file."""
    one, two = ping.source, message.source
    return one.file == two.file and one.line > two.line


def _configured(case: Case, flow: frozenset[str]) -> bool:
    """Whether a flow is one of the two configurations', as far as their lists can be read."""
    blocks = frozenset(proxy_block(proxy) for proxy in flow)
    negotiation = case.negotiation
    if negotiation is None or None in blocks:
        return True
    return any(
        side.tunnels or _open(side) or blocks in _flows(side)
        for side in (negotiation.one, negotiation.two)
    )


def _open(side: Side) -> bool:
    lists = [side.config.acl(entry.acl) for entry in side.entries]
    return side.dynamic or not lists or any(acl is None or unreadable(acl) for acl in lists)


def _flows(side: Side) -> set[frozenset[object]]:
    return {
        frozenset({flow.source.normalised(), flow.destination.normalised()})
        for entry in side.entries
        for flow in permits(side.config.acl(entry.acl))
    }


@functools.cache
def _slugs(phase: int) -> frozenset[str]:
    """Return the root causes that a negotiation's phase fails by; 0: either."""
    rules = [module.RULE for module in discover()]
    return frozenset(rule.slug for rule in rules if rule.phase and phase in (0, rule.phase))


@functools.cache
def _roles() -> dict[str, Role]:
    return {item.name: item.role for module in discover() for item in module.SIGNATURES}
