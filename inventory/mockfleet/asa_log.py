"""IKE on ASA: syslog and ``debug crypto ikev1`` lines, by role."""

from __future__ import annotations

from mockfleet.clock import Clock
from mockfleet.model import Device, View

_NAMES = {"aes 256": "AES-CBC", "aes": "AES-CBC", "3des": "3DES-CBC"}


def _tag(view: View) -> str:
    return f"Group = {view.peer}, IP = {view.peer}"


def completed(view: View, clock: Clock) -> list[str]:
    """A tunnel that comes up."""
    lines = [clock.stamp() + f"%ASA-5-713119: {_tag(view)}, PHASE 1 COMPLETED"]
    for ace in view.aces:
        sa = view.sa(ace)
        if sa is None:
            continue
        inbound, outbound = view.spis(sa)
        role = "Initiator" if view.initiates else "Responder"
        lines += [
            clock.stamp()
            + f"%ASA-5-713049: {_tag(view)}, Security negotiation complete for LAN-to-LAN Group ({view.peer})  {role}, Inbound SPI = 0x{inbound:08x}, Outbound SPI = 0x{outbound:08x}",
            clock.stamp()
            + f"%ASA-5-713120: {_tag(view)}, PHASE 2 COMPLETED (msgid={view.random('msgid').randrange(2**32):08x})",
        ]
    return lines


def fault(view: View, clock: Clock, attempt: int) -> list[str]:
    """What this side logs of a negotiation that fails."""
    luck = view.random("asa fault", attempt)
    tag, struct, message = _tag(view), luck.randrange(2**27, 2**32), luck.randrange(2**32)
    kind = view.tunnel.fault
    if kind == "isakmp-policy-mismatch" and view.initiates:
        return [
            clock.stamp()
            + f"%ASA-5-713041: IP = {view.peer}, IKE Initiator: New Phase 1, Intf inside, IKE Peer {view.peer}  local Proxy Address {view.aces[0].src[0]}, remote Proxy Address {view.aces[0].dst[0]},  Crypto map (outside_map)",
            clock.stamp()
            + f"%ASA-5-713904: IP = {view.peer}, Received an un-encrypted NO_PROPOSAL_CHOSEN notify message, dropping",
            clock.stamp()
            + f"%ASA-4-713903: IP = {view.peer}, Information Exchange processing failed",
        ]
    if kind == "isakmp-policy-mismatch":
        offer, own = view.other.policies[0], view.device.policies
        lines = [
            f"{clock.stamp()}%ASA-7-713906: Phase 1 failure:  Mismatched attribute types for class Encryption Alg:  Rcv'd: {_NAMES[offer.encryption]}  Cfg'd: {_NAMES[mine.encryption]}"
            for mine in own
        ]
        return [
            *lines,
            clock.stamp()
            + f"%ASA-7-713236: IP = {view.peer}, IKE_DECODE SENDING Message (msgid=0) with payloads : HDR + NOTIFY (11) + NONE (0) total length : 96",
            clock.stamp()
            + f"%ASA-7-715065: IP = {view.peer}, IKE MM Responder FSM error history (struct &0x{struct:08x})  <state>, <event>:  MM_DONE, EV_ERROR-->MM_START, EV_RCV_MSG-->MM_START, EV_START_MM",
            clock.stamp() + f"%ASA-7-713906: IP = {view.peer}, All SA proposals found unacceptable",
            clock.stamp()
            + f"%ASA-3-713048: IP = {view.peer}, Error processing payload: Payload ID: 1",
        ]
    if kind == "transform-set-mismatch" and view.initiates:
        return [
            clock.stamp() + f"%ASA-5-713119: {tag}, PHASE 1 COMPLETED",
            clock.stamp()
            + f"%ASA-5-713068: {tag}, Received non-routine Notify message: No proposal chosen (14)",
            clock.stamp()
            + f"%ASA-5-713050: {tag}, Connection terminated for peer {view.peer}.  Reason: Peer Terminate  Remote Proxy {view.aces[0].dst[0]}, Local Proxy {view.aces[0].src[0]}",
        ]
    if kind == "transform-set-mismatch":
        return [
            clock.stamp() + f"%ASA-5-713119: {tag}, PHASE 1 COMPLETED",
            clock.stamp() + f"%ASA-5-713904: {tag}, All IPSec SA proposals found unacceptable!",
            clock.stamp()
            + f"%ASA-3-713902: {tag}, QM FSM error (P2 struct &0x{struct:08x}, mess id 0x{message:08x})!",
            clock.stamp()
            + f"%ASA-3-713902: {tag}, Removing peer from correlator table failed, no match!",
            clock.stamp()
            + f"%ASA-5-713259: {tag}, Session is being torn down. Reason: Phase 2 Mismatch",
            clock.stamp()
            + f"%ASA-4-113019: Group = {view.peer}, Username = {view.peer}, IP = {view.peer}, Session disconnected. Session Type: LAN-to-LAN, Duration: 0h:00m:00s, Bytes xmt: 0, Bytes rcv: 0, Reason: Phase 2 Mismatch",
        ]
    if kind == "crypto-acl-not-mirrored":
        theirs = View(view.other, view.tunnel).aces[0]
        remote, local = theirs.src, theirs.dst
        return [
            clock.stamp() + f"%ASA-5-713119: {tag}, PHASE 1 COMPLETED",
            clock.stamp()
            + f"%ASA-3-713061: {tag}, Rejecting IPSec tunnel: no matching crypto map entry for remote proxy {remote[0]}/{remote.netmask}/0/0 local proxy {local[0]}/{local.netmask}/0/0 on interface outside",
            clock.stamp()
            + f"%ASA-3-713902: {tag}, QM FSM error (P2 struct &0x{struct:08x}, mess id 0x{message:08x})!",
            clock.stamp()
            + f"%ASA-3-713902: {tag}, Removing peer from correlator table failed, no match!",
            clock.stamp()
            + f"%ASA-5-713259: {tag}, Session is being torn down. Reason: crypto map policy not found",
            clock.stamp()
            + f"%ASA-4-113019: Group = {view.peer}, Username = {view.peer}, IP = {view.peer}, Session disconnected. Session Type: LAN-to-LAN, Duration: 0h:00m:01s, Bytes xmt: 0, Bytes rcv: 0, Reason: crypto map policy not found",
        ]
    return []


def debug(view: View, clock: Clock) -> list[str]:
    """``debug crypto ikev1 127`` of a quick mode: refused with its reason, or accepted."""
    old = view.device.series[:2] < (8, 4)
    word = "[IKEv1]: " if old else "[IKEv1]"
    deep = "[IKEv1 DEBUG]: " if old else "[IKEv1 DEBUG]"

    def line(text: str, *, loud: bool = False) -> str:
        clock.stamp()
        return (
            f"{clock.now:%b} {clock.now.day:2d} {clock.now:%H:%M:%S} {word if loud else deep}{text}"
        )

    tag = _tag(view)
    theirs = View(view.other, view.tunnel).aces[0]
    number = view.random("qm").randrange(2**32)
    lines = [
        line(f"{tag}, processing SA payload"),
        line(f"{tag}, processing nonce payload"),
        line(f"{tag}, processing ID payload"),
        line(
            f"{tag}, Received remote IP Proxy Subnet data in ID Payload:   Address {theirs.src[0]}, Mask {theirs.src.netmask}, Protocol 0, Port 0",
            loud=True,
        ),
        line(
            f"{tag}, Received local IP Proxy Subnet data in ID Payload:   Address {theirs.dst[0]}, Mask {theirs.dst.netmask}, Protocol 0, Port 0",
            loud=True,
        ),
        line(f"{tag}, QM IsRekeyed old sa not found by addr", loud=True),
        line(
            f"{tag}, Static Crypto Map check, checking map = outside_map, seq = {view.tunnel.sequence}...",
            loud=True,
        ),
    ]
    match view.tunnel.fault:
        case "crypto-acl-not-mirrored":
            lines += [
                line(
                    f"{tag}, Static Crypto Map check, map = outside_map, seq = {view.tunnel.sequence}, ACL does not match proxy IDs src:{theirs.src[0]} dst:{theirs.dst[0]}",
                    loud=True,
                ),
                line(
                    f"{tag}, Rejecting IPSec tunnel: no matching crypto map entry for remote proxy {theirs.src[0]}/{theirs.src.netmask}/0/0 local proxy {theirs.dst[0]}/{theirs.dst.netmask}/0/0 on interface outside",
                    loud=True,
                ),
                line(
                    f"{tag}, QM FSM error (P2 struct &0x{number:08x}, mess id 0x{number ^ 0x5A5A5A5A:x})!",
                    loud=True,
                ),
            ]
        case "transform-set-mismatch":
            lines += [
                line(f"{tag}, IKE Remote Peer configured for crypto map: outside_map", loud=True),
                line(f"{tag}, processing IPSec SA payload"),
                line(f"{tag}, All IPSec SA proposals found unacceptable!", loud=True),
                line(
                    f"{tag}, QM FSM error (P2 struct &0x{number:08x}, mess id 0x{number ^ 0x5A5A5A5A:x})!",
                    loud=True,
                ),
            ]
        case _:
            lines += [
                line(f"{tag}, IKE Remote Peer configured for crypto map: outside_map", loud=True),
                line(
                    f"{tag}, IPSec SA Proposal # 2, Transform # 1 acceptable  Matches global IPSec SA entry # {view.tunnel.sequence}"
                ),
                line(f"{tag}, PHASE 2 COMPLETED (msgid={number:08x})", loud=True),
            ]
    return lines


def buffer_header(device: Device, messages: int) -> str:
    """First lines of ``show logging``."""
    return f"""Syslog logging: enabled
    Facility: 20
    Timestamp logging: enabled
    Standby logging: disabled
    Debug-trace logging: disabled
    Console logging: disabled
    Monitor logging: disabled
    Buffer logging: level {"debugging" if device.name == "hub2" else "informational"}, {messages} messages logged
    Trap logging: disabled
    Permit-hostdown logging: disabled
    History logging: disabled
    Device ID: disabled
    Mail logging: disabled
    ASDM logging: disabled
"""
