"""Which flows of a tunnel NAT takes before they are encrypted."""

from __future__ import annotations

from typing import NamedTuple

from remediate.model.selector import Selector
from remediate.negotiation import Fate, Translated, fate_of
from remediate.rules.case import (
    Case,
)
from remediate.rules.traffic import Flow, Moves, answers_stopped, flows_of, moves_of

__all__ = ["Taken", "once_carried", "taken_by_nat"]


class Taken(NamedTuple):
    """A flow that does not reach its crypto ACL as it stands there."""

    flow: Flow
    found: Translated
    moves: Moves


def taken_by_nat(case: Case) -> list[Taken]:
    """Return the flows that NAT takes, those left out that are seen to move all the same."""
    found: list[Taken] = []
    for flow in flows_of(case):
        if not flow.mirrored and case.tunnel.both_configured and flow.acl is not None:
            continue  # what the two ends protect is another question first
        moves = moves_of(case, flow)
        if moves in (Moves.BOTH, Moves.OUT):
            if not answers_stopped(flow):
                continue
            moves = Moves.IN
        if moves is Moves.UNSEEN and case.carries_traffic():
            continue
        fate = fate_of(flow.config, flow.selector, flow.interface, flow.vrf, servers=True)
        if fate.fate not in (Fate.TRANSLATED, Fate.DROPPED) or _shared(flow, fate):
            continue
        parts = tuple(part for part in fate.flows if not _denied(flow, part))
        if parts:
            found.append(Taken(flow, fate._replace(flows=parts), moves))
    return found


def once_carried(case: Case) -> list[Taken]:
    """Return the flows that NAT takes whole, and whose counters show that packets were encrypted all the same: at some time.

    Counters are of all the time since the identity was made, and outlive a configuration that let the flow pass.
    """
    found: list[Taken] = []
    for flow in flows_of(case):
        moves = moves_of(case, flow)
        if moves not in (Moves.BOTH, Moves.OUT) or any(
            "encaps" in sa.grew for sa in flow.end.ipsec_sas
        ):
            continue
        if not flow.mirrored or flow.acl is None:
            continue
        fate = fate_of(flow.config, flow.selector, flow.interface, flow.vrf, servers=False)
        whole = fate.fate is Fate.TRANSLATED and fate.flows == (flow.selector,)
        if whole and not _shared(flow, fate) and not _denied(flow, flow.selector):
            found.append(Taken(flow, fate, moves))
    return found


def _denied(flow: Flow, part: Selector) -> bool:
    """Whether a deny of the crypto ACL, ahead of the flow's permit, keeps a part of it out of the tunnel."""
    acl = flow.config.acl(flow.acl)
    for entry in acl.entries if acl is not None else ():
        selectors = [one.normalised() for one in entry.selectors]
        if entry.action == "permit" and any(one.covers(flow.selector) for one in selectors):
            return False
        if entry.action == "deny" and any(one.covers(part) for one in selectors):
            return True
    return False


def _shared(flow: Flow, fate: Translated) -> bool:
    """Whether NAT looks at the very list that the crypto map does: a cause of its own (NET003)."""
    return fate.by is not None and any(
        flow.acl in clause.acls for clause in fate.by.clauses if flow.acl is not None
    )
