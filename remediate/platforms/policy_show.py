"""``show crypto isakmp default policy`` (and ``show crypto isakmp policy``): the built-in policies as printed.

A few lines a device, read once: this needs no compiled reader. Source: the captured output of
IOS-XE in genieparser's ``ShowCryptoIsakmpDefaultPolicy``; Cisco document 5409 for the names of DES,
3DES, MD5 and SHA.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from remediate.model.config import IsakmpPolicy
from remediate.model.observation import Unrecognised

__all__ = ["ShownPolicies", "default_policies_shown"]

_SUITE = re.compile(
    r"^\s*(Default p|P)rotection suite(?: of priority (\d{1,5}))?\s*$", re.IGNORECASE
)
_ATTRIBUTE = re.compile(
    r"^\s*(encryption algorithm|hash algorithm|authentication method|Diffie-Hellman group|lifetime)\s*:"
    r"\s*(\S.*?)\s*$",
    re.IGNORECASE,
)
_CIPHERS = (
    (re.compile(r"^AES\b.*\((128|192|256) bit keys\)", re.IGNORECASE), "aes"),
    (re.compile(r"^(?:Three key triple DES|3DES\b)", re.IGNORECASE), "3des"),
    (re.compile(r"^DES\b", re.IGNORECASE), "des"),
)
_HASHES = (
    (re.compile(r"^Secure Hash Standard 2 \((256|384|512) bit\)", re.IGNORECASE), "sha"),
    (re.compile(r"^Secure Hash Standard$", re.IGNORECASE), "sha"),
    (re.compile(r"^Message Digest 5$", re.IGNORECASE), "md5"),
)
_AUTHENTICATION = {
    "pre-shared key": "pre-share",
    "rivest-shamir-adleman signature": "rsa-sig",
    "rivest-shamir-adleman encryption": "rsa-encr",
}
_GROUP = re.compile(r"^#(\d{1,2})\b")
_LIFETIME = re.compile(r"^(\d{1,9}) seconds\b")
_WIDTH = 120


class ShownPolicies(NamedTuple):
    """What one output shows."""

    policies: tuple[IsakmpPolicy, ...] | None
    """Every built-in policy in order; None where a suite could not be read, or none is shown."""
    unread: tuple[Unrecognised, ...]


def default_policies_shown(text: str, *, file: str, line: int = 1) -> ShownPolicies:
    """Read an output that begins at the 1-based ``line`` of ``file``.

    Suites of the user's own policies are passed over: the running-config has them.
    """
    found: list[IsakmpPolicy] = []
    unread: list[Unrecognised] = []
    for number, head, values in _suites(text.splitlines(), line):
        priority = head[2]
        if not head[1].lower().startswith("default") or priority is None:
            continue
        policy = _policy(int(priority), values)
        if policy is None:
            unread.append(
                Unrecognised(
                    device=None,
                    file=file,
                    lines=1 + len(values),
                    first=head[0].strip()[:_WIDTH],
                    line=number,
                    reason="an attribute of the suite is missing or not known",
                )
            )
        else:
            found.append(policy)
    return ShownPolicies(tuple(found) if found and not unread else None, tuple(unread))


def _suites(lines: list[str], first: int) -> list[tuple[int, re.Match[str], dict[str, str]]]:
    """Return each suite's line number, heading and attributes by name."""
    suites: list[tuple[int, re.Match[str], dict[str, str]]] = []
    for number, text in enumerate(lines, start=first):
        if head := _SUITE.match(text):
            suites.append((number, head, {}))
        elif suites and (attribute := _ATTRIBUTE.match(text)):
            suites[-1][2].setdefault(attribute[1].lower(), attribute[2].rstrip("."))
    return suites


def _policy(priority: int, values: dict[str, str]) -> IsakmpPolicy | None:
    cipher = _named(_CIPHERS, values.get("encryption algorithm", ""))
    digest = _named(_HASHES, values.get("hash algorithm", ""))
    authentication = _AUTHENTICATION.get(values.get("authentication method", "").lower())
    group = _GROUP.match(values.get("diffie-hellman group", ""))
    lifetime = _LIFETIME.match(values.get("lifetime", ""))
    if cipher is None or digest is None or authentication is None or not group or not lifetime:
        return None
    return IsakmpPolicy(
        priority=priority,
        encryption=cipher[0],
        key_length=cipher[1],
        hash=f"{digest[0]}{digest[1] or ''}",
        authentication=authentication,
        group=int(group[1]),
        lifetime=int(lifetime[1]),
        default=True,
    )


def _named(
    names: tuple[tuple[re.Pattern[str], str], ...], printed: str
) -> tuple[str, int | None] | None:
    for pattern, name in names:
        if found := pattern.match(printed):
            return name, int(found[1]) if found.groups() else None
    return None
