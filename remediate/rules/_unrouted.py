"""Packets of a tunnel that a PIX or ASA says it has no route for.

Anyone's packets make it say so; what concerns the tunnel is what goes between hosts that it protects. What the device
sends itself (`NP Identity Ifc`) counts towards its own side alone: towards the peer it is printed for probes that
are none of the tunnel's packets.
"""

from __future__ import annotations

from typing import NamedTuple

from remediate.model.base import Confidence, Platform
from remediate.model.config import CryptoConfig
from remediate.model.diagnosis import Diagnosis, Need
from remediate.model.evidence import TunnelEnd
from remediate.model.observation import Message
from remediate.model.selector import AddressBlock
from remediate.negotiation import behind, is_interface, learns, permits, side_of, ways_in
from remediate.rules._routing_shown import routing_of, settled, table_evidence
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, message_evidence, unplanned
from remediate.rules.rates import rate_of
from remediate.tunnels import egress
from remediate.tunnels.protected import UNROUTED, hosts_of

__all__ = ["Unrouted", "said_unrouted", "unrouted"]

_NAMED = 3
"""Hosts that a sentence names."""

_Pair = tuple[AddressBlock, AddressBlock]


class Unrouted(NamedTuple):
    """A flow's packets that an end has no route for, in one direction."""

    end: TunnelEnd
    network: AddressBlock
    """Where the hosts are: of the end's own side, or (``leaving``) of the peer's."""
    leaving: bool
    """Whether the packets were to be encrypted; else they came out of the tunnel, or are the device's own."""
    hosts: tuple[AddressBlock, ...]
    messages: tuple[Message, ...]

    @property
    def device(self) -> str:
        """Name of the device."""
        return self.end.device or self.end.address


def unrouted(case: Case) -> tuple[Unrouted, ...]:
    """Return what the ends say of the tunnel's packets, by the network that there is no route for."""
    return tuple(
        item
        for end in case.tunnel.ends
        if end.evidence is not None and any(one.signature in UNROUTED for one in end.messages)
        for item in _of_end(case, end)
    )


def _of_end(case: Case, end: TunnelEnd) -> list[Unrouted]:
    pairs = _protected(case, end)
    found: dict[tuple[AddressBlock, bool], Unrouted] = {}
    for message in end.messages:
        if message.signature not in UNROUTED:
            continue
        origin, target = hosts_of(message)
        for near, far in pairs if target is not None else ():
            for leaving, source, network in ((False, far, near), (True, near, far)):
                own = origin is None and not leaving and not near.is_any
                if _has(network, target) and (own or _has(source, origin)):
                    known = found.get((network, leaving), Unrouted(end, network, leaving, (), ()))
                    host = AddressBlock(address=target or 0, wildcard=0)
                    found[network, leaving] = known._replace(
                        hosts=tuple(dict.fromkeys((*known.hosts, host))),
                        messages=(*known.messages, message),
                    )
    return list(found.values())


def _protected(case: Case, end: TunnelEnd) -> list[_Pair]:
    """Return (own, peer's) networks of an end's crypto ACLs, as far as they are known, and of its SAs."""
    side = side_of(case.tunnel, end)
    found: dict[_Pair, None] = {}
    for entry in side.entries if side is not None else ():
        for flow in permits(side.config.acl(entry.acl)) if side is not None and entry.acl else ():
            found[flow.source, flow.destination] = None
    for sa in end.ipsec_sas:
        near = AddressBlock.of_identity(sa.local_ident)
        far = AddressBlock.of_identity(sa.remote_ident)
        if near is not None and far is not None:
            found[near, far] = None
    return list(found)


def _has(block: AddressBlock, host: int | None) -> bool:
    return host is not None and block.covers(AddressBlock(address=host, wildcard=0))


def said_unrouted(rule: Rule, found: tuple[Unrouted, ...]) -> Diagnosis | None:
    """Return what the messages say, where no configuration shows a route after all: likely where all routes are shown."""
    left = [item for item in found if not _contradicted(item)]
    if not left:
        return None
    sure = [item for item in left if _none_configured(item)]
    left = sure or left
    devices = tuple(dict.fromkeys(item.device for item in left))
    text = "; ".join(_said(item) for item in left)
    return Diagnosis(
        code=rule.code,
        slug=rule.slug,
        confidence=Confidence.LIKELY if sure else Confidence.POSSIBLE,
        phase=rule.phase,
        change_on=devices if sure else (),
        ongoing=any(_unanswered(item) for item in left),
        explanation=f"{text}; none of its routes leads there" if sure else text,
        evidence=(
            *message_evidence((item.end, one) for item in left for one in item.messages),
            *(line for item in left for line in table_evidence(item.end.evidence)),
        ),
        fixes=unplanned(rule, devices[0]),
        needs=tuple(
            dict.fromkeys(
                need for item in left for need in (() if settled(item.end) else _open(item))
            )
        ),
    )


def _open(item: Unrouted) -> tuple[Need, ...]:
    why = f"whether it has a route for {item.hosts[0].dotted} now, and by which interface"
    return Need(device=item.device, command="show route", why=why), *_configuration(item)


def _configuration(item: Unrouted) -> tuple[Need, ...]:
    config = item.end.evidence.config if item.end.evidence is not None else None
    if config is not None and config.complete:
        return ()
    why = "which routes it is configured with"
    return (Need(device=item.device, command=Show.RUNNING_CONFIG, why=why),)


def _said(item: Unrouted) -> str:
    names = [host.dotted for host in item.hosts[:_NAMED]]
    hosts = ", ".join(names) + (" and others" if len(item.hosts) > _NAMED else "")
    rate = rate_of([(item.end, one) for one in item.messages], item.end)
    if item.leaving:
        text = f"what is to be encrypted for {item.network} is dropped before it reaches the crypto map"
    else:
        text = f"what comes for {item.network}, which the tunnel protects, is dropped"
    return f"{item.device} says that it has no route for {hosts}: {text} ({rate})"


def _contradicted(item: Unrouted) -> bool:
    """Whether the end's whole configuration has a way there, or learns its routes and missed one for a moment."""
    config = routing_of(item.end)
    if config is None:
        return False
    if any(_looked_up(config, host) is True for host in item.hosts):
        return True
    if not settled(item.end) and (not config.complete or config.cut is not None):
        return False
    if learns(config):
        return not rate_of([(item.end, one) for one in item.messages], item.end).lasting
    outside = None if item.leaving else item.end.interface
    return any(behind(config, host) != () for host in item.hosts) or _by_default(config, outside)


def _none_configured(item: Unrouted) -> bool:
    """Whether all routes of the end are shown, if nothing else of it, and none leads to the hosts."""
    config = routing_of(item.end)
    if config is None:
        return False
    outside = None if item.leaving else item.end.interface or _outside(item.end, config)
    if any(_looked_up(config, host) is False for host in item.hosts):
        return not _by_default(config, outside)
    if learns(config):
        return False
    if not settled(item.end) and (item.leaving or "route" not in config.shown):
        return False
    leads = any(behind(config, host) != () for host in item.hosts)
    return not leads and not _by_default(config, outside)


def _looked_up(config: CryptoConfig, host: AddressBlock) -> bool | None:
    """Whether the device has a route for an address that it was asked for; None where it was not."""
    for table in config.tables:
        if host in table.absent:
            return False
        if table.asked == host and table.routes:
            return True
    return None


def _outside(end: TunnelEnd, config: CryptoConfig) -> str | None:
    """Return the interface that the peer is reached by, where no configuration tells where the map is."""
    for sa in end.ipsec_sas:
        place = egress(config, sa.peer) if sa.peer is not None else None
        if place is not None:
            return place.nameif or place.name
    return None


def _unanswered(item: Unrouted) -> bool:
    """Whether SAs of the very network take packets out of the tunnel, and put none in."""
    seen = [
        sa
        for sa in item.end.ipsec_sas
        if sa.up and AddressBlock.of_identity(sa.local_ident) == item.network
    ]
    taken = sum(sa.counter("decaps") for sa in seen)
    return not item.leaving and taken > 0 and not any(sa.counter("encaps") for sa in seen)


def _by_default(config: CryptoConfig, outside: str | None) -> bool:
    """Whether a default route leads there: one that leaves by the ``outside`` does not lead inside."""
    table = ways_in(config)
    for route in table.defaults() if config.platform is Platform.ASA else ():
        leaving = table.leaves_by(route)
        if leaving is None or not is_interface(leaving, outside):
            return True
    return False
