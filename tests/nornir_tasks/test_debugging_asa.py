"""A debug capture on an ASA that is played by a script: its words, and that it is left as it was.

Synthetic: what the script prints is from memory of ASA 9.
"""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from nornir.core.inventory import Defaults, Host
from nornir.core.task import Task

from remediate.nornir_tasks.debugging import capture_debug
from remediate.nornir_tasks.opening import CONNECTION
from remediate.secrets import Redactor

PEER = "198.51.100.1"


class ScriptedAsa:
    """The connection and the device: what is typed is carried out and echoed."""

    base_prompt = "fw1"

    def __init__(self, debugs: set[str], conditions: list[str]) -> None:
        self.remote_conn = SimpleNamespace(closed=False)
        self.debugs = debugs
        self._others = frozenset(debugs)
        self.conditions = conditions
        self.typed: list[str] = []
        self._out = ""

    def check_enable_mode(self) -> bool:
        return True

    def paramiko_cleanup(self) -> None:
        self.remote_conn.closed = True

    def read_channel(self) -> str:
        text, self._out = self._out, ""
        return text

    def write_channel(self, text: str) -> None:
        command = text.rstrip("\n")
        self.typed.append(command)
        self._out += f"{command}\n{self._answer(command)}fw1# "
        if self.debugs - self._others:  # what others debug is printed to them
            self._out += (
                "\nIKEv1 DEBUG: tunnel-group x ipsec-attributes ikev1 pre-shared-key CanaryAsa\n"
            )

    def _answer(self, command: str) -> str:
        if command == "show debug":
            return "".join(
                f"debug crypto {item} enabled at level 127\n" for item in sorted(self.debugs)
            )
        if command == "show crypto debug-condition":
            on = "ON" if self.conditions else "OFF"
            peers = "".join(f"{item}\n" for item in self.conditions)
            return f"Crypto conditional debug is turned {on}\nIKE peer IP address filters:\n{peers}"
        if match := re.fullmatch(r"(no )?debug crypto condition peer (\S+)", command):
            (self.conditions.remove if match[1] else self.conditions.append)(match[2])
            return ""
        if match := re.fullmatch(r"debug crypto (.*) 127", command):
            self.debugs.add(match[1])
            return ""
        if match := re.fullmatch(r"undebug crypto (.*)", command):
            self.debugs.discard(match[1])
            return ""
        return "ERROR: % Invalid input detected at '^' marker.\n"


@pytest.mark.parametrize("others", [set(), {"ipsec"}])
def test_an_asa_is_left_as_it_was(tmp_path: Path, others: set[str]) -> None:
    device = ScriptedAsa(set(others), ["10.9.9.9"])
    host = Host(name="fw1", platform="cisco_asa", defaults=Defaults())
    host.connections[CONNECTION] = SimpleNamespace(connection=device)
    task = Task(capture_debug, SimpleNamespace(config=None), False, None)  # type: ignore[arg-type]
    task.host = host
    result = capture_debug(
        task, peer=PEER, seconds=0.05, dumps=tmp_path, redactor=Redactor(), timeout=5
    ).result
    assert result.failure is None
    assert result.left_on == ()
    assert device.debugs == others
    assert device.conditions == ["10.9.9.9"]
    assert "terminal monitor" not in device.typed
    assert ("undebug crypto ipsec" in device.typed) is (not others)
    text = (tmp_path / "fw1" / "debug_crypto.txt").read_text()
    assert "pre-shared-key <key#" in text
    assert "CanaryAsa" not in text
