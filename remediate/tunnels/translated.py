"""Crypto map entries of two devices that mirror each other across address translation that no inventory names.

One device has a private address and peers with the other; the other peers with a public address that no known device
has. A log tells that translation was detected, and that their crypto ACLs mirror each other, and no others do, shows
that this address is the first one's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from remediate.model.evidence import DeviceEvidence
from remediate.model.selector import Selector
from remediate.tunnels.addresses import is_private
from remediate.tunnels.configured import Link, permitted

__all__ = ["across_translation"]

Pair = tuple[str, str]


class _Half(NamedTuple):
    device: str
    link: Link


def across_translation(
    sides: Mapping[Pair, Mapping[str, list[Link]]],
    devices: Mapping[str, DeviceEvidence],
    owners: Mapping[str, str],
) -> Iterator[tuple[str, Link, str, Link]]:
    """Yield (device, view) of the end behind translation and of its peer, where each fits the other alone."""
    detected = {name for name, device in devices.items() if _detected(device)}
    if not detected:
        return
    lone = [
        _Half(name, link)
        for views in sides.values()
        if len(views) == 1
        for name, links in views.items()
        for link in links
        if link.entry is not None
    ]
    outside: dict[tuple[str, Selector], list[_Half]] = defaultdict(list)
    for half in lone:
        if half.link.peer in owners or is_private(half.link.peer):
            continue
        for flow in _flows(devices[half.device], half.link):
            outside[half.device, flow].append(half)
    found: dict[_Half, set[_Half]] = defaultdict(set)
    for half in lone:
        far = owners.get(half.link.peer)
        if (
            far in (None, half.device)
            or not is_private(half.link.local)
            or is_private(half.link.peer)
        ):
            continue
        for flow in _flows(devices[half.device], half.link):
            for other in outside.get((far, flow.mirrored()), ()) if far is not None else ():
                if other.link.local == half.link.peer:
                    found[half].add(other)
    times: dict[_Half, int] = defaultdict(int)
    for others in found.values():
        for other in others:
            times[other] += 1
    for half, others in found.items():
        if detected.isdisjoint({half.device, *(other.device for other in others)}):
            continue
        if len(others) == 1 and times[other := next(iter(others))] == 1:
            yield half.device, half.link, other.device, other.link


def _detected(device: DeviceEvidence) -> bool:
    """Whether a device's log says that it found translation on the path."""
    return any(message.signature == "nat-found" for message in device.messages)


def _flows(device: DeviceEvidence, link: Link) -> frozenset[Selector]:
    """Return what a view's access list permits."""
    config = device.config
    return permitted(config, link.entry) if config is not None and link.entry else frozenset()
