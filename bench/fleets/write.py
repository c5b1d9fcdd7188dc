"""A fleet's dumps, as files."""

from __future__ import annotations

from pathlib import Path

from bench.fleets import asa, ios
from bench.fleets.model import Device

__all__ = ["write"]


def write(folder: Path, devices: list[Device]) -> None:
    for device in devices:
        lines = (asa if device.asa else ios).running_config(device)
        (folder / f"{device.name}").mkdir(parents=True, exist_ok=True)
        (folder / device.name / "show_running-config.txt").write_text("\n".join(lines) + "\n")
