"""Passwords as an ASA stores them from 9.7 on: PBKDF2 with SHA-512, 5000 rounds; and the masks of what is shown."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets

__all__ = ["fits", "hashed", "hashed_older", "masked"]

_ROUNDS = 5000
_OLDER_LENGTH = 16
_SALTED = 28
"""Letters of a password from which on the user's name is left out."""
_ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_MASKS = re.compile(
    r"^(\s*(?:(?:ikev1 )?pre-shared-key|ikev2 (?:remote|local)-authentication pre-shared-key|key"
    r"|snmp-server community|(?=snmp-server host ).* community|group-policy \S+ external .* password)) \S+"
)


def hashed(password: str, salt: str | None = None) -> str:
    """Return the hash of a password, with a salt of its own unless one is given."""
    used = salt or base64.b64encode(secrets.token_bytes(16)).decode()
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), base64.b64decode(used), _ROUNDS, 16)
    return f"$sha512${_ROUNDS}${used}${base64.b64encode(digest).decode()}"


def fits(password: str, stored: str, user: str = "") -> bool:
    """Whether a password is the one that was hashed."""
    if len(stored) == _OLDER_LENGTH:
        return secrets.compare_digest(hashed_older(password, user), stored)
    parts = stored.split("$")
    if len(parts) != 5 or parts[1] != "sha512":
        return False
    try:
        return secrets.compare_digest(hashed(password, parts[3]), stored)
    except ValueError:
        return False


def hashed_older(password: str, user: str = "") -> str:
    """Return the hash of releases before 9.7: MD5 of the password and the user's first letters, three bytes of four."""
    text = password.encode()
    if user and len(text) < _SALTED:
        text += (user * 4)[:4].encode()
    digest = hashlib.md5(text[:16].ljust(16, b"\0"), usedforsecurity=False).digest()
    kept = bytes(byte for at, byte in enumerate(digest) if at % 4 != 3)
    letters = []
    for at in range(0, 12, 3):
        value = int.from_bytes(kept[at : at + 3], "little")
        letters += [_ALPHABET[value >> shift & 63] for shift in (0, 6, 12, 18)]
    return "".join(letters)


def masked(line: str) -> str:
    """Return a line as ``show running-config`` has it: asterisks in the place of keys."""
    return _MASKS.sub(r"\1 *****", line)
