from typing_extensions import Buffer

from fastparse._tables import Tables

_Columns = tuple[
    memoryview[int],
    memoryview[int],
    memoryview[int],
    memoryview[int],
    memoryview[int],
    memoryview[int],
    memoryview[int],
    memoryview[int],
    memoryview[int],
]

class Found:
    @property
    def tried(self) -> int: ...

def collect(
    tables: Tables, data: Buffer, base: int, begin: int, until: int, final: bool
) -> Found: ...

class Run:
    @property
    def resume(self) -> int: ...
    def __init__(self, tables: Tables, offset: int, line: int) -> None: ...
    def feed(self, data: Buffer, base: int, final: bool) -> _Columns: ...
    def take(self, found: Found) -> _Columns: ...
