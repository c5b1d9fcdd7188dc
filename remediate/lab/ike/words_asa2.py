"""What an ASA prints of IKEv2: messages of the log, and lines of ``debug crypto ikev2 protocol``.

The vendor's syslog guide and captures show 750001, 750003, 750006, 751009, 751022, 752003, 752012, 752015 and the
debugs; from memory: 750002, 751002, 752006.
"""

from __future__ import annotations

from remediate.lab.aces import Block
from remediate.lab.device import Device
from remediate.lab.ike.asa_voice import asa_log
from remediate.lab.ike.exchange import Child, End, Exchange, Reason
from remediate.lab.ike.state import Pair
from remediate.lab.ike.voice import Lines, Said
from remediate.lab.ike.words_ikev2 import proposal_text

__all__ = ["child_ikev2", "initiator_ikev2", "responder_ikev2"]


def _prefix(end: End, name: str = "Unknown") -> str:
    return f"Local:{end.local}:500 Remote:{end.peer}:500 Username:{name} "


def _proto(level: int, text: str) -> Said:
    return "crypto ikev2 protocol", f"IKEv2-PROTO-{level}: (16): {text}"


def initiator_ikev2(device: Device, exchange: Exchange, tries: int) -> Lines:
    """Yield what the initiator logs of IKE_SA_INIT and IKE_AUTH."""
    del device
    end, reason, entry = exchange.initiator, exchange.refusal, exchange.entry
    where = f"Map Tag = {entry.tag}.  Map Sequence Number = {entry.sequence}."
    if reason in (Reason.NO_PROFILE, Reason.NO_KEY, Reason.NO_CERTIFICATE):
        yield asa_log(
            751009 if reason is Reason.NO_PROFILE else 751002,
            3,
            _prefix(end)
            + (
                "Unable to find tunnel group for peer."
                if reason is Reason.NO_PROFILE
                else f"No preshared key or trustpoint configured for self in tunnel group {end.peer}"
            ),
        )
        yield asa_log(
            752006,
            3,
            f"Tunnel Manager failed to dispatch a KEY_ACQUIRE message.  Probable mis-configuration of the crypto map or tunnel-group.  {where}",
        )
        return
    lost = reason in (Reason.NO_ANSWER, Reason.ANSWER_LOST, Reason.NO_ROUTE, Reason.PORT_4500)
    if tries % 7 == 0 or not lost:
        yield asa_log(
            752003, 5, f"Tunnel Manager dispatching a KEY_ACQUIRE message to IKEv2.  {where}"
        )
        flow = next((row.ace for row in entry.rows if row.permit), None)
        ranges = (_range(flow.source), _range(flow.destination)) if flow else ("", "")
        yield asa_log(
            750001,
            5,
            _prefix(end)
            + f"IKEv2 Received request to establish an IPsec tunnel; local traffic selector = Address Range: {ranges[0]} Protocol: 0 Port Range: 0-65535; remote traffic selector = Address Range: {ranges[1]} Protocol: 0 Port Range: 0-65535",
        )
        yield _proto(2, f"Sending Packet [To {end.peer}:500/From {end.local}:500/VRF i0:f0] ")
    why = {Reason.POLICY: "Received no proposal chosen notify", Reason.KEYS: "Auth exchange failed", Reason.PEER_NO_PROFILE: "Auth exchange failed", Reason.PEER_NO_KEY: "Auth exchange failed", Reason.METHOD: "Auth exchange failed", Reason.CERTIFICATE: "Auth exchange failed", Reason.CERTIFICATE_BACK: "Auth exchange failed", Reason.KEYS_BACK: "Auth exchange failed", Reason.IDENTITY: "Auth exchange failed"}  # fmt: skip
    if lost and tries % 7 == 6:
        text = "Maximum number of retransmissions reached"
    elif reason in why:
        text = why[reason]
    else:
        return
    if reason in (Reason.KEYS_BACK, Reason.IDENTITY):
        yield _proto(1, "Verification of peer's authentication data FAILED")
    elif reason is not None and not lost and reason is not Reason.POLICY:
        yield _proto(
            2,
            f"Received Packet [From {end.peer}:500/To {end.local}:500/VRF i0:f0] \nPayload contents: \n NOTIFY(AUTHENTICATION_FAILED) ",
        )
    yield _proto(1, text)
    yield asa_log(750003, 4, _prefix(end) + f"IKEv2 Negotiation aborted due to ERROR: {text}")
    yield asa_log(752012, 4, f"IKEv2 was unsuccessful at setting up a tunnel.  {where}")
    yield asa_log(
        752015,
        3,
        f"Tunnel Manager has failed to establish an L2L SA.  All configured IKE versions failed to establish the tunnel. Map Tag= {entry.tag}.  Map Sequence Number = {entry.sequence}.",
    )


def _range(block: Block) -> str:
    high = block.network | block.wildcard
    return f"{block.address}-{Block(high, 0).address}"


def responder_ikev2(device: Device, exchange: Exchange, tries: int) -> Lines:
    """Yield what the responder logs of them."""
    del device, tries
    end, reason = exchange.answering, exchange.refusal
    yield asa_log(750002, 5, _prefix(end) + "IKEv2 Received a IKE_INIT_SA request")
    yield _proto(2, f"Received Packet [From {end.peer}:500/To {end.local}:500/VRF i0:f0] ")
    yield _proto(4, "Verify SA init message")
    yield _proto(4, "Processing IKE_SA_INIT message")
    if reason is Reason.POLICY:
        for name, proposals in (("Received", exchange.offered), ("Expected", exchange.expected)):
            listed = "".join(
                f"\nProposal {at}:  {proposal_text(item)}" for at, item in enumerate(proposals, 1)
            )
            yield _proto(1, f"{name} Policies: {listed}")
            yield _proto(1, "Failed to find a matching policy")
        yield _proto(2, "Sending no proposal chosen notify")
        yield _proto(1, "Failed SA init exchange")
        yield _proto(1, "Initial exchange failed")
        yield asa_log(
            750003,
            4,
            _prefix(end)
            + "IKEv2 Negotiation aborted due to ERROR: Failed to find a matching policy",
        )
        return
    if reason is Reason.PEER_NO_PROFILE:
        yield asa_log(751009, 3, _prefix(end) + "Unable to find tunnel group for peer.")
    elif reason is Reason.PEER_NO_KEY:
        yield asa_log(
            751002,
            3,
            _prefix(end)
            + f"No preshared key or trustpoint configured for self in tunnel group {end.profile}",
        )
    if reason in (
        Reason.PEER_NO_PROFILE,
        Reason.PEER_NO_KEY,
        Reason.KEYS,
        Reason.METHOD,
        Reason.CERTIFICATE,
    ):
        yield _proto(1, "Verification of peer's authentication data FAILED")
        yield _proto(2, "Sending authentication failure notify")
        yield asa_log(
            750003,
            4,
            _prefix(end, end.peer) + "IKEv2 Negotiation aborted due to ERROR: Auth exchange failed",
        )
    elif reason is Reason.PORT_4500:
        yield asa_log(
            750003,
            4,
            _prefix(end)
            + "IKEv2 Negotiation aborted due to ERROR: Failed to receive the AUTH msg before the timer expired",
        )


def child_ikev2(
    exchange: Exchange, child: Child, pair: Pair | None, end: End, *, initiator: bool
) -> Lines:
    """Yield what an end logs of the child."""
    name = end.peer
    if child.refusal is None:
        yield asa_log(750006, 5, _prefix(end, name) + "IKEv2 SA UP. Reason: New Connection Setup")
        yield from _made_quietly(end, pair)
        return
    if initiator:
        text = (
            "Received no proposal chosen notify"
            if child.refusal not in (Reason.SELECTOR, Reason.PEER)
            else "Received TS unacceptable notify"
        )
    elif child.refusal in (Reason.SELECTOR, Reason.PEER, Reason.LOCAL_ADDRESS):
        remote, local = (
            f"{_low_high(item)}/0/65535/0" for item in (child.offer.source, child.offer.destination)
        )
        yield asa_log(
            751022,
            3,
            _prefix(end, name)
            + f"IKEv2 Tunnel rejected: Crypto Map Policy not found for remote traffic selector {remote} local traffic selector {local}!",
        )
        text = "There was no IPSEC policy found for received TS"
    else:
        yield _proto(
            1,
            "Received Policies: "
            + "".join(
                f"\nESP: Proposal {at}:  {' '.join(item.items)}"
                for at, item in enumerate(child.sets, 1)
            ),
        )
        yield _proto(1, "Failed to find a matching policy")
        text = "Failed to find a matching policy"
    yield _proto(1, text)
    yield asa_log(750003, 4, _prefix(end, name) + f"IKEv2 Negotiation aborted due to ERROR: {text}")
    del exchange


def _low_high(block: Block) -> str:
    return f"{block.address}/{Block(block.network | block.wildcard, 0).address}"


def _made_quietly(end: End, pair: Pair | None) -> Lines:
    if pair is None:
        return
    sa = pair.ends[end.facts.device].sa
    for way, spi in (("outbound", sa.outbound), ("inbound", sa.inbound)):
        if spi is not None:
            yield asa_log(
                602303,
                6,
                f"IPSEC: An {way} LAN-to-LAN SA (SPI= 0x{spi.value:08X}) between {end.local} and {end.peer} (user= {end.peer}) has been created.",
            )
