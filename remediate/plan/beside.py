"""The other tunnels that a tunnel's changes reach: those of the same entry, list, profile or peer.

What is taken away on a device (a line of a list, a set, a key, a peer) may be what another tunnel lives of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from remediate.model.base import Safety
from remediate.model.change import (
    AlignIkev2Proposal,
    AlignIsakmpPolicy,
    AlignPfs,
    AlignTransformSet,
    Change,
    CompleteCryptoMap,
    MirrorCryptoAcl,
    RekeyPsk,
    SetPeerAddress,
)
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.model.selector import AddressBlock
from remediate.negotiation import side_of
from remediate.plan.places import additive
from remediate.plan.steps import Step

__all__ = ["Beside", "needed_by_an_sa"]

_Place = tuple[str, ...]
"""(device, map, sequence), (device, list), (device, "profile", name), (device, "peer", address),
(device, "dynamic", map, sequence), or (device,) for all of its tunnels."""


class Beside:
    """Tunnels by what of a device's configuration they use."""

    def __init__(self, tunnels: Iterable[TunnelEvidence]) -> None:
        self._users: dict[_Place, dict[str, TunnelEvidence]] = {}
        for tunnel in tunnels:
            for end in tunnel.ends:
                if end.device is not None and end.evidence is not None:
                    for place in _of_end(tunnel, end, end.device):
                        self._users.setdefault(place, {})[tunnel.id] = tunnel

    def of(self, tunnel: TunnelEvidence, steps: Sequence[Step]) -> Iterable[TunnelEvidence]:
        """Return the other tunnels that use what the steps change."""
        found: dict[str, TunnelEvidence] = {}
        for step in steps:
            if not step.made_for:
                for place in _of_step(step):
                    found.update(self._users.get(place, {}))
        found.pop(tunnel.id, None)
        return found.values()


def _of_end(tunnel: TunnelEvidence, end: TunnelEnd, device: str) -> Iterator[_Place]:
    for entry in end.entries:
        yield device, entry.map, str(entry.sequence)
        if entry.acl is not None:
            yield device, entry.acl
    yield (device,)
    yield device, "peer", tunnel.other(end).address
    if end.evidence is None or end.evidence.config is None:
        return
    side = side_of(tunnel, end)
    for entry in side.entries if side is not None else ():
        if side is not None and side.dynamic:
            yield device, "dynamic", entry.map, str(entry.sequence)
        elif entry.kind == "tunnel-protection":
            interface = end.evidence.config.interface(entry.map)
            if interface is not None and interface.tunnel_protection is not None:
                yield device, "profile", interface.tunnel_protection


def _of_step(step: Step) -> Iterator[_Place]:
    change: Change = step.change
    name, sequence = getattr(change, "map", None), getattr(change, "sequence", None)
    if name is not None and sequence is not None:
        yield change.device, name, str(sequence)
    acl = getattr(change, "acl", None)
    if acl is not None:
        yield change.device, acl
    match change:
        case AlignTransformSet(profile=str() as profile) | AlignPfs(profile=str() as profile):
            if not additive(change):
                yield change.device, "profile", profile
        case AlignIsakmpPolicy() | AlignIkev2Proposal():
            if step.rendered.safety is Safety.DISRUPTIVE:
                yield (change.device,)  # the built-in policies go, for every peer
        case CompleteCryptoMap(transform_sets=(_, *_), previous_sets=()):
            # What it negotiates with now, unasked, are the built-in sets: they serve nobody then.
            yield change.device, "dynamic", change.map, str(change.sequence)
        case SetPeerAddress():
            yield change.device, "peer", change.old
        case RekeyPsk():
            host = change.mask in (None, "255.255.255.255") and change.peer[:1].isdigit()
            yield (change.device, "peer", change.peer) if host else (change.device,)
        case _:
            return


def needed_by_an_sa(tunnel: TunnelEvidence, steps: Sequence[Step]) -> Iterator[str]:
    """Yield which removed flows live SAs with other peers of the device protect."""
    for step in steps:
        if step.made_for or not isinstance(step.change, MirrorCryptoAcl) or not step.change.remove:
            continue
        end = next((item for item in tunnel.ends if item.device == step.change.device), None)
        if end is None or end.evidence is None or end.evidence.config is None:
            continue
        acl = end.evidence.config.acl(step.change.acl)
        if acl is None:
            continue
        gone: set[tuple[AddressBlock, AddressBlock]] = set()
        for edit in step.change.remove:
            for selector in acl.entries[edit.position].selectors:
                flow = selector.normalised()
                gone.add((flow.source, flow.destination))
        peer = tunnel.other(end).address
        for sa in end.evidence.ipsec_sas:
            if not sa.up or sa.peer == peer:
                continue
            local = AddressBlock.of_identity(sa.local_ident)
            remote = AddressBlock.of_identity(sa.remote_ident)
            if local is not None and remote is not None and (local, remote) in gone:
                yield f"a live SA of {step.change.device} with {sa.peer} protects {local} -> {remote}, which it would send in clear"
