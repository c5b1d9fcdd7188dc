"""Who may log in to a device: passwords, asked for in both ways that SSH has, and the banner before them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

import asyncssh

if TYPE_CHECKING:
    from remediate.lab.device import Device
    from remediate.lab.server import SshFleet

__all__ = ["Owner"]


class Owner(asyncssh.SSHServer):
    """One connection: to which device, and whether it may log in."""

    def __init__(self, fleet: SshFleet) -> None:
        self._fleet = fleet
        self.device: Device | None = None
        self.source = ""
        self._connection: asyncssh.SSHServerConnection | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Find the device by the address that was dialled."""
        self._connection = conn
        self.device = self._fleet.at(conn.get_extra_info("sockname"))
        self.source = conn.get_extra_info("peername")[0]

    def begin_auth(self, username: str) -> bool:
        """Send the login banner; a password is always asked for."""
        del username
        text = self.device.platform.banner(self.device) if self.device is not None else ""
        if text and self._connection is not None:
            self._connection.send_auth_banner("\r\n".join(["", *text.splitlines(), ""]))
        return True

    def password_auth_supported(self) -> bool:
        """Say that passwords are taken."""
        return True

    def validate_password(self, username: str, password: str) -> bool:
        """Compare with the lab's credentials."""
        if self.device is None or self.device.faults.refuse_login:
            return False
        user, secret = self._fleet.credentials
        right = secrets.compare_digest(password.encode(), secret.encode())
        return right and username == user

    def kbdint_auth_supported(self) -> bool:
        """Say that it asks for a password as well."""
        return True

    def get_kbdint_challenge(
        self, username: str, lang: str, submethods: str
    ) -> tuple[str, str, str, list[tuple[str, bool]]]:
        """Ask for the password."""
        del username, lang, submethods
        return "", "", "", [("Password: ", False)]

    def validate_kbdint_response(self, username: str, responses: Sequence[str]) -> bool:
        """Compare the answer."""
        return len(responses) == 1 and self.validate_password(username, responses[0])
