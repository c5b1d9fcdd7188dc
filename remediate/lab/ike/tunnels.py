"""The tunnels of a lab over its time: hosts always have traffic, so an entry without association tries.

Nothing runs by itself: what a device holds is brought up to the clock when somebody looks
(:meth:`Tunnels.settle`), in bounded work, and on a timer of a device that debugs. An attempt that fails is
repeated after 10 seconds, in the time between two looks once.

Doubtful, and decided so: rekeying happens when the lifetime is over, from the end that began; lifetimes in
kilobytes never end first.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from remediate.lab.associations import FlowSa, IkeSa
from remediate.lab.clock import Clock
from remediate.lab.device import Device
from remediate.lab.ike.ageing import age
from remediate.lab.ike.attempts import try_flows
from remediate.lab.ike.counting import arrives, count, flows_out, hear_clear
from remediate.lab.ike.flows import refresh
from remediate.lab.ike.links import known_hop, note_lines, taken
from remediate.lab.ike.nhrp import expire, register
from remediate.lab.ike.nhrp_rows import note_states
from remediate.lab.ike.speech import speak_deletion
from remediate.lab.ike.state import Bond, Holding, Pair
from remediate.lab.ike.world import Carrier, World

__all__ = ["Tunnels"]

_LINGERS = 60.0
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
            refresh(self, item)
        for item in (name, *around):
            age(self, item, now)
        begins = name if int(now) % 2 == 0 else ""
        for item in sorted((name, *around), key=lambda other: (other != begins, other)):
            try_flows(self, item, now, None if item == name else name)
        for pair in self._all_pairs(name, around):
            count(self, pair, now)
        hear_clear(self, name, now)
        for item in (name, *around):
            register(self, item, now)
        expire(self, name, now)
        note_lines(self, name)
        note_states(self, name, now)
        self.watch(name)

    def ike_sas(self, name: str) -> list[IkeSa]:
        """Return the IKE SAs of a device, those that do not come about and those just deleted included."""
        now = self.clock.elapsed()
        holding = self.holding(name)
        holding.gone = [item for item in holding.gone if now - item[0] < _LINGERS]
        for key, stuck in list(holding.stuck.items()):
            began = stuck.sa.began if stuck.sa is not None else 0.0
            if now - max(stuck.due, began) > _LINGERS:
                del holding.stuck[key]
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
        found |= {pair.other(name) for pair in self.pairs(name)}
        found |= {other for bond in self.holding(name).bonds for other in bond.ends}
        return sorted(found - {name})

    def pairs(self, name: str) -> Iterator[Pair]:
        """Yield the associations that a device holds."""
        for flow in self.holding(name).flows.values():
            if flow.pair is not None:
                yield flow.pair

    def _all_pairs(self, name: str, around: list[str]) -> list[Pair]:
        """Return the pairs that a device has, or had and others still send by."""
        pairs = dict.fromkeys(self.pairs(name))
        for other in around:
            pairs.update((pair, None) for pair in self.pairs(other) if name in pair.names)
        return list(pairs)

    # --- making and ending ---

    def remove(self, pair: Pair, *, quiet: bool = False) -> None:
        """End associations at both ends; ``quiet``: others take their place."""
        for name in list(pair.ends):
            self.drop(pair, name, tell=False, quiet=quiet)

    def drop(
        self, pair: Pair, name: str, *, tell: bool, quiet: bool = False, why: str = ""
    ) -> None:
        """End associations at one end, and at the other where it is told and hears it."""
        if name in pair.ends and not quiet:
            speak_deletion(self, name, pair, why)
        flow = pair.ends.pop(name, None)
        if flow is None:
            return
        now = self.clock.elapsed()
        flow.pair = None
        flow.due = now
        flow.sa.inbound = flow.sa.outbound = None
        if not flow.own and not known_hop(self, name, flow):
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
        front = sender.front(one.local)
        return self.world.passes(sender, one.local, receiver, other.local, carrier, front)

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
            for pair in [item for item in self.pairs(name) if item.bond is bond]:
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
                self.drop(pair, name, tell=False, quiet=True)
                flow.due = pair.began + pair.lifetime

    def carries(self, name: str, peer: str) -> bool:
        """Whether every flow with a peer has associations at both ends, and its packets arrive."""
        flows = [flow for flow in self.holding(name).flows.values() if flow.own and not flow.entry.alternate and peer in (flow.sa.peer, *flow.entry.peers)]  # fmt: skip
        flows = flows or [flow for flow in self.holding(name).flows.values() if flow.sa.peer == peer]  # fmt: skip
        if not flows:
            return False
        for flow in flows:
            pair = flow.pair
            if pair is None or len(pair.ends) < 2:
                return False
            if not flows_out(self, name, flow) or not arrives(self, pair, name, flow):
                return False
            if not taken(self, name, flow):
                return False
        return True

    # --- a device that debugs ---

    def watch(self, name: str) -> None:
        """Look again every second, as long as a device debugs or somebody reads its log as it comes."""
        device = self.devices[name]
        reads = any(item.monitors for item in device.listeners)
        debugs = any("crypto" in item for item in device.debugs)
        if (reads or debugs) and "tunnels" not in device.timers:
            device.start("tunnels", 1.0, partial(self.settle, name))

    def restarted(self, name: str) -> None:
        """Forget all that a device held: it came up anew, and nobody was told."""
        holding = self.holding(name)
        now = self.clock.elapsed()
        for pair in list(self.pairs(name)):
            self.drop(pair, name, tell=False, quiet=True)
        for bond in list(holding.bonds):
            bond.ends.pop(name)
            bond.lost = now
        self._holdings[name] = Holding()
        self.world.forget(name)
        refresh(self, name)
        for flow in self.holding(name).flows.values():
            flow.due = max(now, self.devices[name].up_at) + _BOOT
