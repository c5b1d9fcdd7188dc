"""One end of a tunnel, put together from what is known of its address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from remediate.messages import standing, told_by_peer
from remediate.model.evidence import (
    DeviceEvidence,
    EndState,
    TunnelEnd,
)
from remediate.model.observation import IpsecSa, IsakmpSa
from remediate.tunnels.addresses import is_address
from remediate.tunnels.configured import Link, in_use
from remediate.tunnels.meetings import Seen
from remediate.tunnels.twins import Twin

__all__ = ["Book", "make_ends"]


class Book(NamedTuple):
    """What is known of all devices while ends are put together."""

    by_name: dict[str, DeviceEvidence]
    owners: dict[str, str]
    known: frozenset[str]
    """Hosts of the inventory."""
    nat: dict[str, str]
    inside: dict[str, str]
    attributed: dict[str, dict[tuple[str, str] | None, list[int]]]
    twins: dict[tuple[str, str], Twin]
    """What was joined to a pair of addresses, by the pair."""
    seen: Seen
    """Addresses that peers are seen to know devices by."""
    undecided: dict[tuple[str, str], tuple[str, str]]
    """The two addresses of tunnels of which nothing tells whose they are, by the pair that stands for them."""

    def outside(self, device: str, link: Link) -> str:
        """Return the address that the peer of a view knows the device by."""
        known = self.seen.get((device, link.local, link.peer))
        return known or self.nat.get(link.local, link.local)


def make_ends(
    key: tuple[str, str], views: dict[str, list[Link]], book: Book
) -> tuple[TunnelEnd, TunnelEnd]:
    """Return both ends of the tunnel ``key``; what one end's log says of the other's is counted in."""
    one, two = (_make_end(key, address, views, book) for address in key)
    if not one.messages or not two.messages:
        return one, two
    return (
        msgspec.structs.replace(one, messages=told_by_peer(one.messages, two.messages)),
        msgspec.structs.replace(two, messages=told_by_peer(two.messages, one.messages)),
    )


def _make_end(
    key: tuple[str, str], address: str, views: dict[str, list[Link]], book: Book
) -> TunnelEnd:
    """Return the end of the tunnel ``key`` that has ``address``."""
    other = key[1] if address == key[0] else key[0]
    for name, links in views.items():
        mine = [
            link for link in links if book.outside(name, link) == address and link.peer == other
        ]
        if mine:
            return _present(key, address, book.by_name[name], mine, book)
    name = book.owners.get(address, "")
    twin = book.twins.get(key)
    if not name and twin is not None and twin.tunnel and address in (twin.dropped or ()):
        name = twin.device  # its address is in no configuration: the view that was given up has it
    if name in book.by_name:
        return _present(key, address, book.by_name[name], (), book)
    local = book.inside.get(address, address)
    if name in book.known:
        return TunnelEnd(state=EndState.MISSING, device=name, address=address, local_address=local)
    return TunnelEnd(
        state=EndState.UNMANAGED,
        device=None,
        address=address,
        local_address=local,
        address_known=is_address(address),
    )


def _present(
    key: tuple[str, str],
    address: str,
    device: DeviceEvidence,
    links: Sequence[Link],
    book: Book,
) -> TunnelEnd:
    other = key[1] if address == key[0] else key[0]
    local = links[0].local if links else book.inside.get(address, address)
    entries = dict.fromkeys(link.entry for link in links if link.entry is not None)
    if not entries and device.config is not None:  # its own address may not be in the configuration
        entries = dict.fromkeys(in_use(device.config, other))
    twin = book.twins.get(key)
    tunnel = twin.tunnel if twin is not None and twin.device == device.device else None
    near = twin.near if twin is not None and twin.device == device.device else ()
    also = {*key, *twin.dropped} if twin is not None and twin.dropped is not None else frozenset()
    names: tuple[str, ...] = (other, *sorted(also - {other}))
    either = book.undecided.get(key, ())
    names += either
    isakmp = (
        dict.fromkeys(row for name in names for row in device.isakmp_with(name))
        if also or either
        else device.isakmp_with(other)
    )
    ipsec = [sa for name in names for sa in device.ipsec_with(name)]
    indexes = book.attributed.get(device.device, {}).get(key, [])
    return TunnelEnd(
        state=EndState.PRESENT,
        device=device.device,
        address=address,
        local_address=local,
        address_known=is_address(address),
        either=either,
        evidence=device,
        entries=tuple(entries),
        near=() if entries else near,
        near_tunnel=tunnel,
        interface=next((link.interface for link in links if link.interface), None),
        isakmp_sas=tuple(
            row
            for row in isakmp
            if _row_of(row, local, address, other)
            or (also and {row.destination, row.origin} <= also)
            or {row.destination, row.origin} == {*either}
        ),
        ipsec_sas=tuple(
            sa
            for sa in ipsec
            if _sa_of(sa, local, other) or (sa.peer in also and sa.local_address in also)
        ),
        messages=standing([device.messages[index] for index in indexes]),
    )


def _row_of(row: IsakmpSa, local: str, address: str, other: str) -> bool:
    if row.peer_only:
        return row.destination == other
    pair = {row.destination, row.origin}
    return other in pair and bool(pair & {local, address} or len(pair) == 1)


def _sa_of(sa: IpsecSa, local: str, other: str) -> bool:
    return sa.peer == other and (sa.local_address is None or sa.local_address == local)
