"""What one device printed, tied to the place it was read from."""

from __future__ import annotations

import msgspec

from remediate.model.base import Frozen
from remediate.model.selector import AddressBlock

__all__ = [
    "UNUSED",
    "EngineConnection",
    "IpsecSa",
    "IsakmpSa",
    "Message",
    "Ping",
    "ShownAddress",
    "ShownCertificate",
    "ShownNatRule",
    "ShownTranslation",
    "Source",
    "Unrecognised",
]


class Source(Frozen, frozen=True, kw_only=True, order=True):
    """A place in the input. ``file`` is relative to the dumps folder; ``line`` is 1-based."""

    file: str
    line: int


class Message(Frozen, frozen=True, kw_only=True):
    """One recognised device message.

    ``slugs`` are the root causes that it can point to, after its neighbours were looked at: empty
    for lines of a negotiation that succeeded and for progress messages.
    """

    device: str | None
    source: Source
    offset: int
    """Byte offset of the message in the file, unpacked, in UTF-8, without a byte order mark and the marks of a copy."""
    time: str | None = None
    """The device's timestamp as printed."""
    signature: str
    """Stable name of the signature, e.g. ``ikmp-bad-message``."""
    slugs: tuple[str, ...]
    fields: tuple[tuple[str, str], ...] = ()
    text: str
    """The message as printed (continuation lines joined by a blank), redacted."""

    def field(self, name: str) -> str | None:
        """Return a field's value, None when the message doesn't carry it."""
        return next((value for key, value in self.fields if key == name), None)

    def of(self, device: str | None) -> Message:
        """Return the message as one of a device's."""
        return self if self.device == device else msgspec.structs.replace(self, device=device)


class IsakmpSa(Frozen, frozen=True, kw_only=True):
    """A row of ``show crypto isakmp sa`` (or ASA ``show crypto ikev1 sa``)."""

    source: Source
    destination: str
    """Responder's address (IOS, PIX ``dst``)."""
    origin: str
    """Initiator's address (``src``)."""
    state: str
    """``QM_IDLE``, ``MM_NO_STATE``, ``MM_KEY_EXCH``, ``MM_ACTIVE`` …"""
    connection: str | None = None
    status: str | None = None
    """``ACTIVE`` … where the release prints it."""
    deleted: bool = False
    """History: ``ACTIVE (deleted)``."""
    peer_only: bool = False
    """ASA form: only the peer is printed (in ``destination``), ``origin`` is empty."""
    local: str | None = None
    """The device's own address, where the table has a column for it (IKEv2, ``detail``)."""
    active: int | None = None
    """Seconds since it was negotiated or rekeyed (IKEv2), None when not printed."""
    began: bool | None = None
    """Whether the device itself is the initiator, where the table says so (IKEv2)."""
    heard: bool | None = None
    """Whether a packet of the peer has come: False where its SPI is still nought (IKEv2), None where nothing tells."""


class IpsecSa(Frozen, frozen=True, kw_only=True):
    """One identity of ``show crypto ipsec sa``: its selectors, counters and live SAs."""

    source: Source
    interface: str | None = None
    map: str | None = None
    local_address: str | None = None
    peer: str | None = None
    local_ident: str | None = None
    """``addr/mask/prot/port`` as printed."""
    remote_ident: str | None = None
    counters: tuple[tuple[str, int], ...] = ()
    """``encaps``, ``decaps``, ``encrypt``, ``decrypt``, ``digest``, ``verify``, ``send_errors``, ``recv_errors`` …"""
    path_mtu: int | None = None
    media_mtu: int | None = None
    plaintext_mtu: int | None = None
    overhead: int | None = None
    outbound_spi: int | None = None
    """``current outbound spi``; 0 when there is no SA (the counters are then history)."""
    transforms: tuple[str, ...] = ()
    """Canonical transforms of the live ESP/AH SAs."""
    inbound_spis: tuple[int, ...] = ()
    outbound_spis: tuple[int, ...] = ()
    nat_traversal: bool = False
    connections: tuple[int, ...] = ()
    """``conn id`` of the live SAs: what a message about packets names instead of the peer."""
    transport: bool = False
    """Whether a live SA is in transport mode."""
    replay_window: int | None = None
    """Packets of the live SAs' anti-replay window, where the device prints it."""
    stands: bool = False
    """Whether a table that prints no SPIs (of sessions) shows live SAs in both directions."""
    moved: bool = False
    """Whether such a table counts bytes, not packets, and some of them in each direction."""
    grew: tuple[str, ...] = ()
    """Counters that rose since an earlier output of the same session."""

    @property
    def up(self) -> bool:
        """Whether live SAs stand in both directions."""
        return self.stands or (
            bool(self.inbound_spis) and bool(self.outbound_spis) and self.outbound_spi != 0
        )

    def counter(self, name: str) -> int:
        """Return a counter, 0 when not printed."""
        return next((value for key, value in self.counters if key == name), 0)


class EngineConnection(Frozen, frozen=True, kw_only=True):
    """A row of ``show crypto engine connections active``."""

    source: Source
    connection: int
    kind: str
    """``IKE``, ``IPsec`` or the interface, as the release prints it."""
    algorithm: str
    encrypt: int
    decrypt: int
    address: str | None = None


class Ping(Frozen, frozen=True, kw_only=True):
    """The result of a ping that a device sent. Sizes in bytes of the whole IP packet (IOS)."""

    source: Source
    target: str
    size: int
    df: bool = False
    """Whether the DF bit was set."""
    sent: int = 0
    received: int = 0
    too_big: int = 0
    """Echoes that a hop refused as too large (``M``)."""
    told_mtu: int | None = None
    """The MTU that the refusing hop told."""
    origin: str | None = None
    """Address or interface that it was sent from, None where the device chose it."""


UNUSED = "an output that is not used"
"""Reason of :class:`Unrecognised` for what a known command printed, which says nothing that is asked for here."""


class ShownAddress(Frozen, frozen=True, kw_only=True):
    """An address of the device's own that show output tells."""

    address: str
    interface: str | None = None
    """As printed, None where single lines don't tell it."""
    nameif: str | None = None


class ShownTranslation(Frozen, frozen=True, kw_only=True, gc=False):
    """A connection that NAT translates, as a router's table shows it."""

    source: Source
    inside: str
    """Address of the inside host."""
    as_address: str
    """Address that it goes out with."""
    target: str
    """Address that it goes to."""
    text: str


class ShownNatRule(Frozen, frozen=True, kw_only=True, gc=False):
    """A rule of an ASA's ``show nat detail`` (8.3 and later): tables have them in the order in which they are tried."""

    source: Source
    inside: str
    """Interface that packets come from, ``any`` for each."""
    outside: str
    origins: tuple[AddressBlock, ...]
    """Sources before translation."""
    destinations: tuple[AddressBlock, ...]
    """Destinations as they are sent to; none: every one."""
    keeps: bool
    """Whether it leaves the sources as they are (identity)."""
    hits: int
    """Connections that it translated from inside."""
    clear: bool
    """Whether all that it looks at is told here: no service, no other destination address, no route for it."""
    text: str


class ShownCertificate(Frozen, frozen=True, kw_only=True, gc=False):
    """A certificate of the device's own, as it shows it."""

    source: Source
    end: str
    """End of its validity as printed."""
    trustpoints: tuple[str, ...]
    text: str
    """The line with its end."""


class Unrecognised(Frozen, frozen=True, kw_only=True):
    """Lines that nothing understood: counted and shown, never dropped in silence."""

    device: str | None
    file: str
    lines: int
    first: str
    """First of the lines, redacted and cut to 120 characters."""
    line: int = 1
    reason: str | None = None
