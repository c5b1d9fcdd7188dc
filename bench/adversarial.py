"""Texts made to be slow, through every reader, beside the ordinary text of the same reader.

What a text may cost is :data:`MOST` times what as many bytes of ordinary text cost, or as many of
its lines, whichever is more: a reader that skips through a line at tens of GB/s can't skip through
line feeds. Texts of nothing but what messages are made of stand beside a log in which every line is a
message, as a debug log is: nobody can skip through them either. Bytes written count as bytes, as a text of nothing but prompts makes a row of every
four bytes. The compiled cores are held to it at both sizes. The Python faces, which make objects of
what was found, are held to linear time: at most :data:`MOST` times the cost per byte of an eighth of
the text.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.logs import literals, log, templates
from fastparse import _session, config, scan, session, show
from fastparse.scan import Scanner
from remediate.model.base import Platform
from remediate.platforms.read import read_config

__all__ = ["MOST", "Cost", "Reader", "compare", "cost_of", "readers", "report"]

MOST = 3.0
TRIES = 3
ROUNDS = 0.1
"""Seconds of the rounds of a text."""
SIZES = (1 << 20, 64 << 20)
FACE_SIZES = (1 << 15, 1 << 18)
DUMPS = Path(__file__).parents[1] / "inventory" / "dumps"
Make = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Reader:
    """One way in: what is timed, which returns how many bytes it wrote, and its ordinary text."""

    work: Callable[[bytes], int]
    ordinary: Make
    shapes: Mapping[str, Make]
    core: bool = True
    """Whether it is compiled to its end, or makes Python objects."""


def _of(piece: bytes) -> Make:
    return lambda size: piece * (size // len(piece) + 1)


def _after(head: bytes, piece: bytes) -> Make:
    return lambda size: head + piece * (size // len(piece) + 1)


def _long_then(head: bytes, fill: bytes, middle: bytes, piece: bytes) -> Make:
    """Half of the text is one long line, to which every line of the other half may look back."""
    return lambda size: (
        head + fill * (size // 2 // len(fill)) + middle + piece * (size // 2 // len(piece))
    )


def _dumps(*patterns: str) -> Make:
    text = b"".join(
        path.read_bytes().replace(b"\nend", b"\n")
        for pattern in patterns
        for path in sorted(DUMPS.rglob(pattern))
    )
    return _of(text)


_ANYWHERE: dict[str, Make] = {
    "no line feed": _of(b"a"),
    "words, no line feed": _of(b"ab "),
    "digits": _of(b"1"),
    "blanks": _of(b" "),
    "NULs": _of(b"\0"),
    "line feeds": _of(b"\n"),
    "carriage returns": _of(b"\r"),
    "lines of one letter": _of(b"a\n"),
    "lines of blanks": _of(b" " * 99 + b"\n"),
    "letters and blanks": _of(b"a "),
    "colons": _of(b":"),
    "commas": _of(b"a,"),
    "braces": _of(b"= {"),
    "parentheses": _of(b"("),
    "hexadecimal": _of(b"0x1 "),
    "hashes": _of(b"#a: 1, "),
    "dots": _of(b"1."),
    "high bytes": _of(b"\xff"),
    "prompts": _of(b"R1#\n"),
    "prompts with commands": _of(b"R1#show version\n"),
    "pagers": _of(b"--More-- "),
    "half a pager": _of(b"<-----"),
    "backspaces": _of(b"\b"),
    "escapes": _of(b"\x1b["),
    "open titles": _of(b"\x1b]" + b"t" * 30),
}
_CONFIG: dict[str, Make] = {
    "a number that rests look back to": _long_then(b"", b"1", b" permit ip\n", b"any\n"),
    "one entry of rests": _after(b"permit ip\n", b"any\n"),
    "stairs": _of(b"".join(b" " * deep + b"a\n" for deep in [*range(64), *range(63, 0, -1)])),
    "open banners": _of(b"".join(b"banner motd %c a\n" % mark for mark in b"!\"$%&'()*+,-./;=?@")),
    "banners with one mark": _long_then(
        b"", b"access-list 101 permit ip any any\n", b"", b"banner motd #\n"
    ),
    "carets": _of(b"^"),
    "closed banners": _of(b"banner motd ^Ca^C\n"),
    "certificates": _of(b"certificate ca\n 00\n"),
    "flat sections": _of(b"crypto isakmp policy 1\nhash md5\n"),
    "comments": _of(b"!\n"),
    "overwritten lines": _of(b"a\b"),
    "one section": _after(b"interface A\n", b" shutdown\n"),
    "sections of one line": _of(b"interface A\n"),
    "sections": _of(b"crypto map M 1 ipsec-isakmp\n set peer 1.1.1.1\n"),
    "an endless banner": _after(b"banner motd ^C\n", b"permit ip any any\n"),
    "an endless certificate": _after(b"certificate ca\n", b" 00\n"),
    "lines that begin alike": _of(b"crypto map " + b"M" * 200 + b" 1 set pfs\n"),
    "one line that begins like none": _long_then(b"nameif ", b"n", b"\n", b"nameif nnnn nnnn\n"),
}
_MODEL: dict[str, Make] = {
    "peers of one entry": _after(b"crypto map M 1 ipsec-isakmp\n", b" set peer 1.1.1.1\n"),
    "peers of one flat entry": _of(b"crypto map M 1 set peer 1.1.1.1\n"),
    "settings of one flat entry": _of(b"crypto map M 1 match address A\n"),
    "one entry, again and again": _of(b"crypto map M 1 ipsec-isakmp\n match address A\n"),
    "entries without a sequence": _of(b"crypto map M 99999 set peer 1.1.1.1\n"),
    "one interface, again and again": _of(b"interface A\n ip address 10.0.0.1 255.0.0.0\n"),
    "addresses that are no masks": _of(b"interface A\n ip address 10.0.0.1 255.0.255.0\n"),
    "keys of one group": _after(b"tunnel-group 1.1.1.1 ipsec-attributes\n", b" pre-shared-key k\n"),
    "routes, every second unread": _of(
        b"ip route 10.0.0.0 255.0.0.0 1.1.1.1\nip route vrf\nroute a 1.0.0.0 255.0.0.0 b\nroute a\n"
    ),
    "two lists in turn": _of(
        b"access-list 101 permit ip any any\naccess-list 102 permit ip any any\n"
    ),
    "foreign masks": _of(b"access-list 101 permit ip any 10.0.0.0 255.0.0.0\n"),
    "members of one group": _after(b"object-group network A\n", b" network-object host 1.1.1.1\n"),
    "groups in groups": _of(b"object-group network A\n group-object A\n"),
    "a word in every form": _long_then(b"crypto map ", b"M", b" 1 set peer ", b"1"),
}
_SESSION: dict[str, Make] = {
    "long prompts": _of(
        b"R" * 64 + b"/" + b"a" * 32 + b"/" + b"b" * 32 + b"(" + b"m" * 40 + b")\n"
    ),
    "prompts with long commands": _of(b"R1#show " + b"x" * 1000 + b"\n"),
    "prompts with stamps": _of(b"R1#" + b"1d" * 400 + b"\n"),
    "prompts after blanks": _of(b" " * 200 + b"R1#\n"),
    "slashes": _of(b"a/"),
    "open modes": _of(b"a(b"),
    "glued prompts": _of(b"R1#"),
    "glued pagers": _of(b"--More"),
}
_SHOW: dict[str, Make] = {
    "isakmp headings": _of(b"dst src state conn-id slot\n"),
    "isakmp rows": _of(b"1.1.1.1 1.1.1.2 QM_IDLE 1 0\n"),
    "isakmp blocks": _of(b"dst: 1.1.1.1\n"),
    "isakmp peers": _of(b"IKE Peer: 1.1.1.1\n"),
    "identities": _of(b"local ident (a): (1/2/3/4)\n"),
    "identities under one long heading": _long_then(b"interface: ", b"x", b"\n", b"local ident\n"),
    "identities under a long map": _long_then(b"crypto map tag: ", b"x", b"\n", b"local ident\n"),
    "whole identities under a long heading": _long_then(
        b"interface: ", b"x", b"\n", b"local ident (a): (1/2/3/4)\n"
    ),
    "sessions under a long interface": _long_then(
        b"Interface: ", b"x", b"\n", b"Session status: UP\nPeer: 1.1.1.1 port 500\n"
    ),
    "entries of a map with a long name": _long_then(
        b'Crypto Map: "a" idb: ', b"x", b" local address: 1.1.1.1\n", b'Crypto Map "a" 1 ipsec\n'
    ),
    "entries below which a map's interfaces stand": lambda size: (
        b'Crypto Map "a" 1 ipsec\n' * (size // 23 // 2)
        + b"Interfaces using crypto map a:\n"
        + b"Vlan1\n" * (size // 6 // 2)
    ),
    "sections": _after(b"local ident (a): (1/2/3/4)\n", b"inbound esp sas:\n"),
    "SAs": _after(b"local ident (a): (1/2/3/4)\ninbound esp sas:\n", b"spi: 0x1\n"),
    "counters": _after(b"local ident (a): (1/2/3/4)\n", b"#a 1\n"),
    "one line of counters": _after(b"local ident (a): (1/2/3/4)\n", b"#a 1,"),
    "keys and blanks": _of(b"local" + b" " * 500 + b"\n"),
    "a key and blanks": _after(b"local", b" "),
    "engine rows": _of(b"1 IPsec AES 1 1 1.1.1.1\n"),
    "releases": _of(b"Cisco IOS Software, Version\n"),
    "half releases": _after(b"Cisco IOS Software", b", version"),
    "list headings": _of(b"ip access list a\n"),
    "list entries": _after(b"ip access list a\n", b"permit ip\n"),
    "firewall lists": _of(b"access-list a permit ip\naccess-list b permit ip\n"),
    "hits": _after(b"access-list a permit ip ", b"(hitcnt=1) "),
    "interfaces that fit up to their last line": lambda size: b"".join(
        b"a is up, line protocol is up\n"
        + b"Last 1\n" * 90
        + b"%d packets input\nKey %d\n" % (n, n)
        for n in range(size // 690)
    ),
    "sessions that fit up to their last line": lambda size: b"".join(
        b"Connection: a\nIndex: 1\nBytes Tx: 1\nProtocol: a\nDuration: %d  %d\n" % (n, n)
        for n in range(size // 70)
    ),
}


def _columns(columns: tuple[object, ...]) -> int:
    return sum(memoryview(one).nbytes for one in columns if not isinstance(one, int))


def _objects(found: object) -> int:
    return 100 * len(found)


def _messages() -> dict[str, Make]:
    """Texts of nothing but what the scanner stops at."""
    found = templates()
    wanted = [text.encode() for text in literals(found)]
    return {
        "all anchors": _of(b" ".join(wanted)),
        "all anchors, glued": _of(b"".join(wanted)),
        "anchors cut short": _of(b" ".join(text[:-1] for text in wanted)),
        "openings": _of(b"".join(text[:6] for text in wanted)),
        "contexts": _of(b"ISAKMP:(0): "),
        "wraps": _of(b"atts are\n  not\n  "),
        "open fields": _of(b"IKE message from " + b"1.2.3.4" * 9),
        "one long line of openings": _of(b"IKE message from "),
        "one long line of messages": _of(b"SA not acceptable "),
        "one long line of proposals": _of(b"hash algorithm offered does not match policy! "),
        "quoted reasons": _of(b'deleting SA reason "x" state (I) '),
        "open quotes": _of(b'ISAKMP: deleting SA reason "'),
        "open structures": _of(b"Group = x, IP = 1.2.3.4, QM FSM error (P2 struct "),
        "addresses before messages": _of(b"1.2.3.4 is not a configured peer, "),
        "open identities": _of(b"transform proposal not supported for identity: {"),
        "blanks before messages": _of(b" " * 1000 + b"SA"),
    }


def readers() -> Iterator[tuple[str, Reader]]:
    """Yield every way in by its name."""
    scanner = Scanner(templates())
    for path in scan.paths()[:1]:
        yield (
            f"scan ({path})",
            Reader(
                lambda data: _columns(scanner.scan(data).columns),
                lambda size: log(size, 0.02),
                _ANYWHERE,
            ),
        )
        yield (
            f"scan ({path}), a message on every line",
            Reader(
                lambda data: _columns(scanner.scan(data).columns),
                lambda size: log(size, 1.0),
                _messages(),
            ),
        )
    sessions = _dumps("session*.log")
    yield (
        "session prompts",
        Reader(lambda data: _columns((_session.prompts(data),)), sessions, _ANYWHERE | _SESSION),
    )
    yield (
        "session blank",
        Reader(lambda data: len(_session.blank(data) or b""), sessions, _ANYWHERE),
    )
    yield (
        "config",
        Reader(
            lambda data: _columns(config.scan(data)),
            _dumps("show_running-config.txt"),
            _ANYWHERE | _CONFIG,
        ),
    )
    for name, parse in inspect.getmembers(show, inspect.isfunction):
        if name.startswith("parse_"):
            ordinary = _ordinary(parse)
            yield (
                name,
                Reader(
                    lambda data, parse=parse: _columns(parse(data).columns),
                    ordinary,
                    _ANYWHERE | _SHOW,
                ),
            )
            yield (
                f"{name}, records",
                Reader(
                    lambda data, parse=parse: _rows(parse(data)),
                    ordinary,
                    _ANYWHERE | _SHOW,
                    core=False,
                ),
            )
    yield (
        "session split",
        Reader(
            lambda data: _objects(session.split(data)), sessions, _ANYWHERE | _SESSION, core=False
        ),
    )
    yield (
        "config sections",
        Reader(
            lambda data: _objects(config.parse(data).sections()),
            _dumps("show_running-config.txt"),
            _ANYWHERE | _CONFIG,
            core=False,
        ),
    )
    for platform in Platform:
        yield (
            f"config model, {platform.name}",
            Reader(
                partial(_model, platform),
                _dumps("show_running-config.txt"),
                _ANYWHERE | _CONFIG | _MODEL,
                core=False,
            ),
        )
    yield (
        "timestamp",
        Reader(lambda data: scan.timestamp(data)[2], _of(b"1d"), _ANYWHERE, core=False),
    )


def _model(platform: Platform, data: bytes) -> int:
    """Read a configuration, look at all of it, and say how much there is."""
    found = read_config(data.decode("latin-1"), platform=platform)
    entries = sum(len(tuple(acl.entries)) for acl in found.acls)
    sequences = sum(len(item.entries) for item in found.maps)
    return 100 * (
        entries
        + sequences
        + len(tuple(found.keys))
        + len(tuple(found.routes))
        + len(found.unparsed)
    )


def _rows(found: show.Parsed[object]) -> int:
    return _objects(found.records) + _objects(found.unrecognised)


def _ordinary(parse: Callable[[bytes], show.Parsed[object]]) -> Make:
    """Return the mock fleet's outputs of the command that a reader reads."""
    names = [path.name for path in sorted(DUMPS.rglob("show_*.txt")) if "running" not in path.name]
    good = {}
    for name in dict.fromkeys(names):
        texts = [path.read_bytes() for path in DUMPS.rglob(name)]
        good[name] = sum(len(parse(text).columns.start) for text in texts) / (
            sum(map(len, texts)) or 1
        )
    return _dumps(max(good, key=lambda name: good[name]))


@dataclass(frozen=True, slots=True)
class Cost:
    """Nanoseconds of the fastest of a few rounds, and what they went over."""

    nanoseconds: float
    size: int
    """Bytes, read and written."""
    lines: int

    def beside(self, ordinary: Cost) -> float:
        """Return how many times as much this took as its bytes or its lines of ordinary text."""
        usual = max(self.size / ordinary.size, self.lines / ordinary.lines)
        return self.nanoseconds / ordinary.nanoseconds / usual

    @property
    def rate(self) -> float:
        """Nanoseconds a byte."""
        return self.nanoseconds / self.size


def cost_of(work: Callable[[bytes], int], data: bytes, seconds: float = ROUNDS) -> Cost:
    """Time a text: the fastest of the rounds that take so long, or a single one."""
    best = float("inf")
    spent = 0.0
    while best == float("inf") or spent < seconds:
        start = time.process_time()  # readers have one thread, and other processes take none of it
        written = work(data)
        took = time.process_time() - start
        best, spent = min(best, took), spent + took + ROUNDS / 6
    return Cost(best * 1e9, len(data) + written, (data.count(b"\n") or data.count(b"\r")) + 1)


@dataclass(frozen=True, slots=True)
class Slow:
    """What one text cost in one reader."""

    shape: str
    times: tuple[float, ...]
    """Times what ordinary text costs, for each size."""
    rates: tuple[float, ...]
    """Nanoseconds a byte, for each size."""
    bad: bool


def _slow(reader: Reader, sizes: tuple[int, ...], ordinary: list[Cost]) -> Iterator[Slow]:
    for shape, make in reader.shapes.items():
        usual = ordinary
        for _ in range(TRIES):  # a busy machine is not a slow reader
            costs = [cost_of(reader.work, make(size)) for size in sizes]
            times = tuple(cost.beside(one) for cost, one in zip(costs, usual, strict=True))
            bad = max(times) > MOST if reader.core else costs[1].rate > MOST * costs[0].rate
            if not bad:
                break
            usual = [cost_of(reader.work, reader.ordinary(size)) for size in sizes]
        yield Slow(shape, times, tuple(cost.rate for cost in costs), bad)


def compare(only: str = "") -> bool:
    """Time every text in every reader whose name holds ``only``; print all.

    Returns whether all held.
    """
    held = True
    for name, reader in readers():
        if only not in name:
            continue
        sizes = SIZES if reader.core else FACE_SIZES
        ordinary = [cost_of(reader.work, reader.ordinary(size)) for size in sizes]
        print(f"\n### {name}: {ordinary[0].rate:.3g} and {ordinary[1].rate:.3g} ns a byte\n")
        print(f"| | {sizes[0] >> 10} KB | {sizes[1] >> 10} KB | ns a byte, {sizes[1] >> 10} KB |")
        print("|---|---|---|---|")
        for one in _slow(reader, sizes, ordinary):
            held = held and not one.bad
            mark = " **above**" if one.bad else ""
            print(
                f"| {one.shape} | {one.times[0]:.2f} | {one.times[1]:.2f} | {one.rates[1]:.3g}{mark} |",
                flush=True,
            )
    return held


def report() -> Iterator[str]:
    """Yield the lines of a table of every reader: its ordinary text, and the texts that cost it most."""
    yield f"What a text may cost is {MOST:.0f} times its bytes, or its lines, of ordinary text (compiled readers), or {MOST:.0f} times"
    yield "the cost a byte of an eighth of it (Python faces). **Above** what it may cost is named."
    yield ""
    yield "| reader | ordinary text, ns a byte | texts | the dearest | times ordinary | times its eighth, a byte | above |"
    yield "|---|---|---|---|---|---|---|"
    for name, reader in readers():
        sizes = SIZES if reader.core else FACE_SIZES
        ordinary = [cost_of(reader.work, reader.ordinary(size)) for size in sizes]
        found = list(_slow(reader, sizes, ordinary))
        growth = {one.shape: one.rates[1] / one.rates[0] for one in found}
        worst = max(found, key=lambda one: max(one.times) if reader.core else growth[one.shape])
        above = ", ".join(f"**{one.shape}**" for one in found if one.bad) or "none"
        times = f"{max(worst.times):.2f}" if reader.core else ""
        eighth = "" if reader.core else f"{growth[worst.shape]:.2f}"
        yield f"| {name} | {ordinary[1].rate:.3g} | {len(found)} | {worst.shape} | {times} | {eighth} | {above} |"
    yield ""
