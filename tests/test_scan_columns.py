"""Columns hold the messages that the classifier yields one by one, with the same values.

The debugs are synthetic, made of the catalogue's own templates, so that every role meets every other.
"""

from __future__ import annotations

from importlib.machinery import EXTENSION_SUFFIXES
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.logs import log
from remediate.errors import RuleError
from remediate.messages import Classifier, _dialogue, _negotiations
from remediate.messages.classify import HELD_LIMIT
from remediate.messages.columns import ColumnClassifier, Records
from remediate.model.signature import Catalogue, Role, Signature
from remediate.rules import catalogue
from remediate.secrets import Redactor

CATALOGUE = catalogue()
PLAIN = Classifier(CATALOGUE)
COLUMNS = ColumnClassifier(CATALOGUE)
REDACTOR = Redactor()

Told = tuple[object, ...]


def test_the_extensions_are_compiled():
    for module in (_dialogue, _negotiations):
        assert str(module.__file__).endswith(tuple(EXTENSION_SUFFIXES))


def one_by_one(data: bytes, *, context: bool) -> list[Told]:
    found = PLAIN.messages(data, device=None, file="log", clean=REDACTOR.clean)
    return [
        (
            item.source.line, item.offset, item.time, item.device, item.signature, item.slugs,
            item.fields, item.text,
        )
        for item in found
        if context or item.slugs
    ]  # fmt: skip


def in_columns(data: bytes, *, context: bool, **how: int) -> list[Told]:
    found = COLUMNS.records(data, clean=REDACTOR.clean, context=context, **how)
    return [told for records in found for told in rows(records)]


def rows(records: Records) -> list[Told]:
    return [
        (
            records.line[at],
            records.offset[at],
            records.time.at(at) or None,
            records.host.at(at) or None,
            COLUMNS.signatures[records.signature[at]],
            tuple(
                COLUMNS.slugs[records.slug[one]]
                for one in range(records.slug_first[at], records.slug_first[at + 1])
            ),
            tuple(
                (COLUMNS.fields[records.field_name[one]], records.field_value.at(one))
                for one in range(records.field_first[at], records.field_first[at + 1])
            ),
            records.text.at(at),
        )
        for at in range(len(records.line))
    ]


@pytest.mark.parametrize("context", [True, False])
@pytest.mark.parametrize(("share", "prose"), [(0.5, 0.0), (0.02, 0.3)])
def test_a_generated_log(context: bool, share: float, prose: float):
    data = log(1 << 20, share, prose=prose, seed=3)
    expected = one_by_one(data, context=context)
    assert len(expected) > 50
    assert in_columns(data, context=context) == expected
    assert in_columns(data, context=context, jobs=2, window=70_001) == expected


LINES = [
    b"ISAKMP:({0}): processing SA payload. message ID = 0",
    b"ISAKMP:({0}):Checking ISAKMP transform 1 against priority 1 policy",
    b"ISAKMP:      hash SHA",
    b"      hash SHA",
    b"      encryption 3DES-CBC",
    b"ISAKMP:({0}):Encryption algorithm offered does not match policy!",
    b"ISAKMP:({0}):Hash algorithm offered does not match policy!",
    b"ISAKMP:({0}):atts are not acceptable. Next payload is 0",
    b"ISAKMP:({0}):atts are acceptable. Next payload is 0",
    b"ISAKMP:({0}):no offers accepted!",
    b"ISAKMP:({0}): phase 2 SA policy not acceptable! (local 192.0.2.1 remote 192.0.2.{1})",
    b"ISAKMP:({0}): IPSec policy invalidated proposal with error 256",
    b"ISAKMP:({0}):Checking IPSec proposal 1",
    b"ISAKMP:({0}): retransmitting phase 1 MM_NO_STATE...",
    b"ISAKMP:({0}): processing KE payload. message ID = 0",
    b"ISAKMP-PAK: ({0}):received packet from 192.0.2.{1} dport 500 sport 500 Global (N) NEW SA",
    b"IPSEC(validate_proposal): transform proposal (prot 3, trans 2, hmac_alg 1) not supported",
    b"IPSEC(validate_transform_proposal): proxy identities not supported",
    b"IPSEC(ipsec_process_proposal): transform proposal not supported for identity: {{esp-aes }}",
    b"ISAKMP: reserved not zero on payload 5!",
    b"%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 192.0.2.{1} failed its sanity check or is malformed",
    b"%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main mode failed with peer at 192.0.2.{1}",
    b"%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr=1.2.3.4, prot=50, spi=0x1",
    b"%HW_VPN-1-HPRXERR: Hardware VPN0/13: Packet Encryption/Decryption error, status={2}",
    b"%ASA-3-713902: Group = g, IP = 192.0.2.{1}, QM FSM error (P2 struct &0x1, mess id 0x2)!",
    b"%ASA-3-713902: Group = g, IP = 192.0.2.{1}, Removing peer from correlator table failed, no match!",
    b"%ASA-5-713904: Group = g, IP = 192.0.2.{1}, All IPSec SA proposals found unacceptable!",
    b"IKEv2:(SESSION ID = {0},SA ID = 1):: Failed to find a matching policy",
    b"crypto isakmp key S3cr3t address 192.0.2.{1}",
    b"\xff\xfe not text",
]  # fmt: skip
HEADS = [
    b"",
    b"*Mar  1 00:00:01.000: ",
    b"Mar  1 00:00:01 hub{0} 45: *Mar  1 00:00:00.1: ",
    b"Mar  1 00:00:01 192.0.2.{0} ",
]


@st.composite
def debugs(draw: st.DrawFn) -> bytes:
    """Lines of a few connections and peers, interleaved, relayed or not, with gaps."""
    lines = []
    for head, line, connection, peer, gap in draw(
        st.lists(
            st.tuples(
                st.sampled_from(HEADS),
                st.sampled_from(LINES),
                st.sampled_from(["0", "1", "0:7"]),
                st.sampled_from(["2", "3"]),
                st.sampled_from([0] * 20 + [5, 17, 31, 201]),
            ),
            max_size=60,
        )
    ):
        text = head + line
        for number, value in enumerate((connection, peer, "4615")):
            text = text.replace(b"{%d}" % number, value.encode())
        lines += [text.replace(b"{{", b"{").replace(b"}}", b"}"), *[b"filler"] * gap]
    return b"\n".join(lines) + b"\n"


@settings(max_examples=400, deadline=None)
@given(debugs(), st.integers(500, 9000), st.booleans())
def test_negotiations_are_read_alike(data: bytes, window: int, context: bool):
    expected = one_by_one(data, context=context)
    assert in_columns(data, context=context, window=window) == expected


@settings(max_examples=200, deadline=None)
@given(debugs(), st.data())
def test_damaged_debugs_are_read_alike(data: bytes, draw: st.DataObject):
    damaged = bytearray(data)
    for _ in range(draw.draw(st.integers(0, 6))):
        at = draw.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + 1] = draw.draw(st.sampled_from([b"", b"\0", b"\n", b" ", b"\xe9", b"("]))
        damaged = damaged or bytearray(b"\n")
    assert in_columns(bytes(damaged), context=True) == one_by_one(bytes(damaged), context=True)


def test_more_connections_than_are_remembered():
    refused = b"ISAKMP:(%d):Hash algorithm offered does not match policy!\n"
    closed = b"ISAKMP:(%d):no offers accepted!\n"
    data = b"".join(refused % number for number in range(700))
    data += b"".join(closed % number for number in range(690, 720)) + b"filler\n" * 300
    data += b"".join(refused % (number % 9) for number in range(3 * HELD_LIMIT))
    assert in_columns(data, context=True) == one_by_one(data, context=True)


def test_more_relays_than_are_followed():
    line = b"Mar  1 00:00:01 host%d 45: *Mar  1 00:00:00.1: ISAKMP:(0):no offers accepted!\n"
    data = b"".join(line % (number % 1500) for number in range(4000))
    expected = one_by_one(data, context=True)
    assert len({told[3] for told in expected}) == 1500
    assert in_columns(data, context=True, window=100_000) == expected


def test_records_are_cut_between_two_of_them():
    data = log(1 << 18, 0.3, seed=5)
    whole = [told for records in COLUMNS.records(data, clean=str) for told in rows(records)]
    for records in COLUMNS.records(data, clean=str):
        bounds = [0, 1, 7, len(records.line)]
        parts = [records.between(start, end) for start, end in pairwise(bounds)]
        assert [told for part in parts for told in rows(part)] == whole


def test_memory_holds_what_is_open_alone():
    line = b"ISAKMP:(7):Hash algorithm offered does not match policy!\n"
    waiting = [
        len(records.line)
        for records in COLUMNS.records([line * 500] * 100, clean=str, window=20_000)
    ]
    assert sum(waiting) == 50_000
    assert len(waiting) > 50


def test_more_causes_than_bits_are_refused():
    signatures = tuple(
        Signature(name=f"s{n}", template=f"message number {n} of many", role=Role.FAULT)
        for n in range(65)
    )
    many = Catalogue(signatures=signatures, slugs=tuple((f"cause-{n}",) for n in range(65)))
    with pytest.raises(RuleError, match="64"):
        ColumnClassifier(many)
