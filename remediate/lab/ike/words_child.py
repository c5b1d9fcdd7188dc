"""What routers print of a child of IKEv2, of both debugs. Captures show what comes of it; the packets' payloads are from memory."""

from __future__ import annotations

from remediate.lab.device import Device
from remediate.lab.ike.exchange import Child, Exchange, Reason
from remediate.lab.ike.state import Pair
from remediate.lab.ike.voice import Lines, Voice
from remediate.lab.ike.words_created import child_sas
from remediate.lab.ike.words_ikev2 import packet
from remediate.lab.ike.words_quick import request

__all__ = ["child_lines"]


def child_lines(
    device: Device,
    exchange: Exchange,
    child: Child,
    pair: Pair | None,
    connection: int,
    *,
    initiator: bool,
    began: bool,
) -> Lines:
    """Yield what an end prints of the child: within IKE_AUTH (``began``), or of CREATE_CHILD_SA."""
    voice = Voice(device, connection)
    end = exchange.initiator if initiator else exchange.answering
    kind = "IKE_AUTH" if began else "CREATE_CHILD_SA"
    if initiator:
        yield from request(device, exchange, child, voice)
    if not began:
        way = "Sending" if initiator else "Received"
        ke = " KE" if child.pfs is not None else ""
        yield packet(voice, end, way, f"{kind} Exchange REQUEST", f" SA N{ke} TSi TSr ", exchange)
    head = " VID IDr AUTH" if began else ""
    way = "Received" if initiator else "Sending"
    notify = {Reason.SELECTOR: "TS_UNACCEPTABLE", Reason.PEER: "TS_UNACCEPTABLE", Reason.PFS: "INVALID_KE_PAYLOAD"}  # fmt: skip
    if child.refusal is not None:
        text = notify.get(child.refusal, "NO_PROPOSAL_CHOSEN")
        if not initiator:
            yield from _child_refused(voice, child)
        yield packet(
            voice, end, way, f"{kind} Exchange RESPONSE", f"{head} NOTIFY({text}) ", exchange
        )
    else:
        yield packet(voice, end, way, f"{kind} Exchange RESPONSE", f"{head} SA TSi TSr ", exchange)
    if began:
        one, other = exchange.initiator.identity, exchange.answering.identity
        yield voice.ikev2(
            f"Session with IKE ID PAIR ({other if initiator else one}, {one if initiator else other}) is UP"
        )
    if child.refusal is not None:
        if initiator:
            why = (
                "Received no proposal chosen notify"
                if text == "NO_PROPOSAL_CHOSEN"
                else f": Received {text} notify"
            )
            yield voice.ikev2(why, error=True)
        return
    if pair is not None:
        yield voice.engine("crypto_engine: Create IPSec SA (by keys)")
        yield from child_sas(voice, end, pair)


def _child_refused(voice: Voice, child: Child) -> Lines:
    if child.refusal in (Reason.SELECTOR, Reason.PEER):
        yield voice.ipsec("ipsec_process_proposal): proxy identities not supported")
        yield voice.ikev2(": There was no IPSEC policy found for received TS", error=True)
        yield voice.ikev2("Sending TS unacceptable notify")
        yield voice.log(
            "%IKEV2-3-NEG_ABORT: Negotiation aborted due to ERROR: "
            "There was no IPSEC policy found for received TS"
        )
        return
    if child.refusal is Reason.PFS:
        yield voice.ikev2(": The peer's KE payload contained the wrong DH group", error=True)
        return
    for item in child.sets:
        yield voice.ipsec(
            "ipsec_process_proposal): transform proposal not supported for identity: \n"
            f"    {{{' '.join(text.removesuffix(' 128') for text in item.items)} }}"
        )
    yield voice.ikev2(": Failed to find a matching policy", error=True)
    yield voice.ikev2("Sending no proposal chosen notify")
    yield voice.log(
        "%IKEV2-3-NEG_ABORT: Negotiation aborted due to ERROR: Failed to find a matching policy"
    )
