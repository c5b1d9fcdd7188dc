"""Passwords by reference: read when a session is opened, kept in memory alone, never in an error or a log.

``env:NAME`` is a variable of the environment; ``file:NAME`` the first line of a file, relative to the folder of
Nornir's configuration file, refused where others than its owner may read it; ``keyring:NAME`` what the
system's keyring holds for NAME under the service ``remediate`` (needs the Python package keyring).
"""

from __future__ import annotations

import importlib
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from nornir.core.inventory import Host

from remediate.errors import SecretError

__all__ = ["Passwords"]

_KINDS = ("env", "file", "keyring")
_LATER = ("vault", "ansible-vault", "hashicorp", "secret")
_LIMIT = 4096
"""Bytes of a password file; what is longer is something else."""
_SERVICE = "remediate"


class Passwords:
    """What the references of an inventory stand for; each is looked up once."""

    __slots__ = ("_environment", "_folder", "_found")

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        """``folder`` is where ``file:`` begins; ``environment`` is the process's own by default."""
        self._folder = folder
        self._environment = os.environ if environment is None else environment
        self._found: dict[str, str] = {}

    def __repr__(self) -> str:
        """Return the name alone."""
        return "Passwords(<hidden>)"

    def of(self, host: Host) -> str | None:
        """Return a host's password: of ``data.secret``, else of its ``password``, which is a reference too; None where it has neither.

        Raises :class:`SecretError`, which names the host and the reference, never what it holds.
        """
        return self._of(
            host, host.get("secret") or host.get_connection_parameters("netmiko").password
        )

    def enable(self, host: Host) -> str | None:
        """Return what ``enable`` asks for: of ``data.enable_secret``, else the host's password."""
        reference = host.get("enable_secret")
        return self.of(host) if reference is None else self._of(host, reference)

    def _of(self, host: Host, reference: object) -> str | None:
        if reference is None:
            return None
        if not isinstance(reference, str) or ":" not in reference:
            raise SecretError(f"host {host.name!r}: its secret is not a reference (env:NAME)")
        try:
            if reference not in self._found:
                self._found[reference] = self._read(reference)
        except SecretError as error:
            raise SecretError(f"host {host.name!r}: {error}") from None
        return self._found[reference]

    def _read(self, reference: str) -> str:
        kind, _, name = reference.partition(":")
        if kind in _LATER:
            raise SecretError(
                f"{kind}: references come later; there are {', '.join(f'{item}:NAME' for item in _KINDS)}"
            )
        if kind not in _KINDS or not name:
            raise SecretError("its secret is not a reference (env:NAME, file:NAME, keyring:NAME)")
        if kind == "env":
            found = self._environment.get(name)
        elif kind == "file":
            found = _of_file(self._folder / Path(name).expanduser(), reference)
        else:
            found = _of_keyring(name)
        if not found:
            raise SecretError(f"{reference} holds nothing")
        return found


def _of_file(path: Path, reference: str) -> str:
    try:
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            if not stat.S_ISREG(state.st_mode):
                raise SecretError(f"{reference} is no plain file: {path}")
            if state.st_uid not in (os.geteuid(), 0):
                raise SecretError(f"{reference} belongs to somebody else: {path}")
            if state.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise SecretError(
                    f"{reference} may be read by others than its owner: chmod 600 {path}"
                )
            data = file.read(_LIMIT + 1)
    except OSError as error:
        raise SecretError(f"{reference} cannot be read: {error.strerror}: {path}") from None
    if len(data) > _LIMIT:
        raise SecretError(f"{reference} is too long for a password: {path}")
    try:
        return data.decode().partition("\n")[0].rstrip("\r")
    except UnicodeDecodeError:
        raise SecretError(f"{reference} is not UTF-8 text: {path}") from None


def _of_keyring(name: str) -> str | None:
    try:
        keyring = importlib.import_module("keyring")
    except ImportError:
        raise SecretError(
            f"keyring:{name} needs the Python package keyring, which is not installed"
        ) from None
    try:
        found = keyring.get_password(_SERVICE, name)
    except Exception as error:  # whatever a foreign backend raises: its text could hold anything
        raise SecretError(f"keyring:{name} cannot be read: {type(error).__name__}") from None
    return found if isinstance(found, str) else None
