from typing import Any, Generic, TypeVar

from fastparse.records import Columns
from fastparse.shape import Shape

Row = TypeVar("Row", bound=tuple[Any, ...])

def reasons(columns: Columns) -> list[int]: ...

class Builder(Generic[Row]):
    def __init__(self, shape: Shape[Row]) -> None: ...
    def rows(self, data: bytes, columns: Columns, line: int) -> list[Row]: ...
