"""Progress: a bar on a terminal, a plain line a host elsewhere, and no text but this project's own."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from remediate.nornir_tasks.collecting import Collected
from remediate.nornir_tasks.debugging import Captured
from remediate.nornir_tasks.progress import Watch
from remediate.nornir_tasks.session import Failure


def _shown(*results: Any, terminal: bool) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=80, color_system=None)
    hosts = {item.host: None for item in results if not isinstance(item, str)}
    task: Any = SimpleNamespace(
        nornir=SimpleNamespace(inventory=SimpleNamespace(hosts=hosts)), params={}
    )
    with Watch(console) as watch:
        watch.task_started(task)
        for item in results:
            host: Any = SimpleNamespace(name=getattr(item, "host", "r9"))
            watch.task_instance_completed(task, host, [SimpleNamespace(result=item)])  # type: ignore[arg-type]
    return out.getvalue()


_WHOLE = Collected(host="r1", written=("a.txt", "b.txt"))
_LOST = Collected(host="r2", failure=Failure.LOST, detail="show version")
_CUT = Collected(host="r3", failure=Failure.INTERRUPTED)
_DEBUG = Captured(host="r4", lines=7)
_UNDEBUGGED = Captured(host="r5", failure=Failure.TIMEOUT, detail="logging in")


def test_lines_where_there_is_no_terminal() -> None:
    assert _shown(_WHOLE, _LOST, _CUT, _DEBUG, _UNDEBUGGED, terminal=False).splitlines() == [
        "r1: 2 dumps",
        "r2: session lost (show version)",
        "r4: debug: 7 lines",
        "r5: debug: no answer in time (logging in)",
    ]


def test_a_bar_and_the_failures_on_a_terminal() -> None:
    text = _shown(_WHOLE, _LOST, terminal=True)
    assert "collecting" in text
    assert "2/2" in text
    assert "r2: session lost (show version)" in text
    assert "r1: 2 dumps" not in text


@pytest.mark.parametrize("terminal", [False, True])
def test_a_traceback_is_not_shown(terminal: bool) -> None:
    text = _shown("Traceback …\nValueError: key Canary", terminal=terminal)
    assert "r9: failed" in text
    assert "Canary" not in text
