from array import array
from collections.abc import Sequence

class Negotiations:
    @property
    def settled(self) -> int: ...
    def __init__(
        self,
        *,
        roles: Sequence[int],
        slugs: Sequence[int],
        flags: Sequence[int],
        only: Sequence[tuple[int, frozenset[bytes]] | None],
        names: Sequence[str],
        line: int = 1,
    ) -> None: ...
    def feed(
        self,
        signature: array[int],
        line: array[int],
        host_at: array[int],
        hosts: bytes,
        text_at: array[int],
        texts: bytes,
        field_first: array[int],
        field_name: array[int],
        value_at: array[int],
        values: bytes,
    ) -> array[int]: ...
    def end(self) -> None: ...
    def take(self, count: int) -> tuple[array[int], list[tuple[int, bytes]]]: ...
