"""The command line."""

from __future__ import annotations

from remediate.cli.commands import app
from remediate.cli.entry import main, run

__all__ = ["app", "main", "run"]
