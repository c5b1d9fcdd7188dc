"""What was wrong with the input, and what failed of this program: on standard error, beside the answer."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from remediate.errors import DEFECT
from remediate.model.defect import Defect
from remediate.model.evidence import InputProblem

__all__ = ["notes", "report_defects"]


def notes(problems: Sequence[InputProblem], quiet: bool) -> None:
    """Print what was wrong with the input to standard error."""
    for problem in problems:
        if problem.fatal or not quiet:
            kind = "error" if problem.fatal else "note"
            typer.echo(f"{kind}: {problem}", err=True)


def report_defects(defects: Sequence[Defect], *, verbose: bool) -> None:
    """Say where something of this program failed: that is no fact of the network."""
    for item in defects:
        typer.echo(f"error: {DEFECT}: {item.where}: {item.reason}", err=True)
        if verbose:
            typer.echo(item.trace, err=True)
