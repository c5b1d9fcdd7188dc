"""Names of algorithms as the tables of an ASA print them, each table in its own way."""

from __future__ import annotations

import re

__all__ = ["Cipher", "cipher_of", "esp_words", "hash_word", "ikev2_hash", "overhead"]

_HASHES = {
    "md5": "MD5",
    "sha": "SHA1",
    "sha1": "SHA1",
    "sha256": "SHA256",
    "sha384": "SHA384",
    "sha512": "SHA512",
}
_TRUNCATED = {"md5": 12, "sha": 12, "sha1": 12, "sha256": 16, "sha384": 24, "sha512": 32}


class Cipher:
    """An encryption algorithm, however it is spelled: ``aes 256``, ``aes-cbc-256``, ``esp-aes 256``, ``3des``."""

    def __init__(self, text: str) -> None:
        word = text.lower().removeprefix("esp-")
        size = re.search(r"(128|192|256)", word)
        self.gcm = "gcm" in word
        self.kind = (
            "gcm" if self.gcm else "aes" if "aes" in word else word.split()[0] if word else ""
        )
        self.bits = int(size[1]) if size is not None else 128 if self.kind in ("aes", "gcm") else 0

    def policy(self) -> str:
        """Return it as a policy of IKE writes it: ``aes-256``."""
        name = "aes-gcm" if self.gcm else self.kind
        return name if self.bits in (0, 128) else f"{name}-{self.bits}"

    def session(self) -> str:
        """Return it as ``show vpn-sessiondb`` has it: ``AES256``."""
        if self.gcm:
            return f"AES-GCM-{self.bits}"
        return f"AES{self.bits}" if self.kind == "aes" else self.kind.upper()

    def ikev2(self) -> str:
        """Return it as ``show crypto ikev2 sa`` has it."""
        if self.kind in ("aes", "gcm"):
            return f"AES-{'GCM' if self.gcm else 'CBC'}, keysize: {self.bits}"
        return self.kind.upper()

    @property
    def block(self) -> int:
        """Return the bytes of a block; 1 where nothing is padded."""
        return 1 if self.gcm else 16 if self.kind == "aes" else 8

    @property
    def vector(self) -> int:
        """Return the bytes of the initialisation vector."""
        return 16 if self.kind == "aes" else 8


def _digest(text: str) -> str:
    word = text.lower().removeprefix("esp-").removesuffix("-hmac").replace("-", "")
    return word if word in _HASHES else ""


def cipher_of(transforms: tuple[str, ...]) -> Cipher:
    """Return the cipher of a transform set."""
    found = next((item for item in transforms if not _digest(item)), "")
    return Cipher(found)


def hash_word(text: str) -> str:
    """Return a hash as ``show vpn-sessiondb`` has it."""
    return _HASHES.get(_digest(text), "none")


def ikev2_hash(text: str, cipher: Cipher) -> str:
    """Return a hash as ``show crypto ikev2 sa`` has it: SHA-1 and MD5 by the bits that are kept."""
    if cipher.gcm:
        return "N/A"
    return {"md5": "MD596", "sha": "SHA96", "sha1": "SHA96"}.get(
        _digest(text), _digest(text).upper() or "N/A"
    )


def _hash_of(transforms: tuple[str, ...]) -> str:
    return next((digest for item in transforms if (digest := _digest(item))), "")


def esp_words(transforms: tuple[str, ...]) -> str:
    """Return the transforms of an SA: ``esp-aes-256 esp-sha-hmac no compression``."""
    cipher, digest = cipher_of(transforms), _hash_of(transforms)
    first = f"esp-{cipher.policy()}" if cipher.kind else "esp-null"
    if cipher.gcm:
        return f"{first} esp-null-hmac no compression"
    second = {"sha1": "sha", "sha256": "sha-256", "sha384": "sha-384", "sha512": "sha-512"}.get(
        digest, digest
    )
    return (
        f"{first} esp-{second}-hmac no compression"
        if second
        else f"{first} esp-none no compression"
    )


def overhead(transforms: tuple[str, ...], *, nat_traversal: bool) -> str:
    """Return the most bytes that ESP adds in a tunnel, and in parentheses those before the data."""
    cipher = cipher_of(transforms)
    front = 20 + 8 + cipher.vector + (8 if nat_traversal else 0)
    check = 16 if cipher.gcm else _TRUNCATED.get(_hash_of(transforms), 0)
    return f"{front + cipher.block + 2 + check}({front})"
