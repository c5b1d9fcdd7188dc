"""A terminal session: keys typed, echoed, edited; lines carried out; output by the page; the log in between."""

from __future__ import annotations

import re
from collections.abc import Callable

from remediate.lab.commands import Answer, Question
from remediate.lab.device import Device
from remediate.lab.editor import Editor
from remediate.lab.keyboard import Key, Keyboard

__all__ = ["Terminal"]


class Terminal:
    """One session on a device. Text goes out through ``write``; ``close`` ends the connection."""

    def __init__(
        self,
        device: Device,
        write: Callable[[str], None],
        close: Callable[[], None],
        *,
        user: str,
        source: str,
        privileged: bool,
    ) -> None:
        self.device = device
        self.user = user
        self.source = source
        """Address that it comes from."""
        self.privileged = privileged
        self.monitors = False
        self.length = 24
        """Lines of a page; 0 for no paging."""
        self.width = 80
        self.editor: Editor | None = None
        """While in configuration mode."""
        self.line = 0
        """Number of its vty."""
        self._write = write
        self._close = close
        self._keyboard = Keyboard()
        self._question: Question | None = None
        self._waiting: list[str] = []
        """Lines of an output that the reader has not asked for yet."""
        self._closed = False
        self.wake: Callable[[], None] = _nothing
        """Called when something was printed that no key brought about."""

    # --- what the connection calls ---

    def open(self) -> None:
        """Greet and prompt."""
        self.device.listeners.add(self)
        self._out(self.device.platform.greeting(self.device))
        self._prompt()

    def receive(self, text: str) -> None:
        """Take what was typed."""
        for key in self._keyboard.keys(text):
            if self._closed:
                return
            self._press(key)

    def gone(self) -> None:
        """Note that the connection is gone."""
        self._closed = True
        self.device.listeners.discard(self)
        self.device.platform.left(self)

    # --- what the device calls ---

    def tell(self, text: str) -> None:
        """Print a line of the log between what else is on the screen."""
        if self._closed:
            return
        self._out(f"\n{text}\n")
        self.wake()

    def drop(self) -> None:
        """End: the device restarts."""
        self._closed = True
        self._close()

    # --- what commands call ---

    def monitor(self, *, on: bool) -> None:
        """Show the log as it comes, or no more."""
        self.monitors = on
        network = self.device.network
        if on and network is not None:
            network.watched(self.device)

    def end(self) -> None:
        """Log out."""
        self._closed = True
        self.device.listeners.discard(self)
        self._close()

    @property
    def prompt(self) -> str:
        """Return the prompt."""
        return self.device.platform.prompt(self)

    # --- keys ---

    def _press(self, key: Key | str) -> None:
        if self._waiting:
            self._page_key(key)
        elif self._question is not None and self._question.key:
            self._answered("" if key in (Key.ENTER, "y", "Y") else str(key))
        elif isinstance(key, str):
            self._typed(key)
        else:
            self._control(key)

    def _typed(self, letter: str) -> None:
        reads = self.editor is not None and self.editor.reading is not None
        if letter == "?" and self._question is None and not reads:
            self._help()
            return
        self._keyboard.line += letter
        if self._question is None or self._question.echo:
            self._out(letter)

    def _control(self, key: Key) -> None:
        keyboard = self._keyboard
        match key:
            case Key.ENTER:
                line, keyboard.line = keyboard.line, ""
                self._out("\n")
                self._entered(line)
            case Key.BACKSPACE if keyboard.line:
                keyboard.line = keyboard.line[:-1]
                self._out("\b \b")
            case Key.ERASE_LINE | Key.ERASE_WORD:
                kept = "" if key is Key.ERASE_LINE else keyboard.without_word()
                self._replace(kept)
            case Key.TAB if self._question is None:
                rest = self.device.platform.completion(self, keyboard.line)
                if rest:
                    keyboard.line += f"{rest} "
                    self._out(f"\n{self.prompt}{keyboard.line}")
            case Key.UP | Key.DOWN if self._question is None:
                self._replace(keyboard.recall(-1 if key is Key.UP else 1))
            case Key.INTERRUPT:
                keyboard.line = ""
                self._question = None
                self._out("\n")
                if self.editor is not None:
                    self.editor.ended = True
                    self._left_configuration()
                self._prompt()
            case Key.END_MODE:
                line, keyboard.line = keyboard.line, ""
                self._out("^Z\n")
                if self.editor is not None:
                    if line.strip():
                        answer = self._configured(line)
                        self._out(answer if isinstance(answer, str) else "")
                    if self.editor is not None:
                        self.editor.ended = True
                        self._left_configuration()
                self._prompt()
            case Key.LOGOUT if not keyboard.line and self.editor is None:
                self.end()
            case _:
                return

    def _replace(self, line: str) -> None:
        shown = len(self._keyboard.line)
        self._keyboard.line = line
        self._out("\b" * shown + " " * shown + "\b" * shown + line)

    def _help(self) -> None:
        line = self._keyboard.line
        self._out("?\n" + self.device.platform.help(self, line))
        self._out(f"{self.prompt}{line}")

    # --- lines ---

    def _entered(self, line: str) -> None:
        if self._question is not None:
            self._answered(line)
            return
        if line.strip():
            self._keyboard.remember(line)
            refusal = self._misbehaves(line)
            if refusal is not None:
                self._printed(refusal)
                return
        if self.editor is not None:
            self._printed(self._configured(line))
            return
        self._printed(self.device.platform.execute(self, line))

    def _misbehaves(self, line: str) -> str | None:
        """Let the faults that were ordered of the device happen; return what a refused line prints."""
        faults = self.device.faults
        if faults.silent_after is not None and re.search(faults.silent_after, line):
            faults.silent = True
        if faults.reboot_at is not None and re.search(faults.reboot_at, line):
            faults.reboot_at = None
            self.device.reload()
            return ""
        return faults.refusal(line)

    def _configured(self, line: str) -> Answer:
        editor = self.editor
        if editor is None:
            return ""
        printed = self.device.platform.configure(self, editor, line)
        if editor.ended:
            self._left_configuration()
        return printed

    def _left_configuration(self) -> None:
        self.editor = None
        self.device.platform.configured(self)

    def _answered(self, line: str) -> None:
        question, self._question = self._question, None
        if question is None:
            return
        if question.key:
            self._out("\n")
        self._printed(question.then(line.strip()))

    def _printed(self, answer: Answer) -> None:
        """Print what a command answers, by the page; then its question, or the prompt."""
        if isinstance(answer, Question):
            self._question = answer
            self._out(answer.before + answer.prompt)
            return
        self._waiting = answer.splitlines(keepends=True)
        self._page(self.length - 1 if self.length else len(self._waiting))

    def _page(self, lines: int) -> None:
        shown, self._waiting = self._waiting[:lines], self._waiting[lines:]
        self._out("".join(shown))
        if self._waiting:
            self._out(self.device.platform.more)
        elif not self._closed:
            self._prompt()

    def _page_key(self, key: Key | str) -> None:
        more = self.device.platform.more
        self._out("\b" * len(more) + " " * len(more) + "\b" * len(more))
        if key is Key.ENTER:
            self._page(1)
        elif key == " ":
            self._page(self.length - 1)
        else:
            self._waiting = []
            self._out("\n")
            self._prompt()

    def _prompt(self) -> None:
        if not self._closed:
            self._out(self.prompt)

    def _out(self, text: str) -> None:
        if text:
            self._write(text.replace("\r\n", "\n").replace("\n", "\r\n"))


def _nothing() -> None:
    """Do nothing."""
