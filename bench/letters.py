"""Writes fastparse/sample.txt and prints the tables of fastparse/letters.py: what ordinary text is like.

The text, in equal parts: the outputs of the mock fleet; messages of other parts of the same devices, one
of each kind (bench/ordinary.txt, written after the vendor's message guides); sources of Python's standard
library with the words in them. Run ``python -m bench.letters`` and copy what it prints.
"""

from __future__ import annotations

import math
import re
import sysconfig
from collections import Counter
from itertools import pairwise
from pathlib import Path

from fastparse.letters import DIGITS, FOLD, LETTERS, STEP

ROOT = Path(__file__).parent.parent
ORDINARY = Path(__file__).parent / "ordinary.txt"
PART = 4_000_000
WORDS = 700


def sample() -> bytes:
    """Return all parts of the text, folded."""
    ordinary = ORDINARY.read_bytes()
    dumps = b"".join(path.read_bytes() for path in sorted((ROOT / "inventory/dumps").rglob("*.*")))
    library = Path(sysconfig.get_paths()["stdlib"])
    sources = b"".join(path.read_bytes()[:40_000] for path in sorted(library.glob("*.py")))
    parts = [(part * (PART // len(part) + 1))[:PART] for part in (dumps, ordinary)]
    return b"".join([*parts, sources[:PART]]).translate(FOLD)


def excerpt() -> bytes:
    """Return 30 KB: lines of the mock fleet's logs, messages of other parts, sources, a licence."""
    logs = b"\n".join(path.read_bytes() for path in sorted((ROOT / "inventory").rglob("*.log")))
    lines = [line for line in logs.split(b"\n") if len(line) > 30]
    sources = b"".join(
        path.read_bytes() for path in sorted((ROOT / "remediate").rglob("*.py"))[::7]
    )
    licence = (ROOT / "LICENSE").read_bytes()
    return b"\n".join(
        [
            *lines[:: len(lines) // 90],
            *ORDINARY.read_bytes().split(b"\n")[::2],
            sources[:9_000],
            licence[:6_000],
        ]
    )


def main() -> None:
    """Print the commonest words with their number in a million letters, and a row for each letter, as digits"""
    (ROOT / "fastparse/sample.txt").write_bytes(excerpt())
    text = sample()
    words = Counter(re.findall(rb"[a-z]+", text))
    for word, number in words.most_common(WORDS):
        print(f"{word.decode()}:{round(1e6 * number / len(text))}", end=" ")
    print()
    pairs = Counter(pairwise(text))
    singles = Counter(text)
    rows = [[singles[letter] for letter in LETTERS]]
    rows += [[pairs[first, second] for second in LETTERS] for first in LETTERS]
    for row in rows:
        total = sum(row) or 1
        bits = (max(0.0, -math.log2((count + 0.02) / total)) for count in row)
        line = "".join(DIGITS[min(len(DIGITS) - 1, round(STEP * one))] for one in bits)
        print(f'    "{line}"')


if __name__ == "__main__":
    main()
