"""Certificates as an end proves itself by one, and as the other takes it.

Doubtful, and decided so: an end without the authority of a certificate refuses it, whatever its time; an end
sends the certificate of the first trustpoint that it may use.
"""

from __future__ import annotations

import enum
from datetime import datetime
from typing import NamedTuple

from remediate.lab.certificates import Certificate, Trustpoint

__all__ = ["Flaw", "Unproven", "own_certificate", "unproven"]


class Flaw(enum.Enum):
    """Why a certificate is not taken."""

    UNKNOWN = "no trustpoint has its authority"
    ENDED = "its time is over"
    NOT_BEGUN = "its time has not begun"
    MISSING = "none was sent"


class Unproven(NamedTuple):
    """A certificate that is not taken."""

    flaw: Flaw
    certificate: Certificate | None


def _usable(points: tuple[Trustpoint, ...], names: tuple[str, ...]) -> list[Trustpoint]:
    return [item for item in points if not names or item.name in names]


def own_certificate(
    points: tuple[Trustpoint, ...], names: tuple[str, ...] = ()
) -> Certificate | None:
    """Return the certificate that a device proves itself by; ``names``: the trustpoints that it may use."""
    return next((item.own for item in _usable(points, names) if item.enrolled), None)


def unproven(
    certificate: Certificate | None,
    points: tuple[Trustpoint, ...],
    now: datetime,
    names: tuple[str, ...] = (),
) -> Unproven | None:
    """Return why a device does not take a certificate at a time, None where it does."""
    if certificate is None:
        return Unproven(Flaw.MISSING, None)
    known = [item.authority for item in _usable(points, names) if item.authority is not None]
    authority = next((item for item in known if item.subject == certificate.issuer), None)
    if authority is None:
        return Unproven(Flaw.UNKNOWN, certificate)
    for item in (certificate, authority):
        if now > item.ends:
            return Unproven(Flaw.ENDED, item)
        if now < item.begins:
            return Unproven(Flaw.NOT_BEGUN, item)
    return None
