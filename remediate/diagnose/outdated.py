"""Configurations that were changed after they were printed: what they say is of the time before."""

from __future__ import annotations

from remediate.model.base import Frozen
from remediate.model.diagnosis import Need
from remediate.model.evidence import TunnelEvidence
from remediate.rules.base import Show

__all__ = ["Doubt", "outdated"]


class Doubt(Frozen, frozen=True, kw_only=True):
    """Why a tunnel's configurations are no proof, and what would be one."""

    reason: str
    needs: tuple[Need, ...]


def outdated(tunnel: TunnelEvidence) -> Doubt | None:
    """Return what is said of a tunnel's configurations, None where nothing shows a later change."""
    reasons: list[str] = []
    needs: list[Need] = []
    for end in tunnel.ends:
        if end.evidence is None or end.evidence.config_changed is None:
            continue
        place = end.evidence.config_changed
        name = end.evidence.device
        reasons.append(
            f"{place.file}:{place.line}: {name} was configured after its running-config was printed"
        )
        needs.append(
            Need(
                device=name,
                command=Show.RUNNING_CONFIG,
                why="taken anew: what is in the dumps is from before the last change",
            )
        )
    return Doubt(reason="; ".join(reasons), needs=tuple(needs)) if reasons else None
