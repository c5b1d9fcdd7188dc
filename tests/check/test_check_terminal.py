"""``remediate check`` on a real terminal of 80 columns: a pseudo-terminal, as a person has it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import sys
import termios
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "cases"
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def on_a_terminal(arguments: list[str], columns: int) -> tuple[int, str]:
    """Run the command line on a pseudo-terminal; return its exit status and what it showed."""
    child, master = pty.fork()
    if not child:  # pragma: no cover - replaced at once
        os.environ.update({"TERM": "xterm-256color", "COLUMNS": str(columns), "LC_ALL": "C.UTF-8"})
        code = "import sys; from remediate.cli import main; sys.argv[0] = 'remediate'; main()"
        os.execv(sys.executable, [sys.executable, "-c", code, *arguments])  # noqa: S606
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    shown = b""
    while True:
        try:
            data = os.read(master, 65536)
        except OSError:
            break
        if not data:
            break
        shown += data
    os.close(master)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), shown.decode("utf-8")


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("columns", [80, 100])
def test_every_line_fits_and_the_facts_are_there(columns):
    status, shown = on_a_terminal(["check", str(CASES / "pfs-on-one-end" / "dumps")], columns)
    assert status == 3
    assert "\x1b[" in shown
    lines = [line.rstrip() for line in ESCAPE.sub("", shown).replace("\r", "").split("\n")]
    assert max(map(len, lines)) <= columns
    told = " ".join(" ".join(lines).split())
    for part in (
        "check of configurations alone",
        "would come up only when r1 initiates: pfs-mismatch",
        "r1 initiates: comes up",
        "r2 initiates: fails in phase 2: PFS is not what the responder demands",
        "r1 demands PFS with group 14, r2 offers none",
        "1 tunnel would not come up as meant",
    ):
        assert part in told, told


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_rule_is_shown_as_text_on_a_terminal():
    status, shown = on_a_terminal(["rules", "ips003"], 80)
    assert status == 0
    lines = ESCAPE.sub("", shown).replace("\r", "").split("\n")
    assert max(len(line.rstrip()) for line in lines) <= 80
    assert not any(line.startswith("#") for line in lines)
    assert "pfs-mismatch" in shown
