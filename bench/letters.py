"""Writes fastparse/sample.txt and prints the tables of fastparse/letters.py: what ordinary text is like.

The text: the outputs of the mock fleet, and sources of Python's standard library with the words
in them, in equal parts. Run ``python -m bench.letters`` and copy what it prints.
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
PART = 4_000_000
WORDS = 400


def sample() -> bytes:
    """Return both parts of the text, folded."""
    dumps = b"".join(path.read_bytes() for path in sorted((ROOT / "inventory/dumps").rglob("*.*")))
    library = Path(sysconfig.get_paths()["stdlib"])
    sources = b"".join(path.read_bytes()[:40_000] for path in sorted(library.glob("*.py")))
    return ((dumps * (PART // len(dumps) + 1))[:PART] + sources[:PART]).translate(FOLD)


def excerpt() -> bytes:
    """Return 30 KB of this project's own text: lines of the mock fleet's logs, sources, a licence."""
    logs = b"\n".join(path.read_bytes() for path in sorted((ROOT / "inventory").rglob("*.log")))
    lines = [line for line in logs.split(b"\n") if len(line) > 30]
    sources = b"".join(
        path.read_bytes() for path in sorted((ROOT / "remediate").rglob("*.py"))[::7]
    )
    licence = (ROOT / "LICENSE").read_bytes()
    return b"\n".join(lines[:: len(lines) // 160]) + b"\n" + sources[:11_000] + licence[:9_000]


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
