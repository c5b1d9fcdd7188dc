"""The way to a lab that runs: a socket in its folder, one question and one answer in JSON each time."""

from __future__ import annotations

import asyncio
import socket
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

__all__ = ["NoLabError", "ask", "serve", "socket_path"]

_MOST_PATH = 100
"""Bytes that the name of a socket can have, with some to spare."""
_WAIT = 600.0


class NoLabError(Exception):
    """No lab runs in the folder."""


def socket_path(folder: Path) -> Path:
    """Return where the lab of a folder listens: in the folder, unless its name is too long for a socket."""
    path = folder.resolve() / "lab.sock"
    if len(str(path).encode()) <= _MOST_PATH:
        return path
    digest = sha256(str(path).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"remediate-lab-{digest}.sock"


def ask(folder: Path, question: dict[str, Any]) -> dict[str, Any]:
    """Ask the lab of a folder. Raises :class:`NoLabError` where none answers."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(_WAIT)
        try:
            line.connect(str(socket_path(folder)))
            line.sendall(msgspec.json.encode(question) + b"\n")
            answer = b""
            while piece := line.recv(1 << 16):
                answer += piece
        except OSError as error:
            raise NoLabError(str(folder)) from error
    if not answer:
        raise NoLabError(str(folder))
    found: dict[str, Any] = msgspec.json.decode(answer)
    return found


async def serve(
    folder: Path, answer: Callable[[dict[str, Any]], dict[str, Any]]
) -> asyncio.AbstractServer:
    """Answer questions until the server is closed."""
    path = socket_path(folder)
    path.unlink(missing_ok=True)

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = await reader.readline()
        writer.write(msgspec.json.encode(answer(msgspec.json.decode(line))))
        await writer.drain()
        writer.close()

    server = await asyncio.start_unix_server(one, str(path))
    path.chmod(0o600)
    return server
