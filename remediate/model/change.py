"""Vendor-neutral changes: what a fix does to one device. A platform renders them.

A change names everything it needs (nothing is decided again when it is rendered or applied). No
change holds a secret: keys are references (:class:`SecretRef`) until the bytes go to the socket.
"""

from __future__ import annotations

from remediate.model.base import Frozen, Safety
from remediate.model.change_base import SecretRef
from remediate.model.change_entry import (
    AlignPfs,
    BindCryptoMap,
    CompleteCryptoMap,
    EntryChange,
    KeyMove,
    ReorderCryptoMap,
    SetLocalAddress,
    SetPeerAddress,
    SplitCryptoMapEntry,
)
from remediate.model.change_ike import AlignIsakmpPolicy, IkeChange, RekeyPsk, SetPsk
from remediate.model.change_ikev2 import AlignIkev2Proposal, CompleteIkev2Keyring, Ikev2Change
from remediate.model.change_map import AclEdit, AlignTransformSet, MapChange, MirrorCryptoAcl
from remediate.model.change_net import (
    AddNatExemption,
    AddRoute,
    NetChange,
    PermitIpsecSysopt,
    SetClientSplitTunnel,
    SetVpngroupSplitTunnel,
    SplitAcl,
)
from remediate.model.change_packets import PacketChange, SetIpMtu, SetPrefragmentation, SetTcpMss
from remediate.model.change_sa import SaChange

__all__ = [
    "AclEdit",
    "AddNatExemption",
    "AddRoute",
    "AlignIkev2Proposal",
    "AlignIsakmpPolicy",
    "AlignPfs",
    "AlignTransformSet",
    "BindCryptoMap",
    "Change",
    "CompleteCryptoMap",
    "CompleteIkev2Keyring",
    "KeyMove",
    "MirrorCryptoAcl",
    "PermitIpsecSysopt",
    "RekeyPsk",
    "Rendered",
    "ReorderCryptoMap",
    "SecretRef",
    "SetClientSplitTunnel",
    "SetIpMtu",
    "SetLocalAddress",
    "SetPeerAddress",
    "SetPrefragmentation",
    "SetPsk",
    "SetTcpMss",
    "SetVpngroupSplitTunnel",
    "SplitAcl",
    "SplitCryptoMapEntry",
    "kind_of",
    "secrets_of",
]


Change = IkeChange | Ikev2Change | MapChange | EntryChange | PacketChange | SaChange | NetChange


def kind_of(change: Change) -> str:
    """Return the stable name of the kind of change, e.g. ``mirror-crypto-acl``."""
    return str(type(change).__struct_config__.tag)


def secrets_of(change: Change) -> tuple[SecretRef, ...]:
    """Return the references of the secrets that a change needs, in the order of its fields."""
    found: list[SecretRef] = []
    for holder in (change, getattr(change, "key", None)):
        for name in getattr(holder, "__struct_fields__", ()):
            value = getattr(holder, name)
            if isinstance(value, SecretRef):
                found.append(value)
    return tuple(dict.fromkeys(found))


class Rendered(Frozen, frozen=True, kw_only=True):
    """A change as the commands of one platform, in order, with its inverse.

    Commands are configuration-mode lines, sub-mode lines indented by one blank, without
    ``configure terminal`` and ``end``. Keys are placeholders (:meth:`SecretRef.placeholder`).
    """

    commands: tuple[str, ...]
    inverse: tuple[str, ...]
    safety: Safety
    preconditions: tuple[str, ...] = ()
    """What must be seen on the device before, in words with the command to look with."""
    disruptive: bool = False
    """Whether SAs are built anew besides what ``safety`` says: what weakens can need a window too."""
    operational: bool = False
    """Whether the commands are privileged ones that change no configuration: they have no inverse."""
