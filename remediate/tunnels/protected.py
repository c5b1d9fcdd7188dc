"""Which peer two hosts reach each other through: the crypto map entry whose access list has both.

A message of a connection that was denied names neither peer nor SA, only the hosts behind the two ends.
"""

from __future__ import annotations

import re

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig
from remediate.model.observation import Message
from remediate.model.selector import AddressBlock, parse_address
from remediate.tunnels.configured import permitted

__all__ = ["peer_between"]

_HOSTS = (("src", "dst"), ("src_proxy", "dest_proxy"))
_HOST = re.compile(r"^(?:[^\s:]+:)?(?P<address>\d{1,3}(?:\.\d{1,3}){3})(?:[/ (]|$)")
"""An address, with the interface before it and a port behind it: ``inside:10.1.0.7/80``."""

_Index = dict[int, dict[int, list[tuple[AddressBlock, str]]]]


def peer_between(config: CryptoConfig | None, message: Message) -> str | None:
    """Return the peer of the smallest protected flow between the two hosts that a message names, in either direction."""
    if config is None or not message.slugs:
        return None
    for names in _HOSTS:
        one, two = (_host(message.field(name)) for name in names)
        if one is not None and two is not None:
            return _through(config, one, two) or _through(config, two, one)
    return None


def _through(config: CryptoConfig, near: int, far: int) -> str | None:
    index = _behind(config)
    host = AddressBlock(address=near, wildcard=0)
    for wildcard in sorted(index, key=int.bit_count):
        for block, peer in index[wildcard].get(far & (0xFFFFFFFF ^ wildcard), ()):
            if block.covers(host):
                return peer
    return None


@remembered
def _behind(config: CryptoConfig) -> _Index:
    """Return what is protected behind each peer: by wildcard, then by the bits that matter."""
    found: _Index = {}
    for crypto_map in config.maps:
        for entry in crypto_map.entries:
            for flow in permitted(config, entry) if entry.peers else ():
                block = flow.destination
                if block.wildcard != 0xFFFFFFFF and not block.ipv6:
                    places = found.setdefault(block.wildcard, {}).setdefault(block.address, [])
                    places.append((flow.source, entry.peers[0]))
    return found


def _host(text: str | None) -> int | None:
    found = _HOST.match(text or "")
    try:
        return parse_address(found["address"]) if found is not None else None
    except ValueError:
        return None
