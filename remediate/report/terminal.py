"""The terminal's view: what a person at a prompt needs to know, and what to do next.

On a terminal the text is coloured and wrapped to the width; elsewhere (a pipe, a log) each fact is
one plain line. Every text of a device goes through :func:`remediate.report.text.visible` and is
never read as markup.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from remediate.model.base import Verdict
from remediate.model.diagnosis import DiagnosisReport
from remediate.model.plan import Plan
from remediate.report.directions import agreed_words
from remediate.report.joining import fleet_view
from remediate.report.lines import VERDICT_COLOUR, VERDICT_STYLE, Lines
from remediate.report.terminal_closing import closing
from remediate.report.terminal_tunnel import TunnelPrinter, pair
from remediate.report.text import count, listed, one_line, shortened
from remediate.report.view import FleetView, TunnelView

__all__ = ["show"]


def show(
    console: Console,
    report: DiagnosisReport | None,
    plan: Plan | None,
    *,
    verbose: bool = False,
    limit: int = 20,
    see: str = "report.html",
) -> None:
    """Print the view of a diagnosis, a plan or both.

    ``limit`` is the number of tunnels shown in full (``verbose``: all of them, and the healthy ones
    by name); what is left out is counted, with the file to ``see`` it in.
    """
    _Printer(console, fleet_view(report, plan), verbose=verbose, limit=limit, see=see).show()


class _Printer:
    """One run over one view."""

    def __init__(
        self, console: Console, view: FleetView, *, verbose: bool, limit: int, see: str
    ) -> None:
        self.out = Lines(console)
        self.view = view
        self.verbose = verbose
        self.limit = limit
        self.see = see

    def show(self) -> None:
        """Print everything, in reading order."""
        self._heading()
        self._causes()
        printer = TunnelPrinter(
            self.out, planned=self.view.planned, verbose=self.verbose, see=self.see
        )
        self._tunnels(printer)
        self._devices(printer)
        closing(self.out, self.view, verbose=self.verbose, see=self.see)

    # --- the fleet -----------------------------------------------------------------------------

    def _heading(self) -> None:
        view = self.view
        title = "dry run: nothing is written to a device" if view.planned else "diagnosis"
        if view.checked:
            title = "check of configurations alone"
        self.out.line(0, ("IPsec tunnels", "bold"), " · ", (title, "dim"))
        counts: list[str | tuple[str, str]] = []
        if view.summary is not None:
            counts.append(f"{count(view.summary.devices, 'device')}, ")
        counts.append(count(view.total, "tunnel") + ": ")
        shown = [(verdict, number) for verdict, number in view.verdicts if number]
        for position, (verdict, number) in enumerate(shown):
            counts.append(", " if position else "")
            counts.append((f"{number:,} {verdict}", VERDICT_STYLE[verdict]))
        self.out.line(0, *(counts if shown else (*counts, "none found")))
        if view.summary is None:
            self.out.line(0, ("only the plan is at hand: healthy tunnels are not in it", "dim"))
        elif view.total and not self.out.plain:
            self._bar(shown)
        self.out.blank()

    def _bar(self, shown: Sequence[tuple[Verdict, int]]) -> None:
        """Print the shares of the verdicts; each that occurs has at least one cell."""
        cells = min(self.out.width, 72)
        parts = [
            ("█" * max(1, round(number * cells / self.view.total)), VERDICT_COLOUR[verdict])
            for verdict, number in shown
        ]
        self.out.line(0, *parts)

    def _causes(self) -> None:
        if not self.view.causes:
            return
        self.out.line(0, ("Root causes", "bold"))
        widest = max(len(cause.slug) for cause in self.view.causes)
        for cause in self.view.causes:
            sure = listed(f"{number:,} {confidence}" for confidence, number in cause.confidences)
            planned = f" · {cause.planned:,} planned" if self.view.planned else ""
            self.out.line(
                2,
                (f"{cause.code}  ", "cyan"),
                cause.slug.ljust(min(widest, 32)),
                f"  {cause.tunnels:>5,} " + ("tunnel " if cause.tunnels == 1 else "tunnels"),
                (f"  {sure}{planned}", "dim"),
            )
        self.out.blank()

    # --- the tunnels ---------------------------------------------------------------------------

    def _tunnels(self, printer: TunnelPrinter) -> None:
        wanting = [item for item in self.view.tunnels if item.verdict is not Verdict.HEALTHY]
        shown = wanting if self.verbose else _spread(wanting, self.limit)
        for tunnel in shown:
            printer.show(tunnel)
        hidden = len(wanting) - len(shown)
        if hidden:
            self.out.line(0, (f"… and {hidden:,} more like these, see {self.see}", "bold"))
            self.out.blank()
        healthy = self.view.of(Verdict.HEALTHY)
        if healthy and self.verbose:
            self.out.line(0, (Verdict.HEALTHY.value, VERDICT_STYLE[Verdict.HEALTHY]))
            for tunnel in healthy:
                self.out.line(2, tunnel.id, (f"  {pair(tunnel.ends)}", "dim"))
                if self.view.checked:
                    self.out.line(4, tunnel.reason)
                for direction in tunnel.directions[:1]:
                    self.out.line(4, (agreed_words(direction.agreed), "dim"))
            self.out.blank()
        elif healthy:
            word = count(len(healthy), "tunnel") + (" is" if len(healthy) == 1 else " are")
            self.out.line(0, (f"{word} healthy", "green"), (" (--verbose lists them)", "dim"))
            self.out.blank()

        for plan in self.view.device_plans:
            printer.show_device(plan)
        for left in self.view.devices_left:
            for reason in left.reasons:
                self.out.line(0, ("not planned", "bold"), f" on {left.device}: ", reason)
        if self.view.devices_left:
            self.out.blank()
        self._notes(printer)

    def _notes(self, printer: TunnelPrinter) -> None:
        """Print what a check notes of healthy tunnels and of devices."""
        notes = self.view.notes_apart
        if not notes:
            return
        self.out.line(0, ("Notes", "bold"), (" (no faults)", "dim"))
        for name, note in notes if self.verbose else notes[: self.limit]:
            printer.note(note, name)
        self._rest(len(notes))

    # --- the rest ------------------------------------------------------------------------------

    def _devices(self, printer: TunnelPrinter) -> None:
        found = self.view.findings
        if found:
            self.out.line(0, ("Also seen on devices", "bold"), (" (of no known tunnel)", "dim"))
        for device in found if self.verbose else found[: self.limit]:
            for problem in device.problems:
                self.out.line(2, f"{device.device}: ", (problem, "yellow"))
            for finding in device.findings:
                self.out.line(
                    2,
                    f"{device.device}: ",
                    (f"{finding.code} {finding.slug}", ""),
                    (f" · {finding.confidence}", "dim"),
                    (
                        "" if finding.explanation else f" · seen {count(finding.count, 'time')}",
                        "dim",
                    ),
                )
                if finding.explanation:
                    self.out.line(4, one_line(finding.explanation))
                for fix in finding.fixes:
                    printer.other_fix(fix)
        self._rest(len(found))
        outputs = self.view.unused
        if outputs:
            self.out.line(0, ("Not used", "bold"), f" · {count(len(outputs), 'output')}")
        for item in outputs if self.verbose else outputs[: self.limit]:
            self.out.line(2, f"{item.file}:{item.line}: ", (shortened(item.first), "dim"))
        self._rest(len(outputs))
        texts = self.view.unread
        if texts:
            lines = count(sum(item.lines for item in texts), "line")
            self.out.line(
                0, ("Not understood", "bold"), f" · {lines} in {count(len(texts), 'place')}"
            )
        for item in texts if self.verbose else texts[: self.limit]:
            reason = f" ({one_line(item.reason)})" if item.reason else ""
            self.out.line(2, f"{item.file}:{item.line}{reason}: ", (shortened(item.first), "dim"))
        self._rest(len(texts))

    def _rest(self, number: int) -> None:
        if number > self.limit and not self.verbose:
            self.out.line(2, (f"… and {number - self.limit:,} more, see {self.see}", "dim"))
        if number:
            self.out.blank()


def _spread(tunnels: Sequence[TunnelView], limit: int) -> list[TunnelView]:
    """Return at most ``limit`` tunnels, of every verdict and root cause in turn, in their order."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for position, tunnel in enumerate(tunnels):
        groups.setdefault((tunnel.verdict, *tunnel.slugs[:1]), []).append(position)
    ranked = sorted(
        (rank, position) for places in groups.values() for rank, position in enumerate(places)
    )
    return [tunnels[position] for position in sorted(place for _, place in ranked[:limit])]
