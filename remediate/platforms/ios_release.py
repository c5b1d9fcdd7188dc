"""What releases of IOS and IOS-XE refuse (field notice FN72510), and which number the entries of access lists."""

from __future__ import annotations

import re

from remediate.model.config import CryptoConfig
from remediate.model.release import Release

__all__ = ["numbers_entries", "refuses_weak", "since_12_2"]

_TRAIN = re.compile(r"12\.2\(\d+\w?\)([A-Z]?)")


def numbers_entries(release: Release) -> bool | None:
    """Whether a release has sequence numbers in access lists; None where its train is not known (``version 12.2``).

    Source: "IP Access List Entry Sequence Numbering" (12.2(14)S, 12.2(15)T, 12.3(2)T).
    """
    found = since_12_2(release, 15)
    train = _TRAIN.search(release.text or "")
    if found is None and train is not None and train[1] == "S":
        return release.numbers[:3] >= (12, 2, 14)
    return found


def since_12_2(release: Release, number: int) -> bool | None:
    """Whether a release has what came with 12.2(number)T; None where its train is not known (``version 12.2``).

    12.3 came from 12.2T; the mainline of 12.2 never had it, and of other trains it is not known.
    """
    if not release.numbers or release.xe or release.numbers[:2] > (12, 2):
        return True
    if release.numbers[:2] < (12, 2):
        return False
    train = _TRAIN.search(release.text or "")
    if train is None or train[1] not in ("", "T"):
        return None
    return train[1] == "T" and release.numbers[2] >= number


def refuses_weak(config: CryptoConfig) -> bool:
    """Whether the release refuses DES, 3DES, MD5 and groups 1, 2, 5 unless it is told otherwise."""
    refuses = config.release.xe and config.release.numbers[:2] >= (17, 11)
    return refuses and not config.settings.weak_allowed
