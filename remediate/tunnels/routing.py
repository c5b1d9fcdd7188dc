"""Through which interface a device reaches an address: longest prefix first, by its routing table, else by its configuration.

What routing protocols bring is in no running-config: no answer is then given rather than a guess, unless a
static route says it.
"""

from __future__ import annotations

from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface
from remediate.model.selector import AddressBlock, parse_address
from remediate.tunnels.routes import ways_in

__all__ = ["egress"]


def egress(config: CryptoConfig, address: str, vrf: str | None = None) -> Interface | None:
    """Return the interface that packets to an IPv4 address leave by, None where it isn't known."""
    try:
        target = AddressBlock(address=parse_address(address), wildcard=0)
    except ValueError:
        return None
    ways = ways_in(config)
    found = ways.longest(target, vrf)
    if not found:
        return None
    if ways.settled(vrf):
        places = [i if isinstance(i, Interface) else ways.leaves_by(i) for i in found]
        return places[0] if len({p.name if p is not None else None for p in places}) == 1 else None
    first = found[0]
    return first if isinstance(first, Interface) else ways.leaves_by(first)
