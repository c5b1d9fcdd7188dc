"""What a responder has for the flows that it is offered: entries of its crypto map, dynamic maps, tunnel interfaces.

Source: Cisco document 5409, "Proxy Identities Not Supported" and "Peer Address X Not Found"; a
responder on IOS takes less than its own entry, an ASA under IKEv1 nothing but its own.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from remediate.model.base import Platform
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.selector import Selector
from remediate.negotiation.courses import Ending
from remediate.negotiation.crypto_acls import unreadable
from remediate.negotiation.flows import Book
from remediate.negotiation.implied import implied_flow
from remediate.negotiation.inside_vrfs import inside_vrf
from remediate.negotiation.outcome import Side
from remediate.negotiation.partial import (
    acl_may_go_on,
    entries_may_follow,
    entry_may_go_on,
    may_lack,
    text_ends,
)
from remediate.negotiation.sides import dynamic_behind
from remediate.negotiation.tunnels import PROTECTION

__all__ = ["Answers", "Found"]


class Found(NamedTuple):
    """The responder's entry for a flow, or why it has none."""

    entry: CryptoMapEntry | None
    ending: Ending = Ending.UP
    reason: str = ""
    slug: str | None = None
    narrower: bool = False
    taker: CryptoMapEntry | None = None


class Answers:
    """What the responder has for the flows that it is offered."""

    def __init__(self, initiator: Side, responder: Side, book: Book) -> None:
        """Look up the responder's maps; ``book`` keeps their indexes."""
        self._initiator = initiator
        self._side = responder
        static = [entry for entry in responder.entries if entry.peers and entry.kind != PROTECTION]
        names = {entry.map for entry in static}
        if responder.dynamic or not names:
            names |= {
                crypto_map.name
                for crypto_map in responder.config.maps
                if not crypto_map.dynamic and crypto_map.interfaces
            }
        self._static = book.static(responder.config, names)
        vrfs = {inside_vrf(responder.config, entry) for entry in static}
        self._vrfs = frozenset(vrfs) if vrfs else None
        self._dynamic = tuple(entry for entry in responder.entries if not entry.peers)
        self._dynamic_flows = (
            book.dynamic(responder.config, self._dynamic) if self._dynamic else None
        )

    def to(self, flow: Selector) -> Found:
        """Return the entry for a flow (as the responder sees it, normalised)."""
        if self._side.config.platform is Platform.ASA:
            found = self._exact(flow)
        else:
            found = self._covering(flow)
        if found.entry is not None or found.ending is not Ending.PROXIES:
            return found
        other = self._from_dynamic(flow) or self._from_tunnel(flow)
        if other is not None:
            return other
        doubt = self._doubt or self._behind
        return Found(None, Ending.UNKNOWN, doubt) if doubt is not None else found

    def _covering(self, flow: Selector) -> Found:
        """Return what IOS has: the first entry that covers the flow, whose peer must be the right one.

        That of another peer with the very same flow may be a standby, and a dynamic map takes the
        peer all the same.
        """
        found = self._static.first(flow, self._vrfs)
        if found is None:
            return self._none(flow)
        entry, permit = found
        if self._side.peer in entry.peers:
            return Found(entry, narrower=permit != flow)
        dynamic = self._from_dynamic(flow)
        if dynamic is not None:
            return dynamic
        meant = any(self._side.peer in item.peers for item, _ in self._static.all(flow, self._vrfs))
        if not meant:
            return self._none(flow)
        reason = (
            f"{self._side.name}: crypto map {entry.map} {entry.sequence}"
            f" (peer {', '.join(entry.peers) or 'none'}) takes {flow} and has another peer"
        )
        if permit == flow:
            return Found(None, Ending.UNKNOWN, f"{reason}, a standby or a mistake")
        return Found(None, Ending.ORDER, reason, "crypto-map-entry-order", taker=entry)

    def _exact(self, flow: Selector) -> Found:
        """Return what an ASA has under IKEv1: an entry for the peer with the very same flow."""
        narrower = False
        for entry, permit in self._static.all(flow, self._vrfs):
            if self._side.peer not in entry.peers:
                continue
            if permit == flow:
                return Found(entry)
            narrower = True
        if narrower and self._side.config.release.pix:
            return Found(
                None, Ending.UNKNOWN, "whether a PIX takes less than its own entry is not known"
            )
        return self._none(flow)

    def _none(self, flow: Selector) -> Found:
        return Found(
            None,
            Ending.PROXIES,
            f"{self._initiator.name} proposes {flow.mirrored()}, which no entry of {self._side.name} mirrors",
            "crypto-acl-not-mirrored",
        )

    def _from_dynamic(self, flow: Selector) -> Found | None:
        """Return the first entry of dynamic maps that takes a flow; one without a list takes any."""
        found = self._dynamic_flows.first(flow) if self._dynamic_flows is not None else None
        for entry in self._dynamic:
            if found is not None and entry is found[0]:
                return Found(entry, narrower=found[1] != flow)
            if entry.acl is None and entry.kind != PROTECTION:
                return Found(entry)
        return None

    def _from_tunnel(self, flow: Selector) -> Found | None:
        """Return what a tunnel interface has for a flow that a crypto map proposes."""
        side = self._side
        for entry in side.entries:
            if entry.kind != PROTECTION:
                continue
            own = implied_flow(side.config, entry, side.end.local_address, side.peer)
            if own == flow:
                return Found(entry)
            if own is None or own.covers(flow):
                text = f"whether {entry.map} of {side.name} takes {flow} is not known"
                return Found(None, Ending.UNKNOWN, text)
        return None

    @cached_property
    def _behind(self) -> str | None:
        """Return the dynamic map behind the static entries that may take what they don't."""
        config = self._side.config
        for entry in self._side.entries:
            if entry.peers and entry.kind != PROTECTION and (name := dynamic_behind(config, entry)):
                text = f"no entry of {self._side.name} for {self._side.peer} takes the flow"
                return f"{text}: whether dynamic map {name} behind it does is not compared"
        return None

    @cached_property
    def _doubt(self) -> str | None:
        """Return why the responder may have an entry for the flow that isn't known."""
        side = self._side
        if entries_may_follow(side):
            return f"{text_ends(side)}: not all its crypto map entries are known"
        for entry in side.entries:
            problem = next(iter(unreadable(side.config.acl(entry.acl))), None)
            if problem is not None:
                return f"{side.name}: {problem}"
            shown = side.config.acl(entry.acl) is not None
            if not shown and entry.kind != PROTECTION and may_lack(side):
                return f"{text_ends(side)}: its crypto ACL is not known"
            if acl_may_go_on(side, entry.acl) or entry_may_go_on(side, entry):
                return f"{text_ends(side)}: its crypto ACL may go on"
        return None
