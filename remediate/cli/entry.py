"""The entry points, and the exit status that every way out has."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import typer

from remediate.cli.commands import app
from remediate.errors import (
    ExitStatus,
    RemediateError,
)

__all__ = ["main", "run"]

# Typer carries its own click and does not export the base class of its usage errors.
_CLICK_ERROR: Any = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException"
)


def run(argv: Sequence[str]) -> int:
    """Run one command line in this process and return its exit status."""
    try:
        result = app(args=list(argv), prog_name="remediate", standalone_mode=False)
    except (typer.Abort, KeyboardInterrupt):
        typer.echo("interrupted", err=True)
        return ExitStatus.INTERRUPTED
    except _CLICK_ERROR as error:
        error.show()
        return ExitStatus.USAGE
    except RemediateError as error:
        typer.echo(f"error: {error.code}: {error}", err=True)
        return error.exit_status
    except BrokenPipeError:
        sys.stderr.close()
        return ExitStatus.DONE
    return result if isinstance(result, int) else ExitStatus.DONE


def main() -> None:
    """Run the command line of the process."""
    sys.exit(run(sys.argv[1:]))
