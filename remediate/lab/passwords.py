"""Passwords as IOS stores them: type 9 is scrypt (N 16384, r 1, p 1) in crypt's alphabet."""

from __future__ import annotations

import base64
import hashlib
import secrets

__all__ = ["fits", "hashed"]

_STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_CRYPT = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_TO_CRYPT = str.maketrans(_STANDARD, _CRYPT)


def hashed(password: str, salt: str | None = None) -> str:
    """Return the type 9 hash of a password, with a salt of its own unless one is given."""
    used = salt or "".join(secrets.choice(_CRYPT) for _ in range(14))
    digest = hashlib.scrypt(password.encode(), salt=used.encode(), n=16384, r=1, p=1, dklen=32)
    text = base64.b64encode(digest).decode().rstrip("=").translate(_TO_CRYPT)
    return f"$9${used}${text}"


def fits(password: str, stored: str) -> bool:
    """Whether a password is the one that was hashed."""
    parts = stored.split("$")
    if len(parts) != 4 or parts[1] != "9":
        return False
    return secrets.compare_digest(hashed(password, parts[2]), stored)
