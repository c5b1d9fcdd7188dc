"""Before a fault is called: whether the configurations that it rests on are as the devices printed them.

Only where a fault is called: a text that was broken on its way makes faults, and no tunnel work.
"""

from __future__ import annotations

from remediate.diagnose.outdated import Doubt
from remediate.model.base import remembered
from remediate.model.diagnosis import Need
from remediate.model.evidence import DeviceEvidence, TunnelEvidence
from remediate.platforms.breaks import Break, broken
from remediate.rules.base import Show

__all__ = ["damaged"]


def damaged(tunnel: TunnelEvidence) -> Doubt | None:
    """Return what is said of a tunnel's configurations, None where both are whole."""
    reasons: list[str] = []
    needs: list[Need] = []
    for end in tunnel.ends:
        evidence = end.evidence
        found = _broken(evidence) if evidence is not None else None
        if evidence is None or found is None:
            continue
        place = evidence.source(found.line)
        where = f"{place.file}:{place.line}: " if place is not None else ""
        reasons.append(
            f"{where}{found.reason}: lines of this running-config were broken, joined or lost on the way, and"
            " what it says is no proof"
        )
        why = "taken anew and whole, with no lines broken by a terminal or a mail (`terminal width 0` before it)"
        needs.append(Need(device=evidence.device, command=Show.RUNNING_CONFIG, why=why))
    return Doubt(reason="; ".join(reasons), needs=tuple(needs)) if reasons else None


@remembered
def _broken(evidence: DeviceEvidence) -> Break | None:
    if evidence.config_text is None:
        return None
    config = evidence.config
    sections = config is not None and not config.complete and config.cut is None
    return broken(evidence.config_text, sections=sections)
