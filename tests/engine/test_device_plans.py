"""What is planned on a device for itself: only by name, proven in memory, and no tunnel the worse for it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from remediate.cli import run
from remediate.diagnose import diagnose
from remediate.model.base import Safety, Verdict
from remediate.model.plan import DevicePlan, Plan
from remediate.plan import make_plan
from remediate.plan_file import digest_of, load_plan
from remediate.report.html import html_page
from remediate.report.junit import junit_xml
from remediate.report.markdown import markdown
from remediate.report.terminal import show
from remediate.views import report_of
from tests.engine.two_ends import R1, R2, changed, device, fleet

CASES = Path(__file__).parents[1] / "acceptance" / "cases"
IOS, PIX = "set-client-split-tunnel", "set-vpngroup-split-tunnel"
CLIENTS = """\
ip local pool RA 10.99.0.1 10.99.0.254
!
crypto isakmp client configuration group staff
 key 6 AAAA
 pool RA
!
crypto isakmp client configuration group guests
 key 6 AAAA
 pool RA
!
crypto dynamic-map DYN 10
 set transform-set TS
!
crypto map OUT 65000 ipsec-isakmp dynamic DYN
!
"""
WITH_CLIENTS = changed(
    R1, ("interface GigabitEthernet0/0\n", f"{CLIENTS}interface GigabitEthernet0/0\n")
)
ASA = CASES / "clt002-asa98-tunnelall-and-no-hairpin" / "dumps" / "asa1" / "show_running-config.txt"


def planned(case: str, tmp_path: Path, *kinds: str) -> tuple[int, Plan, str]:
    out = tmp_path / "plan.json"
    named = [word for kind in kinds for word in ("--include", kind)]
    status = run(["plan", str(CASES / case / "dumps"), "-o", str(out), "-q", *named])
    return status, load_plan(out), out.read_text("utf-8")


@pytest.mark.parametrize(
    ("case", "kind", "commands", "inverse"),
    [
        (
            "clt001-group-without-acl",
            IOS,
            (
                "ip access-list extended SPLIT-staff",
                " permit ip 10.1.1.0 0.0.0.255 any",
                "crypto isakmp client configuration group staff",
                " acl SPLIT-staff",
            ),
            (
                "crypto isakmp client configuration group staff",
                " no acl SPLIT-staff",
                "no ip access-list extended SPLIT-staff",
            ),
        ),
        (
            "clt002-vpngroup-without-split-tunnel",
            PIX,
            (
                "access-list SPLIT-vpn3000 permit ip 10.1.1.0 255.255.255.240 10.1.2.0 255.255.255.0",
                "access-list SPLIT-vpn3000 permit ip 172.16.0.0 255.255.0.0 10.1.2.0 255.255.255.0",
                "vpngroup vpn3000 split-tunnel SPLIT-vpn3000",
            ),
            (
                "no vpngroup vpn3000 split-tunnel SPLIT-vpn3000",
                "no access-list SPLIT-vpn3000 permit ip 172.16.0.0 255.255.0.0 10.1.2.0 255.255.255.0",
                "no access-list SPLIT-vpn3000 permit ip 10.1.1.0 255.255.255.240 10.1.2.0 255.255.255.0",
            ),
        ),
    ],
)
def test_a_split_tunnel_is_planned_by_name_alone(case, kind, commands, inverse, tmp_path):
    status, plan, _ = planned(case, tmp_path)
    assert (status, plan.devices, plan.devices_not_planned) == (0, (), ())
    status, plan, text = planned(case, tmp_path, kind)
    (part,) = plan.devices
    (change,) = part.changes
    assert status == 3
    assert plan.digest == digest_of(plan)
    assert change.kind == kind
    assert [line for line in change.commands if line.strip() != "exit"] == list(commands)
    assert [line for line in change.inverse if line.strip() != "exit"] == list(inverse)
    assert change.safety is Safety.WEAKENING
    assert change.documented
    assert not part.window
    assert part.checks
    assert [item.device for item in plan.fingerprints] == [part.device]
    assert "pre-share" not in text


def test_what_is_excluded_is_not_planned():
    found = diagnose(fleet(device("r1", WITH_CLIENTS), device("r2", R2)))
    assert make_plan(found, include=[IOS]).devices
    assert make_plan(found, include=[IOS], exclude=[IOS]).devices == ()


def test_what_is_planned_beside_a_tunnel_shares_no_wave_with_it():
    found = diagnose(
        fleet(device("r1", WITH_CLIENTS), device("r2", changed(R2, ("10.10.1.0", "10.10.2.0"))))
    )
    plan = make_plan(found, include=[IOS])
    (tunnel,), (part,) = plan.tunnels, plan.devices
    assert (tunnel.wave, part.wave) == (0, 1)
    assert [why.slug for why in part.why] == ["router-split-tunnel-missing"] * 2
    assert [change.order for change in part.changes] == [1, 2]


def test_one_group_policy_of_two_groups_is_told_once():
    text = ASA.read_text("utf-8")
    second = text.replace(
        "class-map inspection_default",
        "tunnel-group CREW type remote-access\n"
        "tunnel-group CREW general-attributes\n"
        " address-pool RAPOOL\n"
        " default-group-policy STAFF\n"
        "tunnel-group CREW ipsec-attributes\n"
        " ikev1 pre-shared-key *****\n"
        "!\n"
        "class-map inspection_default",
        1,
    )
    plan = make_plan(diagnose(fleet(device("asa1", second))), include=[PIX])
    (part,) = plan.devices
    assert len(part.changes) == 1
    assert {why.explanation.split()[3] for why in part.why} == {"STAFF", "CREW"}
    assert plan.devices_not_planned == ()


def test_what_can_not_be_done_is_told_with_its_reason():
    bare = "\n".join(
        line
        for line in ASA.read_text("utf-8").splitlines()
        if "destination static POOL" not in line
    )
    plan = make_plan(diagnose(fleet(device("asa1", bare))), include=[PIX])
    assert plan.devices == ()
    (left,) = plan.devices_not_planned
    assert (left.device, left.slug) == ("asa1", "pix-split-tunnel-missing")
    assert "no NAT exemption" in left.reasons[0]


def test_a_tunnel_that_would_suffer_refuses_it(monkeypatch):
    """The rules find no such harm of these fixes; a fix that did harm must not pass."""
    from remediate.plan import proof

    found = diagnose(fleet(device("r1", WITH_CLIENTS), device("r2", R2)))
    assert [item.verdict for item in found.tunnels] == [Verdict.HEALTHY]
    broken = diagnose(
        fleet(device("r1", WITH_CLIENTS), device("r2", changed(R2, ("group 14", "group 2"))))
    ).tunnels[0]
    real = proof.apply_in_memory
    monkeypatch.setattr(
        proof,
        "apply_in_memory",
        lambda tunnel, steps: broken.tunnel if steps else real(tunnel, steps),
    )
    plan = make_plan(found, include=[IOS])
    assert plan.devices == ()
    assert {item.slug for item in plan.devices_not_planned} == {"router-split-tunnel-missing"}
    assert "isakmp-policy-mismatch is found on" in plan.devices_not_planned[0].reasons[0]


def told(plan: Plan, report) -> dict[str, str]:
    shown = io.StringIO()
    show(Console(width=200, file=shown), report, plan)
    return {
        "terminal": shown.getvalue(),
        "html": html_page(report, plan).decode(),
        "markdown": markdown(report, plan).decode(),
        "junit": junit_xml(report, plan).decode(),
    }


@pytest.mark.parametrize("alone", [False, True])
def test_every_report_shows_it(alone):
    found = diagnose(fleet(device("r1", WITH_CLIENTS), device("r2", R2)))
    plan = make_plan(found, include=[IOS])
    part: DevicePlan = plan.devices[0]
    for form, text in told(plan, None if alone else report_of(found)).items():
        assert part.changes[0].kind in text, form
        assert "acl SPLIT-guests" in text, form
        if form != "junit":
            assert "The client's route table" in text.replace("&#39;", "'"), form
            assert text.count("clients of group guests send everything") == 1, form


def test_a_fix_that_waits_for_its_name_says_so():
    found = diagnose(fleet(device("r1", WITH_CLIENTS), device("r2", R2)))
    texts = told(make_plan(found), report_of(found))
    assert f"by name only: --include {IOS}" in texts["terminal"]
    assert "only by name" in texts["markdown"]
    assert "only by name" in texts["html"]
