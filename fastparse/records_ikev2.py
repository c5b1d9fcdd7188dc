"""``show crypto ikev2 sa [detail]`` of IOS and ASA: its field ids and its records."""

from __future__ import annotations

import enum
from typing import NamedTuple

__all__ = ["Ikev2ChildSa", "Ikev2Field", "Ikev2SaRow", "Selector"]


class Ikev2Field(enum.IntEnum):
    """Field ids of the columns; reasons are those of :class:`fastparse.records.Field`."""

    TUNNEL = 1
    LOCAL = 2
    LOCAL_PORT = 3
    REMOTE = 4
    REMOTE_PORT = 5
    VRFS = 6
    STATUS = 7
    ROLE = 8
    ENCRYPTION = 9
    KEY_SIZE = 10
    PRF = 11
    HASH = 12
    DH_GROUP = 13
    AUTH_SIGN = 14
    AUTH_VERIFY = 15
    AUTH = 16
    LIFETIME = 17
    ACTIVE_TIME = 18
    CE_ID = 19
    SESSION_ID = 20
    STATUS_DESCRIPTION = 21
    LOCAL_SPI = 22
    REMOTE_SPI = 23
    LOCAL_REQUEST = 24
    REMOTE_REQUEST = 25
    LOCAL_NEXT = 26
    REMOTE_NEXT = 27
    LOCAL_QUEUED = 28
    REMOTE_QUEUED = 29
    LOCAL_WINDOW = 30
    REMOTE_WINDOW = 31
    LOCAL_ID = 32
    REMOTE_ID = 33
    DPD_SECONDS = 34
    DPD_RETRY = 35
    FRAGMENTATION = 36
    ROUTE_UPDATE = 37
    EXTENDED_AUTHENTICATION = 38
    NAT = 39
    SGT = 40
    INITIATOR = 41
    PEER_TYPE = 42
    ASSIGNED_ADDRESS = 43
    QUANTUM = 44
    DELETING = 45
    MARKED = 46
    REMOTE_SUBNET = 47
    SESSION_STATUS = 48
    IKE_COUNT = 49
    CHILD_COUNT = 50
    REMOTE_EAP_ID = 51
    # a child SA
    CHILD_LOCAL = 60
    CHILD_REMOTE = 61
    ESP_IN = 62
    ESP_OUT = 63
    AH_IN = 64
    AH_OUT = 65
    CPI_IN = 66
    CPI_OUT = 67
    CHILD_ENCRYPTION = 68
    CHILD_KEY_SIZE = 69
    ESP_HMAC = 70
    AH_HMAC = 71
    COMPRESSION = 72
    MODE = 73


class Selector(NamedTuple):
    """A traffic selector as printed, and the ends of its ranges of addresses and ports."""

    text: str
    first: str
    first_port: int
    last: str
    last_port: int


class Ikev2ChildSa(NamedTuple):
    """A child SA: its selectors, SPIs as numbers, algorithms as printed, key size in bits."""

    line: int
    local: Selector
    remote: Selector | None = None
    esp_in: int | None = None
    esp_out: int | None = None
    ah_in: int | None = None
    ah_out: int | None = None
    cpi_in: int | None = None
    cpi_out: int | None = None
    encryption: str | None = None
    key_size: int | None = None
    esp_hmac: str | None = None
    ah_hmac: str | None = None
    compression: str | None = None
    mode: str | None = None


class Ikev2SaRow(NamedTuple):
    """An IKEv2 SA. Algorithms, groups and states are as printed, SPIs as numbers.

    ``session_id`` is that of the SA, or of the heading above it; ``session_status``,
    ``ike_count`` and ``child_count`` are the heading's (ASA, and sessions of IOS), which counts for
    as many SAs as it says. ``complete`` is False when the block was cut, or when a line of it was
    not understood: what is not there then proves nothing.
    """

    line: int
    tunnel: int
    local: str | None = None
    local_port: int | None = None
    remote: str | None = None
    remote_port: int | None = None
    vrfs: str | None = None
    """``fvrf/ivrf`` as printed; see ``fvrf`` and ``ivrf``."""
    status: str | None = None
    role: str | None = None
    """``INITIATOR`` or ``RESPONDER``, as ASA prints it."""
    encryption: str | None = None
    key_size: int | None = None
    """Bits."""
    prf: str | None = None
    hash: str | None = None
    dh_group: str | None = None
    auth_sign: str | None = None
    auth_verify: str | None = None
    auth: str | None = None
    """The one method that early releases print for both directions."""
    lifetime: int | None = None
    """Seconds, as are ``active_time`` and the times of dead peer detection."""
    active_time: int | None = None
    ce_id: int | None = None
    session_id: int | None = None
    session_status: str | None = None
    ike_count: int | None = None
    child_count: int | None = None
    status_description: str | None = None
    local_spi: int | None = None
    remote_spi: int | None = None
    local_request: int | None = None
    """``req msg id``; ``next`` is the next message id, ``queued`` counts requests."""
    remote_request: int | None = None
    local_next: int | None = None
    remote_next: int | None = None
    local_queued: int | None = None
    remote_queued: int | None = None
    local_window: int | None = None
    remote_window: int | None = None
    local_id: str | None = None
    remote_id: str | None = None
    remote_eap_id: str | None = None
    dpd_seconds: int | None = None
    dpd_retry: int | None = None
    fragmentation: str | None = None
    route_update: str | None = None
    extended_authentication: str | None = None
    nat: str | None = None
    """What follows ``NAT-T is``: ``not detected``, ``detected inside`` …"""
    sgt: str | None = None
    initiator: bool | None = None
    peer_type: str | None = None
    assigned_address: str | None = None
    quantum: str | None = None
    deleting: bool | None = None
    marked: bool | None = None
    """Whether the SA is marked for deletion."""
    remote_subnets: tuple[str, ...] = ()
    children: tuple[Ikev2ChildSa, ...] = ()
    complete: bool = True

    @property
    def fvrf(self) -> str | None:
        """The front-door VRF; None when not printed, or when the name of a VRF has a slash."""
        return self._vrf(0)

    @property
    def ivrf(self) -> str | None:
        """The inside VRF; None when not printed, or when the name of a VRF has a slash."""
        return self._vrf(1)

    def _vrf(self, side: int) -> str | None:
        both = (self.vrfs or "").split("/")
        return both[side] if len(both) == 2 else None
