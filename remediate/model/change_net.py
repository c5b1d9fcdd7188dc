"""Changes of what happens around the tunnel: routes, address translation, interface checks, clients."""

from __future__ import annotations

from remediate.model.base import Frozen
from remediate.model.change_base import DeviceChange
from remediate.model.config_nat import NetworkObject
from remediate.model.selector import AddressBlock, Selector

__all__ = [
    "AddNatExemption",
    "AddRoute",
    "IdentityNat",
    "NetChange",
    "PermitIpsecSysopt",
    "SetClientSplitTunnel",
    "SetVpngroupSplitTunnel",
    "SplitAcl",
]


class AddRoute(DeviceChange, frozen=True, kw_only=True, tag="add-route"):
    """Add a static route."""

    prefix: AddressBlock
    next_hop: str
    interface: str | None = None
    """PIX, ASA: nameif that it leaves by."""


class IdentityNat(Frozen, frozen=True, kw_only=True):
    """A twice NAT of ASA 8.3 and later that leaves a flow's addresses alone."""

    source: NetworkObject
    destination: NetworkObject
    line: int
    """1-based place in section 1, before the statement that takes the flow."""
    moved: str | None = None
    """The statement itself, where it stands too far below (`after-auto`, it may be) and only has to move up."""
    moved_from: int = 0
    """Its 1-based place before, in its section."""


class AddNatExemption(DeviceChange, frozen=True, kw_only=True, tag="add-nat-exemption"):
    """Keep flows out of NAT.

    IOS: denies ahead of the permit of ``acl``; where ``rule`` (a statement over a standard list) can't
    be told apart by destination, it is made again over ``route_map`` and a new extended list ``acl``.
    PIX, ASA to 8.2: permits at the end of ``acl`` (or as its ``line``), the list bound by ``nat (inside) 0``,
    or a new one that is bound (``bind``). ASA 8.3 and later: ``identities``.
    """

    flows: tuple[Selector, ...]
    acl: str | None = None
    position: int = 0
    """IOS: index of the entry ahead of which the denies go."""
    skip: int = 0
    """IOS: free sequence numbers, or (ASA) new objects, that earlier changes of a plan take."""
    rule: str | None = None
    route_map: str | None = None
    bind: bool = False
    existing: bool = False
    """PIX, ASA to 8.2: ``acl`` is there with the flows, and only has to be bound."""
    line: int | None = None
    """PIX, ASA: 1-based line, remarks counted, of a deny that takes the flow."""
    inside: str | None = None
    outside: str | None = None
    identities: tuple[IdentityNat, ...] = ()
    shared: tuple[str, ...] = ()
    """Lines of the configuration that use ``acl`` for something else than NAT."""


class SplitAcl(DeviceChange, frozen=True, kw_only=True, tag="split-acl"):
    """Give NAT a list of its own in the place of one that it shares with a crypto map.

    PIX, ASA to 8.2: the exemption moves to a copy. IOS: the statement ``rule`` moves to a list that
    denies the flows; it translated nothing else before.
    """

    acl: str
    copy: str
    """Unused name of the new list."""
    inside: str | None = None
    """PIX, ASA: nameif whose exemption moves."""
    rule: str | None = None
    flows: tuple[Selector, ...] = ()


class PermitIpsecSysopt(DeviceChange, frozen=True, kw_only=True, tag="permit-ipsec-sysopt"):
    """Let decrypted traffic of every tunnel pass the interface access lists."""


class SetClientSplitTunnel(DeviceChange, frozen=True, kw_only=True, tag="set-client-split-tunnel"):
    """Tell an IOS client group what goes through the tunnel."""

    group: str
    acl: str
    """Unused name of the list to make."""
    networks: tuple[AddressBlock, ...]
    """Inside networks."""


class SetVpngroupSplitTunnel(
    DeviceChange, frozen=True, kw_only=True, tag="set-vpngroup-split-tunnel"
):
    """Tell a PIX vpngroup, or the group-policy of an ASA, what goes through the tunnel."""

    group: str
    policy: str | None = None
    """ASA: the group-policy."""
    acl: str
    """Unused name of the list to make, of the same content as the NAT exemption's."""
    flows: tuple[Selector, ...]
    """From inside networks to the pool."""


NetChange = (
    AddRoute
    | AddNatExemption
    | SplitAcl
    | PermitIpsecSysopt
    | SetClientSplitTunnel
    | SetVpngroupSplitTunnel
)
