"""The scoped clears that make a cure visible: of one peer, never of all.

Of a peer that is reached in a front-door VRF the command names it: without it IOS looks in the global table alone.
Sources: Cisco IOS Security Command Reference (`clear crypto sa peer [vrf fvrf-name] address`, `show crypto ipsec sa
peer [vrf fvrf-name] address`, `clear crypto session … [fvrf vrf-name]`); `clear crypto ikev2 sa` takes the peer or the
VRF, and finds the peer in any.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from remediate.diagnose import TunnelDiagnosis
from remediate.model.base import Platform
from remediate.model.change_map import MirrorCryptoAcl
from remediate.model.change_sa import ClearPeerSa, DropEspAuthentication, SetDpd
from remediate.model.config import CryptoConfig
from remediate.model.diagnosis import Diagnosis
from remediate.model.evidence import TunnelEnd
from remediate.model.selector import AddressBlock, Selector
from remediate.negotiation import front_door
from remediate.negotiation.versions import versions_of
from remediate.plan.steps import Step
from remediate.platforms.rendered_sa import peer_clear

__all__ = ["clears_of", "is_ikev2", "named_peer"]


def clears_of(
    item: TunnelDiagnosis, certain: Sequence[Diagnosis], steps: Sequence[Step]
) -> tuple[tuple[str, str], ...]:
    """Return (device, command) pairs: phase 1 where phase 1 changed, else phase 2; none where nothing is negotiated anew."""
    if dpd := {step.change.device for step in steps if isinstance(step.change, SetDpd)}:
        # Both ends of an IKE SA agree on it when they set it up: one that stands goes on without.
        done = {
            line for step in steps if step.rendered.operational for line in step.rendered.commands
        }
        clears = _clears(item, phase1=True)
        return tuple(pair for pair in clears if pair[0] in dpd and pair[1] not in done)
    rebuilt = any(isinstance(step.change, DropEspAuthentication) for step in steps)
    if not rebuilt and all(found.phase not in (1, 2) for found in certain):
        return ()
    # A flow that has no SA negotiates one by itself: those of the other flows, which may live, stay.
    flows_only = all(found.slug == "crypto-acl-not-mirrored" for found in certain)
    live = item.case.any_up() or item.case.phase1_up()
    if flows_only and (live or _flows_in_common(item)) and not _outlived(item, steps):
        return ()
    return tuple(_clears(item, phase1=any(found.phase == 1 for found in certain)))


def is_ikev2(item: TunnelDiagnosis) -> bool:
    """Whether the tunnel negotiates with IKEv2."""
    negotiation = item.case.negotiation
    if negotiation is None:
        return False
    sides = [side for side in (negotiation.one, negotiation.two) if side.entries]
    if negotiation.ikev2 is None and len(sides) == 1:  # the other end's entry names another peer
        return not versions_of(sides[0]).ikev1
    return negotiation.ikev2 is not None


def named_peer(item: TunnelDiagnosis, end: TunnelEnd) -> str:
    """Return the other end as the tables of SAs are asked for it at ``end``: ``[vrf V] address``."""
    vrf = front_door(end)
    peer = item.tunnel.other(end).address
    return f"vrf {vrf} {peer}" if vrf is not None and ":" not in peer else peer


def _flows_in_common(item: TunnelDiagnosis) -> bool:
    """Whether some flow of the tunnel has entries at both ends, so that its SA may live."""
    negotiation = item.case.negotiation
    return negotiation is not None and any(pair.selectors.common for pair in negotiation.pairs)


def _outlived(item: TunnelDiagnosis, steps: Sequence[Step]) -> bool:
    """Whether an SA of an entry that gives way to another may stand: a changed list deletes none, and it goes on taking its part.

    Where a table of the end is in the dumps, it says so.
    """
    for step in steps:
        if not isinstance(step.change, MirrorCryptoAcl):
            continue
        end = next(end for end in item.tunnel.ends if end.device == step.change.device)
        config = end.evidence.config if end.evidence is not None else None
        acl = config.acl(step.change.acl) if config is not None else None
        if acl is None:
            continue
        added = [edit.selector for edit in step.change.add if edit.selector is not None]
        gone = {
            selector.normalised()
            for edit in step.change.remove
            for selector in acl.entries[edit.position].selectors
            if any(selector.overlaps(new) for new in added)
        }
        if gone and end.evidence is not None and not end.evidence.ipsec_shown:
            return True
        far = item.tunnel.other(end)
        shown = {(sa.local_ident, sa.remote_ident) for sa in end.ipsec_sas if sa.up}
        shown |= {(sa.remote_ident, sa.local_ident) for sa in far.ipsec_sas if sa.up}
        if any(_is_of(flow, *pair) for flow in gone for pair in shown):
            return True
    return False


def _is_of(flow: Selector, local: str | None, remote: str | None) -> bool:
    blocks = AddressBlock.of_identity(local), AddressBlock.of_identity(remote)
    return blocks == (flow.source, flow.destination)


def _clears(item: TunnelDiagnosis, *, phase1: bool) -> Iterable[tuple[str, str]]:
    ikev2 = is_ikev2(item)
    for end in item.tunnel.ends:
        config = end.evidence.config if end.evidence is not None else None
        if config is None or end.device is None:
            continue
        peer = item.tunnel.other(end).address
        change = ClearPeerSa(
            device=end.device,
            peer=peer,
            live=True,
            ike=0 if not phase1 else 2 if ikev2 else 1,
            vrf=front_door(end),
        )
        command = _clear(change, config)
        if command is not None:
            yield end.device, command


def _clear(change: ClearPeerSa, config: CryptoConfig) -> str | None:
    """Return the command that clears this peer's SAs alone, None where the release has no such form."""
    peer, numbers = change.peer, config.release.numbers
    if config.platform is Platform.IOS:
        older = not config.release.xe and () < numbers < (12, 3, 4)
        # `clear crypto session` came with 12.3(4)T, and takes no IPv6 address there.
        if change.ike == 1 and (older or ":" in peer):
            return None
        return peer_clear(change)
    if change.ike == 2:
        return f"clear crypto ikev2 sa {peer}"
    if not numbers or numbers < (8, 4):
        refused = change.ike or numbers < (7,)
        return None if refused else f"clear crypto ipsec sa peer {peer}"
    return f"clear crypto ikev1 sa {peer}" if change.ike else f"clear crypto ipsec sa peer {peer}"
