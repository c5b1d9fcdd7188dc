"""From paths on the command line to a diagnosed fleet; from files to documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec
from rich.console import Console

from remediate.check import FleetCheck, check, check_report
from remediate.diagnose import FleetDiagnosis, TunnelDiagnosis, diagnose
from remediate.errors import (
    DocumentError,
    NoDumpsError,
    UsageError,
)
from remediate.evidence.fleet import read_fleet
from remediate.messages import Classifier
from remediate.model.defect import Defect
from remediate.model.diagnosis import DiagnosisReport
from remediate.model.evidence import FleetEvidence, HostFacts
from remediate.nornir_tasks.inventory import load_hosts
from remediate.rules import catalogue, discover
from remediate.secrets import Redactor
from remediate.views import report_of

__all__ = [
    "Checked",
    "Fleet",
    "known_devices",
    "known_kinds",
    "load_diagnosis",
    "read",
    "read_check",
    "schema_of",
]


class Fleet(NamedTuple):
    """A diagnosed fleet, and its document."""

    diagnosis: FleetDiagnosis
    report: DiagnosisReport


class Checked(NamedTuple):
    """The configurations of a fleet, checked, and their document."""

    fleet: FleetEvidence
    report: DiagnosisReport
    defects: tuple[Defect, ...]


def read(
    paths: Sequence[Path],
    host: str | None,
    inventory: Path | None,
    filters: Sequence[str] | None,
    quiet: bool,
) -> Fleet:
    """Read and diagnose dumps; ``filters`` keep the tunnels of the hosts asked for."""
    with _progress(quiet) as step:
        fleet, kept = _evidence(paths, host, inventory, filters, step)
        result = diagnose(fleet)
    if kept is not None:
        result = _filtered(result, kept)
    return Fleet(result, report_of(result))


def read_check(
    paths: Sequence[Path],
    host: str | None,
    inventory: Path | None,
    filters: Sequence[str] | None,
    quiet: bool,
) -> Checked:
    """Read dumps and check their configurations; :class:`NoDumpsError` where there is none.

    ``filters`` keep the tunnels of the hosts asked for.
    """
    with _progress(quiet) as step:
        fleet, kept = _evidence(paths, host, inventory, filters, step)
        unconfigured = all(device.config is None for device in fleet.devices)
        if fleet.devices and unconfigured and not fleet.defects:
            told = [text for device in fleet.devices for text in device.problems][:1]
            missing = "no running-config was found: a check reads configurations alone"
            raise NoDumpsError(" · ".join([missing, *told]))
        result = check(fleet)
    if kept is not None:
        result = FleetCheck(
            _filtered(result.diagnosis, kept),
            tuple(item for item in result.tunnels if _asked_for(item.result, kept)),
        )
    return Checked(result.diagnosis.fleet, check_report(result), result.diagnosis.defects)


@cache
def _classifier() -> Classifier:
    """Return the classifier of all messages, whose tables a process builds once."""
    return Classifier(catalogue())


def _evidence(
    paths: Sequence[Path],
    host: str | None,
    inventory: Path | None,
    filters: Sequence[str] | None,
    step: Callable[[str], None],
) -> tuple[FleetEvidence, set[str] | None]:
    """Read dumps; return what they say, and the names of the hosts that ``filters`` keep."""
    if filters and inventory is None:
        raise UsageError("--filter needs --inventory")
    hosts: tuple[HostFacts, ...] = load_hosts(inventory) if inventory is not None else ()
    kept = (
        {item.name.casefold() for item in load_hosts(inventory, filters=filters)}
        if filters and inventory is not None
        else None
    )
    fleet = read_fleet(
        paths,
        classifier=_classifier(),
        redactor=Redactor(),
        host=host,
        hosts=hosts,
        progress=step,
    )
    return fleet, kept


def _filtered(result: FleetDiagnosis, kept: set[str]) -> FleetDiagnosis:
    """Keep the tunnels with an end among the hosts asked for; both ends were read all the same."""
    fleet = msgspec.structs.replace(
        result.fleet,
        devices=tuple(item for item in result.fleet.devices if item.device.casefold() in kept),
        unrecognised=tuple(
            item
            for item in result.fleet.unrecognised
            if item.device is None or item.device.casefold() in kept
        ),
    )
    tunnels = tuple(item for item in result.tunnels if _asked_for(item, kept))
    findings = tuple(item for item in result.findings if item.device.casefold() in kept)
    return FleetDiagnosis(fleet, tunnels, findings, result.defects)


def _asked_for(item: TunnelDiagnosis, kept: set[str]) -> bool:
    return any(end.device is not None and end.device.casefold() in kept for end in item.tunnel.ends)


class _progress:  # noqa: N801  # used like a function
    """Show which file is being read: a status line on a terminal, nothing elsewhere."""

    def __init__(self, quiet: bool) -> None:
        self._console = Console(stderr=True)
        self._status = (
            None if quiet or not self._console.is_terminal else self._console.status("reading")
        )

    def __enter__(self) -> Callable[[str], None]:
        if self._status is not None:
            self._status.start()
        return self._step

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def _step(self, name: str) -> None:
        if self._status is not None:
            self._status.update(f"reading {name}")


def known_kinds(kinds: Sequence[str]) -> None:
    """Refuse a kind of change that no rule has: :class:`UsageError` with those that there are."""
    known = sorted({kind for module in discover() for kind in module.RULE.changes})
    for kind in kinds:
        if kind not in known:
            raise UsageError(f"no kind of change is called '{kind}'; there are: {', '.join(known)}")


def known_devices(names: Sequence[str], fleet: Fleet) -> None:
    """Refuse a device that is in no dump: :class:`UsageError`."""
    known = {device.device for device in fleet.diagnosis.fleet.devices}
    for name in names:
        if name not in known:
            raise UsageError(f"no device of the dumps is called '{name}'")


def schema_of(path: Path) -> str | None:
    """Return the schema that a JSON document names, None without one."""

    class Head(msgspec.Struct):
        schema: str = ""

    try:
        return msgspec.json.decode(path.read_bytes(), type=Head).schema
    except OSError as error:
        raise DocumentError(f"cannot be read: {error.strerror or error}", file=str(path)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DocumentError(f"neither a plan nor a diagnosis: {error}", file=str(path)) from error


def load_diagnosis(path: Path) -> DiagnosisReport:
    """Read a diagnosis; :class:`DocumentError` when the file is none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=DiagnosisReport)
    except msgspec.DecodeError as error:
        raise DocumentError(f"not a diagnosis: {error}", file=str(path)) from error
