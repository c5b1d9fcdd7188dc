"""Fingerprints of configurations that change a few lines at a time."""

from __future__ import annotations

import hashlib
import re

from remediate.model.evidence import DeviceEvidence
from remediate.model.plan import ConfigFingerprint
from remediate.secrets import comparable_lines

__all__ = ["Fingerprint", "placed"]

_MASKED = re.compile(r"\b(?:pre-shared-key|key) (\*{5,})(?=\s|$)")
_TOKEN = re.compile(r"<key#[0-9A-F]+>")


def placed(evidence: DeviceEvidence, sha256: str) -> ConfigFingerprint:
    """Return the fingerprint of a device's configuration with the place that it was read at."""
    source = evidence.config_source
    return ConfigFingerprint(
        device=evidence.device,
        sha256=sha256,
        file=source.file if source is not None else "",
        line=source.line if source is not None else 1,
    )


class Fingerprint:
    """The fingerprint of a device's configuration from one state to the next (``config_fingerprint``).

    Only the lines between the first and the last that changed are looked at again. A device that masks
    the keys that it prints masks those of the plan too.
    """

    def __init__(self, evidence: DeviceEvidence) -> None:
        text = evidence.config_text or ""
        mask = _MASKED.search(text)
        self._mask = mask[1] if mask is not None else None
        self._lines = self._split(text)
        self._comparable = comparable_lines(text)

    def of(self, text: str) -> str:
        """Return the fingerprint of the next state."""
        lines = self._split(text)
        if len(self._comparable) != len(self._lines):
            self._comparable = comparable_lines("\n".join(lines))
        else:
            old = self._lines
            shorter = min(len(old), len(lines))
            first = next((n for n in range(shorter) if old[n] != lines[n]), shorter)
            left = shorter - first
            last = next((n for n in range(left) if old[-1 - n] != lines[-1 - n]), left)
            changed = comparable_lines("\n".join(lines[first : len(lines) - last]))
            kept = self._comparable
            self._comparable = [*kept[:first], *changed, *kept[len(kept) - last :]]
        self._lines = lines
        return hashlib.sha256(b"".join(self._comparable)).hexdigest()

    def _split(self, text: str) -> list[str]:
        return (text if self._mask is None else _TOKEN.sub(self._mask, text)).splitlines()
