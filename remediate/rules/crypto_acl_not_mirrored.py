"""crypto-acl-not-mirrored (IPS001): the crypto ACLs of the two ends do not mirror each other.

Symptom: The responder prints `proxy identities not supported`, `map_db_find_best did not find
matching map`, `IPSec policy invalidated proposal with error 32` or `invalid proxy IDs`; ASA
713061 (`Rejecting IPSec tunnel: no matching crypto map entry`), 713222, `QM FSM error`; IKEv2
TS_UNACCEPTABLE, 750003, 751022; who asks hears `Invalid ID info (18)`; in the data plane 402116,
RECVD_PKT_INV_IDENTITY (IOS) or 402103 (PIX): the SA stands, and packets of other networks come through it.

Cause: A permit of one end has no counterpart in the other: a network here and a host there,
other ports, an entry on one end only. A responder takes a subset of its own entry, so a tunnel
may come up from one side alone.

Not this when: `atts are acceptable` stands directly before (that is normal); the entry is right
but the map is not bound (IPS005) or an earlier entry takes the flow (IPS006); 713061 comes from
the standby tunnel of a cloud gateway; `QM FSM error` follows a refused transform (IPS002).

Fix: Mirror the entry that deviates (mirror-crypto-acl): swap source and destination, addresses
and ports. The list is edited entry by entry and never replaced. A flow that the other end just
lacks is not added to its list where it has no way to that network (both ways are open then), or where
the flow is another peer's (it goes out of the first list; of two sites in one entry the second one gets an entry
and a list of its own, split-crypto-map-entry, where the dumps of both tell whose each flow is, else a person parts them).
Where two entries of a map have each other's peer, as the lists of both peers show, the peers are exchanged
(set-peer-address); an entry that names another one's list gets its own, where that stands unused (complete-crypto-map).

Fix safety: Safe where the flow is down, carries nothing in clear and no other entry overlaps;
else DISRUPTIVE: a permit in the ACL of a bound map drops matching clear traffic.

Proof of cure: `show crypto ipsec sa` shows the pair of identities on both ends with live SPIs
in both directions and counters that move.

Source: Cisco document 5409, "Proxy Identities Not Supported", "IPSEC(initialize_sas): Invalid
Proxy IDs", "QM FSM Error"; RFC 2409 section 5.5; ASA syslog guide.
"""

from __future__ import annotations

from collections.abc import Sequence

from remediate.model.base import Confidence, Safety
from remediate.model.config_lists import AccessList
from remediate.model.diagnosis import Diagnosis, Fix
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.model.observation import Message
from remediate.model.selector import Selector
from remediate.negotiation import (
    Agreement,
    EntryPair,
    Negotiation,
    negotiate,
)
from remediate.rules._bypassed import bypassed
from remediate.rules._mirror_fix import mirror_fixes
from remediate.rules._notices import INNER_PACKET_MISMATCH, INVALID_ID
from remediate.rules._proxies import foreign_proxies, packets_told, proxies_told
from remediate.rules._proxies_refused import PROXIES_REFUSED
from remediate.rules._swapped_peers import swapped_peers
from remediate.rules._wrong_list import wrong_list
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, confidence_of, config_evidence, message_evidence, needs_of
from remediate.rules.consequences import (
    CLEAR_TEXT_FROM_PEER,
    NO_PROPOSAL_CHOSEN,
    PHASE_2_REFUSED,
    QM_FSM_ERROR,
)
from remediate.rules.intent import repairs

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose"]

SIGNATURES = (
    *INVALID_ID,
    *INNER_PACKET_MISMATCH,
    *PROXIES_REFUSED,
    *PHASE_2_REFUSED,
    *QM_FSM_ERROR,
    *NO_PROPOSAL_CHOSEN,
    *CLEAR_TEXT_FROM_PEER,
)

RULE = Rule(
    code="IPS001",
    slug="crypto-acl-not-mirrored",
    title="the crypto ACLs of the two ends do not mirror each other",
    phase=2,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA, Show.DEBUG_IPSEC),
    changes=(
        "mirror-crypto-acl",
        "set-peer-address",
        "complete-crypto-map",
        "split-crypto-map-entry",
    ),
    planned=True,
)


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis from both ACLs, else from the proxies that one end was offered."""
    messages = case.messages(RULE.slug)
    negotiation = case.negotiation
    if negotiation is not None:
        pairs = [pair for pair in negotiation.pairs if pair.selectors.outcome is Agreement.DIFFER]
        if pairs:
            return _proven(case, negotiation, pairs, messages)
        if negotiation.pairs and all(
            pair.selectors.outcome is Agreement.AGREE for pair in negotiation.pairs
        ):
            return None
    if not messages:
        return None
    offered = foreign_proxies(case)
    if offered is None and bypassed(case):
        return None  # no list was asked: the peer's entry is not complete
    named = offered is not None or any(message.slugs == (RULE.slug,) for _, message in messages)
    text = packets_told(case, RULE.slug) or (
        f"phase 2 was refused{' for its proxy identities' if named else ''}, as with crypto ACLs that do not mirror"
        " each other"
        f"{proxies_told(case, foreign=offered is not None)}"
    )
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=confidence_of(case, confirmed_by_one=offered is not None and not case.both_up()),
        phase=RULE.phase,
        explanation=text,
        evidence=message_evidence(messages),
        needs=needs_of(case, RULE.needs[:1], "its crypto ACL decides"),
    )


def _proven(
    case: Case,
    negotiation: Negotiation,
    pairs: Sequence[EntryPair],
    messages: Sequence[tuple[TunnelEnd, Message]],
) -> Diagnosis:
    one, two = negotiation.one, negotiation.two
    texts: list[str] = []
    fixes: list[Fix] = []
    on: dict[str, None] = {}
    evidence = [*message_evidence(messages)]
    for pair in pairs:
        selectors = pair.selectors
        if not selectors.only_one and not selectors.only_two:
            texts.append(selectors.reason)
            for side, entry in ((one, pair.one), (two, pair.two)):
                evidence.extend(config_evidence(side.end, entry.lines[:1]))
            fixes.append(_unlike_ends())
            continue
        for side, entry, flows in (
            (one, pair.one, selectors.only_one),
            (two, pair.two, selectors.only_two),
        ):
            other = two if side is one else one
            texts.extend(
                f"{side.name} protects {flow}, which {other.name} does not mirror" for flow in flows
            )
            acl = side.config.acl(entry.acl)
            evidence.extend(config_evidence(side.end, _lines(acl, flows)))
        swapped = swapped_peers(one, pair.one, two, case.fleet) or swapped_peers(
            two, pair.two, one, case.fleet
        )
        if swapped is not None:
            texts.append(swapped.text)
            fixes.extend(swapped.fixes)
            on.setdefault(swapped.side.name)
            continue
        named = wrong_list(one, pair.one, two, pair.two) or wrong_list(two, pair.two, one, pair.one)
        if named is not None:
            texts.append(named.text)
            fixes.append(named.fix)
            on.setdefault(named.side.name)
            continue
        chosen = repairs(one, pair.one, two, pair.two, selectors, case.fleet)
        texts.append(chosen.why)
        found = mirror_fixes(negotiation, pair, chosen, case.fleet)
        for fix in found:
            if fix.device is not None:
                on.setdefault(fix.device)
        fixes.extend(found)
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.PROVEN,
        phase=RULE.phase,
        change_on=tuple(on),
        explanation="; ".join(texts),
        evidence=tuple(evidence),
        fixes=tuple(fixes),
    )


def _unlike_ends() -> Fix:
    """Return what is said of a tunnel interface against a crypto map: no list makes them agree."""
    return Fix(
        kind="mirror-crypto-acl",
        device=None,
        safety=Safety.DISPLAY_ONLY,
        documented=False,
        why="both ends need a tunnel interface, or both a crypto map; which is a decision",
    )


def _lines(acl: AccessList | None, flows: Sequence[Selector]) -> list[int | None]:
    if acl is None:
        return []
    wanted = set(flows)
    return [
        entry.line
        for entry in acl.entries
        if any(selector.normalised() in wanted for selector in entry.selectors)
    ]


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether the lists mirror each other afterwards and every flow that was right still stands."""
    old, new = negotiate(before), negotiate(after)
    if old is None or new is None or not new.pairs:
        return False
    if any(pair.selectors.outcome is not Agreement.AGREE for pair in new.pairs):
        return False
    was = {flow for pair in old.pairs for flow in pair.selectors.common}
    now = {flow for pair in new.pairs for flow in pair.selectors.common}
    return was <= now
