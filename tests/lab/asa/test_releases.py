"""What later releases do not take any more, and what a terminal helps with."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from remediate.lab.asa import Asa
from remediate.lab.clock import Clock
from remediate.lab.device import Device
from remediate.lab.editor import Editor
from remediate.lab.releases import ASA_9, ASA_9_16, Release
from remediate.lab.store import Section
from tests.lab.asa.conftest import Session


def editor(release: Release) -> Editor:
    clock = Clock(datetime(2026, 11, 27, tzinfo=UTC), monotonic=lambda: 0.0)
    return Device("a", Asa(release), clock, Section("configure")).editor()


@pytest.mark.parametrize(
    ("heading", "line"),
    [
        ("crypto ikev1 policy 1", "encryption 3des"),
        ("crypto ikev1 policy 1", "hash md5"),
        ("crypto ikev1 policy 1", "group 2"),
        ("crypto ikev1 policy 1", "group 5"),
        ("crypto ikev2 policy 1", "encryption aes-256 3des"),
        ("crypto ikev2 policy 1", "integrity md5"),
        ("crypto ikev2 policy 1", "group 14 24"),
        ("crypto ipsec ikev2 ipsec-proposal P", "protocol esp encryption des"),
    ],
)
def test_weak_ones_are_gone_from_9_15_on(heading: str, line: str) -> None:
    old, new = editor(ASA_9), editor(ASA_9_16)
    for item in (old, new):
        item.line(heading)
    assert old.line(line) == ""
    assert new.line(line).endswith("ERROR: % Invalid input detected at '^' marker.\n")
    assert new.failed


def test_a_policy_of_9_16_begins_with_group_14() -> None:
    clock = Clock(datetime(2026, 11, 27, tzinfo=UTC), monotonic=lambda: 0.0)
    device = Device("a", Asa(ASA_9_16), clock, Section("configure"))
    device.platform.load(device, "crypto ikev1 policy 10\n")
    text = device.platform.text(device)
    assert (
        "crypto ikev1 policy 10\n authentication pre-share\n encryption aes\n hash sha\n group 14\n"
        in text
    )


def test_the_caret_of_a_list_points_at_its_word(session: Session) -> None:
    session.configure("crypto ikev2 policy 1")
    line = "encryption aes-256 aes-512"
    column = len(session.terminal.prompt) + line.index("aes-512")
    assert session.run(line).startswith(f"{' ' * column}^\n")


def test_help_and_tab(session: Session) -> None:
    session.printed.clear()
    session.terminal.receive("show crypto ?")
    shown = "".join(session.printed)
    assert "  ikev1\r\n" in shown
    assert "  ipsec\r\n" in shown
    assert shown.endswith("asa1# show crypto ")
    session.terminal.receive("\x15")
    session.printed.clear()
    session.terminal.receive("show nam\t")
    assert "".join(session.printed).endswith("show nameif ")
