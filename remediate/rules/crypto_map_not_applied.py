"""crypto-map-not-applied (IPS005): the crypto map is on no interface, or on the wrong one.

Symptom: `IPSEC(validate_proposal): invalid local address A` (or `no IPSEC cryptomap exists for local address A`) while the interface that owns A has
no crypto map; `No crypto map bound to interface` on ASA; the peer receives clear packets
(`RECVD_PKT_NOT_IPSEC`, 402117).

Cause: `crypto map M` is missing on the interface that routes to the peer, its name is misspelt
there, or it was bound to another interface; what it protects is routed out of another one. With tunnel interfaces: protection on one end only.

Not this when: The map is bound there and `local-address` points elsewhere (IPS004); the clear
packets come from a host that is no peer; live SAs stand; only a part of the configuration is known. The device's own word on a map
(`Interfaces using crypto map M:`, and none) counts beside the interface of that address without one.

A map that is on no interface beside one that serves, for a peer of which nothing is seen, is possible: left over, or planned.
Where only static routes lead past the map, it is possible: what brings other routes is in no configuration. The routing table
decides it: likely where it leads past the map by a static route, into nothing, or nowhere; by a learned route it is possible, as
the tunnel may be the backup of that way.

Fix: Bind the map, by its right name, to the interface that the peer is reached through
(bind-crypto-map). A tunnel interface gets the one IPsec profile of its device that fits the peer's.

Fix safety: DISRUPTIVE: binding resets the map's SAs, and from then on matching clear traffic is
dropped.

Proof of cure: `show crypto map` lists the interface under the map; SAs form from both sides.

Source: Cisco document 5409, "Invalid Local Address"; IOS system message guide
(RECVD_PKT_NOT_IPSEC); ASA syslog guide (402117).
"""

from __future__ import annotations

from collections.abc import Sequence

from remediate.model.base import Confidence, Platform, Safety
from remediate.model.change import BindCryptoMap
from remediate.model.config_interfaces import Interface
from remediate.model.diagnosis import Diagnosis, Fix, Need
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.model.observation import Message
from remediate.model.signature import Signature
from remediate.negotiation import Lack, Placement, Side, may_lack, placement, unprotected
from remediate.rules._routing_shown import route_command, settled
from remediate.rules._tunnel_protection import protection_fix
from remediate.rules._unasked import left_over, missed
from remediate.rules._way_out import past_the_map
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, case_of, config_evidence, message_evidence
from remediate.rules.consequences import (
    CLEAR_TEXT_FROM_PEER,
    INVALID_LOCAL_ADDRESS,
    PHASE_2_REFUSED,
    with_reasons,
)
from remediate.rules.entries import (
    named_by_peer,
    others_kept,
    possible,
    sides_of,
)
from remediate.tunnels import egress

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose"]

SIGNATURES = (
    Signature(name="asa-no-crypto-map-bound", template="{^asa}No crypto map bound to interface"),
    *INVALID_LOCAL_ADDRESS,
    *CLEAR_TEXT_FROM_PEER,
    *PHASE_2_REFUSED,
)

RULE = Rule(
    code="IPS005",
    slug="crypto-map-not-applied",
    title="the crypto map is on no interface, or on the wrong one",
    phase=2,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA, Show.DEBUG_IPSEC),
    changes=("bind-crypto-map",),
    planned=True,
)


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where a configuration shows it, whatever the other end has."""
    messages = case.messages(RULE.slug)
    bare = _bare(case)
    if bare and not case.any_up():
        return _without_protection(case, bare, messages)
    found = [(side, item) for side in sides_of(case) if (item := _wrong(case, side)) is not None]
    if not found:
        text = "the peer's interface may have no crypto map, or another end protects the flow alone"
        decides = "its crypto map and interfaces decide"
        return past_the_map(case, RULE) or possible(
            RULE, case, with_reasons(messages), text, decides
        )
    fixes = tuple(_fix(side, item) for side, item in found)
    idle = left_over(case)
    sure = Confidence.PROVEN if case.negotiation is not None else Confidence.LIKELY
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.POSSIBLE
        if idle is not None or any(_open(side) for side, _ in found)
        else sure,
        phase=RULE.phase,
        change_on=tuple(side.name for side, _ in found),
        explanation="; ".join(f"{side.name}: {item.reason}" for side, item in found)
        + (": nothing is seen to miss its tunnel: left over, or planned" if idle else ""),
        evidence=(
            *message_evidence(messages),
            *(
                e
                for side, item in found
                for e in config_evidence(
                    side.end, [item.line, item.bind.line if item.bind else None]
                )
            ),
        ),
        fixes=fixes,
        needs=missed(idle)
        if idle is not None
        else tuple(
            Need(
                device=side.name,
                command=route_command(side.end),
                why="through which interface the peer is reached",
            )
            for side, item in found
            if item.bind is None and not settled(side.end)
        ),
    )


def _wrong(case: Case, side: Side) -> Placement | None:
    if may_lack(side) and not _uses_told(side):
        return None
    asked = next(
        (m.field("local") for m in side.end.messages if m.signature == "invalid-local-address"),
        None,
    )
    item = placement(side, named=named_by_peer(case, side), wanted=asked)
    return item if item is not None and item.slug == RULE.slug else None


def _uses_told(side: Side) -> bool:
    """Whether the device's own table tells on which interfaces the map for the peer is, and it is on none."""
    names = {entry.map for entry in side.entries}
    told = {f"crypto map {name} interface" for name in names}
    return (
        bool(names)
        and not side.dynamic
        and side.config.cut is None
        and told.issubset(side.config.shown)
    )


def _open(side: Side) -> bool:
    """Whether nothing but the table of the maps speaks of the interfaces: the output can end there."""
    address = side.end.local_address
    return may_lack(side) and not any(
        item.address == address and item.crypto_map is None for item in side.config.interfaces
    )


def _bare(case: Case) -> tuple[Lack, ...]:
    """Return the ends whose tunnel interface has no tunnel protection where the peer's has."""
    if case.negotiation is None:
        return ()
    one, two = case.negotiation.one, case.negotiation.two
    return (*unprotected(one, two), *unprotected(two, one))


def _without_protection(
    case: Case, lacks: tuple[Lack, ...], messages: Sequence[tuple[TunnelEnd, Message]]
) -> Diagnosis:
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.PROVEN,
        phase=RULE.phase,
        change_on=tuple(lack.side.name for lack in lacks),
        explanation="; ".join(lack.reason for lack in lacks),
        evidence=(
            *message_evidence(messages),
            *(item for lack in lacks for item in config_evidence(lack.side.end, [lack.line])),
        ),
        fixes=tuple(
            protection_fix(lack.side, other)
            for lack in lacks
            for other in sides_of(case)
            if other.end != lack.side.end
        ),
    )


def _fix(side: Side, item: Placement) -> Fix:
    place = item.bind
    change: BindCryptoMap | None = None
    if place is None:
        why = "through which interface the peer is reached is not in the configuration"
    elif place.crypto_map and any(
        m.entries for m in side.config.maps if m.name == place.crypto_map and not m.dynamic
    ):
        why = f"{place.name} carries crypto map {place.crypto_map}, and an interface has one map"
    else:
        why = f"{side.peer} is reached through {place.name}, and the map is called {item.map.name}"
        name = place.nameif if side.config.platform is Platform.ASA and place.nameif else place.name
        change = BindCryptoMap(
            device=side.name,
            map=item.map.name,
            interface=name,
            replaces=place.crypto_map,
            leaves=_leaves(side, item, place),
            enable_ike=_asleep(side, item, name),
        )
    return Fix(
        kind="bind-crypto-map",
        device=side.name,
        safety=Safety.DISRUPTIVE,
        documented=True,
        why=why,
        change=change,
    )


def _leaves(side: Side, item: Placement, place: Interface) -> tuple[str, ...]:
    """Return the interfaces that have the map and through which no peer of it is reached."""
    asa = side.config.platform is Platform.ASA
    ways = {
        peer: egress(side.config, peer, place.vrf)
        for entry in item.map.entries
        for peer in entry.peers
    }
    ways[side.peer] = place
    if None in ways.values() or any(entry.dynamic_map for entry in item.map.entries):
        return ()
    found = []
    for name in item.map.interfaces:
        bound = side.config.interface(name)
        if bound is not None and bound not in ways.values():
            found.append(bound.nameif if asa and bound.nameif else bound.name)
    return tuple(found)


def _asleep(side: Side, item: Placement, name: str) -> bool:
    """Whether IKEv1, which the map negotiates with, is not enabled on an interface of a PIX or ASA."""
    if side.config.platform is not Platform.ASA or name in side.config.isakmp_on:
        return False
    names = {entry.dynamic_map for entry in item.map.entries}
    maps = [item.map, *(m for m in side.config.maps if m.dynamic and m.name in names)]
    return any(entry.transform_sets for m in maps for entry in m.entries)


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether the map is where the peer is reached, and nothing else moved."""
    return diagnose(case_of(after)) is None and others_kept(before, after)
