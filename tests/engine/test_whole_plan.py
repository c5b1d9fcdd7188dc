"""A whole plan, carried out wave by wave on the texts: each tunnel ends as the plan says, and no other one is worse.

A plan proves each tunnel on what the parts before it leave. Here all of them are made one after the
other, as an apply would make them, and the fleet that they leave behind is diagnosed as a new one;
then they are taken back in the reverse order. The generator knows nothing of the engine (`bench/fleets`).
"""

from pathlib import Path

import pytest

from bench.fleets.fleet import make_fleet
from tests.engine.walking import plan_of, prove


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
    plan = plan_of(dumps)
    assert len(plan["tunnels"]) > tunnels * faulty / 3
    keys = {(item.id, end.device.name): end.key for item in fleet.tunnels for end in item.ends()}
    prove(dumps, plan, lambda reference: key(reference, keys), each_wave=False)


def key(reference: str, keys: dict[tuple[str, str], str]) -> str:
    """Return what a reference stands for: a new key is its own name, others are what a device holds."""
    _, tunnel, *words = reference.split("/")
    if words == ["new"]:
        return f"new-{tunnel}"
    held = {device: value for (name, device), value in keys.items() if name == tunnel}
    return held.get(words[0]) or next(iter(held.values()))
