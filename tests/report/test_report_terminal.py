"""The terminal's view at every width, on a terminal, in a pipe and without colours."""

from __future__ import annotations

import io
import re

import pytest
from report_fleets import HOSTILE, fleet, hostile
from rich.console import Console

from remediate.model.diagnosis import DiagnosisReport, Summary
from remediate.report.terminal import show

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def printed(
    report: DiagnosisReport | None,
    plan: object,
    *,
    width: int = 100,
    terminal: bool = False,
    encoding: str = "utf-8",
    no_color: bool = False,
    **options: object,
) -> str:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding=encoding, newline="")
    console = Console(
        file=out,
        width=width,
        force_terminal=terminal,
        color_system="truecolor" if terminal else None,
        no_color=no_color,
        legacy_windows=False,
    )
    show(console, report, plan, **options)  # type: ignore[arg-type]  # options of several types
    out.flush()
    return raw.getvalue().decode(encoding)


def test_a_pipe_gets_plain_whole_lines() -> None:
    report, plan = fleet(40)
    text = printed(report, plan, width=80)
    assert "\x1b" not in text
    assert (
        "  the plan cures 8 of 12 tunnels with 10 changes on 9 devices (7 SAFE, 3 DISRUPTIVE), in 4 waves\n"
        in text
    )
    assert "FAULT  192.0.2.1--203.0.113.2  hub1 (192.0.2.1) ↔ spoke0000 (203.0.113.2)\n" in text
    assert "       - 10 permit ip 10.0.0.0 0.0.0.255 10.200.0.0 0.0.255.255\n" in text
    assert "       + 10 permit ip 10.0.0.0 0.0.0.255 10.100.0.0 0.0.255.255\n" in text
    assert f"  plan sha256 {plan.digest}\n" in text


def test_healthy_tunnels_are_counted_and_named_only_when_asked_for() -> None:
    report, plan = fleet(40)
    healthy = report.tunnels[-1].id
    short = printed(report, plan)
    assert "28 tunnels are healthy (--verbose lists them)" in short
    assert healthy not in short
    assert healthy in printed(report, plan, verbose=True)


@pytest.mark.parametrize("width", [80, 100, 132, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    report, plan = fleet(40)
    text = printed(report, plan, width=width, terminal=True)
    assert "\x1b[" in text
    widest = max(len(ESCAPE.sub("", line)) for line in text.splitlines())
    assert widest <= min(width, 120)


def test_diff_lines_are_coloured_and_keep_their_signs() -> None:
    text = printed(*fleet(1, faulty=1), terminal=True)
    assert re.search(r"\x1b\[32m\+ 10 permit ip", text)
    assert re.search(r"\x1b\[31m- 10 permit ip", text)


def test_no_color_has_no_colour() -> None:
    text = printed(*fleet(8), terminal=True, no_color=True)
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", text)


def test_four_thousand_tunnels_are_a_page_or_two_and_say_what_is_left_out() -> None:
    report, plan = fleet(4000, faulty=3000, unclear=30)
    text = printed(report, plan)
    assert len(text.splitlines()) < 600
    assert "… and 3,010 more like these, see report.html" in text
    for slug in {item.diagnoses[0].slug for item in report.tunnels if item.diagnoses}:
        assert re.search(rf"^  \S+ {slug} · ", text, re.MULTILINE), slug
    assert "AMBIGUOUS  192" in text
    assert "UNKNOWN  192" in text


def test_what_decides_is_said_with_the_device() -> None:
    text = printed(*fleet(40))
    assert "decided by: show running-config on spoke0009 · its keys and policies decide" in text
    assert "next: collect show running-config from spoke0009, spoke0010, spoke0011" in text


def test_an_empty_fleet_says_so() -> None:
    nothing = DiagnosisReport(
        summary=Summary(devices=1, tunnels=0, healthy=0, fault=0, ambiguous=0, unknown=0),
        tunnels=(),
        devices=(),
        unrecognised=(),
    )
    text = printed(nothing, None)
    assert "1 device, 0 tunnels: none found" in text
    assert "no tunnel was found: nothing in the dumps names both ends of one" in text


def test_a_healthy_fleet_says_so() -> None:
    text = printed(fleet(3, faulty=0, unclear=0)[0], None)
    assert "every tunnel is healthy; there is nothing to do" in text


def test_a_plan_alone() -> None:
    text = printed(None, fleet(40)[1])
    assert "only the plan is at hand" in text
    assert "mirror-crypto-acl on spoke0000 (ios) · SAFE" in text


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("terminal", [False, True])
def test_nothing_of_a_device_acts_on_the_terminal(text: str, terminal: bool) -> None:
    shown = printed(*hostile(text), terminal=terminal, width=80)
    bare = ESCAPE.sub("", shown) if terminal else shown
    assert all(letter.isprintable() or letter == "\n" for letter in bare)


def test_markup_of_a_device_is_shown_and_not_obeyed() -> None:
    assert "[bold red]markup[/bold red] [/]" in printed(*hostile(HOSTILE[6]))


def test_a_terminal_without_unicode_gets_ascii() -> None:
    text = printed(*fleet(40), encoding="ascii", terminal=True)
    assert "<->" in text
    printed(*hostile("naïve ☠"), encoding="latin-1")


def test_a_long_diff_is_cut_and_verbose_shows_it_whole() -> None:
    from test_report_html import long_diff

    report, plan = long_diff(10_000)
    assert "… and 9,963 more lines, see report.html" in printed(report, plan)
    assert "more lines" not in printed(report, plan, verbose=True)


def test_the_same_input_gives_the_same_text() -> None:
    assert printed(*fleet(40)) == printed(*fleet(40))
