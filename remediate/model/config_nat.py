"""Address translation as a device tries it: one statement, one :class:`Translation`, in its order.

The kinds differ in what becomes of a packet that a statement takes: an ``exemption`` or an
``identity`` leaves its addresses alone, ``static`` and ``dynamic`` change its source.
"""

from __future__ import annotations

from remediate.model.base import Frozen
from remediate.model.selector import AddressBlock

__all__ = ["NatClause", "NatExemption", "NatRule", "NetworkObject", "Translation"]


class NatClause(Frozen, frozen=True, kw_only=True, gc=False):
    """One condition of a statement: an access list, or a sequence of a route-map.

    Clauses are tried in order; what one matches is taken (``takes``), or left alone by the whole
    statement, and what an access list denies goes on to the next clause.
    """

    takes: bool = True
    acls: tuple[str, ...] = ()
    """Any of these lists; none: everything."""
    interfaces: tuple[str, ...] = ()
    """``match interface``: the packet leaves by one of them."""
    problem: str | None = None
    """Why it can't be told what it matches."""


class Translation(Frozen, frozen=True, kw_only=True, gc=False):
    """One NAT statement. Addresses are as the crypto ACL sees them: source before, destination after."""

    kind: str
    """``exemption``, ``identity``, ``static`` or ``dynamic``."""
    inside: str | None = None
    """Interface that the packet comes from (nameif); None: each that is ``ip nat inside`` (IOS)."""
    outside: str | None = None
    """Interface that it leaves by (nameif); None: each (IOS: each that is ``ip nat outside``)."""
    sources: tuple[AddressBlock, ...] = ()
    """Sources before translation; none: every one."""
    destinations: tuple[AddressBlock, ...] = ()
    clauses: tuple[NatClause, ...] = ()
    """Further conditions; none: everything with these addresses."""
    mapped: tuple[AddressBlock, ...] = ()
    """Sources after translation, as far as they are written down."""
    to_interface: str | None = None
    """Interface whose address the source becomes (``interface X``, nameif)."""
    acl: str | None = None
    """The list that it looks at alone; None where a route-map or objects decide."""
    section: int = 0
    """Order among the statements: ASA 8.3 and later 1 (twice NAT), 2 (objects), 3 (``after-auto``)."""
    vrf: str | None = None
    """VRF that the packet comes from (IOS); None: the global routing table."""
    virtual: bool = False
    """Whether it is for interfaces with ``ip nat enable`` instead of an inside and an outside (IOS)."""
    ported: bool = False
    """Whether it is for one port or service alone."""
    problem: str | None = None
    """Why it can't be told what it takes."""
    text: str
    line: int | None = None


class NetworkObject(Frozen, frozen=True, kw_only=True, gc=False):
    """A named network of an ASA: ``object network`` or ``object-group network``, expanded."""

    name: str
    blocks: tuple[AddressBlock, ...]


class NatRule(Frozen, frozen=True, kw_only=True, gc=False):
    """A NAT statement that may touch tunnel traffic, kept with its ACL or route-map."""

    kind: str
    """``source-list``, ``source-route-map``, ``static``, ``nat``, ``twice`` …"""
    acl: str | None = None
    route_map: str | None = None
    inside: str | None = None
    outside: str | None = None
    text: str
    line: int | None = None


class NatExemption(Frozen, frozen=True, kw_only=True, gc=False):
    """An ACL whose permits (PIX, ASA) or denies (IOS) keep traffic out of NAT."""

    acl: str
    permits: bool
    """True where a permit exempts (``nat (if) 0 access-list``), False where a deny does (IOS)."""
    line: int | None = None
