"""What an interface lets in: access lists for what arrives, zones and their policies (IOS)."""

from __future__ import annotations

from remediate.model.base import Frozen

__all__ = ["InspectClass", "InspectPolicy", "ZonePair", "Zones"]


class InspectClass(Frozen, frozen=True, kw_only=True, gc=False):
    """``class-map type inspect``: what it matches."""

    name: str
    every: bool = False
    """Whether all of its conditions must hold (``match-all``)."""
    acls: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ()
    """``match protocol``, as printed."""
    problem: str | None = None
    """Why it can't be told what it matches."""


class InspectPolicy(Frozen, frozen=True, kw_only=True, gc=False):
    """``policy-map type inspect``: classes in order, each with what becomes of its traffic."""

    name: str
    classes: tuple[tuple[str, str], ...] = ()
    """(class, ``pass`` | ``inspect`` | ``drop``); a class without an action drops."""


class ZonePair(Frozen, frozen=True, kw_only=True, gc=False):
    """``zone-pair security NAME source Z destination Z``; the device itself is zone ``self``."""

    source: str
    destination: str
    policy: str | None = None
    line: int | None = None


class Zones(Frozen, frozen=True, kw_only=True, gc=False):
    """The zone-based firewall of one configuration."""

    pairs: tuple[ZonePair, ...] = ()
    policies: tuple[InspectPolicy, ...] = ()
    classes: tuple[InspectClass, ...] = ()
