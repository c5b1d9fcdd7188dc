"""What a change takes from other tunnels is seen before it is planned, whatever a rule says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from remediate.diagnose import FleetDiagnosis, diagnose
from remediate.evidence.fleet import read_fleet
from remediate.messages import Classifier
from remediate.model.base import Safety
from remediate.model.change import AclEdit, MirrorCryptoAcl
from remediate.model.diagnosis import Fix
from remediate.plan.beside import Beside, needed_by_an_sa
from remediate.plan.proof import worse
from remediate.plan.standing import Standing
from remediate.plan.steps import Chosen, Refused, Step, carry_out
from remediate.rules import catalogue
from remediate.secrets import Redactor

CASES = Path(__file__).parents[1] / "acceptance" / "cases"
BODY = "permit ip 10.90.1.0 0.0.0.255 10.9{}.1.0 0.0.0.255"
OST, SUED = "198.51.100.121--203.0.113.121", "198.51.100.129--203.0.113.121"


def found_in(case: str) -> FleetDiagnosis:
    folder = CASES / case / "dumps"
    return diagnose(
        read_fleet([folder], classifier=Classifier(catalogue()), redactor=Redactor(b"0" * 32))
    )


def steps_of(found: FleetDiagnosis, tunnel: str, line: int) -> tuple[Step, ...]:
    """Take a line out of the list that two sites share."""
    item = next(item for item in found.tunnels if item.tunnel.id == tunnel)
    edit = AclEdit(body=BODY.format(line + 1), position=line)
    change = MirrorCryptoAcl(device="west", acl="VPN", remove=(edit,))
    fix = Fix(
        kind="mirror-crypto-acl",
        device="west",
        safety=Safety.SAFE,
        documented=True,
        why="",
        change=change,
    )
    devices = Standing().devices(end.evidence for end in item.tunnel.ends)
    steps = carry_out(item.tunnel, [Chosen(fix, "crypto-acl-not-mirrored")], devices, {})
    assert not isinstance(steps, Refused)
    return steps


@pytest.mark.parametrize(
    ("tunnel", "line", "flow", "loser"),
    [
        (OST, 1, "ip 10.92.1.0/24 -> 10.90.1.0/24", SUED),
        (SUED, 0, "ip 10.91.1.0/24 -> 10.90.1.0/24", OST),
    ],
)
def test_a_line_that_both_ends_of_another_tunnel_have_is_seen_to_go(
    tunnel: str, line: int, flow: str, loser: str
) -> None:
    found = found_in("ips001-two-sites-in-one-entry")
    steps = steps_of(found, tunnel, line)
    beside = Beside(item.tunnel for item in found.tunnels)
    item = next(item for item in found.tunnels if item.tunnel.id == tunnel)
    others = list(beside.of(item.tunnel, steps))
    assert [other.id for other in others] == [loser]
    harm = " ".join(worse(others, steps))
    assert f"it takes {flow} from {loser}" in harm


def test_no_line_goes_under_a_live_sa_of_another_peer() -> None:
    found = found_in("ips001-two-sites-in-one-entry-one-of-them-live")
    for tunnel, line in ((OST, 1), (SUED, 0)):
        item = next(item for item in found.tunnels if item.tunnel.id == tunnel)
        told = " ".join(needed_by_an_sa(item.tunnel, steps_of(found, tunnel, line)))
        assert ("a live SA of west with 198.51.100.1" in told) is (tunnel == SUED), (tunnel, told)
