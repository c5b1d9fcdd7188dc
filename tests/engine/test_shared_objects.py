"""Plans of hubs whose tunnels share objects, proven as a whole: after each wave, and on the way back."""

import random
import re
from pathlib import Path

import pytest

from tests.engine.shared_fleets import SHAPES
from tests.engine.walking import plan_of, prove

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
