"""crypto-map-incomplete (IPS007): a crypto-map entry lacks its peer, ACL or transform set.

Symptom: `WARNING: This crypto map is in an incomplete state!` in `show crypto map`; ASA 713223
(`no ACL configured`), 713224 (`Crypto map entry incomplete`), 752006 and 752015 (no KEY_ACQUIRE
could be dispatched).

Cause: The entry has no `set peer`, no `match address` or no transform set, or the ACL that it
names does not exist. On ASA 752006 and 752015 may also mean that no tunnel-group or proposal
fits the entry.

Not this when: The entry belongs to a dynamic map, which needs no peer; it is unused on purpose;
an entry for IKEv2 has proposals instead of transform sets; only a part of the configuration is known;
the release has built-in transform sets for such an entry, and the peer has one of those.

Fix: Add what is missing (complete-crypto-map), as far as the other end's configuration proves it:
its address, the mirror of its crypto ACL (an unused list that is that mirror, else a new one), a
transform set that equals one of its own. The list comes last: it is what makes the entry work.

Fix safety: Safe where the flow is down, carries nothing in clear and no other entry overlaps;
else DISRUPTIVE.

Proof of cure: `show crypto map` no longer warns and the tunnel forms.

Source: Captured `show crypto map`; ASA syslog guide.
"""

from __future__ import annotations

from collections.abc import Sequence

from remediate.model.base import Confidence, Platform, Safety
from remediate.model.change import CompleteCryptoMap
from remediate.model.config import CryptoMapEntry, TransformSet
from remediate.model.diagnosis import Diagnosis, Fix
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.model.observation import Message
from remediate.model.selector import Selector
from remediate.model.signature import Role, Signature
from remediate.negotiation import (
    Lack,
    Side,
    built_in_sets,
    lacking,
    may_lack,
    permits,
    same_protection,
    unreadable,
)
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, case_of, config_evidence, message_evidence, needs_of
from remediate.rules.entries import named_by_peer, others_kept, possible, sides_of
from remediate.strength import can_transforms, set_rank

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose"]

SIGNATURES = (
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
        template="{^asa?}Tunnel Manager failed to dispatch a KEY_ACQUIRE message",
    ),
    Signature(
        name="asa-l2l-sa-failed",
        template="{^asa?}Tunnel Manager has failed to establish an L2L SA",
    ),
)

RULE = Rule(
    code="IPS007",
    slug="crypto-map-incomplete",
    title="a crypto-map entry lacks its peer, ACL or transform set",
    phase=2,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA, Show.DEBUG_IPSEC),
    changes=("complete-crypto-map",),
    planned=True,
)


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where a configuration shows it, whatever the other end has."""
    messages = case.messages(RULE.slug)
    lacks = [
        lack
        for side in sides_of(case)
        if case.negotiation is not None or not side.dynamic
        for lack in lacking(side, named=named_by_peer(case, side))
        if lack.slug == RULE.slug
    ]
    lacks += _without_sets(case)
    if not lacks or case.both_up():
        text = "the device says that an entry of its crypto map is not complete"
        return possible(RULE, case, messages, text, "the entries of its crypto map decide")
    return _found(case, lacks, messages)


_BUILT_IN = (("esp-aes", "esp-sha-hmac"), ("esp-3des", "esp-sha-hmac"))


def _without_sets(case: Case) -> list[Lack]:
    """Return the entries without a transform set where the peer has none of the built-in ones either."""
    found = []
    for side in sides_of(case):
        other = next((item for item in sides_of(case) if item.end != side.end), None)
        if other is None or not built_in_sets(side) or may_lack(side) or side.dynamic:
            continue
        for entry in side.entries:
            if entry.transform_sets or entry.kind != "ipsec-isakmp" or entry.ikev2_profile:
                continue
            far = _counterpart(side, entry, other)
            sets = [other.config.transform_set(name) for name in far.transform_sets] if far else []
            known = [item for item in sets if item is not None and not item.problem]
            if known and len(known) == len(sets) and not any(_built_in(item) for item in known):
                reason = f"crypto map {entry.map} {entry.sequence} has no transform set, and its peer none that is built in"
                found.append(Lack(side, RULE.slug, f"{side.name}: {reason}", entry.line))
    return found


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
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.PROVEN if case.negotiation is not None else Confidence.LIKELY,
        phase=RULE.phase,
        change_on=tuple(dict.fromkeys(lack.side.name for lack in lacks)),
        explanation="; ".join(lack.reason for lack in lacks),
        evidence=(
            *message_evidence(messages),
            *(item for lack in lacks for item in config_evidence(lack.side.end, [lack.line])),
        ),
        fixes=tuple(fixes),
        needs=needs_of(
            case, RULE.needs[:1], "what the entry lacks is the counterpart of what it has"
        ),
    )


def _lacks(side: Side, entry: CryptoMapEntry) -> bool:
    return (
        not entry.peers
        or side.config.acl(entry.acl) is None
        or not any(side.config.transform_set(name) for name in entry.transform_sets)
    )


def _fix(case: Case, side: Side, entry: CryptoMapEntry, other: Side | None) -> Fix:
    change = _change(side, entry, other)
    why = f"what the configuration of {other.name} proves, and nothing else" if other else ""
    touches = case.any_up()
    if isinstance(change, CompleteCryptoMap):
        touches = touches or _overlaps(side, entry, change.flows)
    return Fix(
        kind="complete-crypto-map",
        device=side.name,
        safety=Safety.DISRUPTIVE if touches else Safety.SAFE,
        documented=False,
        why=why if not isinstance(change, str) else f"not planned: {change}",
        change=None if isinstance(change, str) else change,
    )


def _change(side: Side, entry: CryptoMapEntry, other: Side | None) -> CompleteCryptoMap | str:
    """Return what completes the entry, or why the other end's configuration doesn't prove it."""
    if other is None:
        return "what is missing is the counterpart of the other end's configuration, which is not known"
    far = _counterpart(side, entry, other)
    if far is None:
        return f"which entry of {other.name} faces it is not in the configurations"
    acl = entry.acl
    flows: tuple[Selector, ...] = ()
    if side.config.acl(entry.acl) is None:
        listed = _list(side, entry, other, far)
        if isinstance(listed, str):
            return listed
        acl, flows = listed
    sets: tuple[str, ...] = ()
    new: TransformSet | None = None
    if not any(side.config.transform_set(name) for name in entry.transform_sets):
        chosen = _set(side, entry, other, far)
        if isinstance(chosen, str):
            return chosen
        sets, new = chosen
    return CompleteCryptoMap(
        device=side.name,
        map=entry.map,
        sequence=entry.sequence,
        peer=None if entry.peers else side.peer,
        acl=acl if flows or acl != entry.acl else None,
        flows=flows,
        previous_acl=entry.acl,
        transform_sets=sets,
        new_set=new,
        previous_sets=entry.transform_sets,
    )


def _counterpart(side: Side, entry: CryptoMapEntry, other: Side) -> CryptoMapEntry | None:
    """Return the one entry of the other end that faces this one."""
    if other.dynamic:
        return None
    faced = {
        flow
        for item in side.entries
        if item is not entry
        for flow in permits(side.config.acl(item.acl))
    }
    ours = set(permits(side.config.acl(entry.acl)))
    found = []
    for item in other.entries:
        theirs = {flow.mirrored() for flow in permits(other.config.acl(item.acl))}
        if (ours & theirs) if ours else not (theirs & faced):
            found.append(item)
    return found[0] if len(found) == 1 else None


def _list(
    side: Side, entry: CryptoMapEntry, other: Side, far: CryptoMapEntry
) -> tuple[str, tuple[Selector, ...]] | str:
    """Return (list, flows to make it of); no flows where an unused list is the mirror already."""
    theirs = other.config.acl(far.acl)
    flows = tuple(flow.mirrored() for flow in permits(theirs))
    denies = theirs is not None and any(item.action == "deny" for item in theirs.entries)
    if not flows or unreadable(theirs) or denies:
        return f"the crypto ACL of {other.name} is not one to mirror"
    if any(not block.contiguous for flow in flows for block in (flow.source, flow.destination)):
        return f"the crypto ACL of {other.name} has a wildcard that is no network"
    used = {item.acl for m in side.config.maps for item in m.entries}
    used |= {item.acl for item in side.config.nat_exemptions}
    used |= {item.acl for item in side.config.nat_rules}
    for acl in side.config.acls:
        plain = acl.extended and not unreadable(acl) and acl.name not in used
        if (
            plain
            and set(permits(acl)) == set(flows)
            and all(e.action != "deny" for e in acl.entries)
        ):
            return acl.name, ()
    if entry.acl is not None:
        number = int(entry.acl) if entry.acl.isdecimal() else None
        ios = side.config.platform is Platform.IOS
        if not ios or number is None or 100 <= number <= 199 or 2000 <= number <= 2699:
            return entry.acl, flows
    taken = {acl.name for acl in side.config.acls}
    base = name = f"VPN-{side.peer.replace('.', '-')}"
    count = 2
    while name in taken:
        name, count = f"{base}-{count}", count + 1
    return name, flows


def _set(
    side: Side, entry: CryptoMapEntry, other: Side, far: CryptoMapEntry
) -> tuple[tuple[str, ...], TransformSet | None] | str:
    """Return (transform sets to point to, set to make): the peer's strongest that this release can."""
    theirs = sorted(
        (
            found
            for name in far.transform_sets
            if (found := other.config.transform_set(name)) is not None and not found.problem
        ),
        key=lambda item: set_rank(item.transforms),
        reverse=True,
    )
    for wanted in theirs:
        for own in side.config.transform_sets:
            if same_protection(own, wanted) and own.mode == wanted.mode and not own.default:
                return (own.name,), None
    for wanted in theirs:
        weak = min(set_rank(wanted.transforms)) < 2
        if weak or can_transforms(side.config.release, wanted.transforms) is not None:
            continue
        taken = {item.name for item in side.config.transform_sets} | {*entry.transform_sets}
        base = name = f"VPN-{wanted.name}"
        count = 2
        while name in taken:
            name, count = f"{base}-{count}", count + 1
        made = TransformSet(name=name, transforms=wanted.transforms, mode=wanted.mode)
        return (name,), made
    return f"no transform set of {other.name} is one that {side.name} can be given"


def _overlaps(side: Side, entry: CryptoMapEntry, flows: Sequence[Selector]) -> bool:
    """Whether another entry of the device has a flow that overlaps one of these."""
    return any(
        flow.overlaps(other)
        for crypto_map in side.config.maps
        for item in crypto_map.entries
        if (item.map, item.sequence) != (entry.map, entry.sequence)
        for other in permits(side.config.acl(item.acl))
        for flow in flows
    )


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether both ends' entries are complete afterwards, and nothing else moved."""
    return diagnose(case_of(after)) is None and others_kept(before, after)
