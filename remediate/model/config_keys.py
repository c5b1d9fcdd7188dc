"""Pre-shared keys of a running-config, as references: the key itself is nowhere."""

from __future__ import annotations

import enum

from remediate.model.base import Frozen
from remediate.model.selector import AddressBlock

__all__ = ["KeyForm", "PreSharedKey"]


class KeyForm(enum.StrEnum):
    """In which form a pre-shared key stands in the configuration."""

    CLEAR = "clear"
    TYPE6 = "type-6"
    TYPE7 = "type-7"
    TYPE8 = "type-8"
    """Encrypted under an ASA's master passphrase."""
    MASKED = "masked"
    """``*****``, as PIX and ASA print it, or replaced before the dump came to us."""


class PreSharedKey(Frozen, frozen=True, kw_only=True, gc=False):
    """A pre-shared key entry. The key itself is never here.

    ``fingerprint`` is a keyed digest (:func:`remediate.secrets.alike` compares two of them, of one
    collection), None when the form can't be compared (type 6 or 8, masked). ``token`` is the stand-in that took the key's place in the
    redacted text.
    """

    peer: AddressBlock | None = None
    """Peers that the key is for; None when bound to a host name."""
    hostname: str | None = None
    form: KeyForm
    fingerprint: str | None = None
    token: str | None = None
    keyring: str | None = None
    """IOS keyring name, or the ASA tunnel-group's name; None for the global IOS or PIX key."""
    vrf: str | None = None
    local_address: str | None = None
    """Interface or address that the keyring is limited to (IOS)."""
    no_xauth: bool = False
    ikev2: bool = False
    text: str = ""
    """The redacted line (with the token), as it stands in the redacted running-config."""
    line: int | None = None
