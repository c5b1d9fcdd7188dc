"""The joined view: nothing is decided, nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_fleets import HOSTILE, fleet

from remediate.model.base import Verdict
from remediate.model.diagnosis import Evidence
from remediate.report.joining import fleet_view
from remediate.report.text import (
    count,
    diff_kinds,
    diff_lines,
    excerpt,
    one_line,
    place,
    shortened,
    visible,
)


def test_faults_come_first_and_nothing_is_lost() -> None:
    report, plan = fleet(40)
    view = fleet_view(report, plan)
    assert {item.id for item in view.tunnels} == {item.id for item in report.tunnels}
    assert [item.verdict for item in view.tunnels] == (
        [Verdict.FAULT] * 9 + [Verdict.AMBIGUOUS] * 2 + [Verdict.UNKNOWN] + [Verdict.HEALTHY] * 28
    )
    assert [item.plan for item in view.tunnels if item.plan] == list(plan.tunnels)
    left = {item.tunnel: item.reasons for item in plan.not_planned}
    assert {item.id: item.left_out for item in view.tunnels if item.left_out} == left


def test_the_figures_count_what_is_in_the_plan() -> None:
    report, plan = fleet(40)
    view = fleet_view(report, plan)
    changes = [change for tunnel in plan.tunnels for change in tunnel.changes]
    assert view.figures.changes == len(changes) == sum(n for _, n in view.figures.safeties)
    assert view.figures.window_changes == sum(change.window for change in changes)
    assert view.figures.tunnels == len(plan.tunnels)
    assert sum(cause.tunnels for cause in view.causes) == 9
    assert sum(cause.planned for cause in view.causes) == 8


def test_a_fix_that_the_plan_took_is_not_shown_as_another() -> None:
    report, plan = fleet(1, faulty=1)
    assert not fleet_view(report, plan).tunnels[0].causes[0].other_fixes
    assert len(fleet_view(report, None).tunnels[0].causes[0].other_fixes) == 1


def test_a_plan_alone_shows_its_tunnels_and_those_left_out() -> None:
    report, plan = fleet(40)
    view = fleet_view(None, plan)
    assert view.summary is None
    assert len(view.tunnels) == len(plan.tunnels) + len(plan.not_planned)
    assert {item.slug for item in view.causes} == {
        item.slug for item in fleet_view(report, plan).causes
    }
    left = next(item for item in view.tunnels if item.left_out)
    assert left.slugs == left.bare_slugs == ("psk-mismatch",)


def test_needs_of_both_sides_stand_once() -> None:
    report, plan = fleet(40)
    unclear = fleet_view(report, plan).of(Verdict.AMBIGUOUS)[0]
    assert len(unclear.needs) == 1


def test_a_view_of_nothing_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="diagnosis"):
        fleet_view(None, None)


@given(st.text())
def test_visible_text_has_no_character_without_a_shape(text: str) -> None:
    shown = visible(text)
    assert all(letter.isprintable() or letter in "\n\t" for letter in shown)
    assert visible(shown) == shown
    shown.encode("utf-8")
    assert "\n" not in one_line(text)


@given(st.text(st.characters(categories=("L", "N", "P", "S"))))
def test_ordinary_text_passes_unchanged(text: str) -> None:
    assert visible(text) == text


def test_hidden_characters_are_spelled() -> None:
    assert visible("a\u202eb\x1b[0m\u200b\ud800") == r"a\u202eb\x1b[0m\u200b\ud800"


@given(st.lists(st.text(max_size=20), max_size=30), st.integers(0, 40))
def test_an_excerpt_counts_what_it_leaves_out(lines: list[str], limit: int) -> None:
    part = excerpt(lines, limit)
    assert len(part.lines) + part.omitted == len(lines)
    assert part.whole == (len(lines) <= limit)


def test_a_very_long_line_is_cut_with_a_note() -> None:
    part = excerpt([HOSTILE[-1]], 5)
    assert part.cut
    assert not part.whole
    assert part.lines[0].endswith(" … and 28,000 more characters")
    assert shortened("y" * 500).endswith(" … and 100 more characters")


def test_a_removed_line_of_dashes_is_no_file_name() -> None:
    lines = diff_lines("--- a\n+++ b\n@@ -1,2 +1 @@\n--- x\n+++ y\n z\n")
    assert diff_kinds(lines) == ("file", "file", "hunk", "del", "add", "ctx")


def test_only_a_line_feed_ends_a_line_of_a_diff() -> None:
    assert diff_lines("@@\n-a\x85b\u2028c\rd\n+e\n") == ["@@", "-a\x85b\u2028c\rd", "+e"]
    assert diff_lines("") == []


def test_words() -> None:
    assert (count(1, "tunnel"), count(4000, "tunnel")) == ("1 tunnel", "4,000 tunnels")
    inside = Evidence(device="r1", file="r1/debug.txt", line=3, text="")
    relayed = Evidence(device="r1", file="relay.log", line=3, text="")
    assert (place(inside), place(relayed)) == ("r1/debug.txt:3", "r1 relay.log:3")
