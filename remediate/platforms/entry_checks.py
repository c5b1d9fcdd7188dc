"""Whether a configuration is the one that a change of a crypto map was made for: reasons, in words."""

from __future__ import annotations

from remediate.model.base import Platform
from remediate.model.change_entry import (
    AlignPfs,
    BindCryptoMap,
    CompleteCryptoMap,
    ReorderCryptoMap,
    SetLocalAddress,
    SetPeerAddress,
)
from remediate.model.config import CryptoConfig
from remediate.model.config_keys import PreSharedKey
from remediate.model.config_maps import CryptoMap, CryptoMapEntry
from remediate.platforms.rendered import map_entry

__all__ = [
    "DROPS_CLEAR",
    "bind_refused",
    "complete_refused",
    "key_of_move",
    "key_words",
    "local_refused",
    "peer_refused",
    "pfs_refused",
    "reorder_refused",
]

DROPS_CLEAR = "what the entry's list permits carries no traffic in clear: a bound map drops what comes unprotected"


def _map(config: CryptoConfig, name: str) -> CryptoMap | None:
    return next((item for item in config.maps if item.name == name and not item.dynamic), None)


def _entry(config: CryptoConfig, name: str, sequence: int) -> str | None:
    entry = map_entry(config, name, sequence)
    if entry is None:
        return f"there is no entry {name} {sequence}"
    if entry.kind != "ipsec-isakmp":
        return f"{name} {sequence} is of kind {entry.kind}"
    return None


def key_of_move(change: SetPeerAddress, config: CryptoConfig) -> PreSharedKey | None:
    """Return the IKEv1 key for the old address that a change moves, None where it moves none."""
    if change.key is None or not change.key.old:
        return None
    for key in config.keys:
        if key.ikev2 or key.peer is None or not key.peer.is_host or key.peer.dotted != change.old:
            continue
        if key.keyring == change.key.keyring or config.platform is Platform.ASA:
            return key
    return None


def key_words(key: PreSharedKey, placeholder: str) -> str:
    """Return a key's printed line with a placeholder for the key (typed in clear, so without its ``6``)."""
    words = key.text.split()
    at = words.index(key.token) if key.token in words else -1
    if at < 0:
        at = next((i for i, word in enumerate(words) if word and set(word) == {"*"}), -1)
    if at < 0:
        return key.text
    return " ".join([*words[:at], placeholder, *words[at + 1 :]])


def peer_refused(change: SetPeerAddress, config: CryptoConfig) -> str | None:
    """Return why the peer can't be changed, None when it can."""
    if change.old == change.new:
        return "the address is the one that is there"
    if change.map is not None:
        refusal = _entry(config, change.map, change.sequence)
        if refusal is not None:
            return refusal
        entry = map_entry(config, change.map, change.sequence)
        if entry is None or change.old not in entry.peers or change.new in entry.peers:
            return f"the peers of {change.map} {change.sequence} are {' '.join(entry.peers) if entry else ''} now"
    elif change.key is None:
        return "it changes nothing"
    if change.key is not None:
        for key in config.keys:
            if key.ikev2 or key.peer is None or not key.peer.is_host:
                continue
            same = key.keyring == change.key.keyring or config.platform is Platform.ASA
            if same and key.peer.dotted == change.new:
                return f"there is a pre-shared key for {change.new}"
        if change.key.old and key_of_move(change, config) is None:
            return f"there is no pre-shared key for {change.old}"
    return None


def peer_precondition(change: SetPeerAddress, config: CryptoConfig) -> str:
    """Return what has to hold before an entry gets another peer."""
    others = (*config.entries_for(change.new), *config.entries_for(change.old))
    if any((item.map, item.sequence) != (change.map, change.sequence) for item in others):
        return f"{change.new} answers (`ping {change.new}`); the other entry that has one of the two peers changes with this"
    return f"{change.new} answers (`ping {change.new}`), and no other device uses {change.old}"


def destination_refused(change: SetPeerAddress, config: CryptoConfig) -> str | None:
    """Return why the destination of a tunnel can't be changed, None when it can."""
    tunnel = config.interface(change.tunnel or "")
    if tunnel is None or tunnel.tunnel_destination != change.old:
        there = tunnel.tunnel_destination if tunnel is not None else None
        return f"the destination of {change.tunnel} is {there or 'not set'} now"
    if change.old == change.new:
        return "the address is the one that is there"
    return None


def pfs_refused(change: AlignPfs, config: CryptoConfig, entry: CryptoMapEntry | None) -> str | None:
    """Return why the PFS of the entry or profile can't be changed, None when it can."""
    if change.profile is not None:
        return _profile_pfs_refused(change, config)
    if entry is None:
        return f"there is no entry {change.map} {change.sequence}"
    if entry.kind != "ipsec-isakmp":
        return f"{change.map} {change.sequence} is of kind {entry.kind}"
    if (entry.pfs_group is None) is not (change.previous is None):
        return f"the PFS of {change.map} {change.sequence} is another one now"
    if entry.pfs_group == change.group:
        return f"{change.map} {change.sequence} demands group {change.group} already"
    return None


def _profile_pfs_refused(change: AlignPfs, config: CryptoConfig) -> str | None:
    profile = next((item for item in config.profiles if item.name == change.profile), None)
    if profile is None or profile.line is None:
        return f"there is no IPsec profile {change.profile}"
    if (profile.pfs_group is None) is not (change.previous is None):
        return f"the PFS of IPsec profile {change.profile} is another one now"
    if profile.pfs_group == change.group:
        return f"IPsec profile {change.profile} demands group {change.group} already"
    users = [item.name for item in config.interfaces if item.tunnel_protection == change.profile]
    if users != [change.map]:
        return f"IPsec profile {change.profile} serves {', '.join(users) or 'no tunnel'}"
    return None


def local_refused(change: SetLocalAddress, config: CryptoConfig) -> str | None:
    """Return why the map's identity can't be changed, None when it can."""
    found = _map(config, change.map)
    if found is None:
        return f"there is no crypto map {change.map}"
    if found.local_address != change.previous:
        return (
            f"crypto map {change.map} negotiates from {found.local_address or 'its interface'} now"
        )
    if change.interface is not None:
        place = config.interface(change.interface)
        if place is None or place.address is None:
            return f"{change.interface} has no address"
        if place.shutdown:
            return f"{change.interface} is shut down"
    return None


def bind_refused(change: BindCryptoMap, config: CryptoConfig) -> str | None:
    """Return why the map can't be applied to the interface, None when it can."""
    found = _map(config, change.map)
    if found is None:
        return f"there is no crypto map {change.map}"
    place = config.interface(change.interface)
    if place is None:
        return f"there is no interface {change.interface}"
    names = {place.name, place.nameif}
    bound = place.crypto_map or next(
        (item.name for item in config.maps if names & set(item.interfaces)), None
    )
    if bound == change.map:
        return f"crypto map {change.map} is on {change.interface}"
    if bound is not None and bound != change.replaces:
        return f"{change.interface} carries crypto map {bound}, and an interface has one map"
    other = _map(config, change.replaces) if change.replaces is not None else None
    if other is not None and other.entries:
        return f"crypto map {change.replaces} of {change.interface} has entries"
    return None


def protection_refused(change: BindCryptoMap, config: CryptoConfig) -> str | None:
    """Return why a tunnel interface can't get an IPsec profile, None when it can."""
    tunnel = config.interface(change.interface)
    if tunnel is None or tunnel.tunnel_source is None:
        return f"there is no tunnel interface {change.interface}"
    if tunnel.tunnel_protection is not None:
        return f"{change.interface} has IPsec profile {tunnel.tunnel_protection} now"
    if all(item.name != change.map for item in config.profiles):
        return f"there is no IPsec profile {change.map}"
    return None


def reorder_refused(change: ReorderCryptoMap, config: CryptoConfig) -> str | None:
    """Return why the entry can't be moved, None when it can."""
    refusal = _entry(config, change.map, change.sequence)
    if refusal is not None:
        return refusal
    if map_entry(config, change.map, change.new_sequence) is not None:
        return f"{change.map} {change.new_sequence} is in use"
    if not 1 <= change.new_sequence < change.sequence:
        return f"{change.new_sequence} is no lower sequence number"
    if not change.settings:
        return "the entry's lines are not known"
    return None


def complete_refused(
    change: CompleteCryptoMap, config: CryptoConfig, entry: CryptoMapEntry | None
) -> str | None:
    """Return why the entry can't be completed, None when it can."""
    if entry is None:
        return f"there is no entry {change.map} {change.sequence}"
    if entry.kind != "ipsec-isakmp":
        return f"{change.map} {change.sequence} is of kind {entry.kind}"
    if change.peer is not None and entry.peers:
        return f"{change.map} {change.sequence} has the peer {' '.join(entry.peers)} now"
    if change.acl is not None and entry.acl != change.previous_acl:
        return f"{change.map} {change.sequence} has the list {entry.acl} now"
    if change.flows and config.acl(change.acl) is not None:
        return f"access list {change.acl} exists"
    if change.transform_sets and entry.transform_sets != change.previous_sets:
        return f"{change.map} {change.sequence} has a transform set now"
    if change.ikev2_proposals and entry.ikev2_proposals != change.previous_proposals:
        return f"{change.map} {change.sequence} has an IPsec proposal now"
    if change.ikev2_proposals and config.platform is not Platform.ASA:
        return "IPsec proposals are an ASA's: IOS has transform sets"
    if change.new_set is not None and config.transform_set(change.new_set.name) is not None:
        return f"transform set {change.new_set.name} exists"
    return None
