"""What each end prints of a negotiation, in the words of its platform and generation.

The responder knows why it refuses and prints it; the initiator sees a notify, or no answer. A line
is here only if a document of the domain shows it; what differs from run to run (connection ids,
nodes, pointers) stands as it does in a first negotiation, or as ``…``.

Source: Cisco document 5409; captures of IOS 12.4 to IOS-XE 16; ASA syslog guide (713022, 713061,
713138, 713222 to 713224); states of ``show crypto isakmp sa``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from remediate.negotiation.courses import Child, Direction, Ending
from remediate.negotiation.outcome import Side
from remediate.negotiation.phase1 import policy_differences, usable
from remediate.negotiation.printed_ikev2 import answering_ikev2, asking_ikev2
from remediate.negotiation.printed_phase2 import refused_proxies, refused_transforms
from remediate.negotiation.voice import Generation, Voice

__all__ = ["Printed", "printed"]

_MOST = 6
"""Reasons of one kind that are shown; a device prints one for every pair of policies."""


class Printed(NamedTuple):
    """What one end shows."""

    side: Side
    state: str | None
    """In ``show crypto isakmp sa``; None where no row is left, or it isn't known."""
    lines: tuple[str, ...]


def printed(direction: Direction) -> tuple[Printed, Printed]:
    """Return what the initiator prints, and what the responder does."""
    initiator, responder = direction.initiator, direction.responder
    if direction.version != 1:
        return (
            Printed(initiator, None, asking_ikev2(direction)),
            Printed(responder, None, answering_ikev2(direction)),
        )
    asking = Voice(initiator)
    answering = Voice(responder)
    child = next(iter(direction.failing), None)
    return (
        Printed(initiator, _asking_state(direction, asking), tuple(_asking(direction, asking))),
        Printed(
            responder,
            _answering_state(direction, answering),
            tuple(_answering(direction, answering, child)),
        ),
    )


# --- the states ----------------------------------------------------------------------------------


def _asking_state(direction: Direction, voice: Voice) -> str | None:
    match direction.ending:
        case Ending.UNKNOWN | Ending.ANSWERS_ONLY | Ending.NOT_STARTED | Ending.REFUSED:
            return None
        case Ending.POLICY | Ending.NO_ANSWER:
            return "MM_WAIT_MSG2" if voice.asa else "MM_NO_STATE"
        case Ending.KEYS if direction.slug == "no-key-for-peer":
            return "MM_WAIT_MSG2" if voice.asa else "MM_NO_STATE"
        case Ending.KEYS:
            return "MM_WAIT_MSG6" if voice.asa else "MM_KEY_EXCH"
        case _:
            return "MM_ACTIVE" if voice.asa else "QM_IDLE"


def _answering_state(direction: Direction, voice: Voice) -> str | None:
    match direction.ending:
        case (
            Ending.UNKNOWN
            | Ending.ANSWERS_ONLY
            | Ending.NOT_STARTED
            | Ending.NO_ANSWER
            | Ending.REFUSED
        ):
            return None
        case Ending.POLICY:
            return None if voice.asa else "MM_NO_STATE"
        case Ending.KEYS if direction.slug == "no-key-for-peer":
            return None if voice.asa else "MM_NO_STATE"
        case Ending.KEYS:
            return "MM_WAIT_MSG5" if voice.asa else "MM_KEY_EXCH"
        case _:
            return "MM_ACTIVE" if voice.asa else "QM_IDLE"


# --- the initiator -------------------------------------------------------------------------------


def _asking(direction: Direction, voice: Voice) -> Iterator[str]:
    match direction.ending:
        case Ending.NOT_STARTED if direction.slug == "no-key-for-peer":
            yield from _no_key_to_ask_with(voice)
        case Ending.NOT_STARTED if direction.slug == "crypto-map-incomplete" and not voice.asa:
            yield "WARNING: This crypto map is in an incomplete state!"
        case Ending.POLICY | Ending.NO_ANSWER:
            yield from _unanswered(voice, "MM_NO_STATE")
        case Ending.KEYS if direction.slug == "no-key-for-peer":
            yield from _unanswered(voice, "MM_NO_STATE")
        case Ending.KEYS:
            yield from _unanswered(voice, "MM_KEY_EXCH")
        case Ending.PROXIES | Ending.ORDER | Ending.TRANSFORMS | Ending.PFS:
            if not voice.asa:
                yield voice.isakmp(
                    "processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3", error=False, phase=2
                )
        case _:
            return


def _no_key_to_ask_with(voice: Voice) -> Iterator[str]:
    if voice.asa:
        return
    if voice.old:
        yield f"ISAKMP: No cert, and no keys (public or pre-shared) with remote peer {voice.peer}"
        return
    yield voice.isakmp(f"No pre-shared key with {voice.peer}!")
    yield voice.isakmp("No Cert or pre-shared address key.")
    yield voice.isakmp("construct_initial_message: Can not start Main mode")


def _unanswered(voice: Voice, state: str) -> Iterator[str]:
    if voice.asa:
        return
    yield voice.isakmp(f"retransmitting phase 1 {state}...", error=False)
    if not voice.old:
        yield voice.isakmp(
            f'deleting SA reason "Death by retransmission P1" state (I) {state} (peer {voice.peer})'
        )


# --- the responder -------------------------------------------------------------------------------


def _answering(direction: Direction, voice: Voice, child: Child | None) -> Iterator[str]:
    match direction.ending:
        case Ending.POLICY:
            yield from _policies(direction.initiator, voice)
        case Ending.KEYS if direction.slug == "no-key-for-peer":
            yield from _no_key_to_answer_with(voice)
        case Ending.KEYS:
            yield from _garbage(voice)
        case Ending.PROXIES if direction.slug == "crypto-map-not-applied" and not voice.asa:
            name = "validate_proposal" if voice.old else "ipsec_process_proposal"
            yield f"IPSEC({name}): invalid local address {voice.local}"
            yield voice.closed(2)
        case Ending.PROXIES:
            yield from refused_proxies(voice, child)
        case Ending.ORDER if not voice.asa:
            yield f"IPSEC(validate_transform_proposal): peer address {voice.peer} not found"
            yield voice.closed(2)
        case Ending.TRANSFORMS if child is not None:
            yield from refused_transforms(direction.initiator, voice, child)
        case Ending.PFS:
            if voice.asa:
                yield voice.isakmp("All IPSec SA proposals found unacceptable!")
            else:
                yield voice.closed(2)
        case _:
            return


def _policies(initiator: Side, voice: Voice) -> Iterator[str]:
    """Yield a reason for each policy of the responder against each that is offered, then the end."""
    reasons: list[str] = []
    for own in usable(voice.side):
        for number, offered in enumerate(usable(initiator), 1):
            differences = policy_differences(offered, own)
            if not differences:
                continue
            name, received, configured = differences[0]
            if voice.asa:
                if name == "Diffie-Hellman group":
                    reasons.append(
                        voice.isakmp(
                            "Phase 1 failure: Mismatched attribute types for class Group Description:"
                            f" Rcv'd: Group {received} Cfg'd: Group {configured}"
                        )
                    )
                continue
            against = f"Checking ISAKMP transform {number} against priority {own.priority} policy"
            text = {
                "encryption": "Encryption algorithm offered does not match policy!",
                "hash": "Hash algorithm offered does not match policy!",
                "authentication": "Authentication method offered does not match policy!",
            }.get(name, "Diffie-Hellman group offered does not match policy!")
            if name == "encryption" and offered.encryption == own.encryption and not voice.old:
                text = "Proposed key length does not match policy"
            reasons += [
                voice.isakmp(against, error=False),
                voice.isakmp(text),
                voice.isakmp("atts are not acceptable. Next payload is 0"),
            ]
    limit = _MOST if voice.asa else _MOST * 3
    yield from reasons[:limit]
    if len(reasons) > limit:
        yield "…"
    if voice.asa:
        yield voice.isakmp("All SA proposals found unacceptable")
        return
    yield from _refused_phase1(voice)


def _refused_phase1(voice: Voice) -> Iterator[str]:
    yield voice.isakmp("no offers accepted!")
    yield voice.closed(1)
    if voice.generation is not Generation.PIX6:
        yield (
            f"%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main mode failed with peer at {voice.peer}"
        )


def _no_key_to_answer_with(voice: Voice) -> Iterator[str]:
    if voice.asa:
        yield (
            f"[IKEv1]: Group = {voice.peer}, IP = {voice.peer}, Group {voice.peer} not found and BASE GROUP"
            " default preshared key not configured"
        )
        return
    if voice.old:
        yield f"ISAKMP: No cert, and no keys (public or pre-shared) with remote peer {voice.peer}"
    else:
        yield voice.isakmp(f"No pre-shared key with {voice.peer}!")
        yield voice.isakmp("Preshared authentication offered but does not match policy!")
    yield from _refused_phase1(voice)


def _garbage(voice: Voice) -> Iterator[str]:
    """Yield what comes of a payload that the wrong key decrypts."""
    if voice.asa:
        yield voice.isakmp(
            "ERROR, had problems decrypting packet, probably due to mismatched pre-shared key.  Aborting"
        )
        return
    yield "ISAKMP: reserved not zero on payload 5!"
    if voice.generation is not Generation.PIX6:
        yield (
            f"%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from {voice.peer} failed its sanity check or is"
            " malformed"
        )
