"""The running-config reader in plain Python: the oracle of the compiled one, byte for byte."""

from __future__ import annotations

from array import array

from fastparse.config_grammar import HEADS, MAX_INDENT, Pattern
from fastparse.config_tree import Columns, ConfigTree, Rows
from fastparse.reference.config_entries import entries
from fastparse.reference.config_forms import blocks
from fastparse.reference.config_lists import flat_lists, foreign_masks, named_lists
from fastparse.reference.config_sheets import sheet, usual

__all__ = ["ROWS", "parse", "scan"]

ROWS = Rows(blocks, sheet, usual, flat_lists, named_lists, foreign_masks, entries)
"""The plain readers of rows."""

_BLANKS = b" \t"
_HEX = frozenset(b"0123456789abcdefABCDEF \t")
_DIGITS = b"0123456789"
_PUNCTUATION = frozenset(b"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\x03")


def scan(data: bytes) -> Columns:
    """Read the lines of a running-config into columns. Any bytes are accepted."""
    reader = _Scan(data)
    reader.run()
    return Columns(
        reader.start,
        reader.end,
        reader.indent,
        reader.parent,
        reader.number,
        reader.head,
        reader.end_line,
        reader.trailing,
        reader.certificate,
    )


def parse(data: bytes) -> ConfigTree:
    """Return the section tree of a running-config; see :func:`fastparse.config.parse`."""
    return ConfigTree(data, scan(data), ROWS)


class _Scan:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.terminator = b"\n" if b"\n" in data else b"\r"
        self.start, self.end = array("q"), array("q")
        self.indent, self.parent = array("i"), array("i")
        self.number, self.head = array("i"), array("i")
        self.end_line = self.trailing = self.certificate = 0
        self.flat = -1  # row of a section at the margin that may hold lines at the margin
        self.absent: set[bytes] = set()  # banner delimiters that stand nowhere further down

    def run(self) -> None:
        position, number = 0, 0
        while position < len(self.data):
            number += 1
            stop = self.data.find(self.terminator, position)
            if stop < 0:
                stop = len(self.data)
            low, high, indent = self.text(position, stop)
            position = stop + 1
            if low == high:
                continue
            if self.end_line:
                self.trailing += 1
                continue
            skipped = self.line(low, high, indent, number, position)
            number += self.data.count(self.terminator, position, skipped)
            position = skipped

    def text(self, low: int, high: int) -> tuple[int, int, int]:
        """Return where the text of a line stands, and its indentation."""
        data = self.data
        while high > low and data[high - 1] in b" \t\r\0":
            high -= 1
        overwritten = max(data.rfind(b"\b", low, high), data.rfind(b"\r", low, high))
        if overwritten >= 0:
            low = overwritten + 1
        margin = low
        while low < high and data[low] in _BLANKS:
            low += 1
        return low, high, min(low - margin, MAX_INDENT)

    def line(self, low: int, high: int, indent: int, number: int, following: int) -> int:
        """Take one line; return the offset after it and after free text that it opens."""
        data = self.data
        text = data[low:high]
        if self.certificate:
            if text == b"quit":
                self.certificate = 0
                return following
            if all(byte in _HEX for byte in text):
                return following
            self.certificate = 0
        if text[0] in b"!:":
            if len(text) == 1 and indent == 0:
                self.flat = -1
            return following
        if indent == 0 and text == b"end":
            self.end_line = number
            return following
        if text.startswith((b"Building configuration", b"Current configuration", b"Using ")):
            return following
        self.row(low, high, indent, number)
        if text.startswith(b"certificate ") or text == b"key-string":
            self.certificate = number
            return following
        delimiter, after = _delimiter(text)
        if not delimiter or text.find(delimiter, after) >= 0:
            return following
        return self.beyond(delimiter, following)

    def beyond(self, delimiter: bytes, following: int) -> int:
        """Return the offset after the line in which free text is closed."""
        if delimiter in self.absent:
            return following
        close = self.data.find(delimiter, following)
        if close < 0:
            self.absent.add(delimiter)
            return following
        stop = self.data.find(self.terminator, close)
        return len(self.data) if stop < 0 else stop + 1

    def row(self, low: int, high: int, indent: int, number: int) -> None:
        words = self.data[low:high].lower().replace(b"\t", b" ").split(b" ")
        words = [word for word in words if word]
        head = next((n for n, item in enumerate(HEADS, 1) if matches(item.start, words)), 0)
        row = len(self.start)
        previous = row - 1
        parent = previous
        inside = (
            self.flat >= 0
            and indent <= self.indent[self.flat]
            and any(matches(item, words) for item in HEADS[self.head[self.flat] - 1].inside)
        )
        if previous >= 0 and self.continues(previous, words):
            parent = previous if self.head[previous] != -1 else self.parent[previous]
            head = -1
        elif inside:
            parent, head = self.flat, 0
        elif indent > 0 and not (head and HEADS[head - 1].anywhere):
            if previous >= 0 and self.head[previous] == -1:
                parent = self.parent[previous]
            while parent >= 0 and self.indent[parent] >= indent:
                parent = self.parent[parent]
            if parent >= 0 and parent == self.flat:
                self.flat = -1  # its lines are indented: one at the margin is not its own
        else:
            parent = -1
        if parent == -1:
            self.flat = row if head > 0 and HEADS[head - 1].inside else -1
        self.start.append(low)
        self.end.append(high)
        self.indent.append(indent)
        self.parent.append(parent)
        self.number.append(number)
        self.head.append(head)

    def continues(self, previous: int, words: list[bytes]) -> bool:
        """Whether a line is the wrapped rest of the access list entry before it."""
        if not _rest_of_entry(words[0]):
            return False
        if self.head[previous] == -1:
            previous = self.parent[previous]
        before = self.data[self.start[previous] : self.end[previous]].lower()
        first = before.replace(b"\t", b" ").split(b" ", 1)[0]
        words_before = [word for word in before.replace(b"\t", b" ").split(b" ") if word]
        if all(byte in _DIGITS for byte in first):
            words_before = words_before[1:]
        return words_before[:1] in ([b"access-list"], [b"permit"], [b"deny"])


def _rest_of_entry(word: bytes) -> bool:
    return word in (b"host", b"any", b"eq", b"range") or (b"." in word and _dotted(word))


def _dotted(word: bytes) -> bool:
    return word[:1].isdigit() and all(byte in b"0123456789." for byte in word)


def _delimiter(text: bytes) -> tuple[bytes, int]:
    """Return the delimiter of free text that a line opens, and the offset after it."""
    caret = text.find(b"^C")
    if caret >= 0:
        return b"^C", caret + 2
    control = text.find(b"\x03")
    if control >= 0:
        return b"\x03", control + 1
    if text[:7].lower() != b"banner ":
        return b"", 0
    place = _skip(text, _skip(text, _skip(text, 7, blanks=True), blanks=False), blanks=True)
    if place == len(text) or text[place] not in _PUNCTUATION:
        return b"", 0
    return text[place : place + 1], place + 1


def _skip(text: bytes, place: int, *, blanks: bool) -> int:
    while place < len(text) and (text[place] in _BLANKS) == blanks:
        place += 1
    return place


def matches(pattern: Pattern, words: list[bytes]) -> bool:
    """Whether a line of lower-case words fits a pattern."""
    count = len(words)
    if count < pattern.least or (pattern.most and count > pattern.most):
        return False
    wanted = pattern.words.split(b" ")
    return count >= len(wanted) and all(map(_fits, wanted, words))


def _fits(wanted: bytes, word: bytes) -> bool:
    if wanted == b"#":
        return all(byte in _DIGITS for byte in word)
    if wanted == b"@":
        return _dotted(word)
    return wanted in (b"~", word)
