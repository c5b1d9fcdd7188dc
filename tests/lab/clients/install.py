"""Puts the collections that the tests run into this environment: ``python -m tests.lab.clients.install``.

Collections are published in the package ``ansible`` alone as far as package registries go: 54 MB that unpack to
21,000 files. The four that are used come to 7 MB of them and are unpacked where the whole package would put them,
so that ``ansible-core`` finds them as it finds all. ``cisco.asa`` is part of the package up to version 11. What
can't be had is named, and the tests of it are skipped.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from pathlib import Path

__all__ = ["FOUND", "absent", "main"]

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
    """Unpack what is not here."""
    for package, names in _PACKAGES.items():
        wanted = absent(*names)
        if wanted and not _unpacked(package, wanted):
            print(f"not to be had: {', '.join(wanted)} (tests that need them are skipped)")
    return 0


def _unpacked(package: str, names: list[str]) -> bool:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-cache-dir", "--no-deps"]
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run([*command, "--dest", folder, package], check=False)
        wheels = list(Path(folder).glob("*.whl"))
        if run.returncode != 0 or not wheels:
            return False
        with zipfile.ZipFile(wheels[0]) as wheel:
            begun = tuple(f"ansible_collections/{name}/" for name in names)
            wheel.extractall(
                FOUND.parent, [item for item in wheel.namelist() if item.startswith(begun)]
            )
    return not absent(*names)


if __name__ == "__main__":
    raise SystemExit(main())
