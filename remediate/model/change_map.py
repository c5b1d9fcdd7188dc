"""Changes of phase 2: crypto maps, what they point to, crypto ACLs."""

from __future__ import annotations

from remediate.model.base import Frozen
from remediate.model.change_base import DeviceChange
from remediate.model.config_maps import TransformSet
from remediate.model.selector import Selector

__all__ = [
    "AclEdit",
    "AlignTransformSet",
    "MapChange",
    "MirrorCryptoAcl",
]


class AclEdit(Frozen, frozen=True, kw_only=True):
    """One entry to add (``selector`` given) or to remove (``body`` given), at a position."""

    selector: Selector | None = None
    """Flow to permit; the platform spells it."""
    body: str | None = None
    """Exact printed body of the entry to remove."""
    position: int
    """0-based index in the list's entries, remarks included: where the entry is, or is to stand
    in the list *before* the edits (several additions at one position keep their order)."""


class MirrorCryptoAcl(DeviceChange, frozen=True, kw_only=True, tag="mirror-crypto-acl"):
    """Edit entries of a crypto ACL so that it mirrors the peer's; the list is never replaced."""

    acl: str
    add: tuple[AclEdit, ...] = ()
    remove: tuple[AclEdit, ...] = ()


class AlignTransformSet(DeviceChange, frozen=True, kw_only=True, tag="align-transform-set"):
    """Give a crypto-map entry a successor transform set under a new name.

    The set is created, and the entry points to ``transform_sets``. The superseded one stays: it does no
    harm where nothing points to it, and the way back needs it.
    """

    new: TransformSet | None
    """The set to create; None when a fitting one exists on the device and is only pointed to."""
    map: str
    sequence: int
    transform_sets: tuple[str, ...]
    """The entry's whole list afterwards, in order."""
    previous: tuple[str, ...]
    """The entry's whole list before."""
    ikev2: bool = False
    """Whether they are an ASA's IPsec proposals for IKEv2."""
    profile: str | None = None
    """IPsec profile whose list it is; ``map`` names the tunnel interface then."""


MapChange = MirrorCryptoAcl | AlignTransformSet
