"""Plans of hubs whose tunnels share objects, proven as a whole: after each wave, and on the way back."""

import random
import re
from pathlib import Path

import pytest

from tests.engine.shared_fleets import SHAPES
from tests.engine.walking import plan_of, prove

CASES = Path(__file__).parents[1] / "acceptance" / "cases"
_PROMPT = re.compile(r"^[\w-]+[#>].*\n", re.MULTILINE)
_SPOKE = re.compile(r"--198\.51\.100\.(\d+)|spoke(\d+)|198\.51\.100\.(\d+)--")


def key(reference: str) -> str:
    """Return the key that a reference stands for: each spoke has one of its own."""
    found = _SPOKE.search(reference)
    assert found is not None
    return f"PlantedKey{next(filter(None, found.groups()))}"


@pytest.mark.parametrize("shape", sorted(SHAPES))
@pytest.mark.parametrize("seed", range(3))
def test_a_plan_for_what_is_shared_holds_wave_by_wave_and_back(
    tmp_path: Path, shape: str, seed: int
) -> None:
    dumps = tmp_path / "dumps"
    for name, text in SHAPES[shape](random.Random(f"{shape} {seed}"), 5).items():
        (dumps / name).mkdir(parents=True)
        (dumps / name / "show_running-config.txt").write_text(text)
    prove(dumps, plan_of(dumps), key)


@pytest.mark.parametrize(
    "case",
    [
        "ike006-first-policy-for-two-tunnels",
        "ips001-asa82-dynamic-list-lacks-two-sites",
        "ips001-dynamic-list-lacks-two-sites",
        "ips001-hub-has-the-peers-of-two-sites-swapped",
        "ips002-asa82-dynamic-map-two-sites-two-sets",
        "ips002-one-profile-two-tunnels-one-set",
        "ips002-one-profile-two-tunnels-two-sets",
        "ips005-flexvpn-template-without-protection",
        "ips006-two-entries-go-ahead-of-a-third",
        "ips007-asa82-dynamic-map-without-set-two-sites-two-sets",
        "net002-hub-two-spokes-take-numbers-of-their-own",
    ],
)
def test_a_plan_of_a_case_holds_wave_by_wave_and_back(tmp_path: Path, case: str) -> None:
    dumps = tmp_path / "dumps"
    for place in (CASES / case / "dumps").iterdir():
        files = place.iterdir() if place.is_dir() else (place,)
        texts = (max(_PROMPT.split(file.read_text()), key=len) for file in files)
        target = dumps / place.stem / "show_running-config.txt"
        target.parent.mkdir(parents=True)
        target.write_text(next(text for text in texts if "hostname" in text))
    plan = plan_of(dumps)
    assert len(plan["tunnels"]) > 1
    assert plan["secrets"] == []
    prove(dumps, plan, key)
