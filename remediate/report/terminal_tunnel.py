"""One tunnel on a terminal: verdict, both ends, causes, evidence, and what is planned."""

from __future__ import annotations

from collections.abc import Sequence

from remediate.model.diagnosis import (
    UNKNOWN_ADDRESS,
    DirectionView,
    End,
    Evidence,
    FixView,
    Need,
    NoteView,
)
from remediate.model.plan import DevicePlan, PlannedChange, TunnelPlan
from remediate.report.directions import agreed_words, outcome_words
from remediate.report.lines import (
    CONFIDENCE_STYLE,
    DIFF_STYLE,
    SAFETY_STYLE,
    VERDICT_STYLE,
    Lines,
)
from remediate.report.text import count, diff_kinds, diff_lines, excerpt, one_line, place, shortened
from remediate.report.view import CauseView, TunnelView

__all__ = ["TunnelPrinter", "pair"]

_EVIDENCE_SHOWN = 4
_SYMMETRIC = ("policy", "keys", "transforms", "refused")
"""Outcomes that are the same whichever end asks, if they are of both directions."""
_PRINTED_SHOWN = 3
"""Lines that a device would print of a refused negotiation: its last ones say why."""
_LINES_SHOWN = 40


def pair(ends: Sequence[End]) -> str:
    """Return both ends in a few words: ``r1 (10.1.0.1) ↔ r2 (10.1.0.2, missing)``."""
    return " ↔ ".join(
        f"{one_line(end.device or end.name or 'unknown device')} ({one_line(end.address or UNKNOWN_ADDRESS)}"
        + ("" if end.state == "present" else f", {one_line(end.state)}")
        + ")"
        for end in ends
    )


def _planned_head(plan: TunnelPlan | DevicePlan) -> tuple[str | tuple[str, str], ...]:
    window = ("WINDOW NEEDED", "bold yellow") if plan.window else ("no window needed", "green")
    return ("Plan", "bold"), f" · wave {plan.wave + 1} · ", window


class TunnelPrinter:
    """Prints tunnels one after the other.

    ``planned`` says whether there is a plan, ``verbose`` whether long lists are shown whole, and
    ``see`` names the file that holds what is left out.
    """

    def __init__(self, out: Lines, *, planned: bool, verbose: bool, see: str) -> None:
        self._out = out
        self._planned = planned
        self._verbose = verbose
        self._see = see

    def show(self, tunnel: TunnelView) -> None:
        """Print one tunnel and an empty line."""
        self._out.line(
            0,
            (tunnel.verdict.value, VERDICT_STYLE[tunnel.verdict]),
            "  ",
            (one_line(tunnel.id), "bold"),
            f"  {pair(tunnel.ends)}" if tunnel.ends else "",
        )
        if tunnel.reason:
            self._out.line(2, tunnel.reason)
        self._directions(tunnel.directions)
        for cause in tunnel.causes:
            self._cause(cause)
        for note in tunnel.notes:
            self.note(note)
        for need in tunnel.needs:
            self._need(2, need)
        if tunnel.plan is not None:
            self._plan(tunnel.plan)
        for reason in tunnel.left_out:
            told = not tunnel.bare_slugs or reason.startswith(tuple(tunnel.bare_slugs))
            named = "" if told else f" ({', '.join(tunnel.bare_slugs)})"
            self._out.line(2, (f"not planned{named}: ", "bold"), reason)
        self._out.blank()

    def note(self, note: NoteView, name: str = "") -> None:
        """Print a note, of the tunnel ``name`` where it doesn't stand below it."""
        where = f"{one_line(name)}: " if name else ""
        self._out.line(2, ("note: ", "bold"), where, (f"{note.kind} · ", "dim"), note.text)
        if self._verbose:
            for item in note.evidence:
                self._evidence(item)

    def _directions(self, directions: Sequence[DirectionView]) -> None:
        """Print both directions; once where they fail alike, if not everything is asked for."""
        alike = len({(item.outcome, item.slug) for item in directions}) == 1
        if alike and not self._verbose and directions[0].outcome in _SYMMETRIC:
            self._direction(directions[0], "either end initiates: ")
            return
        for item in directions:
            self._direction(item, f"{item.initiator} initiates: ")

    def _direction(self, direction: DirectionView, head: str) -> None:
        colour = {"up": "green", "answers-only": "dim", "unknown": "magenta"}
        self._out.line(
            2,
            (head, "bold"),
            (outcome_words(direction), colour.get(direction.outcome, "red")),
        )
        told = agreed_words(direction.agreed) if direction.outcome == "up" else direction.reason
        if told:
            self._out.line(4, (told, "dim"))
        for printed in direction.printed:
            shown = printed.lines if self._verbose else printed.lines[-_PRINTED_SHOWN:]
            if shown:
                state = f" in state {printed.state}" if printed.state else ""
                as_what = "initiator" if printed.device == direction.initiator else "responder"
                self._out.line(4, (f"{printed.device}, as {as_what}, would print{state}:", "dim"))
            for text in shown:
                self._out.line(6, text)

    def _cause(self, cause: CauseView) -> None:
        phase = f" · phase {cause.phase}" if cause.phase else ""
        self._out.line(
            2,
            (cause.code, "bold cyan"),
            (f" {cause.slug}", "bold"),
            " · ",
            (cause.confidence.value, CONFIDENCE_STYLE[cause.confidence]),
            (phase, "dim"),
        )
        self._out.line(4, cause.explanation)
        for item in cause.evidence if self._verbose else cause.evidence[:_EVIDENCE_SHOWN]:
            self._evidence(item)
        if not self._verbose and len(cause.evidence) > _EVIDENCE_SHOWN:
            more = len(cause.evidence) - _EVIDENCE_SHOWN
            self._out.line(4, (f"… and {count(more, 'more line')} of evidence", "dim"))
        for fix in cause.other_fixes:
            self.other_fix(fix)

    def _evidence(self, item: Evidence) -> None:
        where, text = place(item), shortened(item.text)
        if self._out.plain or 6 + len(where) + len(text) <= self._out.width:
            self._out.line(4, (where, "cyan"), "  ", text)
        else:
            self._out.line(4, (where, "cyan"))
            self._out.line(6, text)

    def other_fix(self, fix: FixView) -> None:
        """Print a fix that no plan takes by itself."""
        where = f" on {fix.device}" if fix.device else ""
        self._out.line(
            4,
            ("not in the plan: " if self._planned else "fix: ", "dim"),
            f"{fix.change}{where} · ",
            (fix.safety.value, SAFETY_STYLE[fix.safety]),
            "" if fix.documented else " · not documented",
            f" · by name only: --include {fix.change}" if fix.by_name and self._planned else "",
            (f" · {fix.why}" if fix.why else "", "dim"),
        )
        if not self._planned:
            for command in excerpt(fix.commands, _LINES_SHOWN).lines:
                self._out.line(6, command)

    def _need(self, indent: int, need: Need) -> None:
        why = f" · {need.why}" if need.why else ""
        self._out.line(
            indent,
            ("decided by: ", "bold yellow"),
            (need.command, "bold"),
            f" on {need.device}",
            (why, "dim"),
        )

    def show_device(self, plan: DevicePlan) -> None:
        """Print what is planned on a device for itself, and an empty line."""
        self._out.line(0, ("DEVICE", "bold"), "  ", (one_line(plan.device), "bold"))
        for why in plan.why:
            self._out.line(
                2,
                (why.code, "bold cyan"),
                (f" {why.slug}", "bold"),
                " · ",
                (why.confidence.value, CONFIDENCE_STYLE[why.confidence]),
            )
            self._out.line(4, why.explanation)
            for item in why.evidence if self._verbose else why.evidence[:_EVIDENCE_SHOWN]:
                self._evidence(item)
        self._out.line(2, *_planned_head(plan))
        for change in plan.changes:
            self._change(change)
        for check in plan.checks:
            self._out.line(4, ("check: ", "bold"), check)
        self._out.blank()

    def _plan(self, plan: TunnelPlan) -> None:
        self._out.line(
            2,
            *_planned_head(plan),
            " · diagnosed again with the changes applied in memory: ",
            (plan.after.value, VERDICT_STYLE[plan.after]),
            f" ({plan.after_reason})" if plan.after_reason else "",
        )
        for change in plan.changes:
            self._change(change)
        for device, command in plan.clears:
            self._out.line(4, ("then: ", "bold"), command, f" on {device}")
        for check in plan.checks:
            self._out.line(4, ("check: ", "bold"), check)

    def _change(self, change: PlannedChange) -> None:
        self._out.line(
            4,
            f"{change.order}. ",
            (change.kind, "bold"),
            f" on {change.device} ({change.platform}) · ",
            (change.safety.value, SAFETY_STYLE[change.safety]),
            (" · window", "bold yellow") if change.window else "",
            "" if change.documented else " · not documented",
        )
        if change.made_for:
            self._out.line(7, f"the same change as for {change.made_for}, made once")
            return
        self._out.line(7, change.why)
        for condition in change.preconditions:
            self._out.line(7, ("before: ", "bold"), condition)
        lines = diff_lines(change.diff) or list(change.commands)
        kinds = diff_kinds(lines) if change.diff else ("ctx",) * len(lines)
        part = excerpt(lines, len(lines) if self._verbose else _LINES_SHOWN)
        for kind, line in zip(kinds, part.lines, strict=False):
            self._out.line(7, (line, DIFF_STYLE[kind]))
        if part.omitted:
            more = count(part.omitted, "more line")
            self._out.line(7, (f"… and {more}, see {self._see}", "dim"))
