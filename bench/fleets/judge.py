"""What an answer about a fleet is worth: the document of ``diagnose --format json`` against the truth."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from bench.fleets.fleet import Fleet
from bench.fleets.model import Tunnel

__all__ = ["Judgement", "judge", "load"]

_BEST = ("found", "ambiguous", "unknown", "misnamed", "missed")


class Cause(NamedTuple):
    """What was planted."""

    slug: str
    variant: str


@dataclass(slots=True)
class Judgement:
    """Outcomes by planted cause, and answers about tunnels in which nothing is wrong."""

    planted: dict[Cause, Counter[str]] = field(default_factory=dict)
    """``found`` (the cause is named, and certain), ``ambiguous`` and ``unknown`` (an open answer that names
    a command which decides), ``misnamed`` (a fault, but another one), ``missed``."""
    healthy: Counter[str] = field(default_factory=Counter)
    """Verdicts of healthy tunnels both ends of which are there."""
    single: Counter[str] = field(default_factory=Counter)
    """Verdicts of healthy tunnels one end of which is missing."""
    false: list[tuple[str, str, str]] = field(default_factory=list)
    """(tunnel, cause, explanation) of faults that there are not."""
    examples: dict[tuple[Cause, str], str] = field(default_factory=dict)
    """A tunnel of each outcome."""

    def outcomes(self) -> dict[str, Counter[str]]:
        """Return the outcomes by root cause."""
        found: dict[str, Counter[str]] = {}
        for cause, counts in self.planted.items():
            found.setdefault(cause.slug, Counter()).update(counts)
        return found

    def wrong(self) -> dict[str, int]:
        """Return how many false alarms each root cause gives."""
        return dict(Counter(slug for _, slug, _ in self.false))


def load(path: Path) -> dict[str, Any]:
    """Return a document."""
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


def judge(fleet: Fleet, document: Mapping[str, Any]) -> Judgement:
    """Hold a diagnosis against what was planted."""
    result = Judgement()
    truth = {tunnel.id: tunnel for tunnel in fleet.tunnels}
    addresses = {tunnel_end.device.outside: tunnel_end.device.name for tunnel in fleet.tunnels for tunnel_end in tunnel.ends()}  # fmt: skip
    reports: dict[str, Mapping[str, Any]] = {}
    strays: dict[str, list[Mapping[str, Any]]] = {}
    for report in document["tunnels"]:
        if report["id"] in truth:
            reports[report["id"]] = report
            continue
        for end in report["ends"]:
            name = end["device"] or addresses.get(end["address"])
            if name is not None:
                strays.setdefault(name, []).append(report)
    findings = {
        (device["device"], item["slug"])
        for device in document["devices"]
        for item in device["findings"]
    }
    excused: set[str] = set()
    for tunnel in fleet.tunnels:
        if tunnel.slug is None:
            continue
        near = [
            report
            for end in tunnel.ends()
            for report in strays.get(end.device.name, ())
            if _about(report, tunnel)
        ]
        excused.update(report["id"] for report in near)
        mine = [reports[tunnel.id]] if tunnel.id in reports else []
        outcome = min(
            (_outcome(report, tunnel) for report in [*mine, *near]),
            key=_BEST.index,
            default="missed",
        )
        if (tunnel.guilty, tunnel.slug) in findings or any(
            (end.device.name, tunnel.slug) in findings for end in tunnel.ends()
        ):
            outcome = "found"
        cause = Cause(tunnel.slug, tunnel.variant)
        result.planted.setdefault(cause, Counter())[outcome] += 1
        result.examples.setdefault((cause, outcome), tunnel.id)
    _innocent(result, fleet, reports)
    for found in strays.values():
        for report in found:
            if report["verdict"] == "FAULT" and report["id"] not in excused:
                excused.add(report["id"])
                result.false.extend(_alarms(report))
    return result


def _innocent(result: Judgement, fleet: Fleet, reports: Mapping[str, Mapping[str, Any]]) -> None:
    """Count the answers about tunnels in which nothing was planted."""
    for tunnel in fleet.tunnels:
        if tunnel.slug is not None or tunnel.involved:
            continue
        report = reports.get(tunnel.id)
        both = all(end.device.shown for end in tunnel.ends())
        counts = result.healthy if both else result.single
        if report is None:
            counts["NOT SEEN"] += 1
            continue
        verdict = report["verdict"]
        doubted = verdict != "FAULT" and report["diagnoses"]
        counts["DOUBTED" if doubted else verdict] += 1
        if verdict == "FAULT":
            result.false.extend(_alarms(report))


def _alarms(report: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for item in report["diagnoses"]:
        yield report["id"], item["slug"], item["explanation"]


def _about(report: Mapping[str, Any], tunnel: Tunnel) -> bool:
    """Whether a report on a pair of addresses that are no tunnel's can be about this one.

    It names an address that only this tunnel's fault brings in: a wrong peer, a loopback.
    """
    wrong = {end.peer for end in tunnel.ends()} | {
        end.device.loopback_address for end in tunnel.ends()
    }
    wrong -= {end.device.outside for end in tunnel.ends()}
    return any(end["address"] in wrong for end in report["ends"])


def _outcome(report: Mapping[str, Any], tunnel: Tunnel) -> str:
    slugs = {item["slug"] for item in report["diagnoses"]}
    if report["verdict"] == "FAULT":
        if not slugs & set(tunnel.accepted):
            return "misnamed"
        return "found"
    hidden = not all(end.device.clear_keys for end in tunnel.ends())
    if report["needs"] and (report["diagnoses"] or not hidden):
        return {"AMBIGUOUS": "ambiguous", "UNKNOWN": "unknown"}.get(report["verdict"], "missed")
    return "missed"  # an answer that is open because keys are hidden says nothing of the fault
