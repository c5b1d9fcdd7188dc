"""A rule that fails on a tunnel: it is said there, the other tunnels have their answers, and no message makes one fail."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import msgspec
import pytest

from remediate.check import check
from remediate.cli.entry import run
from remediate.diagnose import diagnose, examine
from remediate.evidence import builder, config_texts, pieces
from remediate.model.base import Verdict
from remediate.plan import make_plan
from remediate.platforms import shows
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
    failed = []
    plan = make_plan(found, failed=failed.append)
    assert not plan.tunnels
    assert "the rule transform-set-mismatch failed" in plan.not_planned[0].reasons[0]
    assert [item.what for item in failed] == ["the rule transform-set-mismatch"]


def test_planning_that_fails_on_a_tunnel_costs_that_alone(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys.modules["remediate.plan.tunnel"], "carry_out", lambda *_: 1 // 0)
    texts = {"r1": R1, "r2": changed(R2, ("esp-sha256-hmac", "esp-sha-hmac"))}
    for name, text in texts.items():
        (tmp_path / "dumps" / name).mkdir(parents=True)
        (tmp_path / "dumps" / name / "show_running-config.txt").write_text(text)
    out = tmp_path / "plan.json"
    assert run(["plan", str(tmp_path / "dumps"), "-o", str(out), "-q"]) == 1
    assert "error: REM999: 10.1.0.1--10.1.0.2: the planning of its fixes failed" in (
        capsys.readouterr().err
    )
    assert (
        "the planning of its fixes failed"
        in json.loads(out.read_text())["not_planned"][0]["reasons"][0]
    )


def test_a_check_that_fails_on_a_tunnel_costs_that_alone(monkeypatch):
    directions = sys.modules["remediate.check.fleet"].directions

    def fail(negotiation, book):
        if "r1" in (negotiation.one.name, negotiation.two.name):
            raise KeyError(PLANTED)
        return directions(negotiation, book)

    monkeypatch.setattr(sys.modules["remediate.check.fleet"], "directions", fail)
    texts = {"r1": R1, "r2": R2, "r3": R3, "r4": R4}
    checked = check(fleet(*(device(name, text) for name, text in texts.items())))
    assert [item.result.verdict for item in checked.tunnels] == [Verdict.UNKNOWN, Verdict.HEALTHY]
    assert [item.what for item in checked.diagnosis.defects] == ["the check of its directions"]


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


def failing_reader(monkeypatch, name, *, on=b""):
    """Make a reader of show output fail where ``on`` stands in what it reads."""
    read = getattr(shows, name)

    def fail(body, **places):
        if on in body:
            raise ValueError(PLANTED)
        return read(body, **places)

    monkeypatch.setattr(shows, name, fail)


SA = "IPv4 Crypto ISAKMP SA\ndst             src             state          conn-id status\n"
ROW = "10.1.0.2        10.1.0.1        QM_IDLE           1001 ACTIVE\n"


def dumps_of_two(folder):
    for name, text in (("r1", R1), ("r2", R2)):
        (folder / name).mkdir(parents=True)
        (folder / name / "show_running-config.txt").write_text(text)
        (folder / name / "show_crypto_isakmp_sa.txt").write_text(SA + ROW)
    return folder


@pytest.mark.parametrize("command", ["diagnose", "check", "plan"])
def test_an_output_that_its_reader_fails_on_counts_as_not_collected(
    command, tmp_path, monkeypatch, capsys
):
    failing_reader(monkeypatch, "isakmp_sas", on=SA.encode())
    folder = dumps_of_two(tmp_path / "dumps")
    out = tmp_path / "out.json"
    form = [] if command == "plan" else ["--format", "json"]
    assert run([command, str(folder), *form, "-o", str(out), "-q", "--verbose"]) == 1
    said = capsys.readouterr().err
    for place in ("r1/show_crypto_isakmp_sa.txt:1", "r2/show_crypto_isakmp_sa.txt:1"):
        assert f"error: {place}: not read: a defect of this program" in said
        assert f"error: REM999: {place}: the reader of 'show crypto isakmp sa' failed" in said
    assert "ValueError in fail" in said
    assert PLANTED not in said + out.read_text()
    if command != "plan":
        assert [item["verdict"] for item in json.loads(out.read_text())["tunnels"]] == ["HEALTHY"]


@pytest.mark.parametrize("command", ["diagnose", "check", "plan"])
def test_a_configuration_that_its_reader_fails_on_counts_as_not_collected(
    command, tmp_path, monkeypatch, capsys
):
    read = config_texts.read_config

    def fail(text, **known):
        if "hostname r2" in text:
            raise ValueError(PLANTED)
        return read(text, **known)

    monkeypatch.setattr(config_texts, "read_config", fail)
    folder = dumps_of_two(tmp_path / "dumps")
    out = tmp_path / "out.json"
    form = [] if command == "plan" else ["--format", "json"]
    assert run([command, str(folder), *form, "-o", str(out), "-q"]) == 1
    said = capsys.readouterr().err
    assert said.count("error: REM999") == 1
    assert "error: REM999: r2: the reading of the running-config failed" in said
    assert PLANTED not in said + out.read_text()
    if command != "plan":
        (tunnel,) = json.loads(out.read_text())["tunnels"]
        assert tunnel["verdict"] != "FAULT"


def test_no_configuration_is_not_said_where_its_reader_failed(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(config_texts, "read_config", lambda *_, **__: 1 // 0)
    folder = dumps_of_two(tmp_path / "dumps")
    assert run(["check", str(folder), "-q"]) == 1
    said = capsys.readouterr().err
    assert said.count("error: REM999") == 2
    assert "no running-config was found" not in said


def test_a_device_that_can_not_be_put_together_stays_with_its_name(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(builder, "in_their_sessions", lambda _: 1 // 0)
    folder = dumps_of_two(tmp_path / "dumps")
    assert run(["diagnose", str(folder), "-q"]) == 1
    assert "REM999: r1: the reading of what its outputs say together" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["ndjson", "parquet"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_search_that_fails_on_one_file_goes_on_with_the_others(
    form, jobs, tmp_path, monkeypatch, capfd
):
    failing_reader(monkeypatch, "isakmp_sas", on=b"10.9.9.9")
    stuck = SA + "10.1.0.2        10.1.0.1        MM_KEY_EXCH          0 ACTIVE\n"
    for name, text in (("r1", stuck.replace("10.1.0.2", "10.9.9.9")), ("r2", stuck)):
        (tmp_path / "dumps" / name).mkdir(parents=True)
        (tmp_path / "dumps" / name / "session.txt").write_text(text)
    out = tmp_path / f"out.{form}"
    arguments = ["scan", str(tmp_path / "dumps"), "--format", form, "-o", str(out), "-j", jobs]
    assert run(arguments) == 1
    said = capfd.readouterr().err
    assert said.count("error: REM999") == 1
    assert "REM999: r1/session.txt: the search of the file failed" in said
    assert PLANTED not in said
    if form == "ndjson":
        assert [json.loads(line)["device"] for line in out.read_text().splitlines()] == ["r2"]


def test_no_file_of_the_acceptance_cases_makes_the_search_fail(tmp_path, capfd):
    cases = Path(__file__).parents[1] / "acceptance" / "cases"
    run(["scan", str(cases), "-o", str(tmp_path / "out.ndjson"), "-q"])
    assert "REM999" not in capfd.readouterr().err


def test_what_is_too_long_for_any_reader_is_said_and_no_defect(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(pieces, "MOST_BYTES", 100)
    folder = dumps_of_two(tmp_path / "dumps")
    assert run(["diagnose", str(folder), "-q"]) == 2
    said = capsys.readouterr().err
    assert "r1/show_running-config.txt:1: an output of more than 100 bytes is not read" in said
    assert "REM999" not in said


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
