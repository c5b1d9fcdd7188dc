"""``show crypto map`` and ``show crypto dynamic-map`` of IOS: field ids and records."""

from __future__ import annotations

import enum
from typing import NamedTuple

__all__ = ["CryptoMapField", "CryptoMapRow", "MapTransformSet"]


class CryptoMapField(enum.IntEnum):
    """Field ids of the columns; reasons are those of :class:`fastparse.records.Field`."""

    NAME = 1
    FAMILY = 2
    SEQUENCE = 3
    KIND = 4
    TEMPLATE = 5
    UNFINISHED = 6
    MISSING = 7
    DESCRIPTION = 8
    PEER = 9
    CURRENT_PEER = 10
    ISAKMP_PROFILE = 11
    IKEV2_PROFILE = 12
    PROFILE = 13
    PROFILE_INSTANCE = 14
    ACL = 15
    ACL_ENTRY = 16
    CHECK_IN = 17
    CHECK_OUT = 18
    NO_ACL = 19
    SS_DYNAMIC = 20
    KILOBYTES = 21
    VOLUME = 22
    SECONDS = 23
    IDLE_SECONDS = 24
    DUALSTACK = 25
    RESPONDER_ONLY = 26
    PFS = 27
    DH_GROUP = 28
    MIXED_MODE = 29
    REVERSE_ROUTE = 30
    REPLAY_WINDOW = 31
    DYNAMIC_TEMPLATE = 32
    CREATED_FROM = 33
    GROUP_NAME = 34
    ALWAYS_UP = 35
    INBOUND_ESP = 36
    OUTBOUND_ESP = 37
    INBOUND_AH = 38
    OUTBOUND_AH = 39
    IDB = 40
    LOCAL_ADDRESS = 41
    APPLIED = 42
    INTERFACE = 43
    # a transform set
    TRANSFORM_SET = 60
    TRANSFORMS = 61


class MapTransformSet(NamedTuple):
    """A transform set by name; ``transforms`` is empty where the release prints the name only."""

    line: int
    name: str
    transforms: tuple[str, ...] = ()


class CryptoMapRow(NamedTuple):
    """An entry of a crypto map, or of a dynamic map's template.

    Keys of manual entries are passed over. ``complete`` is False when the block was cut, or when
    a line of it was not understood: what is not there then proves nothing.
    """

    line: int
    name: str
    family: str | None = None
    """``IPv4`` or ``IPv6`` where printed."""
    sequence: int | None = None
    kind: str | None = None
    """``ipsec-isakmp``, ``ipsec-manual``, ``gdoi``; None for a template."""
    template: bool = False
    unfinished: bool = False
    """The device warns that the entry is in an incomplete state; ``missing`` says what lacks."""
    missing: str | None = None
    description: str | None = None
    peers: tuple[str, ...] = ()
    current_peer: str | None = None
    isakmp_profile: str | None = None
    ikev2_profile: str | None = None
    profile: str | None = None
    """The IPsec profile of a tunnel's protection; ``profile_instance`` marks its instances."""
    profile_instance: bool = False
    acl: str | None = None
    """The list's name; empty where the device made the list up itself."""
    acl_entries: tuple[str, ...] = ()
    """``permit …`` and ``deny …`` as printed, without the list's name."""
    check_in: str | None = None
    """The list that checks clear traffic on its way in; ``check_out`` on its way out."""
    check_out: str | None = None
    no_acl: bool = False
    """The device says that no address list matches."""
    ss_dynamic: str | None = None
    kilobytes: int | None = None
    volume: str | None = None
    """The words in place of the kilobytes."""
    seconds: int | None = None
    idle_seconds: int | None = None
    dualstack: bool | None = None
    responder_only: bool | None = None
    pfs: bool | None = None
    dh_group: str | None = None
    mixed_mode: str | None = None
    reverse_route: str | None = None
    replay_window: int | None = None
    """Packets."""
    dynamic_template: str | None = None
    created_from: str | None = None
    """The dynamic map and entry, as ``name/sequence``, that the device made this entry from."""
    group_name: str | None = None
    always_up: bool = False
    inbound_esp: int | None = None
    """SPIs of manual entries."""
    outbound_esp: int | None = None
    inbound_ah: int | None = None
    outbound_ah: int | None = None
    idb: str | None = None
    """The interface that old releases print above a map's entries, and its address."""
    local_address: str | None = None
    applied: str | None = None
    """The map that ``Interfaces using crypto map`` names, printed below its last entry."""
    interfaces: tuple[str, ...] | None = None
    """The interfaces that use the map, for each of its entries; None where none was printed."""
    transform_sets: tuple[MapTransformSet, ...] = ()
    complete: bool = True
