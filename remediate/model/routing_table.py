"""A routing table as a device printed it: what it did with packets at that moment, whatever it is configured with."""

from __future__ import annotations

from remediate.model.base import Frozen
from remediate.model.observation import Source
from remediate.model.selector import AddressBlock

__all__ = ["RoutingTable", "ShownRoute"]


class ShownRoute(Frozen, frozen=True, kw_only=True, gc=False):
    """One way to a network; of several ways to one there are as many."""

    prefix: AddressBlock
    code: str
    """How the device came to it, in the letters of the table (``C``, ``L``, ``S``, ``D EX``, ``O E2``), without its marks."""
    next_hop: str | None = None
    """Address; None where the network is connected, or led to an interface alone."""
    interface: str | None = None
    """As printed: a name, or a nameif (PIX, ASA). None where the next hop has to be looked up once more."""
    source: Source
    text: str
    """The line as printed."""

    @property
    def connected(self) -> bool:
        """Whether the network is that of an interface."""
        return self.code in ("C", "L")

    @property
    def static(self) -> bool:
        """Whether it is configured on the device."""
        return self.code == "S"


class RoutingTable(Frozen, frozen=True, kw_only=True, dict=True):
    """The routes of one VRF, or those of them that an output shows."""

    vrf: str | None = None
    """None: the global routing table."""
    whole: bool = False
    """Whether all of it is shown: what isn't there is on no way of the device. Else it only says what is there."""
    routes: tuple[ShownRoute, ...] = ()
    asked: AddressBlock | None = None
    """The one address that the device was asked for: its rows say how that is reached, a default route left out."""
    absent: tuple[AddressBlock, ...] = ()
    """Addresses that the device was asked for and has no route to, a default route left out."""
    source: Source
    command: str
    """What printed it, in full words."""
