"""Two addresses of an SA of which nothing tells which is the device's own.

A row of ``show crypto isakmp sa`` names responder and initiator, and its device may be either. Where no configuration,
other table or log says which, both addresses stand for the peer, and the device's name for its own. Two devices that both
show the pair are its two ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, MutableMapping

from remediate.tunnels.addresses import is_address, pair_of
from remediate.tunnels.configured import Link

__all__ = ["either_of", "of_either", "pairs_told", "pairs_undecided"]

_OR = " or "
Pair = tuple[str, str]
Sides = MutableMapping[Pair, dict[str, list[Link]]]


def either_of(one: str, two: str) -> str:
    """Return what stands for the address of a peer that has one of two."""
    return _OR.join(pair_of(one, two))


def of_either(text: str) -> Pair | None:
    """Return the two addresses that stand for a peer's, None where one does."""
    one, found, two = text.partition(_OR)
    return (one, two) if found else None


def pairs_undecided(sides: Sides) -> dict[Pair, Pair]:
    """Return the two addresses by the key of each tunnel of which they are undecided; what two devices show becomes one."""
    shown: dict[Pair, list[tuple[Pair, str, Link]]] = defaultdict(list)
    for key, views in sides.items():
        for name, links in views.items():
            for link in links:
                pair = of_either(link.peer)
                if pair is not None:
                    shown[pair].append((key, name, link))
    found: dict[Pair, Pair] = {}
    for pair, seen in shown.items():
        if len({name for _, name, _ in seen}) == 2 and len(seen) == 2:
            (key, name, link), (other, far, back) = seen
            met = pair_of(link.local, back.local)
            del sides[key], sides[other]
            sides[met] = {
                name: [link._replace(peer=back.local)],
                far: [back._replace(peer=link.local)],
            }
            found[met] = pair
        else:
            found |= {key: pair for key, _, _ in seen}
    return found


def pairs_told(sides: Sides, owners: Mapping[str, str]) -> None:
    """Put a view of a device whose name stands for its address to the tunnel that its peer shows with one of its addresses.

    Only where the peer shows one such tunnel.
    """
    nameless = [
        (key, name, link)
        for key, views in sides.items()
        for name, links in views.items()
        for link in links
        if not is_address(link.local) and is_address(link.peer)
    ]
    if not nameless:
        return
    wanted = {link.peer for _, _, link in nameless}
    known: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for key in sides:
        for peer, local in (key, key[::-1]):
            if peer in wanted and is_address(local) and local in owners:
                known[owners[local], peer].append(key)
    for key, name, link in nameless:
        found = known.get((name, link.peer), [])
        if len(found) != 1 or name in sides[found[0]] or owners.get(link.peer) == name:
            continue
        (local,) = {*found[0]} - {link.peer}
        sides[found[0]][name] = [link._replace(local=local)]
        sides[key].pop(name, None)
        if not sides[key]:
            del sides[key]
