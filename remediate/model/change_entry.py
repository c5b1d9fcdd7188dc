"""Changes of phase 2: entries of crypto maps, where a map is bound and what it negotiates from."""

from __future__ import annotations

from remediate.model.base import Frozen
from remediate.model.change_base import DeviceChange, SecretRef
from remediate.model.change_map import AclEdit
from remediate.model.config_maps import TransformSet
from remediate.model.selector import Selector

__all__ = [
    "AlignPfs",
    "BindCryptoMap",
    "CompleteCryptoMap",
    "EntryChange",
    "KeyMove",
    "ReorderCryptoMap",
    "SetLocalAddress",
    "SetPeerAddress",
    "SplitCryptoMapEntry",
]


class KeyMove(Frozen, frozen=True, kw_only=True):
    """A pre-shared key that follows its peer to another address."""

    secret: SecretRef
    """The key as it is: under the old address here, or with the peer where this end has none."""
    keyring: str | None = None
    old: bool = True
    """Whether a key for the old address stands here and goes."""
    group: tuple[str, ...] = ()
    """ASA: the old tunnel-group as printed, with the key's placeholder; empty where there is none."""


class SetPeerAddress(DeviceChange, frozen=True, kw_only=True, tag="set-peer-address"):
    """Point an entry to another peer, the new one before the old one goes; the key follows."""

    map: str | None = None
    """None where the entry is right and only the key is for another address, and for a tunnel."""
    sequence: int = 0
    dynamic: bool = False
    old: str
    new: str
    key: KeyMove | None = None
    tunnel: str | None = None
    """Tunnel interface whose destination it is (IOS); its key is for the new address already."""
    next_hop: str | None = None
    """Inner address of the next-hop server that the tunnel's NHRP has at ``old``: its lines follow, with the destination."""


class AlignPfs(DeviceChange, frozen=True, kw_only=True, tag="align-pfs"):
    """Demand perfect forward secrecy with a group."""

    map: str
    sequence: int
    group: int
    previous: str | None
    """What stands behind `set pfs` now: ``group2``, empty where it prints no group, None without PFS."""
    profile: str | None = None
    """IPsec profile that demands it; ``map`` names the tunnel interface then."""


class SetLocalAddress(DeviceChange, frozen=True, kw_only=True, tag="set-local-address"):
    """Let a crypto map negotiate from the address of an interface, or from the one it is on (None)."""

    map: str
    interface: str | None
    previous: str | None


class BindCryptoMap(DeviceChange, frozen=True, kw_only=True, tag="bind-crypto-map"):
    """Apply a crypto map to the interface through which the peer is reached."""

    map: str
    interface: str
    """Name (IOS) or nameif (PIX, ASA)."""
    replaces: str | None = None
    """Name that is bound there and that no map has."""
    leaves: tuple[str, ...] = ()
    """Interfaces that lose the map, as no peer of it is reached through them."""
    enable_ike: bool = False
    """PIX and ASA: whether IKE has to be enabled on the interface as well."""
    protects: bool = False
    """Whether ``map`` is an IPsec profile, and ``interface`` a tunnel interface that gets tunnel protection (IOS)."""


class ReorderCryptoMap(DeviceChange, frozen=True, kw_only=True, tag="reorder-crypto-map"):
    """Copy an entry to a lower sequence number that is not used, then remove the old one."""

    map: str
    sequence: int
    new_sequence: int
    kind: str
    settings: tuple[str, ...]
    """The entry's lines as printed, without the words that name it."""


class SplitCryptoMapEntry(DeviceChange, frozen=True, kw_only=True, tag="split-crypto-map-entry"):
    """Give the last peer of an entry one of its own, with a list of its own, and take both out of the old ones."""

    map: str
    sequence: int
    new_sequence: int
    """Unused, and beside the old one."""
    peer: str
    acl: str
    new_acl: str
    """Unused name of the new list."""
    flows: tuple[Selector, ...]
    """Of the new list."""
    remove: tuple[AclEdit, ...]
    """Lines that go out of the old one."""
    settings: tuple[str, ...]
    """The new entry's lines."""


class CompleteCryptoMap(DeviceChange, frozen=True, kw_only=True, tag="complete-crypto-map"):
    """Add what an entry lacks: peer, crypto ACL, transform set. What is None or empty is not touched."""

    map: str
    sequence: int
    peer: str | None = None
    acl: str | None = None
    """List to point to."""
    flows: tuple[Selector, ...] = ()
    """Flows of the list where it has to be made: the mirror of the peer's."""
    previous_acl: str | None = None
    """What `match address` names now."""
    transform_sets: tuple[str, ...] = ()
    new_set: TransformSet | None = None
    previous_sets: tuple[str, ...] = ()
    """What `set transform-set` names now."""
    ikev2_proposals: tuple[str, ...] = ()
    """ASA: IPsec proposals to point to, where the entry negotiates with IKEv2."""
    previous_proposals: tuple[str, ...] = ()
    """What `set ikev2 ipsec-proposal` names now."""


EntryChange = (
    SetPeerAddress
    | AlignPfs
    | SetLocalAddress
    | BindCryptoMap
    | ReorderCryptoMap
    | SplitCryptoMapEntry
    | CompleteCryptoMap
)
