"""``remediate collect``: signals, the summary, the exit status."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

import typer
from rich.console import Console

from remediate.errors import ExitStatus, UsageError
from remediate.nornir_tasks.collecting import Collected
from remediate.nornir_tasks.collection import Collection, Debugging, collect_fleet
from remediate.nornir_tasks.session import Failure

__all__ = ["collect"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def collect(
    dumps: Path,
    inventory: Path,
    *,
    filters: Sequence[str],
    timeout: float,
    workers: int | None,
    peer: str | None,
    seconds: int,
    quiet: bool,
    no_color: bool,
) -> None:
    """Collect, say what came of it, and end with the exit status that it has."""
    debugging = None
    if peer is not None:
        debugging = Debugging(peer=_address(peer), seconds=seconds, everywhere=bool(filters))
    stop = threading.Event()
    err = Console(stderr=True, no_color=True if no_color else None, quiet=quiet, highlight=False)
    with _stopped_by_signals(stop):
        found = collect_fleet(
            inventory,
            dumps,
            filters=filters,
            workers=workers,
            timeout=timeout,
            debugging=debugging,
            stop=stop,
            console=err,
        )
    if not quiet:
        for line in _summary(found, dumps, debugging):
            typer.echo(line)
    for line in _alarm(found):
        typer.secho(line, err=True, bold=True, fg=None if no_color else typer.colors.RED)
    status = _status(found)
    if status != ExitStatus.DONE:
        raise typer.Exit(status)


def _address(text: str) -> str:
    try:
        return str(ipaddress.IPv4Address(text))
    except ValueError:
        raise UsageError(f"--debug-peer: {text!r} is not an IPv4 address") from None


@contextlib.contextmanager
def _stopped_by_signals(stop: threading.Event) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the work in order: devices are left as they were found.

    A second one changes nothing: switching off is what is being waited for.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def received(number: int, frame: FrameType | None) -> None:
        del number, frame
        word = b"still ending" if stop.is_set() else b"interrupted"
        stop.set()
        # Not by the buffered stream: it may be just at work.
        os.write(2, word + b": devices are left as they were found first\n")

    before = {number: signal.signal(number, received) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _summary(found: Collection, dumps: Path, debugging: Debugging | None) -> Iterator[str]:
    whole = [item for item in found.hosts if item.failure is None]
    word = "interrupted: " if found.interrupted else ""
    yield f"{word}{len(whole)} of {len(found.hosts)} devices collected in {dumps}"
    for item in found.hosts:
        if item.failure is not None and item.failure is not Failure.INTERRUPTED:
            yield f"  {item.host}: {item.reason}{_rest(item)}"
    cut = [item for item in found.hosts if item.failure is Failure.INTERRUPTED]
    if cut:
        yield f"  not collected: {', '.join(item.host + _rest(item) for item in cut)}"
    refused: dict[str, list[str]] = {}
    for item in found.hosts:
        for command in item.refused:
            refused.setdefault(command, []).append(item.host)
    for command, hosts in refused.items():
        yield f"  refused '{command}': {_few(hosts)}"
    if debugging is None:
        return
    if not found.captures and not found.interrupted:
        yield f"no device names {debugging.peer} as a peer: nothing was debugged"
    for capture in found.captures:
        said = [capture.reason] if capture.reason else []
        said += capture.notes
        told = (
            f"debug of {capture.lines} lines" if capture.written else "debug: nothing was printed"
        )
        yield f"  {capture.host}: {'; '.join([told, *said])}"


def _rest(item: Collected) -> str:
    if item.kept:
        return "; its earlier dumps stay"
    return f"; {len(item.written)} of its dumps written" if item.written else ""


def _few(hosts: Sequence[str]) -> str:
    more = f" and {len(hosts) - 5} more" if len(hosts) > 5 else ""
    return f"{', '.join(hosts[:5])}{more}"


def _alarm(found: Collection) -> Iterator[str]:
    """Yield what has to be done by hand, whatever else was asked to be said."""
    for capture in found.captures:
        if capture.left_on:
            yield f"DEBUGS MAY STILL BE ON: {capture.host} could not be cleaned up. Give there, as soon as it answers:"
            for command in capture.left_on:
                yield f"    {command}"


def _status(found: Collection) -> int:
    if found.interrupted:
        return ExitStatus.INTERRUPTED
    failures = {item.failure for item in found.hosts} | {item.failure for item in found.captures}
    failures.discard(None)
    if any(item.left_on for item in found.captures) or failures - {Failure.UNREACHABLE}:
        return ExitStatus.HOSTS_FAILED
    return ExitStatus.UNREACHABLE if failures else ExitStatus.DONE
