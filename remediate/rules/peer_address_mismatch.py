"""peer-address-mismatch (IKE004): an end peers with, or holds its key for, the wrong address.

Symptom: `No cert, and no keys ... with remote peer A` for an address that no peer has; state
MM_KEY_EXCH on the PIX; ASA 713022 (`No Group found matching A`) and 713063 (`IKE Peer address
not configured`).

Cause: `set peer`, the address of the key or the name of the tunnel-group is not the address
that the other end negotiates from: it was mistyped, the peer was renumbered, or NAT shows
another one. Or it is `tunnel destination`: the interfaces' own addresses, or the keys, show
which two are one tunnel. Or it is where NHRP of a DMVPN spoke has its hub, whose inner address
shows which hub is meant.

Not this when: The address belongs to the peer and only its key is missing (IKE002), or it is
right and the keys differ (IKE003). An SA lives between the addresses; a private address is
reached through translation; a dynamic map takes the peer, and no entry before it has its flows.

Fix: set-peer-address and the key's address: `set peer` appends to a failover list, so the new
one is added before the old one goes. On ASA the tunnel-group is named after the address and
follows it. NHRP has one outer address for each inner one: the old line goes first.

Fix safety: DISRUPTIVE: the crypto-map entry is in use while it is edited.

Proof of cure: `show crypto isakmp sa` shows the right pair of addresses in QM_IDLE on both
ends.

Source: Cisco document 5409, "No Cert and No Keys with Remote Peer" and the PIX section; ASA
syslog guide.
"""

from __future__ import annotations

from collections.abc import Sequence

from remediate.messages import STATE_SIGNATURE
from remediate.model.base import Confidence, Platform
from remediate.model.change import KeyMove, SecretRef, SetPeerAddress
from remediate.model.config_keys import PreSharedKey
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.diagnosis import Diagnosis, Fix, Need
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.model.observation import Message
from remediate.model.signature import Signature
from remediate.negotiation import Lack, Negotiation, Side, key_for, may_lack, side_of
from remediate.negotiation.routing import owners_of
from remediate.rules._ikev2_held import credible
from remediate.rules._next_hop import hub_needs, sure_one, tunnel_fixes, tunnel_lines, why_one
from remediate.rules._renumbered import mirrored, renumbered
from remediate.rules._signing import signed_alone
from remediate.rules._tunnel_destination import peer_fix
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, case_of, config_evidence, message_evidence, needs_of
from remediate.rules.consequences import NO_KEY_FOR_PEER
from remediate.rules.entries import (
    absent_keys,
    group_lines,
    others_kept,
    possible,
    sides_of,
    stray_key,
)
from remediate.rules.path import found_key, only_rows

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose"]

SIGNATURES = (
    Signature(
        name="asa-peer-not-configured",
        template="{^asa}IKE Peer address not configured for destination {peer:ip}",
    ),
    *NO_KEY_FOR_PEER,
)

RULE = Rule(
    code="IKE004",
    slug="peer-address-mismatch",
    title="an end peers with, or holds its key for, the wrong address",
    phase=1,
    needs=(Show.RUNNING_CONFIG, Show.ISAKMP_SA, Show.DEBUG_ISAKMP),
    changes=("set-peer-address",),
    planned=True,
)


_KEY_EXCHANGE = frozenset({"certificate-failure", "nat-traversal-blocked", "psk-mismatch"})
"""What ends a key exchange between two that have found each other."""


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where one end's configuration does not point back to the other.

    Proven where an entry's flows mirror the peer's and its address is another one, or where the peer's key
    stands under another address. Likely where only the key says that an end means the other; only possible
    otherwise: address translation that the inventory does not name looks the same.
    """
    messages = case.messages(RULE.slug)
    negotiation = case.negotiation
    if negotiation is not None:
        lacks = [lack for lack in negotiation.lacking if lack.slug == RULE.slug]
        lacks = lacks or list(renumbered(case))
        if lacks:
            return _lacking(case, negotiation, lacks, messages)
    strays = [
        (side, key) for side in absent_keys(case) if (key := stray_key(case, side)) is not None
    ]
    if strays and not case.any_up() and not case.phase1_up():
        return _stray(case, strays, messages)
    messages = [item for item in messages if not _meant(case, *item)]
    if only_rows(messages) and (
        _explained(case) or found_key(case, messages) or signed_alone(case)
    ):
        return None
    text = "the address of the peer may not be the one that the other end uses"
    return possible(RULE, case, messages, text, "its addresses and peers decide")


def _meant(case: Case, end: TunnelEnd, message: Message) -> bool:
    """Whether a message is of the very address that the device's own crypto map entries name as their peer."""
    side = side_of(case.tunnel, end)
    about = message.field("peer") or message.field("remote")
    return side is not None and about is not None and about == side.peer and bool(side.entries)


def _explained(case: Case) -> bool:
    """Whether lines of a log tell why phase 1 stands where a row of a table shows it."""
    lines = (m for end in case.tunnel.ends for m in end.messages if m.signature != STATE_SIGNATURE)
    return any(_KEY_EXCHANGE.intersection(message.slugs) for message in lines)


def _lacking(
    case: Case,
    negotiation: Negotiation,
    lacks: Sequence[Lack],
    messages: Sequence[tuple[TunnelEnd, Message]],
) -> Diagnosis:
    side = lacks[0].side
    near = [entry for entry in side.end.near if entry.peers]
    other = negotiation.two if side is negotiation.one else negotiation.one
    key = key_for(side)
    meant = key is not None and key.peer is not None and key.peer.is_host
    text = "; ".join(lack.reason for lack in lacks)
    if near:
        alike = mirrored(side, other)
        proven = alike and not may_lack(side)
        confidence = Confidence.PROVEN if proven else Confidence.LIKELY
        what = (
            f"holds a key for {other.name}" if meant else f"names another address of {other.name}"
        )
        what = f"has a crypto ACL that mirrors that of {other.name}" if alike else what
        text += f"; {side.name} {what}, which negotiates from {side.peer}"
        for place in (p for entry in near for a in entry.peers for p in owners_of(other.config, a)):
            text += f", not from {place.name}{', which is shut down' if place.shutdown else ''}"
    elif side.end.near_tunnel is not None:
        confidence = sure_one(case, side, other, negotiation.key_state)
        text += f"; {why_one(case, side, other)}"
    else:
        elsewhere = any(entry.peers for m in side.config.maps for entry in m.entries)
        confidence = Confidence.LIKELY if meant and elsewhere else Confidence.POSSIBLE
        if not meant:
            text += "; if address translation stands between the ends, name it in the inventory"
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=confidence,
        phase=RULE.phase,
        change_on=(side.name,),
        explanation=text,
        evidence=(
            *message_evidence(messages),
            *config_evidence(side.end, [line for entry in near for line in entry.lines]),
            *config_evidence(side.end, tunnel_lines(side, other)),
            *config_evidence(other.end, [entry.line for entry in other.entries]),
        ),
        fixes=tuple(_fix(case, side, entry, other) for entry in near)
        or _unknown(case, side, other),
        needs=hub_needs(side, other, confidence)
        if near or side.end.near_tunnel is not None
        else (Need(device=side.name, command="show crypto map", why="which peers it has"),),
    )


def _unknown(case: Case, side: Side, other: Side) -> tuple[Fix, ...]:
    if side.end.near_tunnel is not None:
        return tunnel_fixes(case, side, other, side.end.near_tunnel)
    why = f"which entry of {side.name} is meant for {side.peer} is not in its configuration"
    return (peer_fix(side, why),)


def _fix(case: Case, side: Side, entry: CryptoMapEntry, other: Side) -> Fix:
    old = entry.peers[0]
    why = f"the new peer is added before the old one goes, as '{_setting(side)}' adds to a list"
    change: SetPeerAddress | None = None
    move: KeyMove | None = None
    version2 = entry.ikev2_proposals or entry.ikev2_profile
    if may_lack(side):
        why = "only a part of its running-config is known: what else names the old address isn't"
    elif version2 and not credible(side, entry, other):
        why = "the entry negotiates with IKEv2, whose keyring and profile name the peer too"
    else:
        if not version2 and key_for(side) is None:
            move = _move(case, side, old, other)
            why += "; its key follows the address"
        change = SetPeerAddress(
            device=side.name,
            map=entry.map,
            sequence=entry.sequence,
            old=old,
            new=side.peer,
            key=move,
        )
    return peer_fix(side, why, change)


def _setting(side: Side) -> str:
    return "crypto map ... set peer" if side.config.platform is Platform.ASA else "set peer"


def _move(case: Case, side: Side, old: str, other: Side) -> KeyMove | None:
    """Return the key that follows: the old address's, else the one that the peer holds."""
    base = f"psk/{case.tunnel.id}"
    key = next(
        (
            k
            for k in side.config.keys
            if not k.ikev2 and k.peer is not None and k.peer.is_host and k.peer.dotted == old
        ),
        None,
    )
    if key is None:
        if key_for(other) is None:
            return None
        return KeyMove(secret=SecretRef(name=f"{base}/{other.name}/current"), old=False)
    return _moved(case, side, key)


def _moved(case: Case, side: Side, key: PreSharedKey) -> KeyMove:
    address = key.peer.dotted if key.peer is not None else ""
    secret = SecretRef(name=f"psk/{case.tunnel.id}/{side.name}/{address}")
    asa = side.config.platform is Platform.ASA and key.keyring is not None
    group = group_lines(side, address, key, secret.placeholder()) if asa else ()
    mine = {(entry.map, entry.sequence) for entry in side.end.near}
    shared = any(
        address in entry.peers and (entry.map, entry.sequence) not in mine
        for crypto_map in side.config.maps
        for entry in crypto_map.entries
    )
    return KeyMove(
        secret=secret,
        keyring=None if asa else key.keyring,
        old=not shared and (bool(group) or not asa),
        group=() if shared else group,
    )


def _stray(
    case: Case,
    strays: Sequence[tuple[Side, PreSharedKey]],
    messages: Sequence[tuple[TunnelEnd, Message]],
) -> Diagnosis:
    fixes: list[Fix] = []
    texts: list[str] = []
    certain = True
    for side, key in strays:
        other = next((item for item in sides_of(case) if item.end != side.end), None)
        theirs = key_for(other) if other is not None else None
        same = theirs is not None and key.fingerprint is not None
        certain = certain and same and key.fingerprint == (theirs and theirs.fingerprint)
        address = key.peer.dotted if key.peer is not None else ""
        what = "its peer's own key stands there" if certain else "a key stands there"
        texts.append(
            f"{side.name} has no pre-shared key for {side.peer}; {what} for {address}, an address that no entry or"
            " tunnel goes to"
        )
        move = _moved(case, side, key) if other is not None else None
        fixes.append(
            peer_fix(
                side,
                "whether the key's address is wrong or the peer's shows at the other end",
            )
            if move is None
            else peer_fix(
                side,
                "the key goes to the peer's address, the entry for the other address goes last",
                SetPeerAddress(device=side.name, old=address, new=side.peer, key=move),
            )
        )
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.PROVEN if certain else Confidence.LIKELY,
        phase=RULE.phase,
        change_on=tuple(side.name for side, _ in strays),
        explanation="; ".join(texts),
        evidence=(
            *message_evidence(messages),
            *(item for side, key in strays for item in config_evidence(side.end, [key.line])),
        ),
        fixes=tuple(fixes),
        needs=needs_of(case, RULE.needs[:1], "its addresses decide"),
    )


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether each end points to the other afterwards and has a key for it, and nothing else moved."""
    case = case_of(after)
    return diagnose(case) is None and not absent_keys(case) and others_kept(before, after)
