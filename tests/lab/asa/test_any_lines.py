"""Lines put together at random from what ``?`` offers: a device answers each, and its text stays its text."""

from __future__ import annotations

import random
import re

import pytest

from remediate.lab.syntax import Failure
from tests.lab.asa.conftest import Session

WORDS = {
    "A.B.C.D": ("203.0.113.10", "10.34.0.0", "255.255.255.0", "ip any any", "ip object LAN any"),
    "INTERFACE": ("GigabitEthernet1/1", "Tunnel1"),
    "(IN,OUT)": ("(inside,outside)",),
    "(IF)": ("(inside)",),
    "WORD": ("VPN", "OUT", "AES", "LAN", "REMOTE", "outside", "inside", "203.0.113.10", "X"),
    "LINE": ("VPN", "AES", "203.0.113.10", "eq 80"),
}
LOSES = re.compile(r"[+-](crypto map \S+ \d+ match address|Cryptochecksum| tunnel source)")
"""Lines that name what is gone: a start does not take them again."""


def line(session: Session, dice: random.Random) -> str:
    """Return a line of the present mode, or of exec mode."""
    platform = session.device.platform
    grammars = [platform._commands.of(privileged=True)]  # type: ignore[attr-defined]  # of an ASA
    if session.terminal.editor is not None:
        grammars += [session.terminal.editor.mode.grammar] * 4
    grammar, text = dice.choice(grammars), ""
    for _ in range(12):
        found = grammar.choices(text)
        if isinstance(found, Failure) or not found:
            break
        word = dice.choice(found)
        if word == "<cr>":
            break
        numbers = re.fullmatch(r"<(\d+)-(\d+)>", word)
        text += (numbers[1] if numbers else dice.choice(WORDS.get(word, (word.split()[0],)))) + " "
    return text


@pytest.mark.parametrize("seed", range(8))
def test_each_line_is_answered(session: Session, seed: int) -> None:
    dice = random.Random(seed)
    device = session.device
    for _ in range(120):
        if session.closed or session.terminal._closed:
            session = Session(device, session.network)
            session.terminal.privileged, session.terminal.length = True, 0
        text = line(session, dice)
        if session.terminal.editor is None and dice.random() < 0.4:
            text = "configure terminal"
        session.say(f"no {text}" if session.terminal.editor and dice.random() < 0.2 else text)
    text = device.platform.text(device)
    again = device.platform.parsed(device, text)
    kept = set(text.splitlines())
    device.running.entries = again.entries
    changed = kept ^ set(device.platform.text(device).splitlines())
    assert not [item for item in changed if not LOSES.match(f"-{item}")]
