"""Compressed files, told by their first bytes: gzip, xz, zstd and bzip2, unpacked as they are read."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

import zstandard

from remediate.errors import DumpError

__all__ = ["packing", "unpacked"]

_PACKED = 1 << 16
"""Compressed bytes that are unpacked at a time."""

_MAGIC = (
    (b"\x1f\x8b", ".gz"),
    (b"\xfd7zXZ\x00", ".xz"),
    (b"\x28\xb5\x2f\xfd", ".zst"),
    (b"BZh", ".bz2"),
)
"""First bytes of compressed files (RFC 1952, RFC 8878, the xz and bzip2 file formats)."""


def packing(path: Path) -> str | None:
    """Return the suffix of the compression that a file begins with, None for a plain one."""
    with path.open("rb") as handle:
        head = handle.read(6)
    return next((suffix for magic, suffix in _MAGIC if head.startswith(magic)), None)


def unpacked(path: Path, most: int) -> Iterator[bytes]:
    """Yield the bytes of a compressed file in pieces of about ``most`` bytes.

    Raises ``OSError``, and :class:`DumpError` where the compression is broken.
    """
    suffix = packing(path)
    if suffix == ".zst":
        yield from _zstandard(path)
        return
    try:
        with _unpacker(path, suffix) as stream:
            while piece := stream.read(most):
                yield piece
    except (EOFError, lzma.LZMAError, zlib.error, gzip.BadGzipFile) as error:
        raise DumpError(f"broken compression: {error}") from None
    except OSError as error:
        if error.errno is not None:
            raise
        raise DumpError(f"broken compression: {error}") from None  # how bz2 says it


def _unpacker(path: Path, suffix: str | None) -> IO[bytes]:
    if suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    if suffix == ".bz2":
        return cast("IO[bytes]", bz2.open(path, "rb"))
    return cast("IO[bytes]", lzma.open(path, "rb"))


def _zstandard(path: Path) -> Iterator[bytes]:
    """Unpack frame by frame: the library's own file object takes a truncated frame for the end."""
    unpacker = zstandard.ZstdDecompressor().decompressobj()
    begun = False
    with path.open("rb") as handle:
        while packed := handle.read(_PACKED):
            while packed:
                begun = True
                try:
                    piece = unpacker.decompress(packed)
                except zstandard.ZstdError as error:
                    raise DumpError(f"broken compression: {error}") from None
                if piece:
                    yield piece
                packed = b""
                if unpacker.eof:
                    packed, begun = unpacker.unused_data, False
                    unpacker = zstandard.ZstdDecompressor().decompressobj()
    if begun:
        raise DumpError("broken compression: the file ends before its last frame does")
