"""Time that passes over associations: rekeying, peers that are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from remediate.lab.ike.attempts import join, open_between, phase_1, present
from remediate.lab.ike.exchange import Exchange
from remediate.lab.ike.facts import Facts
from remediate.lab.ike.flows import refresh
from remediate.lab.ike.quick_mode import quick_mode
from remediate.lab.ike.speech import speak
from remediate.lab.ike.state import Bond, Pair

if TYPE_CHECKING:
    from remediate.lab.ike.tunnels import Tunnels

__all__ = ["age"]


def age(tunnels: Tunnels, name: str, now: float) -> None:
    """Rekey what is over at a device, and end what its peers no longer hold once it finds out."""
    facts, holding = tunnels.world.facts(name), tunnels.holding(name)
    for pair in list(tunnels.pairs(name)):
        waits = _patience(facts, pair.bond.exchange)
        late = pair.lost is not None and waits is not None and now - pair.lost >= waits
        if late and not _answers(tunnels, pair, name):
            tunnels.drop(pair, name, tell=False, why="DPD")
        elif now - pair.began >= pair.lifetime:
            _rekey(tunnels, pair, now)
    for bond in list(holding.bonds):
        waits = _patience(facts, bond.exchange)
        if bond.lost is not None and waits is not None and now - bond.lost >= waits:
            tunnels.unbind(bond, name, tell=False)
        elif now - bond.began >= bond.exchange.lifetime:
            _renew(tunnels, bond, now)


def _answers(tunnels: Tunnels, pair: Pair, name: str) -> bool:
    """Whether the peer answers dead peer detection: by the IKE SA, whatever has become of its associations.

    With the entry that it was made for the IKE SA goes as well.
    """
    bond, flow = pair.bond, pair.ends.get(name)
    held = tunnels.holding(pair.other(name)).flows.values()
    if (
        flow is None
        or len(bond.ends) < 2
        or not any(item.sa.peer == flow.sa.local for item in held)
    ):
        return False
    return open_between(tunnels, present(tunnels, bond, name, flow.entry))


def _rekey(tunnels: Tunnels, pair: Pair, now: float) -> None:
    """Negotiate the associations anew with what the configurations say now."""
    first, bond = pair.names[0], pair.bond
    flow = pair.ends.get(first)
    if len(pair.ends) == 2 and len(bond.ends) == 2 and flow is not None and flow.own:
        for name in pair.names:
            refresh(tunnels, name)
        facts = tunnels.world.facts(first)
        entry = next((item for item in facts.entries if item.name == flow.entry.name), None)
        exchange = present(tunnels, bond, first, entry) if entry is not None else None
        if exchange is not None and flow.pair is pair and open_between(tunnels, exchange):
            child = quick_mode(exchange, flow.sa.selector, rekey=True)
            if child.up:
                tunnels.remove(pair, quiet=True)
                made = join(tunnels, bond, exchange, child, flow, now)
                made.began = now - (now - pair.began) % pair.lifetime
                return
            speak(tunnels, exchange, child, 0, began=False)
    tunnels.remove(pair)


def _renew(tunnels: Tunnels, bond: Bond, now: float) -> None:
    """Negotiate an IKE SA anew; where that fails IKEv1's associations live on, those of IKEv2 end."""
    first = bond.exchange.initiator
    facts = tunnels.world.facts(first.facts.device)
    names = [item for item in facts.entries if item.name == bond.exchange.entry.name]
    if names and len(bond.ends) == 2:
        exchange = phase_1(tunnels, facts, names[0], first.peer)
        if exchange.up:
            bond.exchange = exchange
            bond.began = now - (now - bond.began) % max(exchange.lifetime, 1)
            for sa in bond.ends.values():
                sa.began = bond.began
            return
    for name in list(bond.ends):
        tunnels.unbind(bond, name, tell=False)


def _patience(facts: Facts, exchange: Exchange) -> float | None:
    """Return how long a device waits for a peer that is gone; None where it does not ask."""
    if exchange.version == 2:
        for profile in facts.profiles2:
            if profile.dpd is not None:
                return profile.dpd * 3.0
        return facts.dpd2 * 3.0 if facts.dpd2 is not None else None
    return facts.keepalive * 3.0 if facts.keepalive is not None else None
