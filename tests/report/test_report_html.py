"""The page as bytes: whole without JavaScript, loading nothing, admitting nothing of a device."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace
from report_fleets import HOSTILE, fleet, hostile

from remediate.model.diagnosis import DiagnosisReport
from remediate.model.plan import Plan
from remediate.report.html import html_page
from remediate.report.text import visible

VOID = frozenset({"meta", "input", "br"})


class Page(HTMLParser):
    """Elements, attributes and text of a page; notes wrong nesting."""

    def __init__(self, data: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.tags: dict[str, int] = {}
        self.attributes: list[tuple[str, str, str | None]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(data.decode("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self.attributes += [(tag, key, value) for key, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"{tag} at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self.open[-1] if self.open else "", []).append(data)

    def text(self, tag: str) -> str:
        return "".join(self.texts.get(tag, ()))


def long_diff(lines: int) -> tuple[DiagnosisReport, Plan]:
    report, plan = fleet(1, faulty=1)
    tunnel = plan.tunnels[0]
    body = "\n".join(f"+access-list 150 permit ip host 10.0.0.{n} any" for n in range(lines))
    change = replace(
        tunnel.changes[0],
        diff=f"--- a\n+++ b\n@@ -1,0 +1,{lines} @@\n{body}",
        commands=tuple(f"access-list 150 permit ip host 10.0.0.{n} any" for n in range(lines)),
    )
    return report, replace(plan, tunnels=(replace(tunnel, changes=(change,)),))


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(html_page(*fleet(40)))


def test_the_page_is_well_formed(page: Page) -> None:
    assert page.wrong == []
    assert page.open == []


def test_every_tunnel_with_all_its_facts_is_in_the_static_text() -> None:
    report, plan = fleet(40)
    data = html_page(report, plan)
    page = Page(data)
    assert page.tags["details"] >= 40
    shown = " ".join("".join(texts) for texts in page.texts.values())
    for tunnel in plan.tunnels:
        for why in tunnel.why:
            assert why.explanation in shown
            for item in why.evidence:
                assert f"{item.file}:{item.line}" in shown
                assert item.text in shown
        for change in tunnel.changes:
            assert "\n".join(change.commands) in shown
            assert "\n".join(change.inverse) in shown
            assert change.why in shown
            for line in change.diff.split("\n"):
                assert line in shown
    assert plan.digest in shown
    for left in plan.not_planned:
        assert all(reason in shown for reason in left.reasons)


def test_nothing_is_loaded_from_anywhere(page: Page) -> None:
    assert not {"img", "link", "iframe", "object", "embed", "base"} & page.tags.keys()
    urls = {(key, value) for _, key, value in page.attributes if key in {"src", "href", "action"}}
    assert urls == {("href", "#tunnels")}
    assert "url(" not in page.text("style")
    assert "@import" not in page.text("style")
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|eval", page.text("script")
    )
    assert not [key for _, key, _ in page.attributes if key.startswith("on") or key == "style"]


def test_the_policy_admits_this_script_and_this_style_alone(page: Page) -> None:
    policy = next(v for _, key, v in page.attributes if key == "content" and v and "default" in v)
    for tag in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(page.text(tag).encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_a_device_becomes_no_element_and_no_attribute(text: str) -> None:
    tame = Page(html_page(*hostile("tame")))
    page = Page(html_page(*hostile(text)))
    assert page.wrong == []
    tags, expected = dict(page.tags), dict(tame.tags)
    for moving in ("p", "code", "span", "del"):  # notes, `code` in a sentence, runs of a diff
        tags.pop(moving, None)
        expected.pop(moving, None)
    assert tags == expected
    assert {key for _, key, _ in page.attributes} <= {key for _, key, _ in tame.attributes}
    if len(text) < 1000 and "\n" not in text:
        assert visible(text) in page.text("code")


def test_a_long_diff_is_cut_with_a_note_and_cannot_be_copied_in_part() -> None:
    page = Page(html_page(*long_diff(10_000)))
    paragraphs = page.text("p")
    assert "… and 9,603 more lines of the difference; the whole is in the plan file" in paragraphs
    assert "… and 9,600 more lines; the whole is in the plan file" in paragraphs
    copied = [value for tag, key, value in page.attributes if key == "data-copy"]
    assert len(copied) == 1  # the inverse, which is whole


def test_a_page_of_many_long_diffs_stays_within_its_size() -> None:
    _, plan = long_diff(2_000)
    tunnels = tuple(replace(plan.tunnels[0], tunnel=f"t{number}") for number in range(1_000))
    data = html_page(None, replace(plan, tunnels=tunnels))
    assert len(data) < 25_000_000
    assert b"more lines of the difference" in data


def test_much_evidence_is_cut_before_the_page_grows_too_large() -> None:
    report, plan = fleet(800, faulty=800, unclear=0)
    cause = report.tunnels[0].diagnoses[0]
    evidence = tuple(replace(cause.evidence[0], line=n, text="x" * 1_900) for n in range(19))
    tunnels = tuple(
        replace(item, diagnoses=(replace(item.diagnoses[0], evidence=evidence),))
        for item in report.tunnels
    )
    data = html_page(replace(report, tunnels=tunnels), plan)
    assert len(data) < 25_000_000
    assert b"more lines of evidence, in the JSON report" in data


def test_four_thousand_faults_stay_within_the_size() -> None:
    assert len(html_page(*fleet(4000, faulty=3900, unclear=50))) < 25_000_000


def test_ids_are_unique_even_where_tunnels_look_alike() -> None:
    report, _ = fleet(4)
    tunnels = tuple(
        replace(item, id=name)
        for item, name in zip(report.tunnels, ("a b", "a_b", "a/b", "a_b_1"), strict=True)
    )
    page = Page(html_page(replace(report, tunnels=tunnels), None))
    ids = [value for _, key, value in page.attributes if key == "id"]
    assert len(ids) == len(set(ids))


def test_a_diagnosis_alone_and_a_plan_alone_are_pages_too() -> None:
    report, plan = fleet(40)
    alone = Page(html_page(report, None))
    assert alone.wrong == []
    assert "change plan" not in alone.text("h1")
    planned = Page(html_page(None, plan))
    assert planned.wrong == []
    assert "Only the plan is at hand" in planned.text("p")


def test_an_empty_fleet_is_a_page() -> None:
    report, _ = fleet(0, faulty=0, unclear=0)
    page = Page(html_page(report, None))
    assert page.wrong == []
    assert "No tunnel was found in the dumps." in page.text("p")


def test_the_same_input_gives_the_same_bytes() -> None:
    assert html_page(*fleet(40)) == html_page(*fleet(40))
