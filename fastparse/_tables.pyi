from array import array

from typing_extensions import Buffer

def paths() -> list[str]: ...
def places_with(rows: bytes, more: bytes, data: Buffer) -> list[int]: ...
def count_places(rows: bytes, data: Buffer) -> int: ...

class Tables:
    def __init__(
        self,
        *,
        rows: bytes,
        keys: list[list[tuple[int, int]]],
        before: bytes,
        after: bytes,
        tiny: bool,
        aim_first: array[int],
        aim_anchor: array[int],
        aim_offset: array[int],
        key_known: array[int],
        key_where: array[int],
        key_groups: array[int],
        ops: array[int],
        literals: bytes,
        firsts: array[int],
        counts: array[int],
        anchor_at: array[int],
        anchor_length: array[int],
        target_first: array[int],
        target_template: array[int],
        target_reach: array[int],
        target_shared: array[int],
        contexts: array[int],
        bares: array[int],
        fields_first: array[int],
        opening: bytes,
        names: array[int],
        path: str | None,
    ) -> None: ...
