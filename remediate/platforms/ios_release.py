"""What releases of IOS and IOS-XE refuse (field notice FN72510), and which number the entries of access lists."""

from __future__ import annotations

import re

from remediate.model.config import CryptoConfig, Release

__all__ = ["numbers_entries", "refuses_weak"]

_FIRST = {"T": (12, 2, 15), "S": (12, 2, 14)}
"""First releases with numbered entries by train. 12.3 came from 12.2T; the mainline of 12.2 never had them."""
_TRAIN = re.compile(r"12\.2\(\d+\w?\)([A-Z]?)")


def numbers_entries(release: Release) -> bool | None:
    """Whether a release has sequence numbers in access lists; None where its train is not known (``version 12.2``).

    Source: "IP Access List Entry Sequence Numbering" (12.2(14)S, 12.2(15)T, 12.3(2)T).
    """
    if not release.numbers or release.xe or release.numbers[:2] > (12, 2):
        return True
    if release.numbers[:2] < (12, 2):
        return False
    train = _TRAIN.search(release.text or "")
    if train is None:
        return None
    first = _FIRST.get(train[1])
    if train[1] == "":
        return False
    return None if first is None else release.numbers[:3] >= first


def refuses_weak(config: CryptoConfig) -> bool:
    """Whether the release refuses DES, 3DES, MD5 and groups 1, 2, 5 unless it is told otherwise."""
    refuses = config.release.xe and config.release.numbers[:2] >= (17, 11)
    return refuses and not config.settings.weak_allowed
