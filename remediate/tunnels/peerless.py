"""A crypto map entry without a peer that a firewall's log shows to be missed, and whom it is for.

A PIX or ASA that is to encrypt a packet by such an entry says so with the packet's hosts (713042) or with the entry
(752006). Where one peer alone has a key or a tunnel-group and no entry, and one entry alone has a list and no peer, the
one is meant for the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.evidence import DeviceEvidence
from remediate.model.observation import Message
from remediate.model.selector import AddressBlock
from remediate.tunnels.addresses import pair_of
from remediate.tunnels.configured import Link, applied_to, local_addresses, permitted
from remediate.tunnels.twins import Twin

__all__ = ["meant", "missed_entries", "peerless"]

_MISSED = frozenset({"asa-key-acquire-failed", "asa-no-policy-for-flow"})


def peerless(
    devices: Iterable[DeviceEvidence], nat: Mapping[str, str]
) -> Iterable[tuple[str, Link, Twin]]:
    """Yield (device, view, what is joined to it) of entries without a peer that are missed."""
    for device in devices:
        config = device.config
        found = meant(config) if config is not None else None
        if config is None or found is None:
            continue
        entry, peer = found
        if _asked(device, config, entry):
            for local, interface in local_addresses(device, config, entry, peer):
                pair = pair_of(nat.get(local, local), peer)
                yield (
                    device.device,
                    Link(local, peer, None, interface),
                    Twin(pair, device.device, None, (entry,)),
                )


def missed_entries(
    device: DeviceEvidence,
) -> tuple[tuple[CryptoMapEntry, tuple[Message, ...]], ...]:
    """Return the entries without a peer that a device's log shows to be missed, with what it says."""
    config = device.config
    entries = _without_peer(config) if config is not None else ()
    return tuple(
        (entry, asked)
        for entry in entries
        if config is not None and (asked := _asked(device, config, entry))
    )


def _asked(
    device: DeviceEvidence, config: CryptoConfig, entry: CryptoMapEntry
) -> tuple[Message, ...]:
    return tuple(message for message in device.messages if _missed(config, entry, message))


def _missed(config: CryptoConfig, entry: CryptoMapEntry, message: Message) -> bool:
    if message.signature not in _MISSED:
        return False
    if message.field("map") is not None:
        return (message.field("map"), message.field("sequence")) == (entry.map, str(entry.sequence))
    source, target = message.field("inner_src"), message.field("inner_dst")
    if source is None or target is None:
        return False
    one, two = AddressBlock.host(source), AddressBlock.host(target)
    return any(
        flow.source.covers(one) and flow.destination.covers(two)
        for flow in permitted(config, entry)
    )


@remembered
def _without_peer(config: CryptoConfig) -> tuple[CryptoMapEntry, ...]:
    return tuple(
        entry
        for crypto_map in config.maps
        if not crypto_map.dynamic and applied_to(config, crypto_map)
        for entry in crypto_map.entries
        if entry.kind == "ipsec-isakmp" and entry.acl is not None and not entry.peers
    )


@remembered
def meant(config: CryptoConfig) -> tuple[CryptoMapEntry, str] | None:
    """Return the one entry that has a list and no peer, with the one peer that has a key and no entry."""
    entries = _without_peer(config)
    if len(entries) != 1:
        return None
    keyed = {key.peer for key in config.keys} | {
        group.peer for group in config.ikev2_config.tunnel_groups
    }
    left = {peer.dotted for peer in keyed if peer is not None and peer.is_host}
    left -= {peer for m in config.maps for entry in m.entries for peer in entry.peers}
    left -= {item.tunnel_destination for item in config.interfaces}
    return (entries[0], next(iter(left))) if len(left) == 1 else None
