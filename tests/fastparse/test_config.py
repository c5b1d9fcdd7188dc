"""Running-config trees: the compiled reader is the plain one, and both read what people hand over.

All configurations here are synthetic unless they are read from the corpus.
"""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fastparse._config
from fastparse import config
from fastparse.config_tree import ConfigTree, Section
from fastparse.reference import config as reference

SHARED = Path(os.environ.get("REMEDIATE_SHARED", Path(__file__).parents[3] / "shared"))
CORPUS = SHARED / "corpus"


@pytest.fixture(params=["compiled", "reference"])
def parse(request):
    return config.parse if request.param == "compiled" else reference.parse


def shape(tree: ConfigTree, *heads: bytes) -> list[object]:
    def plain(section: Section) -> object:
        return (section.line, section.text, [plain(child) for child in section.children])

    return [plain(section) for section in tree.sections(*heads)]


def test_the_extension_is_loaded() -> None:
    assert fastparse._config.__file__.endswith(".so")
    assert config.scan is not reference.scan


def test_indented_sections(parse) -> None:
    tree = parse(
        b"Building configuration...\r\n\r\nCurrent configuration : 99 bytes\r\n!\r\n"
        b"hostname R1\r\ncrypto isakmp policy 10\r\n encr aes 256\r\n! a comment\r\n group 14\r\n"
        b"!\r\ninterface Fa0\r\n ip address 1.1.1.1 255.255.255.0\r\n crypto map M redundancy HA\r\nend\r\n"
        b"crypto isakmp policy 99\r\n"
    )
    assert shape(tree, b"crypto isakmp policy", b"interface", b"building") == [
        (6, "crypto isakmp policy 10", [(7, "encr aes 256", []), (9, "group 14", [])]),
        (
            11,
            "interface Fa0",
            [(12, "ip address 1.1.1.1 255.255.255.0", []), (13, "crypto map M redundancy HA", [])],
        ),
    ]
    assert tree.columns.end_line == 14
    assert tree.columns.trailing == 1


def test_lost_indentation(parse) -> None:
    tree = parse(
        b"crypto isakmp policy 1\nencr aes\nhash md5\ncrypto isakmp policy 2\ngroup 2\n"
        b"crypto isakmp key K address 1.1.1.1\nhash md5\n"
        b"crypto map M 10 ipsec-isakmp\nset peer 1.1.1.1\nmatch address 101\n"
        b"interface Fa0\nip address 1.1.1.2 255.255.255.0\nip nat outside\ncrypto map M\n"
        b"ip nat inside source list 1 interface Fa0 overload\n"
        b"ip access-list extended X\n10 permit ip any any\n!\npermit ip any any\n"
    )
    assert shape(tree) == [
        (1, "crypto isakmp policy 1", [(2, "encr aes", []), (3, "hash md5", [])]),
        (4, "crypto isakmp policy 2", [(5, "group 2", [])]),
        (6, "crypto isakmp key K address 1.1.1.1", []),
        (7, "hash md5", []),
        (
            8,
            "crypto map M 10 ipsec-isakmp",
            [(9, "set peer 1.1.1.1", []), (10, "match address 101", [])],
        ),
        (
            11,
            "interface Fa0",
            [
                (12, "ip address 1.1.1.2 255.255.255.0", []),
                (13, "ip nat outside", []),
                (14, "crypto map M", []),
            ],
        ),
        (15, "ip nat inside source list 1 interface Fa0 overload", []),
        (16, "ip access-list extended X", [(17, "10 permit ip any any", [])]),
        (19, "permit ip any any", []),
    ]


def test_indented_section_takes_nothing_from_the_margin(parse) -> None:
    tree = parse(
        b"interface Fa0\n ip address 1.1.1.2 255.255.255.0\ncrypto ipsec fragmentation after-encryption\n"
    )
    assert [section.text for section in tree.sections()] == [
        "interface Fa0",
        "crypto ipsec fragmentation after-encryption",
    ]


@pytest.mark.parametrize(
    ("banner", "closing"),
    [
        (b"banner motd ^C", b"^C"),
        (b"banner login ^CC", b"^C"),
        (b"banner exec \x03", b"\x03"),
        (b"banner motd #", b"# done"),
        (b"banner motd $ Welcome", b"bye $"),
        (b"aaa authentication banner ^C", b"^C"),
    ],
)
def test_banner_content_is_not_configuration(parse, banner: bytes, closing: bytes) -> None:
    tree = parse(
        b"hostname A\n" + banner + b"\ncrypto isakmp policy 1\nend\n" + closing + b"\nhostname B\n"
    )
    assert shape(tree, b"hostname", b"crypto") == [(1, "hostname A", []), (6, "hostname B", [])]


@pytest.mark.parametrize(
    "banner",
    [b"banner motd ^Cone line^C", b"banner motd Welcome all", b"banner motd #", b"banner motd ^C"],
)
def test_banner_of_one_line_or_never_closed(parse, banner: bytes) -> None:
    tree = parse(banner + b"\ncrypto isakmp policy 1\n encr aes\n")
    assert shape(tree, b"crypto") == [(2, "crypto isakmp policy 1", [(3, "encr aes", [])])]


def test_certificates(parse) -> None:
    tree = parse(
        b"crypto pki certificate chain X\n certificate self-signed 01\n  56789ABC 5678\n  ABCD\n  quit\n"
        b"crypto isakmp policy 1\n"
    )
    assert shape(tree, b"crypto") == [
        (1, "crypto pki certificate chain X", [(2, "certificate self-signed 01", [])]),
        (6, "crypto isakmp policy 1", []),
    ]
    cut = parse(b"crypto ca certificate chain X\n certificate 01\n  5678\n")
    assert cut.columns.open_text == 2
    unclosed = parse(b"crypto ca certificate chain X\n certificate 01\n  5678\ninterface Fa0\n")
    assert len(unclosed.sections(b"interface")) == 1
    assert unclosed.columns.open_text == 0


def test_wrapped_access_list_entries(parse) -> None:
    tree = parse(
        b"access-list out extended permit ip 10.1.0.0 255.255.0.0\n10.2.0.0 255.255.0.0\n"
        b"access-list 101 permit tcp host 1.1.1.1\n  host 2.2.2.2\neq 80\n"
        b"ip access-list extended X\n 10 permit ip 10.0.0.0 0.0.0.255\n host 10.9.9.9\n 20 deny ip any any\n"
        b"object network N\n host 1.1.1.1\n"
    )
    assert shape(tree) == [
        (1, "access-list out extended permit ip 10.1.0.0 255.255.0.0 10.2.0.0 255.255.0.0", []),
        (3, "access-list 101 permit tcp host 1.1.1.1 host 2.2.2.2 eq 80", []),
        (
            6,
            "ip access-list extended X",
            [
                (7, "10 permit ip 10.0.0.0 0.0.0.255 host 10.9.9.9", []),
                (9, "20 deny ip any any", []),
            ],
        ),
        (10, "object network N", [(11, "host 1.1.1.1", [])]),
    ]


def test_terminal_leftovers(parse) -> None:
    tree = parse(
        b"hostname A\r\r\n --More-- \b\b\b\b         \b\b\b\binterface Fa0\r\n\0\n shutdown\0\n"
    )
    assert shape(tree, b"interface") == [(2, "interface Fa0", [(4, "shutdown", [])])]
    assert shape(
        parse(b"crypto isakmp policy 1\r encr aes\rhostname X\r"), b"crypto", b"hostname"
    ) == [
        (1, "crypto isakmp policy 1", [(2, "encr aes", [])]),
        (3, "hostname X", []),
    ]


def test_global_command_inside_out(parse) -> None:
    tree = parse(
        b"hostname A\n crypto isakmp policy 1\n  encr aes\n crypto map M 10 ipsec-isakmp\n  set peer 1.1.1.1\n"
    )
    assert [section.text for section in tree.sections(b"crypto")] == [
        "crypto isakmp policy 1",
        "crypto map M 10 ipsec-isakmp",
    ]


def test_deep_and_wide_input(parse) -> None:
    """How long such input takes is measured by ``python -m bench adversarial``."""
    deep = b"".join(b" " * n + b"x\n" for n in range(400))
    assert len(parse(deep).sections()) == 1
    rows = 2_000 if parse is reference.parse else 100_000
    wide = (
        b"access-list 101 permit ip host 10.0.0.1 host 10.0.0.2\n" * rows
        + b"banner motd #\n" * rows
    )
    assert len(parse(wide).sections(b"access-list")) == rows


def test_empty(parse) -> None:
    assert parse(b"").sections() == ()
    assert parse(b"\n!\n\n").sections(b"crypto") == ()


_LINES = st.sampled_from(
    [
        b"crypto isakmp policy 1", b"encr aes", b"hash md5", b" encr aes", b"crypto map M 10 ipsec-isakmp",
        b"set peer 1.1.1.1", b" set peer 1.1.1.1", b"interface Fa0", b"crypto map M", b" crypto map M", b"!",
        b"! x", b" !", b"end", b"banner motd ^C", b"^C", b"banner motd #", b"#", b"banner\tmotd  x", b"quit",
        b" certificate 01", b"  ABCD 0123", b"key-string", b"access-list 101 permit ip any", b"10.1.1.1 0.0.0.255",
        b" host 1.1.1.1", b"ip access-list extended X", b" 10 permit ip any", b"10  permit\tip any", b"permit ip any any",
        b"object-group network G", b"1.1.1.1 2.2.2.2", b"mtu 1400", b"mtu outside 1400", b"Building configuration...",
        b"\x03", b"banner exec \x03 x", b"CRYPTO ISAKMP Policy 5", b"crypto   map\tM  20 x", b"hostname a", b"any", b"",
        b"  peer X", b"   hostname y", b"crypto ikev2 keyring K", b": Saved", b" \b\b encr aes", b"a\rb", b"\xff\xfe",
    ]
)  # fmt: skip
_ENDS = st.sampled_from([b"\n", b"\r\n", b"\n\n", b" \n", b"\r", b"\0\n", b"\t\n"])
_TEXTS = st.lists(st.tuples(_LINES, _ENDS), max_size=40).map(
    lambda lines: b"".join(a + b for a, b in lines)
)


def _same(data: bytes) -> None:
    compiled, plain = config.scan(data), reference.scan(data)
    assert compiled == plain
    assert shape(ConfigTree(data, compiled, config.ROWS)) == shape(
        ConfigTree(data, plain, reference.ROWS)
    )
    for row, parent in enumerate(compiled.parent):
        assert -1 <= parent < row


@settings(max_examples=400, deadline=None)
@given(_TEXTS)
def test_compiled_equals_reference_on_mutated_configurations(data: bytes) -> None:
    _same(data)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_compiled_equals_reference_on_any_bytes(data: bytes) -> None:
    _same(data)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=" \t\r\n\b\0!:^C\x03#abcdef019.endquitbanner", max_size=120))
def test_compiled_equals_reference_on_hostile_texts(text: str) -> None:
    _same(text.encode())


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside the repository")
def test_compiled_equals_reference_on_the_corpus() -> None:
    paths = [
        *(CORPUS / "batfish").iterdir(),
        *CORPUS.glob("ntc-templates/*/*running*/*.raw"),
        SHARED / "seed.txt",
    ]
    assert len(paths) > 15
    for path in paths:
        data = path.read_bytes()
        _same(data)
        _same(data[: len(data) // 2])
        _same(data.replace(b"\n ", b"\n"))


def test_memory_is_that_of_the_rows() -> None:
    """Lines without text take none, however many they are."""
    tracemalloc.start()
    try:
        tree = config.parse(b"\n" * 1_000_000 + b"hostname R1\n")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert tree.columns.number[0] == 1_000_001
    assert most < 4_000_000


def test_more_rows_than_there_was_room_for(parse) -> None:
    tree = parse(b"a\n b\n" * 5000)
    assert len(tree.sections()) == 5000
    assert list(tree.columns.number) == list(range(1, 10_001))
    assert list(tree.columns.parent[-4:]) == [-1, 9996, -1, 9998]
