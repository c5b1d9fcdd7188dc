"""fastparse's scanner beside its peers, over the same bytes in memory, in one run.

Every peer looks for the longest literal of every signature of the catalogue and must name the
lines that fastparse names. fastparse does more in its time: every field, every context, columns.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.logs import literals, log, templates
from bench.timing import Timed, timed
from fastparse.scan import Scanner

__all__ = ["Row", "compare"]

HERE = Path(__file__).parent
Row = tuple[str, Timed]
CORPORA = {
    "2 % of lines match": (0.02, 0.0),
    "0.01 % match": (0.0001, 0.0),
    "2 % match, 40 % prose and code": (0.02, 0.4),
    "0.01 % match, 40 % prose and code": (0.0001, 0.4),
    "30 % match": (0.3, 0.0),
}


class PeerError(RuntimeError):
    """A peer that does not name the lines that fastparse names."""


def compare(size: int, rounds: int) -> Iterator[tuple[str, list[Row]]]:
    """Yield for every corpus of ``size`` bytes what each took; raises :class:`PeerError`."""
    found = templates()
    scanner = Scanner(found)
    wanted = [text.encode() for text in literals(found)]
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        hyperscan = _hyperscan(Path(folder))
        names = Path(folder) / "literals"
        names.write_bytes(b"\n".join(wanted) + b"\n")
        for name, (share, prose) in CORPORA.items():
            data = log(size, share, prose=prose)
            path = Path(folder) / "log"
            path.write_bytes(data)
            columns = scanner.scan(data).columns
            lines = len(set(columns.line))
            rows: list[Row] = [("memory read (NumPy sum)", timed(_sum(data), len(data), rounds))]
            rows.append(
                ("fastparse", timed(lambda data=data: scanner.scan(data), len(data), rounds))
            )
            if hyperscan is not None:
                rows.append(
                    (
                        "Hyperscan, C",
                        _run_hyperscan(hyperscan, path, names, len(data), rounds, lines),
                    )
                )
            if shutil.which("rg"):
                rows.append(("ripgrep -c -F", _ripgrep(path, names, len(data), rounds, lines)))
            rows.extend(_python(data, wanted, lines, rounds))
            yield name, rows


def _sum(data: bytes) -> Callable[[], object]:
    import numpy as np

    return np.frombuffer(data[: len(data) // 8 * 8], dtype=np.uint64).sum


def _hyperscan(folder: Path) -> Path | None:
    out = folder / "hyperscan"
    command = ["cc", "-O3", str(HERE / "hyperscan.c"), "-o", str(out), "-lhs"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(
            "no Hyperscan here (libhyperscan-dev or libvectorscan-dev):", done.stderr.strip()[-200:]
        )
        return None
    return out


def _same(peer: str, mine: int, theirs: int) -> None:
    if mine != theirs:
        raise PeerError(f"{peer} names {theirs} lines, fastparse {mine}")


def _run_hyperscan(
    program: Path, path: Path, names: Path, size: int, rounds: int, lines: int
) -> Timed:
    command = [str(program), str(path), str(names), str(rounds + 1)]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    _same("Hyperscan", lines, int(out[0]))
    return Timed(tuple(map(float, out[2:])), size)


def _ripgrep(path: Path, names: Path, size: int, rounds: int, lines: int) -> Timed:
    command = ["rg", "-c", "-F", "-f", str(names), str(path)]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    _same("ripgrep", lines, int(out))
    return timed(lambda: subprocess.run(command, capture_output=True, check=True), size, rounds)


def _python(data: bytes, wanted: list[bytes], lines: int, rounds: int) -> Iterator[Row]:
    """The peers that are Python packages, over a part of the bytes: they are slower."""
    part = data[: data.rfind(b"\n", 0, max(1 << 20, len(data) // 8)) + 1]
    import ahocorasick_rs
    import re2

    automaton = ahocorasick_rs.BytesAhoCorasick(wanted)
    matches = automaton.find_matches_as_indexes(part)
    ends = {part.count(b"\n", 0, start) for _, start, _ in matches} if len(part) < 1 << 22 else None
    either = b"|".join(re.escape(one) for one in wanted)
    fast, plain = re2.compile(either), re.compile(either)
    expected = {part.count(b"\n", 0, one.start()) for one in plain.finditer(part[: 1 << 20])}
    for name, lookup in (("google-re2", fast), ("re", plain)):
        theirs = {part.count(b"\n", 0, one.start()) for one in lookup.finditer(part[: 1 << 20])}
        _same(name, len(expected), len(theirs))
    if ends is not None:
        _same("ahocorasick_rs", lines, len(ends))
    yield (
        "ahocorasick_rs",
        timed(lambda: automaton.find_matches_as_indexes(part), len(part), rounds),
    )
    yield "google-re2", timed(lambda: sum(1 for _ in fast.finditer(part)), len(part), rounds)
    few = part[: 8 << 20]
    yield (
        "Python re",
        timed(lambda: sum(1 for _ in plain.finditer(few)), len(few), max(1, rounds // 2)),
    )
