"""Coverage-guided fuzzing of the compiled reader: ``make fuzz``, or ``python -m tests.fuzz``.

``run SECONDS [NAME …]`` fuzzes every entry point (or those named) for so long; a finding ends its
entry point, is made smaller and lands in ``tests/fuzz/corpus/NAME`` where the tests replay it.
``keep [NAME …]`` writes the smallest inputs that reach all that the working corpora reach there.
The working corpora stay in ``fuzz/`` of the current folder from one run to the next.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

CORPUS = Path(__file__).resolve().parent / "corpus"
WORK = Path("fuzz").resolve()
LONGEST = 3000
"""Bytes of an input: what a reader remembers from line to line fits in a few lines."""
KEPT_LONGEST = 600
FINDINGS = ("crash-", "timeout-", "oom-")
SETTINGS = {
    "PYTHONMALLOC": "malloc",  # an allocation of its own for everything
    "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1:handle_abort=1",
    "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
}


def _preload() -> str:
    """Return the library that holds libFuzzer and the sanitizers, which atheris brings along."""
    spec = find_spec("atheris")
    if spec is None or spec.origin is None:
        sys.exit("atheris is missing: pip install -e '.[fuzz]'")
    return str(Path(spec.origin).parents[1] / "asan_with_fuzzer.so")


def _libfuzzer(name: str, *flags: str) -> int:
    """Run one entry point's process; returns its exit status."""
    command = [sys.executable, "-m", "tests.fuzz.target", name, str(WORK / name), *flags]
    return subprocess.run(
        command, env=os.environ | SETTINGS | {"LD_PRELOAD": _preload()}, check=False
    ).returncode


def _names(given: list[str]) -> list[str]:
    """Return the entry points asked for; all of them where none is."""
    code = "from tests.fuzz.entry_points import CHECKS; print(*CHECKS)"
    env = os.environ | SETTINGS | {"LD_PRELOAD": _preload()}
    asked = subprocess.run(
        [sys.executable, "-c", code], env=env, check=True, capture_output=True, text=True
    )
    known = asked.stdout.split()
    if unknown := set(given) - set(known):
        sys.exit(f"no such entry point: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    return given or known


def _fuzz(name: str, seconds: int) -> bool:
    """Fuzz one entry point; whether it held."""
    folder = WORK / name
    for part in ("corpus", "seeds", "found"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    kept = CORPUS / name
    kept.mkdir(parents=True, exist_ok=True)
    print(f"=== {name}: {seconds} s", flush=True)
    status = _libfuzzer(
        name, f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=20", "-rss_limit_mb=4096",
        f"-dict={folder / 'dictionary'}", f"-artifact_prefix={folder / 'found'}/", "-print_final_stats=1",
        str(folder / "corpus"), str(folder / "seeds"), str(kept),
    )  # fmt: skip
    if status == 0:
        return True
    found = [path for path in (folder / "found").iterdir() if path.name.startswith(FINDINGS)]
    for path in sorted(found, key=lambda path: path.stat().st_mtime)[-1:]:
        small = folder / "smallest"
        small.unlink(missing_ok=True)
        _libfuzzer(
            name,
            "-minimize_crash=1",
            "-max_total_time=60",
            f"-exact_artifact_path={small}",
            str(path),
        )
        shutil.copy(small if small.exists() else path, kept / path.name)
        print(f"=== {name}: {kept / path.name}", flush=True)
    return False


def _keep(name: str) -> None:
    """Write the smallest inputs that reach what the working corpus reaches."""
    folder = WORK / name
    fresh = folder / "kept"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    sources = [folder / "corpus", folder / "seeds", CORPUS / name]
    status = _libfuzzer(
        name, "-set_cover_merge=1", "-use_counters=0", "-use_value_profile=0", f"-max_len={KEPT_LONGEST}",
        str(fresh), *(str(source) for source in sources if source.is_dir()),
    )  # fmt: skip
    if status:
        sys.exit(f"{name}: the corpus can't be merged")
    kept = CORPUS / name
    kept.mkdir(parents=True, exist_ok=True)
    for path in kept.iterdir():
        if not path.name.startswith(FINDINGS):
            path.unlink()
    for path in fresh.iterdir():
        shutil.copy(path, kept / path.name)


def main() -> None:
    """Do what the command line says; status 1 when an entry point did not hold."""
    what, *given = sys.argv[1:]
    if what == "keep":
        for name in _names(given):
            _keep(name)
    elif what == "run":
        failed = [name for name in _names(given[1:]) if not _fuzz(name, int(given[0]))]
        if failed:
            sys.exit(f"did not hold: {', '.join(failed)}")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
