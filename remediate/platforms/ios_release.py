"""What releases of IOS and IOS-XE refuse (field notice FN72510)."""

from __future__ import annotations

from remediate.model.config import CryptoConfig

__all__ = ["refuses_weak"]


def refuses_weak(config: CryptoConfig) -> bool:
    """Whether the release refuses DES, 3DES, MD5 and groups 1, 2, 5 unless it is told otherwise."""
    refuses = config.release.xe and config.release.numbers[:2] >= (17, 11)
    return refuses and not config.settings.weak_allowed
