"""Algorithms of IKEv2 as IOS and ASA spell them, in the one spelling of the model."""

from __future__ import annotations

from remediate.platforms.reading import UnreadError, whole

__all__ = ["CHILD_ENCRYPTION", "CHILD_INTEGRITY", "ciphers", "digests", "groups", "listed"]

_CIPHERS = {
    "des": "des",
    "3des": "3des",
    "null": "null",
    "aes": "aes-cbc-128",
    "aes-128": "aes-cbc-128",
    "aes-192": "aes-cbc-192",
    "aes-256": "aes-cbc-256",
    "aes-cbc-128": "aes-cbc-128",
    "aes-cbc-192": "aes-cbc-192",
    "aes-cbc-256": "aes-cbc-256",
    "aes-gcm": "aes-gcm-128",
    "aes-gcm-128": "aes-gcm-128",
    "aes-gcm-192": "aes-gcm-192",
    "aes-gcm-256": "aes-gcm-256",
}
_DIGESTS = {
    "md5": "md5",
    "sha": "sha1",
    "sha1": "sha1",
    "sha-1": "sha1",
    "sha256": "sha256",
    "sha-256": "sha256",
    "sha384": "sha384",
    "sha-384": "sha384",
    "sha512": "sha512",
    "sha-512": "sha512",
}
CHILD_ENCRYPTION = {
    "des": "esp-des",
    "3des": "esp-3des",
    "null": "esp-null",
    "aes": "esp-aes",
    "aes-128": "esp-aes",
    "aes-192": "esp-aes 192",
    "aes-256": "esp-aes 256",
    "aes-gcm": "esp-gcm",
    "aes-gcm-128": "esp-gcm",
    "aes-gcm-192": "esp-gcm 192",
    "aes-gcm-256": "esp-gcm 256",
    "aes-gmac": "esp-gmac",
    "aes-gmac-128": "esp-gmac",
    "aes-gmac-192": "esp-gmac 192",
    "aes-gmac-256": "esp-gmac 256",
}
"""Words after ``protocol esp encryption`` as transforms."""
CHILD_INTEGRITY = {
    "md5": "esp-md5-hmac",
    "sha-1": "esp-sha-hmac",
    "sha-256": "esp-sha256-hmac",
    "sha-384": "esp-sha384-hmac",
    "sha-512": "esp-sha512-hmac",
}
"""Words after ``protocol esp integrity`` as transforms; ``null`` is none."""


def listed(words: list[str], known: dict[str, str], what: str) -> tuple[str, ...]:
    """Return the words in the model's spelling; :class:`UnreadError` for one that is not known."""
    found: dict[str, None] = {}
    for word in words:
        if word.lower() not in known:
            raise UnreadError(f"'{word}' is no {what} that is known")
        found[known[word.lower()]] = None
    if not found:
        raise UnreadError(f"it names no {what}")
    return tuple(found)


def ciphers(words: list[str]) -> tuple[str, ...]:
    """Return encryption algorithms of an IKE proposal."""
    return listed(words, _CIPHERS, "encryption algorithm")


def digests(words: list[str]) -> tuple[str, ...]:
    """Return integrity algorithms or PRFs; ``null`` (with AES-GCM) is none."""
    if words == ["null"]:
        return ()
    return listed(words, _DIGESTS, "integrity algorithm")


def groups(words: list[str]) -> tuple[int, ...]:
    """Return Diffie-Hellman groups."""
    found: dict[int, None] = {}
    for word in words:
        number = whole(word, 1, 64)
        if number is None:
            raise UnreadError(f"'{word}' is no Diffie-Hellman group")
        found[number] = None
    if not found:
        raise UnreadError("it names no Diffie-Hellman group")
    return tuple(found)
