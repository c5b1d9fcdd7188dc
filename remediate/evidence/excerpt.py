"""How a line that nothing understood is shown: redacted twice, and short."""

from __future__ import annotations

import re

from remediate.secrets import Redactor

__all__ = ["excerpt"]

_LONGEST = 120
# What isn't understood may be anything: whatever follows one of these words is taken for a secret.
_WORDS = re.compile(
    r"(\b(?:password|passwd|secret|key|psk|passphrase|community|cipher|authenticator)\b[ \t]+)(?!<)\S.*",
    re.IGNORECASE,
)


def excerpt(text: str, redactor: Redactor) -> str:
    """Return at most 120 characters of a line, without anything that could be a secret."""
    return _WORDS.sub(r"\1<removed>", redactor.clean(text))[:_LONGEST]
