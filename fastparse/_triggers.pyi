from collections.abc import Sequence

from typing_extensions import disjoint_base

@disjoint_base
class Chances:
    def __init__(self, single: Sequence[float], pairs: Sequence[Sequence[float]]) -> None: ...
    def of(self, window: bytes) -> float: ...

def share_out(windows: list[bytes], buckets: int, chances: Chances) -> list[int]: ...
