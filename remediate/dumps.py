"""The reader at the edge: which files there are, whose they are, and their bytes.

Layouts are those of the interface document: ``DUMPS/<host>/<any name>``, ``DUMPS/<host>.<ext>``, a
plain file, standard input. Compressed files (gzip, xz, zstd, bzip2, told by their first bytes) are
read as they are. A plain file is mapped, never copied; a compressed one is unpacked in memory up to
:data:`UNPACKED_LIMIT` and streamed beyond it. What can't be read is yielded as an :class:`InputProblem`, never raised.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from remediate.compression import packing, unpacked
from remediate.errors import DumpError, NoDumpsError
from remediate.model.evidence import InputProblem
from remediate.text_encoding import HEAD, MARK, is_wide, transcoded

__all__ = [
    "CHUNK",
    "STDIN",
    "UNPACKED_LIMIT",
    "Dump",
    "DumpFile",
    "chunks",
    "find",
    "is_binary",
    "is_packed",
    "load",
    "release",
    "windows",
]

CHUNK = 1 << 20
"""Bytes that are read or scanned at a time."""

UNPACKED_LIMIT = 256 << 20
"""Bytes of a compressed file that are held in memory; beyond it only messages are read."""

STDIN = "-"

_COMPRESSED = (".gz", ".xz", ".zst", ".bz2")
_TEXT_SUFFIXES = (
    ".txt",
    ".log",
    ".cfg",
    ".conf",
    ".config",
    ".dump",
    ".out",
    ".raw",
    ".capture",
    ".session",
)
_COMMAND_NAME = re.compile(
    r"^(sh(ow)?[-_ .]|debug[-_ .]|running|startup|run[-_ ]?cfg$|config(uration)?$|syslog|log(ging)?$|messages$"
    r"|session|terminal|console|capture|putty|tech[-_]?support|more[-_ ]system)",
    re.IGNORECASE,
)
_CONTROL = bytes(b for b in range(32) if b not in b"\t\n\r\x0b\x0c\x1b\x00\x08\x07")


class DumpFile(NamedTuple):
    """A file of the dumps: where it is, how it is named in outputs, and whose it is."""

    path: Path | None
    """None for standard input."""
    name: str
    """Name in outputs, relative to the dumps folder."""
    host: str | None
    """Device by the layout; None when only the content can tell."""
    sure: bool
    """Whether the layout really names the host (a host folder, ``--host``), or it is only the stem."""


class Dump(NamedTuple):
    """The bytes of a file. ``data`` is None when it is too large to hold: then only stream it."""

    data: bytes | memoryview | None
    broken: str | None = None
    """What ended it early, where its compression is broken behind ``data``."""


def find(
    paths: Sequence[Path], *, host: str | None = None
) -> tuple[list[DumpFile], list[InputProblem]]:
    """Return the files below ``paths`` in a stable order, and what could not be listed.

    Raises :class:`NoDumpsError` when there is nothing at all to read.
    """
    found: list[DumpFile] = []
    problems: list[InputProblem] = []
    for path in paths:
        if str(path) == STDIN:
            found.append(DumpFile(None, "<stdin>", host, host is not None))
        elif path.is_dir():
            found.extend(_folder(path, host, problems))
        elif path.exists():
            found.append(DumpFile(path, path.name, host or _stem(path.name), host is not None))
        else:
            problems.append(
                InputProblem(file=str(path), reason="no such file or folder", fatal=True)
            )
    if not found:
        reasons = "; ".join(str(problem) for problem in problems)
        named = ", ".join(str(path) for path in paths) or "nothing"
        raise NoDumpsError(reasons or f"no dumps found in {named}: the folder is empty")
    return found, problems


def _folder(root: Path, host: str | None, problems: list[InputProblem]) -> Iterator[DumpFile]:
    files: list[Path] = []

    def failed(error: OSError) -> None:
        problems.append(
            InputProblem(
                file=str(error.filename or root),
                reason=f"cannot be listed: {error.strerror or error}",
                fatal=True,
            )
        )

    for folder, names, leaves in os.walk(root, onerror=failed):
        names[:] = sorted(name for name in names if not name.startswith("."))
        files.extend(Path(folder) / leaf for leaf in leaves if not leaf.startswith("."))
    top = [path for path in files if path.parent == root]
    # A folder that holds files named after commands is itself the host's folder.
    own = bool(top) and len(top) == len(files) and all(_COMMAND_NAME.match(p.name) for p in top)
    for path in sorted(files, key=lambda item: item.relative_to(root).parts):
        relative = path.relative_to(root)
        if own:
            name, owner, sure = f"{root.name}/{relative}", root.resolve().name, True
        elif len(relative.parts) > 1:
            name, owner, sure = str(relative), relative.parts[0], True
        else:
            name, owner, sure = str(relative), _stem(path.name), False
        yield DumpFile(path, name, host or owner, sure or host is not None)


def _stem(name: str) -> str:
    """Return the file name without compression and text suffixes; a host name may hold dots."""
    for suffix in _COMPRESSED:
        if name.lower().endswith(suffix):
            name = name[: -len(suffix)]
    for suffix in _TEXT_SUFFIXES:
        if name.lower().endswith(suffix):
            return name[: -len(suffix)]
    return name


@contextlib.contextmanager
def load(file: DumpFile) -> Iterator[Dump]:
    """Give the bytes of a file while the context is open.

    Raises ``OSError`` or :class:`DumpError` with the reason: unreadable, compression that is broken at
    its beginning. Broken further on, it gives what stands before.
    """
    if file.path is None:
        yield Dump(transcoded(sys.stdin.buffer.read()))
        return
    if packing(file.path) is not None:
        data, broken = bytearray(), None
        try:
            for chunk in chunks(file):
                data += chunk
                if len(data) > UNPACKED_LIMIT:
                    break
        except DumpError as error:
            if not data:
                raise
            broken = error.reason
        if len(data) > UNPACKED_LIMIT:
            yield Dump(None)
        else:
            yield Dump(transcoded(bytes(data)), broken)
        return
    with file.path.open("rb") as handle:
        if os.fstat(handle.fileno()).st_size == 0:
            yield Dump(b"")
            return
        # Not closed here: views of it may outlive the block, and the last one frees the mapping.
        mapped = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
        if is_wide(mapped[:HEAD]):
            yield Dump(transcoded(mapped[:]))
        else:
            yield Dump(memoryview(mapped)[len(MARK) if mapped[: len(MARK)] == MARK else 0 :])


def is_packed(file: DumpFile) -> bool:
    """Whether a file is compressed. Raises ``OSError`` when it can't be read."""
    return file.path is not None and packing(file.path) is not None


def chunks(file: DumpFile) -> Iterator[bytes]:
    """Yield the unpacked bytes of a compressed file in pieces of about :data:`CHUNK` bytes.

    Raises ``OSError``, and :class:`DumpError` where the compression is broken.
    """
    if file.path is None:
        raise ValueError("standard input is not compressed")
    return unpacked(file.path, CHUNK)


def windows(data: bytes | memoryview) -> Iterator[memoryview]:
    """Yield the data in slices of :data:`CHUNK` bytes; pages of a mapped file are let go behind them."""
    view = memoryview(data)
    for start in range(0, len(view), CHUNK):
        yield view[start : start + CHUNK]
        release(data, start, CHUNK)


def release(data: bytes | memoryview, start: int = 0, length: int | None = None) -> None:
    """Let go of the pages of a mapped file (they are read again when they are looked at again).

    Without it the resident size grows with the file, though the memory is only borrowed.
    """
    mapped = data.obj if isinstance(data, memoryview) else None
    if not isinstance(mapped, mmap.mmap) or not hasattr(mmap, "MADV_DONTNEED"):
        return
    aligned = start - start % mmap.PAGESIZE
    end = len(mapped) if length is None else min(start + length, len(mapped))
    if end > aligned:
        mapped.madvise(mmap.MADV_DONTNEED, aligned, end - aligned)


def is_binary(data: bytes | memoryview) -> bool:
    """Whether the beginning is no terminal text: many control bytes, or mostly NULs."""
    head = bytes(data[:8192])
    if not head:
        return False
    control = len(head) - len(head.translate(None, _CONTROL))
    return control * 20 > len(head) or head.count(0) * 3 > len(head)
