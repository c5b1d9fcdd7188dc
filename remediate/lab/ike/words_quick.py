"""What routers print of IKEv1 phase 2, of both debugs.

Captures and the vendor's document show: the attributes of a proposal, ``validate_proposal_request``, the refusals
of proxies (error 32), of transforms (error 256), of the local address and of the peer, the closing lines at
both ends, ``create_sa``. From memory: error 8 of the local address, error 64 of the peer, and of PFS
``invalid transform proposal flags`` with error 1024.
"""

from __future__ import annotations

from collections.abc import Iterator

from remediate.lab.aces import Ace
from remediate.lab.device import Device
from remediate.lab.ike.exchange import Child, Exchange, Reason
from remediate.lab.ike.facts import TransformSet
from remediate.lab.ike.state import Pair, number_of
from remediate.lab.ike.voice import Lines, Said, Voice
from remediate.lab.ike.words_created import created

__all__ = ["initiator_quick", "request", "responder_quick"]

_TRANSFORMS = {"esp-des": "ESP_DES", "esp-3des": "ESP_3DES", "esp-aes": "ESP_AES", "esp-gcm": "ESP_GCM", "esp-null": "ESP_NULL", "esp-seal": "ESP_SEAL", "esp-gmac": "ESP_GMAC", "ah-md5-hmac": "AH_MD5", "ah-sha-hmac": "AH_SHA"}  # fmt: skip
_HASHES = {"md5": "HMAC-MD5", "sha": "HMAC-SHA", "sha256": "HMAC-SHA256", "sha384": "HMAC-SHA384", "sha512": "HMAC-SHA512"}  # fmt: skip
_NUMBERS = {"esp-des": 2, "esp-3des": 3, "esp-null": 11, "esp-aes": 12, "esp-gcm": 20}
_ERRORS = {
    Reason.SELECTOR: 32,
    Reason.TRANSFORM: 256,
    Reason.MODE: 256,
    Reason.LOCAL_ADDRESS: 8,
    Reason.PEER: 64,
    Reason.PFS: 1024,
}


def _proxy(device: Device, flow: Ace, *, source: bool) -> str:
    block = flow.source if source else flow.destination
    ports = flow.source_ports if source else flow.destination_ports
    port = ports.low if ports.low == ports.high else 0
    if device.platform.release.xe or device.platform.release.numbers >= (15, 0):
        return f"{block.address}/{block.netmask}/{flow.protocol or 256}/{port}"
    kind = 1 if block.wildcard == 0 else 4
    return f"{block.address}/{block.netmask}/{flow.protocol}/{port} (type={kind})"


def _transform_text(item: TransformSet | None, *, transport: bool, floated: bool) -> str:
    if item is None:
        return "NONE "
    words = [
        text.removesuffix(" 128") if text.startswith("esp-aes") else text for text in item.items
    ]
    mode = ("Transport" if transport else "Tunnel") + ("-UDP" if floated else "")
    return f"{' '.join(words)}  ({mode})"


def _keysize(item: TransformSet | None) -> int:
    lengths = [text.split()[1] for text in item.items if " " in text] if item is not None else []
    return int(lengths[0]) if lengths else 0


def request(device: Device, exchange: Exchange, child: Child, voice: Voice) -> Lines:
    """Yield the request of ``debug crypto ipsec`` that begins a negotiation."""
    one = exchange.initiator
    for item in child.sets[:1]:
        yield voice.ipsec(
            "sa_request): ,\n"
            f"  (key eng. msg.) OUTBOUND local= {one.local}:500, remote= {one.peer}:500,\n"
            f"    local_proxy= {_proxy(device, child.offer, source=True)},\n"
            f"    remote_proxy= {_proxy(device, child.offer, source=False)},\n"
            f"    protocol= ESP, transform= {_transform_text(item, transport=item.transport and _ends(exchange, child), floated=exchange.floated)},\n"
            f"    lifedur= {exchange.entry.lifetime}s and {exchange.entry.kilobytes}kb,\n"
            f"    spi= 0x0(0), conn_id= 0, keysize= {_keysize(item)}, flags= 0x0"
        )


def _ends(exchange: Exchange, child: Child) -> bool:
    return child.offer.source.wildcard == 0 and child.offer.destination.wildcard == 0 and exchange.entry.local == child.offer.source.address  # fmt: skip


def _message(exchange: Exchange, child: Child) -> int:
    return number_of("M-ID", exchange.initiator.local, exchange.initiator.peer, child.offer.text())


def initiator_quick(
    device: Device, exchange: Exchange, child: Child, pair: Pair | None, connection: int
) -> Lines:
    """Yield what the initiator prints."""
    voice, peer = Voice(device, connection), exchange.initiator.peer
    number, port = _message(exchange, child), 4500 if exchange.floated else 500
    yield voice(f"beginning Quick Mode exchange, M-ID of {number}")
    yield voice("QM Initiator gets spi")
    yield voice.packet(
        f"sending packet to {peer} my_port {port} peer_port {port} (I) QM_IDLE      "
    )
    yield voice("Sending an IKE IPv4 Packet.")
    yield voice(f"Node {number}, Input = IKE_MESG_INTERNAL, IKE_INIT_QM")
    yield voice("Old State = IKE_QM_READY  New State = IKE_QM_I_QM1")
    yield voice.packet(
        f"received packet from {peer} dport {port} sport {port} Global (I) QM_IDLE      "
    )
    if child.refusal is not None:
        other = number_of("notify", number) - 0xFFFFFFFF
        yield voice.bare(f"set new node {other} to QM_IDLE      ")
        yield voice(f" processing HASH payload. message ID = {other & 0xFFFFFFFF}")
        yield voice(
            " processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3\n"
            f"        spi {number_of('s', number)}, message ID = {other & 0xFFFFFFFF}, sa = 0x68A1D2C4"
        )
        yield voice(f" deleting spi {number_of('s', number)} message ID = {number}")
        yield voice.error(f'deleting node {number} error TRUE reason "Delete Larval"')
        yield voice(f'deleting node {other} error FALSE reason "Informational (in) state 1"')
        yield voice("Input = IKE_MESG_FROM_PEER, IKE_INFO_NOTIFY")
        yield voice("Old State = IKE_P1_COMPLETE  New State = IKE_P1_COMPLETE ")
        return
    yield voice(f" processing HASH payload. message ID = {number}")
    yield voice(f" processing SA payload. message ID = {number}")
    yield from _proposals(voice, exchange, child)
    yield voice(f" processing NONCE payload. message ID = {number}")
    yield voice(f" processing ID payload. message ID = {number}")
    yield voice(f" processing ID payload. message ID = {number}")
    if pair is not None:
        yield from created(voice, exchange.initiator, pair)
    yield voice.packet(
        f"sending packet to {peer} my_port {port} peer_port {port} (I) QM_IDLE      "
    )
    yield voice(f'deleting node {number} error FALSE reason "No Error"')
    yield voice("Old State = IKE_QM_I_QM1  New State = IKE_QM_PHASE2_COMPLETE")


def responder_quick(
    device: Device, exchange: Exchange, child: Child, pair: Pair | None, connection: int
) -> Lines:
    """Yield what the responder prints."""
    voice, end = Voice(device, connection), exchange.answering
    number, port = _message(exchange, child), 4500 if exchange.floated else 500
    node = number if number < 1 << 31 else number - (1 << 32)
    yield voice.packet(
        f"received packet from {end.peer} dport {port} sport {port} Global (R) QM_IDLE      "
    )
    yield voice.bare(f"set new node {node} to QM_IDLE      ")
    yield voice(f" processing HASH payload. message ID = {number}")
    yield voice(f" processing SA payload. message ID = {number}")
    if child.refusal is None:
        yield from _proposals(voice, exchange, child)
        yield voice(f" processing NONCE payload. message ID = {number}")
        yield voice(f" processing ID payload. message ID = {number}")
        yield voice(f" processing ID payload. message ID = {number}")
        yield voice("QM Responder gets spi")
        yield voice(f"Node {number}, Input = IKE_MESG_FROM_PEER, IKE_QM_EXCH")
        yield voice("Old State = IKE_QM_READY  New State = IKE_QM_SPI_STARVE")
        if pair is not None:
            yield from created(voice, end, pair)
        yield voice.packet(
            f"sending packet to {end.peer} my_port {port} peer_port {port} (R) QM_IDLE      "
        )
        yield voice("Old State = IKE_QM_SPI_STARVE  New State = IKE_QM_R_QM2")
        yield voice.packet(
            f"received packet from {end.peer} dport {port} sport {port} Global (R) QM_IDLE      "
        )
        yield voice(f'deleting node {node} error FALSE reason "QM done (await)"')
        yield voice("Old State = IKE_QM_R_QM2  New State = IKE_QM_PHASE2_COMPLETE")
        return
    yield from _refusals(device, voice, exchange, child)
    yield voice.error(f" phase 2 SA policy not acceptable! (local {end.local} remote {end.peer})")
    other = number_of("notify", number) - 0xFFFFFFFF
    yield voice.bare(f"set new node {other} to QM_IDLE      ")
    yield voice(
        "Sending NOTIFY PROPOSAL_NOT_CHOSEN protocol 3\n"
        f"        spi {number_of('s', number)}, message ID = {other & 0xFFFFFFFF}"
    )
    yield voice.packet(
        f"sending packet to {end.peer} my_port {port} peer_port {port} (R) QM_IDLE      "
    )
    yield voice(f"purging node {other}")
    yield voice.error(f'deleting node {node} error TRUE reason "QM rejected"')
    yield voice(f"Node {number}, Input = IKE_MESG_FROM_PEER, IKE_QM_EXCH")
    yield voice("Old State = IKE_QM_READY  New State = IKE_QM_READY")
    yield voice.log(
        f"%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Quick mode failed with peer at {end.peer}"
    )


def _proposals(voice: Voice, exchange: Exchange, child: Child) -> Lines:
    """Yield the look at the offered sets up to the one that was taken."""
    for number, item in enumerate(child.sets[: child.acceptable + 1], 1):
        yield from _attributes(voice, exchange, child, item, number)
        if number == child.acceptable + 1:
            yield voice("atts are acceptable.")


def _attributes(
    voice: Voice, exchange: Exchange, child: Child, item: TransformSet, number: int
) -> Iterator[Said]:
    cipher = next((text for text in item.items if text.split()[0] in _TRANSFORMS), item.items[0])
    digest = next((text for text in item.items if text.endswith("-hmac")), "")
    yield voice(f"Checking IPSec proposal {number}")
    yield voice.bare(f"transform 1, {_TRANSFORMS.get(cipher.split()[0], cipher)}")
    yield voice.bare("  attributes in transform:")
    asked = (
        child.transport
        if child.transform is not None
        else item.transport and _ends(exchange, child)
    )
    encaps = (2 if asked else 1) + (2 if exchange.floated else 0)
    name = ("Transport" if asked else "Tunnel") + ("-UDP" if exchange.floated else "")
    yield voice.attribute(f"encaps is {encaps} ({name})")
    yield voice.attribute("SA life type in seconds")
    life = exchange.entry.lifetime
    if life < 1 << 15:
        yield voice.attribute(f"SA life duration (basic) of {life}")
    else:
        text = " ".join(f"0x{octet:X}" for octet in life.to_bytes(4, "big"))
        yield voice.attribute(f"SA life duration (VPI) of  {text} ")
    yield voice.attribute("SA life type in kilobytes")
    text = " ".join(f"0x{octet:X}" for octet in exchange.entry.kilobytes.to_bytes(4, "big"))
    yield voice.attribute(f"SA life duration (VPI) of  {text} ")
    if digest:
        yield voice.attribute(f"authenticator is {_HASHES.get(digest.split('-')[1], digest)}")
    if " " in cipher:
        yield voice.attribute(f"key length is {cipher.split()[1]}")
    if child.pfs is not None:
        yield voice.attribute(f"group is {child.pfs}")


def _refusals(device: Device, voice: Voice, exchange: Exchange, child: Child) -> Lines:
    end, reason = exchange.answering, child.refusal
    for number, item in enumerate(child.sets, 1):
        yield from _attributes(voice, exchange, child, item, number)
        yield voice("atts are acceptable.")
        yield voice.ipsec("validate_proposal_request): proposal part #1")
        yield voice.ipsec(
            "validate_proposal_request): proposal part #1,\n"
            f"  (key eng. msg.) INBOUND local= {end.local}:0, remote= {end.peer}:0,\n"
            f"    local_proxy= {_proxy(device, child.offer, source=False)},\n"
            f"    remote_proxy= {_proxy(device, child.offer, source=True)},\n"
            "    protocol= ESP, transform= NONE  (Tunnel),\n"
            "    lifedur= 0s and 0kb,\n"
            "    spi= 0x0(0), conn_id= 0, keysize= 0, flags= 0x0"
        )
        yield "crypto ipsec", "Crypto mapdb : proxy_match"
        match reason:
            case Reason.LOCAL_ADDRESS:
                yield voice.ipsec(f"ipsec_process_proposal): invalid local address {end.local}")
            case Reason.PEER:
                yield voice.ipsec(
                    f"validate_transform_proposal): peer address {end.peer} not found"
                )
            case Reason.TRANSFORM | Reason.MODE:
                yield voice.ipsec(
                    "ipsec_process_proposal): transform proposal not supported for identity: \n"
                    f"    {{{_named(item)} }}"
                )
            case Reason.PFS:
                yield voice.ipsec(
                    "validate_transform_proposal): invalid transform proposal flags -- 0x4"
                )
            case _:
                yield "crypto ipsec", "map_db_find_best did not find matching map"
                yield voice.ipsec("ipsec_process_proposal): proxy identities not supported")
        error = _ERRORS.get(reason, 32) if reason is not None else 32
        yield voice.error(f" IPSec policy invalidated proposal with error {error}")


def _named(item: TransformSet) -> str:
    return " ".join(text.removesuffix(" 128") for text in item.items)
