"""What devices log of each fault: buffered messages and debugs, by platform."""

from __future__ import annotations

from bench.fleets.model import End, Flow, Net, Tunnel

__all__ = [
    "accepted",
    "invalid_spi",
    "key_differs",
    "mac_errors",
    "not_answering",
    "packet_errors",
    "phase1_refused",
    "proxies_refused",
    "replays",
    "sequence_errors",
    "transform_refused",
]


def _stamped(end: End, found: list[str]) -> list[str]:
    """Put the time before lines that begin something; continuations stay as they are."""
    if end.device.asa:
        return [f"Nov 10 2014 10:15:{at % 60:02}: {line}" for at, line in enumerate(found)]
    return [
        line if line.startswith(" ") else f"*Nov 10 10:15:{at % 60:02}.{at * 37 % 1000:03}: {line}"
        for at, line in enumerate(found)
    ]


def accepted(tunnel: Tunnel, end: End) -> list[str]:
    """Return a negotiation that comes about: proposals are refused before one is accepted."""
    del tunnel
    peer = end.peer
    group = f"Group = {peer}, IP = {peer}"
    if end.device.asa:
        return _stamped(
            end,
            [
                f"%ASA-7-715047: IP = {peer}, processing SA payload",
                f"%ASA-7-715028: IP = {peer}, IKE SA Proposal # 1, Transform # 2 acceptable  Matches global IKE entry # 1",
                f"%ASA-5-713119: {group}, PHASE 1 COMPLETED",
                f"%ASA-5-713120: {group}, PHASE 2 COMPLETED (msgid=1c1bd2f0)",
            ],
        )
    return _stamped(
        end,
        [
            f"ISAKMP (0): received packet from {peer} dport 500 sport 500 Global (N) NEW SA",
            "ISAKMP:(0):Checking ISAKMP transform 1 against priority 10 policy",
            "ISAKMP:(0):Encryption algorithm offered does not match policy!",
            "ISAKMP:(0):atts are not acceptable. Next payload is 3",
            "ISAKMP:(0):Checking ISAKMP transform 2 against priority 10 policy",
            "ISAKMP:(0):atts are acceptable. Next payload is 3",
            "ISAKMP:(1003):Old State = IKE_R_MM5  New State = IKE_P1_COMPLETE ",
            "ISAKMP:(1003):Checking IPSec proposal 1",
            "ISAKMP:(1003):atts are acceptable.",
        ],
    )


def phase1_refused(tunnel: Tunnel, end: End) -> list[str]:
    """Return what the responder ``end`` logs when no policy is acceptable."""
    del tunnel
    peer, local = end.peer, end.device.outside
    if end.device.asa:
        return _stamped(
            end,
            [
                f"%ASA-7-715047: IP = {peer}, processing SA payload",
                f"%ASA-7-713906: IP = {peer}, All SA proposals found unacceptable",
                f"%ASA-3-713048: IP = {peer}, Error processing payload: Payload ID: 1",
            ],
        )
    found = [f"ISAKMP (0): received packet from {peer} dport 500 sport 500 Global (N) NEW SA"]
    for at, _ in enumerate(end.device.policies, 1):
        found += [
            f"ISAKMP:(0):Checking ISAKMP transform 1 against priority {10 * at} policy",
            "ISAKMP:(0):Hash algorithm offered does not match policy!",
            "ISAKMP:(0):atts are not acceptable. Next payload is 0",
        ]
    found += [
        "ISAKMP:(0):no offers accepted!",
        f"ISAKMP:(0): phase 1 SA policy not acceptable! (local {local} remote {peer})",
        f"%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main mode failed with peer at {peer}",
    ]
    return _stamped(end, found)


def key_differs(tunnel: Tunnel, end: End) -> list[str]:
    """Return what ``end`` logs when it decrypts with another key."""
    del tunnel
    if end.device.asa:
        line = f"%ASA-4-713903: Group = {end.peer}, IP = {end.peer}, Error: Unable to remove PeerTblEntry"
        return _stamped(end, [line])
    line = f"%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from {end.peer} failed its sanity check or is malformed"
    return _stamped(end, ["ISAKMP: reserved not zero on ID payload!", line])


def _proxy(net: Net) -> str:
    return f"{net}/{net.netmask}/0/0"


def proxies_refused(tunnel: Tunnel, end: End) -> list[str]:
    """Return what ``end`` logs when its peer asks for a flow that is no mirror of its own."""
    peer, local = end.peer, end.device.outside
    asked = next(
        (flow for flow in tunnel.other(end).flows if flow.mirrored() not in end.flows),
        Flow(Net(0, 0), Net(0, 0)),
    )
    if end.device.asa:
        group = f"Group = {peer}, IP = {peer}"
        return _stamped(
            end,
            [
                f"%ASA-3-713061: {group}, Rejecting IPSec tunnel: no matching crypto map entry for remote proxy {_proxy(asked.source)} local proxy {_proxy(asked.destination)} on interface outside",
                f"%ASA-3-713902: {group}, QM FSM error (P2 struct &0xcca2f490, mess id 0x1c1bd2)!",
            ],
        )
    return _stamped(
        end,
        [
            "IPSEC(validate_proposal_request): proposal part #1,",
            f"  (key eng. msg.) INBOUND local= {local}:0, remote= {peer}:0, ",
            f"    local_proxy= {_proxy(asked.destination)} (type=4), ",
            f"    remote_proxy= {_proxy(asked.source)} (type=4), ",
            "IPSEC(ipsec_process_proposal): proxy identities not supported",
            "ISAKMP:(1002): IPSec policy invalidated proposal with error 32",
            f"ISAKMP:(1002): phase 2 SA policy not acceptable! (local {local} remote {peer})",
        ],
    )


def transform_refused(tunnel: Tunnel, end: End) -> list[str]:
    """Return what ``end`` logs when no proposal of its peer's is acceptable."""
    peer, local = end.peer, end.device.outside
    if end.device.asa:
        group = f"Group = {peer}, IP = {peer}"
        return _stamped(
            end,
            [
                f"%ASA-5-713904: {group}, All IPSec SA proposals found unacceptable!",
                f"%ASA-3-713902: {group}, QM FSM error (P2 struct &0xcca2f490, mess id 0x1c1bd2)!",
            ],
        )
    asked = tunnel.other(end).sets[0]
    return _stamped(
        end,
        [
            "IPSEC(ipsec_process_proposal): transform proposal not supported for identity: ",
            f"    {{{asked.cipher} {asked.authentication} }}",
            "ISAKMP:(1002): IPSec policy invalidated proposal with error 256",
            f"ISAKMP:(1002): phase 2 SA policy not acceptable! (local {local} remote {peer})",
        ],
    )


def not_answering(tunnel: Tunnel, end: End) -> list[str]:
    """Return what ``end`` logs while nothing comes back."""
    del tunnel
    if end.device.asa:
        line = f"%ASA-7-715065: IP = {end.peer}, IKE MM Initiator FSM error history (struct &0x74d4d8c8)  <state>, <event>:  MM_DONE, EV_ERROR-->MM_WAIT_MSG2, EV_RETRY-->MM_WAIT_MSG2, EV_TIMEOUT"
        return _stamped(end, [line])
    found = []
    for count in range(1, 6):
        found += [
            "ISAKMP:(0): retransmitting phase 1 MM_NO_STATE...",
            f"ISAKMP (0): incrementing error counter on sa, attempt {count} of 5: retransmit phase 1",
            "ISAKMP:(0): retransmitting phase 1 MM_NO_STATE",
            f"ISAKMP:(0): sending packet to {end.peer} my_port 500 peer_port 500 (I) MM_NO_STATE",
        ]
    found.append(
        f'ISAKMP:(0):deleting SA reason "Death by retransmission P1" state (I) MM_NO_STATE (peer {end.peer})'
    )
    return _stamped(end, found)


def replays(tunnel: Tunnel, end: End) -> list[str]:
    """Return lasting replay errors of ``end``."""
    del tunnel
    peer, local = end.peer, end.device.outside
    if end.device.asa:
        line = (
            f"%ASA-4-402119: IPSEC: Received an ESP packet (SPI= 0x4A5B6C7D, sequence number= 0x{{at:X}}) from"
            f" {peer} (user= {peer}) to {local} that failed anti-replay checking."
        )
    else:
        line = "%CRYPTO-4-PKT_REPLAY_ERR: decrypt: replay check failed connection id=2001, sequence number={at}"
    return _stamped(end, [line.format(at=200 + 3 * at) for at in range(20)])


def invalid_spi(tunnel: Tunnel, end: End) -> list[str]:
    """Return packets of an SA that ``end`` no longer has."""
    del tunnel
    peer, local = end.peer, end.device.outside
    if end.device.asa:
        line = (
            "%ASA-4-402114: IPSEC: Received an ESP packet (SPI= 0x3EA71AED, sequence number= 0x{at:X}) from"
            f" {peer} to {local} with an invalid SPI."
        )
    else:
        line = (
            f"%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr={local},"
            f" prot=50, spi=0x3EA71AED(1051138797), srcaddr={peer}"
        )
    return _stamped(end, [line.format(at=at) for at in range(20)])


def mac_errors(tunnel: Tunnel, end: End) -> list[str]:
    """Return lasting authentication errors of ``end``."""
    del tunnel
    peer, local = end.peer, end.device.outside
    if end.device.asa:
        line = (
            f"%ASA-4-402120: IPSEC: Received an ESP packet (SPI= 0x4A5B6C7D, sequence number= 0x{{at:X}}) from"
            f" {peer} (user= {peer}) to {local} that failed authentication."
        )
    else:
        line = (
            f"%CRYPTO-4-RECVD_PKT_MAC_ERR: decrypt: mac verify failed for connection id=2001 local={local}"
            f" remote={peer} spi=4A5B6C7D seqno={{at:08X}}"
        )
    return _stamped(end, [line.format(at=at) for at in range(20)])


def packet_errors(tunnel: Tunnel, end: End) -> list[str]:
    """Return what an accelerator of ``end`` prints of fragments."""
    del tunnel
    line = "%HW_VPN-1-HPRXERR: Hardware VPN0/2: Packet Encryption/Decryption error, status=4615"
    return _stamped(end, [line] * 20)


def sequence_errors(tunnel: Tunnel, end: End) -> list[str]:
    """Return what the module of a 1700 at ``end`` prints of packets out of order."""
    del tunnel
    return _stamped(end, ["%C1700_EM-1-ERROR: packet-rx error: ESP sequence fail"] * 20)
