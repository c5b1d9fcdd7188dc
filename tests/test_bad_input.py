"""Bad input: a clear message with file, line and reason, the right status, the rest still processed."""

from __future__ import annotations

import gzip
import json
import lzma
import os
import re
import subprocess
import sys

import pytest
import zstandard

from remediate.cli import run
from tests.engine.two_ends import R1, R2, changed


@pytest.fixture
def pair(tmp_path):
    folder = tmp_path / "dumps"
    folder.mkdir()
    (folder / "r1.cfg").write_text(R1)
    (folder / "r2.cfg").write_text(R2)
    return folder


def diagnosed(folder, capfd, *options):
    status = run(["diagnose", str(folder), "--format", "json", *options])
    printed = capfd.readouterr()
    return status, json.loads(printed.out) if printed.out else None, printed.err


def test_an_empty_folder(tmp_path, capfd):
    status, report, error = diagnosed(tmp_path, capfd)
    assert (status, report) == (1, None)
    assert str(tmp_path) in error
    assert "empty" in error


def test_a_path_that_is_not_there(tmp_path, capfd):
    status, report, error = diagnosed(tmp_path / "nowhere", capfd)
    assert (status, report) == (1, None)
    assert "no such file" in error


def test_a_binary_file_is_named_and_the_rest_is_processed(pair, capfd):
    (pair / "image.bin").write_bytes(bytes(range(256)) * 64)
    status, report, error = diagnosed(pair, capfd)
    assert status == 2
    assert "image.bin: not text" in error
    assert report["summary"]["healthy"] == 1


def test_an_unreadable_file_is_named_and_the_rest_is_processed(pair, capfd, monkeypatch):
    bad = pair / "r3.cfg"
    bad.write_text(R1)
    bad.chmod(0)
    if os.access(bad, os.R_OK):  # root reads everything: let the open itself refuse
        from pathlib import Path

        original = Path.open

        def refuse(self, *args, **kwargs):
            if self.name == "r3.cfg":
                raise PermissionError(13, "Permission denied", str(self))
            return original(self, *args, **kwargs)

        monkeypatch.setattr(Path, "open", refuse)
    status, report, error = diagnosed(pair, capfd)
    assert status == 2
    assert "r3.cfg: cannot be read: Permission denied" in error
    assert report["summary"]["healthy"] == 1


@pytest.mark.parametrize("suffix", [".gz", ".xz", ".zst"])
def test_compressed_dumps_are_read_and_broken_ones_named(pair, capfd, suffix):
    pack = {".gz": gzip.compress, ".xz": lzma.compress, ".zst": zstandard.compress}[suffix]
    (pair / "r1.cfg").unlink()
    (pair / f"r1.cfg{suffix}").write_bytes(pack(R1.encode()))
    (pair / f"r9.txt{suffix}").write_bytes(pack(R1.encode())[:-20])
    status, report, error = diagnosed(pair, capfd)
    assert status == 2
    assert f"r9.txt{suffix}: broken compression" in error
    assert report["summary"]["healthy"] == 1


def test_a_truncated_running_config_is_never_called_healthy(pair, capfd):
    cut = changed(R1, ("!\nend\n", "")).rstrip("\n")[:-14]
    (pair / "r1.cfg").write_text(
        "Building configuration...\n\nCurrent configuration : 4021 bytes\n!\n" + cut
    )
    status, report, _ = diagnosed(pair, capfd)
    (tunnel,) = report["tunnels"]
    assert tunnel["verdict"] != "HEALTHY"
    assert status in (0, 3)


def test_a_broken_line_costs_itself_and_is_named(pair, capfd):
    (pair / "r1.cfg").write_text(
        changed(R1, ("access-list 150 permit", "access-list 103 permit ip 10.1.1.0 0 0.0.0.255 10.1.0.0 0.0.255\naccess-list 150 permit"))
    )  # fmt: skip
    status, report, _ = diagnosed(pair, capfd)
    assert (status, report["summary"]["healthy"]) == (0, 1)


def test_prose_is_counted_and_shown(pair, capfd):
    (pair / "notes.txt").write_text("Called the branch at nine.\nThey will look at it.\n")
    _, report, _ = diagnosed(pair, capfd)
    (left,) = [item for item in report["unrecognised"] if item["file"] == "notes.txt"]
    assert (left["lines"], left["first"]) == (2, "Called the branch at nine.")


def test_an_inventory_with_errors_names_file_line_and_reason(pair, tmp_path, capfd):
    (tmp_path / "hosts.yaml").write_text("r1:\n  hostname: 10.0.0.1\n  groups: [nowhere]\n")
    (tmp_path / "groups.yaml").write_text("{}\n")
    (tmp_path / "config.yaml").write_text(
        "inventory:\n  plugin: SimpleInventory\n  options: {host_file: hosts.yaml, group_file: groups.yaml}\n"
    )
    status, report, error = diagnosed(pair, capfd, "--inventory", str(tmp_path / "config.yaml"))
    assert (status, report) == (1, None)
    assert re.search(r"hosts\.yaml:\d+: .*nowhere", error)


def test_usage_errors_have_their_status(capfd):
    assert run(["diagnose"]) == 5
    assert run(["diagnose", "--nonsense"]) == 5
    assert run(["rules", "no-such-rule"]) == 5
    assert run(["diagnose", ".", "--filter", "site=x"]) == 5


def test_a_two_gigabyte_log_does_not_need_two_gigabytes(pair):
    """A sparse file of 2 GB (its hole reads as NUL bytes) with a log at both ends."""
    line = b"*Mar  1 00:42:09.431: %CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 10.1.0.2 failed its sanity check or is malformed\n"
    noise = (
        b"*Mar  1 00:42:09.431: %LINK-3-UPDOWN: Interface FastEthernet0/1, changed state to up\n"
    )
    path = pair / "r1.log"
    with path.open("wb") as stream:
        stream.write(noise * 200)
        stream.seek(2 << 30)
        stream.write(b"\n" + line)
    # The most of this program's own memory: what getrusage says counts that of the process that started it, too.
    program = (
        "import re, sys; from pathlib import Path; from remediate.cli import run;"
        f" status = run(['scan', {str(path)!r}, '--host', 'r1']);"
        " own = Path('/proc/self/status').read_text();"
        " print(re.search(r'VmHWM:\\s*(\\d+)', own)[1], file=sys.stderr);"
        " sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    (record,) = [json.loads(text) for text in done.stdout.splitlines()]
    assert (record["signature"], record["fields"]["peer"]) == ("ikmp-bad-message", "10.1.0.2")
    assert record["offset"] >= 2 << 30
    assert int(done.stderr.split()[-1]) < 100 << 10, "resident KiB"
