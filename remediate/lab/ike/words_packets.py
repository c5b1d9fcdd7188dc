"""What devices print of packets that they refuse, and of associations that end.

All but ``SESSION_STATUS`` of IOS-XE for IKEv2 (from memory) are shown by captures or the vendor's guides.
"""

from __future__ import annotations

from remediate.lab.associations import FlowSa, Spi
from remediate.lab.device import Device
from remediate.lab.ike.facts import Facts
from remediate.lab.ike.state import Flow, Pair

__all__ = ["say_changed", "say_clear", "say_deletion", "say_replayed", "say_session", "say_unknown"]

_TRACE = "%IOSXE-3-PLATFORM: R0/0: cpp_cp: QFP:0.0 Thread:000 TS:00000001250000000000"


def say_unknown(device: Device, facts: Facts, flow: Flow, interface: str) -> None:
    """Say that packets of a flow of the peer belong to no association here."""
    sa = flow.sa
    if sa.outbound is None:
        return
    value = sa.outbound.value
    if facts.asa:
        device.say(
            f"%ASA-4-402114: IPSEC: Received an ESP packet (SPI= 0x{value:08X}, sequence number= 0x{sa.counters.encaps:X}) "
            f"from {sa.local} (user= {sa.local}) to {sa.peer} with an invalid SPI."
        )
        return
    where = f", input interface={interface}" if facts.release.xe and interface else ""
    device.say(
        "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for "
        f"destaddr={sa.peer}, prot=50, spi=0x{value:X}({value}), srcaddr={sa.local}{where}"
    )


def say_changed(device: Device, facts: Facts, far: Flow) -> None:
    """Say that packets came changed."""
    sa = far.sa
    if sa.inbound is None:
        return
    _say_refused(
        device,
        facts,
        sa,
        sa.inbound,
        asa=("402120", "failed authentication"),
        xe=("HMAC_ERROR", "HMAC"),
        classic=f"%CRYPTO-4-RECVD_PKT_MAC_ERR: decrypt: mac verify failed for connection id={sa.inbound.connection} "
        f"local={sa.local} remote={sa.peer} spi={sa.inbound.value:08X} seqno={sa.counters.decaps:08X}",
    )


def say_replayed(device: Device, facts: Facts, far: Flow) -> None:
    """Say that packets came too late."""
    sa = far.sa
    if sa.inbound is None:
        return
    _say_refused(
        device,
        facts,
        sa,
        sa.inbound,
        asa=("402119", "failed anti-replay checking"),
        xe=("REPLAY_ERROR", "anti-replay"),
        classic="%CRYPTO-4-PKT_REPLAY_ERR: decrypt: replay check failed\n"
        f"   connection id={sa.inbound.connection}, sequence number={sa.counters.decaps}",
    )


def _say_refused(
    device: Device,
    facts: Facts,
    sa: FlowSa,
    inbound: Spi,
    *,
    asa: tuple[str, str],
    xe: tuple[str, str],
    classic: str,
) -> None:
    """Say that packets of an association are refused: an ASA by number and reason, IOS-XE by mnemonic and what is wrong."""
    if facts.asa:
        number, reason = asa
        device.say(
            f"%ASA-4-{number}: IPSEC: Received an ESP packet (SPI= 0x{inbound.value:08X}, sequence number= 0x{sa.counters.decaps:X}) "
            f"from {sa.peer} (user= {sa.peer}) to {sa.local} that {reason}."
        )
    elif facts.release.xe:
        mnemonic, wrong = xe
        device.say(
            f"{_TRACE} %IPSEC-3-{mnemonic}: IPSec SA receives {wrong} error, DP Handle {inbound.flow}, "
            f"src_addr {sa.peer}, dest_addr {sa.local}, SPI 0x{inbound.value:x}"
        )
    else:
        device.say(classic)


def say_clear(device: Device, local: str, peer: str) -> None:
    """Say that GRE of a peer came without IPsec."""
    device.say(
        "%CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet. (ip) "
        f"vrf/dest_addr= /{local}, src_addr= {peer}, prot= 47"
    )


def say_session(device: Device, facts: Facts, sa: FlowSa, *, up: bool, version: int) -> None:
    """Say that a session came up or went down, where ``crypto logging session`` asks for it."""
    if facts.asa or not facts.says_sessions:
        return
    state = "UP  " if up else "DOWN"
    port = sa.peer_port
    if version == 2 and facts.release.xe:
        device.say(
            f"%CRYPTO-5-IKEV2_SESSION_STATUS: Crypto tunnel v2 is {state.strip()}.  Peer {sa.peer}:{port}       Id: {sa.peer}"
        )
        return
    device.say(
        f"%CRYPTO-5-SESSION_STATUS: Crypto tunnel is {state}.  Peer {sa.peer}:{port}       Id: {sa.peer}"
    )


def say_deletion(device: Device, facts: Facts, pair: Pair, sa: FlowSa, why: str) -> None:
    """Say that associations ended."""
    if not facts.asa:
        say_session(device, facts, sa, up=False, version=pair.bond.exchange.version)
        return
    who = f"Group = {sa.peer}, IP = {sa.peer}"
    if why == "DPD" and pair.bond.exchange.version == 1:
        device.say(
            f"%ASA-3-713123: {who}, IKE lost contact with remote peer, deleting connection (keepalive type: DPD)"
        )
    for way, spi in (("outbound", sa.outbound), ("inbound", sa.inbound)):
        if spi is not None:
            device.say(
                f"%ASA-6-602304: IPSEC: An {way} LAN-to-LAN SA (SPI= 0x{spi.value:08X}) between {sa.local} and "
                f"{sa.peer} (user= {sa.peer}) has been deleted."
            )
