"""How a release of PIX OS or ASA spells IPsec."""

from __future__ import annotations

import enum

from remediate.model.config import CryptoConfig

__all__ = ["NO_RELEASE", "Dialect", "dialect_of"]


NO_RELEASE = "the release is not known, and PIX 6, ASA 7 and ASA 8.4 spell this differently"


class Dialect(enum.Enum):
    """The spellings of PIX OS and ASA."""

    PIX6 = "PIX 6"
    ASA7 = "ASA 7 to 8.3"
    ASA84 = "ASA 8.4 and later"

    @property
    def ikev1(self) -> str:
        """The words that IKEv1's global commands begin with."""
        words = {
            Dialect.PIX6: "isakmp",
            Dialect.ASA7: "crypto isakmp",
            Dialect.ASA84: "crypto ikev1",
        }
        return words[self]


def dialect_of(config: CryptoConfig) -> Dialect | None:
    """Return the spelling of the release; without a release, what the key lines show, or None."""
    numbers = config.release.numbers
    if numbers:
        if numbers < (7,):
            return Dialect.PIX6
        return Dialect.ASA7 if numbers < (8, 4) else Dialect.ASA84
    if config.release.pix:
        return (
            Dialect.PIX6 if any(key.text.startswith("isakmp key") for key in config.keys) else None
        )
    for key in config.keys:
        words = key.text.split()
        if words[:2] == ["isakmp", "key"]:
            return Dialect.PIX6
        if words[:1] == ["pre-shared-key"]:
            return Dialect.ASA7
        if words[:1] == ["ikev1"]:
            return Dialect.ASA84
    return None
