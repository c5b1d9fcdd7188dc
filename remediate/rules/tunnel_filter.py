"""Lists that drop what a tunnel carries beside it: an ASA's `vpn-filter`, and the list before a router's networks.

The sources of a `vpn-filter` (of the tunnel's group-policy) are the far networks and its destinations the near ones,
whichever side a session begins at; what no entry permits is dropped. Source: Cisco ASA command reference, `vpn-filter`; Cisco document 99103 (VPN filters).
"""

from __future__ import annotations

from typing import NamedTuple

from remediate.model.base import Platform, remembered
from remediate.model.config import CryptoConfig
from remediate.model.config_clients import TunnelFilter
from remediate.model.diagnosis import Need
from remediate.model.selector import Selector
from remediate.negotiation import is_interface
from remediate.negotiation.nat_index import entries_near
from remediate.negotiation.routing import behind_in
from remediate.rules.case import Case
from remediate.rules.traffic import Flow, Moves, flows_of, moves_of

__all__ = ["Filtered", "filter_lines", "filter_of", "filtered", "hits", "wholly_filtered"]


class Filtered(NamedTuple):
    """A flow of which a filter drops something."""

    flow: Flow
    acl: str
    by: str
    """Who filters, by what."""
    line: int | None
    coming: Selector
    """The flow as the filter sees it."""
    whole: bool
    """Whether it permits nothing of the flow."""

    def __str__(self) -> str:
        """Return it as a sentence goes on: who filters, by what, and what is left."""
        return f"{self.by}, which permits {'nothing' if self.whole else 'not all'} of {self.coming}"


def filter_of(config: CryptoConfig, peer: str) -> TunnelFilter | None:
    """Return the filter of a peer's tunnel-group; None where it has none."""
    if config.platform is not Platform.ASA or not config.tunnel_filters:
        return None
    known = _by_group(config)
    found = known.get(peer) or known.get("")
    return found if found is not None and found.acl else None


@remembered
def _by_group(config: CryptoConfig) -> dict[str, TunnelFilter]:
    return {item.group: item for item in config.tunnel_filters}


def filtered(case: Case, flow: Flow) -> Filtered | None:
    """Return what the filter of a flow's tunnel drops of it; None where it drops nothing, or that can't be told."""
    found = filter_of(flow.config, case.tunnel.other(flow.end).address)
    if found is None:
        return None
    who = f"group-policy {found.policy} of {flow.device} filters the tunnel by access list {found.acl} (vpn-filter)"
    return _filtered(flow, found.acl, who, found.line, flow.selector.mirrored())


def _refused(case: Case, flow: Flow) -> Filtered | None:
    """Return what a router drops of a flow where it comes in, by the list of the interface before its network."""
    known = behind_in(flow.config, flow.selector.source, flow.vrf)
    place = known[0] if known is not None and len(known) == 1 else None
    if flow.config.platform is not Platform.IOS or place is None or place.access_in is None:
        return None
    if moves_of(case, flow) in (Moves.OUT, Moves.BOTH) or is_interface(place, flow.interface):
        return None
    who = f"{flow.device} filters what comes in by {place.name} by access list {place.access_in}"
    return _filtered(flow, place.access_in, who, place.line, flow.selector)


def _filtered(
    flow: Flow, name: str, who: str, line: int | None, coming: Selector
) -> Filtered | None:
    acl = flow.config.acl(name)
    if acl is None or not any(entry.action in ("permit", "deny") for entry in acl.entries):
        return None  # a list that is not there, or is empty, filters nothing on IOS
    some = False
    for permit, selector in entries_near(acl, coming):
        if selector is None:
            return None
        if selector.covers(coming):
            return Filtered(flow, name, who, line, coming, not some) if not permit else None
        some = some or permit
    return Filtered(flow, name, who, line, coming, not some)


def filter_lines(item: Filtered | None) -> list[int | None]:
    """Return the lines that show a filter."""
    if item is None:
        return []
    acl = item.flow.config.acl(item.acl)
    return [item.line, *(entry.line for entry in (acl.entries if acl is not None else ())[:3])]


def hits(item: Filtered | None) -> tuple[Need, ...]:
    """Return what shows whether a filter is what drops packets."""
    if item is None:
        return ()
    ios = item.flow.config.platform is Platform.IOS
    command = f"show {'ip access-lists' if ios else 'access-list'} {item.acl}"
    why = "the hits of its entries show what the filter lets through"
    return (Need(device=item.flow.device, command=command, why=why),)


def wholly_filtered(case: Case) -> tuple[Filtered, ...]:
    """Return the flows of the ends of which a filter lets nothing through: all that an end protects.

    That of a tunnel's group-policy (ASA), or that of a router's interface before its networks.
    """
    found: list[Filtered] = []
    for end in case.tunnel.ends:
        flows = [flow for flow in flows_of(case) if flow.end is end]
        own = [filtered(case, flow) or _refused(case, flow) for flow in flows]
        if own and all(item is not None and item.whole for item in own):
            found += [item for item in own if item is not None]
    return tuple(found)
