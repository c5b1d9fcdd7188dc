"""Vendor-neutral changes: what a fix does to one device. A platform renders them.

A change names everything it needs (nothing is decided again when it is rendered or applied). No
change holds a secret: keys are references (:class:`SecretRef`) until the bytes go to the socket.
"""

from __future__ import annotations

from remediate.model.base import Frozen, Safety
from remediate.model.config import IsakmpPolicy, TransformSet
from remediate.model.selector import Selector

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


class SecretRef(Frozen, frozen=True, kw_only=True):
    """A reference to a secret: where it will be read when it is needed. Never the secret."""

    name: str
    """Provider path, e.g. ``psk/10.1.0.1--10.1.0.2/new``."""

    def placeholder(self) -> str:
        """Return the stand-in that takes the secret's place in commands and diffs."""
        return f"<secret:{self.name}>"


class _Change(Frozen, frozen=True, kw_only=True, tag_field="change"):
    device: str


class AlignIsakmpPolicy(_Change, frozen=True, kw_only=True, tag="align-isakmp-policy"):
    """Add one ISAKMP policy under an unused priority, every attribute written."""

    policy: IsakmpPolicy
    """Its ``priority`` is unused on this device."""


class RekeyPsk(_Change, frozen=True, kw_only=True, tag="rekey-psk"):
    """Replace the pre-shared key for one peer."""

    peer: str
    """Address or (ASA) tunnel-group that the key entry is for."""
    mask: str | None = None
    """Netmask of the existing IOS or PIX key entry when it isn't a host key."""
    keyring: str | None = None
    no_xauth: bool = False
    secret: SecretRef
    previous: SecretRef | None
    """Reference under which the old key is kept for the way back; None when there was none."""


class AclEdit(Frozen, frozen=True, kw_only=True):
    """One entry to add (``selector`` given) or to remove (``body`` given), at a position."""

    selector: Selector | None = None
    """Flow to permit; the platform spells it."""
    body: str | None = None
    """Exact printed body of the entry to remove."""
    position: int
    """0-based index in the list's entries, remarks included: where the entry is, or is to stand
    in the list *before* the edits (several additions at one position keep their order)."""


class MirrorCryptoAcl(_Change, frozen=True, kw_only=True, tag="mirror-crypto-acl"):
    """Edit entries of a crypto ACL so that it mirrors the peer's; the list is never replaced."""

    acl: str
    add: tuple[AclEdit, ...] = ()
    remove: tuple[AclEdit, ...] = ()


class AlignTransformSet(_Change, frozen=True, kw_only=True, tag="align-transform-set"):
    """Give a crypto-map entry a successor transform set under a new name.

    The set is created, the entry points to ``transform_sets`` and the superseded sets go last,
    where nothing else refers to them (``drop``).
    """

    new: TransformSet | None
    """The set to create; None when a fitting one exists on the device and is only pointed to."""
    map: str
    sequence: int
    transform_sets: tuple[str, ...]
    """The entry's whole list afterwards, in order."""
    previous: tuple[str, ...]
    """The entry's whole list before."""
    drop: tuple[TransformSet, ...] = ()
    """Sets that nothing refers to afterwards, removed last (whole, so that the inverse can make them)."""


class SetTcpMss(_Change, frozen=True, kw_only=True, tag="set-tcp-mss"):
    """Clamp the TCP maximum segment size. IOS: per interface. ASA: ``sysopt connection tcpmss``."""

    interface: str | None
    """None on PIX and ASA, where it is global."""
    value: int
    """Bytes."""
    previous: int | None


class SetPrefragmentation(_Change, frozen=True, kw_only=True, tag="set-prefragmentation"):
    """Fragment before encryption. IOS: global (interface None) or per interface; ASA: per nameif."""

    interface: str | None
    enabled: bool = True
    previous: bool | None
    """State before: None when nothing was printed."""


class SetIpMtu(_Change, frozen=True, kw_only=True, tag="set-ip-mtu"):
    """Set the IP MTU of an interface (IOS ``ip mtu``; ASA ``mtu NAMEIF N``). Drops its tunnels."""

    interface: str
    value: int
    """Bytes."""
    previous: int | None


Change = (
    AlignIsakmpPolicy
    | RekeyPsk
    | MirrorCryptoAcl
    | AlignTransformSet
    | SetTcpMss
    | SetPrefragmentation
    | SetIpMtu
)


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
