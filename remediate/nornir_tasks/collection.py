"""A whole collection: the hosts of an inventory, their dumps, and a debug capture where one is asked for."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from nornir.core import Nornir
from nornir.core.task import AggregatedResult
from nornir.plugins.runners import ThreadedRunner
from rich.console import Console

from remediate.errors import OutputError
from remediate.nornir_tasks.collecting import Collected, collect
from remediate.nornir_tasks.credentials import Passwords
from remediate.nornir_tasks.debugging import Captured, capture_debug
from remediate.nornir_tasks.dump_files import folder_of
from remediate.nornir_tasks.inventory import open_nornir
from remediate.nornir_tasks.progress import HangUp, Watch
from remediate.nornir_tasks.session import Failure
from remediate.secrets import Redactor

__all__ = ["Collection", "Debugging", "collect_fleet"]

_Value = TypeVar("_Value", Collected, Captured)
_MOST_CAPTURES = 200
"""Captures at a time: both ends of a tunnel must be heard at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Debugging:
    """A debug capture that is asked for."""

    peer: str
    seconds: float
    everywhere: bool
    """On all hosts that were collected, else on those that name the peer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """What became of the hosts, by name."""

    hosts: tuple[Collected, ...]
    captures: tuple[Captured, ...] = ()
    interrupted: bool = False


def collect_fleet(
    config_file: Path,
    dumps: Path,
    *,
    filters: Sequence[str] = (),
    workers: int | None = None,
    timeout: float = 30.0,
    debugging: Debugging | None = None,
    stop: threading.Event,
    console: Console,
) -> Collection:
    """Collect from the hosts of an inventory that pass the filters; progress goes to ``console``.

    ``stop``, once set, ends the work in order: what was switched on is switched off, what is collected is kept.
    Raises :class:`remediate.errors.RemediateError` before the first host is contacted, never for what hosts do.
    """
    nornir = open_nornir(config_file, filters=filters, workers=workers)
    passwords = Passwords(config_file.parent)
    for host in nornir.inventory.hosts.values():
        folder_of(dumps, host.name)
        passwords.of(host)
        passwords.enable(host)
    try:
        dumps.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot be made: {error.strerror}", file=str(dumps)) from error
    shared: dict[str, Any] = {
        "dumps": dumps,
        "redactor": Redactor(),
        "passwords": passwords,
        "timeout": timeout,
        "stop": stop,
    }
    with _no_logs(), Watch(console) as watch:
        nornir = nornir.with_processors([HangUp(), watch])
        peer = None if debugging is None else debugging.peer
        hosts = _values(nornir.run(collect, peer=peer, **shared), Collected)
        captures: tuple[Captured, ...] = ()
        if debugging is not None and not stop.is_set():
            chosen = [
                item.host
                for item in hosts
                if item.failure is None and (item.names_peer or debugging.everywhere)
            ]
            captures = _captured(nornir, chosen, debugging, shared)
    return Collection(hosts=hosts, captures=captures, interrupted=stop.is_set())


def _captured(
    nornir: Nornir, chosen: Sequence[str], debugging: Debugging, shared: dict[str, Any]
) -> tuple[Captured, ...]:
    if not chosen:
        return ()
    some = nornir.filter(filter_func=lambda host: host.name in chosen)
    some = some.with_runner(ThreadedRunner(num_workers=min(len(chosen), _MOST_CAPTURES)))
    found = some.run(capture_debug, peer=debugging.peer, seconds=debugging.seconds, **shared)
    return _values(found, Captured)


def _values(results: AggregatedResult, kind: type[_Value]) -> tuple[_Value, ...]:
    """Return what the tasks returned, by the host's name; what one raised is a failure without its text."""
    found: list[_Value] = []
    for name, result in sorted(results.items()):
        value = result[0].result
        if not isinstance(value, kind):
            raised = type(result[0].exception).__name__
            value = kind(host=name, failure=Failure.UNUSABLE, detail=f"a defect: {raised}")
        found.append(value)
    return tuple(found)


@contextlib.contextmanager
def _no_logs() -> Iterator[None]:
    """Keep the libraries' logs off the terminal: their texts can hold what devices printed."""
    level = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(level)
