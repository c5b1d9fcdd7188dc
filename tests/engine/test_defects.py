"""A rule that fails on a tunnel: it is said there, the other tunnels have their answers, and no message makes one fail."""

from __future__ import annotations

import json
import sys

import msgspec
import pytest

from remediate.check import check
from remediate.cli.entry import run
from remediate.diagnose import diagnose, examine
from remediate.model.base import Verdict
from remediate.plan import make_plan
from remediate.rules import psk_mismatch, router_split_tunnel_missing, transform_set_mismatch
from tests.engine.test_filtered_configurations import ASA_2, IOS_1
from tests.engine.two_ends import R1, R2, changed, device, fleet, pair
from tests.rules.test_cases import CASES, read

PLANTED = "PlantedPskInAnException"
R3 = changed(
    R1,
    ("hostname r1", "hostname r3"),
    ("10.1.0.", "10.3.0."),
    ("10.10.1.", "10.30.1."),
    ("10.20.1.", "10.40.1."),
)
R4 = changed(
    R2,
    ("hostname r2", "hostname r4"),
    ("10.1.0.", "10.3.0."),
    ("10.20.1.", "10.40.1."),
    ("10.10.1.", "10.30.1."),
)


def failing(place):
    """A rule's function that fails on what ``place`` stands in, and finds nothing elsewhere."""

    def ask(asked, *_):
        if place in getattr(asked, "device", "") or place in getattr(
            getattr(asked, "tunnel", asked), "id", ""
        ):
            raise KeyError(PLANTED)

    return ask


def test_the_tunnel_is_unknown_and_the_others_have_their_answers(monkeypatch):
    monkeypatch.setattr(psk_mismatch, "diagnose", failing("10.1.0.1"))
    texts = {"r1": R1, "r2": R2, "r3": R3, "r4": R4}
    both = fleet(*(device(name, text) for name, text in texts.items()))
    found = diagnose(both)
    assert [item.verdict for item in found.tunnels] == [Verdict.UNKNOWN, Verdict.HEALTHY]
    first = found.tunnels[0]
    assert "the rule psk-mismatch failed" in first.reason
    assert "KeyError in ask" in first.reason
    assert PLANTED not in first.reason
    assert [item.where for item in found.defects] == [first.tunnel.id]
    checked = check(both)
    assert [item.result.verdict for item in checked.tunnels] == [Verdict.UNKNOWN, Verdict.HEALTHY]
    assert checked.diagnosis.defects
    assert [item.tunnel for item in make_plan(found).not_planned] == [first.tunnel.id]


def test_what_fails_outside_of_the_rules_is_confined_too(monkeypatch):
    monkeypatch.setattr(sys.modules["remediate.diagnose.examine"], "verdict", lambda *_: 1 // 0)
    found = pair()
    assert found.tunnels[0].verdict is Verdict.UNKNOWN
    assert "the comparison of its ends failed" in found.tunnels[0].reason
    assert "ZeroDivisionError" in found.defects[0].reason


def test_a_device_that_a_rule_fails_on_keeps_the_findings_of_the_others(monkeypatch):
    monkeypatch.setattr(router_split_tunnel_missing, "inspect", lambda *_: 1 // 0)
    found = pair()
    assert found.tunnels[0].verdict is Verdict.HEALTHY
    assert {item.where for item in found.defects} == {"r1", "r2"}
    assert all("the rule router-split-tunnel-missing" in item.reason for item in found.defects)


def test_a_cure_that_can_not_be_looked_for_is_not_planned(monkeypatch):
    monkeypatch.setattr(transform_set_mismatch, "cured", lambda *_: 1 // 0)
    found = pair(R1, changed(R2, ("esp-sha256-hmac", "esp-sha-hmac")))
    plan = make_plan(found)
    assert not plan.tunnels
    assert "the rule transform-set-mismatch failed" in plan.not_planned[0].reasons[0]


@pytest.mark.parametrize("command", ["diagnose", "check", "plan"])
def test_the_command_answers_and_ends_as_an_error_of_ours(command, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(psk_mismatch, "diagnose", failing("10.1.0.1"))
    for name, text in (("r1", R1), ("r2", R2), ("r3", R3), ("r4", R4)):
        (tmp_path / "dumps" / name).mkdir(parents=True)
        (tmp_path / "dumps" / name / "show_running-config.txt").write_text(text)
    out = tmp_path / "out.json"
    form = [] if command == "plan" else ["--format", "json"]
    arguments = [command, str(tmp_path / "dumps"), *form, "-o", str(out), "-q"]
    assert run(arguments) == 1
    said = capsys.readouterr().err
    assert "error: REM999: 10.1.0.1--10.1.0.2: the rule psk-mismatch failed" in said
    assert "Traceback" not in said
    document = json.loads(out.read_text())
    if command != "plan":
        verdicts = {item["id"]: item["verdict"] for item in document["tunnels"]}
        assert verdicts == {"10.1.0.1--10.1.0.2": "UNKNOWN", "10.3.0.1--10.3.0.2": "HEALTHY"}
    assert run([*arguments, "--verbose"]) == 1
    said = capsys.readouterr().err
    assert "Traceback" in said
    assert PLANTED not in said + out.read_text()


TUNNELS = {
    "agreeing": pair().tunnels[0].tunnel,
    "not agreeing": pair(R1, changed(R2, ("aes 256", "3des"), ("group 14", "group 2")))
    .tunnels[0]
    .tunnel,
    "one end": diagnose(fleet(device("r1", R1))).tunnels[0].tunnel,
    "of an ASA": diagnose(fleet(device("R2", ASA_2), device("R1", IOS_1))).tunnels[0].tunnel,
    "of an ASA alone": diagnose(fleet(device("R2", ASA_2))).tunnels[0].tunnel,
}


@pytest.mark.parametrize("known", TUNNELS)
@pytest.mark.parametrize("slug", CASES)
def test_no_message_that_points_to_a_rule_makes_one_fail(slug, known):
    """Each text of the rules' own cases, whole and line by line, as the log of either end, and of both."""
    tunnel = TUNNELS[known]
    for case in (*CASES[slug].fires, *CASES[slug].near_miss):
        messages = read(case.text, "compiled")
        for chosen in ([*messages], *([item] for item in messages)):
            for printing in ((0,), (1,), (0, 1)):
                ends = tuple(
                    msgspec.structs.replace(end, messages=tuple(chosen) if at in printing else ())
                    for at, end in enumerate(tunnel.ends)
                )
                assert examine(msgspec.structs.replace(tunnel, ends=ends)).defects == ()
