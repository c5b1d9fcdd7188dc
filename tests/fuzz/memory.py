"""Bytes whose end AddressSanitizer knows: a read of the byte behind them is an error."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["exactly", "sanitized"]

_RUNTIME = ctypes.CDLL(None)


def sanitized() -> bool:
    """Tell whether this process runs under AddressSanitizer."""
    return hasattr(_RUNTIME, "__asan_poison_memory_region")


@contextmanager
def exactly(data: bytes) -> Iterator[bytes]:
    """Yield a copy of ``data``, an allocation of its own that ends where the bytes end.

    The interpreter ends every ``bytes`` with a zero, which would hide a read past it; under the
    sanitizer (with ``PYTHONMALLOC=malloc``) that zero can't be read. Elsewhere it is a plain copy.
    """
    fresh = bytes(bytearray(data))
    if not sanitized() or len(fresh) < 2:  # shorter ones are the interpreter's own objects
        yield fresh
        return
    zero = ctypes.c_void_p(id(fresh) + sys.getsizeof(fresh) - 1)
    _RUNTIME.__asan_poison_memory_region(zero, ctypes.c_size_t(1))
    try:
        yield fresh
    finally:
        _RUNTIME.__asan_unpoison_memory_region(zero, ctypes.c_size_t(1))
