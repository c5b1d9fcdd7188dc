"""What the fuzzer begins with: the tests' own samples, the mock fleet's dumps, and a dictionary.

The dictionary holds the words of the catalogue's templates, of the configuration's grammar, and
the keys of the show readers as the compiled sources name them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from fastparse.config_grammar import HEADS
from remediate.rules import catalogue
from tests.fastparse import scan_messages, test_show_agrees
from tests.fastparse.test_session import SESSION
from tests.fuzz.entry_points import DIVIDER

__all__ = ["dictionary", "seeds"]

ROOT = Path(__file__).resolve().parents[2]
DUMPS = ROOT / "inventory" / "dumps"
SOURCES = ROOT / "fastparse"
PIECE = 1500
"""Bytes of a seed: short ones are tried more often."""
LONGEST_WORD = 60
FORMS = (
    b"interface ~$",
    b"ip address ^ ^$",
    b"crypto map ~ # ipsec-isakmp$",
    b"set peer ~;",
    b"match address ~$",
    b"route ~ ^ ^ ~;",
    b"*@%",
    b"description =",
    b"crypto isakmp key ~ address '$",
    b"exit/",
)
"""Forms of lines, synthetic, with every mark."""


def _pieces(data: bytes) -> Iterator[bytes]:
    """Cut at ends of lines."""
    while data:
        end = data.rfind(b"\n", 0, PIECE) + 1 if len(data) > PIECE else len(data)
        end = end or min(len(data), PIECE)
        yield data[:end]
        data = data[end:]


def _dumps(*patterns: str) -> Iterator[bytes]:
    for pattern in patterns:
        for path in sorted(DUMPS.rglob(pattern))[:6]:
            pieces = list(_pieces(path.read_bytes()))
            yield from pieces[:6] if "show_" in path.name else pieces[:: max(1, len(pieces) // 12)]


def seeds(name: str) -> list[bytes]:
    """Return the inputs that fuzzing an entry point begins with."""
    messages = [case[0] for case in scan_messages.DOCUMENTED + scan_messages.SYNTHETIC]
    if name in ("scan", "stream", "texts"):
        return [*messages, *scan_messages.PROSE, *_dumps("*.log", "show_logging.txt")]
    if name == "templates":
        texts = [text.encode() for text in scan_messages.TEXTS]
        return [text + DIVIDER + message for text in texts for message in messages[:40:3]]
    if name == "timestamp":
        return [line[:80] for text in messages for line in text.splitlines()]
    if name in ("split", "blank"):
        return [SESSION, *test_show_agrees.PIECES, *_dumps("session*.log", "debug*.log")]
    if name in ("config", "config_sheets"):
        return list(_dumps("show_running-config.txt"))
    if name in ("config_lists", "config_entries"):
        lists = (b"access-list", b" permit", b" deny", b" remark", b" 10 ", b"ip access-list")
        return list(_lines_of(lists))
    if name == "config_forms":
        texts = b"\n".join(b"01" + text for text in FORMS) + DIVIDER
        return [texts + piece for piece in _dumps("show_running-config.txt")]
    if name == "config_needles":
        words = b"\n".join([b"key", b"password", b"secret", b"-pw ", b"en"]) + DIVIDER
        return [words + piece for piece in _dumps("show_running-config.txt")]
    return [*test_show_agrees.PIECES, *_dumps("show_*.txt")]


def _lines_of(begins: tuple[bytes, ...]) -> Iterator[bytes]:
    """Yield the lines of the dumps' configurations that begin so, some at a time."""
    for data in _dumps("show_running-config.txt"):
        found = [line for line in data.splitlines(keepends=True) if line.startswith(begins)]
        if found:
            yield b"".join(found)


def dictionary() -> str:
    """Return the words in libFuzzer's form."""
    words: set[bytes] = set()
    for one in catalogue().signatures:
        for text in re.split(r"\{[^{}]*\}", one.template):
            words.add(text.strip(" {}?").encode())
    for head in HEADS:
        words.add(head.start.words)
        words |= {pattern.words for pattern in head.inside}
    for path in sorted(SOURCES.glob("_show_*.pyx")):
        words |= set(re.findall(rb'"([ -!#-~]{2,60})"', path.read_bytes()))
    words |= {piece for piece in test_show_agrees.PIECES if piece}
    kept = sorted(word[:LONGEST_WORD] for word in words if len(word) > 1)
    return "".join(f'"{_escaped(word)}"\n' for word in dict.fromkeys(kept))


def _escaped(word: bytes) -> str:
    return "".join(
        chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\x{byte:02x}" for byte in word
    )
