"""Options that commands share, and the words that they take."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "Filter",
    "Host",
    "Inventory",
    "Jobs",
    "Mss",
    "NoColor",
    "Output",
    "Paths",
    "Quiet",
    "Records",
    "Verbose",
    "View",
]


class View(enum.StrEnum):
    """Forms of an answer."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "md"
    HTML = "html"
    JUNIT = "xml"
    JUNIT_NAME = "junit"
    """Another word for ``xml``."""


class Records(enum.StrEnum):
    """Forms of scan records."""

    NDJSON = "ndjson"
    CSV = "csv"
    ARROW = "arrow"
    """Apache Arrow's file format (also known as Feather 2)."""
    PARQUET = "parquet"


class Mss(enum.StrEnum):
    """Which TCP maximum segment size a plan sets."""

    DOCUMENTED = "documented"
    COMPUTED = "computed"


Paths = Annotated[
    list[Path],
    typer.Argument(
        help="Dump folders (DUMPS/<host>/…, DUMPS/<host>.<ext>), files, or - for standard input."
    ),
]


Host = Annotated[
    str | None, typer.Option("--host", help="Device of a plain file or of standard input.")
]


Inventory = Annotated[
    Path | None, typer.Option("--inventory", help="Nornir's configuration file (config.yaml).")
]


Filter = Annotated[
    list[str] | None,
    typer.Option(
        "--filter",
        help="Only hosts with key=value (Nornir's F; group=, name=, data keys). Repeatable.",
    ),
]


Output = Annotated[
    Path | None, typer.Option("-o", "--output", help="Write the answer to this file.")
]


Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        "-j",
        min=1,
        help="Threads that read for Arrow and Parquet; as many as cores may be used by default, at most 4.",
    ),
]


Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Only the answer, no progress, no notes.")
]


Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Also list healthy tunnels and every note.")
]


NoColor = Annotated[bool, typer.Option("--no-color", help="No colours.")]
