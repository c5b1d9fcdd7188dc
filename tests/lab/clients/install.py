"""Puts the clients that the lab's tests run into this environment: ``python -m tests.lab.clients.install``.

Those that are Python packages are the extra ``clients`` (12 MB to download). Ansible's collections are published in
the package ``ansible`` as far as Python's packages go: 54 MB, 21,000 files. The four that are used come to 8 MB and
are unpacked where the whole package would put them, so that ``ansible-core`` finds them as it finds all.
``cisco.asa`` is part of the package up to version 11. What can't be had is named, and the tests of it are skipped.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tempfile
import tomllib
import zipfile
from pathlib import Path

__all__ = ["FOUND", "absent", "main"]

ROOT = Path(__file__).resolve().parents[3]
FOUND = Path(sysconfig.get_path("purelib")) / "ansible_collections"
"""Where collections stand in this environment."""
_PACKAGES = {
    "ansible": ("ansible/netcommon", "ansible/utils", "cisco/ios"),
    "ansible==11.13.0": ("cisco/asa",),
}


def absent(*names: str) -> list[str]:
    """Return those of some collections (``cisco/ios``) that are not here."""
    return [name for name in names if not (FOUND / name / "MANIFEST.json").is_file()]


def main() -> int:
    """Install what is not here; 1 where something could not be had."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]
    whole = _pip("install", *extras["clients"])
    if not whole:
        print("not to be had: the extra clients (tests that need it are skipped)")
    for package, names in _PACKAGES.items():
        wanted = absent(*names)
        if wanted and not _unpacked(package, wanted):
            whole = False
            print(f"not to be had: {', '.join(wanted)} (tests that need them are skipped)")
    return 0 if whole else 1


def _pip(*what: str) -> bool:
    command = [sys.executable, "-m", "pip", *what, "--quiet", "--disable-pip-version-check"]
    return subprocess.run(command, check=False, cwd=ROOT).returncode == 0


def _unpacked(package: str, names: list[str]) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        got = _pip("download", "--no-cache-dir", "--no-deps", "--dest", folder, package)
        wheels = list(Path(folder).glob("*.whl"))
        if not got or not wheels:
            return False
        with zipfile.ZipFile(wheels[0]) as wheel:
            begun = tuple(f"ansible_collections/{name}/" for name in names)
            wheel.extractall(
                FOUND.parent, [item for item in wheel.namelist() if item.startswith(begun)]
            )
    return not absent(*names)


if __name__ == "__main__":
    raise SystemExit(main())
