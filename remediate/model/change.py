"""Vendor-neutral changes: what a fix does to one device. A platform renders them.

A change names everything it needs (nothing is decided again when it is rendered or applied). No
change holds a secret: keys are references (:class:`SecretRef`) until the bytes go to the socket.
"""

from __future__ import annotations

from remediate.model.base import Frozen, Safety
from remediate.model.change_base import SecretRef
from remediate.model.change_ike import AlignIsakmpPolicy, IkeChange, RekeyPsk
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

__all__ = [
    "AclEdit",
    "AddNatExemption",
    "AddRoute",
    "AlignIsakmpPolicy",
    "AlignTransformSet",
    "Change",
    "MirrorCryptoAcl",
    "PermitIpsecSysopt",
    "RekeyPsk",
    "Rendered",
    "SecretRef",
    "SetClientSplitTunnel",
    "SetIpMtu",
    "SetPrefragmentation",
    "SetTcpMss",
    "SetVpngroupSplitTunnel",
    "SplitAcl",
    "kind_of",
]


Change = IkeChange | MapChange | NetChange | PacketChange


def kind_of(change: Change) -> str:
    """Return the stable name of the kind of change, e.g. ``mirror-crypto-acl``."""
    return str(type(change).__struct_config__.tag)


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
