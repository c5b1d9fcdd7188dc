"""What NAT makes of what is routed into a tunnel interface: there is no crypto ACL that says what is meant."""

from __future__ import annotations

from typing import NamedTuple

from remediate.model.base import Confidence
from remediate.model.config_interfaces import Interface
from remediate.model.config_nat import Translation
from remediate.model.diagnosis import Diagnosis, Need
from remediate.model.evidence import TunnelEnd
from remediate.model.selector import Selector
from remediate.negotiation import Fate, fate_of, side_of
from remediate.rules.base import Rule
from remediate.rules.case import Case, config_evidence
from remediate.rules.room import routed

__all__ = ["into_tunnel"]

_MOST = 16
"""Networks of an end that are looked at."""


class _IntoTunnel(NamedTuple):
    """A flow that is translated as it is routed into a tunnel interface."""

    end: TunnelEnd
    other: TunnelEnd
    tunnel: Interface
    flow: Selector
    why: str
    by: Translation | None


def into_tunnel(case: Case, rule: Rule) -> Diagnosis | None:
    """Return what is possible where NAT takes what is routed into a tunnel interface."""
    item = _translated(case)
    if item is None:
        return None
    name = item.end.device or item.end.address
    other = item.other.device or item.other.address
    line = item.by.line if item.by is not None else None
    return Diagnosis(
        code=rule.code,
        slug=rule.slug,
        confidence=Confidence.POSSIBLE,
        phase=rule.phase,
        explanation=(
            f"on {name} NAT takes what goes from {item.flow.source} to {item.flow.destination} into"
            f" {item.tunnel.name} ({item.why}), and {other} routes {item.flow.source} into the tunnel: what begins there gets"
            " answers from another address"
        ),
        evidence=config_evidence(item.end, [line, item.tunnel.line]),
        needs=(
            Need(
                device=name,
                command="show ip nat translations",
                why="whether flows of the tunnel are translated, and are meant to be",
            ),
        ),
    )


def _translated(case: Case) -> _IntoTunnel | None:
    """Return a flow that NAT takes on its way into a tunnel, whose source the other end routes back untranslated.

    Without that route the addresses may be hidden on purpose, as towards a provider.
    """
    for end in case.tunnel.ends if case.negotiation is not None else ():
        side, other = side_of(case.tunnel, end), case.tunnel.other(end)
        if side is None or not side.config.complete or side.config.cut is not None:
            continue
        for tunnel in side.tunnels:
            if tunnel.nat not in ("outside", "enable"):
                continue
            for source in routed(case, other)[:_MOST]:
                for target in routed(case, end)[:_MOST]:
                    flow = Selector(source=source, destination=target)
                    found = fate_of(side.config, flow, tunnel.name)
                    if found.fate is Fate.TRANSLATED:
                        return _IntoTunnel(end, other, tunnel, flow, found.why, found.by)
    return None
