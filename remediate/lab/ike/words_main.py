"""What routers print of IKEv1 phase 1.

Captures and the vendor's document show: the checks of offers and their closing lines, retransmissions, missing
keys, the state changes, ``reserved not zero``, the messages of the log and those of refused weak algorithms.
From memory: peer structures, vendor identities, the reasons of deletion but for ``Death by retransmission P1``.
"""

from __future__ import annotations

from remediate.lab.device import Device
from remediate.lab.ike.exchange import Check, Exchange, Reason
from remediate.lab.ike.facts import Policy
from remediate.lab.ike.voice import Lines, Voice
from remediate.lab.ike.words_certificates import REFUSED, refused, signing, taken
from remediate.lab.ike.words_offers import checks, compliance, lifetime
from remediate.lab.ike.words_steps import again, moved, opened, received, sent, vendors

__all__ = ["initiator_lines", "responder_lines"]

_BAD = "failed its sanity check or is malformed"


def initiator_lines(device: Device, exchange: Exchange, tries: int, connection: int) -> Lines:
    """Yield what the initiator prints of an attempt; ``tries`` are those before it, of one SA."""
    voice = Voice(device)
    peer, reason = exchange.initiator.peer, exchange.refusal
    held = reason in (Reason.KEYS, Reason.PORT_4500, *REFUSED)
    state = "MM_KEY_EXCH" if held else "MM_NO_STATE"
    port = 4500 if exchange.floated else 500
    if tries and reason is not None and reason not in (Reason.NO_KEY, Reason.NO_OFFER):
        voice.at(connection if held else 0)
        if tries <= 5:
            yield from again(voice, peer, state, tries, "I", port)
            if reason in (Reason.POLICY, Reason.PEER_NO_KEY):
                yield from _informed(voice, peer)
            elif reason is Reason.KEYS:
                yield received(voice, peer, state, "I")
                yield voice(" phase 1 packet is a duplicate of a previous packet.")
            return
        yield from _death(voice, peer, state, "I")
        return
    yield voice(" SA request profile is (NULL)")
    yield from opened(voice, peer, "isakmp_initiator")
    yield voice.bare("set new node 0 to QM_IDLE")
    yield voice("insert sa successfully sa = 68A1D2C4")
    yield voice.error("Can not start Aggressive mode, trying Main mode.")
    if reason is Reason.NO_KEY:
        yield voice.error(f"No pre-shared key with {peer}!")
        yield from _no_start(voice)
        return
    if not exchange.signed:
        yield voice(f"found peer pre-shared key matching {peer}")
    yield from compliance(voice, _unused(exchange))
    if reason is Reason.NO_OFFER:
        yield from _no_start(voice)
        return
    yield voice(" constructed NAT-T vendor-rfc3947 ID")
    yield voice("Input = IKE_MESG_FROM_IPSEC, IKE_SA_REQ_MM")
    yield moved(voice, "IKE_READY", "IKE_I_MM1")
    yield voice(" beginning Main Mode exchange")
    yield from sent(voice, peer, "MM_NO_STATE", "I")
    if reason in (Reason.POLICY, Reason.PEER_NO_KEY):
        yield from _informed(voice, peer)
    if reason is not None and not held:
        return
    yield from _initiator_keys(voice, exchange, connection, port)


def _initiator_keys(voice: Voice, exchange: Exchange, connection: int, port: int) -> Lines:
    peer = exchange.initiator.peer
    yield received(voice, peer, "MM_NO_STATE", "I")
    yield voice("Input = IKE_MESG_FROM_PEER, IKE_MM_EXCH")
    yield moved(voice, "IKE_I_MM1", "IKE_I_MM2")
    yield voice(" processing SA payload. message ID = 0")
    yield from vendors(voice)
    if not exchange.signed:
        yield voice(f"found peer pre-shared key matching {peer}")
        yield voice(" local preshared key found")
    accepted = [item for item in exchange.checks if not item.complaint]
    yield from checks(voice, [_mirrored(item) for item in accepted])
    yield from lifetime(voice, exchange)
    yield moved(voice, "IKE_I_MM2", "IKE_I_MM2")
    yield from sent(voice, peer, "MM_SA_SETUP", "I")
    yield moved(voice, "IKE_I_MM2", "IKE_I_MM3")
    yield received(voice, peer, "MM_SA_SETUP", "I")
    yield moved(voice, "IKE_I_MM3", "IKE_I_MM4")
    yield voice(" processing KE payload. message ID = 0")
    yield voice(" processing NONCE payload. message ID = 0")
    yield Voice.engine("crypto_engine: Create IKE SA")
    voice.at(connection)
    yield from _nat(voice, exchange, at=0)
    yield moved(voice, "IKE_I_MM4", "IKE_I_MM4")
    yield voice("Send initial contact")
    if exchange.signed:
        yield signing(voice)
    else:
        yield voice("SA is doing pre-shared key authentication using id type ID_IPV4_ADDR")
    yield from sent(voice, peer, "MM_KEY_EXCH", "I", port)
    yield moved(voice, "IKE_I_MM4", "IKE_I_MM5")
    if exchange.refusal not in (None, Reason.CERTIFICATE_BACK):
        return
    yield received(voice, peer, "MM_KEY_EXCH", "I", port)
    if exchange.refusal is not None:
        yield from refused(voice, exchange, peer)
        return
    yield from taken(voice, peer) if exchange.signed else _authenticated(voice, peer)
    yield moved(voice, "IKE_I_MM5", "IKE_I_MM6")
    yield moved(voice, "IKE_I_MM6", "IKE_P1_COMPLETE")


def _mirrored(check: Check) -> Check:
    """Return the check of the initiator: what came back, against the policy that it offered."""
    return Check(1, check.policy, check.offer, "")


def _unused(exchange: Exchange) -> tuple[Policy, ...]:
    facts = exchange.initiator.facts
    if not facts.release.refuses_old:
        return ()
    return facts.policies


def _no_start(voice: Voice) -> Lines:
    yield voice.error(" No Cert or pre-shared address key.")
    yield voice.error(" construct_initial_message: Can not start Main mode")
    yield voice("purging SA., sa=68A1D2C4, delme=68A1D2C4")
    yield voice.bare("Error while processing SA request: Failed to initialize SA")
    yield voice.bare("Error while processing KMI message 0, error 2.")


def _informed(voice: Voice, peer: str) -> Lines:
    yield received(voice, peer, "MM_NO_STATE", "I")
    yield voice.error("Notify has no hash. Rejected.")
    yield voice.counted("Unknown Input IKE_MESG_FROM_PEER, IKE_INFO_NOTIFY:  state = IKE_I_MM1")
    yield voice("Input = IKE_MESG_FROM_PEER, IKE_INFO_NOTIFY")
    yield moved(voice, "IKE_I_MM1", "IKE_I_MM1")
    yield voice.log(
        f"%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Informational mode failed with peer at {peer}"
    )


def _death(voice: Voice, peer: str, state: str, role: str) -> Lines:
    yield voice(f" retransmitting phase 1 {state}...")
    yield voice("peer does not do paranoid keepalives.")
    yield voice.error(
        f'deleting SA reason "Death by retransmission P1" state ({role}) {state} (peer {peer})'
    )
    yield voice('deleting node 0 error FALSE reason "IKE deleted"')


def _nat(voice: Voice, exchange: Exchange, at: int) -> Lines:
    """Yield what NAT discovery finds; ``at``: 0 at the initiator, 1 at the responder."""
    self_, other = exchange.translated[at], exchange.translated[1 - at]
    yield voice.bare("received payload type 20")
    if not exchange.floated and (self_ or other):
        return
    if self_ and other:
        yield voice("NAT found, both nodes inside NAT")
    elif self_:
        yield voice("NAT found, the node inside NAT")
    elif other:
        yield voice("His hash no match - this node outside NAT")
    else:
        yield voice("No NAT Found for self or peer")


def _authenticated(voice: Voice, peer: str) -> Lines:
    yield voice(" processing ID payload. message ID = 0")
    yield voice(": peer matches *none* of the profiles")
    yield voice(" processing HASH payload. message ID = 0")
    yield voice("SA authentication status:\n        authenticated")
    yield voice(f"SA has been authenticated with {peer}")


def responder_lines(device: Device, exchange: Exchange, tries: int, connection: int) -> Lines:
    """Yield what the responder prints of an attempt."""
    voice = Voice(device)
    end = exchange.answering
    peer, reason = end.peer, exchange.refusal
    port = 4500 if exchange.floated else 500
    if reason is Reason.KEYS and tries:
        yield from _garbled(voice.at(connection), peer, tries)
        return
    if reason in REFUSED and tries:
        yield received(voice.at(connection), peer, "MM_KEY_EXCH", "R", port)
        if reason is Reason.CERTIFICATE:
            yield from refused(voice, exchange, peer)
        return
    if reason in (Reason.PORT_4500, Reason.ANSWER_LOST) and tries:
        state = "MM_SA_SETUP" if reason is Reason.ANSWER_LOST else "MM_KEY_EXCH"
        if tries <= 5:
            yield from again(voice.at(connection), peer, state, tries, "R")
        else:
            yield from _death(voice.at(connection), peer, state, "R")
        return
    yield received(voice, peer, "NEW SA", "N")
    yield from opened(voice, peer, "crypto_isakmp_process_block")
    yield voice("insert sa successfully sa = 68A1D2C4")
    yield voice("Input = IKE_MESG_FROM_PEER, IKE_MM_EXCH")
    yield moved(voice, "IKE_READY", "IKE_R_MM1")
    yield voice(" processing SA payload. message ID = 0")
    yield from vendors(voice)
    if reason is Reason.PEER_NO_KEY:
        yield voice.error(f"No pre-shared key with {peer}!")
    elif not exchange.signed:
        yield voice(f"found peer pre-shared key matching {peer}")
        yield voice(" local preshared key found")
    yield "crypto isakmp", "ISAKMP : Scanning profiles for xauth ..."
    yield from compliance(voice, exchange.unusable)
    yield from checks(voice, exchange.checks)
    if reason in (Reason.POLICY, Reason.PEER_NO_KEY):
        yield from _refused(voice, exchange)
        return
    yield from lifetime(voice, exchange)
    yield from sent(voice, peer, "MM_SA_SETUP", "R")
    yield moved(voice, "IKE_R_MM1", "IKE_R_MM2")
    if reason is Reason.ANSWER_LOST:
        return
    yield received(voice, peer, "MM_SA_SETUP", "R")
    yield moved(voice, "IKE_R_MM2", "IKE_R_MM3")
    yield voice(" processing KE payload. message ID = 0")
    yield voice(" processing NONCE payload. message ID = 0")
    yield Voice.engine("crypto_engine: Create IKE SA")
    voice.at(connection)
    yield from _nat(voice, exchange, at=1)
    yield from sent(voice, peer, "MM_KEY_EXCH", "R")
    yield moved(voice, "IKE_R_MM3", "IKE_R_MM4")
    if reason is Reason.PORT_4500:
        return
    yield received(voice, peer, "MM_KEY_EXCH", "R", port)
    if reason is Reason.KEYS:
        yield from _garbled(voice, peer, 1, heard=True)
        return
    yield moved(voice, "IKE_R_MM4", "IKE_R_MM5")
    if reason is Reason.CERTIFICATE:
        yield from refused(voice, exchange, peer)
        return
    yield from taken(voice, peer) if exchange.signed else _authenticated(voice, peer)
    yield moved(voice, "IKE_R_MM5", "IKE_R_MM5")
    yield from sent(voice, peer, "MM_KEY_EXCH", "R", port)
    yield moved(voice, "IKE_R_MM5", "IKE_P1_COMPLETE")


def _refused(voice: Voice, exchange: Exchange) -> Lines:
    end = exchange.answering
    yield voice.error("no offers accepted!")
    yield voice.error(f" phase 1 SA policy not acceptable! (local {end.local} remote {end.peer})")
    yield voice.counted("incrementing error counter on sa, attempt 1 of 5: construct_fail_ag_init")
    yield voice.error(" Failed to construct AG informational message.")
    yield from sent(voice, end.peer, "MM_NO_STATE", "R")
    yield voice("peer does not do paranoid keepalives.")
    yield voice.error(
        'deleting SA reason "Phase1 SA policy proposal not accepted" '
        f"state (R) MM_NO_STATE (peer {end.peer})"
    )
    yield voice.log(
        f"%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main mode failed with peer at {end.peer}"
    )


def _garbled(voice: Voice, peer: str, tries: int, *, heard: bool = False) -> Lines:
    if not heard:
        yield received(voice, peer, "MM_KEY_EXCH", "R")
    yield voice.bare("reserved not zero on ID payload!")
    yield voice.log(f"%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from {peer} {_BAD}")
    yield voice.counted(
        f"incrementing error counter on sa, attempt {min(tries, 5)} of 5: reset_retransmission"
    )
    yield from again(voice, peer, "MM_KEY_EXCH", min(tries, 5), "R")
