"""From diagnoses to a sealed plan that has proven itself in memory."""

from __future__ import annotations

from remediate.plan.making import make_plan
from remediate.plan.proof import apply_in_memory
from remediate.plan.steps import Refused

__all__ = ["Refused", "apply_in_memory", "make_plan"]
