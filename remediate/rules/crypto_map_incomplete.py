"""crypto-map-incomplete (IPS007): a crypto-map entry lacks its peer, ACL or transform set.

Symptom: `WARNING: This crypto map is in an incomplete state!` in `show crypto map`; ASA 713223
(`no ACL configured`), 713224 (`Crypto map entry incomplete`), 752006 (no KEY_ACQUIRE could be
dispatched), 713042 (`IKE Initiator unable to find policy`).

Cause: The entry has no `set peer`, no `match address` or no transform set, or the ACL that it
names does not exist. On ASA 752006 may also mean that no tunnel-group or proposal fits the entry.

Not this when: The entry belongs to a dynamic map, which needs no peer; it is unused on purpose;
another entry for the peer is complete and has every flow that the peer protects, or its map is applied
nowhere and another one serves the peer (left over: a note of `check`); nothing asks for a tunnel to a peer that nobody runs,
and others are served (a site that is no more, or planned: only possible); the device whose message it is
has the entry whole; an entry for IKEv2 has proposals instead of transform sets; only a part of the configuration is known, and the device doesn't say it;
the release has built-in transform sets for such an entry, and the peer has one of those; ASA 752015,
which closes every failure of all versions of IKE.

Fix: Add what is missing (complete-crypto-map), as far as the other end's configuration proves it:
its address, the mirror of its crypto ACL (an unused list that is that mirror, else a new one), a
transform set that equals one of its own. The list comes last: it is what makes the entry work.

Fix safety: Safe where the flow is down, carries nothing in clear and no other entry overlaps;
else DISRUPTIVE.

Proof of cure: `show crypto map` no longer warns and the tunnel forms.

Source: Captured `show crypto map`; ASA syslog guide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from remediate.model.base import Confidence, Safety
from remediate.model.change import CompleteCryptoMap
from remediate.model.config_maps import CryptoMapEntry, TransformSet
from remediate.model.diagnosis import Diagnosis, Evidence, Fix
from remediate.model.evidence import DeviceEvidence, FleetEvidence, TunnelEnd, TunnelEvidence
from remediate.model.observation import Message
from remediate.model.signature import Role, Signature
from remediate.negotiation import (
    Lack,
    Side,
    built_in_sets,
    lacking,
    may_lack,
    permits,
    unreadable,
)
from remediate.rules._bypassed import bypassed
from remediate.rules._notices import NO_POLICY_FOR_FLOW
from remediate.rules._unasked import missed, unasked
from remediate.rules.base import Observed, Rule, Show
from remediate.rules.case import (
    EVIDENCE_LIMIT,
    Case,
    case_of,
    config_evidence,
    device_lines,
    message_evidence,
    needs_of,
)
from remediate.rules.completion import completion, counterpart, overlaps, without_protection
from remediate.rules.entries import others_kept, possible, sides_of
from remediate.tunnels.peerless import missed_entries

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose", "inspect"]

SIGNATURES = (
    *NO_POLICY_FOR_FLOW,
    Signature(
        name="crypto-map-incomplete",
        template="WARNING: This crypto map is in an incomplete state!",
    ),
    Signature(
        name="asa-map-entry-no-acl",
        template=(
            "{^asa}Static Crypto Map Check, map{? =} {map:word}, seq = "
            "{sequence:int}, no ACL configured"
        ),
        role=Role.REJECTION,
    ),
    Signature(
        name="asa-map-entry-incomplete",
        template="{^asa}Static Crypto Map Check by-passed: Crypto map entry incomplete!",
        role=Role.REJECTION,
    ),
    Signature(
        name="asa-key-acquire-failed",
        template=(
            "{^asa?}Tunnel Manager failed to dispatch a KEY_ACQUIRE message{?. Probable mis-configuration of the"
            " crypto map or tunnel-group. Map Tag{ |}= {map:word}. Map Sequence Number{ |}= {sequence:int}}"
        ),
    ),
)

RULE = Rule(
    code="IPS007",
    slug="crypto-map-incomplete",
    title="a crypto-map entry lacks its peer, ACL or transform set",
    phase=2,
    brings=("crypto-acl-not-mirrored",),
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA, Show.DEBUG_IPSEC),
    changes=("complete-crypto-map",),
    planned=True,
)


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where a configuration shows it, whatever the other end has."""
    messages = case.messages(RULE.slug)
    told = (
        case.negotiation.lacking
        if case.negotiation is not None
        else [
            lack
            for side in sides_of(case)
            if not side.dynamic
            for lack in lacking(side, named=False)
        ]
    )
    lacks = [lack for lack in told if lack.slug == RULE.slug]
    lacks += [*_without_sets(case), *bypassed(case)]
    if not lacks or case.both_up():
        messages = [item for item in messages if not _complete(case, item[0])]
        text = "the device says that an entry of its crypto map is not complete"
        return possible(RULE, case, messages, text, "the entries of its crypto map decide")
    return _found(case, lacks, messages)


def _complete(case: Case, end: TunnelEnd) -> bool:
    """Whether the end that printed a message has its whole configuration here: its entries are known then."""
    side = next((item for item in sides_of(case) if item.end == end), None)
    return side is not None and bool(side.entries) and not may_lack(side)


_BUILT_IN = (("esp-aes", "esp-sha-hmac"), ("esp-3des", "esp-sha-hmac"))


def _without_sets(case: Case) -> list[Lack]:
    """Return the entries without a transform set where the peer has none of the built-in ones either."""
    found = []
    for side in sides_of(case):
        other = next((item for item in sides_of(case) if item.end != side.end), None)
        if other is None or not built_in_sets(side) or may_lack(side):
            continue
        for entry in _first_of(side, other) if side.dynamic else side.entries:
            if entry.transform_sets or entry.kind != "ipsec-isakmp" or entry.ikev2_profile:
                continue
            far = counterpart(side, entry, other)
            sets = [other.config.transform_set(name) for name in far.transform_sets] if far else []
            known = [item for item in sets if item is not None and not item.problem]
            if known and len(known) == len(sets) and not any(_built_in(item) for item in known):
                kind = "dynamic" if side.dynamic else "crypto"
                reason = f"{kind} map {entry.map} {entry.sequence} has no transform set, and its peer none that is built in"
                found.append(Lack(side, RULE.slug, f"{side.name}: {reason}", entry.line))
    return found


def _first_of(side: Side, other: Side) -> Sequence[CryptoMapEntry]:
    """Return the entry of dynamic maps that the peer comes to; nothing where one with a set may take its flows."""
    wishes = [
        flow.mirrored() for item in other.entries for flow in permits(other.config.acl(item.acl))
    ]
    own = [item for item in side.entries if item.kind == "ipsec-isakmp"]
    takers = [
        item
        for item in own
        if item.acl is None
        or any(
            flow.overlaps(wish) for flow in permits(side.config.acl(item.acl)) for wish in wishes
        )
    ]
    if any(
        item.transform_sets or item.ikev2_profile or unreadable(side.config.acl(item.acl))
        for item in (takers or own)
    ):
        return ()
    return takers[:1]


def _built_in(item: TransformSet) -> bool:
    plain = [t.removesuffix(" 128") for t in item.transforms]
    return any(sorted(plain) == sorted(own) for own in _BUILT_IN)


def _found(
    case: Case, lacks: Sequence[Lack], messages: Sequence[tuple[TunnelEnd, Message]]
) -> Diagnosis:
    fixes: list[Fix] = []
    for side in dict.fromkeys(lack.side for lack in lacks):
        other = next((item for item in sides_of(case) if item.end != side.end), None)
        fixes.extend(
            _fix(case, side, entry, other)
            for entry in side.entries or side.end.near
            if _lacks(side, entry)
        )
    idle = [lack.side for lack in lacks if unasked(case, lack.side)]
    sure = Confidence.PROVEN if case.negotiation is not None else Confidence.LIKELY
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.POSSIBLE if idle else sure,
        phase=RULE.phase,
        change_on=tuple(dict.fromkeys(lack.side.name for lack in lacks)),
        explanation="; ".join(lack.reason for lack in lacks)
        + (
            ": the entry makes no tunnel, and nothing is seen to miss one: left over, or planned"
            if idle
            else ""
        ),
        evidence=(
            *message_evidence(messages),
            *(item for lack in lacks for item in config_evidence(lack.side.end, [lack.line])),
        ),
        fixes=tuple(fixes),
        needs=missed(idle[0])
        if idle
        else needs_of(
            case, RULE.needs[:1], "what the entry lacks is the counterpart of what it has"
        ),
    )


def _lacks(side: Side, entry: CryptoMapEntry) -> bool:
    return (
        (not entry.peers and not side.dynamic)
        or (side.config.acl(entry.acl) is None and not (side.dynamic and entry.acl is None))
        or without_protection(side, entry)
    )


def _fix(case: Case, side: Side, entry: CryptoMapEntry, other: Side | None) -> Fix:
    change = completion(side, entry, other)
    why = f"what the configuration of {other.name} proves, and nothing else" if other else ""
    touches = case.any_up()
    if isinstance(change, CompleteCryptoMap):
        touches = touches or overlaps(side, entry, change.flows)
    return Fix(
        kind="complete-crypto-map",
        device=side.name,
        safety=Safety.DISRUPTIVE if touches else Safety.SAFE,
        documented=True,
        why=why if not isinstance(change, str) else f"{change}",
        change=None if isinstance(change, str) else change,
    )


def inspect(device: DeviceEvidence, fleet: FleetEvidence) -> Iterator[Observed]:
    """Yield the entries without a peer that the device's log shows to be missed, where no tunnel tells of them."""
    del fleet
    for entry, asked in missed_entries(device):
        lines = device_lines(device, [entry.line])
        yield Observed(
            Confidence.LIKELY,
            f"{device.device}: crypto map {entry.map} {entry.sequence} has no 'set peer', and packets for it come",
            (*(_line(device, message) for message in asked[:EVIDENCE_LIMIT]), *lines),
        )


def _line(device: DeviceEvidence, message: Message) -> Evidence:
    source = message.source
    return Evidence(device=device.device, file=source.file, line=source.line, text=message.text)


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether both ends' entries are complete afterwards, and nothing else moved."""
    return diagnose(case_of(after)) is None and others_kept(before, after)
