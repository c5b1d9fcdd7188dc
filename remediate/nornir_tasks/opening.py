"""How a session on a device begins: the host's connection, opened with its own passwords, in privileged mode."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

from netmiko import BaseConnection
from netmiko.exceptions import (
    NetmikoAuthenticationException,
    NetmikoTimeoutException,
    ReadTimeout,
)
from nornir.core.task import Task

from remediate.errors import SecretError
from remediate.nornir_tasks.credentials import Passwords
from remediate.nornir_tasks.dialects import Dialect, dialect_of
from remediate.nornir_tasks.session import Failure, Session, SessionError

__all__ = ["CONNECTION", "session_on"]

CONNECTION = "netmiko"
_OURS = frozenset({"password", "secret", "session_log", "auto_connect"})
"""Netmiko's settings that an inventory can't have its way with: secrets are resolved here, and a session log would
hold the keys of the configuration."""


def hang_up(connection: BaseConnection) -> None:
    """Close the line. Netmiko's own way asks the device first, which a silent one never answers."""
    with contextlib.suppress(Exception):
        connection.paramiko_cleanup()


@contextlib.contextmanager
def session_on(
    task: Task,
    passwords: Passwords | None,
    *,
    timeout: float,
    stop: threading.Event | None,
) -> Iterator[Session]:
    """Give a privileged session over the host's connection; opened if need be, hung up if it fails.

    Raises :class:`SessionError`.
    """
    host = task.host
    dialect = dialect_of(host.platform)
    if dialect is None:
        known = (
            "no platform" if host.platform is None else f"platform {host.platform!r} is not known"
        )
        raise SessionError(Failure.UNUSABLE, known)
    if CONNECTION not in host.connections:
        _open(task, dialect, passwords, timeout)
    connection: BaseConnection = host.get_connection(CONNECTION, task.nornir.config)
    try:
        with _plain_errors("logging in"):
            if not connection.check_enable_mode():
                connection.enable()
        yield Session(connection, dialect, timeout=timeout, stop=stop)
    except SessionError:
        host.connections.pop(CONNECTION, None)
        hang_up(connection)
        raise


def _open(task: Task, dialect: Dialect, passwords: Passwords | None, timeout: float) -> None:
    host = task.host
    given = host.get_connection_parameters(CONNECTION)
    try:
        password = given.password if passwords is None else passwords.of(host)
        enable = password if passwords is None else passwords.enable(host)
    except SecretError as error:
        raise SessionError(Failure.UNUSABLE, str(error)) from None
    settings: dict[str, Any] = {
        **{name: value for name, value in (given.extras or {}).items() if name not in _OURS},
        **dict(dialect.extras),
        "conn_timeout": timeout,
        "auth_timeout": timeout,
        "banner_timeout": timeout,
        "read_timeout_override": timeout,
        "secret": enable or "",
    }
    with _plain_errors("logging in"):
        host.open_connection(
            CONNECTION,
            task.nornir.config,
            password=password,
            platform=dialect.device_type,
            extras=settings,
        )


@contextlib.contextmanager
def _plain_errors(doing: str) -> Iterator[None]:
    """Turn what the libraries raise into :class:`SessionError`, without their texts."""
    try:
        yield
    except NetmikoAuthenticationException:
        raise SessionError(Failure.AUTHENTICATION) from None
    except ReadTimeout:
        raise SessionError(Failure.TIMEOUT, doing) from None
    except NetmikoTimeoutException:
        raise SessionError(Failure.UNREACHABLE) from None
    except ValueError:  # no prompt, or no privilege
        raise SessionError(Failure.AUTHENTICATION, "no privileged prompt") from None
    except Exception:  # of Paramiko, of sockets: their texts could hold anything
        raise SessionError(Failure.LOST, doing) from None
