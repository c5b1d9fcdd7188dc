from array import array
from collections.abc import Sequence

class Automaton:
    def __init__(self, words: Sequence[bytes]) -> None: ...

def suspects(
    automaton: Automaton,
    together: array[int],
    longest: int,
    offsets: array[int],
    data: bytes,
) -> tuple[array[int], array[int]]: ...
