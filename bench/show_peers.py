"""Peers of the show readers: what each makes of a text, and whether it says what fastparse says.

A peer that isn't installed, or that fails or finds other values, is a value with its reason: the
table prints it.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from bench.show_ttp import TEMPLATES
from fastparse.show import Parsed
from tests.fastparse.agreement import comparisons
from tests.fastparse.agreement.comparison import Comparison

__all__ = ["PeerError", "Runner", "genie", "genie_device", "textfsm", "ttp_template"]

Run = Callable[[str], Any]


class PeerError(RuntimeError):
    """A peer that isn't here, fails on a text, or finds other values than fastparse."""


class Runner(NamedTuple):
    """One peer, ready to read the texts of one command."""

    name: str
    run: Run
    same: Callable[[Any, Parsed[Any]], int]
    """How many values it has in common with fastparse; ``PeerError`` where one differs."""

    def check(self, text: str, parsed: Parsed[Any]) -> int:
        """Run once; return how many values agree; raises :class:`PeerError`."""
        try:
            found = self.run(text)
        except Exception as error:  # whatever a peer raises is its answer
            said = " ".join(str(error).split())[:100]
            raise PeerError(f"fails: {type(error).__name__}: {said}") from error
        try:
            return self.same(found, parsed)
        except PeerError:
            raise
        except Exception as error:  # rows or keys that the comparison can't do without
            raise PeerError(f"finds other rows ({type(error).__name__})") from error


def _comparison(command: str, publisher: str) -> Comparison:
    return next(
        one for one in comparisons() if (one.command, one.publisher) == (command, publisher)
    )


def _compared(comparison: Comparison, found: Any, parsed: Parsed[Any]) -> int:
    values = list(comparison.values(found, parsed))
    wrong = [one for one in values if not one.agrees and not one.why]
    if wrong or not values:
        first = f", first {wrong[0].key}" if wrong else ""
        raise PeerError(f"{len(wrong)} of {len(values)} values differ{first}")
    return len(values)


def _leaves(tree: Any) -> int:
    if isinstance(tree, dict):
        return sum(map(_leaves, tree.values()))
    if isinstance(tree, list):
        return sum(map(_leaves, tree))
    return 1


def textfsm(template: str, command: str) -> Runner:
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
        if command == "show version":
            return _version_rows(rows, parsed)
        return _compared(_comparison(command, "ntc-templates"), rows, parsed)

    return Runner("TextFSM, ntc-templates", run, same)


def _version_rows(rows: list[dict[str, Any]], parsed: Parsed[Any]) -> int:
    (row,), (mine,) = rows, parsed.records
    pairs = {
        "release": (row["version"], mine.release),
        "hostname": (row["hostname"], mine.hostname),
        "image": (row["running_image"], mine.image.partition(":")[2]),
        "hardware": (row["hardware"], [mine.hardware]),
    }
    return _pairs(pairs)


def _pairs(pairs: dict[str, tuple[object, object]]) -> int:
    for key, (theirs, ours) in pairs.items():
        if theirs != ours:
            raise PeerError(f"{key} is {theirs}, not {ours}")
    return len(pairs)


def ttp_template(command: str) -> Runner:
    """TTP with a template of :mod:`bench.show_ttp`, read before; one process."""
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
            raise PeerError(f"{len(rows)} rows for {len(mine)}, {wrong} others")
        return _leaves(mine)

    return Runner("TTP, own template", run, same)


def _device() -> Any:
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            from genie.conf.base import Device
    except ImportError as error:
        raise PeerError(f"not here: {error}") from error
    logging.disable(logging.WARNING)
    device = Device("router", os="iosxe")
    device.custom.setdefault("abstraction", {})["order"] = ["os"]
    return device


def _genie_same(command: str) -> Callable[[Any, Parsed[Any]], int]:
    def same(found: Any, parsed: Parsed[Any]) -> int:
        tree = json.loads(json.dumps(found))  # its keys are partly numbers
        if command == "show version":
            (mine,), theirs = parsed.records, tree["version"]
            return _pairs(
                {
                    "version": (theirs["version"], mine.release),
                    "xe_version": (theirs["xe_version"], mine.xe_release),
                    "hostname": (theirs["hostname"], mine.hostname),
                    "system_image": (theirs["system_image"], mine.image),
                    "chassis": (theirs["chassis"], mine.hardware),
                }
            )
        return _compared(_comparison(command, "genieparser"), tree, parsed)

    return same


def genie(module: str, parser: str, command: str) -> Runner:
    """The parser class of Genie alone: ``cli(output=…)``."""
    device = _device()
    found = getattr(__import__(f"genie.libs.parser.iosxe.{module}", fromlist=[parser]), parser)
    return Runner(
        "Genie, parser.cli()",
        lambda text: found(device=device).cli(output=text),
        _genie_same(command),
    )


def genie_device(command: str) -> Runner:
    """Genie as it is used: ``device.parse(command, output=…)``, with its checks."""
    device = _device()
    return Runner(
        "Genie, device.parse()",
        lambda text: device.parse(command, output=text),
        _genie_same(command),
    )
