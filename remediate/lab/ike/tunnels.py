"""The tunnels of a lab over its time: hosts always have traffic, so an entry without association tries.

Nothing runs by itself: what a device holds is brought up to the clock when somebody looks
(:meth:`Tunnels.settle`), in bounded work, and on a timer of a device that debugs. An attempt that fails is
repeated after 10 seconds, in the time between two looks once.

Doubtful, and decided so:

* The repeats of an initiator of IKEv1 are its retransmissions: five, then the SA is deleted and the next begins.
* The first message of a new phase 1 tells of INITIAL-CONTACT where the initiator holds nothing of the peer:
  the peer drops what it holds.
* An IKE SA of IKEv2 stays when its first child is refused; the next attempts are CREATE_CHILD_SA exchanges.
* Rekeying happens when the lifetime is over, from the end that began; lifetimes in kilobytes never end first.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from remediate.lab.aces import Ace
from remediate.lab.associations import FlowSa, IkeSa
from remediate.lab.clock import Clock
from remediate.lab.device import Device
from remediate.lab.ike.counting import arrives, count, flows_out
from remediate.lab.ike.exchange import Child, Exchange, Reason
from remediate.lab.ike.facts import CryptoEntry, Facts, Kind
from remediate.lab.ike.main_mode import main_mode
from remediate.lab.ike.making import ike_sas_of, joined, make_flow, stuck_sa
from remediate.lab.ike.quick_mode import offered_flow, quick_mode
from remediate.lab.ike.speech import speak, speak_deletion
from remediate.lab.ike.state import Bond, Flow, Holding, Pair, Stuck
from remediate.lab.ike.traffic import wants
from remediate.lab.ike.version2 import initial_exchange
from remediate.lab.ike.world import Carrier, World

__all__ = ["LINGERS", "RETRY", "Tunnels"]

RETRY = 10.0
LINGERS = 60.0
_BOOT = 15.0


class Tunnels:
    """What the devices of a lab hold."""

    def __init__(self, clock: Clock, devices: dict[str, Device]) -> None:
        self.clock = clock
        self.devices = devices
        self.world = World(devices)
        self._holdings: dict[str, Holding] = {}

    def holding(self, name: str) -> Holding:
        """Return what a device holds."""
        found = self._holdings.get(name)
        if found is None:
            found = self._holdings[name] = Holding()
        return found

    # --- looking ---

    def settle(self, name: str) -> None:
        """Bring the tunnels of a device up to the clock's time."""
        now = self.clock.elapsed()
        around = self._around(name)
        for item in (name, *around):
            self._refresh(item)
        for item in (name, *around):
            self._age(item, now)
        begins = name if int(now) % 2 == 0 else ""
        for item in sorted((name, *around), key=lambda other: (other != begins, other)):
            self._try(item, now, None if item == name else name)
        for pair in self._all_pairs(name, around):
            count(self, pair, now)
        self.watch(name)

    def ike_sas(self, name: str) -> list[IkeSa]:
        """Return the IKE SAs of a device, those that do not come about and those just deleted included."""
        now = self.clock.elapsed()
        holding = self.holding(name)
        holding.gone = [item for item in holding.gone if now - item[0] < LINGERS]
        found = [bond.ends[name] for bond in holding.bonds]
        found += [stuck.sa for stuck in holding.stuck.values() if stuck.sa is not None]
        return found + [sa for _, sa in holding.gone]

    def flow_sas(self, name: str) -> list[FlowSa]:
        """Return the flows of a device in the order of its entries, those without associations included."""
        flows = [
            flow
            for flow in self.holding(name).flows.values()
            if flow.pair is not None or not flow.entry.alternate
        ]
        return [flow.sa for flow in sorted(flows, key=lambda flow: (flow.entry.interface, flow.entry.sequence, flow.entry.order))]  # fmt: skip

    def _around(self, name: str) -> list[str]:
        facts = self.world.facts(name)
        found = set(self.world.naming(name))
        for entry in facts.entries:
            for peer in entry.peers:
                met = self.world.at(peer, name)
                if met is not None:
                    found.add(met.facts.device)
        found |= {pair.other(name) for pair in self._pairs(name)}
        found |= {other for bond in self.holding(name).bonds for other in bond.ends}
        return sorted(found - {name})

    def _pairs(self, name: str) -> Iterator[Pair]:
        for flow in self.holding(name).flows.values():
            if flow.pair is not None:
                yield flow.pair

    def _all_pairs(self, name: str, around: list[str]) -> list[Pair]:
        """Return the pairs that a device has, or had and others still send by."""
        pairs = dict.fromkeys(self._pairs(name))
        for other in around:
            pairs.update((pair, None) for pair in self._pairs(other) if name in pair.names)
        return list(pairs)

    # --- the flows that a configuration has ---

    def _refresh(self, name: str) -> None:
        facts, holding = self.world.facts(name), self.holding(name)
        if holding.read is facts:
            return
        holding.read = facts
        old = holding.flows
        holding.flows = {}
        before: list[Ace] = []
        for entry in facts.entries:
            if entry.missing or not entry.local:
                continue
            for selector, covered in _selectors(entry, before):
                for peer in entry.peers if entry.kind is Kind.MGRE else entry.peers[:1]:
                    flow_ace = selector or offered_flow(entry, peer)
                    key = (entry.name, flow_ace, peer if entry.kind is Kind.MGRE else "")
                    kept = old.pop(key, None)
                    if kept is None:
                        kept = make_flow(entry, flow_ace, peer)
                        kept.counted = self.clock.elapsed()
                    kept.entry, kept.own, kept.covered = entry, True, covered
                    if kept.pair is None:
                        kept.sa.peer = peer
                        kept.sa.local = entry.local
                    holding.flows[key] = kept
        names = {entry.name: entry for entry in facts.entries}
        for key, flow in old.items():
            if flow.pair is None:
                continue
            flow.own = False
            if flow.entry.name in names and names[flow.entry.name].local == flow.sa.local:
                holding.flows[key] = flow
            else:
                self.drop(flow.pair, name, tell=True)

    # --- time that passes over associations ---

    def _age(self, name: str, now: float) -> None:
        facts, holding = self.world.facts(name), self.holding(name)
        for pair in list(self._pairs(name)):
            waits = _patience(facts, pair.bond.exchange)
            if pair.lost is not None and waits is not None and now - pair.lost >= waits:
                speak_deletion(self, name, pair, "DPD")
                self.drop(pair, name, tell=False)
            elif now - pair.began >= pair.lifetime:
                self._rekey(pair, now)
        for bond in list(holding.bonds):
            waits = _patience(facts, bond.exchange)
            if bond.lost is not None and waits is not None and now - bond.lost >= waits:
                self.unbind(bond, name, tell=False)
            elif now - bond.began >= bond.exchange.lifetime:
                self._renew(bond, now)

    def _rekey(self, pair: Pair, now: float) -> None:
        """Negotiate the associations anew with what the configurations say now."""
        first, bond = pair.names[0], pair.bond
        flow = pair.ends.get(first)
        if len(pair.ends) == 2 and len(bond.ends) == 2 and flow is not None:
            self._refresh_ends(pair)
            exchange = self._present(bond, flow)
            if exchange is not None and self._open(exchange):
                child = quick_mode(exchange, flow.sa.selector, rekey=True)
                if child.up:
                    self._remove(pair)
                    made = self._join(bond, exchange, child, flow, now)
                    made.began = now - (now - pair.began) % pair.lifetime
                    return
                speak(self, exchange, child, 0, began=False)
        for name in list(pair.ends):
            self.drop(pair, name, tell=False)

    def _refresh_ends(self, pair: Pair) -> None:
        for name in pair.names:
            self._refresh(name)

    def _present(self, bond: Bond, flow: Flow) -> Exchange | None:
        """Return a bond's exchange with the facts of today, None where the entry is no more."""
        old = bond.exchange
        facts = self.world.facts(old.initiator.facts.device)
        answering = self.world.facts(old.answering.facts.device)
        if flow.entry.name[0] and not any(item.name == flow.entry.name for item in facts.entries):
            return None
        entry = next(item for item in facts.entries if item.name == flow.entry.name)
        one, other = old.initiator, old.answering
        return Exchange(
            version=old.version,
            entry=entry,
            initiator=type(one)(facts=facts, local=one.local, peer=one.peer, identity=one.identity),
            responder=type(other)(
                facts=answering, local=other.local, peer=other.peer, profile=other.profile
            ),
            policy=old.policy,
            proposal=old.proposal,
            lifetime=old.lifetime,
            translated=old.translated,
            floated=old.floated,
        )

    def _renew(self, bond: Bond, now: float) -> None:
        """Negotiate an IKE SA anew; where that fails IKEv1's associations live on, those of IKEv2 end."""
        first = bond.exchange.initiator
        facts = self.world.facts(first.facts.device)
        names = [item for item in facts.entries if item.name == bond.exchange.entry.name]
        if names and len(bond.ends) == 2:
            exchange = self._phase1(facts, names[0], first.peer)
            if exchange.up:
                bond.exchange = exchange
                bond.began = now - (now - bond.began) % max(exchange.lifetime, 1)
                for sa in bond.ends.values():
                    sa.began = bond.began
                return
        for name in list(bond.ends):
            self.unbind(bond, name, tell=False)

    # --- trying ---

    def _phase1(self, facts: Facts, entry: CryptoEntry, peer: str) -> Exchange:
        begin = initial_exchange if entry.version == 2 else main_mode
        return begin(self.world, facts, entry, peer)

    def _open(self, exchange: Exchange) -> bool:
        """Whether the two ends still hear each other."""
        one, other = exchange.initiator, exchange.answering
        carrier = Carrier.FLOATED if exchange.floated else Carrier.IKE
        port = other.facts.owner(other.local)
        vrf = port.vrf if port is not None else ""
        there = (one.facts, one.local, other.facts, other.local)
        back = (other.facts, other.local, one.facts, one.local)
        passes = self.world.passes
        return passes(*there, carrier, exchange.entry.vrf) and passes(*back, carrier, vrf)

    def _try(self, name: str, now: float, towards: str | None) -> None:
        """Let a device negotiate what it lacks; with one other device alone, where that is given."""
        if name in self.world.off:
            return
        facts, holding = self.world.facts(name), self.holding(name)
        for flow in list(holding.flows.values()):
            entry = flow.entry
            if flow.pair is not None or not flow.own or flow.covered or now < flow.due:
                continue
            if not entry.initiates or not _enabled(facts, entry):
                continue
            if not wants(facts, entry, flow.sa.selector):
                continue
            peers = [flow.sa.peer] if entry.kind is Kind.MGRE else list(entry.peers)
            if towards is not None and not self._leads(peers, name, towards):
                continue
            flow.sa.counters.send_errors += int((now - flow.counted) / RETRY) + 1
            flow.counted = now
            flow.due = now + RETRY
            self._attempt(facts, flow, peers, now)

    def _leads(self, peers: list[str], name: str, towards: str) -> bool:
        met = [self.world.at(peer, name) for peer in peers]
        return any(item is not None and item.facts.device == towards for item in met)

    def _attempt(self, facts: Facts, flow: Flow, peers: list[str], now: float) -> None:
        for peer in peers:
            bond = self._bond(facts.device, flow.entry, peer)
            fresh = bond is None
            if bond is not None:
                exchange = self._present(bond, flow) or bond.exchange
                exchange.entry = flow.entry
                if exchange.initiator.facts.device != facts.device:
                    exchange = _turned(exchange, flow.entry)
                if not self._alive(bond, facts.device, exchange, now):
                    return
            else:
                begun, again = self._begin(facts, flow.entry, peer, now)
                if begun is None:
                    return
                exchange = begun
                if not exchange.up:
                    if again:
                        continue
                    return
                bond = self._bound(exchange, now)
            flow.sa.peer = peer
            child = quick_mode(exchange, flow.sa.selector, first=fresh)
            pair = self._join(bond, exchange, child, flow, now) if child.up else None
            speak(self, exchange, child, 0, began=fresh, pair=pair)
            return

    def _bond(self, name: str, entry: CryptoEntry, peer: str) -> Bond | None:
        for bond in self.holding(name).bonds:
            sa = bond.ends[name]
            if sa.peer == peer and sa.local == entry.local and sa.version == entry.version:
                return bond
        return None

    def _alive(self, bond: Bond, name: str, exchange: Exchange, now: float) -> bool:
        """Whether a bond still leads to the peer; one whose other end is gone is given up."""
        if len(bond.ends) == 2 and self._open(exchange):
            return True
        if len(bond.ends) < 2:
            other = exchange.answering.facts.device
            said = self.holding(other).may_say(f"no-sa {name}", now, 60.0)
            if said and bond.exchange.version == 1 and not self.world.facts(other).asa:
                self.devices[other].say(
                    f"%CRYPTO-4-IKMP_NO_SA: IKE message from {exchange.answering.peer} has no SA "
                    "and is not an initialization offer"
                )
        elif bond.lost is None:
            bond.lost = now
            return False
        elif now - bond.lost < 5 * RETRY:
            return False
        for item in list(bond.ends):
            self.unbind(bond, item, tell=False)
        return False

    def _begin(
        self, facts: Facts, entry: CryptoEntry, peer: str, now: float
    ) -> tuple[Exchange | None, bool]:
        """Negotiate phase 1; tell too whether the next peer of the entry is to be tried."""
        holding = self.holding(facts.device)
        stuck = holding.stuck.setdefault((peer, entry.version), Stuck(sa=None))
        if now < stuck.due:
            return None, False
        exchange = self._phase1(facts, entry, peer)
        if exchange.up:
            del holding.stuck[peer, entry.version]
            return exchange, False
        stuck.due = now + RETRY
        reason = exchange.refusal
        count_ = stuck.tries if stuck.failed == str(reason) else 0
        speak(self, exchange, None, count_, began=True)
        stuck.failed, stuck.tries = str(reason), (count_ + 1) % 7
        stuck.sa = stuck_sa(exchange, holding, stuck.sa, now, initiator=True)
        self._stuck_there(exchange, now)
        return exchange, reason in (Reason.NO_ANSWER, Reason.ANSWER_LOST, Reason.NO_ROUTE)

    def _stuck_there(self, exchange: Exchange, now: float) -> None:
        if exchange.responder is None:
            return
        other = exchange.responder
        holding = self.holding(other.facts.device)
        key = (other.peer, exchange.version)
        old = holding.stuck.get(key)
        if self.holding(exchange.initiator.facts.device) is holding:
            return
        sa = stuck_sa(exchange, holding, old.sa if old else None, now, initiator=False)
        if sa is not None and (old is None or old.sa is None or old.sa.role is sa.role):
            holding.stuck[key] = Stuck(sa=sa, due=old.due if old else 0.0)

    # --- making and ending ---

    def _bound(self, exchange: Exchange, now: float) -> Bond:
        """Keep an IKE SA at both ends; INITIAL-CONTACT ends what the responder had of the peer."""
        one, other = exchange.initiator.facts.device, exchange.answering.facts.device
        mine, theirs = self.holding(one), self.holding(other)
        for pair in list(self._pairs(other)):
            if pair.other(other) == one and one not in pair.ends:
                self.drop(pair, other, tell=False)
        for bond in list(theirs.bonds):
            if one in bond.exchange_names() and one not in bond.ends:
                self.unbind(bond, other, tell=False)
        theirs.stuck.pop((exchange.answering.peer, exchange.version), None)
        bond = Bond(exchange, now)
        bond.ends[one], bond.ends[other] = ike_sas_of(exchange, mine, theirs, now)
        mine.bonds.append(bond)
        theirs.bonds.append(bond)
        return bond

    def _join(self, bond: Bond, exchange: Exchange, child: Child, flow: Flow, now: float) -> Pair:
        one, other = exchange.initiator.facts.device, exchange.answering.facts.device
        theirs = self.holding(other)
        answer = self._answering(theirs, child, exchange)
        if answer.pair is not None:
            self._remove(answer.pair)
        return joined(
            bond, exchange, child, (one, flow, self.holding(one)), (other, answer, theirs), now
        )

    def _answering(self, holding: Holding, child: Child, exchange: Exchange) -> Flow:
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
        flow.counted = self.clock.elapsed()
        holding.flows[entry.name, here, peer] = flow
        return flow

    def _remove(self, pair: Pair) -> None:
        for name in list(pair.ends):
            self.drop(pair, name, tell=False)

    def drop(self, pair: Pair, name: str, *, tell: bool) -> None:
        """End associations at one end, and at the other where it is told and hears it."""
        flow = pair.ends.pop(name, None)
        if flow is None:
            return
        now = self.clock.elapsed()
        flow.pair = None
        flow.due = now
        flow.sa.inbound = flow.sa.outbound = None
        if not flow.own:
            holding = self.holding(name)
            holding.flows = {key: item for key, item in holding.flows.items() if item is not flow}
        other = pair.other(name)
        if other not in pair.ends:
            return
        if tell and len(pair.bond.ends) == 2 and self._hears(pair, name):
            self.drop(pair, other, tell=False)
        elif pair.lost is None:
            pair.lost = now

    def _hears(self, pair: Pair, name: str) -> bool:
        exchange = pair.bond.exchange
        one, other = exchange.initiator, exchange.answering
        if one.facts.device != name:
            one, other = other, one
        sender, receiver = self.world.facts(one.facts.device), self.world.facts(other.facts.device)
        carrier = Carrier.FLOATED if exchange.floated else Carrier.IKE
        port = sender.ports.get(exchange.entry.interface)
        vrf = port.vrf if port is not None else ""
        return self.world.passes(sender, one.local, receiver, other.local, carrier, vrf)

    def unbind(self, bond: Bond, name: str, *, tell: bool) -> None:
        """End an IKE SA at one end; its IPsec associations too where it is one of IKEv2, or of an ASA."""
        sa = bond.ends.pop(name, None)
        if sa is None:
            return
        now = self.clock.elapsed()
        holding = self.holding(name)
        holding.bonds.remove(bond)
        if sa.version == 1 and not self.world.facts(name).asa:
            sa.deleted = True
            sa.state = "MM_NO_STATE"
            holding.gone.append((now, sa))
        if sa.version == 2 or self.world.facts(name).asa:
            for pair in [item for item in self._pairs(name) if item.bond is bond]:
                self.drop(pair, name, tell=False)
        rest = list(bond.ends)
        for other in rest:
            if tell:
                self.unbind(bond, other, tell=False)
            elif bond.lost is None:
                bond.lost = now

    # --- what commands do ---

    def clear_pairs(self, name: str, peer: str) -> None:
        """End the IPsec associations with a peer at both ends."""
        now = self.clock.elapsed()
        for flow in list(self.holding(name).flows.values()):
            if flow.sa.peer != peer and peer not in flow.entry.peers:
                continue
            flow.due = now
            if flow.pair is not None:
                count(self, flow.pair, now)
                self.drop(flow.pair, name, tell=True)

    def clear_bonds(self, name: str, peer: str | None, connection: int | None) -> None:
        """End IKE SAs at both ends."""
        holding = self.holding(name)
        for bond in list(holding.bonds):
            sa = bond.ends[name]
            if peer in (None, sa.peer) and connection in (None, sa.connection):
                self.unbind(bond, name, tell=True)
        for key, stuck in list(holding.stuck.items()):
            number = stuck.sa.connection if stuck.sa is not None else None
            if peer in (None, key[0]) and connection in (None, number):
                del holding.stuck[key]

    def lose(self, name: str, peer: str) -> None:
        """Let a device lose associations that the peer goes on to use."""
        for flow in list(self.holding(name).flows.values()):
            pair = flow.pair
            if pair is not None and flow.sa.peer == peer:
                self.drop(pair, name, tell=False)
                flow.due = pair.began + pair.lifetime

    def carries(self, name: str, peer: str) -> bool:
        """Whether every flow with a peer has associations at both ends, and its packets arrive."""
        facts = self.world.facts(name)
        flows = [flow for flow in self.holding(name).flows.values() if flow.own and not flow.entry.alternate and peer in (flow.sa.peer, *flow.entry.peers)]  # fmt: skip
        flows = flows or [flow for flow in self.holding(name).flows.values() if flow.sa.peer == peer]  # fmt: skip
        if not flows:
            return False
        for flow in flows:
            pair = flow.pair
            if pair is None or len(pair.ends) < 2:
                return False
            if not flows_out(facts, flow) or not arrives(self, pair, name, flow):
                return False
        return True

    def line_up(self, name: str, interface: str) -> bool:
        """Whether a tunnel interface is up; one of GRE is, as long as it has a way to its end."""
        facts = self.world.facts(name)
        entries = [item for item in facts.entries if item.interface == interface]
        if not entries or entries[0].kind is not Kind.VTI:
            return True
        flows = self.holding(name).flows.values()
        return any(flow.pair is not None and flow.sa.interface == interface for flow in flows)

    # --- a device that debugs ---

    def watch(self, name: str) -> None:
        """Look again every second, as long as a device prints what happens."""
        device = self.devices[name]
        if any("crypto" in item for item in device.debugs) and "tunnels" not in device.timers:
            device.start("tunnels", 1.0, partial(self.settle, name))

    def restarted(self, name: str) -> None:
        """Forget all that a device held: it came up anew, and nobody was told."""
        holding = self.holding(name)
        now = self.clock.elapsed()
        for pair in list(self._pairs(name)):
            self.drop(pair, name, tell=False)
        for bond in list(holding.bonds):
            bond.ends.pop(name)
            bond.lost = now
        self._holdings[name] = Holding()
        self.world.forget(name)
        self._refresh(name)
        for flow in self.holding(name).flows.values():
            flow.due = now + _BOOT


def _enabled(facts: Facts, entry: CryptoEntry) -> bool:
    """Whether IKE of the entry's version is on where the entry negotiates from."""
    allowed = facts.listens1 if entry.version == 1 else facts.listens2
    port = facts.owner(entry.local)
    return allowed is None or (port is not None and port.title in allowed)


def _selectors(entry: CryptoEntry, before: list[Ace]) -> Iterator[tuple[Ace | None, bool]]:
    """Yield the flows of an entry that it begins itself, and whether an earlier one takes them."""
    if entry.kind is Kind.DYNAMIC:
        before.extend(row.ace for row in entry.rows if row.permit)
        return
    if entry.kind.tunnel:
        yield None, False
        return
    denied: list[Ace] = []
    mine: list[Ace] = []
    for row in entry.rows:
        if not row.permit:
            denied.append(row.ace)
            continue
        if any(item.covers(row.ace) for item in denied) or row.ace in mine:
            continue
        yield row.ace, any(item.covers(row.ace) for item in (*before, *mine))
        mine.append(row.ace)
    before.extend(mine)


def _turned(exchange: Exchange, entry: CryptoEntry) -> Exchange:
    """Return an exchange of the same IKE SA that its responder begins."""
    one, other = exchange.initiator, exchange.answering
    return Exchange(
        version=exchange.version,
        entry=entry,
        initiator=other,
        responder=one,
        policy=exchange.policy,
        proposal=exchange.proposal,
        lifetime=exchange.lifetime,
        translated=(exchange.translated[1], exchange.translated[0]),
        floated=exchange.floated,
    )


def _patience(facts: Facts, exchange: Exchange) -> float | None:
    """Return how long a device waits for a peer that is gone; None where it does not ask."""
    if exchange.version == 2:
        for profile in facts.profiles2:
            if profile.dpd is not None:
                return profile.dpd * 3.0
        return facts.dpd2 * 3.0 if facts.dpd2 is not None else None
    return facts.keepalive * 3.0 if facts.keepalive is not None else None
