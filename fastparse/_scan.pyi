from array import array

from typing_extensions import Buffer

class Tables:
    def __init__(
        self,
        *,
        classes: bytes,
        rows: array[int],
        accept: int,
        width: int,
        first_found: array[int],
        found: array[int],
        ops: array[int],
        literals: bytes,
        firsts: array[int],
        counts: array[int],
        anchor_at: array[int],
        anchor_length: array[int],
        target_first: array[int],
        target_template: array[int],
        target_reach: array[int],
        contexts: array[int],
        bares: array[int],
        fields_first: array[int],
        opening: bytes,
        names: array[int],
    ) -> None: ...

class Run:
    @property
    def resume(self) -> int: ...
    def __init__(self, tables: Tables, offset: int, line: int) -> None: ...
    def feed(
        self, data: Buffer, base: int, final: bool
    ) -> tuple[
        array[int],
        array[int],
        array[int],
        array[int],
        array[int],
        array[int],
        array[int],
        array[int],
        array[int],
    ]: ...
