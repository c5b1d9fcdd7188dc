"""Pings between the protected networks: what was answered went through the tunnel, what was not asked for it in vain."""

from __future__ import annotations

from remediate.diagnose.needs import ask
from remediate.model.base import Platform, Verdict
from remediate.model.config import CryptoConfig
from remediate.model.diagnosis import Need
from remediate.model.evidence import TunnelEnd
from remediate.model.observation import Ping
from remediate.model.selector import AddressBlock
from remediate.negotiation import permits, side_of
from remediate.rules.base import Show
from remediate.rules.case import Case

__all__ = ["asked_in_vain", "pinged"]

_SMALL = 1000
"""A datagram of so many bytes fails for no reason of its size."""


def pinged(case: Case, end: TunnelEnd) -> tuple[Ping, ...]:
    """Return the pings of an end that were answered and go into the tunnel."""
    return tuple(ping for ping in _through(case, end) if ping.received)


def asked_in_vain(case: Case) -> tuple[Verdict, str, tuple[Need, ...]] | None:
    """Return what is to be said of a ping into the tunnel that got no answer, where none of the end did."""
    for end in case.tunnel.ends:
        pings = _through(case, end)
        if not pings or any(ping.received for ping in pings):
            continue
        ping = pings[-1]
        text = (
            f"a ping of {end.device or end.address} from {ping.origin} to {ping.target} got no answer"
            f" (0/{ping.sent}): the path, what no configuration shows, or a host that doesn't answer"
        )
        why = "after the ping: whether SAs stand, and which way packets go"
        return Verdict.AMBIGUOUS, text, ask(case, (Show.IPSEC_SA,), why)
    return None


def _through(case: Case, end: TunnelEnd) -> tuple[Ping, ...]:
    """Return the pings of an end from and to what its crypto ACLs protect, in the order of each file."""
    evidence = end.evidence
    side = side_of(case.tunnel, end) if evidence is not None and evidence.pings else None
    if evidence is None or side is None or side.config.platform is not Platform.IOS:
        return ()  # an ASA pings out of the interface that is named
    flows = [flow for entry in side.entries for flow in permits(side.config.acl(entry.acl))]
    found = []
    for ping in evidence.pings:
        if ping.df or ping.size > _SMALL or not ping.sent:
            continue
        one, two = _host(side.config, ping.origin), _host(side.config, ping.target)
        if (
            one
            and two
            and any(f.source.overlaps(one) and f.destination.overlaps(two) for f in flows)
        ):
            found.append(ping)
    return tuple(found)


def _host(config: CryptoConfig, name: str | None) -> AddressBlock | None:
    """Return an address, or that of an interface, as a block; None where it is neither."""
    if name is None:
        return None
    place = config.interface(name)
    address = place.address if place is not None else name
    try:
        return AddressBlock.host(address) if address is not None else None
    except ValueError:
        return None
