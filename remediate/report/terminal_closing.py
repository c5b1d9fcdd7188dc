"""How an answer on the terminal ends: what it comes to, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from remediate.model.base import Verdict
from remediate.model.diagnosis import Summary
from remediate.report.lines import Lines
from remediate.report.text import count, listed, one_line
from remediate.report.view import FleetView, TunnelView

__all__ = ["closing"]


def closing(out: Lines, view: FleetView, *, verbose: bool, see: str) -> None:
    """Print the end of an answer; ``see`` says where the rest of a list is."""
    _Closing(out, view, verbose=verbose, see=see).show()


class _Closing:
    def __init__(self, out: Lines, view: FleetView, *, verbose: bool, see: str) -> None:
        self.out = out
        self.view = view
        self.verbose = verbose
        self.see = see

    def show(self) -> None:
        """Print it."""
        view, figures = self.view, self.view.figures
        self.out.line(0, ("In short", "bold"))
        wrong = view.total - view.number(Verdict.HEALTHY)
        if not view.total:
            self.out.line(2, "no tunnel was found: nothing in the dumps names both ends of one")
        elif not wrong:
            self.out.line(
                2,
                "every tunnel would come up"
                if view.checked
                else "every tunnel is healthy; there is nothing to do",
            )
        if view.checked and view.summary is not None:
            self._checked(view.summary)
        elif not view.planned:
            self._diagnosed()
        if view.planned:
            safeties = listed(f"{number:,} {safety}" for safety, number in figures.safeties)
            self.out.line(
                2,
                f"the plan cures {figures.tunnels:,} of {count(wrong, 'tunnel')}{figures.and_own} with "
                f"{count(figures.changes, 'change')} on {count(figures.devices, 'device')}"
                + (f" ({safeties})" if figures.changes else "")
                + (f", in {count(figures.waves, 'wave')}" if figures.changes else ""),
            )
            if figures.window_tunnels:
                self.out.line(
                    2,
                    f"{count(figures.window_tunnels, 'tunnel needs', 'tunnels need')} "
                    "a maintenance window",
                )
        self._next_steps()
        if view.digest:
            self.out.line(2, ("plan sha256 ", "dim"), view.digest)

    def _diagnosed(self) -> None:
        open_ones = self.view.number(Verdict.AMBIGUOUS) + self.view.number(Verdict.UNKNOWN)
        faulty = self.view.of(Verdict.FAULT)
        for number, one, many in (
            (
                len(faulty),
                "tunnel is at fault: the cause stands above",
                "tunnels are at fault: the causes stand above",
            ),
            (
                open_ones,
                "tunnel could not be judged: why stands above",
                "tunnels could not be judged: why stands above",
            ),
        ):
            if number:
                self.out.line(2, count(number, one, many))
        fixes = (fix for tunnel in faulty for cause in tunnel.causes for fix in cause.other_fixes)
        if any(fix.commands for fix in fixes):
            self.out.line(
                2,
                ("next: ", "bold"),
                "make the dry run of the fix with ",
                ("remediate plan", "bold"),
            )

    def _checked(self, summary: Summary) -> None:
        for number, one, many in (
            (
                summary.fault,
                "tunnel would not come up as meant",
                "tunnels would not come up as meant",
            ),
            (summary.one_way or 0, "of them from one end only", "of them from one end only"),
            (
                summary.ambiguous + summary.unknown,
                "tunnel could not be judged: why stands above",
                "tunnels could not be judged: why stands above",
            ),
            (
                sum(note.kind == "not-compared" for note in self.view.device_notes),
                "entry of a crypto map is not compared: see the notes",
                "entries of crypto maps are not compared: see the notes",
            ),
            (
                summary.weak or 0,
                "tunnel has a note of weak cryptography",
                "tunnels have a note of weak cryptography",
            ),
        ):
            if number:
                self.out.line(2, count(number, one, many))

    def _next_steps(self) -> None:
        needs = _needs_by_command(self.view.tunnels)
        shown = len(needs) if self.verbose else 8
        for command, devices in list(needs.items())[:shown]:
            self.out.line(
                2, ("next: ", "bold"), "collect ", (command, "bold"), f" from {_some(devices)}"
            )
        if len(needs) > shown:
            self.out.line(2, (f"… and {len(needs) - shown:,} more commands, see {self.see}", "dim"))
        if self.view.secrets:
            self.out.line(
                2,
                ("next: ", "bold"),
                f"have {count(len(self.view.secrets), 'secret')} ready, by reference: ",
                _some(self.view.secrets),
            )
        if self.view.figures.changes:
            self.out.line(
                2, ("next: ", "bold"), f"read the diffs, and give {self.see} to the change board"
            )


def _some(names: Sequence[str]) -> str:
    """Return the first names, and how many more there are."""
    more = f" … and {len(names) - 3:,} more" if len(names) > 3 else ""
    return ", ".join(one_line(name) for name in names[:3]) + more


def _needs_by_command(tunnels: Sequence[TunnelView]) -> dict[str, list[str]]:
    """Return the devices that each wanted command has to be run on."""
    needs: dict[str, dict[str, None]] = {}
    for tunnel in tunnels:
        for need in tunnel.needs:
            needs.setdefault(need.command, {})[need.device] = None
    return {command: list(devices) for command, devices in needs.items()}
