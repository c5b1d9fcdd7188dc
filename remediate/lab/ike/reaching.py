"""The first packet of a negotiation: whether it has a way, and who hears it."""

from __future__ import annotations

from typing import NamedTuple

from remediate.lab.ike.exchange import End, Exchange, Reason
from remediate.lab.ike.facts import Port
from remediate.lab.ike.world import Carrier, World

__all__ = ["Heard", "reach"]


class Heard(NamedTuple):
    """Who gets the first packet, and by which port."""

    end: End
    port: Port


def reach(world: World, exchange: Exchange) -> Heard | Reason:
    """Return who hears the initiator at its peer's address, or why nobody does."""
    one, entry = exchange.initiator, exchange.entry
    if one.facts.route(one.peer, entry.vrf) is None:
        return Reason.NO_ROUTE
    if one.facts.front(one.local) != entry.vrf:
        return Reason.NO_ANSWER  # what comes back is of another VRF than the tunnel
    met = world.at(one.peer, one.facts.device)
    if met is None or not world.passes(
        one.facts, one.local, met.facts, met.address, Carrier.IKE, entry.vrf
    ):
        return Reason.NO_ANSWER
    port = met.facts.owner(met.address)
    listens = met.facts.listens1 if exchange.version == 1 else met.facts.listens2
    if port is None or (listens is not None and port.title not in listens):
        return Reason.NO_ANSWER
    return Heard(End(facts=met.facts, local=met.address, peer=world.seen_as(one.local)), port)
