"""Remote-access clients, and what a firewall lets through: groups, pools, interface access lists."""

from __future__ import annotations

from remediate.model.base import Frozen
from remediate.model.selector import AddressBlock

__all__ = ["AccessGroup", "AddressPool", "ClientGroup", "GroupProtocols", "TunnelFilter"]


class AddressPool(Frozen, frozen=True, kw_only=True, gc=False):
    """``ip local pool NAME FIRST-LAST``: the addresses that clients get."""

    name: str
    blocks: tuple[AddressBlock, ...]
    line: int | None = None


class ClientGroup(Frozen, frozen=True, kw_only=True, gc=False):
    """A group of VPN clients, with what it is told to send through the tunnel."""

    name: str
    """``crypto isakmp client configuration group`` (IOS), ``vpngroup`` (PIX 6), remote-access tunnel-group (ASA)."""
    policy: str | None = None
    """ASA: the group-policy that decides for it."""
    pools: tuple[str, ...] = ()
    split_acl: str | None = None
    """List of what goes through the tunnel; None: everything does."""
    attributes: tuple[tuple[str, str], ...] | None = None
    """ASA: (setting, rest) lines of the group-policy that say what goes through the tunnel, as printed;
    None where its attributes are not printed."""
    line: int | None = None


class GroupProtocols(Frozen, frozen=True, kw_only=True, gc=False):
    """``vpn-tunnel-protocol`` of the group-policy that a tunnel-group has."""

    group: str
    """Name of the tunnel-group; empty for those without a group-policy of their own."""
    policy: str
    protocols: tuple[str, ...]
    """As printed: ``ikev1``, ``ikev2``, ``l2tp-ipsec`` …; ``IPSec`` up to ASA 8.3."""


class TunnelFilter(Frozen, frozen=True, kw_only=True, gc=False):
    """``vpn-filter`` of the group-policy that a tunnel-group has: what its packets meet after decryption."""

    group: str
    """Name of the tunnel-group; empty for those without a group-policy of their own."""
    policy: str
    acl: str
    """The list, whose sources are the far networks; empty where this tunnel-group has none."""
    line: int | None = None


class AccessGroup(Frozen, frozen=True, kw_only=True, gc=False):
    """``access-group ACL in interface NAMEIF``; a ``conduit`` has no list and no interface."""

    acl: str | None
    interface: str | None
    line: int | None = None
