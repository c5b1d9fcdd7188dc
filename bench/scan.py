"""fastparse's scanner beside its peers, over the same bytes in memory, in one run.

Every peer looks for the longest literal of every signature of the catalogue and must name the
lines that fastparse names. fastparse does more in its time: every field, every context, columns.
"""

from __future__ import annotations

import bisect
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench.logs import literals, log, templates
from bench.peers import aside
from bench.timing import Contender, Timed, clocked, side_by_side
from fastparse.scan import Scanner, paths

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
MINE = "fastparse"


class PeerError(RuntimeError):
    """A peer that does not name the lines that fastparse names."""


def compare(size: int, rounds: int) -> Iterator[tuple[str, list[Row]]]:
    """Yield for every corpus of ``size`` bytes what each took; raises :class:`PeerError`."""
    found = templates()
    scanner = Scanner(found)
    slower = {path: Scanner(found, path=path) for path in paths()[1:]}
    wanted = [text.encode() for text in literals(found)]
    sys.path.append(str(aside("numpy")))
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        hyperscan = _hyperscan(Path(folder))
        names = Path(folder) / "literals"
        names.write_bytes(b"\n".join(wanted) + b"\n")
        for name, (share, prose) in CORPORA.items():
            data = log(size, share, prose=prose)
            path = Path(folder) / "log"
            path.write_bytes(data)
            feeds = [found.start() for found in re.finditer(b"\n", data)]
            lines = sorted(set(scanner.scan(data).columns.line))
            contenders = [Contender(MINE, len(data), clocked(lambda data=data: scanner.scan(data)))]
            if aside("numpy").is_dir():
                summed = clocked(_sum(data))
                contenders.insert(0, Contender("memory read (NumPy sum)", len(data), summed))
            contenders += [
                Contender(
                    f"fastparse, {path} alone",
                    len(data),
                    clocked(lambda other=other, data=data: other.scan(data)),
                )
                for path, other in slower.items()
            ]
            if hyperscan is not None:
                contenders.append(_hyperscan_contender(hyperscan, path, names, lines))
            if shutil.which("rg"):
                contenders.append(_ripgrep_contender(path, names, lines))
            contenders += _python_contenders(data, wanted, feeds, lines)
            names_ = [one.name for one in contenders]
            yield name, list(zip(names_, side_by_side(contenders, rounds), strict=True))


def _sum(data: bytes) -> Callable[[], object]:
    import numpy as np

    return np.frombuffer(data[: len(data) // 8 * 8], dtype=np.uint64).sum


def _same(peer: str, mine: Sequence[int], theirs: Iterable[int]) -> None:
    found = sorted(set(theirs))
    if found != list(mine):
        raise PeerError(f"{peer} names {len(found)} lines, fastparse {len(mine)}, or others")


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


def _hyperscan_contender(program: Path, path: Path, names: Path, lines: Sequence[int]) -> Contender:
    def run(what: str) -> list[str]:
        command = [str(program), str(path), str(names), what]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()

    _same("Hyperscan", lines, map(int, run("lines")))
    return Contender("Hyperscan, C", path.stat().st_size, lambda: float(run("time")[0]))


def _ripgrep_contender(path: Path, names: Path, lines: Sequence[int]) -> Contender:
    command = ["rg", "-F", "-f", str(names), str(path)]
    out = subprocess.run([*command, "-n"], capture_output=True, check=True).stdout
    _same("ripgrep", lines, (int(line.split(b":", 1)[0]) for line in out.splitlines()))
    return Contender(
        "ripgrep -c -F",
        path.stat().st_size,
        clocked(lambda: subprocess.run([*command, "-c"], capture_output=True, check=True)),
    )


def _python_contenders(
    data: bytes, wanted: list[bytes], feeds: Sequence[int], lines: Sequence[int]
) -> Iterator[Contender]:
    """Yield the peers that are Python packages, over a part of the bytes: they are slower.

    One that is not here is left out; ``python -m bench`` names it.
    """
    part = data[: data.rfind(b"\n", 0, max(1 << 20, len(data) // 8)) + 1]
    few = data[: data.rfind(b"\n", 0, 8 << 20) + 1]

    def named(peer: str, text: bytes, starts: Iterable[int]) -> None:
        last = bisect.bisect_left(feeds, len(text))
        mine = [line for line in lines if line <= last]
        _same(peer, mine, (bisect.bisect_left(feeds, start) + 1 for start in starts))

    if find_spec("ahocorasick_rs"):
        import ahocorasick_rs

        find = ahocorasick_rs.BytesAhoCorasick(wanted).find_matches_as_indexes
        named("ahocorasick_rs", part, (start for _, start, _ in find(part)))
        yield Contender("ahocorasick_rs", len(part), clocked(lambda: find(part)))
    either = b"|".join(re.escape(one) for one in wanted)
    patterns: list[tuple[str, Any, bytes]] = [("Python re", re.compile(either), few)]
    if find_spec("re2"):
        import re2

        patterns.insert(0, ("google-re2", re2.compile(either), part))
    for name, pattern, text in patterns:
        named(name, text, (one.start() for one in pattern.finditer(text)))
        yield Contender(
            name,
            len(text),
            clocked(
                lambda pattern=pattern, text=text: sum(1 for _ in pattern.finditer(text)),
            ),
        )
