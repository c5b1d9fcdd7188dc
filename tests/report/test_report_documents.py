"""JSON, Markdown and JUnit: what programs and other tools read."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec.structs import replace
from report_fleets import HOSTILE, fleet, hostile
from test_report_html import long_diff

from remediate.errors import OutputError
from remediate.model.base import Verdict
from remediate.model.diagnosis import DiagnosisReport
from remediate.report import diagnosis_json, junit_xml, markdown
from remediate.report.text import one_line, visible

# --- JSON ----------------------------------------------------------------------------------------


def test_the_document_has_the_keys_of_the_interface_in_their_order() -> None:
    document = json.loads(diagnosis_json(fleet(40)[0]))
    assert list(document) == ["schema", "summary", "tunnels", "devices", "unrecognised"]
    assert list(document["summary"]) == [
        "devices", "tunnels", "healthy", "fault", "ambiguous", "unknown",
    ]  # fmt: skip
    tunnel = document["tunnels"][0]
    assert {"id", "ends", "verdict", "diagnoses", "needs"} <= tunnel.keys()
    diagnosis = tunnel["diagnoses"][0]
    assert list(diagnosis) == [
        "code", "slug", "confidence", "phase", "change_on", "explanation", "evidence", "fixes",
    ]  # fmt: skip
    assert list(diagnosis["evidence"][0]) == ["device", "file", "line", "text"]
    assert list(diagnosis["fixes"][0]) == [
        "change", "device", "safety", "documented", "commands", "inverse", "why",
    ]  # fmt: skip
    assert document["tunnels"][11]["ends"][1]["device"] is None
    assert document["devices"][0]["findings"][0]["count"] == 2


def test_the_document_is_indented_by_two_and_ends_with_a_line_end() -> None:
    data = diagnosis_json(fleet(2)[0])
    assert data.startswith(
        b'{\n  "schema": "remediate/diagnosis/1",\n  "summary": {\n    "devices"'
    )
    assert data.endswith(b"}\n")
    assert not data.endswith(b"\n\n")


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\ud800" not in text])
def test_json_carries_every_text_unchanged(text: str) -> None:
    report = hostile(text)[0]
    assert msgspec.json.decode(diagnosis_json(report), type=DiagnosisReport) == report


def test_text_that_is_not_unicode_is_an_error_of_ours() -> None:
    with pytest.raises(OutputError):
        diagnosis_json(hostile("\ud800")[0])


# --- Markdown ------------------------------------------------------------------------------------


def tokens(data: bytes) -> list[Token]:
    reader = MarkdownIt("commonmark").enable("table")
    return [
        inner
        for token in reader.parse(data.decode("utf-8"))
        for inner in (token, *(token.children or ()))
    ]


def test_markdown_holds_every_fact_of_the_plan() -> None:
    report, plan = fleet(40)
    text = markdown(report, plan).decode()
    assert plan.digest in text
    fences = [token.content for token in tokens(markdown(report, plan)) if token.type == "fence"]
    for tunnel in plan.tunnels:
        for change in tunnel.changes:
            assert change.diff + "\n" in fences
            assert "\n".join(change.commands) + "\n" in fences
            assert "\n".join(change.inverse) + "\n" in fences
        for check in tunnel.checks:
            assert f"* Check: {check}" in text
        for why in tunnel.why:
            for item in why.evidence:
                assert f"{item.file}:{item.line}" in text.replace("\\", "")
    assert "**Not planned, because**" in text
    assert report.tunnels[-1].id not in text  # healthy ones are counted
    assert "| HEALTHY | 28 |" in text


def test_diffs_stand_in_diff_fences() -> None:
    text = markdown(*fleet(1, faulty=1)).decode()
    assert "```diff\n--- spoke0000/running-config\n" in text


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_device_is_read_as_markdown(text: str) -> None:
    def shape(data: bytes) -> list[str]:
        kinds = [token.type for token in tokens(data)]
        moving = {"text", "code_inline", "text_special"}
        return [kind for kind in kinds if kind not in moving]

    found = shape(markdown(*hostile(text)))
    assert found == shape(markdown(*hostile("tame")))
    assert not {"html_inline", "html_block", "link_open", "image"} & set(found)


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_any_reason_is_shown_as_it_is(reason: str) -> None:
    report, _ = fleet(1, faulty=0, unclear=1)
    report = replace(report, tunnels=(replace(report.tunnels[0], reason=reason),))
    found = tokens(markdown(report, None))
    position = next(index for index, token in enumerate(found) if "**spoke0000**" in token.content)
    paragraph = [t for t in found[position + 1 :] if t.type == "inline"]
    expected = one_line(reason)
    if expected:
        text = "".join(t.content for t in paragraph[0].children or ())
        assert text == expected


def test_a_long_diff_is_cut_with_a_note() -> None:
    text = markdown(*long_diff(10_000)).decode()
    assert "*… and 9,603 more lines; the whole is in the plan file.*" in text


def test_markdown_is_the_same_for_the_same_input() -> None:
    assert markdown(*fleet(40)) == markdown(*fleet(40))
    assert markdown(None, fleet(40)[1])
    assert markdown(fleet(40)[0], None)


# --- JUnit ---------------------------------------------------------------------------------------


def parsed(data: bytes) -> ET.Element:
    return ET.fromstring(data)  # noqa: S314 - our own document


def test_one_case_per_tunnel_failed_skipped_or_passed() -> None:
    report, plan = fleet(40)
    root = parsed(junit_xml(report, plan))
    suite = root[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("40", "9", "3")
    cases = {case.get("name"): case for case in suite.iter("testcase")}
    for tunnel in report.tunnels:
        children = [child.tag for child in cases[tunnel.id]]
        expected = {Verdict.FAULT: ["failure"], Verdict.HEALTHY: []}
        assert children == expected.get(tunnel.verdict, ["skipped"])


def test_a_failure_says_why_and_a_skipped_case_what_decides() -> None:
    root = parsed(junit_xml(*fleet(40)))
    failure = next(root.iter("failure"))
    assert failure.get("type") == "IPS001 crypto-acl-not-mirrored"
    assert "spoke0000/show_running-config.txt:112: permit ip" in (failure.text or "")
    skipped = next(root.iter("skipped"))
    assert (skipped.get("message") or "").startswith("AMBIGUOUS: The keys are masked")
    assert "Decided by: show running-config on spoke0009" in (skipped.get("message") or "")


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_legal_xml(text: str) -> None:
    root = parsed(junit_xml(*hostile(text)))
    assert len(list(root.iter("testcase"))) == 2
    if len(text) < 1000:
        assert one_line(text) in {case.get("name") for case in root.iter("testcase")}
        told = " ".join(failure.text or "" for failure in root.iter("failure"))
        assert re.sub(r"\s+", " ", visible(text)).strip() in re.sub(r"\s+", " ", told)


def test_junit_is_the_same_for_the_same_input() -> None:
    assert junit_xml(*fleet(40)) == junit_xml(*fleet(40))
