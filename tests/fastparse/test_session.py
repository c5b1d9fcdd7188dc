"""Terminal sessions: prompts, blocks, abbreviations, dirt. All input here is synthetic but for
the prompts of the seed (documented)."""

from __future__ import annotations

import mmap
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastparse import _session
from fastparse.reference import session as plain
from fastparse.session import Block, Buffer, blank, expand, split

SHARED = Path(os.environ.get("REMEDIATE_SHARED", Path(__file__).parents[3] / "shared"))


@pytest.fixture(params=["compiled", "reference"])
def cut(request: pytest.FixtureRequest):
    def run(data: Buffer, **where: int) -> list[Block]:
        return split(data, implementation=request.param, **where)

    return run


SESSION = (
    b"login banner\r\n"
    b"R1#show  crypto isakmp  sa\r\n"
    b"dst src state\r\n"
    b"    #pkts encaps: 3\r\n"
    b"#pkts decaps: 4\r\n"
    b"!--- comment with R1#show version in it\r\n"
    b"R1#\r\n"
    b"\r\n"
    b"R1#*Mar  1 00:00:01.000: %SYS-5-CONFIG_I: Configured\r\n"
    b"ISAKMP (0:1): no offers accepted!\r\n"
    b"asa/pri/act# show crypto ipsec sa\r\n"
    b"interface: outside\r\n"
    b"R1(config-if)#do show run\r\n"
    b"description a#b\r\n"
    b"R1>sh ver"
)


def test_a_session_is_cut_at_its_prompts(cut):
    blocks = cut(SESSION)
    assert [(b.host, b.command, b.line, b.prompt_line) for b in blocks] == [
        (None, None, 1, None),
        ("R1", "show crypto isakmp sa", 3, 2),
        ("R1", None, 9, 9),
        ("asa", "show crypto ipsec sa", 12, 11),
        ("R1", "do show run", 14, 13),
        ("R1", "sh ver", 16, 15),
    ]
    assert [SESSION[b.start : b.end] for b in blocks] == [
        b"login banner\r\n",
        (
            b"dst src state\r\n    #pkts encaps: 3\r\n#pkts decaps: 4\r\n"
            b"!--- comment with R1#show version in it\r\n"
        ),
        b"*Mar  1 00:00:01.000: %SYS-5-CONFIG_I: Configured\r\nISAKMP (0:1): no offers accepted!\r\n",
        b"interface: outside\r\n",
        b"description a#b\r\n",
        b"",
    ]


def test_numbers_begin_where_they_are_told(cut):
    (block,) = cut(b"R1#show version\nx\n", offset=100, line=7)
    assert block == Block("R1", "show version", 116, 118, 8, 7)


@pytest.mark.parametrize(
    ("line", "host", "command"),
    [
        (b"R1#show crypto isakmp sa", "R1", "show crypto isakmp sa"),
        (b"R1>sh ver", "R1", "sh ver"),
        (b"R1> sh ver", "R1", "sh ver"),
        (b"PIX(config)#show crypto isakmp sa", "PIX", "show crypto isakmp sa"),
        (b"R1(config-if)#do show run", "R1", "do show run"),
        (b"asa/pri/act# show crypto ipsec sa", "asa", "show crypto ipsec sa"),
        (b"fw/ctx1/act(config)# show run", "fw/ctx1", "show run"),
        (b"core-1.lab_x#sh run | include crypto map", "core-1.lab_x", "sh run | include crypto map"),
        (b"Router(config-if)#crypto ipsec fragmentation before-encryption", "Router",
         "crypto ipsec fragmentation before-encryption"),
        (b"PIX(config)#isakmp policy 10 hash sha", "PIX", "isakmp policy 10 hash sha"),
        (b"R1(config-ext-nacl)#10 permit ip any any", "R1", "10 permit ip any any"),
        (b"\rR1#show version\r", "R1", "show version"),
        (b"                 R1#show version", "R1", "show version"),
        (b"R1#?", "R1", "?"),
    ],
)  # fmt: skip
def test_prompts(cut, line: bytes, host: str, command: str):
    (block,) = cut(line + b"\nbody\n")
    assert (block.host, block.command) == (host, command)


@pytest.mark.parametrize(
    "line",
    [
        b"#pkts encaps: 7767918, #pkts encrypt: 7767918",
        b"    #send errors 1, #recv errors 0",
        b"!--- Address of PIX inside interface.",
        b"banner motd #Authorized only#",
        b" description A#show",
        b"Site#12 Authorized access only",
        b"Select Start > Programs > Cisco",
        b"a->show",
        b"12#show version",
        b"key>value",
        b"%SYS-5-X: a#show",
        b"user@host#show",
        "한국어#show".encode(),
        b"R1(config#show",
        b"R1#\xff",
        b"x" * 70 + b"#show run",
    ],
)
def test_no_prompts(cut, line: bytes):
    assert cut(line + b"\n") == [Block(None, None, 0, len(line) + 1, 1, None)]


def test_nothing_makes_no_block(cut):
    assert cut(b"") == []
    assert cut(b"\r\n \n") == []
    assert cut(b"R1#\nR1#\n") == []


def test_a_mapped_file_is_cut_and_closed(tmp_path: Path, cut):
    path = tmp_path / "session"
    path.write_bytes(SESSION)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert cut(mapped) == cut(SESSION)
        assert cut(memoryview(SESSION)) == cut(SESSION)


def test_the_seeds_prompts(cut):
    seed = SHARED / "seed.txt"
    if not seed.exists():
        pytest.skip(f"no seed document at {seed}: set REMEDIATE_SHARED")
    assert [(b.host, b.command) for b in cut(seed.read_bytes()) if b.command] == [
        ("Router", "crypto ipsec fragmentation before-encryption"),
        ("Router", "interface type [slot_#/]port_#"),
        ("Router", "ip mtu MTU_size_in_bytes"),
        ("PIX", "show crypto isakmp sa"),
        ("Router", "debug ip icmp"),
        ("Router", "ping"),
        ("Router", "ping"),
    ]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("sh cry isa sa", "show crypto isakmp sa"),
        ("SHOW CRYPTO ISAKMP SA", "show crypto isakmp sa"),
        ("show crypto isakmp sa detail", "show crypto isakmp sa detail"),
        ("sh cry ips sa peer 10.1.0.2", "show crypto ipsec sa peer 10.1.0.2"),
        ("sh run", "show running-config"),
        ("do sh run | sec crypto", "show running-config | sec crypto"),
        ("wr t", "show running-config"),
        ("write terminal", "show running-config"),
        ("more system:running-config", "show running-config"),
        ("sh cry eng conn act", "show crypto engine connections active"),
        ("show crypto engine connection active", "show crypto engine connections active"),
        ("show isakmp sa", "show crypto isakmp sa"),
        ("show ipsec sa", "show crypto ipsec sa"),
        ("show crypto ikev1 sa", "show crypto isakmp sa"),
        ("sh cry ikev2 sa", "show crypto ikev2 sa"),
        ("sh acc 150", "show access-lists 150"),
        ("sh ver", "show version"),
        ("show  frobnicate   x", "show frobnicate x"),
        ("show crypto i sa", "show crypto i sa"),
        ("ping 10.1.1.1", "ping 10.1.1.1"),
        ("do", "do"),
        ("", ""),
    ],
)
def test_abbreviations(typed: str, name: str):
    assert expand(typed) == name


@given(st.text(max_size=30))
def test_expanding_twice_changes_nothing(command: str):
    assert expand(expand(command)) == expand(command)


DIRT = [
    (b"a\x1b[0mb", b"a    b"),
    (b"a\x1b[01;31m\x1b[Kb", b"a" + b" " * 11 + b"b"),
    (b"a\x1b]0;title\x07b", b"a" + b" " * 10 + b"b"),
    (b"a\x1b(Bb\x1b=\x1b", b"a   b   "),
    (b"a\x00b\x08c", b"a b c"),
    (b" --More-- \x08\x08\x08   x", b" " * 16 + b"x"),
    (b"<--- More --->\r              \rx", b" " * 14 + b"\r              \rx"),
    (b"More or less, -- More or--", b"More or less, -- More or--"),
    (b"\x1b[" + b"1" * 80 + b"m", b" [" + b"1" * 80 + b"m"),
]


@pytest.mark.parametrize(("data", "clean"), DIRT)
@pytest.mark.parametrize("implementation", ["compiled", "reference"])
def test_dirt_is_blanked(data: bytes, clean: bytes, implementation):
    assert blank(data, implementation=implementation) == clean


@pytest.mark.parametrize("byte", [0, 8])
@pytest.mark.parametrize("implementation", ["compiled", "reference"])
def test_a_single_blanked_byte_is_a_copy(byte, implementation):
    """The interpreter keeps one object for each single byte, which must stay as it is."""
    own = bytes([byte])
    assert blank(own, implementation=implementation) == b" "
    assert own[0] == byte
    assert bytes([byte])[0] == byte


@pytest.mark.parametrize("implementation", ["compiled", "reference"])
def test_clean_bytes_come_back_as_they_are(implementation):
    for data in (b"", b"clean\r\n", b"-- More or less"):
        assert blank(data, implementation=implementation) is data
    view = memoryview(b"clean")
    assert blank(view, implementation=implementation) is view


PIECES = st.sampled_from(
    [
        b"R1", b"asa/pri/act", b"#", b">", b"(config)", b"show run", b"\n", b"\r", b" ", b"sh",
        b"*Mar  1 00:00:01: x", b"ISAKMP (0:1): x", b"\x1b[", b"0;1m", b"\x1b]", b"\x07", b"\x00",
        b"--More--", b"<--- More --->", b"-", b"More", b"<", b"/", b"(", b")", b"x" * 63, b"\x1b(B",
    ]
)  # fmt: skip
SOUP = st.lists(PIECES | st.binary(max_size=3), max_size=16).map(b"".join)


@settings(max_examples=400, deadline=None)
@given(SOUP)
def test_both_see_the_same_prompts(data: bytes):
    assert _session.prompts(data) == plain.prompts(data)
    blocks = split(data)
    assert blocks == split(data, implementation="reference")
    for block, after in zip(blocks, [*blocks, None][1:], strict=True):
        assert 0 <= block.start <= block.end <= (len(data) if after is None else after.start)
        assert block.line == 1 + data.count(b"\n", 0, block.start) or block.start == len(data)


@settings(max_examples=400, deadline=None)
@given(SOUP)
def test_both_blank_the_same(data: bytes):
    clean = blank(data)
    assert clean == blank(data, implementation="reference")
    assert len(clean) == len(data)
    assert clean.count(b"\n") == data.count(b"\n")


def test_more_prompts_than_are_collected_at_a_time(cut):
    blocks = cut(b"R1#show version\nx\n" * 2000)
    assert [block.line for block in blocks] == list(range(2, 4001, 2))
    assert {block.command for block in blocks} == {"show version"}


def test_titles_that_overlap_a_longer_one_which_nothing_ends():
    data = b"\x1b]" + b"t" * 200 + b"\x1b]" + b"t" * 100 + b"\x07" + b"\x1b]" + b"t" * 300
    for implementation in ("compiled", "reference"):
        clean = blank(data, implementation=implementation)
        assert clean == b" ]" + b"t" * 200 + b" " * 103 + b" ]" + b"t" * 300
