"""A running-config as text that can be edited as the device would, line by line.

Lines that no edit touches stay byte-identical and in order. A *section* is a line without leading
blank (its header) and the indented lines after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

__all__ = ["ConfigText"]


class ConfigText:
    """The lines of a running-config; indices are 0-based."""

    def __init__(self, text: str) -> None:
        """Split at line feeds; a carriage return stays with its line."""
        self.lines = text.split("\n")
        self._eol = (
            "\r"
            if sum(line.endswith("\r") for line in self.lines[:200])
            > min(len(self.lines), 200) // 2
            else ""
        )
        self._opaque: set[int] | None = None

    def __str__(self) -> str:
        """Return the text."""
        return "\n".join(self.lines)

    @property
    def opaque(self) -> set[int]:
        """Indices of the lines inside banners: text that looks like configuration and is none."""
        if self._opaque is None:
            self._opaque = set(self._banner_lines())
        return self._opaque

    def _banner_lines(self) -> Iterator[int]:
        delimiter: str | None = None
        for index, line in enumerate(self.lines):
            if delimiter is not None:
                yield index
                if delimiter in line:
                    delimiter = None
            elif line.startswith("banner "):
                parts = line.split(maxsplit=2)
                mark = next(
                    (m for m in ("^C", "\x03") if len(parts) == 3 and parts[2].startswith(m)), None
                )
                if mark is not None and parts[2].count(mark) == 1:
                    delimiter = mark

    def tops(self, matches: Callable[[list[str]], bool], first: str | None = None) -> list[int]:
        """Return the indices of the top-level lines whose words match.

        ``first`` is the literal start of the line, which spares splitting all the others.
        """
        opaque = self.opaque
        found = []
        for index, line in enumerate(self.lines):
            if first is not None and not line.startswith(first):
                continue
            if not line or line[0].isspace() or index in opaque:
                continue
            if matches(line.split()):
                found.append(index)
        return found

    def starting(self, *words: str) -> list[int]:
        """Return the indices of the top-level lines that start with these words."""
        count, wanted = len(words), list(words)
        return self.tops(lambda have: have[:count] == wanted, first=words[0])

    def end(self, header: int) -> int:
        """Return the index after the section's last line."""
        index = header + 1
        while (
            index < len(self.lines)
            and self.lines[index][:1] in {" ", "\t"}
            and self.lines[index].strip()
        ):
            index += 1
        return index

    def words(self, index: int) -> list[str]:
        """Return the words of a line."""
        return self.lines[index].split()

    def word(self, index: int, at: int) -> str:
        """Return one word of a line, empty where the line has fewer."""
        words = self.lines[index].split()
        return words[at] if at < len(words) else ""

    def by_number(self, rows: Sequence[int], at: int) -> dict[int, int]:
        """Return number -> line for the lines whose word ``at`` is a number."""
        return {int(self.word(row, at)): row for row in rows if self.word(row, at).isdecimal()}

    def is_separator(self, index: int) -> bool:
        """Whether the line is a ``!`` alone."""
        return 0 <= index < len(self.lines) and self.lines[index].rstrip() == "!"

    def insert(self, index: int, lines: Sequence[str]) -> None:
        """Insert lines before ``index``, with the line ends of the text."""
        self.lines[index:index] = [
            line if line.endswith("\r") else line + self._eol for line in lines
        ]
        self._opaque = None

    def delete(self, start: int, end: int) -> None:
        """Delete the lines from ``start`` up to ``end``, which stays."""
        del self.lines[start:end]
        self._opaque = None

    def replace(self, index: int, words: str) -> None:
        """Replace what a line says; its indentation and its trailing blanks stay."""
        line = self.lines[index]
        lead = line[: len(line) - len(line.lstrip())]
        tail = line[len(line.rstrip()) :]
        self.lines[index] = f"{lead}{words}{tail}"

    def indent(self, header: int, default: str = " ") -> str:
        """Return the indentation of the section's lines."""
        if self.end(header) > header + 1:
            line = self.lines[header + 1]
            return line[: len(line) - len(line.lstrip())]
        return default

    # --- objects of one kind, beside each other -----------------------------------------------

    def insert_beside(
        self,
        lines: Sequence[str],
        siblings: Sequence[int],
        before: int | None,
        anchor: int,
        *,
        separated: bool,
    ) -> None:
        """Insert an object among its ``siblings`` (header indices), as the device prints them.

        ``before`` is the sibling that follows, None for the last place. Without siblings it goes
        before ``anchor``. ``separated`` says whether the platform puts ``!`` between two of this
        kind where the text doesn't show it. :meth:`remove_beside` is the exact inverse.
        """
        if len(siblings) > 1:
            separated = self.is_separator(self.end(siblings[0]))
        separated = separated and "!" in (line.rstrip() for line in self.lines)
        mark = ["!"] if separated else []
        if before is not None:
            self.insert(before, [*lines, *mark])
        elif siblings:
            self.insert(self.end(siblings[-1]), [*mark, *lines])
        else:
            framed = anchor > 0 and self.is_separator(anchor - 1)
            self.insert(anchor, [*lines, *(["!"] if framed and separated else [])])

    def remove_beside(self, header: int, siblings: Sequence[int], *, separated: bool) -> None:
        """Delete an object and the ``!`` that came with it; ``siblings`` are the others."""
        start, end = header, self.end(header)
        if end in siblings:
            pass
        elif self.is_separator(end) and end + 1 in siblings:
            end += 1
        elif self.is_separator(start - 1) and any(self.end(item) == start - 1 for item in siblings):
            start -= 1
        elif not siblings and separated and self.is_separator(end) and self.is_separator(start - 1):
            end += 1
        self.delete(start, end)
