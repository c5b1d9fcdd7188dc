"""Small generated fleets: no false alarm, no fault that goes by in silence, the same bytes each time.

The generator knows nothing of the engine (`bench/fleets`); large ones are measured by ``python -m bench fleet``.
"""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.fleets.fleet import EVIDENCE, Fleet, make_fleet
from bench.fleets.judge import Judgement, judge, load
from remediate.cli.entry import run
from remediate.rules import discover

MAIN = "from remediate.cli import main; main()"
TUNNELS = 240
SHARE = 0.35
"""Of faulty tunnels, so that each fault is planted once and mostly twice."""
OPEN = ("found", "ambiguous", "unknown")
COMPLETE = {
    module.RULE.slug for module in discover() if getattr(module, "diagnose", None) is not None
}


def diagnosed(fleet: Fleet, folder: Path) -> tuple[int, Judgement]:
    fleet.write(folder / "dumps")
    document = folder / "diagnosis.json"
    arguments = ["diagnose", str(folder / "dumps"), "--format", "json", "-o", str(document), "-q"]
    status = run(arguments)
    return status, judge(fleet, load(document))


@pytest.fixture(scope="module", params=EVIDENCE)
def answered(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[int, Judgement]:
    fleet = make_fleet(TUNNELS, seed=7, evidence=request.param, faulty=SHARE)
    return diagnosed(fleet, tmp_path_factory.mktemp(request.param))


def test_where_nothing_is_planted_nothing_is_found(answered: tuple[int, Judgement]) -> None:
    _, found = answered
    assert found.false == []
    assert found.healthy["DOUBTED"] == 0
    assert found.single["HEALTHY"] + found.single["UNKNOWN"] + found.single["AMBIGUOUS"] + found.single["NOT SEEN"] == found.single.total()  # fmt: skip


def test_what_is_planted_is_found_or_called_open_with_the_command_that_decides(
    answered: tuple[int, Judgement],
) -> None:
    status, found = answered
    assert status == 3
    passed = {
        (cause.slug, cause.variant, outcome)
        for cause, counts in found.planted.items()
        for outcome in counts
        if cause.slug in COMPLETE and outcome not in OPEN
    }
    assert passed == set()


def test_most_of_what_both_configurations_show_is_named(tmp_path: Path) -> None:
    fleet = make_fleet(TUNNELS, seed=11, evidence="config", faulty=SHARE)
    _, found = diagnosed(fleet, tmp_path)
    outcomes = found.outcomes()
    for slug in (
        "isakmp-policy-mismatch",
        "psk-mismatch",
        "no-key-for-peer",
        "crypto-acl-not-mirrored",
        "transform-set-mismatch",
        "pfs-mismatch",
        "crypto-map-not-applied",
        "crypto-map-incomplete",
    ):
        assert outcomes[slug]["found"] == outcomes[slug].total() > 0, slug


def test_a_fleet_without_a_fault_ends_with_0(tmp_path: Path) -> None:
    status, found = diagnosed(make_fleet(120, seed=3, evidence="shows", faulty=0), tmp_path)
    assert status == 0
    assert found.false == []


def test_different_faults_of_one_hub_are_told_apart(tmp_path: Path) -> None:
    fleet = make_fleet(60, seed=5, shape="hub", faulty=0.5)
    planted = {tunnel.slug for tunnel in fleet.tunnels if tunnel.slug in COMPLETE}
    assert len(planted) > 5
    _, found = diagnosed(fleet, tmp_path)
    assert found.false == []
    named = {cause.slug for cause, counts in found.planted.items() if counts["found"]}
    assert len(named) > 5


def test_the_same_fleet_gives_the_same_bytes(tmp_path: Path) -> None:
    make_fleet(60, seed=9, evidence="all", faulty=0.4).write(tmp_path / "dumps")
    said = []
    for seed in ("1", "2"):
        outputs = [tmp_path / f"{seed}.{kind}.json" for kind in ("diagnosis", "plan")]
        for command, path in zip(("diagnose", "plan"), outputs, strict=True):
            form = ["--format", "json"] if command == "diagnose" else []
            arguments = [command, str(tmp_path / "dumps"), *form, "-o", str(path), "-q"]
            done = subprocess.run(
                [sys.executable, "-c", MAIN, *arguments],
                env={**os.environ, "PYTHONHASHSEED": seed},
                check=False,
            )
            assert done.returncode == 3
        said.append([path.read_bytes() for path in outputs])
    assert said[0] == said[1]


def test_what_is_planned_was_planted(tmp_path: Path) -> None:
    fleet = make_fleet(TUNNELS, seed=7, evidence="config", faulty=SHARE)
    fleet.write(tmp_path / "dumps")
    assert run(["plan", str(tmp_path / "dumps"), "-o", str(tmp_path / "plan.json"), "-q"]) == 3
    plan = json.loads((tmp_path / "plan.json").read_bytes())
    faulty = {tunnel.id for tunnel in fleet.tunnels if tunnel.slug or tunnel.involved}
    strangers = {item["tunnel"] for item in plan["tunnels"]} - faulty
    assert not strangers & {tunnel.id for tunnel in fleet.tunnels}
    assert len(plan["tunnels"]) > TUNNELS * SHARE / 3
    devices: dict[int, set[str]] = {}
    by_id = {tunnel.id: tunnel for tunnel in fleet.tunnels}
    for item in plan["tunnels"]:
        if item["tunnel"] in by_id:
            names = {end.device.name for end in by_id[item["tunnel"]].ends()}
            assert not names & devices.setdefault(item["wave"], set())
            devices[item["wave"]] |= names


def test_the_generator_knows_nothing_of_the_engine() -> None:
    for path in sorted((Path(__file__).parents[2] / "bench" / "fleets").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            names = (
                [item.name for item in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            assert not [name for name in names if name.startswith(("remediate", "fastparse"))]
