"""A bounded, conditional debug capture as a Nornir task, which leaves a device as it was.

What was off before and was switched on here is switched off again, and the condition that was set here is
reset, whatever happens: where the session dies, a new one is opened for it. Debugs and conditions of others
stay as they are.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nornir.core.task import Result, Task

from remediate.nornir_tasks.credentials import Passwords
from remediate.nornir_tasks.dialects import Debug, Dialect
from remediate.nornir_tasks.dump_files import folder_of, write_dump
from remediate.nornir_tasks.opening import session_on
from remediate.nornir_tasks.session import Failure, Session, SessionError, refusal
from remediate.secrets import Redactor

__all__ = ["DEBUG_FILE", "PAUSES", "Captured", "capture_debug"]

DEBUG_FILE = "debug_crypto.txt"
_LIMIT = 32 << 20
"""Characters after which a capture ends early."""
PAUSES = (0.5, 2.0, 5.0, 15.0, 30.0)
"""Seconds before each attempt to clean up in a new session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """What became of a capture on a device."""

    host: str
    lines: int = 0
    written: bool = False
    notes: tuple[str, ...] = ()
    failure: Failure | None = None
    detail: str = ""
    left_on: tuple[str, ...] = ()
    """Commands that still have to be given on the device by hand: cleaning up failed."""

    @property
    def reason(self) -> str:
        """Return the failure in words."""
        if self.failure is None:
            return self.detail
        return f"{self.failure} ({self.detail})" if self.detail else str(self.failure)


@dataclass(slots=True)
class _Ours:
    """What this capture changed, noted before the device is told: a command may arrive and its answer not."""

    debugs: list[Debug] = field(default_factory=list)
    condition: bool = False
    monitor: bool = False

    @property
    def nothing(self) -> bool:
        return not self.debugs and not self.condition

    def commands(self, dialect: Dialect, peer: str) -> tuple[str, ...]:
        """Return what takes it back: the debugs first, so that no moment is without a condition."""
        commands = [debug.off for debug in reversed(self.debugs)]
        if self.condition:
            commands.append(dialect.no_condition.format(peer=peer))
        return tuple(commands)


class _RefusedError(Exception):
    """The device can't be debugged so that it would do no harm; the text is this project's own."""


def capture_debug(
    task: Task,
    *,
    peer: str,
    seconds: float,
    dumps: Path,
    redactor: Redactor,
    passwords: Passwords | None = None,
    timeout: float = 30.0,
    stop: threading.Event | None = None,
    pauses: Sequence[float] | None = None,
) -> Result:
    """Debug IKE and IPsec with one peer for some seconds; write ``debug_crypto.txt``, redacted.

    The result is a :class:`Captured`; ``failed`` where the capture was not whole, or where something could not
    be switched off again (``left_on``). ``pauses`` are the seconds before each attempt in a new session.
    """
    folder = folder_of(dumps, task.host.name)
    capture = _Capture(peer, seconds)
    ours = capture.ours
    failure: Failure | None = None
    detail = ""
    left: tuple[str, ...] = ()
    interrupt: KeyboardInterrupt | None = None
    try:
        if stop is not None and stop.is_set():
            raise SessionError(Failure.INTERRUPTED)
        with session_on(task, passwords, timeout=timeout, stop=stop) as session:
            try:
                capture.run(session)
            except _RefusedError as error:
                failure, detail = Failure.UNUSABLE, str(error)
            except KeyboardInterrupt as error:  # in the main thread, where no flag is set for it
                failure, interrupt = Failure.INTERRUPTED, error
            finally:
                session.stop = None  # what follows is seen through
                left = _cleaned(session, ours, peer, capture)
                session.stop = stop
    except SessionError as error:
        failure, detail = error.failure, error.detail
        left = ours.commands(capture.dialect, peer) if capture.dialect is not None else ()
    if left:
        waits = PAUSES if pauses is None else pauses
        left = _in_new_session(task, passwords, timeout, ours, peer, capture, waits)
    text = "".join(capture.pieces)
    written = False
    if text.strip():
        # Under a prompt of its own it is a log to whoever reads it, whatever its first line is.
        whole = f"{capture.prompt}terminal monitor\n{text}\n{capture.prompt}\n"
        try:
            write_dump(folder / DEBUG_FILE, redactor.redact(whole))
            written = True
        except OSError as error:
            failure, detail = Failure.UNWRITTEN, f"{DEBUG_FILE}: {error.strerror}"
    if interrupt is not None and not left:
        raise interrupt
    if failure is None and stop is not None and stop.is_set():
        failure = Failure.INTERRUPTED
    result = Captured(
        host=task.host.name,
        lines=sum(bool(line.strip()) for line in text.splitlines()),
        written=written,
        notes=tuple(capture.notes),
        failure=failure,
        detail=detail,
        left_on=left,
    )
    return Result(host=task.host, result=result, failed=failure is not None or bool(left))


class _Capture:
    """One capture: what it changed, and what it heard."""

    def __init__(self, peer: str, seconds: float) -> None:
        self.peer = peer
        self.seconds = seconds
        self.ours = _Ours()
        self.pieces: list[str] = []
        self.notes: list[str] = []
        self.prompt = ""
        self.dialect: Dialect | None = None

    def run(self, session: Session) -> None:
        """Look, switch on, listen. Raises :class:`SessionError` and ``_RefusedError``."""
        dialect = self.dialect = session.dialect
        shown = _shown(session, dialect.show_debugs)
        conditions = _shown(session, dialect.show_conditions)
        self.prompt = session.prompt
        off = [debug for debug in dialect.debugs if not debug.shown.search(shown)]
        if len(off) < len(dialect.debugs):
            self.notes.append("somebody debugs already: what they switched on stays on")
            if not _names_any(conditions):
                self.notes.append(f"while this lasted, their debugs showed {self.peer} alone")
        if not _names(conditions, self.peer):
            self.ours.condition = True
            answer = session.ask(dialect.condition.format(peer=self.peer))
            said = refusal(answer)
            if said is not None:
                self.ours.condition = False
            if said is not None or not _names(_shown(session, dialect.show_conditions), self.peer):
                raise _RefusedError("it takes no condition, and debugs nothing without one")
        for debug in off:
            self.ours.debugs.append(debug)
            answer = session.ask(debug.on, among_others=dialect.monitor is None)
            if refusal(answer) is not None:
                self.ours.debugs.remove(debug)
                self.notes.append(f"refused: {debug.on}")
            elif dialect.monitor is None:
                self.pieces.append(answer)
        if dialect.monitor is not None:
            self.ours.monitor = True
            self.pieces.append(session.ask(dialect.monitor, among_others=True))
        for piece in session.listen(self.seconds, _LIMIT):
            self.pieces.append(piece)
        if sum(map(len, self.pieces)) >= _LIMIT:
            self.notes.append("ended early: it printed too much")


def _shown(session: Session, command: str) -> str:
    answer = session.ask(command)
    if refusal(answer) is not None:
        raise _RefusedError(f"refused: {command}")
    return answer


def _names(conditions: str, peer: str) -> bool:
    """Whether a listing of conditions holds a peer."""
    return any(word.strip(",;:").partition("/")[0] == peer for word in conditions.split())


def _names_any(conditions: str) -> bool:
    """Whether a listing of conditions holds any address."""
    return any(word.strip(",;:").count(".") == 3 for word in conditions.split())


def _cleaned(session: Session, ours: _Ours, peer: str, capture: _Capture) -> tuple[str, ...]:
    """Take back what is ours; return the commands that still have to be given. Raises :class:`SessionError`."""
    dialect = session.dialect
    if ours.monitor:
        capture.pieces.append(session.ask(dialect.no_monitor, among_others=True))
        ours.monitor = False
    if ours.nothing:
        return ()
    if dialect.monitor is not None:
        # An answer that was still on its way is behind this one's echo.
        session.ask(dialect.show_debugs)
    for command in ours.commands(dialect, peer):
        answer = session.ask(command, among_others=dialect.monitor is None, confirm=True)
        if dialect.monitor is None:
            capture.pieces.append(answer)
    shown = session.ask(dialect.show_debugs)
    if refusal(shown) is None:
        ours.debugs = [debug for debug in ours.debugs if debug.shown.search(shown)]
    if ours.condition:
        conditions = session.ask(dialect.show_conditions)
        ours.condition = refusal(conditions) is not None or _names(conditions, peer)
    return ours.commands(dialect, peer)


def _in_new_session(
    task: Task,
    passwords: Passwords | None,
    timeout: float,
    ours: _Ours,
    peer: str,
    capture: _Capture,
    pauses: Sequence[float],
) -> tuple[str, ...]:
    """Take back in new sessions what the old one could not; return what is left to be done by hand."""
    left = ours.commands(capture.dialect, peer) if capture.dialect is not None else ()
    ours.monitor = False  # it was the old session's
    for pause in pauses:
        time.sleep(pause)
        try:
            with session_on(task, passwords, timeout=timeout, stop=None) as session:
                left = _cleaned(session, ours, peer, capture)
        except SessionError:
            continue
        if not left:
            capture.notes.append("the session died; a new one cleaned up")
            break
    return left
