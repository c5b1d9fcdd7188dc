"""A thousand devices in one process, a thousand sessions: none fails, and the memory stays small.

The lab and the client are processes of their own, so that the memory is the lab's alone.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from bench.lab import run

DEVICES = 1000
MOST = 150_000_000
"""Bytes that they may take, at any time."""
WORKERS = 50
FILES = DEVICES + 200


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="no /proc to read")
def test_a_thousand_devices_serve_a_thousand_sessions(tmp_path: Path):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard != resource.RLIM_INFINITY and hard < FILES:
        pytest.skip(f"{FILES} open files are needed, the limit is {hard} (ulimit -Hn)")
    found = run(DEVICES, (WORKERS,), tmp_path / "lab")
    (sessions,) = found.sessions
    assert found.tunnels > DEVICES * 0.9
    assert sessions.failed == {}
    assert sessions.wrong == []
    assert sessions.memory.most < MOST


def test_too_few_open_files_are_told(tmp_path: Path):
    limits = "import resource, runpy; resource.setrlimit(resource.RLIMIT_NOFILE, (90, 90)); "
    command = f"{limits}runpy.run_module('remediate', run_name='__main__', alter_sys=True)"
    said = subprocess.run(
        [sys.executable, "-c", command, "lab", "up", "--devices", "40", "--port", "0"],
        check=False,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert said.returncode == 1
    assert "40 devices take 104 open files at least, the limit is 90 (ulimit -Hn)" in said.stderr
    assert not (tmp_path / "lab" / "lab.sock").exists()
