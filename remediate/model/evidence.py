"""The facts of one device, and of one tunnel with its two ends."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from functools import cached_property

from remediate.model.base import Frozen, Platform
from remediate.model.config import CryptoConfig
from remediate.model.config_ikev2 import Ikev2Proposal
from remediate.model.config_maps import CryptoMapEntry, IsakmpPolicy
from remediate.model.defect import Defect
from remediate.model.observation import (
    EngineConnection,
    IpsecSa,
    IsakmpSa,
    Message,
    Ping,
    ShownAddress,
    ShownCertificate,
    ShownNatRule,
    ShownTranslation,
    Source,
    Unrecognised,
)
from remediate.model.routing_table import RoutingTable

__all__ = [
    "DeviceEvidence",
    "EndState",
    "FleetEvidence",
    "HostFacts",
    "InputProblem",
    "TunnelEnd",
    "TunnelEvidence",
]


class HostFacts(Frozen, frozen=True, kw_only=True):
    """What the inventory says of a host, read through Nornir."""

    name: str
    platform: str | None = None
    addresses: tuple[str, ...] = ()
    """Addresses that peers may know the host by, besides those in its configuration."""
    nat: tuple[tuple[str, str], ...] = ()
    """(address on the device, address that the peers see) pairs."""
    groups: tuple[str, ...] = ()
    path_mtu: int | None = None
    """Measured path MTU towards the peers in bytes, when the inventory knows it."""


class DeviceEvidence(Frozen, frozen=True, kw_only=True, dict=True):
    """Everything that the dumps say of one device."""

    device: str
    platform: Platform | None = None
    version: str | None = None
    config: CryptoConfig | None = None
    config_text: str | None = None
    """The running-config, redacted (keys are tokens); the text that changes are applied to."""
    config_source: Source | None = None
    """Where the running-config's first line stands; element lines are relative to it."""
    config_parts: tuple[tuple[int, Source], ...] = ()
    """Where it was put together from parts: (1-based line of ``config_text``, its place), by line."""
    config_changed: Source | None = None
    """What shows that the configuration was changed after it was printed: a line typed, or a later part of it."""
    default_policies: tuple[IsakmpPolicy, ...] | None = None
    """The built-in ISAKMP policies as the device printed them, None where it did not (or not all of them)."""
    ikev2_proposals: tuple[Ikev2Proposal, ...] = ()
    """The built-in IKEv2 proposal as the device printed it."""
    addresses: tuple[ShownAddress, ...] = ()
    """Addresses of its interfaces that show output tells, besides those in the running-config."""
    translations: tuple[ShownTranslation, ...] = ()
    """Rows of ``show ip nat translations``."""
    nat_rules: tuple[ShownNatRule, ...] = ()
    """All rules of ``show nat detail`` (ASA), in their order."""
    certificates: tuple[ShownCertificate, ...] = ()
    """Certificates of its own that show output tells."""
    tables: tuple[RoutingTable, ...] = ()
    """What it printed of its routing tables (``show ip route``, ``show route``)."""
    clock: str | None = None
    """Time of day and date of ``show clock`` as printed, None where it isn't set by a time source."""
    facts: HostFacts | None = None
    isakmp_sas: tuple[IsakmpSa, ...] = ()
    """Those of IKEv2 too."""
    isakmp_shown: bool = False
    """Whether ``show crypto isakmp sa`` or ``show crypto ikev2 sa`` was in the dumps, even with no row."""
    ipsec_sas: tuple[IpsecSa, ...] = ()
    ipsec_shown: bool = False
    reached: tuple[str, ...] = ()
    """Outer addresses that ``show dmvpn`` has as UP."""
    engine: tuple[EngineConnection, ...] = ()
    pings: tuple[Ping, ...] = ()
    messages: tuple[Message, ...] = ()
    message_counts: tuple[tuple[str, str, int], ...] = ()
    """(signature, peer or ``""``, count): how often a message stood in the dumps; ``messages`` holds
    the first of each only, so that memory doesn't grow with a long log."""
    files: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    """Input problems that touch the device's evidence (a truncated dump, two running-configs)."""

    @cached_property
    def config_lines(self) -> list[str]:
        """The lines of the running-config, for those who quote some of them."""
        return (self.config_text or "").split("\n")

    def isakmp_with(self, address: str) -> Sequence[IsakmpSa]:
        """Return the rows of the ISAKMP SA table that hold an address, in order."""
        return self._isakmp_by_address.get(address, ())

    def ipsec_with(self, peer: str | None) -> Sequence[IpsecSa]:
        """Return the IPsec SAs with a peer, in order."""
        return self._ipsec_by_peer.get(peer, ())

    @cached_property
    def _isakmp_by_address(self) -> dict[str, list[IsakmpSa]]:
        found: dict[str, list[IsakmpSa]] = {}
        for row in self.isakmp_sas:
            for address in {row.destination, row.origin}:
                found.setdefault(address, []).append(row)
        return found

    @cached_property
    def _ipsec_by_peer(self) -> dict[str | None, list[IpsecSa]]:
        found: dict[str | None, list[IpsecSa]] = {}
        for sa in self.ipsec_sas:
            found.setdefault(sa.peer, []).append(sa)
        return found

    def source(self, line: int | None) -> Source | None:
        """Return the place of a configuration line (an element's ``line``)."""
        if self.config_source is None:
            return None
        number = line or 1
        start, place = 1, self.config_source
        for first, source in self.config_parts:
            if first <= number:
                start, place = first, source
        return Source(file=place.file, line=place.line + number - start)


class InputProblem(Frozen, frozen=True, kw_only=True):
    """A part of the input that could not be used, with the reason; the rest was still processed."""

    file: str
    line: int | None = None
    reason: str
    fatal: bool = False
    """True when a whole file was lost (unreadable, binary): the exit status says so."""

    def __str__(self) -> str:
        """Return ``file:line: reason``."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.reason}"


class FleetEvidence(Frozen, frozen=True, kw_only=True, dict=True):
    """Everything that was read."""

    devices: tuple[DeviceEvidence, ...]
    """By name."""
    hosts: tuple[HostFacts, ...] = ()
    """The inventory, dumps or not."""
    stray: tuple[Message, ...] = ()
    """Messages of no known device."""
    unrecognised: tuple[Unrecognised, ...] = ()
    problems: tuple[InputProblem, ...] = ()
    defects: tuple[Defect, ...] = ()
    """What of this program failed on an output or a device, which counts as not collected then."""


class EndState(enum.StrEnum):
    """What is known of one end."""

    PRESENT = "present"
    MISSING = "missing"
    """In the inventory, but not in the dumps."""
    UNMANAGED = "unmanaged"
    """In neither."""


class TunnelEnd(Frozen, frozen=True, kw_only=True):
    """One end of a tunnel: the device, how its peer sees it, and what it has for this peer."""

    state: EndState
    device: str | None
    """Name of the device, from the dumps, or from the inventory when its dumps are missing."""
    address: str
    """Address that the *other* end peers with (after NAT)."""
    local_address: str
    """Address on the device itself (before NAT); equal to ``address`` without NAT."""
    address_known: bool = True
    """False where no dump shows it: the device's name stands for it in both fields; of a peer, the two that it may be."""
    either: tuple[str, ...] = ()
    """Two addresses of an SA of which the one is the device's own, and nothing tells which."""
    evidence: DeviceEvidence | None = None
    entries: tuple[CryptoMapEntry, ...] = ()
    """Crypto-map entries whose peers hold the other end's address."""
    near: tuple[CryptoMapEntry, ...] = ()
    """Where ``entries`` is empty: entries that are meant for the other end and name another address, or none."""
    near_tunnel: str | None = None
    """Name of a tunnel interface that is meant for the other end and has another destination, or looks for it elsewhere by NHRP."""
    interface: str | None = None
    """Name of the interface whose crypto map holds the entries."""
    isakmp_sas: tuple[IsakmpSa, ...] = ()
    ipsec_sas: tuple[IpsecSa, ...] = ()
    messages: tuple[Message, ...] = ()
    """Messages of the device that name the other end, or that can concern no other tunnel."""


class TunnelEvidence(Frozen, frozen=True, kw_only=True, dict=True):
    """Both ends of one tunnel. ``ends`` are ordered by address; ``id`` joins the two addresses."""

    id: str
    ends: tuple[TunnelEnd, TunnelEnd]

    @property
    def both_present(self) -> bool:
        """Whether dumps of both ends are there."""
        return all(end.state is EndState.PRESENT for end in self.ends)

    @property
    def both_configured(self) -> bool:
        """Whether the running-config of both ends was read."""
        return all(
            end.evidence is not None and end.evidence.config is not None for end in self.ends
        )

    def other(self, end: TunnelEnd) -> TunnelEnd:
        """Return the opposite end."""
        return self.ends[1] if end is self.ends[0] or end == self.ends[0] else self.ends[0]
