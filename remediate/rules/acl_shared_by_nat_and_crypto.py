"""acl-shared-by-nat-and-crypto (NET003): one ACL serves NAT exemption and encryption.

Symptom: One direction only, or no traffic, after either use of the list was edited. No message
of its own.

Cause: `nat 0` and the crypto map name the same ACL: an edit for one purpose changes the other. On
IOS, where NAT translates what its list permits, the shared list translates exactly the flows that
should be encrypted.

Not this when: Two lists with equal content: that is what the document asks for. Packets move both
ways: then it is a finding of the device and no fault of the tunnel. A deny sequence of a route-map
that names the crypto ACL exempts, and is none. Neither is a statement that an exemption keeps the flow from.

Fix: Give NAT exemption a copy of its own (split-acl): the copy is made first, then `nat 0` is bound
anew by one command. On IOS NAT moves to a list that denies what is encrypted (it translated nothing
else before); behind the denies stands what NAT is meant for, which nothing tells. Where a route-map
names the shared list the fix is only shown. Policy NAT of a PIX or ASA gives way to `nat 0`, which gets
the flow (add-nat-exemption).

Fix safety: DISRUPTIVE: the exemption is bound anew, or translations in use may have to be dropped.

Proof of cure: Both references name different lists and both counters move.

Source: Cisco document 5409, "Verify the ACLs".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from remediate.model.base import Confidence, Platform, Safety
from remediate.model.change import AddNatExemption, SplitAcl
from remediate.model.config import CryptoConfig
from remediate.model.config_nat import Translation
from remediate.model.diagnosis import Diagnosis, Evidence, Fix
from remediate.model.evidence import DeviceEvidence, FleetEvidence, TunnelEvidence
from remediate.model.signature import Signature
from remediate.negotiation import Fate, Translated, fate_of, permits, statements_over
from remediate.rules._list_users import beside_users
from remediate.rules._unasked import left_over, missed
from remediate.rules.base import Observed, Rule, Show
from remediate.rules.case import Case, case_of, config_evidence, device_lines
from remediate.rules.exemption import exempt
from remediate.rules.traffic import Flow, Moves, flows_of, moves_of

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose", "inspect"]

# No device prints a message of its own for this: configurations and counters show it.
SIGNATURES: tuple[Signature, ...] = ()

RULE = Rule(
    code="NET003",
    slug="acl-shared-by-nat-and-crypto",
    title="one ACL serves NAT exemption and encryption",
    phase=0,
    needs=(Show.RUNNING_CONFIG,),
    changes=("split-acl", "add-nat-exemption"),
    planned=True,
)


class _Shared(NamedTuple):
    """A flow whose crypto ACL a NAT statement looks at too."""

    flow: Flow
    nat: Translation
    fate: Translated


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where a tunnel that isn't seen to work protects by a list that NAT uses."""
    shared = list(_shared(case))
    if not shared:
        return None
    idle = left_over(case)
    sure = Confidence.PROVEN if all(item.flow.mirrored for item in shared) else Confidence.LIKELY
    fixes = _fixes(shared)
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.POSSIBLE if idle is not None else sure,
        phase=RULE.phase,
        change_on=tuple(dict.fromkeys(fix.device for fix in fixes if fix.device is not None)),
        explanation="; ".join(
            dict.fromkeys(_said(item.flow.device, item.flow.acl or "", item.nat) for item in shared)
        ),
        evidence=tuple(
            line
            for item in shared
            for line in config_evidence(
                item.flow.end, [item.nat.line, *_map_lines(item.flow.config, item.flow.acl)]
            )
        ),
        fixes=fixes,
        needs=missed(idle) if idle is not None else (),
    )


def _shared(case: Case) -> Iterator[_Shared]:
    for flow in flows_of(case):
        moves = moves_of(case, flow)
        if moves is Moves.BOTH or (moves is Moves.UNSEEN and case.carries_traffic()):
            continue
        if flow.acl is not None:
            for item in statements_over(flow.config, flow.acl):
                fate = fate_of(flow.config, flow.selector, flow.interface, flow.vrf)
                if item.kind == "exemption" or fate.fate is not Fate.UNTOUCHED:
                    yield _Shared(flow, item, fate)


def _map_lines(config: CryptoConfig, acl: str | None) -> list[int]:
    return [
        line
        for crypto_map in config.maps
        for entry in crypto_map.entries
        if entry.acl == acl
        for line in entry.lines[:3]
    ]


def _said(device: str, acl: str, item: Translation) -> str:
    text = f"on {device} both the crypto map and '{item.text}' use access list {acl}"
    if item.kind == "exemption":
        return f"{text}: an edit for one purpose changes the other"
    return f"{text}, which translates exactly what should be encrypted"


def _fixes(shared: Sequence[_Shared]) -> tuple[Fix, ...]:
    """Return one fix for each statement of a device."""
    groups: dict[tuple[str, Translation], list[_Shared]] = {}
    for item in shared:
        groups.setdefault((item.flow.device, item.nat), []).append(item)
    fixes = []
    for (device, nat), items in groups.items():
        config = items[0].flow.config
        if nat.kind == "exemption" and nat.acl is not None:
            fixes.append(_copied(device, nat.acl, nat.inside, config))
        elif config.platform is Platform.IOS:
            fixes.append(_moved(device, nat, config))
        else:
            fixes.append(_exempted(device, items))
    return tuple(fixes)


def _copied(device: str, acl: str, inside: str | None, config: CryptoConfig) -> Fix:
    change = SplitAcl(
        device=device, acl=acl, copy=_unused(config, f"{acl}_nat0"), inside=inside or "inside"
    )
    why = "NAT exemption moves to a copy of the list; the crypto map keeps the one that it has"
    return _fix("split-acl", device, change, why)


def _moved(device: str, nat: Translation, config: CryptoConfig) -> Fix:
    if nat.acl is None or nat.kind != "dynamic":
        return _fix("split-acl", device, None, _ROUTER)
    change = SplitAcl(
        device=device,
        acl=nat.acl,
        copy=_unused(config, f"NAT-{nat.acl}"),
        rule=nat.text,
        flows=permits(config.acl(nat.acl)),
    )
    why = (
        "NAT moves to a list of its own that denies what is encrypted; it translated nothing else before,"
        " and what it was meant for can be permitted behind the denies"
    )
    return _fix("split-acl", device, change, why)


def _exempted(device: str, items: Sequence[_Shared]) -> Fix:
    """Return the exemption that policy NAT of a PIX or ASA gives way to."""
    nat, first = items[0].nat, items[0].fate
    if any(item.fate.by != nat for item in items):
        why = f"'{nat.text}' translates what the crypto map should encrypt: it needs a list of its own"
        return _fix("split-acl", device, None, why)
    parts = tuple(dict.fromkeys(part for item in items for part in item.fate.flows))
    flows = tuple(dict.fromkeys(item.flow.selector for item in items))
    made = exempt(items[0].flow.config, device, first._replace(flows=parts), flows)
    answer = beside_users(made, items[0].flow.end.evidence)
    return _fix("add-nat-exemption", device, answer.change, answer.why)


def _fix(kind: str, device: str, change: SplitAcl | AddNatExemption | None, why: str) -> Fix:
    return Fix(
        kind=kind,
        device=device,
        safety=Safety.DISRUPTIVE if change is not None else Safety.DISPLAY_ONLY,
        documented=True,
        why=why,
        change=change,
    )


_ROUTER = (
    "NAT needs a list of its own, with a deny for every flow that is encrypted ahead of a permit for what"
    " is to be translated: which networks those are is not in the configuration"
)


def _unused(config: CryptoConfig, name: str) -> str:
    candidate, number = name, 2
    while config.acl(candidate) is not None:
        candidate, number = f"{name}-{number}", number + 1
    return candidate


def inspect(device: DeviceEvidence, fleet: FleetEvidence) -> Iterator[Observed]:
    """Yield the exemption lists that a crypto map shares, of tunnels that work all the same."""
    del fleet
    config = device.config
    if config is None or not config.complete:
        return
    crypto = {entry.acl for crypto_map in config.maps for entry in crypto_map.entries}
    for item in config.translations:
        if item.kind != "exemption" or item.acl is None or item.acl not in crypto:
            continue
        evidence: tuple[Evidence, ...] = device_lines(
            device, [item.line, *_map_lines(config, item.acl)]
        )
        yield Observed(
            Confidence.POSSIBLE,
            _said(device.device, item.acl, item),
            evidence,
            (_copied(device.device, item.acl, item.inside, config),),
        )


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether no list is shared afterwards, and the flows that were are still protected."""
    old, new = case_of(before), case_of(after)
    kept = {(item.flow.device, item.flow.selector) for item in _shared(old)}
    now = {(flow.device, flow.selector) for flow in flows_of(new)}
    return kept <= now and not any(_shared(new))
