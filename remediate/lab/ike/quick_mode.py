"""Phase 2 of both versions, role by role: local address, entry, transform set, mode, PFS.

Doubtful, and decided so:

* The responder of IOS takes the first entry whose list permits what was proposed; where that is another
  peer's, it refuses (``peer address … not found``) and looks no further.
* An entry that has no list, or is a dynamic one with another list, is passed by.
* Mode: who has ``transport`` asks for it and takes either; who has ``tunnel`` takes tunnel alone (the vendor's
  command reference, from memory). It counts only where the protected endpoints are the crypto endpoints.
  IKEv2 falls back to tunnel where one end does not want transport.
* PFS: who has it demands its own group; a bare ``set pfs`` takes group 1 or 2. Who has none takes any offer.
* An ASA wants its own entry exactly in IKEv1, and does not protect in transport mode.
* IKEv2 takes what an entry of a list covers as it is, and narrows to what both lists permit where none does; the
  first pair of entries that meet is taken then. A tunnel interface wants all or its own GRE alone, and can't be narrowed.
"""

from __future__ import annotations

from collections.abc import Iterator

from remediate.lab.aces import Ace, Block, Ports
from remediate.lab.ike.defaults import weak_group
from remediate.lab.ike.exchange import Child, Exchange, Reason
from remediate.lab.ike.facts import CryptoEntry, Facts, Kind, TransformSet, block_of

__all__ = ["intersection", "offered_flow", "quick_mode"]

_EVERYTHING = Block(0, 0xFFFFFFFF)


def offered_flow(entry: CryptoEntry, peer: str, here: str | None = None) -> Ace:
    """Return what a tunnel interface protects."""
    if entry.kind is Kind.VTI:
        return Ace(protocol=0, source=_EVERYTHING, destination=_EVERYTHING)
    return Ace(protocol=47, source=block_of(here or entry.local), destination=block_of(peer))


def quick_mode(exchange: Exchange, offer: Ace, *, rekey: bool = False, first: bool = True) -> Child:
    """Negotiate associations under an IKE SA that is up.

    ``first``: as part of IKE_AUTH, which carries no key exchange of its own.
    """
    entry = exchange.entry
    pfs = None if exchange.version == 2 and first and not rekey else entry.pfs
    child = Child(offer=offer, sets=entry.sets, pfs=pfs)
    child.refusal = _answer(exchange, child, first=first and not rekey)
    return child


def _answer(exchange: Exchange, child: Child, *, first: bool) -> Reason | None:
    responder = exchange.answering
    facts = responder.facts
    here = [item for item in facts.entries if item.local == responder.local]
    front = facts.front(responder.local)
    here = [item for item in here if (item.version, item.vrf) == (exchange.version, front)]
    here = [item for item in here if item.answers]
    if not here:
        if exchange.version == 2:
            return Reason.SELECTOR
        return Reason.LOCAL_ADDRESS
    refusal = _entry(exchange, child, here)
    if refusal is not None:
        return refusal
    return _content(exchange, child, first=first)


# --- the entry ---


def _entry(exchange: Exchange, child: Child, here: list[CryptoEntry]) -> Reason | None:
    responder = exchange.answering
    proposed = child.offer.mirrored()
    if exchange.entry.kind in (Kind.GRE, Kind.MGRE):
        # Each end names the endpoints as it sees them; behind a translator they differ.
        proposed = Ace(
            protocol=47,
            source=block_of(responder.local),
            destination=block_of(responder.peer),
        )
    narrows = exchange.version == 2 and exchange.entry.kind is not Kind.VTI
    asked = [(entry, False) for entry in here] + [(entry, True) for entry in here if narrows]
    for entry, narrowed in asked:
        take = _narrowed if narrowed else _taken
        found = take(responder.facts, exchange, entry, proposed)
        if found is None:
            continue
        if entry.peers and responder.peer not in entry.peers and entry.kind is not Kind.MGRE:
            if responder.facts.asa or entry.kind.tunnel:
                continue
            return Reason.PEER
        if not _profiled(exchange, entry):
            continue
        child.entry = entry
        child.answered, agreed = found
        child.agreed = agreed.mirrored() if agreed != proposed else child.offer
        return None
    return Reason.SELECTOR


def _profiled(exchange: Exchange, entry: CryptoEntry) -> bool:
    responder = exchange.answering
    if responder.facts.asa or not entry.profile:
        return True
    return entry.profile == responder.profile


def _taken(
    facts: Facts, exchange: Exchange, entry: CryptoEntry, proposed: Ace
) -> tuple[Ace, Ace] | None:
    """Return the entry of a list that takes a proposal, and what is agreed; None where it takes none."""
    if entry.missing:
        return None
    if entry.kind.tunnel:
        wanted = _tunnel(entry, exchange)
        fits = wanted == proposed or (
            entry.kind is Kind.VTI and proposed == offered_flow(entry, "") and not _gre(exchange)
        )
        return (proposed, proposed) if fits else None
    if entry.kind is Kind.DYNAMIC and not entry.rows:
        return proposed, proposed
    exact = facts.asa and entry.kind is Kind.MAP and exchange.version == 1
    for row in entry.rows:
        if row.ace == proposed or (not exact and row.ace.covers(proposed)):
            return (row.ace, proposed) if row.permit else None
    return None


def _narrowed(
    facts: Facts, exchange: Exchange, entry: CryptoEntry, proposed: Ace
) -> tuple[Ace, Ace] | None:
    """Return the first entry of a list that has packets in common with a proposal, and these."""
    del facts, exchange
    if entry.missing or entry.kind.tunnel:
        return None
    denied: list[Ace] = []
    for row in entry.rows:
        if not row.permit:
            denied.append(row.ace)
            continue
        common = intersection(row.ace, proposed)
        if common is not None and not any(item.covers(common) for item in denied):
            return row.ace, common
    return None


def _tunnel(entry: CryptoEntry, exchange: Exchange) -> Ace:
    responder = exchange.answering
    return offered_flow(entry, responder.peer, responder.local)


def _gre(exchange: Exchange) -> bool:
    return exchange.entry.kind in (Kind.GRE, Kind.MGRE)


def intersection(one: Ace, other: Ace) -> Ace | None:
    """Return the packets of both, None where there are none."""
    if one.protocol and other.protocol and one.protocol != other.protocol:
        return None
    source = _common(one.source, other.source)
    destination = _common(one.destination, other.destination)
    source_ports = _shared(one.source_ports, other.source_ports)
    destination_ports = _shared(one.destination_ports, other.destination_ports)
    if source is None or destination is None or source_ports is None or destination_ports is None:
        return None
    return Ace(
        protocol=one.protocol or other.protocol,
        source=source,
        destination=destination,
        source_ports=source_ports,
        destination_ports=destination_ports,
    )


def _common(one: Block, other: Block) -> Block | None:
    if one.covers(other):
        return other
    if other.covers(one):
        return one
    if not one.overlaps(other):
        return None
    wildcard = one.wildcard & other.wildcard
    network = (one.network & ~one.wildcard) | (other.network & ~other.wildcard)
    return Block(network & ~wildcard & 0xFFFFFFFF, wildcard)


def _shared(one: Ports, other: Ports) -> Ports | None:
    low, high = max(one.low, other.low), min(one.high, other.high)
    return Ports(low, high) if low <= high else None


# --- transforms, mode, PFS ---


def _content(exchange: Exchange, child: Child, *, first: bool) -> Reason | None:
    responder, entry = exchange.answering, child.entry
    if entry is None:
        return Reason.SELECTOR
    ends = _endpoints(exchange, child)
    refusal = Reason.TRANSFORM
    for number, (offer, own) in enumerate(_pairs(child.sets, entry.sets)):
        if offer.content != own.content:
            continue
        asked = offer.transport and ends and not exchange.initiator.facts.asa
        wanted = own.transport and ends and not responder.facts.asa
        if asked and not wanted and exchange.version == 1:
            refusal = Reason.MODE
            continue
        child.acceptable = number
        child.transform = offer
        child.transport = asked and (wanted if exchange.version == 2 else True)
        break
    if child.transform is None:
        return refusal
    if not (exchange.version == 2 and first) and not _pfs(child.pfs, entry, responder.facts):
        return Reason.PFS
    child.lifetime = min(exchange.entry.lifetime, entry.lifetime)
    child.kilobytes = min(exchange.entry.kilobytes, entry.kilobytes)
    return None


def _pairs(
    offers: tuple[TransformSet, ...], own: tuple[TransformSet, ...]
) -> Iterator[tuple[TransformSet, TransformSet]]:
    for offer in offers:
        for item in own:
            yield offer, item


def _endpoints(exchange: Exchange, child: Child) -> bool:
    """Whether the protected endpoints are the crypto endpoints."""
    one = exchange.initiator
    agreed = child.agreed or child.offer
    return agreed.source == block_of(one.local) and agreed.destination == block_of(one.peer)


def _pfs(offered: int | None, entry: CryptoEntry, facts: Facts) -> bool:
    if entry.pfs is None:
        return offered is None or not (facts.release.refuses_old and weak_group(offered))
    if offered == entry.pfs:
        return not (facts.release.refuses_old and weak_group(entry.pfs))
    return entry.pfs_bare and not facts.asa and offered in (1, 2) and entry.pfs == 1
