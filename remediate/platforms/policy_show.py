"""``show crypto isakmp policy`` and ``show crypto isakmp default policy``: policies as printed, the user's own and built-in ones.

A few lines a device, read once: this needs no compiled reader. Source: the captured output of
IOS-XE in genieparser's ``ShowCryptoIsakmpDefaultPolicy``; Cisco document 5409 for the names of DES,
3DES, MD5 and SHA.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from remediate.model.config_maps import IsakmpPolicy
from remediate.model.observation import Unrecognised
from remediate.platforms.table_parts import TablePart, laid_out

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
_LAST = 65535
"""Priority of the one suite that old releases have built in, and print without it."""
_SIZES = {"des": "des", "3des": "3des", "aes": "aes {}"}


class ShownPolicies(NamedTuple):
    """What one output shows."""

    policies: tuple[IsakmpPolicy, ...] | None
    """Every built-in policy in order; None where a suite could not be read, or none is shown."""
    unread: tuple[Unrecognised, ...]
    own: tuple[TablePart, ...] = ()
    """The user's policies, as the configuration has them; none where a suite could not be read."""


def default_policies_shown(text: str, *, file: str, line: int = 1) -> ShownPolicies:
    """Read an output that begins at the 1-based ``line`` of ``file``."""
    found: list[IsakmpPolicy] = []
    own: list[TablePart] = []
    unread: list[Unrecognised] = []
    for number, head, values in _suites(text.splitlines(), line):
        built_in = head[1].lower().startswith("default")
        if head[2] is None and not built_in:
            continue
        policy = _policy(int(head[2] or _LAST), values)
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
        elif built_in:
            found.append(policy)
        else:
            own.append(_part(policy, number))
    if unread:
        return ShownPolicies(None, tuple(unread))
    return ShownPolicies(tuple(found) or None, (), tuple(own))


def _part(policy: IsakmpPolicy, line: int) -> TablePart:
    """Return a policy of the user's as the configuration has it, an attribute a line as in the table."""
    lines = (
        f"crypto isakmp policy {policy.priority}",
        f" encr {_SIZES[policy.encryption].format(policy.key_length)}",
        f" hash {policy.hash}",
        f" authentication {policy.authentication}",
        f" group {policy.group}",
        f" lifetime {policy.lifetime}",
    )
    text = laid_out(enumerate(lines, start=line), line)
    return TablePart(("isakmp", "policy", str(policy.priority)), line, text)


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
