"""Installs what ``make bench`` compares with, each from its packages: ``python -m bench.peers``.

Python's peers are the extra ``bench``; ripgrep and Hyperscan (or Vectorscan) are Debian's, and take
root or a sudo that asks for nothing. What can't be installed is named, and the bench goes on
without it: a table without a peer says so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement

__all__ = ["absent", "aside", "hyperscan", "install", "install_aside"]

ASIDE = frozenset({"numpy"})
"""Arrow loads NumPy where it finds it, which takes longer than Arrow: the command is measured
without, as most of its users have it."""
ROOT = Path(__file__).resolve().parents[1]
HYPERSCAN = ("libhyperscan-dev", "libvectorscan-dev")
"""Of the first that a release of Debian has for this processor."""


def _extra() -> list[Requirement]:
    """Return the peers that are Python packages and made for this Python."""
    found = [Requirement(text) for text in requires("remediate") or ()]
    return [
        one
        for one in found
        if one.marker and one.marker.evaluate({"extra": "bench"}) and "bench" in str(one.marker)
    ]


def aside(name: str) -> Path:
    """Return the folder of a package that is kept out of this environment."""
    return ROOT / "build" / "peers" / name


def _has(one: Requirement) -> bool:
    if one.name in ASIDE:
        return aside(one.name).is_dir()
    try:
        return one.specifier.contains(version(one.name), prereleases=True)
    except PackageNotFoundError:
        return False


def _pip(*what: str) -> bool:
    command = [sys.executable, "-m", "pip", "install", "--quiet", *what]
    return subprocess.run(command, check=False, cwd=ROOT).returncode == 0


def install_aside(name: str, specifier: str) -> bool:
    """Install a package into its folder; whether it is there."""
    return aside(name).is_dir() or _pip("--target", str(aside(name)), name + specifier)


def hyperscan() -> bool:
    """Whether a C program can be built with Hyperscan."""
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "hyperscan")
        command = ["cc", str(Path(__file__).parent / "hyperscan.c"), "-o", out, "-lhs"]
        try:
            return subprocess.run(command, capture_output=True, check=False).returncode == 0
        except FileNotFoundError:
            return False


def absent() -> list[str]:
    """Return the peers that are not here."""
    found = [one.name for one in _extra() if not _has(one)]
    return (
        found
        + ["ripgrep"] * (not shutil.which("rg"))
        + ["Hyperscan or Vectorscan"] * (not hyperscan())
    )


def _apt(*names: str) -> bool:
    """Install the first of some packages of Debian that there is."""
    get = shutil.which("apt-get")
    rights: Sequence[str] = () if os.geteuid() == 0 else ("sudo", "--non-interactive")
    if get is None or (rights and shutil.which("sudo") is None):
        return False
    settings = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for name in names:
        command = [*rights, get, "install", "-y", "-qq", "--no-install-recommends", name]
        if not subprocess.run(command, check=False, env=settings, capture_output=True).returncode:
            return True
    return False


def _apt_lists() -> None:
    """Bring the lists of packages up to date, as a fresh machine has none."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False, capture_output=True)
    elif shutil.which("sudo") and shutil.which("apt-get"):
        command = ["sudo", "--non-interactive", "apt-get", "update", "-qq"]
        subprocess.run(command, check=False, capture_output=True)


def install() -> None:
    """Install what is not here, and name what can't be."""
    missing = [one for one in _extra() if not _has(one)]
    for one in [one for one in missing if one.name in ASIDE]:
        install_aside(one.name, str(one.specifier))
        missing.remove(one)
    if missing and not _pip(*(str(Requirement(f"{one.name}{one.specifier}")) for one in missing)):
        for one in missing:
            _pip(f"{one.name}{one.specifier}")
    wanted = [("ripgrep",)] * (not shutil.which("rg")) + [HYPERSCAN] * (not hyperscan())
    if wanted:
        _apt_lists()
        for names in wanted:
            _apt(*names)
    if left := absent():
        print(f"left out, as it is not here and can't be installed: {', '.join(left)}", flush=True)


if __name__ == "__main__":
    install()
