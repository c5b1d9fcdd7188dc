"""Passwords as an ASA stores them from 9.7 on: PBKDF2 with SHA-512, 5000 rounds; and the masks of what is shown."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets

__all__ = ["fits", "hashed", "masked"]

_ROUNDS = 5000
_MASKS = re.compile(
    r"^(\s*(?:ikev1 pre-shared-key|ikev2 (?:remote|local)-authentication pre-shared-key|key"
    r"|snmp-server community|(?=snmp-server host ).* community|group-policy \S+ external .* password)) \S+"
)


def hashed(password: str, salt: str | None = None) -> str:
    """Return the hash of a password, with a salt of its own unless one is given."""
    used = salt or base64.b64encode(secrets.token_bytes(16)).decode()
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), base64.b64decode(used), _ROUNDS, 16)
    return f"$sha512${_ROUNDS}${used}${base64.b64encode(digest).decode()}"


def fits(password: str, stored: str) -> bool:
    """Whether a password is the one that was hashed."""
    parts = stored.split("$")
    if len(parts) != 5 or parts[1] != "sha512":
        return False
    try:
        return secrets.compare_digest(hashed(password, parts[3]), stored)
    except ValueError:
        return False


def masked(line: str) -> str:
    """Return a line as ``show running-config`` has it: asterisks in the place of keys."""
    return _MASKS.sub(r"\1 *****", line)
