"""What an ASA prints of phase 2 of IKEv1.

The vendor's syslog guide and captures show 713049, 713061, 713066, 713120, 713222, 713902, 713904 and 602303; from memory: 713068.
"""

from __future__ import annotations

from remediate.lab.aces import Ace, Block
from remediate.lab.device import Device
from remediate.lab.ike.asa_voice import asa_both, asa_debug, asa_log, asa_who
from remediate.lab.ike.exchange import Child, End, Exchange, Reason
from remediate.lab.ike.facts import Facts
from remediate.lab.ike.state import Pair, number_of
from remediate.lab.ike.voice import Lines
from remediate.lab.ike.words_asa2 import child_ikev2

__all__ = ["asa_child"]


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
    failed = f"{asa_who(end)}, QM FSM error (P2 struct &0x00007fff{number_of('p2', number):08x}, mess id 0x{number:x})!"
    if child.refusal is None:
        if not initiator:
            yield asa_debug(
                device,
                f"{asa_who(end)}, Received remote IP Proxy Subnet data in ID Payload:   Address {child.offer.source.address}, Mask {child.offer.source.netmask}, Protocol {child.offer.protocol}, Port 0",
            )
            yield asa_debug(
                device,
                f"{asa_who(end)}, Received local IP Proxy Subnet data in ID Payload:   Address {child.offer.destination.address}, Mask {child.offer.destination.netmask}, Protocol {child.offer.protocol}, Port 0",
            )
            tag = child.entry.tag if child.entry is not None else ""
            yield from asa_both(
                device,
                713066,
                7,
                f"{asa_who(end)}, IKE Remote Peer configured for crypto map: {tag}",
            )
            yield asa_debug(device, f"{asa_who(end)}, IKE: requesting SPI!")
        yield from _made(device, end, pair, "Initiator" if initiator else "Responder")
        yield from asa_both(
            device, 713120, 5, f"{asa_who(end)}, PHASE 2 COMPLETED (msgid={number:08x})"
        )
        return
    if initiator:
        yield from asa_both(
            device,
            713068,
            5,
            f"{asa_who(end)}, Received non-routine Notify message: No proposal chosen (14)",
        )
        yield from asa_both(device, 713902, 3, failed)
        return
    remote, local = _proxies(child.offer)
    if child.refusal in (Reason.SELECTOR, Reason.PEER, Reason.LOCAL_ADDRESS):
        for entry in end.facts.entries:
            yield from _looked(device, end, child, entry.tag, entry.sequence)
        yield from asa_both(
            device,
            713061,
            3,
            f"{asa_who(end)}, Rejecting IPSec tunnel: no matching crypto map entry for remote proxy {remote} local proxy {local} on interface {_interface(end.facts, end.local)}",
        )
    else:
        yield asa_debug(device, f"{asa_who(end)}, processing IPSec SA payload", deep=True)
        yield from asa_both(
            device, 713904, 5, f"{asa_who(end)}, All IPSec SA proposals found unacceptable!"
        )
    yield from asa_both(device, 713902, 3, failed)
    yield from asa_both(
        device, 713902, 3, f"{asa_who(end)}, Removing peer from correlator table failed, no match!"
    )


def _looked(device: Device, end: End, child: Child, tag: str, sequence: int) -> Lines:
    source, target = child.offer.destination.address, child.offer.source.address
    yield asa_debug(
        device,
        f"{asa_who(end)}, Static Crypto Map check, checking map = {tag}, seq = {sequence}...",
    )
    yield from asa_both(
        device,
        713222,
        7,
        f"{asa_who(end)}, Static Crypto Map check, map = {tag}, seq = {sequence}, ACL does not match proxy IDs src:{source} dst:{target}",
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
        yield from asa_both(
            device,
            713049,
            5,
            f"{asa_who(end)}, Security negotiation complete for LAN-to-LAN Group ({end.peer})  {role}, Inbound SPI = 0x{sa.inbound.value:08x}, Outbound SPI = 0x{sa.outbound.value:08x}",
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
