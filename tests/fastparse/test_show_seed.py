"""The show outputs of the Cisco document, and forms of the same commands that it tells apart.

The document (a Korean translation with English device text, its indentation lost) is not part of
the project: the tests that read it are skipped where it is absent. Every value was read from the
document by eye. The other outputs here are synthetic, written in the columns that the releases
print; the document names ``show crypto engine connection active`` but shows no output of it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from fastparse.records import EngineRow, Ident, IpsecSaRow, IsakmpSaRow, ProtectedSa
from fastparse.show import (
    parse_access_lists,
    parse_engine,
    parse_ipsec_sa,
    parse_isakmp_sa,
    parse_version,
)

SHARED = Path(os.environ.get("REMEDIATE_SHARED", Path(__file__).parents[3] / "shared"))
SEED = SHARED / "seed.txt"
needs_seed = pytest.mark.skipif(
    not SEED.exists(), reason="the document is not at hand (REMEDIATE_SHARED)"
)

ROUTER_IPSEC = range(32, 67)
PIX_ISAKMP = range(377, 382)
PIX_IPSEC = range(388, 422)


@pytest.fixture(params=["compiled", "reference"])
def implementation(request):
    return request.param


@pytest.fixture
def seed(implementation):
    """Read lines of the document, all of which are understood."""

    def read(parse, lines: range):
        text = b"".join(
            SEED.read_bytes().splitlines(keepends=True)[lines.start - 1 : lines.stop - 1]
        )
        parsed = parse(text, line=lines.start, implementation=implementation)
        assert parsed.unrecognised == ()
        return parsed

    return read


def same_without_indentation(parse, text: bytes, implementation):
    """Read an output as printed and with other blanks around its lines: the same records."""
    plain = parse(text, implementation=implementation)
    for pattern in (rb"\g<0>", rb"   \g<0>", rb"\t\g<0>  ", rb"\g<0>\r"):
        other = parse(
            re.sub(rb"(?m)^[^\r\n]+$", pattern, re.sub(rb"(?m)^[ \t]+", b"", text)),
            implementation=implementation,
        )
        assert (other.records, other.totals) == (plain.records, plain.totals)
        assert other.unrecognised == () == plain.unrecognised
    return plain


# --- show crypto isakmp sa ---------------------------------------------------------------------

OLD = IsakmpSaRow(25, "10.1.0.2", "10.1.0.1", "QM_IDLE", connection=1, slot=0)
FAILED = IsakmpSaRow(194, "10.1.1.2", "10.1.1.1", "MM_NO_STATE", connection=1, slot=0)
EXCHANGING = IsakmpSaRow(
    381, "192.168.254.250", "10.177.243.187", "MM_KEY_EXCH", pending=0, created=0
)


@needs_seed
@pytest.mark.parametrize(
    ("lines", "row"),
    [(range(24, 26), OLD), (range(193, 195), FAILED), (range(374, 376), OLD._replace(line=375))],
)
def test_isakmp_sa_of_routers(seed, lines, row):
    parsed = seed(parse_isakmp_sa, lines)
    assert parsed.records == (row,)
    assert parsed.totals == ()


@needs_seed
def test_isakmp_sa_of_pix_with_totals_pending_and_created(seed):
    parsed = seed(parse_isakmp_sa, PIX_ISAKMP)
    assert parsed.records == (EXCHANGING,)
    assert parsed.totals == (("total", 2), ("embryonic", 1))


@needs_seed
def test_the_prose_around_is_no_isakmp_sa(implementation):
    parsed = parse_isakmp_sa(SEED.read_bytes(), implementation=implementation)
    assert parsed.records == (OLD, FAILED, OLD._replace(line=375), EXCHANGING)


@pytest.mark.parametrize(
    ("columns", "row", "fields"),
    [
        ("dst src state conn-id slot", "QM_IDLE 3 0", {"connection": 3, "slot": 0}),
        (
            "dst src state conn-id status",
            "QM_IDLE 1001 ACTIVE",
            {"connection": 1001, "status": "ACTIVE"},
        ),
        (
            "dst src state conn-id slot status",
            "QM_IDLE 5 0 STDBY",
            {"connection": 5, "slot": 0, "status": "STDBY"},
        ),
        (
            "dst src state conn-id status",
            "MM_NO_STATE 0 ACTIVE (deleted)",
            {"connection": 0, "status": "ACTIVE", "deleted": True},
        ),
        ("dst src state pending created", "OAK_QM 0 2", {"pending": 0, "created": 2}),
    ],
)
def test_isakmp_columns_of_the_releases(implementation, columns, row, fields):
    state, *_ = row.split()
    printed = f"{columns}\n10.1.0.2        10.1.0.1        {row}\n".encode()
    parsed = same_without_indentation(parse_isakmp_sa, printed, implementation)
    assert parsed.records == (IsakmpSaRow(2, "10.1.0.2", "10.1.0.1", state, **fields),)


def test_numbers_under_no_heading_are_not_guessed(implementation):
    printed = b"10.1.0.2 10.1.0.1 QM_IDLE 1 0\n"
    parsed = parse_isakmp_sa(printed, implementation=implementation)
    assert parsed.records == (IsakmpSaRow(1, "10.1.0.2", "10.1.0.1", "QM_IDLE"),)
    assert [unread.text for unread in parsed.unrecognised] == ["1 0"]


# --- show crypto ipsec sa ----------------------------------------------------------------------


def esp(line, direction, spi, connection, seconds, kilobytes, name, flow=None):
    return ProtectedSa(
        line,
        direction,
        "esp",
        spi,
        transforms=("esp-3des", "esp-md5-hmac"),
        settings=("Tunnel",),
        slot=0,
        connection=connection,
        flow=flow,
        map=name,
        kilobytes=kilobytes,
        seconds=seconds,
        iv_size=8,
        replay="Y",
    )


ROUTER = IpsecSaRow(
    34,
    interface="FastEthernet0",
    map="test",
    local_address="10.1.0.1",
    local_ident=Ident("10.1.0.0/255.255.255.0/0/0", "10.1.0.0", "255.255.255.0", "0", "0"),
    remote_ident=Ident("10.1.1.0/255.255.255.0/0/0", "10.1.1.0", "255.255.255.0", "0", "0"),
    peer="10.1.0.2",
    action="PERMIT",
    flags=("origin_is_acl",),
    counters=(
        ("encaps", 7767918), ("encrypt", 7767918), ("digest", 7767918),
        ("decaps", 7760382), ("decrypt", 7760382), ("verify", 7760382),
        ("compressed", 0), ("decompressed", 0), ("not_compressed", 0),
        ("compress_failed", 0), ("decompress_failed", 0), ("send_errors", 1), ("recv_errors", 0),
    ),
    local_endpoint="10.1.0.1",
    remote_endpoint="10.1.0.2",
    path_mtu=1500,
    media_mtu=1500,
    outbound_spi=979,
    sas=(
        esp(47, "inbound", 325714191, 3442, 52, 4608000, "test", "1443"),
        esp(58, "outbound", 979, 3443, 52, 4608000, "test", "1444"),
    ),
)  # fmt: skip
PIX = IpsecSaRow(
    390,
    interface="outside",
    map="vpn",
    local_address="10.1.0.1",
    local_ident=Ident("10.1.0.0/255.255.255.0/0/0", "10.1.0.0", "255.255.255.0", "0", "0"),
    remote_ident=Ident("10.1.0.2/255.255.255.255/0/0", "10.1.0.2", "255.255.255.255", "0", "0"),
    peer="10.2.1.1",
    dynamic_peer="10.1.0.2",
    action="PERMIT",
    counters=(
        ("encaps", 345), ("encrypt", 345), ("digest", 0),
        ("decaps", 366), ("decrypt", 366), ("verify", 0),
        ("compressed", 0), ("decompressed", 0), ("not_compressed", 0),
        ("compress_failed", 0), ("decompress_failed", 0), ("send_errors", 0), ("recv_errors", 0),
    ),
    local_endpoint="10.1.0.1",
    remote_endpoint="10.1.0.2",
    path_mtu=1500,
    media_mtu=1500,
    overhead=56,
    outbound_spi=2588339374,
    sas=(
        esp(404, "inbound", 84646069, 1, 21, 460800, "vpn"),
        esp(414, "outbound", 2588339374, 2, 21, 460800, "vpn"),
    ),
)  # fmt: skip


@needs_seed
def test_ipsec_sa_of_a_router(seed):
    assert seed(parse_ipsec_sa, ROUTER_IPSEC).records == (ROUTER,)


@needs_seed
def test_ipsec_sa_of_pix(seed):
    assert seed(parse_ipsec_sa, PIX_IPSEC).records == (PIX,)


@needs_seed
def test_the_prose_around_is_no_ipsec_sa(implementation):
    parsed = parse_ipsec_sa(SEED.read_bytes(), implementation=implementation)
    assert parsed.records == (ROUTER, PIX)


@needs_seed
@pytest.mark.parametrize("lines", [ROUTER_IPSEC, PIX_IPSEC])
def test_ipsec_sa_reads_the_same_with_indentation(lines, implementation):
    text = b"\n".join(SEED.read_bytes().split(b"\n")[lines.start - 1 : lines.stop - 1])
    same_without_indentation(parse_ipsec_sa, text, implementation)


@needs_seed
@pytest.mark.parametrize("lines", [ROUTER_IPSEC, PIX_IPSEC])
def test_a_cut_of_the_document_is_never_whole(lines, implementation):
    """Cut anywhere before its outbound SAs end, an identity is not said to be complete."""
    rows = SEED.read_bytes().split(b"\n")[lines.start - 1 : lines.stop - 1]
    whole = rows.index(b"outbound ah sas:")
    for count in range(3, whole - 4):
        parsed = parse_ipsec_sa(b"\n".join(rows[:count]), implementation=implementation)
        assert [record.complete for record in parsed.records] == [False], rows[count - 1]


# --- show crypto engine connections active -----------------------------------------------------

OLD_ENGINE = b"""\
  ID Interface            IP-Address      State  Algorithm           Encrypt  Decrypt
   1 FastEthernet0        10.1.0.1        set    HMAC_MD5+3DES_56_C        0        0
3442 FastEthernet0        10.1.0.1        set    HMAC_MD5+3DES_56_C        0  7760382
3443 FastEthernet0        10.1.0.1        set    HMAC_MD5+3DES_56_C  7767918        0
   2 <none>               <none>          set    DES_56_CFB64             41       32
Crypto adjacency count : Lock: 0, Unlock: 0
"""
NEW_ENGINE = b"""\
Crypto Engine Connections

   ID  Type    Algorithm           Encrypt  Decrypt LastSeqN IP-Address
 1001  IKE     SHA256+AES256             0        0        0 10.1.0.1
    3  IPsec   AES+SHA                   0      366      366 10.1.0.1
    4  IPsec   AES+SHA                 345        0        0 2001:db8::1
"""
MIDDLE_ENGINE = b"""\
Crypto Engine Connections

   ID  Type    Algorithm           Encrypt  Decrypt IP-Address
    1  IPsec   3DES+MD5                  0      366 10.1.0.1
 1001  IKE     MD5+3DES                  0        0 10.1.0.1
"""


def test_engine_connections_with_interface_and_state(implementation):
    parsed = same_without_indentation(parse_engine, OLD_ENGINE, implementation)
    place = {"interface": "FastEthernet0", "address": "10.1.0.1", "state": "set"}
    none = {"interface": "<none>", "address": "<none>", "state": "set"}
    assert parsed.records == (
        EngineRow(2, 1, "HMAC_MD5+3DES_56_C", 0, 0, **place),
        EngineRow(3, 3442, "HMAC_MD5+3DES_56_C", 0, 7760382, **place),
        EngineRow(4, 3443, "HMAC_MD5+3DES_56_C", 7767918, 0, **place),
        EngineRow(5, 2, "DES_56_CFB64", 41, 32, **none),
    )


def test_engine_connections_with_type_and_sequence(implementation):
    parsed = same_without_indentation(parse_engine, NEW_ENGINE, implementation)
    assert parsed.records == (
        EngineRow(4, 1001, "SHA256+AES256", 0, 0, "IKE", address="10.1.0.1", last_sequence=0),
        EngineRow(5, 3, "AES+SHA", 0, 366, "IPsec", address="10.1.0.1", last_sequence=366),
        EngineRow(6, 4, "AES+SHA", 345, 0, "IPsec", address="2001:db8::1", last_sequence=0),
    )


def test_engine_connections_with_type_alone(implementation):
    parsed = same_without_indentation(parse_engine, MIDDLE_ENGINE, implementation)
    assert parsed.records == (
        EngineRow(4, 1, "3DES+MD5", 0, 366, "IPsec", address="10.1.0.1"),
        EngineRow(5, 1001, "MD5+3DES", 0, 0, "IKE", address="10.1.0.1"),
    )


# --- the document holds no output of these -----------------------------------------------------


@needs_seed
@pytest.mark.parametrize("parse", [parse_engine, parse_version])
def test_prose_is_neither_engine_connection_nor_version(parse, implementation):
    assert parse(SEED.read_bytes(), implementation=implementation).records == ()


@needs_seed
def test_only_access_list_lines_are_access_lists(implementation):
    lists = parse_access_lists(SEED.read_bytes(), implementation=implementation).records
    assert {entry.line for acl in lists for entry in acl.entries} == {
        207, 208, 210, 211, 534, 556, 557,
    }  # fmt: skip
