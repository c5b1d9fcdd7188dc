"""What every change shares: the device that it is for, and references in place of secrets."""

from __future__ import annotations

from remediate.model.base import Frozen

__all__ = ["DeviceChange", "SecretRef"]


class SecretRef(Frozen, frozen=True, kw_only=True):
    """A reference to a secret: where it will be read when it is needed. Never the secret."""

    name: str
    """Provider path, e.g. ``psk/10.1.0.1--10.1.0.2/new``."""

    def placeholder(self) -> str:
        """Return the stand-in that takes the secret's place in commands and diffs."""
        return f"<secret:{self.name}>"


class DeviceChange(Frozen, frozen=True, kw_only=True, tag_field="change"):
    """A change of one device; ``tag`` of each subclass is the stable name of its kind."""

    device: str
