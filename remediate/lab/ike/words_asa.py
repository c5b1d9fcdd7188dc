"""What an ASA prints: messages of the log, and the lines of its debugs.

The vendor's syslog guide and captures show 713041, 713048, 713049, 713061, 713066, 713119, 713120, 713138, 713257, 713902-713904,
602303, 750001, 750003, 750006, 751009, 751022, 752003, 752012, 752015 and the debugs of IKEv2. From memory: 713236,
750002, 750007, 751018, and the debugs of IKEv1 but for those of which captures have the text.
"""

from __future__ import annotations

from datetime import datetime

from remediate.lab.aces import ANY, Ace, Block
from remediate.lab.device import Device
from remediate.lab.ike.exchange import Child, End, Exchange, Reason
from remediate.lab.ike.facts import Facts
from remediate.lab.ike.state import Pair, number_of
from remediate.lab.ike.voice import Lines, Said
from remediate.lab.ike.words_asa2 import asa_log, child_ikev2, initiator_ikev2, responder_ikev2

__all__ = ["asa_begin", "asa_child", "asa_end"]

_CLASSES = {"Encryption algorithm": "Encryption Algorithm", "Hash algorithm": "Hash", "Diffie-Hellman group": "Group Description", "key length": "Encryption Algorithm", "Authentication method": "Authentication Method"}  # fmt: skip


def _debug(device: Device, text: str, *, deep: bool = False) -> Said:
    now: datetime = device.clock.now()
    mark = "[IKEv1 DEBUG]" if deep else "[IKEv1]"
    return "crypto ikev1", f"{now:%b %d %H:%M:%S} {mark}{text}"


def _both(device: Device, number: int, level: int, text: str) -> Lines:
    """Yield a message and its line of the debug."""
    yield asa_log(number, level, text)
    yield _debug(device, text)


def _who(end: End) -> str:
    return f"Group = {end.peer}, IP = {end.peer}"


def _block(block: Block) -> str:
    return f"{block.address}/{block.netmask}"


def _proxies(flow: Ace) -> tuple[str, str]:
    """Return remote and local proxy of what came, as the responder has it."""
    texts = []
    for block, ports in (
        (flow.source, flow.source_ports),
        (flow.destination, flow.destination_ports),
    ):
        port = ports.low if ports.low == ports.high else 0
        texts.append(f"{_block(block)}/{flow.protocol}/{port}")
    return texts[0], texts[1]


def asa_begin(device: Device, exchange: Exchange, tries: int, *, initiator: bool) -> Lines:
    """Yield what an ASA prints of phase 1, or of IKE_SA_INIT and IKE_AUTH."""
    if exchange.version == 2:
        yield from (initiator_ikev2 if initiator else responder_ikev2)(device, exchange, tries)
    else:
        yield from (_initiator1 if initiator else _responder1)(device, exchange, tries)


def _initiator1(device: Device, exchange: Exchange, tries: int) -> Lines:
    end, reason = exchange.initiator, exchange.refusal
    if reason is Reason.NO_KEY:
        yield from _both(
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
        yield _debug(device, "Pitcher: received a key acquire message, spi 0x0", deep=True)
        yield from _both(
            device,
            713041,
            5,
            f"IP = {end.peer}, IKE Initiator: New Phase 1, Intf inside, IKE Peer {end.peer}  local Proxy Address {local}, remote Proxy Address {remote},  Crypto map ({exchange.entry.tag})",
        )
        yield _debug(device, f"IP = {end.peer}, constructing ISAKMP SA payload", deep=True)
    word = "RESENDING" if tries % 4 else "SENDING"
    yield _debug(
        device,
        f"IP = {end.peer}, IKE_DECODE {word} Message (msgid=0) with payloads : HDR + SA (1) + VENDOR (13) + VENDOR (13) + VENDOR (13) + VENDOR (13) + NONE (0) total length : 168",
    )
    if reason in (Reason.POLICY, Reason.PEER_NO_KEY):
        yield from _both(
            device,
            713903,
            4,
            f"IP = {end.peer}, Received an un-encrypted NO_PROPOSAL_CHOSEN notify message, dropping",
        )
    if reason is Reason.KEYS:
        yield from _both(
            device,
            713903,
            4,
            f"{_who(end)}, Received an un-encrypted PAYLOAD_MALFORMED notify message, dropping",
        )
        yield from _both(
            device,
            713903,
            4,
            f"{_who(end)}, Error, peer has indicated that something is wrong with our message.  This could indicate a pre-shared key mismatch.",
        )
    if reason is not None and tries % 4 == 3:
        state = "MM_WAIT_MSG6" if reason in (Reason.KEYS, Reason.PORT_4500) else "MM_WAIT_MSG2"
        yield _debug(
            device,
            f"IP = {end.peer}, IKE MM Initiator FSM error history (struct 0x00007fffd1b5a2f0)  <state>, <event>:  MM_DONE, EV_ERROR-->{state}, EV_RETRY-->{state}, EV_TIMEOUT-->{state}, NullEvent",
            deep=True,
        )
        yield _debug(
            device,
            f"IP = {end.peer}, IKE SA MM:8f4d0a1c terminating:  flags 0x01000022, refcnt 0, tuncnt 0",
            deep=True,
        )
        yield _debug(
            device, f"IP = {end.peer}, sending delete/delete with reason message", deep=True
        )
        yield from _both(
            device, 713902, 3, f"IP = {end.peer}, Removing peer from peer table failed, no match!"
        )
        yield from _both(
            device, 713903, 4, f"IP = {end.peer}, Error: Unable to remove PeerTblEntry"
        )
    if reason is None:
        yield from _phase1(device, end, exchange, at=0)


def _phase1(device: Device, end: End, exchange: Exchange, at: int) -> Lines:
    self_, other = exchange.translated[at], exchange.translated[1 - at]
    behind = ("is" if other else "is NOT", "IS" if self_ else "is NOT")
    yield _debug(
        device,
        f"{_who(end)}, Automatic NAT Detection Status:     Remote end {behind[0]} behind a NAT device     This   end {behind[1]} behind a NAT device",
    )
    yield from _both(device, 713119, 5, f"{_who(end)}, PHASE 1 COMPLETED")
    yield _debug(device, f"IP = {end.peer}, Keep-alive type for this connection: DPD")


def _responder1(device: Device, exchange: Exchange, tries: int) -> Lines:
    end, reason = exchange.answering, exchange.refusal
    yield _debug(device, f"IP = {end.peer}, processing SA payload", deep=True)
    if reason is Reason.POLICY:
        for check in exchange.checks:
            yield _debug(
                device,
                f"Phase 1 failure:  Mismatched attribute types for class {_CLASSES.get(check.complaint, check.complaint)}:  Rcv'd: {_value(check.offer, check.complaint)}  Cfg'd: {_value(check.policy, check.complaint)}",
            )
        yield _debug(device, f"IP = {end.peer}, All SA proposals found unacceptable", deep=True)
        yield from _both(
            device, 713048, 3, f"IP = {end.peer}, Error processing payload: Payload ID: 1"
        )
        return
    if reason is Reason.PEER_NO_KEY:
        yield from _both(
            device,
            713138,
            3,
            f"IP = {end.peer}, Group {end.peer} not found and BASE GROUP default preshared key not configured",
        )
        yield from _both(
            device, 713902, 3, f"IP = {end.peer}, Removing peer from peer table failed, no match!"
        )
        yield from _both(
            device, 713903, 4, f"IP = {end.peer}, Error: Unable to remove PeerTblEntry"
        )
        return
    yield _debug(device, f"IP = {end.peer}, Oakley proposal is acceptable", deep=True)
    if end.key_source == "DefaultL2LGroup":
        yield from _both(
            device,
            713139,
            5,
            f"IP = {end.peer}, Group {end.peer} not found, using BASE GROUP default preshared key",
        )
    else:
        yield _debug(device, f"IP = {end.peer}, Connection landed on tunnel_group {end.peer}")
    if reason is Reason.KEYS:
        yield from _both(
            device,
            713903,
            4,
            f"{_who(end)}, Received encrypted Oakley Main Mode packet with invalid payloads, MessID = 0",
        )
        yield from _both(device, 713048, 3, f"{_who(end)}, Error processing payload: Payload ID: 5")
        return
    if reason is None:
        yield from _phase1(device, end, exchange, at=1)
    elif tries % 4 == 3:
        yield from _both(
            device, 713902, 3, f"{_who(end)}, Removing peer from peer table failed, no match!"
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


# --- phase 2 of IKEv1 ---


def asa_child(
    device: Device,
    exchange: Exchange,
    child: Child,
    pair: Pair | None,
    *,
    initiator: bool,
    began: bool,
) -> Lines:
    """Yield what an ASA prints of phase 2, or of the child of IKEv2."""
    end = exchange.initiator if initiator else exchange.answering
    if exchange.version == 2:
        yield from child_ikev2(exchange, child, pair, end, initiator=initiator)
        return
    del began
    number = number_of(
        "M-ID", exchange.initiator.local, exchange.initiator.peer, child.offer.text()
    )
    failed = f"{_who(end)}, QM FSM error (P2 struct &0x00007fff{number_of('p2', number):08x}, mess id 0x{number:x})!"
    if child.refusal is None:
        if not initiator:
            yield _debug(
                device,
                f"{_who(end)}, Received remote IP Proxy Subnet data in ID Payload:   Address {child.offer.source.address}, Mask {child.offer.source.netmask}, Protocol {child.offer.protocol}, Port 0",
            )
            yield _debug(
                device,
                f"{_who(end)}, Received local IP Proxy Subnet data in ID Payload:   Address {child.offer.destination.address}, Mask {child.offer.destination.netmask}, Protocol {child.offer.protocol}, Port 0",
            )
            tag = child.entry.tag if child.entry is not None else ""
            yield from _both(
                device, 713066, 7, f"{_who(end)}, IKE Remote Peer configured for crypto map: {tag}"
            )
            yield _debug(device, f"{_who(end)}, IKE: requesting SPI!")
        yield from _made(device, end, pair, "Initiator" if initiator else "Responder")
        yield from _both(device, 713120, 5, f"{_who(end)}, PHASE 2 COMPLETED (msgid={number:08x})")
        return
    if initiator:
        yield from _both(
            device,
            713068,
            5,
            f"{_who(end)}, Received non-routine Notify message: No proposal chosen (14)",
        )
        yield from _both(device, 713902, 3, failed)
        return
    remote, local = _proxies(child.offer)
    if child.refusal in (Reason.SELECTOR, Reason.PEER, Reason.LOCAL_ADDRESS):
        for entry in end.facts.entries:
            yield from _looked(device, end, child, entry.tag, entry.sequence)
        yield from _both(
            device,
            713061,
            3,
            f"{_who(end)}, Rejecting IPSec tunnel: no matching crypto map entry for remote proxy {remote} local proxy {local} on interface {_interface(end.facts, end.local)}",
        )
    else:
        yield _debug(device, f"{_who(end)}, processing IPSec SA payload", deep=True)
        yield from _both(
            device, 713904, 5, f"{_who(end)}, All IPSec SA proposals found unacceptable!"
        )
    yield from _both(device, 713902, 3, failed)
    yield from _both(
        device, 713902, 3, f"{_who(end)}, Removing peer from correlator table failed, no match!"
    )


def _looked(device: Device, end: End, child: Child, tag: str, sequence: int) -> Lines:
    source, target = child.offer.destination.address, child.offer.source.address
    yield _debug(
        device, f"{_who(end)}, Static Crypto Map check, checking map = {tag}, seq = {sequence}..."
    )
    yield from _both(
        device,
        713222,
        7,
        f"{_who(end)}, Static Crypto Map check, map = {tag}, seq = {sequence}, ACL does not match proxy IDs src:{source} dst:{target}",
    )


def _interface(facts: Facts, address: str) -> str:
    port = facts.owner(address)
    return port.title if port is not None else "outside"


def _made(device: Device, end: End, pair: Pair | None, role: str) -> Lines:
    if pair is None:
        return
    sa = pair.ends[end.facts.device].sa
    if sa.inbound is None or sa.outbound is None:
        return
    if role:
        yield from _both(
            device,
            713049,
            5,
            f"{_who(end)}, Security negotiation complete for LAN-to-LAN Group ({end.peer})  {role}, Inbound SPI = 0x{sa.inbound.value:08x}, Outbound SPI = 0x{sa.outbound.value:08x}",
        )
    yield asa_log(
        602303,
        6,
        f"IPSEC: An outbound LAN-to-LAN SA (SPI= 0x{sa.outbound.value:08X}) between {end.local} and {end.peer} (user= {end.peer}) has been created.",
    )
    yield asa_log(
        602303,
        6,
        f"IPSEC: An inbound LAN-to-LAN SA (SPI= 0x{sa.inbound.value:08X}) between {end.local} and {end.peer} (user= {end.peer}) has been created.",
    )


def asa_end(end_peer: str, local: str, spis: tuple[int, int]) -> Lines:
    """Yield what an ASA prints of associations that end."""
    for way, value in zip(("outbound", "inbound"), spis, strict=True):
        yield asa_log(
            602304,
            6,
            f"IPSEC: An {way} LAN-to-LAN SA (SPI= 0x{value:08X}) between {local} and {end_peer} (user= {end_peer}) has been deleted.",
        )
