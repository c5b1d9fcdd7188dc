"""Peers of the show readers: what each makes of a text, and whether it says what fastparse says.

A peer that isn't installed, or that fails or finds other values, is an error with its reason: the
tables print it.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from bench import show_ttp, show_ttp_devices, show_ttp_ipsec, show_ttp_tunnels
from bench.show_values import TEXTFSM
from bench.show_values_genie import GENIE
from fastparse.show import Parsed
from tests.fastparse.agreement import comparisons
from tests.fastparse.agreement.comparison import Compared

__all__ = [
    "KINDS",
    "OtherValuesError",
    "PeerError",
    "Runner",
    "genie",
    "genie_device",
    "textfsm",
    "ttp_template",
]

KINDS = ("TextFSM", "TTP", "Genie cli()", "Genie device.parse()")
TEMPLATES = (
    show_ttp.TEMPLATES
    | show_ttp_ipsec.TEMPLATES
    | show_ttp_tunnels.TEMPLATES
    | show_ttp_devices.TEMPLATES
)
Run = Callable[[str], Any]


class PeerError(RuntimeError):
    """A peer that isn't here or fails on a text."""


class OtherValuesError(PeerError):
    """A peer that came to an end, with other values than fastparse's."""


class Runner(NamedTuple):
    """One peer, ready to read the texts of one command."""

    kind: str
    run: Run
    same: Callable[[Any, Parsed[Any]], int]
    """How many values it has in common with fastparse; ``PeerError`` where one differs."""

    def check(self, text: str, parsed: Parsed[Any]) -> int:
        """Run once; return how many values agree; raises :class:`PeerError`."""
        try:
            found = self.run(text)
        except Exception as error:  # whatever a peer raises is its answer
            said = " ".join(str(error).split())[:80]
            raise PeerError(f"fails: {type(error).__name__}: {said}") from error
        try:
            return self.same(found, parsed)
        except OtherValuesError:
            raise
        except Exception as error:  # rows or keys that the comparison can't do without
            raise OtherValuesError(f"finds other rows ({type(error).__name__})") from error


def _agreed(command: str, publisher: str, found: Any, parsed: Parsed[Any]) -> Iterable[Compared]:
    """Compare as the tests do with the publisher's expected files."""
    for one in comparisons():
        if (one.command, one.publisher) == (command, publisher):
            return one.values(found, parsed)
    raise KeyError(command)


def _counted(values: Iterable[Compared]) -> int:
    every = list(values)
    wrong = [one for one in every if not one.agrees and not one.why]
    if wrong or not every:
        first = f", first {wrong[0].key}: {str(wrong[0].expected)[:40]}" if wrong else ""
        raise OtherValuesError(f"{len(wrong)} of {len(every)} values differ{first}")
    return len(every)


def textfsm(command: str, template: str) -> Runner:
    """TextFSM with a template of ntc-templates, read before."""
    try:
        import ntc_templates
        from textfsm import TextFSM
    except ImportError as error:
        raise PeerError(f"not here: {error}") from error
    path = Path(ntc_templates.__file__).parent / "templates" / f"{template}.textfsm"
    with path.open() as source:
        machine = TextFSM(source)
    names = [name.lower() for name in machine.header]

    def run(text: str) -> Any:
        machine.Reset()
        return machine.ParseText(text)

    def same(found: Any, parsed: Parsed[Any]) -> int:
        rows = [dict(zip(names, row, strict=True)) for row in found]
        if command in TEXTFSM:
            return _counted(TEXTFSM[command](rows, parsed))
        return _counted(_agreed(command, "ntc-templates", rows, parsed))

    return Runner("TextFSM", run, same)


def _leaves(tree: Any) -> int:
    if isinstance(tree, dict):
        return sum(map(_leaves, tree.values()))
    if isinstance(tree, list):
        return sum(map(_leaves, tree))
    return 1


def ttp_template(command: str) -> Runner:
    """TTP with a template of ours, read before; one process."""
    try:
        from ttp import ttp
    except ImportError as error:
        raise PeerError(f"not here: {error}") from error
    template = TEMPLATES[command]
    parser = ttp(template=template.text, log_level="ERROR")

    def run(text: str) -> Any:
        parser.clear_input()
        parser.add_input(text)
        parser.parse(one=True)
        return parser.result()

    def same(found: Any, parsed: Parsed[Any]) -> int:
        rows = found[0][0]["rows"]
        mine = template.rows(parsed)
        if rows != mine:
            wrong = sum(one != two for one, two in zip(rows, mine, strict=False))
            raise OtherValuesError(f"{len(rows)} rows for {len(mine)}, {wrong} others")
        return _leaves(mine)

    return Runner("TTP", run, same)


def _device(system: str) -> Any:
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            from genie.conf.base import Device
    except ImportError as error:
        raise PeerError(f"not here: {error}") from error
    logging.disable(logging.WARNING)
    device = Device("router", os=system)
    device.custom.setdefault("abstraction", {})["order"] = ["os"]
    return device


def _genie_same(command: str) -> Callable[[Any, Parsed[Any]], int]:
    def same(found: Any, parsed: Parsed[Any]) -> int:
        tree = json.loads(json.dumps(found))  # its keys are partly numbers
        if command in GENIE:
            return _counted(GENIE[command](tree, parsed))
        return _counted(_agreed(command, "genieparser", tree, parsed))

    return same


def genie(command: str, system: str, module: str, parser: str) -> Runner:
    """The parser class of Genie alone: ``cli(output=…)``."""
    device = _device(system)
    found = getattr(importlib.import_module(f"genie.libs.parser.{system}.{module}"), parser)
    return Runner(
        "Genie cli()",
        lambda text: found(device=device).cli(output=text),
        _genie_same(command),
    )


def genie_device(command: str, system: str, typed: str) -> Runner:
    """Genie as it is used: ``device.parse(command, output=…)``, with its checks."""
    device = _device(system)
    return Runner(
        "Genie device.parse()",
        lambda text: device.parse(typed, output=text),
        _genie_same(command),
    )
