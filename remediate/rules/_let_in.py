"""Decrypted packets that a PIX or ASA checks against the access lists of its outside, of which none lets them in.

Source: PIX 6.3 and ASA command references (`sysopt connection permit-ipsec`, `permit-vpn`; `show running-config all`
prints the default too).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from remediate.model.base import Platform
from remediate.model.config import CryptoConfig
from remediate.model.config_clients import AccessGroup
from remediate.model.observation import Message
from remediate.model.selector import ANY_PORT, AddressBlock, Selector
from remediate.negotiation import is_interface
from remediate.rules.case import Case
from remediate.rules.traffic import Flow, Moves, flows_in_parts, flows_of, moves_of
from remediate.tunnels.protected import DENIED, hosts_of

__all__ = ["DEFAULT_ON", "Blocked", "blocked", "checked", "lists_before"]

DEFAULT_ON = (7,)
"""The first release on which what is decrypted bypasses the lists unasked."""
_ICMP = 1
_WHOLE = frozenset({None, 6, 17})
"""Protocols of which a permit for everybody lets in what a tunnel is for."""


class Blocked(NamedTuple):
    """A flow whose decrypted packets the outside interface lets nothing of in."""

    flow: Flow
    groups: tuple[AccessGroup, ...]
    explicit: bool
    """Whether `no sysopt` was given, not just left out."""
    open_to_all: tuple[str, ...]
    """What the lists let in from everybody within the flow, in words."""
    moves: Moves
    denied: tuple[Message, ...] = ()
    """What the device says of packets of the flow that its lists denied."""


def blocked(case: Case) -> Iterator[Blocked]:
    """Yield the flows of the ends of which nothing that is the tunnel's own is let in, and none is seen to pass.

    Of a configuration that is there in parts, only what a printed `no sysopt` and packets that come in alone confirm. Where
    the device says that it denies the flow's packets, counters of both directions are of sessions that its own hosts begin.
    """
    for flow in (*flows_of(case), *flows_in_parts(case)):
        if not checked(flow.config):
            continue
        moves, denied = moves_of(case, flow), _denied(flow)
        if not denied and not flow.config.complete and moves is not Moves.IN:
            continue
        passing = moves in (Moves.BOTH, Moves.OUT)
        if not denied and (passing or (moves is Moves.UNSEEN and case.carries_traffic())):
            continue
        coming = flow.selector.mirrored()
        groups = lists_before(flow.config, flow.interface, coming)
        if groups is not None:
            explicit = flow.config.permit_vpn is False
            services = _of_all(flow.config, groups, coming)
            yield Blocked(flow, groups, explicit, services, moves, denied)


def _denied(flow: Flow) -> tuple[Message, ...]:
    """Return what an end says of denied packets from the far side of a flow to its own; answers to its own hosts pass."""
    return tuple(
        message
        for message in flow.end.messages
        if message.signature == DENIED and _within(flow, *hosts_of(message))
    )


def _within(flow: Flow, origin: int | None, target: int | None) -> bool:
    return _holds(flow.selector.destination, origin) and _holds(flow.selector.source, target)


def _holds(block: AddressBlock, host: int | None) -> bool:
    return host is not None and block.covers(AddressBlock(address=host, wildcard=0))


def checked(config: CryptoConfig) -> bool:
    """Whether decrypted packets meet the interface access lists."""
    numbers = config.release.numbers
    if config.platform is not Platform.ASA or config.permit_vpn:
        return False
    return config.permit_vpn is False or () < numbers < DEFAULT_ON


def lists_before(
    config: CryptoConfig, interface: str, coming: Selector
) -> tuple[AccessGroup, ...] | None:
    """Return the access lists that decrypted packets meet; None where they can pass.

    A conduit, and an entry that can't be read, may permit them. ICMP of everybody, and a service or server that everybody
    reaches, are let in nearly everywhere, and are no sign that the flow is filtered on purpose. Without any
    list no session comes in from a less trusted interface (ASA configuration guide, security levels).
    """
    outside = config.interface(interface)
    found = [
        group
        for group in config.access_groups
        if group.interface is None or (outside and is_interface(outside, group.interface))
    ]
    if not found and not (config.complete and _less_trusted(config, interface)):
        return None
    for group in found:
        acl = config.acl(group.acl)
        if acl is None:
            return None
        for entry in acl.entries:
            if entry.inactive or entry.action == "remark":
                continue
            if entry.problem is not None and (entry.action == "unknown" or not entry.within):
                return None
            flows = entry.within or entry.selectors
            if entry.action == "permit" and any(
                one.overlaps(coming) and not _of_everybody(one, coming) for one in flows
            ):
                return None
    return tuple(found)


def _of_everybody(permitted: Selector, coming: Selector) -> bool:
    """Whether it is let in from anywhere, and is a service, or one server: less than a protocol to a network."""
    if not permitted.source.is_any:
        return False
    if permitted.protocol not in _WHOLE or permitted.destination_ports != ANY_PORT:
        return True
    return permitted.destination.is_host and not permitted.destination.covers(coming.destination)


def _of_all(
    config: CryptoConfig, groups: Sequence[AccessGroup], coming: Selector
) -> tuple[str, ...]:
    """Return what the lists let in from everybody within the flow: ``ICMP``, and the entries of services."""
    found: dict[str, None] = {}
    for group in groups:
        for entry in getattr(config.acl(group.acl), "entries", ()):
            if entry.action == "permit" and not entry.inactive:
                for one in entry.within or entry.selectors:
                    if one.overlaps(coming):
                        found["ICMP" if one.protocol == _ICMP else "what everybody may reach"] = (
                            None
                        )
    return tuple(found)


def _less_trusted(config: CryptoConfig, interface: str) -> bool:
    """Whether every other interface with an address is more trusted: nothing comes in without a list then."""
    if config.release.numbers < DEFAULT_ON:
        return True
    outside = config.interface(interface)
    if outside is None or outside.security is None:
        return False
    level = outside.security
    others = [
        item.security
        for item in config.interfaces
        if item is not outside and item.address is not None and not item.shutdown
    ]
    return bool(others) and all(item is not None and item > level for item in others)
