"""``remediate lab disturb``: sessions that go wrong, as somebody asks for it at the command line."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from remediate.lab.line_faults import LineFaults, disturbed


def test_faults_are_added_to_those_that_are_there() -> None:
    first = disturbed({"latency": 0.5, "refused": [["^show run", "% No"]]}, LineFaults())
    second = disturbed({"silent_after": "reload", "refused": [["^conf", "% Never"]]}, first)
    assert second.told() == {
        "latency": 0.5,
        "silent_after": "reload",
        "refused": [("^show run", "% No"), ("^conf", "% Never")],
    }
    assert second.refusal("configure terminal") == "% Never\n"
    assert disturbed({}, second) == LineFaults()


def test_a_seed_chooses_the_byte() -> None:
    found = [
        disturbed({"cut_within": 5000, "seed": seed}, LineFaults()).cut_after for seed in (3, 3, 4)
    ]
    assert found[0] == found[1] != found[2]
    assert all(byte is not None and 0 < byte < 5000 for byte in found)


@pytest.mark.parametrize(
    ("faults", "said"), [({"loud": True}, "loud"), ({"reboot_at": "("}, "regular expression")]
)
def test_what_is_no_fault_is_refused(faults: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        disturbed(faults, LineFaults())


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Callable[..., subprocess.CompletedProcess[str]]]:
    """A lab of two devices that runs, and its command."""

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [
                sys.executable,
                "-m",
                "remediate",
                "lab",
                *words,
                "--inventory",
                str(tmp_path / "lab"),
            ],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"NO_COLOR": "1"},
        )

    started = command("up", "--devices", "2", "--seed", "1", "--port", "0", "--quiet")
    assert started.returncode == 0, started.stderr
    yield command
    command("down", "--forget")


def _greets(place: tuple[str, int]) -> bool:
    try:
        with socket.create_connection(place, timeout=5) as line:
            return line.recv(4) == b"SSH-"
    except OSError:
        return False


def test_a_device_takes_no_connections_until_it_is_calm(
    lab: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    def devices() -> list[dict[str, object]]:
        found: list[dict[str, object]] = json.loads(lab("status", "--format", "json").stdout)[
            "devices"
        ]
        return found

    one, two = devices()
    here, there = ((str(item["address"]), int(str(item["port"]))) for item in (one, two))
    done = lab("disturb", str(one["name"]), "--unreachable", "--latency", "0.1")
    assert done.returncode == 0, done.stderr
    assert [item["line"] for item in devices()] == [{"latency": 0.1, "unreachable": True}, {}]
    assert not _greets(here)
    assert _greets(there)
    assert lab("disturb", "all").stdout.strip() == "2 devices: nothing goes wrong any more"
    assert _greets(here)
    refused = lab("disturb", "nobody", "--silent")
    assert refused.returncode != 0
    assert "no device nobody" in refused.stderr
