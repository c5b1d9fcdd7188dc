"""Reading a terminal: where an answer ends, whatever pieces it comes in and whatever is printed beside it. Synthetic."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from remediate.nornir_tasks import session as module
from remediate.nornir_tasks.dialects import IOS
from remediate.nornir_tasks.session import Failure, Session, SessionError, refusal


class Line:
    """A connection that gives its pieces one by one, or the same one for ever."""

    base_prompt = "branch0001-berge"  # Netmiko's 16 letters

    def __init__(self, pieces: Sequence[str], *, forever: str = "", closes: bool = False) -> None:
        self._pieces = list(pieces)
        self._forever = forever
        self._closes = closes
        self.typed: list[str] = []

    @property
    def remote_conn(self) -> Any:
        return SimpleNamespace(closed=self._closes and not self._pieces)

    def read_channel(self) -> str:
        return self._pieces.pop(0) if self._pieces else self._forever

    def write_channel(self, text: str) -> None:
        self.typed.append(text)


def _session(line: Line, timeout: float = 5, stop: threading.Event | None = None) -> Session:
    made: Any = line
    return Session(made, IOS, timeout=timeout, stop=stop)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50, 1000])
def test_pieces_of_any_size(size: int) -> None:
    text = "show clock\n*00:00:01.000 UTC\nbranch0001-bergen#not a prompt\nbranch0001-bergen#"
    line = Line([text[at : at + size] for at in range(0, len(text), size)])
    session = _session(line)
    answer = session.ask("show clock")
    assert answer.startswith("*00:00:01.000 UTC\n")
    assert session.prompt == "branch0001-bergen#"
    assert line.typed == ["show clock\n"]


def test_a_prompt_from_before_is_none() -> None:
    session = _session(
        Line(["\nbranch0001-bergen#", "show clock\n", "noon\n", "branch0001-bergen# "])
    )
    assert session.ask("show clock") == "noon\n"


def test_what_is_printed_behind_the_prompt_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_QUIET", 0.05)
    line = Line(["show clock\nnoon\nbranch0001-bergen#\n*** SHUTDOWN in 0:05:00 ***\n"])
    assert _session(line).ask("show clock") == "noon\n"


def test_a_log_around_an_echo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_QUIET", 0.05)
    line = Line(["*debug 1\nterminal no mon\n*debug 2\nitor\nbranch0001-bergen#"])
    answer = _session(line).ask("terminal no monitor", among_others=True)
    assert "*debug 1" in answer
    assert "*debug 2" in answer


def test_questions_are_answered_where_that_is_wanted() -> None:
    line = Line(
        [
            "clear x\nSure? [confirm]",
            "\nProceed with removal? [yes/no]: ",
            "yes\nbranch0001-bergen#",
        ]
    )
    _session(line).ask("clear x", confirm=True)
    assert line.typed == ["clear x\n", "\n", "yes\n"]
    line = Line(["show x\nSure? [confirm]", "\nbranch0001-bergen#"])
    _session(line).ask("show x")
    assert line.typed == ["show x\n"]


def test_how_a_session_ends() -> None:
    with pytest.raises(SessionError) as caught:
        _session(Line(["show x\nhalf"]), timeout=0.05).ask("show x")
    assert caught.value.failure is Failure.TIMEOUT
    with pytest.raises(SessionError) as caught:
        _session(Line(["show x\nhalf"], closes=True)).ask("show x")
    assert caught.value.failure is Failure.LOST
    with pytest.raises(SessionError) as caught:
        _session(Line([], forever="for ever\n"), timeout=0.01).ask("show x")
    assert caught.value.failure is Failure.TIMEOUT
    stop = threading.Event()
    stop.set()
    with pytest.raises(SessionError) as caught:
        _session(Line([], forever="for ever\n"), stop=stop).ask("show x")
    assert caught.value.failure is Failure.INTERRUPTED


@pytest.mark.parametrize(
    "answer",
    [
        "                ^\n% Invalid input detected at '^' marker.\n\n",
        "% Incomplete command.\n",
        '% Ambiguous command:  "show cr"\n',
        "ERROR: % Invalid input detected at '^' marker.\n",
        "Command authorization failed.\n",
        "Command authorization failed\n\n% Incomplete command.\n",
        "% Authorization failed.\n",
    ],
)
def test_a_refusal(answer: str) -> None:
    assert refusal(answer) is not None


@pytest.mark.parametrize(
    "answer", ["", "\nNo SAs found\n", "%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message\n", "hostname r1\n"]
)
def test_no_refusal(answer: str) -> None:
    assert refusal(answer) is None
