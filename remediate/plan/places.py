"""What of a device's configuration a change reads, makes or removes.

Two changes that have a place in common can't both be made from one state of the device: the later one
has to be worked out again from what the earlier one leaves.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from remediate.model.change import (
    AddNatExemption,
    AddRoute,
    AlignIkev2Proposal,
    AlignIsakmpPolicy,
    AlignPfs,
    AlignTransformSet,
    BindCryptoMap,
    Change,
    CompleteCryptoMap,
    CompleteIkev2Keyring,
    MirrorCryptoAcl,
    PermitIpsecSysopt,
    RekeyPsk,
    ReorderCryptoMap,
    SetClientSplitTunnel,
    SetIpMtu,
    SetLocalAddress,
    SetPeerAddress,
    SetPrefragmentation,
    SetPsk,
    SetTcpMss,
    SetVpngroupSplitTunnel,
    SplitAcl,
    SplitCryptoMapEntry,
    kind_of,
)
from remediate.model.change_sa import (
    ClearPeerSa,
    DisableAccelerator,
    DropEspAuthentication,
    EnableNatTraversal,
    InvalidSpiRecovery,
    NoRouteCache,
    SetDpd,
    SetReplayWindow,
)

__all__ = ["additive", "places_of"]


def places_of(change: Change) -> frozenset[str]:
    """Return the places of a change on its device."""
    return frozenset(_places(change))


def _places(change: Change) -> Iterator[str]:  # one arm for each kind
    match change:
        case AlignIsakmpPolicy():
            yield "ISAKMP policies"  # the first one displaces the built-in ones
        case AlignIkev2Proposal():
            yield "IKEv2 proposals and policies"
        case SetPsk() | RekeyPsk():
            yield f"key {change.peer}"
            if isinstance(change, SetPsk) and change.make:
                yield f"keyring {change.keyring}"
        case CompleteIkev2Keyring():
            if change.profile is not None:
                yield f"IKEv2 profile {change.profile}"
            yield f"key {change.keyring or change.peer}"
            if change.map is not None:
                yield _entry(change.map, change.sequence or 0)
        case MirrorCryptoAcl():
            yield f"access list {change.acl}"
        case AlignTransformSet() | AlignPfs():
            yield (
                _entry(change.map, change.sequence)
                if change.profile is None
                else f"profile {change.profile}"
            )
            if isinstance(change, AlignTransformSet) and change.new is not None:
                yield f"transform set {change.new.name}"
        case DropEspAuthentication():
            yield _entry(change.map, change.sequence)
            yield f"transform set {change.new.name}"
        case CompleteCryptoMap():
            yield _entry(change.map, change.sequence)
            if change.acl is not None:
                yield f"access list {change.acl}"
            if change.new_set is not None:
                yield f"transform set {change.new_set.name}"
        case ReorderCryptoMap():
            yield f"order of {change.map}"
            yield _entry(change.map, change.sequence)
        case SplitCryptoMapEntry():
            yield _entry(change.map, change.sequence)
            yield _entry(change.map, change.new_sequence)
            yield f"access list {change.acl}"
            yield f"access list {change.new_acl}"
        case SetPeerAddress():
            if change.map is not None:
                yield _entry(change.map, change.sequence)
            if change.tunnel is not None:
                yield f"interface {change.tunnel}"
            if change.key is not None:
                yield f"key {change.old}"
                yield f"key {change.new}"
        case SetLocalAddress():
            yield f"local address of {change.map}"
        case BindCryptoMap():
            yield f"where {change.map} is"
            yield f"interface {change.interface}"
        case AddNatExemption() | SplitAcl():
            yield "NAT"
            yield f"access list {change.acl}"
        case AddRoute():
            yield f"route {change.prefix}"
        case SetClientSplitTunnel() | SetVpngroupSplitTunnel():
            yield f"group {change.group}"
            yield f"access list {change.acl}"
        case SetTcpMss():
            yield f"MSS of {change.interface}"
        case SetPrefragmentation():
            yield f"fragmentation of {change.interface}"
        case SetIpMtu() | NoRouteCache():
            yield f"interface {change.interface}"
        case SetReplayWindow():
            yield f"replay window of {change.map} {change.sequence} {change.profile}"
        case SetDpd():
            yield f"dead peer detection of {change.group} {change.ikev2}"
        case (
            PermitIpsecSysopt() | InvalidSpiRecovery() | DisableAccelerator() | EnableNatTraversal()
        ):
            yield kind_of(change)
        case ClearPeerSa():
            return
        case _:
            assert_never(change)


def _entry(name: str, sequence: int) -> str:
    return f"entry {name} {sequence}"


def additive(change: Change) -> bool:
    """Whether a change leaves the peers of a shared list of transform sets every one that they have now."""
    return isinstance(change, AlignTransformSet) and set(change.previous) <= set(
        change.transform_sets
    )
