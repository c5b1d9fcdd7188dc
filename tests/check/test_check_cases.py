"""``remediate check`` over configurations written by hand, against the answers that they must get."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest
from ruamel.yaml import YAML

from remediate.check.configurations import configurations
from remediate.cli import run
from remediate.evidence.fleet import read_fleet
from remediate.messages import Classifier
from remediate.model.diagnosis import DiagnosisReport, TunnelReport
from remediate.rules import catalogue
from remediate.secrets import Redactor
from tests.acceptance.expected import listed, load

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in (HERE / "cases").glob("*/expected.yaml"))
OTHERS = sorted(
    path.parent for path in (HERE.parent / "acceptance" / "cases").glob("*/expected.yaml")
)
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


class Tunnel(msgspec.Struct, forbid_unknown_fields=True):
    verdict: str
    slugs: list[str]
    ends: list[str] = []
    confidence: str | None = None
    reason: str = ""
    directions: dict[str, str] = {}
    prints: dict[str, str] = {}
    notes: list[str] | None = None
    needs: dict[str, str] = {}


class Expected(msgspec.Struct, forbid_unknown_fields=True):
    point: str
    exit_status: int
    tunnels: list[Tunnel]
    secrets: list[str] = []


def expected_of(case: Path) -> Expected:
    data = YAML(typ="safe", pure=True).load((case / "expected.yaml").read_text("utf-8"))
    return msgspec.convert(data, Expected)


def checked(dumps: Path, out: Path, *options: str) -> tuple[int, str]:
    status = run(["check", str(dumps), *options, "-q", "-o", str(out)])
    return status, out.read_text("utf-8") if out.exists() else ""


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_case(case, tmp_path, capfd):
    wanted = expected_of(case)
    status, text = checked(case / "dumps", tmp_path / "check.json")
    assert (status, text) == checked(case / "dumps", tmp_path / "again.json")
    assert status == wanted.exit_status
    report = msgspec.json.decode(text, type=DiagnosisReport)
    assert report.schema == "remediate/diagnosis/1"
    assert report.basis == "configurations"
    assert len(report.tunnels) == len(wanted.tunnels)
    for item in wanted.tunnels:
        (tunnel,) = [
            one
            for one in report.tunnels
            if not item.ends or {end.address for end in one.ends} == {*item.ends}
        ]
        check_tunnel(tunnel, item)
    printed = capfd.readouterr()
    for form in ("md", "html", "xml", "txt"):
        text += checked(case / "dumps", tmp_path / f"check.{form}")[1]
    for secret in wanted.secrets:
        assert secret not in text + printed.out + printed.err


def check_tunnel(tunnel: TunnelReport, wanted: Tunnel) -> None:
    assert tunnel.verdict == wanted.verdict, tunnel.reason
    assert [item.slug for item in tunnel.diagnoses] == wanted.slugs
    assert wanted.reason in tunnel.reason
    if wanted.confidence is not None:
        assert tunnel.diagnoses[0].confidence == wanted.confidence
    ways = tunnel.directions or ()
    assert {item.initiator: item.outcome for item in ways} == wanted.directions
    for device, part in wanted.prints.items():
        lines = [line for way in ways for said in way.printed if said.device == device for line in said.lines]  # fmt: skip
        assert any(part in line for line in lines), lines
    notes = [note.text for note in tunnel.notes or ()]
    if wanted.notes is not None:
        assert len(notes) == len(wanted.notes), notes
        for part in wanted.notes:
            assert any(part in text for text in notes), notes
    assert {need.device: need.command for need in tunnel.needs} == wanted.needs


@pytest.mark.parametrize("case", OTHERS, ids=lambda path: path.name)
def test_a_check_of_the_acceptance_cases_says_the_same_of_configurations(case, tmp_path):
    """Where the dumps are configurations alone, a check must get the case's verdicts; its secrets never show."""
    fleet = read_fleet(
        [case / "dumps"], classifier=Classifier(catalogue()), redactor=Redactor(b"0" * 32)
    )
    assert not fleet.defects
    if configurations(fleet) != fleet or not any(device.config for device in fleet.devices):
        return
    wanted = load(case)
    config = case / "inventory" / "config.yaml"
    options = ("--inventory", str(config)) if config.exists() else ()
    status, text = checked(case / "dumps", tmp_path / "check.json", *options)
    assert not any(secret in text for secret in wanted.secrets)
    report = msgspec.json.decode(text, type=DiagnosisReport)
    assert status in listed(wanted.exit_status)
    found = {item.slug for tunnel in report.tunnels for item in tunnel.diagnoses}
    assert not found & {*wanted.must_not}
    for item in wanted.tunnels:
        (tunnel,) = [
            one for one in report.tunnels if {end.address for end in one.ends} == {*item.ends}
        ]
        assert tunnel.verdict in listed(item.verdict), tunnel.reason
        top = tunnel.diagnoses[0].slug if tunnel.diagnoses else None
        assert top in listed(item.slug)


# --- the command ---------------------------------------------------------------------------------

ONE_WAY = HERE / "cases" / "pfs-on-one-end" / "dumps"
WEAK = HERE / "cases" / "weak-and-alike" / "dumps"


def test_dumps_without_a_configuration_are_an_error_of_the_input(tmp_path, capsys):
    (tmp_path / "r1.txt").write_text("r1#show crypto isakmp sa\ndst src state conn-id slot\n")
    assert run(["check", str(tmp_path)]) == 1
    assert "no running-config was found" in capsys.readouterr().err
    assert run(["check", "no-such-folder"]) == 1


def test_usage(capsys):
    assert run(["check"]) == 5
    assert run(["check", str(WEAK), "--format", "pdf"]) == 5
    assert run(["check", str(WEAK), "--filter", "group=x"]) == 5
    assert "--filter needs --inventory" in capsys.readouterr().err


def test_junit_says_what_failed_and_what_to_note(tmp_path):
    _, text = checked(ONE_WAY, tmp_path / "check.xml")
    root = ET.fromstring(text)  # noqa: S314 - written by the program under test
    assert root.get("failures") == "1"
    (case,) = root.iter("testcase")
    failure = case.find("failure")
    assert failure is not None
    assert failure.get("type") == "IPS003 pfs-mismatch"
    assert failure.get("message") == "would come up only when r1 initiates: pfs-mismatch"
    assert "r2 initiates: fails in phase 2: PFS" in (failure.text or "")
    assert "r1 would print: ISAKMP:(1001):phase 2 SA policy not acceptable!" in (failure.text or "")
    out = case.find("system-out")
    assert out is not None
    assert out.text == "one-way: only r1 could bring it up, r2 could not"
    _, text = checked(WEAK, tmp_path / "weak.xml")
    root = ET.fromstring(text)  # noqa: S314 - written by the program under test
    assert (root.get("failures"), root.get("skipped")) == ("0", "0")
    told = next(root.iter("system-out")).text or ""
    assert "r1 initiates: comes up: policy 10 with 10 (3des, md5, pre-share, group 2" in told
    assert "weak: phase 1 would use 3DES, MD5, group 2" in told


def test_markdown_has_both_directions_and_the_notes(tmp_path):
    _, text = checked(ONE_WAY, tmp_path / "check.md")
    assert text.startswith("# IPsec tunnels: check of configurations\n")
    assert "1 tunnel would come up from one end only" in text
    assert "| r1 | comes up | policy 10 with 10 (aes 256, sha256, pre-share, group 14, 86400 s)" in text  # fmt: skip
    assert "| r2 | fails in phase 2: PFS is not what the responder demands |" in text
    assert "phase 2 SA policy not acceptable! (local 192.0.2.1 remote 198.51.100.2)" in text
    _, text = checked(WEAK, tmp_path / "weak.md")
    assert "## Notes" in text
    assert "weak: phase 1 would use 3DES, MD5, group 2" in text


def test_a_check_can_be_shown_again_as_a_report(tmp_path, capsys):
    checked(ONE_WAY, tmp_path / "check.json")
    assert run(["report", str(tmp_path / "check.json")]) == 0
    text = capsys.readouterr().out
    assert "check of configurations alone" in text
    assert "r2 initiates: fails in phase 2" in text


def test_diagnose_says_nothing_of_what_is_a_checks(tmp_path):
    out = tmp_path / "diagnosis.json"
    assert run(["diagnose", str(ONE_WAY), "--format", "json", "-q", "-o", str(out)]) == 3
    data = msgspec.json.decode(out.read_bytes())
    assert "basis" not in data
    assert not {"one_way", "weak"} & data["summary"].keys()
    assert not {"directions", "notes"} & data["tunnels"][0].keys()
    assert "notes" not in data["devices"][0]


def test_verbose_lists_what_healthy_tunnels_agree_on(capsys):
    assert run(["check", str(WEAK), "-v"]) == 0
    text = capsys.readouterr().out
    assert "every tunnel would come up" in text
    assert "policy 10 with 10 (3des, md5, pre-share, group 2, 86400 s)" in text
    assert "crypto isakmp policy 10" in text  # the evidence of a note


def test_a_spoke_without_an_address_is_named_as_not_compared(tmp_path, capsys):
    case = HERE.parent / "acceptance" / "cases" / "spoke-with-address-by-dhcp-up"
    assert run(["check", str(case / "dumps")]) == 0
    assert "gsp: not-compared · crypto map V 10 (peer 203.0.113.5)" in capsys.readouterr().out


def test_an_asa_with_ikev2_alone_is_not_called_disabled(tmp_path):
    text = (HERE / "cases" / "asa-masks-its-key" / "dumps" / "asa1" / "show_run.txt").read_text()
    for old, new in (
        ("crypto ipsec ikev1 transform-set TS esp-aes-256 esp-sha-hmac", "crypto ipsec ikev2 ipsec-proposal P\n protocol esp encryption aes-256\n protocol esp integrity sha-256"),
        ("set ikev1 transform-set TS", "set ikev2 ipsec-proposal P"),
        ("crypto ikev1 enable outside\n", "crypto ikev2 enable outside\n"),
        (" ikev1 pre-shared-key *****", " ikev2 remote-authentication pre-shared-key *****\n ikev2 local-authentication pre-shared-key *****"),
    ):  # fmt: skip
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "dumps").mkdir()
    (tmp_path / "dumps" / "asa1.txt").write_text(text)
    status, answer = checked(tmp_path / "dumps", tmp_path / "check.json")
    assert status == 0
    (tunnel,) = msgspec.json.decode(answer, type=DiagnosisReport).tunnels
    assert (tunnel.verdict, tunnel.diagnoses) == ("UNKNOWN", ())


def test_ikev2_says_what_both_ends_have_in_common(tmp_path):
    _, text = checked(HERE / "cases" / "ikev2-both-have-several" / "dumps", tmp_path / "c.json")
    (tunnel,) = msgspec.json.decode(text, type=DiagnosisReport).tunnels
    agreed = {item.initiator: item.agreed for item in tunnel.directions}
    assert agreed["r1"].encryption == "3des or aes-cbc-128 or aes-cbc-256"
    assert agreed["fw2"].encryption == "aes-cbc-256 or aes-cbc-128 or 3des"
    assert (agreed["r1"].initiator_proposal, agreed["r1"].responder_proposal) == ("PROP", "10")
    assert (agreed["r1"].hash, agreed["r1"].prf) == ("sha256 or sha512", "sha256")
    assert agreed["r1"].groups == (5, 19)
    assert agreed["r1"].transforms == ("esp-aes 256", "esp-sha256-hmac")
    assert agreed["r1"].flows == 1
