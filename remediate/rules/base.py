"""What a rule is: one root cause, in one module.

A rule module has ``SIGNATURES`` (tuple of :class:`Signature`), ``RULE`` (:class:`Rule`) and a
docstring with the sections *Symptom*, *Cause*, *Not this when*, *Fix*, *Fix safety*, *Proof of
cure*, *Source*. A complete rule also has the functions ``diagnose`` and ``cured``; a rule that is
only classified so far has neither, and its ``RULE.planned`` is False. What concerns one device and no
tunnel (clients, lists that work and should not be shared) comes from ``inspect``, see :class:`Observed`.
"""

from __future__ import annotations

import enum
from typing import NamedTuple

from remediate.model.base import Confidence, Frozen
from remediate.model.diagnosis import Evidence, Fix

__all__ = ["Observed", "Rule", "Show"]


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
    planned: bool = False
    """Whether fixes are planned; else the answer says "no fix is planned"."""
