"""Single texts of a gigabyte through every reader: ``python -m bench gigabyte [MEGABYTES]``.

Each text and reader is a process of its own, whose greatest resident memory is what the text, the
reader and what it returns took. The cost per byte stands beside that of ordinary text of the same
size: at most :data:`bench.adversarial.MOST` times as much, of bytes read and written.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator

from bench.adversarial import MOST, cost_of, readers

__all__ = ["compare"]

READERS = (
    "scan",
    "session prompts",
    "session blank",
    "config",
    "parse_ipsec_sa",
    "parse_isakmp_sa",
)
"""Readers of which each is a kind of its own; the other show readers walk as these do."""
SHAPES = (
    "ordinary", "no line feed", "words, no line feed", "all anchors, glued", "openings", "open fields",
    "prompts with long commands", "a number that rests look back to", "one entry of rests", "open banners",
    "one line of counters", "identities under one long heading", "a key and blanks",
)  # fmt: skip


def _names() -> Iterator[tuple[str, str]]:
    for name, reader in readers():
        if reader.core and name.split(" (")[0] in READERS:
            yield from ((name, shape) for shape in SHAPES if shape in {"ordinary", *reader.shapes})


def _one(name: str, shape: str, size: int) -> None:
    """Print nanoseconds a byte, bytes written a byte read and resident bytes of one text."""
    reader = dict(readers())[name]
    data = (reader.ordinary if shape == "ordinary" else reader.shapes[shape])(size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cost = cost_of(reader.work, data, seconds=0)
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(cost.rate, (cost.size - len(data)) / len(data), before << 10, resident << 10)


def compare(megabytes: int = 1024) -> bool:
    """Read every text once; print what each took. Returns whether all held."""
    held = True
    usual = 1.0
    print(
        f"| reader | a text of {megabytes} MB | ns a byte | times ordinary text | bytes written a byte | above the text, MB |"
    )
    print("|---|---|---|---|---|---|")
    for name, shape in _names():
        command = [sys.executable, "-m", "bench.gigabyte", name, shape, str(megabytes << 20)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            held = False
            print(
                f"| {name} | {shape} | **{done.stderr.strip().splitlines()[-1][:90]}** | | | |",
                flush=True,
            )
            continue
        rate, written, before, after = map(float, done.stdout.split())
        if shape == "ordinary":
            usual = rate
        bad = rate > MOST * usual
        held = held and not bad
        mark = " **above**" if bad else ""
        print(
            f"| {name} | {shape} | {rate:.3g} | {rate / usual:.2f}{mark} | {written:.3g} | {(after - before) / 1e6:.0f} |",
            flush=True,
        )
    return held


if __name__ == "__main__":
    _one(sys.argv[1], sys.argv[2], int(sys.argv[3]))
