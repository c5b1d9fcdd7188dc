"""The filter that an ASA puts on what a tunnel decrypts (`vpn-filter` of its group-policy), as far as the lists tell.

Its sources are the far networks and its destinations the near ones, whichever side a session begins at; what
no entry permits is dropped. Source: Cisco ASA command reference, `vpn-filter`; Cisco document 99103 (VPN filters).
"""

from __future__ import annotations

from typing import NamedTuple

from remediate.model.base import Platform, remembered
from remediate.model.config import CryptoConfig
from remediate.model.config_clients import TunnelFilter
from remediate.model.diagnosis import Need
from remediate.negotiation.nat_index import entries_near
from remediate.rules.case import Case
from remediate.rules.traffic import Flow, flows_of

__all__ = ["Filtered", "filter_lines", "filter_of", "filtered", "hits", "wholly_filtered"]


class Filtered(NamedTuple):
    """A flow of which a filter drops something."""

    flow: Flow
    by: TunnelFilter
    whole: bool
    """Whether it permits nothing of the flow."""

    def __str__(self) -> str:
        """Return it as a sentence goes on: who filters, by what, and what is left."""
        left = "nothing" if self.whole else "not all"
        return (
            f"group-policy {self.by.policy} of {self.flow.device} filters the tunnel by access list {self.by.acl}"
            f" (vpn-filter), which permits {left} of {self.flow.selector.mirrored()}"
        )


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
    by = filter_of(flow.config, case.tunnel.other(flow.end).address)
    acl = flow.config.acl(by.acl) if by is not None else None
    if by is None or acl is None:
        return None
    coming = flow.selector.mirrored()
    some = False
    for permit, selector in entries_near(acl, coming):
        if selector is None:
            return None
        if selector.covers(coming):
            return Filtered(flow, by, not some) if not permit else None
        some = some or permit
    return Filtered(flow, by, not some)


def filter_lines(item: Filtered | None) -> list[int | None]:
    """Return the lines that show a filter."""
    if item is None:
        return []
    acl = item.flow.config.acl(item.by.acl)
    return [item.by.line, *(entry.line for entry in (acl.entries if acl is not None else ())[:3])]


def hits(item: Filtered | None) -> tuple[Need, ...]:
    """Return what shows whether a filter is what drops packets."""
    if item is None:
        return ()
    command = f"show access-list {item.by.acl}"
    why = "the hits of its entries show what the filter lets through"
    return (Need(device=item.flow.device, command=command, why=why),)


def wholly_filtered(case: Case) -> tuple[Filtered, ...]:
    """Return the flows of the ends of which a filter lets nothing through: all that an end protects."""
    found: list[Filtered] = []
    for end in case.tunnel.ends:
        own = [filtered(case, flow) for flow in flows_of(case) if flow.end is end]
        if own and all(item is not None and item.whole for item in own):
            found += [item for item in own if item is not None]
    return tuple(found)
