"""What a peer offered in phase 1, put together from the attribute lines of a debug."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from remediate.model.base import Frozen
from remediate.model.observation import Message

__all__ = ["ATTRIBUTES", "CHECKS", "Offer", "offers"]

CHECKS = frozenset({"checking-isakmp-transform", "checking-ipsec-proposal"})
"""Signatures after which attribute lines follow."""

ATTRIBUTES = frozenset(
    {
        "offered-authentication",
        "offered-encryption",
        "offered-esp-authenticator",
        "offered-esp-encapsulation",
        "offered-esp-key-length",
        "offered-esp-transform",
        "offered-group",
        "offered-hash",
        "offered-key-length",
        "offered-life-duration",
        "offered-life-type",
        "offered-pfs-group",
    }
)
"""Signatures of attribute lines. Without a tag they are only believed after a check."""

_DISTANCE = 40
"""Lines that an offer may take from its check to its verdict."""

_VERDICTS = frozenset({"phase1-atts-not-acceptable", "atts-acceptable", "no-offers-accepted"})
_REASONS = "-mismatch"

_AUTHENTICATION = {
    "pre-share": "pre-share",
    "rsa sig": "rsa-sig",
    "rsa-sig": "rsa-sig",
    "rsa encr": "rsa-encr",
    "rsa-encr": "rsa-encr",
    "ecdsa sig": "ecdsa-sig",
    "ecdsa-sig": "ecdsa-sig",
}


class Offer(Frozen, frozen=True, kw_only=True):
    """One transform that a peer offered, against one policy, in the words of :class:`IsakmpPolicy`."""

    encryption: str | None = None
    """``des``, ``3des`` or ``aes``; as printed where it is another one."""
    key_length: int | None = None
    """Bits."""
    hash: str | None = None
    """``md5``, ``sha``, ``sha256``, ``sha384`` or ``sha512``."""
    group: int | None = None
    authentication: str | None = None
    against_priority: int | None = None
    """Priority of the device's own policy that the transform was compared with."""
    transform: int | None = None
    accepted: bool = False
    reason: Message | None = None
    """The attribute that was refused (``Hash algorithm offered does not match policy!``)."""
    closed_by: Message | None = None
    """The line with the verdict; None when the debug ends before it."""


@dataclass(slots=True)
class _Open:
    device: str | None
    file: str
    line: int
    priority: int | None
    transform: int | None
    attributes: dict[str, str]
    reason: Message | None = None


def offers(messages: Sequence[Message]) -> tuple[Offer, ...]:
    """Group the attribute lines of a device's messages into phase-1 offers, in order.

    An offer runs from ``Checking ISAKMP transform N against priority M policy`` to its verdict.
    """
    found: list[Offer] = []
    current: _Open | None = None
    for message in messages:
        name = message.signature
        if current is not None and (
            message.source.file != current.file
            or message.device != current.device
            or not 0 <= message.source.line - current.line <= _DISTANCE
        ):
            found.append(_offer(current, None))
            current = None
        if name in CHECKS:
            if current is not None:
                found.append(_offer(current, None))
            current = None if name != "checking-isakmp-transform" else _opened(message)
        elif current is None:
            continue
        elif name in ATTRIBUTES:
            current.attributes.update(message.fields)
        elif name in _VERDICTS:
            found.append(_offer(current, message))
            current = None
        elif name.startswith("offered-") and name.endswith(_REASONS):
            current.reason = message
    if current is not None:
        found.append(_offer(current, None))
    return tuple(found)


def _opened(message: Message) -> _Open:
    return _Open(
        device=message.device,
        file=message.source.file,
        line=message.source.line,
        priority=_number(message.field("priority")),
        transform=_number(message.field("transform")),
        attributes={},
    )


def _offer(opened: _Open, verdict: Message | None) -> Offer:
    values = opened.attributes
    authentication = values.get("authentication")
    return Offer(
        encryption=_encryption(values.get("encryption")),
        key_length=_number(values.get("key_length")),
        hash=_hash(values.get("hash")),
        group=_number(values.get("group")),
        authentication=_AUTHENTICATION.get(authentication.lower(), authentication)
        if authentication
        else None,
        against_priority=opened.priority,
        transform=opened.transform,
        accepted=verdict is not None and verdict.signature == "atts-acceptable",
        reason=opened.reason,
        closed_by=verdict,
    )


def _encryption(printed: str | None) -> str | None:
    """Return ``3des`` for ``3DES-CBC``."""
    return printed.lower().removesuffix("-cbc") if printed else None


def _hash(printed: str | None) -> str | None:
    """Return ``sha`` for ``SHA`` and ``SHA1``, ``sha256`` for ``SHA256``, ``SHA2-256`` and ``SHA-256``."""
    if not printed:
        return None
    plain = printed.lower().replace("sha2-", "sha").replace("-", "")
    return "sha" if plain == "sha1" else plain


def _number(printed: str | None) -> int | None:
    return int(printed) if printed and printed.isdigit() else None
