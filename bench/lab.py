"""The lab at scale: a process with all devices, Nornir and Netmiko one session on each of them.

Everything is real: ``remediate lab up``, its inventory, SSH over the loopback interface, Netmiko's own way to log in.
Client and lab share the machine's cores.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench.lab_sessions import COMMAND
from remediate.lab import control

__all__ = ["Memory", "Run", "report", "run"]

ROOT = Path(__file__).parent.parent
_WORKERS = (20, 50)


class Memory(NamedTuple):
    """Bytes of a process, from /proc."""

    resident: int
    most: int
    """Resident ever."""
    proportional: int
    """Its own, and its share of pages that others have too."""


class Sessions(NamedTuple):
    """One session on every device, one command on each."""

    workers: int
    seconds: float
    work: float
    """Processor seconds of the lab."""
    failed: dict[str, str]
    """By host: what the client raised."""
    wrong: list[str]
    """Hosts that gave something else than an answer."""
    memory: Memory
    """Of the lab, afterwards."""


class Run(NamedTuple):
    """A lab and what was done with it."""

    devices: int
    tunnels: int
    up: float
    """Seconds until all devices answered."""
    idle: Memory
    """Before anybody connected."""
    sessions: list[Sessions]


def _memory(pid: int) -> Memory:
    found = {}
    for name in ("smaps_rollup", "status"):
        for line in Path(f"/proc/{pid}/{name}").read_text().splitlines():
            if line.endswith(" kB"):
                key, size, _ = line.split()
                found[key] = int(size) << 10
    return Memory(found["Rss:"], found["VmHWM:"], found["Pss:"])


def _work(pid: int) -> float:
    behind_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, behind_name[11:13])) / os.sysconf("SC_CLK_TCK")


def _remediate(*arguments: str) -> str:
    command = [sys.executable, "-m", "remediate", "lab", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def _connected(folder: Path, workers: int, pid: int) -> Sessions:
    command = [sys.executable, "-m", "bench.lab_sessions", str(folder), str(workers)]
    before = _work(pid)
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    memory = _memory(pid)
    found: dict[str, Any] = json.loads(said)
    work = _work(pid) - before
    return Sessions(workers, found["seconds"], work, found["failed"], found["wrong"], memory)


def run(devices: int, workers: tuple[int, ...], folder: Path) -> Run:
    """Start a lab, have a session on every device, once for each number of workers, and end the lab."""
    inventory = ("--inventory", str(folder))
    begun = time.perf_counter()
    _remediate("up", "--devices", str(devices), "--seed", "1", "--port", "0", "-q", *inventory)
    up = time.perf_counter() - begun
    try:
        found = control.ask(folder, {"ask": "up"})
        pid = int(found["pid"])
        idle = _memory(pid)
        sessions = [_connected(folder, number, pid) for number in workers]
    finally:
        _remediate("down", "--forget", *inventory)
    return Run(devices, found["tunnels"], up, idle, sessions)


def report(devices: int = 1000) -> Iterator[str]:
    """Yield the lines of what a lab of so many devices takes and serves."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/var/tmp")) as name:
        found = run(devices, _WORKERS, Path(name) / "lab")
    yield f"`remediate lab up --devices {devices}`: {found.devices:,} devices and {found.tunnels:,} tunnels in one process; all answer after"
    yield f"{found.up:.1f} s. Resident before anybody connects: {found.idle.resident / 1e6:.0f} MB ({found.idle.proportional / 1e6:.0f} MB its share of pages)."
    yield f"Then Nornir's threaded runner with Netmiko: each device is connected to, asked `{COMMAND}`"
    yield "and left; client and lab on the same cores. Goals: no failure, never above 150 MB."
    yield ""
    yield "| workers | sessions | failed | seconds | connections a second | ms of the lab's processor a session | resident at most |"
    yield "|---:|---:|---:|---:|---:|---:|---:|"
    for item in found.sessions:
        failed = len(item.failed) + len(item.wrong)
        yield (
            f"| {item.workers} | {found.devices:,} | {failed} | {item.seconds:.1f} | {found.devices / item.seconds:.0f} |"
            f" {1e3 * item.work / found.devices:.1f} | {item.memory.most / 1e6:.0f} MB |"
        )
    yield ""
