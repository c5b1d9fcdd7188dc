"""Which peer two hosts reach each other through: the crypto map entry whose access list has both, else the SA that does.

A message of a connection that was denied, or that there is no route for, names neither peer nor SA, only the hosts
behind the two ends.
"""

from __future__ import annotations

import re

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig
from remediate.model.evidence import DeviceEvidence
from remediate.model.observation import Message
from remediate.model.selector import AddressBlock, parse_address
from remediate.tunnels.configured import permitted
from remediate.tunnels.peerless import meant

__all__ = ["DENIED", "UNROUTED", "hosts_of", "peer_between", "peer_of_sas"]

UNROUTED = frozenset({"asa-no-egress", "asa-no-next-hop", "asa-no-route"})
"""Messages of packets that the device has no route for; anyone's, so they point to no cause by themselves."""

DENIED = "asa-denied"
"""Message of a packet that an access list of an interface denies; anyone's too."""
_OF_HOSTS = UNROUTED | {DENIED}

_HOSTS = (
    ("src", "dst"),
    ("src_proxy", "dest_proxy"),
    ("from_host", "to_host"),
    ("inner_src", "inner_dst"),
)
_HOST = re.compile(r"^(?:[^\s:]+:)?(?P<address>\d{1,3}(?:\.\d{1,3}){3})(?:[/ (]|$)")
"""An address, with the interface before it and a port behind it: ``inside:10.1.0.7/80``."""

_FROM_TO = re.compile(r" src (\S+) dst (\S+)")

_Index = dict[int, dict[int, list[tuple[AddressBlock, str]]]]


def peer_between(config: CryptoConfig | None, message: Message) -> str | None:
    """Return the peer of the smallest protected flow between the two hosts that a message names, in either direction.

    Where it names an entry instead, that entry's.
    """
    if config is None or not (message.slugs or message.signature in _OF_HOSTS):
        return None
    if message.signature == "asa-key-acquire-failed":
        return _entries(config).get((message.field("map"), message.field("sequence")))
    pairs = ((_host(message.field(a)), _host(message.field(b))) for a, b in _HOSTS)
    for one, two in (hosts_of(message),) if message.signature == DENIED else pairs:
        if one is not None and two is not None:
            return _found(_behind(config), one, two) or _found(_behind(config), two, one)
    return None


def _found(index: _Index, near: int, far: int) -> str | None:
    host = AddressBlock(address=near, wildcard=0)
    for wildcard in sorted(index, key=int.bit_count):
        for block, peer in index[wildcard].get(far & (0xFFFFFFFF ^ wildcard), ()):
            if block.covers(host):
                return peer
    return None


@remembered
def _entries(config: CryptoConfig) -> dict[tuple[str | None, str | None], str]:
    """Return the peer of each entry, by its map and number as printed; of one without, the peer that it is meant for."""
    lone = meant(config)
    found: dict[tuple[str | None, str | None], str] = {}
    for crypto_map in config.maps:
        for entry in crypto_map.entries:
            if lone is not None and entry is lone[0]:
                found[entry.map, str(entry.sequence)] = lone[1]
            elif entry.peers:
                found[entry.map, str(entry.sequence)] = entry.peers[0]
    return found


@remembered
def _behind(config: CryptoConfig) -> _Index:
    """Return what is protected behind each peer: by wildcard, then by the bits that matter."""
    found: _Index = {}
    peers = _entries(config)
    for crypto_map in config.maps:
        for entry in crypto_map.entries:
            peer = next(iter(entry.peers), None) or peers.get((entry.map, str(entry.sequence)))
            for flow in permitted(config, entry) if peer is not None else ():
                block = flow.destination
                if peer is not None and block.wildcard != 0xFFFFFFFF and not block.ipv6:
                    places = found.setdefault(block.wildcard, {}).setdefault(block.address, [])
                    places.append((flow.source, peer))
    return found


def peer_of_sas(device: DeviceEvidence, message: Message) -> str | None:
    """Return the peer of the smallest flow of the device's SAs between the two hosts of an unrouted packet."""
    one, two = hosts_of(message) if message.signature in _OF_HOSTS else (None, None)
    if one is None or two is None:
        return None
    index = _carried(device)
    return _found(index, one, two) or _found(index, two, one)


def hosts_of(message: Message) -> tuple[int | None, int | None]:
    """Return where an unrouted or denied packet comes from and where it goes; None for the device itself."""
    if message.signature == DENIED:
        found = _FROM_TO.search(message.text)
        return (_host(found[1]), _host(found[2])) if found is not None else (None, None)
    return _host(message.field("from_host")), _host(message.field("to_host"))


@remembered
def _carried(device: DeviceEvidence) -> _Index:
    """Return the flows of a device's SAs, in the form of :func:`_behind`."""
    found: _Index = {}
    for sa in device.ipsec_sas:
        source = AddressBlock.of_identity(sa.local_ident)
        target = AddressBlock.of_identity(sa.remote_ident)
        if source is not None and target is not None and sa.peer is not None:
            found.setdefault(target.wildcard, {}).setdefault(target.address, []).append(
                (source, sa.peer)
            )
    return found


def _host(text: str | None) -> int | None:
    found = _HOST.match(text or "")
    try:
        return parse_address(found["address"]) if found is not None else None
    except ValueError:
        return None
