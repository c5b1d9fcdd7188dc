"""Lines on a console: coloured and wrapped under their indent on a terminal, plain elsewhere.

Parts are data, never markup; what cannot be encoded or has no shape is spelled out.
"""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from remediate.model.base import Confidence, Safety, Verdict
from remediate.report.text import visible

__all__ = [
    "CONFIDENCE_STYLE",
    "DIFF_STYLE",
    "SAFETY_STYLE",
    "VERDICT_COLOUR",
    "VERDICT_STYLE",
    "Lines",
]

VERDICT_COLOUR = {
    Verdict.FAULT: "red",
    Verdict.AMBIGUOUS: "yellow",
    Verdict.UNKNOWN: "magenta",
    Verdict.HEALTHY: "green",
}
VERDICT_STYLE = {verdict: f"bold {colour}" for verdict, colour in VERDICT_COLOUR.items()}
SAFETY_STYLE = {
    Safety.SAFE: "green",
    Safety.DISRUPTIVE: "bold yellow",
    Safety.WEAKENING: "bold red",
    Safety.DISPLAY_ONLY: "dim",
}
CONFIDENCE_STYLE = {
    Confidence.PROVEN: "bold",
    Confidence.LIKELY: "",
    Confidence.POSSIBLE: "dim",
}
DIFF_STYLE = {"file": "bold", "hunk": "cyan", "add": "green", "del": "red", "ctx": "dim"}

_WIDEST = 120
_ASCII = str.maketrans({"·": "-", "—": "-", "…": "...", "↔": "<->", "→": "->", "█": "#"})


class Lines:
    """A console that is written to line by line."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._ascii = not console.encoding.lower().startswith("utf")
        self.plain = not console.is_terminal
        """Whether this is a pipe or a log: one line a fact, no wrapping."""
        self.width = min(console.width, _WIDEST)
        """Columns that are used, at most 120: longer lines are hard to read."""

    def line(self, indent: int, *parts: str | tuple[str, str]) -> None:
        """Print one line of parts, each a text or (text, style)."""
        text = Text()
        for part in parts:
            words, style = (part, "") if isinstance(part, str) else part
            text.append(self._encodable(visible(words)), style=style)
        if self.plain:
            blanks = " " * indent
            shown = Text(blanks + text.plain.replace("\n", "\n" + blanks))
            self._console.print(shown, soft_wrap=True, highlight=False)
        else:
            text.overflow = "fold"
            padded = Padding(text, (0, 0, 0, indent), expand=False)
            self._console.print(padded, width=self.width, highlight=False)

    def blank(self) -> None:
        """Print an empty line."""
        self._console.print()

    def _encodable(self, text: str) -> str:
        if not self._ascii:
            return text
        return text.translate(_ASCII).encode("ascii", "backslashreplace").decode("ascii")
