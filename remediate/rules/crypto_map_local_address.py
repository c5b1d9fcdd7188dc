"""crypto-map-local-address (IPS004): the crypto map negotiates from the wrong local address.

Symptom: `IPSEC(validate_proposal): invalid local address A`, then `atts not acceptable` and `SA
not acceptable!`.

Cause: `crypto map M local-address IF` makes the router use that interface's address as its
identity, and the peer peers with another one; or the peer's `set peer` names an address that
the map does not use; or it names an address that the map's interface shares with another router (HSRP), and the map is
applied without `redundancy`.

Not this when: The peer is reached through an interface that has no crypto map (IPS005); the
peer names an address that is no interface's of this router (IKE004); the address is a secondary
one of the map's interface, or a shared one that it is applied with `redundancy` for; live SAs stand.

Fix: Name the interface whose address the peer uses, or remove the line (set-local-address); the
peer's `set peer` and key have to agree.

Fix safety: DISRUPTIVE: the identity of every tunnel of the map changes.

Proof of cure: `show crypto ipsec sa` prints the right `local addr` and live SPIs.

Source: Cisco document 5409, "Invalid Local Address".
"""

from __future__ import annotations

from remediate.model.base import Confidence, Platform, Safety
from remediate.model.change import SetLocalAddress
from remediate.model.diagnosis import Diagnosis, Fix
from remediate.model.evidence import TunnelEvidence
from remediate.negotiation import Placement, Side, placement
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, case_of, config_evidence, message_evidence, needs_of
from remediate.rules.consequences import INVALID_LOCAL_ADDRESS, PHASE_2_REFUSED, with_reasons
from remediate.rules.entries import named_by_peer, others_kept, possible, sides_of

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose"]

SIGNATURES = (
    *INVALID_LOCAL_ADDRESS,
    *PHASE_2_REFUSED,
)

RULE = Rule(
    code="IPS004",
    slug="crypto-map-local-address",
    title="the crypto map negotiates from the wrong local address",
    phase=2,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA, Show.DEBUG_IPSEC),
    changes=("set-local-address", "set-peer-address"),
    planned=True,
)


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where a map's identity is not the address that its peer names, or was asked for."""
    messages = case.messages(RULE.slug)
    found = [(side, item) for side in sides_of(case) if (item := _wrong(case, side)) is not None]
    if not found:
        asked = [item for item in messages if item[1].signature == "invalid-local-address"]
        text = "a proposal came in for an address that no crypto map of the device negotiates from"
        if not asked:
            text = "phase 2 was refused, as where a crypto map negotiates from another address"
        return possible(
            RULE, case, asked or with_reasons(messages), text, "its maps and addresses decide"
        )
    fixes = tuple(fix for side, item in found for fix in _fixes(case, side, item))
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.PROVEN if case.negotiation is not None else Confidence.LIKELY,
        phase=RULE.phase,
        change_on=tuple(
            name
            for side, item in found
            if (name := side.name if item.local is not None else case.tunnel.other(side.end).device)
        ),
        explanation="; ".join(f"{side.name}: {item.reason}" for side, item in found),
        evidence=(
            *message_evidence(messages),
            *(e for side, item in found for e in config_evidence(side.end, [item.line])),
        ),
        fixes=fixes,
        needs=needs_of(case, RULE.needs[:1], "its 'set peer' decides"),
    )


def _wrong(case: Case, side: Side) -> Placement | None:
    item = placement(side, named=named_by_peer(case, side), wanted=_asked_for(side))
    return item if item is not None and item.slug == RULE.slug else None


def _asked_for(side: Side) -> str | None:
    """Return the address that a proposal asked for, as the device printed it."""
    for message in side.end.messages:
        if message.signature == "invalid-local-address" and message.field("local"):
            return message.field("local")
    return None


def _fixes(case: Case, side: Side, item: Placement) -> list[Fix]:
    """Return the map's fix, planned where no other peer depends on its identity, and the peer's."""
    mine = {peer for entry in side.entries for peer in entry.peers}
    others = sorted({p for entry in item.map.entries for p in entry.peers} - mine)
    why = "every tunnel of the map negotiates from the address that the peer names"
    planned = item.local is not None and not others and side.config.platform is Platform.IOS
    if others:
        why = f"{', '.join(others)} of the same map may name the address that it has now"
    elif item.local is None:
        why = "the address that the peer names is not one to negotiate from"
    elif not planned:
        why = "PIX and ASA negotiate from the interface of the map alone"
    if item.shared is not None:
        planned = False
        why = (
            f"'crypto map {item.map.name} redundancy NAME' on {item.shared.name}, with the name that 'standby ... name'"
            " gives the group, here and on the other router"
        )
    change = SetLocalAddress(
        device=side.name,
        map=item.map.name,
        interface=item.local or None,
        previous=item.map.local_address,
    )
    other = case.tunnel.other(side.end)
    peer = "the other of two ways: the peer names the address that the map has"
    return [
        Fix(
            kind="set-local-address",
            device=side.name,
            safety=Safety.DISRUPTIVE,
            documented=True,
            why=why,
            change=change if planned else None,
        ),
        Fix(
            kind="set-peer-address",
            device=other.device,
            safety=Safety.DISRUPTIVE,
            documented=True,
            why=peer,
        ),
    ]


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether the map negotiates from the address that its peer names, and nothing else moved."""
    return diagnose(case_of(after)) is None and others_kept(before, after)
