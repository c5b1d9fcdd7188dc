"""Whether a device has a way to an address, and by which interface: its routing table, else connected networks and static routes.

Longest prefix first, through an index: a hub of thousands of tunnels is asked once for each. Where anything else can
bring routes (a routing protocol, an address by DHCP or PPP, policy routing) absence is no proof, and nothing is said.
"""

from __future__ import annotations

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface, Route
from remediate.model.evidence import TunnelEnd
from remediate.model.selector import AddressBlock
from remediate.negotiation.outcome import Side
from remediate.negotiation.routing import owners_of, ways_in

__all__ = ["routes_otherwise", "unreached", "way_of"]

_OTHER_WAYS = (
    "no ip routing",
    "ip policy route-map",
    "ip local policy",
    "ip default-network",
    "policy-route ",
)
"""Commands that route otherwise than by destination and prefix."""
_PRINTED = (
    ("\nline con", "\nline vty", "\nCryptochecksum:"),
    ("\n duplex ", "\n negotiation ", "\n speed ", "\nmtu "),
)
"""What a device prints whether anybody cares or not, one of each: a configuration without may have been
shortened by hand, and its routes left out."""


@remembered
def _all_known(config: CryptoConfig) -> bool:
    """Whether connected networks and static routes are all the ways that a device has."""
    return not (
        not config.complete
        or config.cut is not None
        or config.dynamic_routing
        or any(item.negotiated and not item.shutdown for item in config.interfaces)
        or any(line.text.split()[0] in ("route", "ip", "interface") for line in config.unparsed)
    )


def way_of(
    config: CryptoConfig, block: AddressBlock, vrf: str | None = None
) -> tuple[Interface | None, Route | None] | None:
    """Return the interface (None where it can't be told) and the route to a block; None where it has no way.

    Several ways to one network (a floating route, load sharing) are as good as an unknown interface.
    """
    table = ways_in(config)
    found = table.longest(block.normalised(), vrf)
    if not found:
        return None
    ways: dict[str | None, tuple[Interface | None, Route | None]] = {}
    for item in found:
        if isinstance(item, Interface):
            ways[item.name] = item, None
        else:
            out = table.leaves_by(item)
            ways[out.name if out is not None else None] = out, item
    if len(ways) > 1:
        return None, None
    return next(iter(ways.values()))


def routes_otherwise(end: TunnelEnd) -> bool:
    """Whether something of an end routes past the table: policy routing, a default network."""
    text = _text(end)
    return any(words in text for words in _OTHER_WAYS)


def unreached(side: Side) -> bool:
    """Whether the routing table, or a configuration as the device prints it, shows no way at all to the peer."""
    if side.dynamic or not side.entries:
        return False
    own = owners_of(side.config, side.end.local_address)
    try:
        peer = AddressBlock.host(side.peer)
    except ValueError:  # a name, or IPv6
        return False
    if len(own) != 1 or way_of(side.config, peer, own[0].vrf) is not None:
        return False
    if ways_in(side.config).settled(own[0].vrf):
        return not routes_otherwise(side.end)
    if not _all_known(side.config):
        return False
    text = _text(side.end)
    printed = all(any(words in text for words in each) for each in _PRINTED)
    return printed and not routes_otherwise(side.end)


def _text(end: TunnelEnd) -> str:
    return (end.evidence.config_text if end.evidence is not None else None) or ""
