from typing_extensions import Buffer

from fastparse._crew import Task
from fastparse._steps import Step
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

class Found(Task):
    @property
    def columns(self) -> _Columns: ...
    @property
    def feeds(self) -> int: ...
    @property
    def first(self) -> int: ...
    @property
    def steps(self) -> tuple[Step, ...]: ...
    @property
    def taken(self) -> int: ...
    @property
    def tried(self) -> int: ...
    def place(self, line: int) -> None: ...
    def run(self) -> None: ...

def window(
    tables: Tables,
    data: Buffer,
    base: int,
    begin: int,
    until: int,
    final: bool,
    offset: int = 0,
    taken: int = 0,
    steps: tuple[Step, ...] = (),
    let_go: bool = False,
) -> Found: ...

class Run:
    @property
    def resume(self) -> int: ...
    def __init__(self, tables: Tables, offset: int, line: int) -> None: ...
    def feed(self, data: Buffer, base: int, final: bool) -> _Columns: ...
