"""The whole command beside its peers: processes as people start them, over a log in the page cache.

``remediate scan LOG -o hits.parquet`` with one and two jobs, ``rg -n -F -f literals LOG`` and
``wc -l LOG``: wall-clock seconds of whole processes, interpreter and all, in turns, after one round
that is not counted; the same over packed logs, beside ``rg -z``; processor seconds, which a busy machine disturbs less; the greatest resident memory, and how much of it a small log takes too.
"""

from __future__ import annotations

import compileall
import gzip
import lzma
import multiprocessing
import os
import statistics
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import zstandard

import fastparse
import remediate
from bench.logs import literals, log, templates

__all__ = ["Measured", "compare", "report"]

_PIECE = 64 << 20
_PACKED = 512 << 20
"""Bytes of the log that are packed, before that."""
_PACKED_ROUNDS = 3
_PACKERS = ("gz", "xz", "zst")
_SHARE = 0.02
_COMMAND = Path(sysconfig.get_path("scripts")) / "remediate"


@dataclass(slots=True)
class Measured:
    """One command: seconds of every round, and the most memory that it took."""

    name: str
    command: Sequence[str]
    seconds: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    """Processor seconds of every round, of all cores together."""
    resident: int = 0
    """Bytes."""

    @property
    def median(self) -> float:
        """Seconds of the median round."""
        return statistics.median(self.seconds)

    def run(self, *, counted: bool = True) -> None:
        """Run the command once, its output thrown away."""
        start = time.perf_counter()
        with subprocess.Popen(self.command, stdout=subprocess.DEVNULL) as process:
            _, status, usage = os.wait4(process.pid, 0)
            took = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{self.name} ended with {process.returncode}")
        if counted:
            self.seconds.append(took)
            self.work.append(usage.ru_utime + usage.ru_stime)
        self.resident = max(self.resident, usage.ru_maxrss << 10)


def _write(folder: Path, size: int) -> None:
    """Write the log and what is looked for in it."""
    (folder / "literals").write_text("".join(f"{text}\n" for text in literals(templates())))
    (folder / "empty.log").write_bytes(b"\n")
    with (folder / "hub.log").open("wb") as stream:
        for seed, start in enumerate(range(0, size, _PIECE), 1):
            stream.write(log(min(_PIECE, size - start), _SHARE, seed=seed))

    _pack(folder)


def _pack(folder: Path) -> None:
    """Write the beginning of the log in every packed form."""
    level = zstandard.ZstdCompressor(level=1)
    with (
        (folder / "hub.log").open("rb") as stream,
        gzip.open(folder / "packed.log.gz", "wb", compresslevel=1) as gz,
        lzma.open(folder / "packed.log.xz", "wb", preset=0) as xz,
        zstandard.open(folder / "packed.log.zst", "wb", level) as zst,
    ):
        left = _PACKED
        while left and (piece := stream.read(min(left, 1 << 20))):
            left -= len(piece)
            for packer in (gz, xz, zst):
                packer.write(piece)


def compare(size: int, rounds: int) -> tuple[list[Measured], list[Measured], int]:
    """Measure all over a log of ``size`` bytes; return them, packed logs, and the memory for an empty one."""
    for package in (remediate, fastparse):  # as the installation of a wheel does
        compileall.compile_dir(Path(str(package.__file__)).parent, quiet=1)
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/var/tmp")) as name:
        folder = Path(name)
        path, names, empty = folder / "hub.log", folder / "literals", folder / "empty.log"
        # Of a process that makes others, the memory counts as theirs up to their first instruction:
        # the log, which takes some to make, is written by another one.
        writer = multiprocessing.get_context("spawn").Process(target=_write, args=(folder, size))
        writer.start()
        writer.join()
        scan = [str(_COMMAND), "scan", "--quiet", "-o", str(folder / "hits.parquet"), "--jobs"]
        found = [
            Measured("remediate scan --jobs 1", [*scan, "1", str(path)]),
            Measured("remediate scan --jobs 2", [*scan, "2", str(path)]),
            Measured("rg -n -F -f", ["rg", "-n", "-F", "-f", str(names), str(path)]),
            Measured("wc -l", ["wc", "-l", str(path)]),
        ]
        packed = []
        for ending in _PACKERS:
            file = str(folder / f"packed.log.{ending}")
            packed.append(Measured(f"remediate scan --jobs 2, .{ending}", [*scan, "2", file]))
            packed.append(
                Measured(
                    f"rg -z -n -F -f, .{ending}", ["rg", "-z", "-n", "-F", "-f", str(names), file]
                )
            )
        start_up = Measured("remediate scan, an empty log", [*scan, "2", str(empty)])
        for one in (*found, start_up):
            one.run(counted=False)
        for _ in range(rounds):
            for one in (*found, start_up):
                one.run()
        for _ in range(min(rounds, _PACKED_ROUNDS)):
            for one in packed:
                one.run()
        return [*found, start_up], packed, start_up.resident


def _rows(found: Sequence[Measured], of: Measured | None, resident: int) -> Iterator[str]:
    yield "| | seconds: best / median / worst | times `remediate scan --jobs 2` | processor seconds, least | resident | above an empty log |"
    yield "|---|---|---|---|---|---|"
    for at, one in enumerate(found):
        seconds = f"{min(one.seconds):.2f} / {one.median:.2f} / {max(one.seconds):.2f}"
        mine = one.name.startswith("remediate")
        above = f"{(one.resident - resident) / 1e6:.0f} MB" if mine else ""
        peer = of or found[at - at % 2]
        ratio = min(one.seconds) / min(peer.seconds)
        yield f"| {one.name} | {seconds} | {ratio:.2f} × | {min(one.work):.2f} | {one.resident / 1e6:.0f} MB | {above} |"
    yield ""


def report(size: int, rounds: int) -> Iterator[str]:
    """Yield the lines of tables of what was measured; ratios are of the best rounds."""
    found, packed, resident = compare(size, rounds)
    yield f"### The whole command over {size >> 20} MB, 2 % of the lines with messages"
    yield ""
    yield from _rows(found, found[1], resident)
    yield f"### Packed, {min(size, _PACKED) >> 20} MB before that"
    yield ""
    yield from _rows(packed, None, resident)
