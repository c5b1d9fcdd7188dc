"""What is to be seen afterwards: sentences with the commands of each end.

A check has to fail while the fault is there. Where several flows share a peer, its SAs are shown by the identities
of those that are cured, as the others had theirs before; PFS is seen in the SA itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from remediate.diagnose import TunnelDiagnosis
from remediate.model.base import Platform
from remediate.model.change_entry import AlignPfs, ReorderCryptoMap
from remediate.model.change_map import MirrorCryptoAcl
from remediate.model.change_net import AddNatExemption, SplitAcl
from remediate.model.change_packets import SetIpMtu, SetPrefragmentation
from remediate.model.change_sa import DisableAccelerator, SetReplayWindow
from remediate.model.config import CryptoConfig
from remediate.model.diagnosis import Diagnosis
from remediate.model.evidence import TunnelEnd
from remediate.model.selector import AddressBlock, PortRange, Selector
from remediate.negotiation import permits
from remediate.plan.clears import is_ikev2, named_peer
from remediate.plan.steps import Step
from remediate.platforms.rendered import map_entry
from remediate.rules import discover

__all__ = ["checks_of"]

_NAMED = 3
"""Flows that a sentence names one by one."""


def checks_of(
    item: TunnelDiagnosis, certain: Sequence[Diagnosis], steps: Sequence[Step]
) -> Iterable[str]:
    """Yield what is looked at on both ends once the changes are made."""
    modules = {module.RULE.slug: module for module in discover()}
    for end in item.tunnel.ends:
        if end.device is None or end.evidence is None:
            continue
        peer = item.tunnel.other(end).address
        first = next((e.peers[0] for e in end.entries if peer in e.peers[1:]), None)
        waits = f", once {first} does not answer: {peer} is a standby peer" if first else ""
        for check in _seen_at(item, end, certain, steps):
            yield f"{end.device}: {check}{waits}"
    for found in certain:
        if modules[found.slug].SIGNATURES:
            title = modules[found.slug].RULE.title
            yield f"no further message of {found.slug} ({title}) in 'show logging' of either end"


def _seen_at(
    item: TunnelDiagnosis, end: TunnelEnd, certain: Sequence[Diagnosis], steps: Sequence[Step]
) -> Iterable[str]:
    """Yield what is to be seen at an end; never what only a clear that is not planned would bring."""
    peer = item.tunnel.other(end).address
    # A PIX 6 shows all peers, or those of a map: its command takes no peer.
    pix6 = _says_pix6(end)
    asked = "'show crypto ipsec sa'"
    sas = f"{asked} (of {peer})" if pix6 else f"{asked[:-1]} peer {named_peer(item, end)}'"
    of_flows = _of_flows(item, end, steps)
    if any(found.phase in (1, 2) for found in certain):
        state = "MM_ACTIVE" if _says_active(end) else "QM_IDLE"
        state, version = ("READY", "ikev2") if is_ikev2(item) else (state, "isakmp")
        new = " in a new SA" if any(found.phase == 1 for found in certain) else ""
        yield f"'show crypto {version} sa' shows {state} for {peer}{new}"
        yield f"{sas} shows inbound and outbound ESP SAs{of_flows}, and encaps and decaps grow with traffic"
        yield from _forward_secrecy(item, end, steps, sas)
    elif any(step.rendered.operational for step in steps):
        yield f"{sas} shows new SAs, whose outbound SPIs are the inbound ones of the other end"
    elif any(found.code.startswith("NET") for found in certain):
        yield f"{sas}: encaps and decaps{of_flows} both grow with traffic"
    elif any(isinstance(step.change, SetReplayWindow) for step in steps):
        yield f"{sas}: SAs that were set up after the change count no more replay errors; those that stood keep their window"
    elif any(map(_tears_down, steps)):
        yield f"{sas}: SAs are set up anew with the next traffic, and receive errors no longer grow"
    else:
        yield f"{sas}: the SAs still stand, and receive errors no longer grow"


def _tears_down(step: Step) -> bool:
    """Whether SAs go with a change: of an accelerator, an interface's MTU, or an ASA's pre-fragmentation."""
    return isinstance(step.change, SetIpMtu | DisableAccelerator) or (
        isinstance(step.change, SetPrefragmentation) and step.platform is Platform.ASA
    )


def _forward_secrecy(
    item: TunnelDiagnosis, end: TunnelEnd, steps: Sequence[Step], sas: str
) -> Iterable[str]:
    """Yield where the group of a quick mode shows; PIX 6 shows none."""
    group = next((step.change.group for step in steps if isinstance(step.change, AlignPfs)), None)
    if group is None or end.evidence is None or _says_pix6(end):
        return
    shown = f"PFS (Y/N): Y, DH group: group{group}"
    if end.evidence.platform is Platform.ASA:
        shown = f"PFS Group {group}"
    config = _config(end)
    release = config.release if config is not None else None
    ios = release is not None and release.platform is Platform.IOS and not release.xe
    if ios and release is not None and () < release.numbers < (15,):
        yield f"'show crypto map' shows '{shown}'; the SAs of this release print no group"
        return
    text = f"{sas} shows '{shown}'"
    if is_ikev2(item):
        text += (
            " after a rekey, which is awaited or forced: the first child of an IKEv2 SA comes without a key"
            " exchange and shows no group, so that it stands with a wrong one too"
        )
    yield text


def _of_flows(item: TunnelDiagnosis, end: TunnelEnd, steps: Sequence[Step]) -> str:
    """Return the identities of the flows that the changes are for, as the end's table prints them."""
    flows: dict[Selector, None] = {}
    edited = False
    for step in steps:
        edited |= isinstance(step.change, MirrorCryptoAcl)
        for flow in _cured(item, step):
            flows[flow if step.change.device == end.device else flow.mirrored()] = None
    if not flows or not (edited or _several(item)):
        return ""
    named = "; ".join(map(_identities, list(flows)[:_NAMED]))
    more = f" and of {len(flows) - _NAMED} more" if len(flows) > _NAMED else ""
    return f" of {named}{more}"


def _cured(item: TunnelDiagnosis, step: Step) -> tuple[Selector, ...]:
    """Return the flows that a change is for, as seen from its device."""
    change = step.change
    if isinstance(change, AddNatExemption | SplitAcl):
        return change.flows
    if isinstance(change, MirrorCryptoAcl):
        return tuple(edit.selector for edit in change.add if edit.selector is not None)
    if isinstance(change, ReorderCryptoMap):
        config = _config(next(end for end in item.tunnel.ends if end.device == change.device))
        entry = map_entry(config, change.map, change.sequence) if config is not None else None
        if config is not None and entry is not None and entry.acl is not None:
            return permits(config.acl(entry.acl))
    return ()


def _several(item: TunnelDiagnosis) -> bool:
    """Whether an end protects more than one flow with its peer."""
    for end in item.tunnel.ends:
        config = _config(end)
        lists = {entry.acl for entry in end.entries if entry.acl is not None}
        if config is not None and sum(len(permits(config.acl(name))) for name in lists) > 1:
            return True
    return False


def _identities(flow: Selector) -> str:
    protocol = flow.protocol or 0
    local = _identity(flow.source, protocol, flow.source_ports)
    return f"local ident {local} and remote ident {_identity(flow.destination, protocol, flow.destination_ports)}"


def _identity(block: AddressBlock, protocol: int, ports: PortRange) -> str:
    """Return ``addr/mask/prot/port``; a range of ports has no form there."""
    port = str(ports.low) if ports.low == ports.high else "0"
    return f"({block.normalised().dotted}/{block.dotted_netmask}/{protocol}/{port})"


def _config(end: TunnelEnd) -> CryptoConfig | None:
    return end.evidence.config if end.evidence is not None else None


def _says_active(end: TunnelEnd) -> bool:
    """Whether the device calls an established ISAKMP SA MM_ACTIVE: ASA and PIX 7; PIX 6 says QM_IDLE."""
    evidence = end.evidence
    if evidence is None or evidence.platform is not Platform.ASA:
        return False
    release = evidence.config.release if evidence.config is not None else None
    return release is None or not release.pix or release.numbers >= (7,)


def _says_pix6(end: TunnelEnd) -> bool:
    config = _config(end)
    return config is not None and config.release.pix and config.release.numbers < (7,)
