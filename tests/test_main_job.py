"""The main job over the mock fleet: the verdicts are those that were planted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from remediate.cli import run

ROOT = Path(__file__).parent.parent
INVENTORY = ROOT / "inventory"
PLANTED = YAML(typ="safe").load((INVENTORY / "planted.yaml").read_text())
SIX = {
    "isakmp-policy-mismatch",
    "psk-mismatch",
    "crypto-acl-not-mirrored",
    "transform-set-mismatch",
    "packet-encryption-error",
    "esp-sequence-fail",
}


@pytest.fixture(scope="module")
def job(tmp_path_factory):
    """Run the job once, as a user would."""
    out = tmp_path_factory.mktemp("job")
    arguments = [str(INVENTORY / "dumps"), "--inventory", str(INVENTORY / "config.yaml")]
    status = run(
        ["diagnose", *arguments, "--format", "json", "-o", str(out / "diagnosis.json"), "-q"]
    )
    assert status == 3
    status = run(
        ["plan", *arguments, "-o", str(out / "plan.json"), "--report", str(out / "report.html"), "--report", str(out / "report.md"), "-q"]
    )  # fmt: skip
    assert status == 3
    diagnosis = json.loads((out / "diagnosis.json").read_text())
    plan = json.loads((out / "plan.json").read_text())
    return out, diagnosis, plan


def test_every_planted_tunnel_and_no_other_is_found(job):
    _, diagnosis, _ = job
    assert {tunnel["id"] for tunnel in diagnosis["tunnels"]} == set(PLANTED)


@pytest.mark.parametrize("tunnel", sorted(PLANTED))
def test_the_verdict_is_what_was_planted(job, tunnel):
    _, diagnosis, _ = job
    planted = PLANTED[tunnel]
    found = next(item for item in diagnosis["tunnels"] if item["id"] == tunnel)
    accepted = [planted["verdict"], *planted.get("accept", [])]
    assert found["verdict"] in accepted, found["reason"]
    if planted["verdict"] == "HEALTHY":
        assert found["diagnoses"] == []
        return
    if planted.get("slug"):
        assert found["diagnoses"][0]["slug"] == planted["slug"]
        assert sorted(found["diagnoses"][0]["change_on"]) == sorted(planted["change_on"])


def test_all_six_causes_are_there_and_most_tunnels_are_healthy(job):
    _, diagnosis, _ = job
    slugs = {item["slug"] for tunnel in diagnosis["tunnels"] for item in tunnel["diagnoses"]}
    assert slugs >= SIX
    assert diagnosis["summary"]["healthy"] * 2 > diagnosis["summary"]["tunnels"]


def test_every_fault_of_the_six_is_planned(job):
    _, _, plan = job
    planned = {item["tunnel"] for item in plan["tunnels"]}
    faulty = {
        name
        for name, item in PLANTED.items()
        if item.get("slug") in SIX and item["verdict"] == "FAULT"
    }
    assert faulty - planned == set(), plan["not_planned"]


def test_the_plan_names_the_reason_for_whatever_it_leaves(job):
    _, diagnosis, plan = job
    left = {item["tunnel"] for item in plan["not_planned"]}
    planned = {item["tunnel"] for item in plan["tunnels"]}
    unwell = {item["id"] for item in diagnosis["tunnels"] if item["verdict"] != "HEALTHY"}
    assert left | planned == unwell
    assert all(item["reasons"] for item in plan["not_planned"])


def test_an_unmanaged_peer_and_a_missing_end_are_shown_as_such(job):
    _, diagnosis, _ = job
    states = {end["state"] for tunnel in diagnosis["tunnels"] for end in tunnel["ends"]}
    assert states == {"present", "missing", "unmanaged"}


def test_the_same_input_gives_the_same_bytes(job, tmp_path):
    out, _, _ = job
    again = tmp_path / "plan.json"
    arguments = [str(INVENTORY / "dumps"), "--inventory", str(INVENTORY / "config.yaml")]
    assert run(["plan", *arguments, "-o", str(again), "-q"]) == 3
    assert again.read_bytes() == (out / "plan.json").read_bytes()
