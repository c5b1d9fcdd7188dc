"""The entry points, and the exit status that every way out has."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import typer

from remediate.cli.commands import app
from remediate.errors import (
    DEFECT,
    ExitStatus,
    OutputError,
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
        sys.stdout.flush()
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
    except OSError as error:
        if os.environ.get("REMEDIATE_TRACEBACK"):
            raise
        where = error.filename or "standard output"
        typer.echo(f"error: {OutputError.code}: {where}: {error.strerror or error}", err=True)
        return OutputError.exit_status
    except (
        Exception
    ) as error:  # an unforeseen one: its text could hold anything, so only its place is shown
        if os.environ.get("REMEDIATE_TRACEBACK"):
            raise
        place = traceback.extract_tb(error.__traceback__)[-1]
        typer.echo(
            f"error: {DEFECT}: a defect of this program, not of the input: {type(error).__name__} in"
            f" {place.name} ({Path(place.filename).name}:{place.lineno});"
            " set REMEDIATE_TRACEBACK=1 to see all of it",
            err=True,
        )
        return ExitStatus.ERROR
    return result if isinstance(result, int) else ExitStatus.DONE


_NEW_OBJECTS = 100_000
"""Objects between two looks for garbage in cycles: the usual 700 cost a tenth of a long scan, and find nothing."""


def main() -> None:
    """Run the command line of the process."""
    gc.set_threshold(_NEW_OBJECTS)
    status = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # it may be closed, and what failed was said
            stream.flush()
    # All is written and every thread has ended: to take the interpreter apart would only cost time.
    os._exit(status)
