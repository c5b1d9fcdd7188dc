"""Coverage-guided fuzzing of the compiled reader: ``make fuzz``, or ``python -m tests.fuzz``.

``run SECONDS [NAME …]`` fuzzes every entry point (or those named) for so many seconds of processor time, JOBS of
them at a time (of the environment; 1 where it says nothing), at the lowest priority: again and again, where others
had the machine. A finding ends its entry point, is made smaller and lands in ``tests/fuzz/corpus/NAME`` where the
tests replay it. Each writes a log, ``fuzz/NAME/log``. ``until SECONDS [NAME …]`` goes on with what has had fewer,
all its runs added up. ``report`` prints what all runs came to: seconds by entry point and commit, executions, edges.
``keep [NAME …]`` writes the smallest inputs that reach all that the working corpora reach there.
The working corpora stay in ``fuzz/`` of the current folder from one run to the next.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from tests.fuzz.runs import Run, add, kept, read_log, table

CORPUS = Path(__file__).resolve().parent / "corpus"
WORK = Path("fuzz").resolve()
LONGEST = 3000
"""Bytes of an input: what a reader remembers from line to line fits in a few lines."""
KEPT_LONGEST = 600
SHORTEST = 60
"""Seconds of a round."""
TIMEOUT = 300
"""Seconds that one input may take: long, as others have the machine first."""
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


def _libfuzzer(name: str, *flags: str, log: IO[bytes] | None = None) -> tuple[int, float]:
    """Run one entry point's process, what it says going to ``log``.

    Returns its exit status, and the seconds of processor time that it took.
    """
    command = [sys.executable, "-m", "tests.fuzz.target", name, str(WORK / name), *flags]
    env = os.environ | SETTINGS | {"LD_PRELOAD": _preload()}
    child = subprocess.Popen(command, env=env, stdout=log, stderr=log and subprocess.STDOUT)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, usage.ru_utime + usage.ru_stime


def _commit() -> str:
    """Return what the build was made from, as ``make fuzz-build`` wrote it down."""
    path = Path("commit")
    return path.read_text().strip() if path.exists() else "unknown"


def _step_back() -> None:
    """Let all others have the machine first, this process's children too."""
    os.nice(19)
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


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


def _fuzz(name: str, seconds: int) -> list[Run]:
    """Fuzz one entry point until it had so many seconds of processor time, or failed."""
    runs: list[Run] = []
    while (left := seconds - sum(run.processor for run in runs)) > 0:
        runs.append(_round(name, max(left, SHORTEST)))
        if runs[-1].finding:
            break
    return runs


def _round(name: str, seconds: int) -> Run:
    """Fuzz one entry point by the clock; write down what it came to."""
    folder = WORK / name
    for part in ("corpus", "seeds", "found"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    results = CORPUS / name
    results.mkdir(parents=True, exist_ok=True)
    print(f"=== {name}: {seconds} s, {folder / 'log'}", flush=True)
    start = time.monotonic()
    commit = _commit()
    with (folder / "log").open("w+b") as log:
        status, used = _libfuzzer(
            name, f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-timeout={TIMEOUT}", "-rss_limit_mb=4096",
            f"-dict={folder / 'dictionary'}", f"-artifact_prefix={folder / 'found'}/", "-print_final_stats=1",
            str(folder / "corpus"), str(folder / "seeds"), str(results), log=log,
        )  # fmt: skip
        took = round(time.monotonic() - start)
        log.seek(0)
        said = read_log(log.read().decode("utf-8", "replace"))
        finding = "" if status == 0 else _finding(name, start, log) or f"exit status {status}"
        run = Run(name, commit, took, round(used), *said, finding)
        log.seek(0, os.SEEK_END)
        shown = f"=== {name}: {run.processor} of {run.seconds} s, {run.executions:,} executions, edges {run.first:,} to {run.edges:,}, {run.new:,} new inputs: {run.verdict}"
        log.write(f"{shown}\n".encode())
    add(folder, run)
    print(shown, flush=True)
    return run


def _finding(name: str, start: float, log: IO[bytes]) -> str:
    """Make the input that failed smaller, and put it where the tests replay it; "" without one."""
    folder = WORK / name
    began = time.time() - (time.monotonic() - start)
    found = [
        path
        for path in (folder / "found").iterdir()
        if path.name.startswith(FINDINGS) and path.stat().st_mtime >= began
    ]
    if not found:
        return ""
    path = max(found, key=lambda path: path.stat().st_mtime)
    small = folder / "smallest"
    small.unlink(missing_ok=True)
    log.seek(0, os.SEEK_END)
    _libfuzzer(
        name, "-minimize_crash=1", "-max_total_time=60", f"-exact_artifact_path={small}", str(path), log=log
    )  # fmt: skip
    shutil.copy(small if small.exists() else path, CORPUS / name / path.name)
    return path.name


def _keep(name: str) -> None:
    """Write the smallest inputs that reach what the working corpus reaches."""
    folder = WORK / name
    fresh = folder / "kept"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    sources = [folder / "corpus", folder / "seeds", CORPUS / name]
    status, _ = _libfuzzer(
        name, "-set_cover_merge=1", "-use_counters=0", "-use_value_profile=0", f"-max_len={KEPT_LONGEST}",
        str(fresh), *(str(source) for source in sources if source.is_dir()),
    )  # fmt: skip
    if status:
        sys.exit(f"{name}: the corpus can't be merged")
    results = CORPUS / name
    results.mkdir(parents=True, exist_ok=True)
    for path in results.iterdir():
        if not path.name.startswith(FINDINGS):
            path.unlink()
    for path in fresh.iterdir():
        shutil.copy(path, results / path.name)


def main() -> None:
    """Do what the command line says; status 1 when an entry point did not hold."""
    what, *given = sys.argv[1:] or [""]
    if what == "keep":
        for name in _names(given):
            _keep(name)
    elif what in ("run", "until"):
        done = Counter[str]()
        for run in kept(WORK) if what == "until" else ():
            done[run.name] += run.processor
        names = sorted(_names(given[1:]), key=lambda name: done[name])
        _step_back()
        with ThreadPoolExecutor(int(os.environ.get("JOBS") or 1)) as jobs:
            rounds = jobs.map(lambda name: _fuzz(name, int(given[0]) - done[name]), names)
            failed = [run.name for runs in rounds for run in runs if run.finding]
        if failed:
            sys.exit(f"did not hold: {', '.join(failed)}")
    elif what == "report":
        print("\n".join(table(kept(WORK), _names(given))))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
