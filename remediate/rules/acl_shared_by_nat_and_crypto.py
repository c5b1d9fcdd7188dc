"""acl-shared-by-nat-and-crypto (NET003): one ACL serves NAT exemption and encryption.

Symptom: One direction only, or no traffic, after either use of the list was edited. No message
of its own.

Cause: `nat 0` and the crypto map name the same ACL: an edit for one purpose changes the other. On
IOS, where NAT translates what its list permits, the shared list translates exactly the flows that
should be encrypted.

Not this when: Two lists with equal content: that is what the document asks for. Packets move both
ways: then it is a finding of the device and no fault of the tunnel. A deny sequence of a route-map
that names the crypto ACL exempts, and is none.

Fix: Give NAT exemption a copy of its own (split-acl): the copy is made first, then `nat 0` is bound
anew by one command. On IOS NAT moves to a list that denies what is encrypted (it translated nothing
else before); behind the denies stands what NAT is meant for, which nothing tells. Where a route-map
names the shared list the fix is only shown.

Fix safety: DISRUPTIVE: the exemption is bound anew.

Proof of cure: Both references name different lists and both counters move.

Source: Cisco document 5409, "Verify the ACLs".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from remediate.model.base import Confidence, Platform, Safety
from remediate.model.change import SplitAcl
from remediate.model.config import CryptoConfig
from remediate.model.config_nat import Translation
from remediate.model.diagnosis import Diagnosis, Evidence, Fix
from remediate.model.evidence import DeviceEvidence, FleetEvidence, TunnelEvidence
from remediate.model.signature import Signature
from remediate.negotiation import permits, statements_over
from remediate.rules.base import Observed, Rule, Show
from remediate.rules.case import Case, case_of, config_evidence, device_lines
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
    changes=("split-acl",),
    planned=True,
)


class _Shared(NamedTuple):
    """A flow whose crypto ACL a NAT statement looks at too."""

    flow: Flow
    nat: Translation


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where a tunnel that isn't seen to work protects by a list that NAT uses."""
    shared = list(_shared(case))
    if not shared:
        return None
    fixes = _fixes({(item.flow.device, item.nat): item.flow.config for item in shared})
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=(
            Confidence.PROVEN if all(item.flow.mirrored for item in shared) else Confidence.LIKELY
        ),
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
    )


def _shared(case: Case) -> Iterator[_Shared]:
    for flow in flows_of(case):
        moves = moves_of(case, flow)
        if moves is Moves.BOTH or (moves is Moves.UNSEEN and case.carries_traffic()):
            continue
        if flow.acl is not None:
            for item in statements_over(flow.config, flow.acl):
                yield _Shared(flow, item)


def _map_lines(config: CryptoConfig, acl: str | None) -> list[int]:
    return [
        line
        for crypto_map in config.maps
        for entry in crypto_map.entries
        if entry.acl == acl
        for line in entry.lines[:3]
    ]


def _said(device: str, acl: str, item: Translation) -> str:
    text = f"access list {acl} of {device} is looked at by the crypto map and by '{item.text}'"
    if item.kind == "exemption":
        return f"{text}: an edit for one purpose changes the other"
    return f"{text}, which translates exactly what should be encrypted"


def _fixes(found: dict[tuple[str, Translation], CryptoConfig]) -> tuple[Fix, ...]:
    fixes = []
    for (device, item), config in found.items():
        change, why = None, _ROUTER
        if item.kind == "exemption" and item.acl is not None:
            change = SplitAcl(
                device=device,
                acl=item.acl,
                copy=_unused(config, f"{item.acl}_nat0"),
                inside=item.inside or "inside",
            )
            why = "NAT exemption moves to a copy of the list; the crypto map keeps the one that it has"
        elif config.platform is Platform.IOS and item.acl is not None and item.kind == "dynamic":
            change = SplitAcl(
                device=device,
                acl=item.acl,
                copy=_unused(config, f"NAT-{item.acl}"),
                rule=item.text,
                flows=permits(config.acl(item.acl)),
            )
            why = (
                "NAT moves to a list of its own that denies what is encrypted; it translated nothing else before,"
                " and what it was meant for can be permitted behind the denies"
            )
        elif config.platform is Platform.ASA:
            why = f"'{item.text}' translates what the crypto map should encrypt: it needs a list of its own"
        fixes.append(
            Fix(
                kind="split-acl",
                device=device,
                safety=Safety.DISRUPTIVE if change is not None else Safety.DISPLAY_ONLY,
                documented=True,
                why=why,
                change=change,
            )
        )
    return tuple(fixes)


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
            _fixes({(device.device, item): config}),
        )


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether no list is shared afterwards, and the flows that were are still protected."""
    old, new = case_of(before), case_of(after)
    kept = {(item.flow.device, item.flow.selector) for item in _shared(old)}
    now = {(flow.device, flow.selector) for flow in flows_of(new)}
    return kept <= now and not any(_shared(new))
