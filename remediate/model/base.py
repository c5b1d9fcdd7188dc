"""What every model type shares: frozen, keyword-only, unknown fields refused."""

from __future__ import annotations

import enum
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

import msgspec

__all__ = ["Confidence", "Frozen", "Platform", "Safety", "Verdict", "remembered"]


class Frozen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the model types: immutable, strict at the border.

    Each type says ``kw_only=True`` itself: msgspec does not inherit that option.
    """


S = TypeVar("S", bound=Frozen)
T = TypeVar("T")


def remembered(work: Callable[[S], T]) -> Callable[[S], T]:
    """Return a function that is worked out once for each of its subjects, and kept as long as that is.

    The subject's type says ``dict=True``. What comes out must not be changed.
    """
    name = f"{work.__module__}.{work.__qualname__}"

    @wraps(work)
    def kept(subject: S) -> T:
        known = subject.__dict__
        if name not in known:
            known[name] = work(subject)
        found: T = known[name]
        return found

    return kept


class Platform(enum.StrEnum):
    """Operating system families that configurations are read for and commands are rendered for."""

    IOS = "ios"
    """Classic IOS 11.2 to 15.x and IOS-XE (``Release.xe`` tells them apart)."""
    ASA = "asa"
    """PIX OS 6.x and ASA 7.0 and later (``Release.pix`` tells them apart)."""


class Confidence(enum.StrEnum):
    """How far a root cause is proven."""

    PROVEN = "PROVEN"
    """Both ends' configuration confirms the symptom."""
    LIKELY = "LIKELY"
    """One end's configuration confirms it."""
    POSSIBLE = "POSSIBLE"
    """Messages or state alone."""


class Verdict(enum.StrEnum):
    """What is said of a tunnel."""

    HEALTHY = "HEALTHY"
    FAULT = "FAULT"
    AMBIGUOUS = "AMBIGUOUS"
    UNKNOWN = "UNKNOWN"


class Safety(enum.StrEnum):
    """What a fix does to live traffic and to the strength of the protection."""

    SAFE = "SAFE"
    DISRUPTIVE = "DISRUPTIVE"
    """Drops tunnels: needs an open maintenance window."""
    WEAKENING = "WEAKENING"
    """Weaker cryptography or access opened: only when asked for and approved by name."""
    DISPLAY_ONLY = "DISPLAY_ONLY"
    """Hardware, upgrades, other people's devices: shown, never planned."""
