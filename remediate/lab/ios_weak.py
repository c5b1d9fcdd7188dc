"""Weak algorithms that IOS-XE 17.11 and later refuse to take (field notice 72510)."""

from __future__ import annotations

from remediate.lab.releases import Release
from remediate.lab.store import Section
from remediate.lab.syntax import Match
from remediate.lab.vocabulary import Known

__all__ = ["refuses", "weak_in"]

_WEAK_CIPHERS = ("des", "3des")
_WEAK_TRANSFORMS = ("esp-des", "esp-3des", "esp-null", "esp-gmac", "esp-md5-hmac", "ah-md5-hmac")


def refuses(top: Section, release: Release) -> bool:
    """Whether a device refuses them: its release does, and nobody disabled the shield."""
    return release.refuses_old and top.get("crypto engine compliance shield disable") is None


def weak_in(mode: str, key: str, match: Match[Known]) -> str | None:
    """Name what 17.11.1 and later refuse of a line, None where it may stand."""
    words = match.text.split()
    if (mode, key) in (("isakmp-policy", "encryption"), ("ikev2-proposal", "encryption")):
        return next((f"encryption {word}" for word in words[1:] if word in _WEAK_CIPHERS), None)
    if (mode, key) in (
        ("isakmp-policy", "hash"),
        ("ikev2-proposal", "integrity"),
        ("ikev2-proposal", "prf"),
    ):
        return "hash md5" if "md5" in words else None
    if (mode, key) in (("isakmp-policy", "group"), ("ikev2-proposal", "group")):
        old = ("1", "2", "5") if mode == "isakmp-policy" else ("1", "2", "5", "24")
        return next((f"DH Group ({word})" for word in words[1:] if word in old), None)
    if key == "crypto ipsec transform-set":
        return next((word for word in words if word in _WEAK_TRANSFORMS), None)
    if key == "set pfs":
        group = match.values.get("group", "group1").removeprefix("group")
        return f"DH Group ({group})" if group in ("1", "2", "5", "24") else None
    return None
