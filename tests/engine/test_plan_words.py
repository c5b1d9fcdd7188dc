"""What a plan says besides its changes: what is cleared and when, what is to be seen before and afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from remediate.cli import run
from remediate.model.plan import TunnelPlan
from remediate.plan_file import load_plan

CASES = Path(__file__).parents[1] / "acceptance" / "cases"


def planned(case: str, tmp_path: Path, *kinds: str) -> TunnelPlan:
    out = tmp_path / "plan.json"
    named = [word for kind in kinds for word in ("--include", kind)]
    run(["plan", str(CASES / case / "dumps"), "-o", str(out), "-q", *named])
    return load_plan(out).tunnels[0]


@pytest.mark.parametrize(
    ("case", "clears"),
    [
        (
            "pkt002-sender-keeps-an-sa-that-is-gone",
            [("r2", "clear crypto session remote 192.0.2.1")],
        ),
        ("pkt002-asa-receives-router-clears", [("asa1", "clear crypto ikev1 sa 192.0.2.1")]),
    ],
)
def test_dead_peer_detection_stands_before_the_sas_that_are_to_have_it(
    case: str, clears: list[tuple[str, str]], tmp_path: Path
) -> None:
    plan = planned(case, tmp_path, "set-dpd")
    kinds = [change.kind for change in plan.changes]
    assert kinds == ["set-dpd"] * (len(kinds) - 1) + ["clear-peer-sa"]
    assert [change.order for change in plan.changes] == list(range(1, len(kinds) + 1))
    assert list(plan.clears) == clears  # of the other end the operation clears that IKE SA already
    assert plan.window
