"""Exec commands of IOS about tunnels: ``show crypto …``, ``clear crypto …``, ``ping``."""

from __future__ import annotations

from remediate.lab.commands import Command
from remediate.lab.releases import Release

__all__ = ["crypto_commands"]


def crypto_commands(release: Release) -> list[Command]:
    """Return the commands of a release."""
    del release
    return []
