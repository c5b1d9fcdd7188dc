"""Configuration mode: lines typed, carried out on the configuration of a device, or refused in its words."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from remediate.lab.store import Entry, Section
from remediate.lab.syntax import Failure, Match, Trouble
from remediate.lab.vocabulary import Known, Mode, Vocabulary

__all__ = ["Editor", "Place", "Rules", "complaint", "marked"]


class Place(NamedTuple):
    """A section that is being edited, and the entry that opened it."""

    section: Section
    entry: Entry | None


class Rules:
    """What a platform does beyond setting and removing lines. This one does nothing."""

    def set(self, editor: Editor, match: Match[Known]) -> str | None:
        """Carry a line out in the platform's own way, or refuse it.

        Returns what is printed; None where the line is set as any other is.
        """
        del editor, match
        return None

    def remove(self, editor: Editor, match: Match[Known]) -> str | None:
        """Do the same for ``no`` and the line."""
        del editor, match
        return None

    def done(self, editor: Editor, match: Match[Known], entry: Entry | None) -> str:
        """Act on what was set (``entry``) or removed (None); return what is printed."""
        del editor, match, entry
        return ""

    def complaint(self, line: str, failure: Failure, indent: int) -> str:
        """Return what is printed of a line that is no command."""
        return complaint(line, failure, indent)


def complaint(line: str, failure: Failure, indent: int) -> str:
    """Return what a device prints of a line that is no command, ``indent`` columns behind the prompt."""
    match failure.trouble:
        case Trouble.INVALID:
            return f"{' ' * (indent + failure.at)}^\n% Invalid input detected at '^' marker.\n\n"
        case Trouble.AMBIGUOUS:
            return f'% Ambiguous command:  "{line.strip()}"\n'
        case Trouble.INCOMPLETE:
            return "% Incomplete command.\n\n"


def marked(answer: str, line: str, indent: int) -> str:
    """Return an answer with the caret under the last word of the line where it speaks of one: what was typed there fits nothing."""
    if not answer.startswith("% Invalid input detected at '^'"):
        return answer
    at = len(line.rstrip()) - len((line.split() or [""])[-1])
    return f"{' ' * (indent + at)}^\n{answer.rstrip()}\n\n"


class Editor:
    """One session's configuration mode."""

    def __init__(
        self,
        running: Section,
        vocabulary: Vocabulary,
        rules: Rules,
        *,
        do: Callable[[str], str] | None = None,
    ) -> None:
        self.vocabulary = vocabulary
        self.path = [Place(running, None)]
        self.ended = False
        """Whether configuration mode was left."""
        self._rules = rules
        self._do = do
        self.failed = False
        """Whether the last line was refused."""
        self.typed = ("", 0)
        """The line that is being carried out, and the width of the prompt before it."""
        self.reading: Callable[[str], bool] | None = None
        """Takes the lines of a text, whatever they say; returns whether more are to come."""

    @property
    def mode(self) -> Mode:
        """Return the mode that the session is in."""
        return self.vocabulary[self.path[-1].section.mode]

    @property
    def top(self) -> Section:
        """Return the whole configuration."""
        return self.path[0].section

    def line(self, text: str, indent: int = 0) -> str:
        """Carry out a line that was typed behind a prompt of ``indent`` columns; return what is printed."""
        self.failed = False
        self.typed = (text, indent)
        if self.reading is not None:
            self.reading = self.reading if self.reading(text) else None
            return ""
        words = text.split()
        if not words or words[0].startswith("!"):
            return ""
        word = words[0].lower()
        match word:
            case "end":
                self.ended = True
                return ""
            case "exit" | "exi" | "ex":
                self._leave()
                return ""
            case "do" if self._do is not None:
                return self._do(text.lstrip()[2:].lstrip())
            case "no" | "default" | "defaul":
                return self._negated(text, word, indent)
        found = self._parsed(text, partial=False)
        if isinstance(found, Failure):
            self.failed = True
            return self._rules.complaint(text, found, indent)
        return self._set(found)

    def refuse(self, text: str) -> str:
        """Note that a line was refused, and return what is printed."""
        self.failed = True
        return marked(text if text.endswith("\n") else f"{text}\n", *self.typed)

    def enter(self, entry: Entry) -> None:
        """Enter the section of an entry of the present mode."""
        if entry.section is not None:
            self.path.append(Place(entry.section, entry))

    def _leave(self) -> None:
        if len(self.path) == 1:
            self.ended = True
        else:
            self.path.pop()

    def _parsed(self, text: str, *, partial: bool) -> Match[Known] | Failure:
        """Return the command in the mode, else in one of those around it, which it then returns to."""
        first = Failure(trouble=Trouble.INVALID, at=-1)
        for depth in range(len(self.path), 0, -1):
            mode = self.vocabulary[self.path[depth - 1].section.mode]
            found = mode.grammar.parse(text, partial=partial)
            if isinstance(found, Match):
                del self.path[depth:]
                return found
            if first.trouble is Trouble.INVALID and first.at < found.at:
                first = found
        return first

    def _set(self, match: Match[Known]) -> str:
        said = self._rules.set(self, match)
        if said is not None:
            return said
        section = self.path[-1].section
        if match.command.line.on:  # in force without a line
            for key in section.fitting(match):
                section.remove(key)
            return self._rules.done(self, match, None)
        entry = section.set(match)
        printed = self._rules.done(self, match, entry)
        self.enter(entry)
        return printed

    def _negated(self, text: str, word: str, indent: int) -> str:
        start = len(text) - len(text.lstrip()) + len(word)
        rest = text[start:]
        found = self._parsed(rest, partial=True)
        if isinstance(found, Failure):
            self.failed = True
            return self._rules.complaint(text, found, indent + start)
        said = self._rules.remove(self, found)
        if said is not None:
            return said
        line = found.command.line
        if line.each and not any(name in found.values for name in line.each):
            self.failed = True
            return self._rules.complaint(
                text, Failure(trouble=Trouble.INCOMPLETE, at=len(text)), indent
            )
        section = self.path[-1].section
        if line.on and word == "no":
            section.negate(found)
        else:
            for key in section.fitting(found):
                section.remove(key)
        return self._rules.done(self, found, None)
