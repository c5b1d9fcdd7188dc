"""The options of the commands, and the words that they take."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "ChangeOn",
    "DebugPeer",
    "Exclude",
    "Filter",
    "Host",
    "Include",
    "Inventory",
    "Jobs",
    "Mss",
    "MssSource",
    "NoColor",
    "Output",
    "Paths",
    "Quiet",
    "Records",
    "Reports",
    "Seconds",
    "Timeout",
    "Verbose",
    "View",
    "Workers",
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


Timeout = Annotated[
    float,
    typer.Option("--timeout", min=0.1, max=3600, help="Seconds without a letter from a device."),
]


Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=1,
        max=1000,
        help="Devices at a time; the inventory's own by default, or 20.",
    ),
]


DebugPeer = Annotated[
    str | None,
    typer.Option(
        "--debug-peer",
        metavar="ADDRESS",
        help="Also debug IKE and IPsec with this peer, on the devices that have a tunnel to it (with --filter: on all that pass). What was switched on is switched off again, whatever happens.",
    ),
]


Seconds = Annotated[int, typer.Option("--seconds", min=1, max=3600, help="How long to debug.")]


Include = Annotated[
    list[str] | None,
    typer.Option("--include", help="Also plan this kind of change (set-ip-mtu …). Repeatable."),
]


Exclude = Annotated[
    list[str] | None,
    typer.Option("--exclude", help="Never plan this kind of change. Repeatable."),
]


MssSource = Annotated[
    Mss,
    typer.Option("--mss", help="TCP MSS to set: the documented 1300 or the computed value."),
]


ChangeOn = Annotated[
    list[str] | None,
    typer.Option(
        "--change-on",
        help="Change this device where either end could be changed and the dumps don't tell which deviates. Repeatable.",
    ),
]


Reports = Annotated[
    list[Path] | None,
    typer.Option(
        "--report",
        help="Also write a report: .html, .md, .xml or .json by its ending. Repeatable.",
    ),
]
