class Needles:
    """Words to look for, ASCII: lines are found by the first ``deciding`` of them."""

    words: tuple[str, ...]
    deciding: int
    def __new__(cls, *words: str, deciding: int) -> Needles:
        """Take at most 63 words; a deciding one has three letters or more. ``ValueError`` else."""

def lines_with(text: str, needles: Needles) -> list[tuple[int, int, int]]:
    """Return (start, end, words that it holds) of every line with a deciding word; bit N: word N.

    Offsets are of characters; a line ends before its line feed.
    """
