"""Changes of what guards and keeps SAs: replay windows, dead peers, NAT traversal, engines."""

from __future__ import annotations

from remediate.model.change_base import DeviceChange
from remediate.model.config_maps import TransformSet

__all__ = [
    "ClearPeerSa",
    "DisableAccelerator",
    "DropEspAuthentication",
    "EnableNatTraversal",
    "InvalidSpiRecovery",
    "NoRouteCache",
    "SaChange",
    "SetDpd",
    "SetReplayWindow",
]


class SetReplayWindow(DeviceChange, frozen=True, kw_only=True, tag="set-replay-window"):
    """Widen the anti-replay window of SAs that are negotiated from now on.

    Of one crypto map entry (``map``, ``sequence``), of an IPsec profile, or of the device where
    none of them is given (the only choice on ASA).
    """

    map: str | None = None
    sequence: int | None = None
    profile: str | None = None
    value: int
    """Packets."""
    previous: int | None
    """Packets printed at this place before, 0 where the check was switched off; None when nothing was."""


class DropEspAuthentication(DeviceChange, frozen=True, kw_only=True, tag="drop-esp-authentication"):
    """Give a crypto-map entry a successor transform set without authentication, as the document says.

    Without authentication ESP has no replay check either. Weakens: only by name.
    """

    new: TransformSet
    """Encryption alone."""
    map: str
    sequence: int
    previous: tuple[str, ...]
    """The entry's whole list before."""


class ClearPeerSa(DeviceChange, frozen=True, kw_only=True, tag="clear-peer-sa"):
    """Clear the IPsec SAs with one peer. An operation: it changes no configuration and has no inverse."""

    peer: str
    live: bool
    """Whether SAs stand that carry traffic."""
    ike: int = 0
    """Version of IKE whose SA is cleared too, as the other end does not have it: no new SA comes over it. 0: none."""
    vrf: str | None = None
    """IOS: front-door VRF that the peer is reached in; None for the global table."""


class SetDpd(DeviceChange, frozen=True, kw_only=True, tag="set-dpd"):
    """Run dead peer detection. IOS and PIX 6: for all peers of a version of IKE; ASA: for one tunnel-group."""

    group: str | None = None
    """ASA: the tunnel-group that has it switched off."""
    ikev2: bool = False
    """IOS: whether it is for the peers of IKEv2."""
    interval: int = 10
    """Seconds."""
    retry: int = 3
    """Seconds between retries."""


class InvalidSpiRecovery(DeviceChange, frozen=True, kw_only=True, tag="invalid-spi-recovery"):
    """Answer packets of unknown SAs with an IKE negotiation. Strangers can make use of it: only by name."""


class NoRouteCache(DeviceChange, frozen=True, kw_only=True, tag="no-route-cache"):
    """Switch the packets of an interface by process (classic IOS)."""

    interface: str


class DisableAccelerator(DeviceChange, frozen=True, kw_only=True, tag="disable-accelerator"):
    """Encrypt in software (classic IOS)."""


class EnableNatTraversal(DeviceChange, frozen=True, kw_only=True, tag="enable-nat-traversal"):
    """Negotiate UDP encapsulation with peers behind NAT."""

    previous: bool | None
    """False where it is switched off in so many words, None where the release has it off unasked."""


SaChange = (
    SetReplayWindow
    | DropEspAuthentication
    | ClearPeerSa
    | SetDpd
    | InvalidSpiRecovery
    | NoRouteCache
    | DisableAccelerator
    | EnableNatTraversal
)
