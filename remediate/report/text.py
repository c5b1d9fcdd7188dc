r"""Device text as it may be shown to a person: nothing in it acts, nothing in it hides.

Text arrives redacted and is passed on as it is, but for characters that have no shape of their
own: terminal escapes, bidirectional controls, zero-width characters and the like are spelled as
``\u202e``, so that what a change board reads is what a device would be given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from remediate.model.base import Frozen
from remediate.model.diagnosis import Evidence

__all__ = [
    "Excerpt",
    "count",
    "diff_kinds",
    "diff_lines",
    "excerpt",
    "listed",
    "one_line",
    "place",
    "shortened",
    "visible",
]

_KEPT = frozenset("\n\t")
_LONGEST_LINE = 2000


def visible(text: str) -> str:
    """Return the text with every character without a shape spelled out; line ends and tabs stay."""
    if text.isprintable():
        return text
    return "".join(
        letter if letter in _KEPT or letter.isprintable() else _spelled(letter) for letter in text
    )


def _spelled(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")


def one_line(text: str) -> str:
    """Return the text visible and on one line: every run of blanks and line ends is one blank."""
    return " ".join(visible(text).split())


class Excerpt(Frozen, frozen=True, kw_only=True):
    """The first lines of a text, and what was left out of it."""

    lines: tuple[str, ...]
    """Visible, each cut at 2,000 characters with a note of how many more there are."""
    omitted: int = 0
    """Lines that are not in ``lines``."""
    cut: bool = False
    """Whether a line was cut."""

    @property
    def whole(self) -> bool:
        """Whether nothing was left out: only then may the text be copied for use."""
        return self.omitted == 0 and not self.cut


def excerpt(lines: Sequence[str], limit: int) -> Excerpt:
    """Return the first ``limit`` lines; very long lines are cut, with a note of their rest."""
    shown: list[str] = []
    cut = False
    for line in lines[:limit]:
        if len(line) > _LONGEST_LINE:
            cut = True
            rest = len(line) - _LONGEST_LINE
            shown.append(f"{visible(line[:_LONGEST_LINE])} … and {count(rest, 'more character')}")
        else:
            shown.append(visible(line))
    return Excerpt(lines=tuple(shown), omitted=max(0, len(lines) - limit), cut=cut)


def diff_kinds(lines: Iterable[str]) -> tuple[str, ...]:
    """Return what each line of a unified diff is: ``file``, ``hunk``, ``add``, ``del``, ``ctx``.

    File names stand only before the first hunk: in a hunk, ``--- x`` is the removed line ``-- x``.
    """
    kinds: list[str] = []
    in_hunk = False
    for line in lines:
        if line.startswith("@@"):
            in_hunk = True
            kinds.append("hunk")
        elif not in_hunk and line.startswith(("---", "+++")):
            kinds.append("file")
        else:
            kinds.append({"+": "add", "-": "del"}.get(line[:1], "ctx"))
    return tuple(kinds)


def diff_lines(diff: str) -> list[str]:
    """Return the lines of a diff: only a line feed ends one, whatever else a device printed."""
    return diff.removesuffix("\n").split("\n") if diff else []


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun: ``1 tunnel``, ``4,000 tunnels``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def place(evidence: Evidence) -> str:
    """Return where a line was read, ``r2/debug.txt:12``; the device too where the file hides it."""
    file, device = one_line(evidence.file), one_line(evidence.device)
    known = file.startswith((f"{device}/", f"{device}.")) or file == device
    return f"{file}:{evidence.line}" if known else f"{device} {file}:{evidence.line}"


def shortened(text: str, longest: int = 400) -> str:
    """Return the text on one line, cut at ``longest`` characters with a note of the rest."""
    line = one_line(text)
    if len(line) <= longest:
        return line
    return f"{line[:longest]} … and {count(len(line) - longest, 'more character')}"


def listed(words: Iterable[str], none: str = "none") -> str:
    """Return words joined by commas, ``none`` when there are none."""
    return ", ".join(words) or none
