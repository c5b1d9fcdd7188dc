"""The scanner: the seed's messages, near misses, positions, buffers, streams."""

from __future__ import annotations

import mmap
import os
import threading
from array import array
from pathlib import Path

import pytest

import fastparse
from fastparse import _match, _scan, _session, _stamps, _tags
from fastparse.scan import Hits, Scanner, Template, TemplateError, timestamp
from fastparse.template import LEAD, SPAN

from .scan_messages import DOCUMENTED, PROSE, SYNTHETIC, TEMPLATES, TEXTS, Expected

COMPILED = Scanner(TEMPLATES)
REFERENCE = Scanner(TEMPLATES, implementation="reference")
SHARED = Path(os.environ.get("REMEDIATE_SHARED", Path(__file__).parents[3] / "shared"))


@pytest.fixture(params=[COMPILED, REFERENCE], ids=["compiled", "reference"])
def scanner(request: pytest.FixtureRequest) -> Scanner:
    return request.param


def make(implementation: str, *texts: str) -> Scanner:
    templates = [Template.parse(text) for text in texts]
    return Scanner(
        templates, implementation="reference" if implementation == "reference" else "compiled"
    )


@pytest.mark.parametrize("module", [_scan, _match, _stamps, _tags, _session])
def test_the_compiled_extension_is_the_one_loaded(module):
    name = module.__name__.rpartition(".")[2]
    assert fastparse.is_compiled(name)
    assert fastparse.implementation_path(name) == module.__file__
    assert COMPILED.implementation == "compiled"
    assert REFERENCE.implementation == "reference"


@pytest.mark.parametrize("expected", DOCUMENTED + SYNTHETIC, ids=lambda case: case[0][:60].decode())
def test_messages_are_read(scanner: Scanner, expected: Expected):
    data, signature, fields, text, time_ = expected
    (hit,) = scanner.scan(data)
    assert hit.signature == signature, TEXTS[hit.signature]
    assert hit.fields == fields
    assert hit.time == time_
    assert hit.text == (data.rstrip() if text is None else text)
    assert b" ".join(data[hit.offset : hit.end].split()) == b" ".join(hit.text.split())
    assert hit.line == 1 + data.count(b"\n", 0, hit.offset)


def test_all_together_keep_their_positions(scanner: Scanner):
    cases = (DOCUMENTED + SYNTHETIC) * 2
    data = b"".join(case[0] for case in cases)
    hits = scanner.scan(data, offset=1000, line=50)
    assert [hit.signature for hit in hits] == [case[1] for case in cases]
    assert [hit.fields for hit in hits] == [case[2] for case in cases]
    assert list(hits.columns.line_start) == [
        1000 + data.rfind(b"\n", 0, hit.offset - 1000) + 1 for hit in hits
    ]
    for hit in hits:
        assert hit.line == 50 + data.count(b"\n", 0, hit.offset - 1000)


@pytest.mark.parametrize("prose", PROSE)
def test_prose_and_near_misses_give_nothing(scanner: Scanner, prose: bytes):
    assert list(scanner.scan(prose)) == []


def test_a_relayed_line_names_its_host(scanner: Scanner):
    # documented: the HMAC section; the document wraps the line behind the relay's header
    whole = b"Sep 22 11:02:39 203.0.113.16 2435: Sep 22 11:02:39: %M-1-E:motcr_crypto_callback() motcr return failure\n"
    for data in (whole, whole.replace(b"2435: ", b"2435:\n")):
        (hit,) = scanner.scan(data)
        assert (hit.time, hit.origin) == ("Sep 22 11:02:39", "203.0.113.16")
    (hit,) = scanner.scan(whole.replace(b"Sep 22 11:02:39: %", b"%"))
    assert (hit.time, hit.origin) == ("Sep 22 11:02:39", "203.0.113.16")


def test_leftmost_then_longest_and_no_overlap():
    for one in ("compiled", "reference"):
        scanner = make(one, "b c", "a b", "b c d e", "b c", "c d e f g")
        assert [(hit.signature, hit.offset) for hit in scanner.scan(b"a b c d e f g b c d e")] == [
            (1, 0), (4, 4), (2, 14),
        ]  # fmt: skip


def test_several_messages_stand_in_one_line(scanner: Scanner):
    data = b"ISAKMP (0:1): no offers accepted!ISAKMP (0:2): SA not acceptable!IPSEC(x): invalid proxy IDs\n"
    assert [hit.signature for hit in scanner.scan(data)] == [4, 3, 10]


def test_a_message_may_span_four_lines_and_not_five(scanner: Scanner):
    good = b"ISAKMP: IPSec\npolicy\ninvalidated\nproposal"
    assert [hit.signature for hit in scanner.scan(good)] == [13]
    five = b"ISAKMP: No cert,\nand no keys\n(public or\npre-shared)\nwith remote peer 1.2.3.4\n"
    assert list(scanner.scan(five)) == []


def test_limits_hold(scanner: Scanner):
    tagged = b"ISAKMP:" + b" " * (LEAD - 7) + b"no offers accepted!\n"
    assert len(scanner.scan(tagged)) == 1
    assert len(scanner.scan(b"ISAKMP:" + b" " * (LEAD - 6) + b"no offers accepted!\n")) == 0
    assert len(scanner.scan(b"ISAKMP: no" + b" " * 128 + b"offers accepted!")) == 1
    assert len(scanner.scan(b"ISAKMP: no" + b" " * 129 + b"offers accepted!")) == 0
    hits = scanner.scan(b"10.9.8.7 is not a configured peer, " + b"x" * (SPAN + 100) + b"\n")
    assert hits[0].end == SPAN


def test_field_types():
    cases = [
        ("a {f:ip} b", b"a 10.0.0.1 b", "10.0.0.1"),
        ("a {f:ip}", b"a 10.0.0.1.", "10.0.0.1"),
        ("a {f:ip}", b"a 10.0.0.1.2", None),
        ("a {f:ip}", b"a 10.0.0.256", None),
        ("a {f:addr}.", b"a 2001:db8::1.", "2001:db8::1"),
        ("a {f:addr}", b"a ::ffff:10.0.0.1", "::ffff:10.0.0.1"),
        ("a {f:addr}", b"a 1:2:3:4:5:6:7", None),
        ("a {f:addr}", b"a 1::2::3", None),
        ("a {f:int}s", b"a 3600s", "3600"),
        ("a {f:int}", b"a -1", "-1"),
        ("a {f:hex}", b"a 0xDEADBEEF,", "0xDEADBEEF"),
        ("a {f:hex}", b"a 9a46ecae", "9a46ecae"),
        ("a {f:hex}", b"a bag", None),
        ("a {f:num}", b"a 0x20000,", "0x20000"),
        ("a {f:num}", b"a 17,", "17"),
        ("a {f:num}", b"a 0xg", None),
        ("a {f:word}", b"a x=1,;! b", "x=1"),
        ("a ({f:word}) b", b"a (x) b", "x"),
        ("a {f:word} b", b"a x. b", "x"),
        ("a {f:word}, b", b"a x,y, b", "x,y"),
        ("a {f:name} b", b"a Gi0/1.5: b", "Gi0/1.5"),
        ("a {f:proxy}", b"a 10.1.1.0/0.0.255/0/0 (type=1)", "10.1.1.0/0.0.255/0/0"),
        ("a {f:set} b", b"a {esp-aes\n  esp-sha-hmac } b", "esp-aes esp-sha-hmac"),
        ("a {f:rest}", b"a b c  \r\nd", "b c"),
        ("a {f:rest}.", b"a b. c.", "b. c"),
        ("a {f:text} b", b"a x y\n z b b", "x y z"),
        ("a {f:text}{b|c}", b"a xyc b", "xy"),
        ("a{?, or {f:int}}{{x}}", b"a, or 5{x}", "5"),
    ]
    for text, data, value in cases:
        for one in ("compiled", "reference"):
            found = [hit.fields["f"] for hit in make(one, text).scan(data)]
            assert found == ([] if value is None else [value]), (text, data, one)


def test_the_seed_is_scanned_the_same_by_both():
    seed = SHARED / "seed.txt"
    if not seed.exists():
        pytest.skip(f"no seed document at {seed}: set REMEDIATE_SHARED")
    data = seed.read_bytes()
    hits = list(COMPILED.scan(data))
    assert hits == list(REFERENCE.scan(data))
    assert len(hits) > 40
    # The document quotes these words in its prose.
    assert not any(data.splitlines()[hit.line - 1].startswith(b'"Hash') for hit in hits)


def test_every_kind_of_buffer(tmp_path: Path, scanner: Scanner):
    data = b"x\nISAKMP (0:1): no offers accepted!\n"
    expected = list(scanner.scan(data))
    assert len(expected) == 1
    assert list(scanner.scan(bytearray(data))) == expected
    assert list(scanner.scan(memoryview(data))) == expected
    assert list(scanner.scan(memoryview(array("B", data)))) == expected
    path = tmp_path / "log"
    path.write_bytes(data)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert list(scanner.scan(mapped)) == expected
    assert list(scanner.scan(b"")) == []


def test_hits_are_a_sequence(scanner: Scanner):
    hits = scanner.scan(b"ISAKMP (0:1): no offers accepted!\n" * 5)
    assert isinstance(hits, Hits)
    assert hits[-1] == hits[4]
    assert hits[1:3] == [hits[1], hits[2]]
    assert next(reversed(hits)) == hits[4]
    with pytest.raises(IndexError):
        hits[5]
    assert list(memoryview(hits.columns.start)) == [34 * index for index in range(5)]


@pytest.mark.parametrize("size", [1, 7, 997, 100_000])
@pytest.mark.parametrize("window", [1, 61, 4099, 1 << 18])
def test_streams_give_the_hits_of_a_scan(size: int, window: int):
    data = b"".join(case[0] for case in DOCUMENTED + SYNTHETIC) * 3
    expected = list(COMPILED.scan(data, offset=7, line=3))
    chunks = (data[at : at + size] for at in range(0, len(data), size))
    assert [
        hit for hits in COMPILED.stream(chunks, offset=7, line=3, window=window) for hit in hits
    ] == expected


def test_a_stream_holds_little(monkeypatch: pytest.MonkeyPatch):
    import tracemalloc

    def chunks():
        for _ in range(400):
            yield b"no line feed " * 5000  # one line of 26 MB

    tracemalloc.start()
    try:
        assert sum(map(len, COMPILED.stream(chunks()))) == 0
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 << 20


def test_threads_share_a_scanner():
    data = b"".join(case[0] for case in DOCUMENTED + SYNTHETIC) * 50
    expected = list(COMPILED.scan(data))
    results: list[list[object]] = []
    threads = [
        threading.Thread(target=lambda: results.append(list(COMPILED.scan(data)))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 4


def test_a_template_without_an_anchor_is_refused():
    with pytest.raises(TemplateError, match="literal"):
        Scanner([Template.parse("{a:word} {b:word} {c:word} lost")])


TIMES = [
    (b"1d00h: x", ("1d00h", None, 7)),
    (b"1d00H:%CRPTO", ("1d00H", None, 6)),
    (b"2w5d: ICMP", ("2w5d", None, 6)),
    (b"20:44:44: IPSEC", ("20:44:44", None, 10)),
    (b"*Mar  1 00:42:09.431: x", ("*Mar  1 00:42:09.431", None, 22)),
    (b".Mar  1 00:42:09.431: x", (".Mar  1 00:42:09.431", None, 22)),
    (b"Oct 25 2025 10:00:00 [IKEv1]: x", ("Oct 25 2025 10:00:00", None, 21)),
    (b"Oct 25 2025 10:00:00: %ASA", ("Oct 25 2025 10:00:00", None, 22)),
    (b"Nov 24 2026 10:11:12.123 UTC: x", ("Nov 24 2026 10:11:12.123 UTC", None, 30)),
    (b"000123: *Mar  1 00:42:09: x", ("*Mar  1 00:42:09", None, 26)),
    (
        b"Sep 22 11:02:39 203.0.113.16 2435: Sep 22 11:02:40: %M",
        ("Sep 22 11:02:40", "203.0.113.16", 52),
    ),
    (b"Sep 22 11:02:39 203.0.113.16 2435:", ("Sep 22 11:02:39", "203.0.113.16", 34)),
    (
        b"<189>2435: r1: *Mar  1 00:42:09.431: %SYS",
        ("*Mar  1 00:42:09.431", "r1", 37),
    ),
    (b"<166>Oct 25 2025 10:00:00 fw1 : %ASA-3-1: x", ("Oct 25 2025 10:00:00", "fw1", 32)),
    (b"2026-11-24T10:11:12.123+01:00 r1 %SYS", ("2026-11-24T10:11:12.123+01:00", "r1", 33)),
    (b"Oct 25 10:00:00 ISAKMP: x", ("Oct 25 10:00:00", None, 16)),
    (b"Oct 25 10:00:00 no offers accepted!", ("Oct 25 10:00:00", None, 16)),
    (b"10:00 x", (None, None, 0)),
    (b"  ", (None, None, 0)),
    (b"", (None, None, 0)),
    (b"R1#", (None, None, 0)),
]


@pytest.mark.parametrize(("line", "expected"), TIMES)
def test_timestamps(line: bytes, expected: tuple[str | None, str | None, int]):
    from fastparse.reference.context import timestamp as plain

    assert timestamp(line) == expected
    assert plain(line) == expected
