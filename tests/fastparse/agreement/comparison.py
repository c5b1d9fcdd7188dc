"""One command of one publisher: its captured outputs, and each value expected of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from fastparse.records import REASONS, Field
from fastparse.show import Implementation, Parsed
from tests.fastparse.show_corpus import CORPUS, differences, flat

__all__ = ["Compared", "Comparison", "known", "of_rows", "of_tree"]


class Compared(NamedTuple):
    """One value under the publisher's key; ``why`` is the reason of a difference that is known."""

    key: str
    expected: object
    read: object
    why: str = ""

    @property
    def agrees(self) -> bool:
        """Whether fastparse read what is expected."""
        return self.expected == self.read


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """How the expected files of one command are held against what is read."""

    command: str
    publisher: str
    pattern: str
    """Of the captured outputs in the corpus, without the ending ``.raw``."""
    parse: Callable[..., Parsed[Any]]
    expected: Callable[[Path], Any]
    """Reads the file of expected values that lies beside an output."""
    values: Callable[[Any, Parsed[Any]], Iterable[Compared]]
    """Holds what was read against what is expected, as the publisher's parser returns it."""
    reasons: tuple[str, ...] = ()
    """Why values differ: each ``why`` that ``values`` gives, in the order of the table."""
    shortened: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Lines of the blocks of a capture that its publisher shortened: they are said to be cut."""

    def outputs(self) -> list[Path]:
        """Return the captured outputs; ``FileNotFoundError`` when there are none."""
        found = sorted(CORPUS.glob(f"{self.pattern}.raw"))
        if not found:
            raise FileNotFoundError(f"nothing in the corpus is {self.pattern}.raw")
        return found

    def compare(self, output: Path, implementation: Implementation = "compiled") -> list[Compared]:
        """Compare one output; ``ValueError`` when fastparse left a line unread or a record cut.

        It has to say of the blocks that were shortened, and of those alone, that they are cut.
        """
        parsed = self.parse(output.read_bytes(), implementation=implementation)
        shortened = self.shortened.get(output.stem, ())
        unread = [(one.line, one.reason) for one in parsed.unrecognised]
        cut = [row.line for row in parsed.records if not getattr(row, "complete", True)]
        if unread != [(line, REASONS[Field.CUT_RECORD]) for line in shortened]:
            raise ValueError(f"{output}: not understood: {parsed.unrecognised}")
        if cut != list(shortened):
            raise ValueError(f"{output}: not whole: the records at lines {cut}")
        return list(self.values(self.expected(output), parsed))


def of_rows(
    expected: Iterable[Mapping[str, object]],
    read: Iterable[Mapping[str, object]],
    known: Mapping[tuple[str, object, object], str] | None = None,
) -> Iterator[Compared]:
    """Compare rows in order, key by key; ``known`` gives reasons by (key, expected, read).

    Keys without a value on both sides are left out. A row that one side lacks is an error.
    """
    rows = list(zip(expected, read, strict=True))
    different = {
        (number, key): (known or {}).get((key, theirs, ours), "")
        for number, key, theirs, ours in differences(*zip(*rows, strict=True))
    }
    for number, (theirs, ours) in enumerate(rows):
        for key in sorted({*theirs, *ours}):
            one, two = theirs.get(key), ours.get(key)
            if one is not None or two is not None:
                yield Compared(f"{number} {key}", one, two, different.get((number, key), ""))


def of_tree(expected: Mapping[str, Any], read: Mapping[str, Any]) -> Iterator[Compared]:
    """Compare the leaves of two trees under their paths."""
    theirs, ours = flat(expected), flat(read)
    for key in sorted({*theirs, *ours}):
        yield Compared(key, theirs.get(key, "nothing"), ours.get(key, "nothing"))


def known(view: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what was not printed."""
    return {key: value for key, value in view.items() if value is not None}
