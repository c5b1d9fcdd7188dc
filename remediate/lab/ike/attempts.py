"""A device tries to negotiate what it lacks.

Doubtful, and decided so:

* The repeats of an initiator of IKEv1 are its retransmissions: five, then the SA is deleted and the next begins.
* The first message of a new phase 1 tells of INITIAL-CONTACT where the initiator holds nothing of the peer:
  the peer drops what it holds.
* A peer that gives no answer, or that there is no key or profile for, is passed by for the next of its entry; one
  that refuses is not.
* An IKE SA of IKEv2 stays when its first child is refused; the next attempts are CREATE_CHILD_SA exchanges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from remediate.lab.ike.exchange import Child, End, Exchange, Reason
from remediate.lab.ike.facts import CryptoEntry, Facts, Kind
from remediate.lab.ike.links import known_hop
from remediate.lab.ike.main_mode import main_mode
from remediate.lab.ike.making import ike_sas_of, joined, make_flow, stuck_sa
from remediate.lab.ike.quick_mode import offered_flow, quick_mode
from remediate.lab.ike.speech import speak
from remediate.lab.ike.state import Bond, Flow, Holding, Pair, Stuck
from remediate.lab.ike.traffic import wants
from remediate.lab.ike.version2 import initial_exchange
from remediate.lab.ike.world import Carrier

if TYPE_CHECKING:
    from remediate.lab.ike.tunnels import Tunnels

__all__ = ["RETRY", "join", "open_between", "phase_1", "present", "try_flows"]

RETRY = 10.0
_PASSED_BY = frozenset(
    {Reason.NO_ANSWER, Reason.ANSWER_LOST, Reason.NO_ROUTE, Reason.NO_KEY, Reason.NO_PROFILE}
)


def phase_1(tunnels: Tunnels, facts: Facts, entry: CryptoEntry, peer: str) -> Exchange:
    """Negotiate an IKE SA in the version of an entry."""
    begin = initial_exchange if entry.version == 2 else main_mode
    return begin(tunnels.world, facts, entry, peer)


def open_between(tunnels: Tunnels, exchange: Exchange) -> bool:
    """Whether the two ends still hear each other."""
    one, other = exchange.initiator, exchange.answering
    carrier = Carrier.FLOATED if exchange.floated else Carrier.IKE
    port = other.facts.owner(other.local)
    vrf = port.vrf if port is not None else ""
    there = (one.facts, one.local, other.facts, other.local)
    back = (other.facts, other.local, one.facts, one.local)
    passes = tunnels.world.passes
    return passes(*there, carrier, exchange.entry.vrf) and passes(*back, carrier, vrf)


def try_flows(tunnels: Tunnels, name: str, now: float, towards: str | None) -> None:
    """Let a device negotiate what it lacks; with one other device alone, where that is given."""
    if tunnels.world.out(name):
        return
    facts, holding = tunnels.world.facts(name), tunnels.holding(name)
    for flow in list(holding.flows.values()):
        entry = flow.entry
        if flow.pair is not None or flow.covered or now < flow.due:
            continue
        hop = not flow.own and known_hop(tunnels, name, flow)
        if not (hop or (flow.own and entry.initiates)) or not _enabled(facts, entry):
            continue
        if not wants(facts, entry, flow.sa.selector):
            continue
        peers = [flow.sa.peer] if entry.kind is Kind.MGRE else list(entry.peers)
        if towards is not None and not _leads(tunnels, peers, name, towards):
            continue
        flow.sa.counters.send_errors += int((now - flow.counted) / RETRY) + 1
        flow.counted = now
        flow.due = now + RETRY
        _attempt(tunnels, facts, flow, peers, now)


def _leads(tunnels: Tunnels, peers: list[str], name: str, towards: str) -> bool:
    met = [tunnels.world.at(peer, name) for peer in peers]
    return any(item is not None and item.facts.device == towards for item in met)


def _attempt(tunnels: Tunnels, facts: Facts, flow: Flow, peers: list[str], now: float) -> None:
    for peer in peers:
        bond = _bond(tunnels, facts.device, flow.entry, peer)
        fresh = bond is None
        if bond is not None:
            exchange = present(tunnels, bond, facts.device, flow.entry)
            if not _alive(tunnels, bond, facts.device, exchange, now):
                return
        else:
            begun, again = _begin(tunnels, facts, flow.entry, peer, now)
            if begun is None or not begun.up:
                if again:
                    continue
                return
            exchange = begun
            bond = _bound(tunnels, exchange, now)
        flow.sa.peer = peer
        child = quick_mode(exchange, flow.sa.selector, first=fresh)
        pair = join(tunnels, bond, exchange, child, flow, now) if child.up else None
        speak(tunnels, exchange, child, 0, began=fresh, pair=pair)
        return


def _bond(tunnels: Tunnels, name: str, entry: CryptoEntry, peer: str) -> Bond | None:
    for bond in tunnels.holding(name).bonds:
        sa = bond.ends[name]
        if sa.peer == peer and sa.local == entry.local and sa.version == entry.version:
            return bond
    return None


def _alive(tunnels: Tunnels, bond: Bond, name: str, exchange: Exchange, now: float) -> bool:
    """Whether a bond still leads to the peer; one whose other end is gone is given up."""
    if len(bond.ends) == 2 and open_between(tunnels, exchange):
        return True
    if len(bond.ends) < 2:
        other = exchange.answering.facts.device
        said = tunnels.holding(other).may_say(f"no-sa {name}", now, 60.0)
        if said and bond.exchange.version == 1 and not tunnels.world.facts(other).asa:
            tunnels.devices[other].say(
                f"%CRYPTO-4-IKMP_NO_SA: IKE message from {exchange.answering.peer} has no SA "
                "and is not an initialization offer"
            )
    elif bond.lost is None:
        bond.lost = now
        return False
    elif now - bond.lost < 5 * RETRY:
        return False
    for item in list(bond.ends):
        tunnels.unbind(bond, item, tell=False)
    return False


def _begin(
    tunnels: Tunnels, facts: Facts, entry: CryptoEntry, peer: str, now: float
) -> tuple[Exchange | None, bool]:
    """Negotiate phase 1; tell too whether the next peer of the entry is to be tried."""
    holding = tunnels.holding(facts.device)
    stuck = holding.stuck.setdefault((peer, entry.version), Stuck(sa=None))
    if now < stuck.due:
        return None, stuck.failed in _PASSED_BY
    exchange = phase_1(tunnels, facts, entry, peer)
    if exchange.up:
        del holding.stuck[peer, entry.version]
        return exchange, False
    stuck.due = now + RETRY
    reason = exchange.refusal
    count_ = stuck.tries if stuck.failed is reason else 0
    speak(tunnels, exchange, None, count_, began=True)
    stuck.failed, stuck.tries = reason, (count_ + 1) % 7
    stuck.sa = stuck_sa(exchange, holding, stuck.sa, now, initiator=True)
    _stuck_there(tunnels, exchange, now)
    return exchange, reason in _PASSED_BY


def _stuck_there(tunnels: Tunnels, exchange: Exchange, now: float) -> None:
    if exchange.responder is None:
        return
    other = exchange.responder
    holding = tunnels.holding(other.facts.device)
    key = (other.peer, exchange.version)
    old = holding.stuck.get(key)
    if tunnels.holding(exchange.initiator.facts.device) is holding:
        return
    sa = stuck_sa(exchange, holding, old.sa if old else None, now, initiator=False)
    if sa is not None and (old is None or old.sa is None or old.sa.role is sa.role):
        holding.stuck[key] = Stuck(sa=sa, due=old.due if old else 0.0)


def _bound(tunnels: Tunnels, exchange: Exchange, now: float) -> Bond:
    """Keep an IKE SA at both ends; INITIAL-CONTACT ends what the responder had of the peer."""
    one, other = exchange.initiator.facts.device, exchange.answering.facts.device
    mine, theirs = tunnels.holding(one), tunnels.holding(other)
    for pair in list(tunnels.pairs(other)):
        if pair.other(other) == one and one not in pair.ends:
            tunnels.drop(pair, other, tell=False)
    for bond in list(theirs.bonds):
        if one in bond.exchange_names() and one not in bond.ends:
            tunnels.unbind(bond, other, tell=False)
    theirs.stuck.pop((exchange.answering.peer, exchange.version), None)
    bond = Bond(exchange, now)
    bond.ends[one], bond.ends[other] = ike_sas_of(exchange, mine, theirs, now)
    mine.bonds.append(bond)
    theirs.bonds.append(bond)
    return bond


def join(
    tunnels: Tunnels, bond: Bond, exchange: Exchange, child: Child, flow: Flow, now: float
) -> Pair:
    """Put associations into the flows of both ends, in place of what the responder had there."""
    one, other = exchange.initiator.facts.device, exchange.answering.facts.device
    theirs = tunnels.holding(other)
    answer = _answering(tunnels, theirs, child, exchange)
    if answer.pair is not None:
        tunnels.remove(answer.pair, quiet=True)
    return joined(
        bond, exchange, child, (one, flow, tunnels.holding(one)), (other, answer, theirs), now
    )


def _answering(tunnels: Tunnels, holding: Holding, child: Child, exchange: Exchange) -> Flow:
    """Return the responder's flow: that of its own entry, or one for these associations alone."""
    entry, agreed = child.entry, child.agreed
    if entry is None or agreed is None:
        raise LookupError("no entry answered")
    peer = exchange.answering.peer
    here = agreed.mirrored()
    if entry.kind.tunnel:
        here = offered_flow(entry, peer, exchange.answering.local)
    for key in ((entry.name, here, ""), (entry.name, here, peer)):
        if key in holding.flows:
            return holding.flows[key]
    flow = make_flow(entry, here, peer)
    flow.own = False
    flow.counted = tunnels.clock.elapsed()
    holding.flows[entry.name, here, peer] = flow
    return flow


def present(tunnels: Tunnels, bond: Bond, name: str, entry: CryptoEntry) -> Exchange:
    """Return a bond's exchange with the configurations of now, as a device begins something under it."""
    old = bond.exchange
    one, other, translated = old.initiator, old.answering, old.translated
    if one.facts.device != name:
        one, other, translated = other, one, translated[::-1]
    return Exchange(
        version=old.version,
        entry=entry,
        initiator=_today(tunnels, one),
        responder=_today(tunnels, other),
        policy=old.policy,
        proposal=old.proposal,
        lifetime=old.lifetime,
        translated=translated,
        floated=old.floated,
    )


def _today(tunnels: Tunnels, end: End) -> End:
    return End(
        facts=tunnels.world.facts(end.facts.device),
        local=end.local,
        peer=end.peer,
        identity=end.identity,
        key_source=end.key_source,
        profile=end.profile,
    )


def _enabled(facts: Facts, entry: CryptoEntry) -> bool:
    """Whether IKE of the entry's version is on where the entry negotiates from."""
    allowed = facts.listens1 if entry.version == 1 else facts.listens2
    port = facts.owner(entry.local)
    return allowed is None or (port is not None and port.title in allowed)
