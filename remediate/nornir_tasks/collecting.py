"""The collection of dumps as a Nornir task, usable alone.

``nornir.run(collect, dumps=Path("dumps"), redactor=Redactor())``. One redactor for a whole collection: the same key on both ends of a tunnel becomes the same token.
"""

from __future__ import annotations

import contextlib
import re
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from nornir.core.task import Result, Task

from remediate.nornir_tasks.credentials import Passwords
from remediate.nornir_tasks.dialects import Question
from remediate.nornir_tasks.dump_files import file_name, folder_of, has_dumps, write_dump
from remediate.nornir_tasks.opening import session_on
from remediate.nornir_tasks.session import Failure, Session, SessionError, refusal
from remediate.secrets import Redactor

__all__ = ["Collected", "collect"]

_PEER_LINES = re.compile(
    r"^\s*(?:set peer|crypto isakmp key|crypto ikev2|pre-shared-key address|address|peer|match identity"
    r"|tunnel destination|tunnel-group|crypto map \S+ \d+ set peer|ip nhrp|isakmp key)\b"
)
"""Lines of a configuration that can name a peer; an interface's own address is none."""
_COUNTED = 400
"""Letters that an answer with an SA in it has at least."""
_LONG = 1 << 20
"""Letters of an answer that is not asked for twice: a device of thousands of tunnels has better things to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What a device gave."""

    host: str
    written: tuple[str, ...] = ()
    """Names of the files that were written anew."""
    refused: tuple[str, ...] = ()
    """Commands that the device refused: they have no file, and one of an earlier time is gone."""
    names_peer: bool = False
    """Whether its configuration or its tables name the peer that was asked for."""
    kept: bool = False
    """Whether it failed and has earlier dumps, which stay as they were."""
    failure: Failure | None = None
    detail: str = ""
    """At which command, or why."""

    @property
    def reason(self) -> str:
        """Return the failure in words."""
        if self.failure is None:
            return ""
        return f"{self.failure} ({self.detail})" if self.detail else str(self.failure)


def collect(
    task: Task,
    *,
    dumps: Path,
    redactor: Redactor,
    passwords: Passwords | None = None,
    timeout: float = 30.0,
    peer: str | None = None,
    stop: threading.Event | None = None,
) -> Result:
    """Ask a device what a diagnosis needs, and write its dumps, redacted, a file a command.

    ``passwords`` resolves ``data.secret``; without it the inventory's password is used. ``timeout`` are seconds
    without a letter from the device. ``peer``: also say whether the device has to do with this address.
    ``stop``, once set, ends the work.

    The result is a :class:`Collected`; it is ``failed`` where the device did not give all. A device that fails
    keeps the dumps it had: those of two times beside each other would tell of a device that never was. With
    none, what it gave is written. Nothing is raised for what devices do.
    """
    folder = folder_of(dumps, task.host.name)
    found = _Findings(host=task.host.name, peer=peer)
    failure: SessionError | None = None
    try:
        if stop is not None and stop.is_set():
            raise SessionError(Failure.INTERRUPTED)
        with session_on(task, passwords, timeout=timeout, stop=stop) as session:
            for question in session.dialect.questions:
                found.take(session, question, redactor)
            for question in session.dialect.questions:
                found.take_again(session, question, redactor)
    except SessionError as error:
        failure = error
    result = found.result()
    if failure is not None:
        kept = has_dumps(folder)
        result = replace(result, failure=failure.failure, detail=failure.detail, kept=kept)
    if failure is None or not result.kept:
        result = _written(result, folder, found.texts)
    else:
        result = replace(result, refused=())
    return Result(host=task.host, result=result, failed=result.failure is not None)


class _Findings:
    """What was read of one device so far; redacted, so that no key waits in memory."""

    def __init__(self, *, host: str, peer: str | None) -> None:
        self.texts: dict[str, str] = {}
        self._host = host
        self._peer = re.compile(rf"(?<![\d.]){re.escape(peer)}(?![\d.])") if peer else None
        self._refused: list[str] = []
        self._named = self._own = False

    def take(self, session: Session, question: Question, redactor: Redactor) -> None:
        """Ask, and keep the answer as it will stand in the file."""
        command = question.command
        answer = session.ask(command)
        if refusal(answer) is not None and question.instead is not None:
            command = question.instead
            answer = session.ask(command)
        if refusal(answer) is not None:
            self._refused.append(command)
            return
        self._look(command, answer)
        text = f"{session.prompt}{_printed(session, command, answer)}"
        self.texts[file_name(command)] = redactor.redact(text)

    def take_again(self, session: Session, question: Question, redactor: Redactor) -> None:
        """Ask once more what counters are read from, and keep the answer behind the first; a very long one is not."""
        name = file_name(question.command)
        first = self.texts.get(name)
        if not question.again or first is None or not _COUNTED < len(first) < _LONG:
            return
        answer = session.ask(question.command)
        if refusal(answer) is None:
            text = _printed(session, question.command, answer)
            self.texts[name] = first.removesuffix("\n") + redactor.redact(text)

    def _look(self, command: str, answer: str) -> None:
        """Note whether the peer is named as such, and whether its address is the device's own."""
        if self._peer is None:
            return
        configuration = "running-config" in command
        if not configuration and not command.startswith(("show crypto ", "show ip interface")):
            return
        for line in answer.splitlines():
            if not self._peer.search(line):
                continue
            if not configuration:
                self._own = self._own or not command.startswith("show crypto ")
                self._named = True
            elif line.lstrip().startswith("ip address "):
                self._own = True
            elif _PEER_LINES.match(line):
                self._named = True

    def result(self) -> Collected:
        """Return what is known so far."""
        return Collected(
            host=self._host,
            refused=tuple(self._refused),
            names_peer=self._named and not self._own,
        )


def _printed(session: Session, command: str, answer: str) -> str:
    """Return what stands behind a prompt: the command, its answer, and the next prompt."""
    end = "" if answer.endswith("\n") or not answer else "\n"
    return f"{command}\n{answer}{end}{session.prompt}\n"


def _written(result: Collected, folder: Path, texts: dict[str, str]) -> Collected:
    """Write the files; say which, and which one could not be."""
    written: list[str] = []
    for name, text in texts.items():
        try:
            write_dump(folder / name, text)
        except OSError as error:
            return replace(
                result,
                written=tuple(written),
                failure=Failure.UNWRITTEN,
                detail=f"{name}: {error.strerror}",
            )
        written.append(name)
    if result.failure is None:
        for command in result.refused:
            with contextlib.suppress(OSError):
                (folder / file_name(command)).unlink()
    return replace(result, written=tuple(written))
