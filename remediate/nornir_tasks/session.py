"""A terminal session on a device, through the host's Netmiko connection: one command, one answer.

What Netmiko and Paramiko raise can hold text of the device or of the settings, so none of it goes further:
every way in which a session ends is a :class:`SessionError` in this project's own words.
"""

from __future__ import annotations

import contextlib
import enum
import re
import threading
import time
from collections.abc import Iterator

from netmiko import BaseConnection

from remediate.nornir_tasks.dialects import Dialect

__all__ = ["Failure", "Session", "SessionError", "refusal"]

_POLL = 0.01
"""Seconds between two looks at the line."""
_LONGEST = 20
"""Times the time-out that an answer which keeps coming may take."""
_REFUSED = re.compile(
    r"^\s*(?:ERROR: )?%\s*(?:Invalid|Incomplete|Ambiguous|Unrecognized|Unknown|Bad|Authorization|Command)\b"
    r"|^\s*(?:Command authorization failed|ERROR: |Line has invalid autocommand|% ?Error\b)",
    re.IGNORECASE | re.MULTILINE,
)
_CONFIRM = re.compile(r"\[confirm\]\s*$", re.IGNORECASE)
_YES_NO = re.compile(r"(?:\[?yes/no\]?|\[?y/n\]?)(?:\s*\[\w*\])?\s*[:?]?\s*$", re.IGNORECASE)
_TAIL = 256
"""Characters at the end of what was read in which a prompt is looked for."""
_ECHO = 16
"""Letters of a command that its echo must show: the rest may be broken by the width of the terminal."""
_QUIET = 1.0
"""Seconds without a letter after which a prompt that is not the last thing is taken for the one that is waited for."""
_ANSWERS = 4
"""Questions of one command that are answered."""


class Failure(enum.StrEnum):
    """Why a device gave nothing, or not all."""

    UNREACHABLE = "unreachable"
    AUTHENTICATION = "authentication failed"
    TIMEOUT = "no answer in time"
    LOST = "session lost"
    UNUSABLE = "cannot be asked"
    """Its platform is not known, or its password cannot be had."""
    UNWRITTEN = "dumps cannot be written"
    INTERRUPTED = "interrupted"


class SessionError(Exception):
    """The session is over, or never came to be; the text holds nothing of the device's."""

    def __init__(self, failure: Failure, detail: str = "") -> None:
        """Keep what it was, and at which command."""
        self.failure = failure
        self.detail = detail
        super().__init__(f"{failure} ({detail})" if detail else str(failure))


def refusal(answer: str) -> str | None:
    """Return the line by which a device refuses a command; None where it doesn't."""
    for line in answer.splitlines()[:5]:
        if _REFUSED.match(line):
            return line.strip()
    return None


class Session:
    """A session that stands at a prompt."""

    def __init__(
        self,
        connection: BaseConnection,
        dialect: Dialect,
        *,
        timeout: float,
        stop: threading.Event | None,
    ) -> None:
        self.dialect = dialect
        self.prompt = ""
        """The prompt as it was seen last: ``r1#``."""
        self.stop = stop
        """Set when the work is to end; None in a session that must see its work through."""
        self._connection = connection
        self._pending = ""
        """What was read and belongs to no answer."""
        self._timeout = timeout
        # Netmiko cuts the name of IOS at 16 letters, as the prompt of configuration mode is cut.
        name = re.escape(connection.base_prompt)
        self._at_end = re.compile(rf"(?:^|[\r\n])(?P<prompt>{name}[^\s#>]{{0,64}}[#>]) ?$")
        self._on_a_line = re.compile(rf"^(?P<prompt>{name}[^\s#>]{{0,64}}[#>]) ?$", re.MULTILINE)
        self._anywhere = re.compile(rf"^(?P<prompt>{name}[^\s#>]{{0,64}}[#>])", re.MULTILINE)

    def ask(self, command: str, *, among_others: bool = False, confirm: bool = False) -> str:
        """Type a command and return what it prints, without echo and prompt.

        ``among_others``: log lines may follow the prompt (``terminal monitor``). ``confirm``: say yes to what
        the device asks. Raises :class:`SessionError`.
        """
        self._type(command)
        return self._answer(command, among_others=among_others, confirm=confirm)

    def listen(self, seconds: float, limit: int) -> Iterator[str]:
        """Yield what the device prints by itself: for so long, or until so many characters came."""
        end, count = time.monotonic() + seconds, 0
        while time.monotonic() < end and count < limit and not self._stopped:
            text = self._read("listening")
            count += len(text)
            if text:
                yield text
            else:
                time.sleep(_POLL)

    @property
    def _stopped(self) -> bool:
        return self.stop is not None and self.stop.is_set()

    def _type(self, text: str) -> None:
        try:
            self._connection.write_channel(f"{text}\n")
        except Exception:  # of several libraries; none of their texts is wanted
            raise SessionError(Failure.LOST, text) from None

    def _read(self, doing: str) -> str:
        """Return what has come. Raises :class:`SessionError` where nothing has, and nothing will."""
        if self._pending:
            text, self._pending = self._pending, ""
            return text
        connection = self._connection
        try:
            text = connection.read_channel()
            over = not text and bool(connection.remote_conn.closed)  # type: ignore[union-attr]  # a channel of SSH
            if over:
                text = connection.read_channel()
        except Exception:
            raise SessionError(Failure.LOST, doing) from None
        if over and not text:
            raise SessionError(Failure.LOST, doing)
        return text

    def _answer(self, command: str, *, among_others: bool, confirm: bool) -> str:
        found, answers = "", 0
        begun = last = time.monotonic()
        while True:
            text = self._read(command)
            now = time.monotonic()
            if text:
                found, last = found + text, now
                match = self._ended(found, command, among_others=among_others)
                if match is not None:
                    more = "" if among_others else self._more(command)
                    if not more:
                        return self._taken(found, match, command, whole=among_others)
                    self._pending = more  # a line that begins like a prompt
                reply = _reply(found) if confirm else None
                if reply is not None and answers < _ANSWERS:
                    answers += 1
                    self._type(reply)
            elif now - last > _QUIET:
                match = self._overtaken(found, command, among_others=among_others)
                if match is not None:
                    return self._taken(found, match, command, whole=among_others)
            if self._stopped:
                self._pending = found
                raise SessionError(Failure.INTERRUPTED, command)
            if now - last > self._timeout or now - begun > self._timeout * _LONGEST:
                self._pending = found
                raise SessionError(Failure.TIMEOUT, command)
            if not text:
                time.sleep(_POLL)

    def _more(self, command: str) -> str:
        """Return what comes on the heels of a prompt; nothing where it is one."""
        time.sleep(_POLL)
        with contextlib.suppress(SessionError):  # the next command will meet it
            return self._read(command)
        return ""

    def _ended(self, found: str, command: str, *, among_others: bool) -> re.Match[str] | None:
        """Return the prompt behind the answer. One before the echo is that of what was typed before."""
        if not among_others:
            match = self._at_end.search(found, max(0, len(found) - _TAIL))
            if match is None:
                return None
            echo = found.find(command[:_ECHO])
            return match if echo >= 0 and found.find("\n", echo) < match.start("prompt") else None
        echo = found.find(command)
        line_end = found.find("\n", echo) if echo >= 0 else -1
        return self._anywhere.search(found, line_end + 1) if line_end >= 0 else None

    def _overtaken(self, found: str, command: str, *, among_others: bool) -> re.Match[str] | None:
        """Return the prompt behind which something else was printed; among log lines the echo may be broken too."""
        echo = found.find(command[:_ECHO])
        if among_others:
            return self._anywhere.search(found, found.find("\n", max(echo, 0)) + 1)
        line_end = found.find("\n", echo) if echo >= 0 else -1
        return self._on_a_line.search(found, line_end + 1) if line_end >= 0 else None

    def _taken(self, found: str, match: re.Match[str], command: str, *, whole: bool) -> str:
        """Return the answer without its echo, and keep what stands behind the prompt.

        ``whole``: also what was printed before the echo.
        """
        self.prompt = match["prompt"]
        self._pending = found[match.end("prompt") :].removeprefix(" ")
        answer = found[: match.start("prompt")]
        echo = answer.find(command[:_ECHO])
        if echo < 0:
            return answer
        before = answer[: answer.rfind("\n", 0, echo) + 1] if whole else ""
        return before + answer[answer.find("\n", echo) + 1 :]


def _reply(found: str) -> str | None:
    """Return what is typed at a question: nothing (and Enter) for ``[confirm]``, else yes."""
    tail = found[-_TAIL:].rpartition("\n")[2]
    if _CONFIRM.search(tail):
        return ""
    return "yes" if _YES_NO.search(tail) else None
