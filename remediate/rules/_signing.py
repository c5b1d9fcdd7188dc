"""Whether what an end is configured with proves its peer by certificates in IKEv1: no pre-shared key is in play then."""

from __future__ import annotations

from remediate.model.base import Confidence, Platform
from remediate.model.diagnosis import Diagnosis, Need
from remediate.model.evidence import TunnelEnd
from remediate.negotiation import Agreement, Side, key_for, side_of
from remediate.rules.base import Rule
from remediate.rules.case import Case, message_evidence

__all__ = ["certificates_of", "signed_alone", "trustpoint_of", "unfinished"]

_OF_KEYS = "pre-share"
_IN_EXCHANGE = frozenset({"MM_KEY_EXCH", "MM_WAIT_MSG5", "MM_WAIT_MSG6", "AG_INIT_EXCH", "AM_WAIT_MSG3"})  # fmt: skip
"""States of an exchange in which the ends prove who they are."""


def _signing(side: Side) -> str | None:
    """Return what says that an end authenticates its peer by signatures, None where keys may serve.

    All policies of its own are of another method; or an ASA has a trustpoint for the peer, in its tunnel-group or
    its entry, and no key.
    """
    own = [policy for policy in side.config.policies if not policy.default]
    if own and all(policy.authentication != _OF_KEYS for policy in own):
        return "its policies authenticate by signatures"
    if side.config.platform is not Platform.ASA:
        return None
    if _keyed(side):
        return None
    if _group_trustpoint(side) is not None:
        return f"its tunnel-group {side.peer} has a trustpoint and no key"
    lines = side.end.evidence.config_lines if side.end.evidence is not None else []
    for entry in side.entries:
        if any(" set trustpoint " in lines[number - 1] for number in entry.lines):
            return "its crypto map entry has a trustpoint, and there is no key for the peer"
    return None


def _keyed(side: Side) -> bool:
    """Whether an end has a key for this very peer."""
    key = key_for(side)
    return key is not None and (key.peer is None or key.peer.is_host)


def _group_trustpoint(side: Side) -> str | None:
    return dict(side.config.settings.signing_groups).get(side.peer)


def trustpoint_of(case: Case, end: TunnelEnd) -> str | None:
    """Return the trustpoint that an end's tunnel-group for the peer has in place of a key (ASA, IKEv1), None elsewhere."""
    side = side_of(case.tunnel, end)
    return None if side is None or _keyed(side) else _group_trustpoint(side)


def _signers(case: Case) -> list[tuple[TunnelEnd, str]]:
    found = []
    for end in case.tunnel.ends:
        side = side_of(case.tunnel, end)
        reason = _signing(side) if side is not None else None
        if reason is not None:
            found.append((end, reason))
    return found


def signed_alone(case: Case) -> bool:
    """Whether an end whose configuration is known authenticates its peer by signatures."""
    return bool(_signers(case))


def unfinished(case: Case, rule: Rule) -> Diagnosis | None:
    """Return what a table shows of an end that authenticates by signatures, and stays where certificates are exchanged."""
    if case.phase1_up() or case.any_up():
        return None
    if case.negotiation is not None and case.negotiation.phase1.outcome is not Agreement.AGREE:
        return None
    rows = [
        (end, message)
        for end in case.tunnel.ends
        for message in end.messages
        if (message.field("state") or "").upper() in _IN_EXCHANGE
    ]
    signers = _signers(case) if rows else []
    if not signers:
        return None
    end, reason = signers[0]
    return Diagnosis(
        code=rule.code,
        slug=rule.slug,
        confidence=Confidence.POSSIBLE,
        phase=rule.phase,
        explanation=(
            f"phase 1 stays where certificates are exchanged ({rows[0][1].field('state')}), and"
            f" {end.device or end.address} has no key in play: {reason}. An end does not take the certificate of the other"
            " (its time or a clock, its issuer, its name), or the long messages that carry them are lost (fragments,"
            " UDP 500 and 4500)"
        ),
        evidence=message_evidence(rows),
        needs=certificates_of(case),
    )


def certificates_of(case: Case) -> tuple[Need, ...]:
    """Return what shows the certificates of both ends."""
    return tuple(
        Need(
            device=end.device,
            command="show crypto ca certificates"
            if end.evidence is not None and end.evidence.platform is Platform.ASA
            else "show crypto pki certificates",
            why="times, names and issuers",
        )
        for end in case.tunnel.ends
        if end.device is not None
    )
