"""Security associations as a device holds them: what its ``show crypto …`` tables are printed from."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from remediate.lab.aces import Ace

__all__ = ["Counters", "FlowSa", "IkeSa", "Role", "Spi"]


class Role(enum.Enum):
    """Who began the negotiation."""

    INITIATOR = "initiator"
    RESPONDER = "responder"


@dataclass(slots=True, kw_only=True, eq=False)
class IkeSa:
    """Phase 1, at one end. Times in lab seconds since the start."""

    peer: str
    """The other end's address, as seen from here."""
    local: str
    role: Role
    version: int
    state: str
    """As the platform's table names it: ``QM_IDLE``, ``MM_NO_STATE``, ``MM_KEY_EXCH``, ``READY`` …"""
    connection: int
    """Its number in the device's tables."""
    encryption: str = ""
    """``aes 256``, as a policy has it."""
    hash: str = ""
    prf: str = ""
    group: int = 0
    authentication: str = "pre-share"
    lifetime: int = 86400
    nat_traversal: bool = False
    peer_port: int = 500
    began: float = 0.0
    deleted: bool = False
    """Whether it is over and its row lingers."""
    spi: tuple[int, int] = (0, 0)
    profile: str = ""
    front_vrf: str = ""
    vrf: str = ""
    """Of what it protects."""


@dataclass(slots=True, kw_only=True, eq=False)
class Spi:
    """One direction of a pair."""

    value: int
    connection: int
    flow: int


@dataclass(slots=True, kw_only=True)
class Counters:
    """Packets of a flow, over all its associations."""

    encaps: int = 0
    decaps: int = 0
    send_errors: int = 0
    receive_errors: int = 0
    replay_failed: int = 0
    verify_failed: int = 0
    pre_frag_failures: int = 0


@dataclass(slots=True, kw_only=True, eq=False)
class FlowSa:
    """A pair of IPsec associations at one end, or the flow of an entry that has none (``spi`` 0)."""

    interface: str
    """That the entry is bound to, or the tunnel interface."""
    tag: str
    """Of the crypto map; ``Tunnel0-head-0`` for a tunnel interface."""
    sequence: int
    local: str
    peer: str
    selector: Ace
    """As this end proposes or answers it: source is here, destination there."""
    inbound: Spi | None = None
    outbound: Spi | None = None
    transforms: tuple[str, ...] = ()
    """As a transform set has them, the length of a key always said: ``esp-aes 256``, ``esp-sha-hmac``."""
    mode: str = "tunnel"
    pfs: int | None = None
    """Group of the last key exchange; None without one."""
    nat_traversal: bool = False
    peer_port: int = 500
    lifetime: int = 3600
    kilobytes: int = 4608000
    began: float = 0.0
    replay_window: int = 64
    path_mtu: int = 1500
    counters: Counters = field(default_factory=Counters)
    front_vrf: str = ""
    vrf: str = ""
    """Of what it protects."""

    @property
    def up(self) -> bool:
        """Whether the pair is there."""
        return self.outbound is not None
