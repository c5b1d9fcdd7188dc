"""What routers print of IKEv2.

Captures show: packets with their payloads, the lists of policies and ``Failed to find a matching policy``,
refused groups, ``Verification of peer's authentication data FAILED``, ``Auth exchange failed``, the missing
profile, keys looked for, refused children, ``Session … is UP``. From memory: the steps between, and the
messages of the log but for their names.
"""

from __future__ import annotations

from remediate.lab.device import Device
from remediate.lab.ike.exchange import End, Exchange, Reason
from remediate.lab.ike.facts2 import Proposal2
from remediate.lab.ike.state import number_of
from remediate.lab.ike.voice import Lines, Said, Voice
from remediate.lab.ike.words_certificates import REFUSED, refused2, signing2, verified2

__all__ = ["initiator_lines2", "packet", "proposal_text", "responder_lines2"]

_GROUPS = {1: "DH_GROUP_768_MODP/Group 1", 2: "DH_GROUP_1024_MODP/Group 2", 5: "DH_GROUP_1536_MODP/Group 5", 14: "DH_GROUP_2048_MODP/Group 14", 15: "DH_GROUP_3072_MODP/Group 15", 16: "DH_GROUP_4096_MODP/Group 16", 19: "DH_GROUP_256_ECP/Group 19", 20: "DH_GROUP_384_ECP/Group 20", 21: "DH_GROUP_521_ECP/Group 21", 24: "DH_GROUP_2048_256_MODP/Group 24"}  # fmt: skip
_DIGESTS = {
    "md5": "MD5",
    "sha1": "SHA1",
    "sha256": "SHA256",
    "sha384": "SHA384",
    "sha512": "SHA512",
}
_INIT = (
    " SA KE N VID VID VID VID NOTIFY(NAT_DETECTION_SOURCE_IP) NOTIFY(NAT_DETECTION_DESTINATION_IP) "
)
_REFUSALS = (
    Reason.PEER_NO_PROFILE, Reason.PEER_NO_KEY, Reason.KEYS, Reason.METHOD, Reason.CERTIFICATE,
)  # fmt: skip
_NO_PROPOSAL = " NOTIFY(NO_PROPOSAL_CHOSEN) "


def proposal_text(proposal: Proposal2) -> str:
    """Return the algorithms of a proposal as the lists of policies print them."""
    words = [item.upper() for item in proposal.encryption]
    words += [_DIGESTS[item] for item in proposal.prf]
    words += [_DIGESTS[item] for item in proposal.integrity]
    words += [_GROUPS[item] for item in proposal.groups]
    return " ".join(words)


def _lists(voice: Voice, exchange: Exchange) -> Lines:
    for name, proposals in (("Received", exchange.offered), ("Expected", exchange.expected)):
        listed = "".join(
            f"\nProposal {number}:  {proposal_text(item)}"
            for number, item in enumerate(proposals, 1)
        )
        yield voice.ikev2(f"{name} Policies: {listed}", error=True)
        yield voice.ikev2(": Failed to find a matching policy", error=True)


def packet(voice: Voice, end: End, way: str, kind: str, payloads: str, exchange: Exchange) -> Said:
    """Return a packet that is sent or received, with its payloads."""
    port = 4500 if exchange.floated and not kind.startswith("IKE_SA_INIT") else 500
    one, other = (end.local, end.peer)
    if way == "Sending":
        path = f"[To {other}:{port}/From {one}:{port}/VRF i0:f0]"
    else:
        path = f"[From {other}:{port}/To {one}:{port}/VRF i0:f0]"
    first = f"{number_of('i', exchange.initiator.local, exchange.initiator.peer):08X}C4D5E6F7"
    begun = kind == "IKE_SA_INIT Exchange REQUEST"
    second = "0" * 16 if begun else f"{number_of('r', exchange.initiator.peer):08X}A1B2C3D4"
    number = 0 if kind.startswith("IKE_SA_INIT") else 1
    return voice.ikev2(
        f"{way} Packet {path} \n"
        f"Initiator SPI : {first} - Responder SPI : {second} Message id: {number}\n"
        f"IKEv2 {kind} \nPayload contents: \n{payloads}"
    )


def _searched(voice: Voice, end: End) -> Lines:
    yield "crypto ikev2", f"IKEv2:Searching Policy with fvrf 0, local address {end.local}"
    del voice
    name = next((item.name for item in end.facts.policies2 if not item.default), "default")
    yield "crypto ikev2", f"IKEv2:Found Policy '{name}'"


def initiator_lines2(device: Device, exchange: Exchange, tries: int, connection: int) -> Lines:
    """Yield what the initiator prints of IKE_SA_INIT and IKE_AUTH."""
    voice, end, reason = Voice(device, connection), exchange.initiator, exchange.refusal
    if reason is Reason.NO_PROFILE:
        yield "crypto ikev2", "IKEv2:% IKEv2 profile not found"
        yield "crypto ikev2", "IKEv2-ERROR:: A supplied parameter is incorrect"
        return
    if reason is Reason.NO_KEY:
        yield (
            "crypto ikev2",
            f"IKEv2:% Getting preshared key from profile keyring {end.key_source or 'default'}",
        )
        yield voice.ikev2(": Failed to initiate sa", error=True)
        return
    if reason is Reason.NO_CERTIFICATE:
        yield voice.ikev2("[IKEv2 -> PKI] Getting cert chain for the trustpoint")
        yield voice.ikev2("[PKI -> IKEv2] Getting of cert chain for the trustpoint FAILED")
        yield voice.ikev2(": Failed to initiate sa", error=True)
        return
    if reason in (Reason.NO_ANSWER, Reason.ANSWER_LOST, Reason.NO_ROUTE) and tries:
        if tries <= 5:
            yield voice.ikev2("Retransmitting packet")
            yield packet(voice, end, "Sending", "IKE_SA_INIT Exchange REQUEST", _INIT, exchange)
        else:
            yield from _aborted(voice, end, "Maximum number of retransmissions reached")
        return
    if not exchange.signed:
        yield "crypto ikev2", f"IKEv2:% Getting preshared key from profile keyring {end.key_source}"
        yield "crypto ikev2", f"IKEv2:% Matched peer block '{_block(end)}'"
    yield from _searched(voice, end)
    group = exchange.offered[0].groups[0] if exchange.offered else 0
    yield voice.ikev2(f"[IKEv2 -> Crypto Engine] Computing DH public key, DH Group {group}")
    yield voice.ikev2("Generating IKE_SA_INIT message")
    yield voice.engine("crypto_engine: Generate DH shared secret")
    yield packet(voice, end, "Sending", "IKE_SA_INIT Exchange REQUEST", _INIT, exchange)
    if reason in (Reason.NO_ANSWER, Reason.ANSWER_LOST, Reason.NO_ROUTE, Reason.NO_OFFER):
        return
    if reason is Reason.POLICY:
        yield packet(
            voice, end, "Received", "IKE_SA_INIT Exchange RESPONSE", _NO_PROPOSAL, exchange
        )
        yield voice.ikev2("Processing IKE_SA_INIT message")
        yield voice.ikev2(": Received no proposal chosen notify", error=True)
        yield from _aborted(voice, end, "Received no proposal chosen notify")
        return
    yield from _init_answered(voice, exchange)
    yield from _authenticating(voice, exchange)


def _init_answered(voice: Voice, exchange: Exchange) -> Lines:
    """Yield what comes back of IKE_SA_INIT where a proposal was chosen, after another try at the group if need be."""
    end, answer = exchange.initiator, "IKE_SA_INIT Exchange RESPONSE"
    chosen = exchange.proposal.groups[0] if exchange.proposal is not None else 0
    if exchange.guessed:
        yield packet(voice, end, "Received", answer, " NOTIFY(INVALID_KE_PAYLOAD) ", exchange)
        yield voice.ikev2(
            "Processing invalid ke notification, "
            f"we sent group {exchange.guessed}, peer prefers group {chosen}"
        )
        yield packet(voice, end, "Sending", "IKE_SA_INIT Exchange REQUEST", _INIT, exchange)
    yield packet(voice, end, "Received", answer, _INIT, exchange)
    yield voice.ikev2("Processing IKE_SA_INIT message")
    yield voice.ikev2("Verify SA init message")
    yield voice.ikev2("Checking NAT discovery")
    yield voice.ikev2(
        "NAT INSIDE found"
        if exchange.translated[0]
        else "NAT OUTSIDE found"
        if exchange.translated[1]
        else "NAT not found"
    )


def _authenticating(voice: Voice, exchange: Exchange) -> Lines:
    """Yield the initiator's IKE_AUTH, and how it fails."""
    end, reason = exchange.initiator, exchange.refusal
    yield voice.ikev2("Completed SA init exchange")
    yield voice.ikev2("Generate my authentication data")
    if exchange.signed:
        yield from signing2(voice)
    else:
        yield voice.ikev2("Use preshared key for id " + f"{end.identity}, key len 9")
    yield voice.ikev2("Generating IKE_AUTH message")
    yield packet(
        voice,
        end,
        "Sending",
        "IKE_AUTH Exchange REQUEST",
        " VID IDi AUTH SA TSi TSr NOTIFY(INITIAL_CONTACT) NOTIFY(SET_WINDOW_SIZE) NOTIFY(ESP_TFC_NO_SUPPORT) NOTIFY(NON_FIRST_FRAGS) ",
        exchange,
    )
    if reason is Reason.PORT_4500:
        return
    if reason in _REFUSALS:
        yield packet(
            voice,
            end,
            "Received",
            "IKE_AUTH Exchange RESPONSE",
            " NOTIFY(AUTHENTICATION_FAILED) ",
            exchange,
        )
        yield voice.ikev2("Process auth response notify")
        yield voice.ikev2("", error=True)
        yield voice.ikev2("Auth exchange failed")
        yield voice.ikev2(": Auth exchange failed", error=True)
        yield from _aborted(voice, end, "Auth exchange failed")
        return
    if reason in (Reason.KEYS_BACK, Reason.IDENTITY, Reason.CERTIFICATE_BACK):
        yield packet(
            voice,
            end,
            "Received",
            "IKE_AUTH Exchange RESPONSE",
            " VID IDr AUTH SA TSi TSr ",
            exchange,
        )
        yield from _failed(voice, end, exchange, exchange.answering.identity)


def _block(end: End) -> str:
    for profile in end.facts.profiles2:
        if profile.name == end.profile:
            found = [
                item.name for item in profile.keyring if item.block and item.block.has(end.peer)
            ]
            return found[0] if found else end.peer
    return end.peer


def _aborted(voice: Voice, end: End, why: str) -> Lines:
    yield voice.ikev2(f": {why}", error=True)
    yield voice.ikev2("Deleting SA")
    yield voice.log(f"%IKEV2-3-NEG_ABORT: Negotiation aborted due to ERROR: {why}")
    del end


def _failed(voice: Voice, end: End, exchange: Exchange, identity: str) -> Lines:
    """Yield what the end prints that can't authenticate the other."""
    reason = exchange.refusal
    if reason in (Reason.PEER_NO_PROFILE, Reason.IDENTITY):
        yield "crypto ikev2", f"IKEv2:Searching Policy with fvrf 0, local address {end.local}"
        yield "crypto ikev2", "IKEv2:% IKEv2 profile not found"
        yield voice.ikev2(": Failed to locate an item in the database", error=True)
    elif reason is Reason.PEER_NO_KEY:
        yield "crypto ikev2", f"IKEv2:found matching IKEv2 profile '{end.profile}'"
        yield (
            "crypto ikev2",
            f"IKEv2:% Getting preshared key from profile keyring {end.key_source or 'default'}",
        )
        yield voice.ikev2(": Failed to locate an item in the database", error=True)
    elif reason in REFUSED:
        yield "crypto ikev2", f"IKEv2:found matching IKEv2 profile '{end.profile}'"
        yield from refused2(voice, exchange)
    else:
        yield "crypto ikev2", f"IKEv2:found matching IKEv2 profile '{end.profile}'"
        yield "crypto ikev2", f"IKEv2:% Getting preshared key from profile keyring {end.key_source}"
        yield "crypto ikev2", f"IKEv2:% Matched peer block '{_block(end)}'"
        yield voice.ikev2("Get peer's authentication method")
        yield voice.ikev2("Verify peer's authentication data")
        yield voice.ikev2(f"Use preshared key for id {identity}, key len 9")
    yield voice.ikev2("Verification of peer's authentication data FAILED", error=True)
    yield voice.ikev2("Sending authentication failure notify")


def responder_lines2(device: Device, exchange: Exchange, tries: int, connection: int) -> Lines:
    """Yield what the responder prints of IKE_SA_INIT and IKE_AUTH."""
    voice, end, reason = Voice(device, connection), exchange.answering, exchange.refusal
    del tries
    yield packet(voice, end, "Received", "IKE_SA_INIT Exchange REQUEST", _INIT, exchange)
    yield voice.ikev2("Verify SA init message")
    yield voice.ikev2("Insert SA")
    yield from _searched(voice, end)
    yield voice.ikev2("Processing IKE_SA_INIT message")
    answer = "IKE_SA_INIT Exchange RESPONSE"
    if reason is Reason.POLICY:
        yield from _lists(voice, exchange)
        yield voice.ikev2("Sending no proposal chosen notify")
        yield packet(voice, end, "Sending", answer, _NO_PROPOSAL, exchange)
        yield voice.ikev2("Failed SA init exchange")
        yield voice.ikev2(": Initial exchange failed: Initial exchange failed", error=True)
        yield from _aborted(voice, end, "Failed to find a matching policy")
        return
    yield packet(voice, end, "Sending", answer, _INIT, exchange)
    if reason is Reason.ANSWER_LOST:
        return
    yield voice.ikev2("Completed SA init exchange")
    yield voice.ikev2("Starting timer (30 sec) to wait for auth message")
    if reason is Reason.PORT_4500:
        yield from _aborted(voice, end, "Failed to receive the AUTH msg before the timer expired")
        return
    yield packet(
        voice,
        end,
        "Received",
        "IKE_AUTH Exchange REQUEST",
        " VID IDi AUTH SA TSi TSr NOTIFY(INITIAL_CONTACT) ",
        exchange,
    )
    yield voice.ikev2("Stopping timer to wait for auth message")
    yield voice.ikev2("Process peer identity and get policy")
    if reason in _REFUSALS:
        yield from _failed(voice, end, exchange, exchange.initiator.identity)
        yield packet(
            voice,
            end,
            "Sending",
            "IKE_AUTH Exchange RESPONSE",
            " NOTIFY(AUTHENTICATION_FAILED) ",
            exchange,
        )
        yield voice.ikev2("Auth exchange failed")
        yield voice.ikev2(": Auth exchange failed", error=True)
        yield from _aborted(voice, end, "Auth exchange failed")
        return
    yield "crypto ikev2", f"IKEv2:found matching IKEv2 profile '{end.profile}'"
    if exchange.signed:
        yield from verified2(voice)
    else:
        yield "crypto ikev2", f"IKEv2:% Getting preshared key from profile keyring {end.key_source}"
        yield "crypto ikev2", f"IKEv2:% Matched peer block '{_block(end)}'"
    yield voice.ikev2("Verify peer's authentication data")
    yield voice.ikev2("Verification of peer's authentication data PASSED")
