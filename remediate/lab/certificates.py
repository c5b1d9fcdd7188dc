"""Certificates of the lab: a subject, an issuer and a time, as a router keeps them in its configuration.

There is no cryptography: a certificate is its own data, in a running-config as hexadecimal digits, and a
signature of an issuer is the issuer's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from remediate.lab.store import Section

__all__ = ["POINT", "Certificate", "Trustpoint", "authority", "chain_lines", "trustpoints"]

POINT = "LAB-CA"
"""Name of the lab's own authority, and of the trustpoint that has it."""


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate."""

    serial: str
    """Hexadecimal."""
    subject: str
    """``cn=r1.lab.example``."""
    issuer: str
    begins: datetime
    ends: datetime
    authority: bool = False
    """Whether it is that of an authority that issues others."""

    def issued(self, serial: str, subject: str, begins: datetime, days: int) -> Certificate:
        """Return a certificate that this authority issues."""
        return Certificate(
            serial=serial,
            subject=subject,
            issuer=self.subject,
            begins=begins,
            ends=begins + timedelta(days=days),
        )


class Trustpoint(msgspec.Struct, frozen=True, kw_only=True):
    """A trustpoint: the authority that it trusts, and the certificate that it holds of it."""

    name: str
    authority: Certificate | None = None
    own: Certificate | None = None

    @property
    def enrolled(self) -> bool:
        """Whether it can prove who this device is."""
        return self.own is not None and self.authority is not None


def authority(now: datetime) -> Certificate:
    """Return the certificate of the lab's own authority."""
    return Certificate(
        serial="01",
        subject=f"cn={POINT}",
        issuer=f"cn={POINT}",
        begins=now - timedelta(days=1000),
        ends=now + timedelta(days=5000),
        authority=True,
    )


def trustpoints(top: Section) -> Iterator[Trustpoint]:
    """Yield the trustpoints of a router with the certificates that its configuration holds."""
    for entry in top.all("crypto pki trustpoint"):
        name = entry.values["name"]
        chain = top.get("crypto pki certificate chain", name)
        found = [
            certificate
            for item in (chain.lines.ordered() if chain is not None else ())
            if (certificate := _read(item.lines)) is not None
        ]
        yield Trustpoint(
            name=name,
            authority=next((item for item in found if item.authority), None),
            own=next((item for item in found if not item.authority), None),
        )


def _read(section: Section) -> Certificate | None:
    """Return the certificate of hexadecimal lines, None where they are none of the lab."""
    digits = re.sub(r"\s", "", "".join(item.text for item in section.all("data")))
    try:
        return msgspec.json.decode(bytes.fromhex(digits), type=Certificate)
    except (ValueError, msgspec.DecodeError):
        return None


def chain_lines(name: str, *certificates: Certificate) -> Iterator[str]:
    """Yield the lines of a configuration that hold the certificates of a trustpoint."""
    yield f"crypto pki certificate chain {name}"
    for item in certificates:
        yield f" certificate {'ca ' if item.authority else ''}{item.serial}"
        digits = msgspec.json.encode(item).hex().upper()
        words = [digits[at : at + 8] for at in range(0, len(digits), 8)]
        for at in range(0, len(words), 8):
            yield f"  {' '.join(words[at : at + 8])}"
        yield "  \tquit"
