"""A whole plan, carried out wave by wave on the texts: each tunnel ends as the plan says, and no other one is worse.

A plan proves each tunnel by itself. Here all of them are made one after the other, as an apply would
make them, and the fleet that they leave behind is diagnosed as a new one. The generator knows
nothing of the engine (`bench/fleets`).
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bench.fleets.fleet import Fleet, make_fleet
from remediate.cli.entry import run
from remediate.platforms.apply import NOTHING_UNPRINTED, Unprinted, apply
from remediate.platforms.read import read_config

SECRET = re.compile(r"<secret:([^>]+)>")
RANK = ("HEALTHY", "AMBIGUOUS", "UNKNOWN", "FAULT")


@pytest.mark.parametrize(
    ("tunnels", "shape", "seed", "faulty"),
    [(120, "hub", 4, 0.6), (120, "mixed", 5, 0.6), (90, "mixed", 6, 0.9)],
)
def test_every_tunnel_of_a_plan_ends_as_it_says_and_no_other_is_worse(
    tmp_path: Path, tunnels: int, shape: str, seed: int, faulty: float
) -> None:
    fleet = make_fleet(tunnels, shape=shape, seed=seed, faulty=faulty, evidence="config")
    dumps = tmp_path / "dumps"
    fleet.write(dumps)
    assert run(["plan", str(dumps), "-o", str(tmp_path / "plan.json"), "-q"]) == 3
    plan = json.loads((tmp_path / "plan.json").read_bytes())
    before = verdicts(dumps, tmp_path / "before.json")
    carry_out(plan, fleet, dumps)
    after = verdicts(dumps, tmp_path / "after.json")
    promised = {item["tunnel"]: item["after"] for item in plan["tunnels"]}
    assert len(promised) > tunnels * faulty / 3
    assert set(after) == set(before)
    missed = {
        name: (verdict, after[name])
        for name, verdict in promised.items()
        if RANK.index(after[name]) > RANK.index(verdict)  # a key that was masked is known now
    }
    assert missed == {}
    worse = {
        name: (before[name], verdict)
        for name, verdict in after.items()
        if name in before and RANK.index(verdict) > RANK.index(before[name])
    }
    assert worse == {}


def verdicts(dumps: Path, document: Path) -> dict[str, str]:
    run(["diagnose", str(dumps), "--format", "json", "-o", str(document), "-q"])
    found = json.loads(document.read_bytes())
    return {item["id"]: item["verdict"] for item in found["tunnels"]}


def carry_out(plan: dict[str, Any], fleet: Fleet, dumps: Path) -> None:
    """Carry the changes of a plan out on the dumps, each that several tunnels need once."""
    files = {folder.name: next(folder.iterdir()) for folder in dumps.iterdir()}
    keys = {(item.id, end.device.name): end.key for item in fleet.tunnels for end in item.ends()}
    unprinted: dict[str, Unprinted] = {}
    for item in sorted(plan["tunnels"], key=lambda item: item["wave"]):
        for change in item["changes"]:
            if change["operational"] or change["made_for"]:
                continue
            name = change["device"]
            config = read_config(text := files[name].read_text())
            done = apply(
                text,
                [
                    SECRET.sub(lambda found: key(found[1], keys), line)
                    for line in change["commands"]
                ],
                platform=config.platform,
                release=config.release,
                unprinted=unprinted.get(name, NOTHING_UNPRINTED),
            )
            files[name].write_text(done.text)
            unprinted[name] = done.unprinted


def key(reference: str, keys: dict[tuple[str, str], str]) -> str:
    """Return what a reference stands for: a new key is its own name, others are what a device holds."""
    _, tunnel, *words = reference.split("/")
    if words == ["new"]:
        return f"new-{tunnel}"
    held = {device: value for (name, device), value in keys.items() if name == tunnel}
    return held.get(words[0]) or next(iter(held.values()))
