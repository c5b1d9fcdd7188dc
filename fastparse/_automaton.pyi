from array import array
from collections.abc import Sequence

from typing_extensions import Buffer

class Automaton:
    def __init__(self, words: Sequence[bytes], together: Sequence[int], longest: int) -> None: ...

def suspects(
    automaton: Automaton, offsets: Buffer, data: bytes
) -> tuple[array[int], array[int]]: ...
