"""The files of a collection: ``DUMPS/<host>/<command>.txt``, readable for their owner alone, whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from pathlib import Path

from remediate.errors import UsageError

__all__ = ["file_name", "folder_of", "has_dumps", "write_dump"]

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def file_name(command: str) -> str:
    """Return the name of the file of a command: ``show_crypto_isakmp_sa.txt``."""
    return f"{_UNSAFE.sub('_', command.strip()).strip('_')}.txt"


def folder_of(dumps: Path, host: str) -> Path:
    """Return a host's folder; :class:`UsageError` for a name that is no name of a folder."""
    if not host or host.startswith(".") or any(letter in host for letter in "/\\\0"):
        raise UsageError(f"host {host!r}: its name cannot be that of a folder of dumps")
    return dumps / host


def has_dumps(folder: Path) -> bool:
    """Whether a host's folder holds dumps already."""
    try:
        return any(not item.name.startswith(".") for item in folder.iterdir())
    except OSError:
        return False


def write_dump(path: Path, text: str) -> None:
    """Write a dump for its owner alone; whoever reads meanwhile sees the old one or the new one.

    ``text`` must be redacted. Raises ``OSError``.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.parent / f".{path.name}.{secrets.token_hex(4)}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(text)
        draft.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
