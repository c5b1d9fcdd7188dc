"""Views of two devices that are of one tunnel, as both name what they negotiated together.

An end behind translation is known to its peer by another address than it has itself, and a log alone may show none of
its own. What both ends number alike (the SPIs of their SAs crosswise, the SPI of an IKEv2 initiator, the message ID of a
quick mode) tells that two views are one tunnel, and by which address the peer knows the end; so do crypto ACLs that mirror
each other alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from remediate.model.evidence import DeviceEvidence
from remediate.model.observation import Message
from remediate.tunnels.addresses import is_address, own_addresses, pair_of
from remediate.tunnels.attribution import peers_of
from remediate.tunnels.configured import Link
from remediate.tunnels.translated import across_translation

__all__ = ["Seen", "meet"]

Pair = tuple[str, str]
Seen = dict[tuple[str, str, str], str]
"""(device, its own address, the peer's) to the address that the peer knows the device by."""

_PACKET, _SPIS = "ikev2-packet", "ikev2-spis"
_MANUAL = 4
"""Views that may have one SPI: more of them have keys by hand, or the keys of a group."""
_BESIDE = 2
"""Lines between a packet's line and the SPIs that are printed of it."""


class _View(NamedTuple):
    device: str
    local: str | None
    """None where nothing shows the device's own address."""
    peer: str


def meet(
    sides: dict[Pair, dict[str, list[Link]]],
    devices: Sequence[DeviceEvidence],
    owners: Mapping[str, str],
) -> Seen:
    """Put the views of one tunnel under one pair of addresses, as the ends know each other; return what was moved."""
    moves: dict[Pair, dict[str, tuple[_View, _View]]] = defaultdict(dict)
    by_name = {device.device: device for device in devices}
    behind = [
        (_View(name, link.local, link.peer), _View(far, other.local, other.peer))
        for name, link, far, other in across_translation(sides, by_name, owners)
    ]
    for one, two in (*_pairs(devices), *behind):
        for near, far in ((one, two), (two, one)):
            if owners.get(far.peer, near.device) != near.device:
                continue
            if owners.get(near.peer, far.device) == far.device:
                moves[pair_of(far.peer, near.peer)][near.device] = near, far
    seen: Seen = {}
    for there, found in moves.items():
        # Behind one address there can be several devices: what the peer has of it is then of none of them alone.
        if len({far.device for _, far in found.values()} | set(found)) <= 2:
            for near, far in found.values():
                _move(sides, there, near, far, seen)
    return seen


def _move(
    sides: dict[Pair, dict[str, list[Link]]], there: Pair, near: _View, far: _View, seen: Seen
) -> None:
    """Put a device's view where its peer has it."""
    outside = far.peer
    if near.local in (None, outside):
        if far.device in sides.get(there, {}) and not sides[there].get(near.device):
            sides[there][near.device] = [Link(outside, near.peer, None, None)]
        return
    here = pair_of(near.local, near.peer)
    views = sides.get(here, {})
    mine = [link for link in views.get(near.device, ()) if link.local == near.local]
    others = [link for name, links in views.items() if name != near.device for link in links]
    if not mine or others or far.device not in sides.get(there, {}):
        return
    del sides[here]
    sides[there][near.device] = [*mine, *sides[there].get(near.device, ())]
    seen[near.device, near.local, near.peer] = outside


def _pairs(devices: Sequence[DeviceEvidence]) -> Iterator[tuple[_View, _View]]:
    """Yield two views that name the same thing, each pair once."""
    known: set[tuple[_View, _View]] = set()
    for one, two in (*_by_spis(devices), *_by_messages(devices)):
        if one.device != two.device and (one, two) not in known and (two, one) not in known:
            known.add((one, two))
            yield one, two


def _by_spis(devices: Sequence[DeviceEvidence]) -> Iterator[tuple[_View, _View]]:
    """Yield views whose live SAs have each other's SPIs, in both directions."""
    inbound: dict[int, dict[_View, frozenset[int]]] = defaultdict(dict)
    mine: list[tuple[_View, tuple[int, ...], frozenset[int]]] = []
    for device in devices:
        for sa in device.ipsec_sas:
            if sa.up and sa.peer and sa.local_address and is_address(sa.peer):
                view = _View(device.device, sa.local_address, sa.peer)
                mine.append((view, sa.outbound_spis, frozenset(sa.inbound_spis)))
                for spi in sa.inbound_spis:
                    inbound[spi][view] = frozenset(sa.outbound_spis)
    for view, outbound, own in mine:
        for spi in outbound:
            views = inbound.get(spi, {})
            for other, theirs in views.items() if len(views) <= _MANUAL else ():
                if other.device > view.device and theirs & own:
                    yield view, other


def _by_messages(devices: Sequence[DeviceEvidence]) -> Iterator[tuple[_View, _View]]:
    """Yield views whose logs name the same negotiation; a number that more than two devices name is none of theirs."""
    found: dict[tuple[str, int], dict[str, set[_View]]] = defaultdict(lambda: defaultdict(set))
    for device in devices:
        for key, view in _named(device):
            found[key][device.device].add(view)
    for views in found.values():
        if len(views) == 2 and all(len(items) == 1 for items in views.values()):
            (one,), (two,) = views.values()
            yield one, two


def _named(device: DeviceEvidence) -> Iterator[tuple[tuple[str, int], _View]]:
    """Yield the numbers that a device's log names, each with the view that it is of."""
    packet: Message | None = None
    quick: list[tuple[int, int]] = []
    for index, message in enumerate(device.messages):
        if message.signature == _PACKET:
            packet = message
        elif message.signature == _SPIS and packet is not None:
            spi = int(message.field("initiator") or "0", 16)
            local, peer = packet.field("local"), packet.field("peer")
            if spi and peer and _beside(packet, message):
                yield ("ikev2", spi), _View(device.device, local, peer)
        elif number := _message_id(message):
            quick.append((index, number))
    if not quick:
        return
    own = own_addresses(device)
    names = peers_of(device.messages)
    locals_of = {
        peer: address
        for message in device.messages
        if (peer := message.field("remote")) and (address := message.field("local"))
    }
    for index, number in quick:
        peer = names[index]
        if peer is not None and is_address(peer) and peer not in own:
            alone = next(iter(own)) if len(own) == 1 else None
            yield ("quick mode", number), _View(device.device, locals_of.get(peer, alone), peer)


def _beside(packet: Message, spis: Message) -> bool:
    one, two = packet.source, spis.source
    return one.file == two.file and 0 <= two.line - one.line <= _BESIDE


def _message_id(message: Message) -> int:
    """Return the message ID of an exchange as a number, 0 where there is none: main mode's is 0."""
    printed = message.field("message_id")
    if printed is None or message.signature.startswith("ikev2"):
        return 0
    asa = message.signature.startswith("asa-")
    try:
        return int(printed, 16 if asa or printed.startswith("0x") else 10) % (1 << 32)
    except ValueError:
        return 0
