"""The shapes of the records of each command, and what the texts in them are called.

``show version`` makes at most one record out of several lines, by a function of its own.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Generic, TypeVar

from fastparse import _rows
from fastparse.records import (
    AccessEntryRow,
    AccessListRow,
    Columns,
    EngineRow,
    Field,
    Ident,
    IpsecSaRow,
    IsakmpSaRow,
    ProtectedSa,
    VersionRow,
)
from fastparse.reference import rows as plain
from fastparse.shape import (
    DAMAGE,
    FIRST_REASON,
    Carried,
    Form,
    Inner,
    Pairs,
    Shape,
    Value,
    numbers,
    texts,
)

__all__ = [
    "ACCESS_LISTS",
    "ENGINE",
    "FIRST_REASON",
    "IPSEC_SA",
    "ISAKMP_SA",
    "Rows",
    "counter_name",
    "version_rows",
]

Row = TypeVar("Row", bound=tuple[Any, ...])


class Rows(Generic[Row]):
    """The builders of a shape's rows."""

    def __init__(self, shape: Shape[Row]) -> None:
        self.compiled = _rows.Builder(shape)
        self.reference = plain.Builder(shape)


_COUNTER_NAMES = {
    "compr_failed": "compress_failed",
    "comp_failed": "compress_failed",
    "decomp_failed": "decompress_failed",
    "replay_failed_recv": "replay_failed",
}


@lru_cache(maxsize=256)
def counter_name(printed: str) -> str:
    """Return the canonical name of a counter as printed, without its ``#``.

    ``pkts compr. failed`` is ``compress_failed``, ``PMTUs rcvd`` is ``pmtus_recv``; an unknown
    counter gets the slug of its name.
    """
    slug = re.sub(r"[^a-z0-9]+", "_", printed.lower()).strip("_").removeprefix("pkts_")
    slug = re.sub(r"(?<![a-z])(rcvd|rcv)(?![a-z])", "recv", slug).replace("frgs", "frags")
    return _COUNTER_NAMES.get(slug, slug)


def _section(text: str) -> tuple[str, str]:
    """Return direction and protocol of ``inbound esp sas:``."""
    direction, protocol, *_ = text.lower().split()
    return direction, "pcp" if protocol == "comp" else protocol


ISAKMP_SA: Rows[IsakmpSaRow] = Rows(
    Shape(
        row=IsakmpSaRow,
        damage=DAMAGE,
        values={
            Field.DELETED: Value("deleted", Form.TRUE),
            **numbers(
                connection=Field.CONNECTION, slot=Field.SLOT, pending=Field.PENDING,
                created=Field.CREATED, group=Field.GROUP, ordinal=Field.ORDINAL,
            ),
            **texts(
                destination=Field.DESTINATION, source=Field.SOURCE, state=Field.STATE,
                status=Field.STATUS, vrf=Field.VRF, local=Field.LOCAL, remote=Field.REMOTE,
                encryption=Field.ENCRYPTION, hash=Field.HASH,
                authentication=Field.AUTHENTICATION, lifetime=Field.LIFETIME,
                lifetime_remaining=Field.LIFETIME_REMAINING, capabilities=Field.CAPABILITIES,
                engine=Field.ENGINE, peer=Field.PEER, type=Field.TYPE, role=Field.ROLE,
                rekey=Field.REKEY,
            ),
        },
    )
)  # fmt: skip

IPSEC_SA: Rows[IpsecSaRow] = Rows(
    Shape(
        row=IpsecSaRow,
        starts=Field.LOCAL_IDENT,
        damage=DAMAGE,
        values={
            Field.LOCAL_IDENT: Value("local_ident", Form.SLASHED, Ident),
            Field.REMOTE_IDENT: Value("remote_ident", Form.SLASHED, Ident),
            Field.FLAGS: Value("flags", Form.WORDS),
            Field.OUTBOUND_SPI: Value("outbound_spi", Form.HEX),
            Field.INBOUND_SPI: Value("inbound_spi", Form.HEX),
            **numbers(
                sequence=Field.SEQUENCE, peer_port=Field.PEER_PORT, local_port=Field.LOCAL_PORT,
                remote_port=Field.REMOTE_PORT, path_mtu=Field.PATH_MTU,
                media_mtu=Field.MEDIA_MTU, ip_mtu=Field.IP_MTU,
                plaintext_mtu=Field.PLAINTEXT_MTU, overhead=Field.OVERHEAD,
                overhead_fixed=Field.OVERHEAD_FIXED, pmtu_remaining=Field.PMTU_REMAINING,
            ),
            **texts(
                interface=Field.INTERFACE, map=Field.MAP_TAG, local_address=Field.LOCAL_ADDRESS,
                vrf=Field.PROTECTED_VRF, acl=Field.ACL, peer=Field.CURRENT_PEER,
                dynamic_peer=Field.DYNAMIC_PEER, dynamic_peer_ipv6=Field.DYNAMIC_PEER_IPV6,
                username=Field.USERNAME, action=Field.ACTION,
                local_endpoint=Field.LOCAL_ENDPOINT, remote_endpoint=Field.REMOTE_ENDPOINT,
                ip_mtu_idb=Field.IP_MTU_IDB, df_policy=Field.DF_POLICY,
                icmp_validation=Field.ICMP_VALIDATION, tfc=Field.TFC, pfs=Field.PFS,
                dh_group=Field.DH_GROUP,
            ),
        },
        pairs=(Pairs("counters", Field.COUNTER_NAME, Field.COUNTER_VALUE, counter_name),),
        inners=(Inner(
            attribute="sas",
            row=ProtectedSa,
            begin=Field.SPI,
            damage=frozenset({Field.CUT_SA}),
            carried=Carried(Field.SECTION, ("direction", "protocol"), _section),
            values={
                Field.SPI: Value("spi", Form.HEX),
                Field.TRANSFORM: Value("transforms", Form.WORDS),
                Field.SETTINGS: Value("settings", Form.WORDS),
                **numbers(
                    slot=Field.SA_SLOT, connection=Field.SA_CONNECTION,
                    kilobytes=Field.KILOBYTES, seconds=Field.SECONDS, iv_size=Field.IV_SIZE,
                    replay_window=Field.REPLAY_WINDOW,
                ),
                **texts(
                    flow=Field.FLOW, sibling_flags=Field.SIBLING_FLAGS, map=Field.SA_MAP,
                    replay=Field.REPLAY, ecn=Field.ECN, status=Field.SA_STATUS,
                    initiator=Field.INITIATOR,
                ),
            },
        ),),
    )
)  # fmt: skip

ENGINE: Rows[EngineRow] = Rows(
    Shape(
        row=EngineRow,
        values={
            **numbers(
                id=Field.ID, encrypt=Field.ENCRYPT, decrypt=Field.DECRYPT,
                last_sequence=Field.LAST_SEQUENCE,
            ),
            **texts(
                algorithm=Field.ALGORITHM, kind=Field.KIND, interface=Field.INTERFACE,
                address=Field.ADDRESS, state=Field.STATE,
            ),
        },
    )
)  # fmt: skip

ACCESS_LISTS: Rows[AccessListRow] = Rows(
    Shape(
        row=AccessListRow,
        values={
            Field.LIST_KIND: Value("kind", Form.LOWER),
            Field.LIST_FAMILY: Value("family", Form.LOWER),
            **numbers(elements=Field.LIST_ELEMENTS),
            **texts(name=Field.LIST_NAME, note=Field.LIST_NOTE, hash=Field.LIST_HASH),
        },
        inners=(
            Inner(
                attribute="entries",
                row=AccessEntryRow,
                begin=Field.ENTRY,
                defaults={"sequence": None},
                values={
                    Field.ENTRY_KIND: Value("kind", Form.LOWER, outer=True),
                    Field.ENTRY_ELEMENT: Value("element", Form.TRUE),
                    Field.ENTRY_INACTIVE: Value("inactive", Form.TRUE),
                    Field.ENTRY_BODY: Value("body", Form.SPACED),
                    **numbers(sequence=Field.ENTRY_SEQUENCE, hits=Field.ENTRY_HITS),
                    **texts(hash=Field.ENTRY_HASH),
                },
            ),
        ),
    )
)


_RELEASES = (
    (int(Field.ASA_RELEASE), "asa"),
    (int(Field.PIX_RELEASE), "pix"),
    (int(Field.IOS_RELEASE), "ios"),
    (int(Field.XE_RELEASE), "ios-xe"),
)
_OTHERS = (
    int(Field.XE_RELEASE), int(Field.HOSTNAME), int(Field.IMAGE), int(Field.HARDWARE),
    int(Field.SOFTWARE),
)  # fmt: skip
_XE_MARKS = re.compile("IOS-XE|IOSXE|LINUX_IOSD|VIRTUAL XE", re.IGNORECASE)


def version_rows(data: bytes, columns: Columns, first_line: int) -> list[VersionRow]:
    """Make at most one record; none without a release."""
    _, fields, starts, ends, lines = columns
    places = {field: at for at, field in enumerate(fields)}
    for field, family in _RELEASES:
        at = places.get(field)
        if at is None:
            continue
        release = data[starts[at] : ends[at]].decode("utf-8", "replace")
        xe_release, hostname, image, hardware, software = [
            data[starts[place] : ends[place]].decode("utf-8", "replace") if place >= 0 else None
            for place in [places.get(other, -1) for other in _OTHERS]
        ]
        xe = xe_release is not None or bool(_XE_MARKS.search(software or ""))
        platform = "ios-xe" if family == "ios" and xe else family
        line = lines[at] + first_line - 1
        return [
            VersionRow(line, platform, release, xe_release, hostname, image, hardware, software)
        ]
    return []
