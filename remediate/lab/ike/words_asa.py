"""What an ASA prints of phase 1 of IKEv1: messages of the log, and the lines of its debug.

The vendor's syslog guide and captures show 713041, 713048, 713119, 713138, 713139, 713257, 713902 and 713903; from memory:
the debug but for the lines of which captures have the text.
"""

from __future__ import annotations

from remediate.lab.aces import ANY
from remediate.lab.device import Device
from remediate.lab.ike.asa_voice import asa_both, asa_debug, asa_who
from remediate.lab.ike.exchange import End, Exchange, Reason
from remediate.lab.ike.voice import Lines
from remediate.lab.ike.words_asa2 import initiator_ikev2, responder_ikev2

__all__ = ["asa_begin"]

_CLASSES = {"Encryption algorithm": "Encryption Algorithm", "Hash algorithm": "Hash", "Diffie-Hellman group": "Group Description", "key length": "Encryption Algorithm", "Authentication method": "Authentication Method"}  # fmt: skip


def asa_begin(device: Device, exchange: Exchange, tries: int, *, initiator: bool) -> Lines:
    """Yield what an ASA prints of phase 1, or of IKE_SA_INIT and IKE_AUTH."""
    if exchange.version == 2:
        yield from (initiator_ikev2 if initiator else responder_ikev2)(device, exchange, tries)
    else:
        yield from (_initiator1 if initiator else _responder1)(device, exchange, tries)


def _initiator1(device: Device, exchange: Exchange, tries: int) -> Lines:
    end, reason = exchange.initiator, exchange.refusal
    if reason is Reason.NO_KEY:
        yield from asa_both(
            device,
            713138,
            3,
            f"IP = {end.peer}, Group {end.peer} not found and BASE GROUP default preshared key not configured",
        )
        return
    if tries % 4 == 0:
        flow = next((row.ace for row in exchange.entry.rows if row.permit), None)
        local = flow.source.address if flow is not None else ANY.address
        remote = flow.destination.address if flow is not None else ANY.address
        yield asa_debug(device, "Pitcher: received a key acquire message, spi 0x0", deep=True)
        yield from asa_both(
            device,
            713041,
            5,
            f"IP = {end.peer}, IKE Initiator: New Phase 1, Intf inside, IKE Peer {end.peer}  local Proxy Address {local}, remote Proxy Address {remote},  Crypto map ({exchange.entry.tag})",
        )
        yield asa_debug(device, f"IP = {end.peer}, constructing ISAKMP SA payload", deep=True)
    word = "RESENDING" if tries % 4 else "SENDING"
    yield asa_debug(
        device,
        f"IP = {end.peer}, IKE_DECODE {word} Message (msgid=0) with payloads : HDR + SA (1) + VENDOR (13) + VENDOR (13) + VENDOR (13) + VENDOR (13) + NONE (0) total length : 168",
    )
    if reason in (Reason.POLICY, Reason.PEER_NO_KEY):
        yield from asa_both(
            device,
            713903,
            4,
            f"IP = {end.peer}, Received an un-encrypted NO_PROPOSAL_CHOSEN notify message, dropping",
        )
    if reason is Reason.KEYS:
        yield from asa_both(
            device,
            713903,
            4,
            f"{asa_who(end)}, Received an un-encrypted PAYLOAD_MALFORMED notify message, dropping",
        )
        yield from asa_both(
            device,
            713903,
            4,
            f"{asa_who(end)}, Error, peer has indicated that something is wrong with our message.  This could indicate a pre-shared key mismatch.",
        )
    if reason is not None and tries % 4 == 3:
        state = "MM_WAIT_MSG6" if reason in (Reason.KEYS, Reason.PORT_4500) else "MM_WAIT_MSG2"
        yield asa_debug(
            device,
            f"IP = {end.peer}, IKE MM Initiator FSM error history (struct 0x00007fffd1b5a2f0)  <state>, <event>:  MM_DONE, EV_ERROR-->{state}, EV_RETRY-->{state}, EV_TIMEOUT-->{state}, NullEvent",
            deep=True,
        )
        yield asa_debug(
            device,
            f"IP = {end.peer}, IKE SA MM:8f4d0a1c terminating:  flags 0x01000022, refcnt 0, tuncnt 0",
            deep=True,
        )
        yield asa_debug(
            device, f"IP = {end.peer}, sending delete/delete with reason message", deep=True
        )
        yield from asa_both(
            device, 713902, 3, f"IP = {end.peer}, Removing peer from peer table failed, no match!"
        )
        yield from asa_both(
            device, 713903, 4, f"IP = {end.peer}, Error: Unable to remove PeerTblEntry"
        )
    if reason is None:
        yield from _phase1(device, end, exchange, at=0)


def _phase1(device: Device, end: End, exchange: Exchange, at: int) -> Lines:
    self_, other = exchange.translated[at], exchange.translated[1 - at]
    behind = ("is" if other else "is NOT", "IS" if self_ else "is NOT")
    yield asa_debug(
        device,
        f"{asa_who(end)}, Automatic NAT Detection Status:     Remote end {behind[0]} behind a NAT device     This   end {behind[1]} behind a NAT device",
    )
    yield from asa_both(device, 713119, 5, f"{asa_who(end)}, PHASE 1 COMPLETED")
    yield asa_debug(device, f"IP = {end.peer}, Keep-alive type for this connection: DPD")


def _responder1(device: Device, exchange: Exchange, tries: int) -> Lines:
    end, reason = exchange.answering, exchange.refusal
    yield asa_debug(device, f"IP = {end.peer}, processing SA payload", deep=True)
    if reason is Reason.POLICY:
        for check in exchange.checks:
            yield asa_debug(
                device,
                f"Phase 1 failure:  Mismatched attribute types for class {_CLASSES.get(check.complaint, check.complaint)}:  Rcv'd: {_value(check.offer, check.complaint)}  Cfg'd: {_value(check.policy, check.complaint)}",
            )
        yield asa_debug(device, f"IP = {end.peer}, All SA proposals found unacceptable", deep=True)
        yield from asa_both(
            device, 713048, 3, f"IP = {end.peer}, Error processing payload: Payload ID: 1"
        )
        return
    if reason is Reason.PEER_NO_KEY:
        yield from asa_both(
            device,
            713138,
            3,
            f"IP = {end.peer}, Group {end.peer} not found and BASE GROUP default preshared key not configured",
        )
        yield from asa_both(
            device, 713902, 3, f"IP = {end.peer}, Removing peer from peer table failed, no match!"
        )
        yield from asa_both(
            device, 713903, 4, f"IP = {end.peer}, Error: Unable to remove PeerTblEntry"
        )
        return
    yield asa_debug(device, f"IP = {end.peer}, Oakley proposal is acceptable", deep=True)
    if end.key_source == "DefaultL2LGroup":
        yield from asa_both(
            device,
            713139,
            5,
            f"IP = {end.peer}, Group {end.peer} not found, using BASE GROUP default preshared key",
        )
    else:
        yield asa_debug(device, f"IP = {end.peer}, Connection landed on tunnel_group {end.peer}")
    if reason is Reason.KEYS:
        yield from asa_both(
            device,
            713903,
            4,
            f"{asa_who(end)}, Received encrypted Oakley Main Mode packet with invalid payloads, MessID = 0",
        )
        yield from asa_both(
            device, 713048, 3, f"{asa_who(end)}, Error processing payload: Payload ID: 5"
        )
        return
    if reason is None:
        yield from _phase1(device, end, exchange, at=1)
    elif tries % 4 == 3:
        yield from asa_both(
            device, 713902, 3, f"{asa_who(end)}, Removing peer from peer table failed, no match!"
        )


def _value(policy: object, complaint: str) -> str:
    names = {"Encryption algorithm": "encryption", "key length": "encryption", "Hash algorithm": "hash", "Diffie-Hellman group": "group", "Authentication method": "authentication"}  # fmt: skip
    value = getattr(policy, names.get(complaint, "priority"))
    if complaint == "Diffie-Hellman group":
        return f"Group {value}"
    if complaint == "Authentication method":
        return "Preshared Key" if value == "pre-share" else "RSA signature"
    text = str(value).upper()
    return {"3DES": "3DES-CBC", "DES": "DES-CBC"}.get(text, text.replace("AES ", "AES-CBC-"))
