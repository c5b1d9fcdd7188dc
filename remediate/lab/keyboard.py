"""Keys of a terminal: letters, control characters and escape sequences, and the line that they edit."""

from __future__ import annotations

import enum
from collections.abc import Iterator

__all__ = ["Key", "Keyboard"]

_KEPT = 20
"""Lines of history, as devices keep by default."""


class Key(enum.Enum):
    """A key that is no letter."""

    ENTER = "\r"
    BACKSPACE = "\b"
    ERASE_LINE = "\x15"
    ERASE_WORD = "\x17"
    TAB = "\t"
    UP = "\x10"
    DOWN = "\x0e"
    INTERRUPT = "\x03"
    END_MODE = "\x1a"
    LOGOUT = "\x04"
    OTHER = ""


_CONTROLS = {key.value: key for key in Key if key is not Key.OTHER} | {
    "\x7f": Key.BACKSPACE,
    "\x18": Key.ERASE_LINE,
}
_ARROWS = {"A": Key.UP, "B": Key.DOWN}


class Keyboard:
    """The line being typed, its history, and where in an escape sequence the input stands."""

    def __init__(self) -> None:
        self.line = ""
        self._history: list[str] = []
        self._recalled = 0
        self._escape = ""
        self._returned = False

    def keys(self, text: str) -> Iterator[Key | str]:
        """Yield the keys of a text: letters as they are. CR LF is one key."""
        for letter in text:
            if self._escape:
                yield from self._escaped(letter)
                continue
            returned, self._returned = self._returned, letter == "\r"
            if letter == "\n":
                if not returned:
                    yield Key.ENTER
            elif letter == "\x1b":
                self._escape = letter
            elif letter in _CONTROLS:
                yield _CONTROLS[letter]
            elif letter >= " ":
                yield letter

    def _escaped(self, letter: str) -> Iterator[Key]:
        self._escape += letter
        if self._escape in ("\x1b[", "\x1bO"):
            return
        if letter.isalpha() or letter == "~" or len(self._escape) > 8:
            self._escape = ""
            if letter in _ARROWS:
                yield _ARROWS[letter]

    def remember(self, line: str) -> None:
        """Keep a line in the history."""
        self._history = [*self._history, line][-_KEPT:]
        self._recalled = len(self._history)

    def recall(self, step: int) -> str:
        """Return the line before or behind the one that was recalled last."""
        self._recalled = min(max(self._recalled + step, 0), len(self._history))
        return self._history[self._recalled] if self._recalled < len(self._history) else ""

    def without_word(self) -> str:
        """Return the line without its last word."""
        head, _, _ = self.line.rstrip().rpartition(" ")
        return f"{head} " if head else ""
