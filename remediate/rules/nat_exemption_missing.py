"""nat-exemption-missing (NET002): tunnel traffic is translated before it is encrypted.

Symptom: Traffic flows one way or not at all although the SAs stand; ASA 305013 (`Asymmetric NAT
rules matched for forward and reverse flows`); encapsulated packets stay at 0; `show nat detail` has a
rule that translates the network ahead of its identity.

Cause: No NAT exemption covers the flow, or the exemption ACL is not bound: a route-map on
routers, `nat (if) 0 access-list` on PIX and ASA up to 8.2, an identity NAT from 8.3 on.

Not this when: The crypto ACL holds the translated addresses on purpose; the interface does no
NAT, or NAT is for another way out; the rule is for one port; packets of the flow are encapsulated;
which interface the network lies behind can't be told.

Fix: Exempt the flow (add-nat-exemption). The bound ACL is extended, never replaced; on IOS the
deny stands ahead of the permit (a standard list gives way to a route-map over an extended one),
and a static NAT ignores it. From ASA 8.3 on an identity NAT goes (or moves) ahead of what takes the flow.

Fix safety: DISRUPTIVE: translations in use may have to be dropped.

Proof of cure: Both counters move, and `show ip nat translations` (`show xlate`) holds no entry
for the flow.

Source: Cisco document 5409, "Verify the ACLs"; ASA syslog guide (305013).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from remediate.model.base import Confidence, Safety
from remediate.model.diagnosis import Diagnosis, Evidence, Fix
from remediate.model.evidence import DeviceEvidence, FleetEvidence, TunnelEnd, TunnelEvidence
from remediate.model.observation import Message
from remediate.model.selector import Selector
from remediate.model.signature import Signature
from remediate.negotiation import Fate, Side, fate_of
from remediate.negotiation.parts import in_part, listed
from remediate.rules._list_users import beside_users
from remediate.rules._nat_order import by_first_rule
from remediate.rules._nat_rows import in_nat_table
from remediate.rules._taken_by_nat import Taken, taken_by_nat
from remediate.rules._tunnel_nat import into_tunnel
from remediate.rules._unasked import left_over, missed
from remediate.rules.base import Observed, Rule, Show
from remediate.rules.case import (
    Case,
    case_of,
    config_evidence,
    device_lines,
    message_evidence,
    needs_of,
)
from remediate.rules.clients import client_interface, inside_networks, pool_network
from remediate.rules.exemption import Exemption, exempt, permitting
from remediate.rules.traffic import Moves, flows_of

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose", "inspect"]

SIGNATURES = (
    Signature(
        name="asa-asymmetric-nat",
        template=(
            "{^asa?}Asymmetric NAT rules matched for forward and reverse flows; Connection "
            "for {protocol:word} src {src_proxy:word} dst {dest_proxy:text} denied due to "
            "NAT reverse path failure"
        ),
    ),
)
RULE = Rule(
    code="NET002",
    slug="nat-exemption-missing",
    title="tunnel traffic is translated before it is encrypted",
    phase=0,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA),
    changes=("add-nat-exemption",),
    planned=True,
)
_MANY = 5
"""Packets decapsulated without one that is encapsulated, above which the way back is in question."""


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis from what the configurations translate, else from messages alone."""
    messages = case.messages(RULE.slug)
    taken = taken_by_nat(case)
    if taken:
        return _shown(taken, messages, left_over(case))
    if case.carries_traffic():
        return None
    if (shown := in_nat_table(case, RULE, messages)) is not None:
        return shown
    if (first := by_first_rule(case, RULE)) is not None:
        return first
    whole = {
        end.device
        for end in case.tunnel.ends
        if end.evidence and end.evidence.config and end.evidence.config.complete
    }
    # Where all of a configuration is there, it has spoken.
    known = {flow.device for flow in flows_of(case) if flow.device in whole}
    messages = [item for item in messages if (item[0].device or item[0].address) not in known]
    one_way = _one_way(case)
    if not messages and one_way is None:
        return into_tunnel(case, RULE)
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.POSSIBLE,
        phase=RULE.phase,
        explanation="connections are denied because NAT takes one direction of them and not the other"
        if messages
        else one_way or "",
        evidence=message_evidence(messages),
        needs=needs_of(case, RULE.needs[:1], "its NAT statements and routes decide"),
    )


def _one_way(case: Case) -> str | None:
    """Say that an end whose configuration isn't known takes packets in and sends none back.

    Of a peer that isn't in the dumps (a client, somebody else's device) it is not asked.
    """
    for end in case.tunnel.ends if case.tunnel.both_present else ():
        live = [sa for sa in end.ipsec_sas if sa.up]
        count = sum(sa.counter("decaps") for sa in live)
        config = end.evidence.config if end.evidence is not None else None
        known = config is not None and (
            config.complete
            or config.cut is not None
            or any(item.tunnel_protection for item in config.interfaces)  # NAT is before it
        )
        if (
            end.evidence is None
            or known
            or count < _MANY
            or any(sa.counter("encaps") for sa in live)
        ):
            continue
        return (
            f"{end.device or end.address} decapsulated {count} packets and encapsulated none: NAT takes the"
            " answers, or they find no way back to it"
        )
    return None


def _shown(
    taken: Sequence[Taken], messages: Sequence[tuple[TunnelEnd, Message]], idle: Side | None
) -> Diagnosis:
    sure = Confidence.PROVEN if all(item.flow.mirrored for item in taken) else Confidence.LIKELY
    fixes = _fixes(taken)
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.POSSIBLE if idle is not None else sure,
        phase=RULE.phase,
        change_on=tuple(dict.fromkeys(fix.device for fix in fixes if fix.device is not None)),
        explanation="; ".join(_told(taken)),
        evidence=(*message_evidence(messages), *_lines(taken)),
        fixes=fixes,
        needs=missed(idle) if idle is not None else (),
    )


def _told(taken: Sequence[Taken]) -> Iterator[str]:
    """Yield a sentence for each statement of a device, and one more for each flow that it takes in part."""
    groups: dict[object, list[Taken]] = {}
    for item in taken:
        whole = item.found.flows == (item.flow.selector,)
        key = item.flow.device, item.found.fate, item.found.why, item.moves, whole or item.flow
        groups.setdefault(key, []).append(item)
    for items in groups.values():
        yield _said(items)


def _said(items: Sequence[Taken]) -> str:
    flow, found, moves = items[0]
    one = len(items) == 1
    flows = f"the flow{'' if one else 's'} {listed([item.flow.selector for item in items])}"
    if found.fate is Fate.DROPPED:
        text = f"{flow.device} drops {flows}: {found.why}"
    elif found.by is None or one:
        text = f"on {flow.device} NAT takes {flows} before it is encrypted ({found.why})"
    else:
        text = f"on {flow.device} '{found.by.text}' takes {flows} before they are encrypted"
    if found.fate is not Fate.DROPPED and found.flows != (flow.selector,):
        text += f", {in_part(flow.selector, found.flows)}"
    if moves is Moves.IN:
        text += f"; packets of {'it' if one else 'them'} are decapsulated and none is encapsulated"
    elif moves is Moves.NONE:
        text += f"; no packet of {'it' if one else 'them'} is encapsulated"
    return text


def _lines(taken: Sequence[Taken]) -> tuple[Evidence, ...]:
    lines: dict[str, tuple[TunnelEnd, list[int | None]]] = {}
    for item in taken:
        found = lines.setdefault(item.flow.device, (item.flow.end, []))[1]
        if item.found.by is not None:
            found.append(item.found.by.line)
            taking, place = permitting(item.flow.config, item.found.by, item.found.flows)
            found += [taking.entries[place].line] if taking is not None else []
        else:
            found += [
                one.line
                for one in item.flow.config.translations
                if one.kind == "exemption" and one.inside == item.found.inside
            ]
        acl = item.flow.config.acl(item.flow.acl)
        found += [
            entry.line
            for entry in (acl.entries if acl is not None else ())
            if any(one.covers(item.flow.selector) for one in entry.selectors)
        ]
    return tuple(
        evidence for end, numbers in lines.values() for evidence in config_evidence(end, numbers)
    )


def _fixes(taken: Sequence[Taken]) -> tuple[Fix, ...]:
    """Return one fix for the flows of a device that the same statement takes."""
    groups: dict[tuple[str, int | None], list[Taken]] = {}
    for item in taken:
        line = item.found.by.line if item.found.by is not None else None
        groups.setdefault((item.flow.device, line), []).append(item)
    fixes = []
    for (device, _), items in groups.items():
        config, first = items[0].flow.config, items[0].found
        parts = tuple(dict.fromkeys(part for item in items for part in item.found.flows))
        flows: tuple[Selector, ...] = tuple(dict.fromkeys(item.flow.selector for item in items))
        answer = exempt(config, device, first._replace(flows=parts), flows)
        fixes.append(_fix(device, beside_users(answer, items[0].flow.end.evidence)))
    return tuple(fixes)


def _fix(device: str, answer: Exemption) -> Fix:
    return Fix(
        kind="add-nat-exemption",
        device=device,
        safety=Safety.DISRUPTIVE if answer.change is not None else Safety.DISPLAY_ONLY,
        documented=True,
        why=answer.why,
        change=answer.change,
    )


def inspect(device: DeviceEvidence, fleet: FleetEvidence) -> Iterator[Observed]:
    """Yield the pools of VPN clients whose answers NAT takes: clients have no second end."""
    del fleet
    config = device.config
    if config is None or not config.complete or config.cut is not None:
        return
    outside = client_interface(config)
    used = {name for group in config.client_groups for name in group.pools}
    for pool in config.pools if outside is not None else ():
        if pool.name not in used:
            continue
        target = pool_network(pool)
        for network in inside_networks(config, outside or ""):
            flow = Selector(source=network, destination=target)
            found = fate_of(config, flow, outside)
            if found.fate not in (Fate.TRANSLATED, Fate.DROPPED) or network.overlaps(target):
                continue
            answer = exempt(config, device.device, found, (flow,))
            yield Observed(
                Confidence.LIKELY,
                f"answers of {network} to clients of pool {pool.name} ({target}) are not kept out of NAT:"
                f" {found.why}",
                device_lines(device, [pool.line, found.by.line if found.by is not None else None]),
                (_fix(device.device, beside_users(answer, device)),),
            )


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether NAT takes no flow of the tunnel afterwards, and those that it took are still protected."""
    old, new = case_of(before), case_of(after)
    kept = {(item.flow.device, item.flow.selector) for item in taken_by_nat(old)}
    now = {(flow.device, flow.selector) for flow in flows_of(new)}
    return kept <= now and not taken_by_nat(new)
