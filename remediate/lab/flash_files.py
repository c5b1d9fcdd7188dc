"""A device's flash over SCP and SFTP: files in memory, by name."""

from __future__ import annotations

import io
import stat
from typing import Any

import asyncssh

from remediate.lab.device import Device
from remediate.lab.ios_archive import short_of

__all__ = ["FlashFiles"]

_MOST = 64 * 1024 * 1024


class _Handle:
    """A file that is open."""

    def __init__(self, name: str, data: bytes, *, writes: bool) -> None:
        self.name = name
        self.stream = io.BytesIO(data)
        self.writes = writes


class FlashFiles(asyncssh.SFTPServer):
    """Serves the files of the device that a connection is to; none where the device doesn't allow it."""

    def __init__(self, chan: asyncssh.SSHServerChannel[Any]) -> None:
        super().__init__(chan)
        owner = chan.get_connection().get_owner()
        device = getattr(owner, "device", None)
        if not isinstance(device, Device) or not device.platform.serves_files(device):
            raise asyncssh.SFTPPermissionDenied("SCP is not enabled")
        self._device = device

    @staticmethod
    def _name(path: bytes) -> str:
        return short_of(path.decode("utf-8", "replace")).lstrip("/")

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        """Open a file, an empty one where it is written anew."""
        del attrs
        name = self._name(path)
        writes = bool(pflags & asyncssh.FXF_WRITE)
        text = self._device.files.get(name)
        if text is None and not writes:
            raise asyncssh.SFTPNoSuchFile(name)
        kept = b"" if text is None or pflags & asyncssh.FXF_TRUNC else text.encode()
        return _Handle(name, kept, writes=writes)

    def read(self, file_obj: object, offset: int, size: int) -> bytes:
        """Return a piece of a file."""
        handle = _handle(file_obj)
        handle.stream.seek(offset)
        return handle.stream.read(size)

    def write(self, file_obj: object, offset: int, data: bytes) -> int:
        """Put a piece into a file."""
        handle = _handle(file_obj)
        if offset + len(data) > _MOST:
            raise asyncssh.SFTPFailure("No space left on device")
        handle.stream.seek(offset)
        return handle.stream.write(data)

    def close(self, file_obj: object) -> None:
        """Close a file: what was written is there now."""
        handle = _handle(file_obj)
        if handle.writes:
            text = handle.stream.getvalue().decode("utf-8", "replace")
            self._device.files[handle.name] = text.replace("\r\n", "\n")

    def stat(self, path: bytes) -> asyncssh.SFTPAttrs:
        """Return what is known of a file; the file system itself is a folder."""
        name = self._name(path)
        if not name:
            return asyncssh.SFTPAttrs(permissions=stat.S_IFDIR | 0o755, size=0)
        text = self._device.files.get(name)
        if text is None:
            raise asyncssh.SFTPNoSuchFile(name)
        return asyncssh.SFTPAttrs(permissions=stat.S_IFREG | 0o644, size=len(text.encode()))

    def lstat(self, path: bytes) -> asyncssh.SFTPAttrs:
        """Return the same: there are no links."""
        return self.stat(path)

    def fstat(self, file_obj: object) -> asyncssh.SFTPAttrs:
        """Return the same of an open file."""
        size = len(_handle(file_obj).stream.getvalue())
        return asyncssh.SFTPAttrs(permissions=stat.S_IFREG | 0o644, size=size)

    def setstat(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        """Take no note: flash keeps no owners and times."""

    def fsetstat(self, file_obj: object, attrs: asyncssh.SFTPAttrs) -> None:
        """Take no note either."""


def _handle(file_obj: object) -> _Handle:
    if not isinstance(file_obj, _Handle):
        raise asyncssh.SFTPFailure("not a file")
    return file_obj
