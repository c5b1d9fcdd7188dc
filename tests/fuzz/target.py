"""One entry point under libFuzzer: ``python -m tests.fuzz.target NAME [FLAGS] [FOLDERS]``.

Started by ``python -m tests.fuzz``, with the sanitizers' runtime loaded before all else.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

from fastparse import COMPILED, implementation_path
from tests.fuzz.entry_points import CHECKS, check
from tests.fuzz.memory import sanitized
from tests.fuzz.seeds import dictionary, seeds


def main() -> None:
    """Lay out seeds and dictionary beside the working corpus, and fuzz."""
    name, room, *flags = sys.argv[1:]
    assert sanitized(), "no AddressSanitizer here: start this with `make fuzz`"
    for module in COMPILED:
        path = Path(implementation_path(module) or "")
        assert b"__asan_report_load" in path.read_bytes(), f"{path} is not instrumented"
    folder = Path(room)
    (folder / "seeds").mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (folder / "seeds" / f"{number:04}").write_bytes(seed)
    (folder / "dictionary").write_text(dictionary())
    assert name in CHECKS
    again = folder / "again"  # libFuzzer starts itself again to merge and to make findings smaller
    again.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -m tests.fuzz.target {name} "{room}" "$@"\n'
    )
    again.chmod(0o755)
    atheris.Setup([str(again), *flags], lambda data: check(name, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
