"""Changes of phase 1: policies, keys."""

from __future__ import annotations

from remediate.model.change_base import DeviceChange, SecretRef
from remediate.model.config_maps import IsakmpPolicy

__all__ = [
    "AlignIsakmpPolicy",
    "IkeChange",
    "RekeyPsk",
    "SetPsk",
]


class AlignIsakmpPolicy(DeviceChange, frozen=True, kw_only=True, tag="align-isakmp-policy"):
    """Add one ISAKMP policy under an unused priority, every attribute written."""

    policy: IsakmpPolicy
    """Its ``priority`` is unused on this device."""


class RekeyPsk(DeviceChange, frozen=True, kw_only=True, tag="rekey-psk"):
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
    ikev2: bool = False
    """Whether it is a key of IKEv2: both directions get the one new key, unless ``way`` names one."""
    block: str | None = None
    """IOS: peer block of the IKEv2 keyring; with ``previous`` None it is made for ``peer``."""
    previous_remote: SecretRef | None = None
    """Reference of the old remote key, where it stood on a line of its own."""
    way: str | None = None
    """IKEv2: ``local`` or ``remote`` where the key of that direction alone is replaced; both are where it is None."""
    secret_remote: SecretRef | None = None
    """IKEv2: the key that the peer proves itself with, where that is another one than ``secret``."""


class SetPsk(DeviceChange, frozen=True, kw_only=True, tag="set-psk"):
    """Give a device the pre-shared key for one peer for which it has none."""

    peer: str
    """Address of the peer: never a network, never a wildcard."""
    keyring: str | None = None
    """IOS: keyring that the key goes into, None for the global keys."""
    vrf: str | None = None
    """VRF of the keyring."""
    make: bool = False
    """Whether the keyring, or the ASA tunnel-group, has to be made first."""
    no_xauth: bool = False
    """Whether the device spares its site-to-site peers the extended authentication of clients."""
    secret: SecretRef


IkeChange = AlignIsakmpPolicy | RekeyPsk | SetPsk
