"""Vendor-neutral changes: what a fix does to one device. A platform renders them.

A change names everything it needs (nothing is decided again when it is rendered or applied). No
change holds a secret: keys are references (:class:`SecretRef`) until the bytes go to the socket.
"""

from __future__ import annotations

from remediate.model.base import Frozen, Safety
from remediate.model.change_base import SecretRef
from remediate.model.change_ike import AlignIsakmpPolicy, IkeChange, RekeyPsk
from remediate.model.change_map import AclEdit, AlignTransformSet, MapChange, MirrorCryptoAcl
from remediate.model.change_packets import PacketChange, SetIpMtu, SetPrefragmentation, SetTcpMss
from remediate.model.change_sa import SaChange

__all__ = [
    "AclEdit",
    "AlignIsakmpPolicy",
    "AlignTransformSet",
    "Change",
    "MirrorCryptoAcl",
    "RekeyPsk",
    "Rendered",
    "SecretRef",
    "SetIpMtu",
    "SetPrefragmentation",
    "SetTcpMss",
    "kind_of",
]


Change = IkeChange | MapChange | PacketChange | SaChange


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
    disruptive: bool = False
    """Whether SAs are built anew besides what ``safety`` says: what weakens can need a window too."""
    operational: bool = False
    """Whether the commands are privileged ones that change no configuration: they have no inverse."""
