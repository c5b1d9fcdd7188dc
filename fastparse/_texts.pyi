from array import array

from typing_extensions import Buffer, disjoint_base

from fastparse._automaton import Automaton
from fastparse._steps import Step

_Numbers = memoryview[int]
_Strings = tuple[memoryview[int], bytes]
_Suspects = tuple[memoryview[int], memoryview[int]]

def texts(
    data: Buffer, base: int, start: array[int], end: array[int]
) -> tuple[array[int], bytes]: ...

@disjoint_base
class Texts(Step):
    def __init__(self, wanted: bytes, automaton: Automaton | None) -> None: ...
    def read_columns(
        self,
        data: Buffer,
        base: int,
        signature: Buffer,
        start: Buffer,
        end: Buffer,
        line_start: Buffer,
        field_hit: Buffer,
        field_name: Buffer,
        field_start: Buffer,
        field_end: Buffer,
    ) -> None: ...
    def rows(
        self,
    ) -> tuple[_Strings, _Strings, _Strings, _Numbers, _Numbers, _Strings]: ...
    def suspects(self) -> tuple[_Suspects, _Suspects]: ...
