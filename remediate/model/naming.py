"""Names that a device doesn't have yet."""

from __future__ import annotations

from collections.abc import Container
from itertools import chain, count

__all__ = ["unused_name"]


def unused_name(base: str, taken: Container[str]) -> str:
    """Return ``base``, or where it is taken the first of ``base-2``, ``base-3`` … that is not."""
    return next(
        name for name in chain((base,), (f"{base}-{n}" for n in count(2))) if name not in taken
    )
