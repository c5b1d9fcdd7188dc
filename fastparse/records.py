"""What the show-output readers hand out: column vocabulary and frozen records.

A reader walks a buffer once and writes *columns*: (record, field, start, end, line) for every
value that it understood, where ``start`` and ``end`` are byte offsets into the buffer. The records
below are made from the columns when they are asked for.
"""

from __future__ import annotations

import enum
from array import array
from typing import NamedTuple

__all__ = [
    "MOST_BYTES",
    "REASONS",
    "AccessEntryRow",
    "AccessListRow",
    "Columns",
    "EngineRow",
    "Field",
    "Ident",
    "IpsecSaRow",
    "IsakmpSaRow",
    "ProtectedSa",
    "Unread",
    "VersionRow",
]


class Field(enum.IntEnum):
    """Field ids of the columns. From 200 on: why a line, or a block, was not understood."""

    # show crypto isakmp sa
    DESTINATION = 1
    SOURCE = 2
    STATE = 3
    CONNECTION = 4
    SLOT = 5
    STATUS = 6
    DELETED = 7
    PENDING = 8
    CREATED = 9
    VRF = 10
    LOCAL = 11
    REMOTE = 12
    ENCRYPTION = 13
    HASH = 14
    AUTHENTICATION = 15
    GROUP = 16
    LIFETIME = 17
    CAPABILITIES = 18
    ENGINE = 19
    PEER = 20
    ORDINAL = 21
    TYPE = 22
    ROLE = 23
    REKEY = 24
    LIFETIME_REMAINING = 25
    # totals; their record is -1
    TOTAL = 30
    EMBRYONIC = 31
    ACTIVE_SAS = 32
    REKEY_SAS = 33
    TOTAL_SAS = 34
    STANDBY_SAS = 35
    NEGOTIATING_SAS = 36
    DEAD_SAS = 37
    # show crypto ipsec sa
    INTERFACE = 40
    MAP_TAG = 41
    SEQUENCE = 42
    LOCAL_ADDRESS = 43
    PROTECTED_VRF = 44
    ACL = 45
    LOCAL_IDENT = 46
    REMOTE_IDENT = 47
    CURRENT_PEER = 48
    PEER_PORT = 49
    DYNAMIC_PEER = 50
    USERNAME = 51
    ACTION = 52
    FLAGS = 53
    COUNTER_NAME = 54
    COUNTER_VALUE = 55
    LOCAL_ENDPOINT = 56
    LOCAL_PORT = 57
    REMOTE_ENDPOINT = 58
    REMOTE_PORT = 59
    PATH_MTU = 60
    MEDIA_MTU = 61
    IP_MTU = 62
    IP_MTU_IDB = 63
    PLAINTEXT_MTU = 64
    OVERHEAD = 65
    OVERHEAD_FIXED = 66
    PMTU_REMAINING = 67
    DF_POLICY = 68
    ICMP_VALIDATION = 69
    TFC = 70
    PFS = 71
    DH_GROUP = 72
    OUTBOUND_SPI = 73
    INBOUND_SPI = 74
    DYNAMIC_PEER_IPV6 = 75
    SECTION = 80
    SPI = 81
    TRANSFORM = 82
    SETTINGS = 83
    SA_SLOT = 84
    SA_CONNECTION = 85
    FLOW = 86
    SIBLING_FLAGS = 87
    SA_MAP = 88
    KILOBYTES = 89
    SECONDS = 90
    IV_SIZE = 91
    REPLAY = 92
    REPLAY_WINDOW = 93
    ECN = 94
    SA_STATUS = 95
    INITIATOR = 96
    # show crypto engine connections active
    ID = 100
    KIND = 101
    ALGORITHM = 102
    ENCRYPT = 103
    DECRYPT = 104
    LAST_SEQUENCE = 105
    ADDRESS = 106
    # show version
    IOS_RELEASE = 110
    XE_RELEASE = 111
    PIX_RELEASE = 112
    ASA_RELEASE = 113
    HOSTNAME = 114
    IMAGE = 115
    HARDWARE = 116
    SOFTWARE = 117
    # show access-lists
    LIST_KIND = 120
    LIST_NAME = 121
    ENTRY = 122
    ENTRY_SEQUENCE = 123
    ENTRY_KIND = 124
    ENTRY_BODY = 125
    ENTRY_HITS = 126
    ENTRY_ELEMENT = 127
    ENTRY_INACTIVE = 128
    ENTRY_HASH = 129
    LIST_FAMILY = 130
    LIST_NOTE = 131
    LIST_ELEMENTS = 132
    LIST_HASH = 133
    # reasons
    NOT_UNDERSTOOD = 200
    NOT_A_NUMBER = 201
    MISSHAPEN_ROW = 202
    STRAY = 203
    BAD_IDENT = 204
    BAD_SPI = 205
    HEADLESS = 206
    CUT_RECORD = 207
    CUT_SA = 208
    NO_HEADING = 209
    NO_RELEASE = 210


REASONS: dict[int, str] = {
    Field.NOT_UNDERSTOOD: "not understood",
    Field.NOT_A_NUMBER: "not a number where one is expected",
    Field.MISSHAPEN_ROW: "row without the columns that it should have",
    Field.STRAY: "line outside of the block that it belongs to",
    Field.BAD_IDENT: "identity is not addr/mask/prot/port",
    Field.BAD_SPI: "SPI is not a hexadecimal number of 32 bits",
    Field.HEADLESS: "part of an SA whose SPI or direction could not be read",
    Field.CUT_RECORD: "block is cut short",
    Field.CUT_SA: "SA is cut short",
    Field.NO_HEADING: "numbers in a row whose heading was not seen",
    Field.NO_RELEASE: "no release found",
}


MOST_BYTES = 2**31 - 1
"""Of one show output: the columns hold places in 32 bits. A longer one is a ``ValueError``."""


class Columns(NamedTuple):
    """Five columns of equal length, one row a value. ``line`` is 1-based within the buffer.

    The type codes are ``i`` (record), ``H`` (field) and ``I`` (start, end, line).
    """

    record: array[int]
    field: array[int]
    start: array[int]
    end: array[int]
    line: array[int]


class Unread(NamedTuple):
    """Bytes that were not understood. ``line`` is 1-based; ``text`` is the line as printed."""

    line: int
    text: str
    reason: str


class IsakmpSaRow(NamedTuple):
    """An SA of ``show crypto isakmp sa`` or ``show crypto ikev1 sa``.

    Tables fill ``destination`` and ``source``, the ``detail`` table ``local`` and ``remote``
    (it prints no state), the PIX/ASA forms with one peer ``peer``. Values are as printed: the
    state is not corrected (``OM_IDLE`` stays). ``complete`` is False when the block was cut.
    """

    line: int
    destination: str | None = None
    source: str | None = None
    state: str | None = None
    connection: int | None = None
    slot: int | None = None
    status: str | None = None
    deleted: bool = False
    pending: int | None = None
    created: int | None = None
    vrf: str | None = None
    local: str | None = None
    remote: str | None = None
    encryption: str | None = None
    hash: str | None = None
    authentication: str | None = None
    group: int | None = None
    lifetime: str | None = None
    lifetime_remaining: str | None = None
    capabilities: str | None = None
    engine: str | None = None
    peer: str | None = None
    ordinal: int | None = None
    type: str | None = None
    role: str | None = None
    rekey: str | None = None
    complete: bool = True


class Ident(NamedTuple):
    """A proxy identity as printed, and its parts."""

    text: str
    address: str
    mask: str
    protocol: str
    port: str


class ProtectedSa(NamedTuple):
    """One SA of an identity. ``direction`` is inbound or outbound, ``protocol`` esp, ah or pcp."""

    line: int
    direction: str
    protocol: str
    spi: int
    transforms: tuple[str, ...] = ()
    """Words of the ``transform`` line as printed, e.g. ``("esp-gcm", "256")``."""
    settings: tuple[str, ...] = ()
    """Words of ``in use settings``: ``Tunnel``, ``UDP-Encaps``, ``NAT-T-Encaps``, ``L2L`` …"""
    slot: int | None = None
    connection: int | None = None
    flow: str | None = None
    sibling_flags: str | None = None
    map: str | None = None
    kilobytes: int | None = None
    """Remaining key lifetime; None where the release prints seconds only."""
    seconds: int | None = None
    iv_size: int | None = None
    """Bytes."""
    replay: str | None = None
    replay_window: int | None = None
    ecn: str | None = None
    status: str | None = None
    initiator: str | None = None
    """``True`` or ``False`` as printed by IOS-XE 17."""
    complete: bool = True
    """False when the SA was cut before its transform and settings."""


class IpsecSaRow(NamedTuple):
    """One identity of ``show crypto ipsec sa``. MTUs and overhead in bytes; SPIs as numbers.

    ``complete`` is False when the block was cut or its identities could not be read: absent SAs
    then mean nothing.
    """

    line: int
    interface: str | None = None
    map: str | None = None
    sequence: int | None = None
    local_address: str | None = None
    vrf: str | None = None
    acl: str | None = None
    """The access-list entry that ASA prints."""
    local_ident: Ident | None = None
    remote_ident: Ident | None = None
    peer: str | None = None
    peer_port: int | None = None
    dynamic_peer: str | None = None
    """The address that a client was given; ``dynamic_peer_ipv6`` its IPv6 one."""
    dynamic_peer_ipv6: str | None = None
    username: str | None = None
    action: str | None = None
    flags: tuple[str, ...] = ()
    counters: tuple[tuple[str, int], ...] = ()
    """(canonical name, value) in printed order: ``encaps``, ``decaps``, ``send_errors`` …"""
    local_endpoint: str | None = None
    local_port: int | None = None
    remote_endpoint: str | None = None
    remote_port: int | None = None
    path_mtu: int | None = None
    media_mtu: int | None = None
    ip_mtu: int | None = None
    ip_mtu_idb: str | None = None
    plaintext_mtu: int | None = None
    overhead: int | None = None
    """``ipsec overhead``: worst case; the part in parentheses is ``overhead_fixed``."""
    overhead_fixed: int | None = None
    pmtu_remaining: int | None = None
    df_policy: str | None = None
    icmp_validation: str | None = None
    tfc: str | None = None
    pfs: str | None = None
    dh_group: str | None = None
    outbound_spi: int | None = None
    inbound_spi: int | None = None
    sas: tuple[ProtectedSa, ...] = ()
    complete: bool = True

    @property
    def nat_traversal(self) -> bool:
        """Whether an endpoint uses port 4500 or a live SA is encapsulated in UDP."""
        return 4500 in (self.local_port, self.remote_port, self.peer_port) or any(
            setting in {"UDP-Encaps", "NAT-T-Encaps"} for sa in self.sas for setting in sa.settings
        )

    def counter(self, name: str) -> int | None:
        """Return a counter by canonical name, None when it was not printed."""
        return next((value for key, value in self.counters if key == name), None)


class EngineRow(NamedTuple):
    """A row of ``show crypto engine connection(s) active``.

    The old table has ``interface``, ``address`` and ``state``, the new one ``kind`` (IKE, IPsec).
    """

    line: int
    id: int
    algorithm: str
    encrypt: int
    decrypt: int
    kind: str | None = None
    interface: str | None = None
    address: str | None = None
    state: str | None = None
    last_sequence: int | None = None


class VersionRow(NamedTuple):
    """``show version``. ``family`` is ``ios``, ``ios-xe``, ``pix`` or ``asa``.

    ``release`` is the IOS, PIX or ASA release text; ``xe_release`` the one of the
    ``Cisco IOS XE Software`` line, where there is such a line.
    """

    line: int
    family: str
    release: str
    xe_release: str | None = None
    hostname: str | None = None
    image: str | None = None
    hardware: str | None = None
    software: str | None = None


class AccessEntryRow(NamedTuple):
    """An access list entry; ``body`` has neither list name, number, kind, hits, state nor hash.

    ``element`` marks the expansion of an object-group that ASA prints under its entry, ``inactive``
    the ``(inactive)`` that ASA prints behind an entry. The state of an IOS time-range stays in the
    body.
    """

    line: int
    sequence: int | None
    body: str
    hits: int | None = None
    element: bool = False
    kind: str | None = None
    inactive: bool = False
    hash: str | None = None
    """The hash of the entry as ASA prints it, ``0x…``."""


class AccessListRow(NamedTuple):
    """An access list with its entries in printed order.

    ``kind`` (``extended``, ``role-based`` …) and ``family`` (``ip``, ``ipv6``, ``mac``; ASA prints
    none) are folded to lower case. ``note`` is what IOS prints in parentheses behind the name.
    """

    line: int
    name: str
    kind: str | None = None
    entries: tuple[AccessEntryRow, ...] = ()
    family: str | None = None
    note: str | None = None
    elements: int | None = None
    """How many entries the list has with its object-groups expanded, as ASA counts."""
    hash: str | None = None
    """The hash of the list's name as ASA prints it, ``0x…``."""
