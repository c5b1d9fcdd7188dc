"""What a rule is: one root cause, in one module.

A rule module has ``SIGNATURES`` (tuple of :class:`Signature`), ``RULE`` (:class:`Rule`) and a
docstring with the sections *Symptom*, *Cause*, *Not this when*, *Fix*, *Fix safety*, *Proof of
cure*, *Source*. ``diagnose`` finds it on a tunnel, and ``cured`` says whether it is gone, which a plan
asks; what concerns one device and no tunnel (clients, lists that work and should not be shared) comes
from ``inspect``, see :class:`Observed`.
"""

from __future__ import annotations

import enum
from typing import NamedTuple

from remediate.model.base import Confidence, Frozen
from remediate.model.diagnosis import Evidence, Fix

__all__ = ["Observed", "Planning", "Rule", "Show"]


class Observed(NamedTuple):
    """What a rule's ``inspect(device, fleet)`` finds on a device: it makes no tunnel faulty."""

    confidence: Confidence
    explanation: str
    evidence: tuple[Evidence, ...]
    fixes: tuple[Fix, ...] = ()


class Show(enum.StrEnum):
    """Commands whose output decides."""

    RUNNING_CONFIG = "show running-config"
    ISAKMP_SA = "show crypto isakmp sa"
    IPSEC_SA = "show crypto ipsec sa"
    ENGINE = "show crypto engine connections active"
    ACCESS_LISTS = "show access-lists"
    VERSION = "show version"
    IKEV2_SA = "show crypto ikev2 sa"
    IKEV2_PROPOSAL = "show crypto ikev2 proposal"
    DEFAULT_POLICY = "show crypto isakmp default policy"
    DEBUG_ISAKMP = "debug crypto isakmp"
    DEBUG_IKEV2 = "debug crypto ikev2"
    DEBUG_IPSEC = "debug crypto ipsec"


class Planning(enum.StrEnum):
    """When a rule's fixes are planned."""

    ALWAYS = "fixes are planned"
    BY_NAME = "a fix is planned only where it is asked for by name"
    NEVER = "no fix is planned"


class Rule(Frozen, frozen=True, kw_only=True):
    """The facts of a root cause that are not logic."""

    code: str
    """``IKE003``: stable."""
    slug: str
    """``psk-mismatch``: stable."""
    title: str
    phase: int
    """1 or 2; 0 for packets, routing, clients."""
    needs: tuple[Show, ...] = ()
    """What has to be seen, on both ends, to prove it."""
    changes: tuple[str, ...] = ()
    """Kinds of change that fix it."""
    brings: tuple[str, ...] = ()
    """Slugs of causes whose messages come of this one too: a device that finds no profile then says that
    authentication failed."""
    planned: bool = False
    """Whether fixes are planned unasked; else only ``changes`` that are asked for by name, if it has any."""

    @property
    def planning(self) -> Planning:
        """When its fixes are planned."""
        if self.planned:
            return Planning.ALWAYS
        return Planning.BY_NAME if self.changes else Planning.NEVER
