"""How an IKEv2 exchange, and an ASA's log, go on: messages that point to no root cause (see :mod:`remediate.rules.progress`)."""

from __future__ import annotations

from remediate.model.signature import Role, Signature

__all__ = ["IN_ASA", "IN_IKEV2", "named"]

_ABORTED = (
    "{^syslog?}{?Local:{local:ip}:{local_port:int} Remote:{remote:ip}:{remote_port:int}"
    " Username:{username:word} IKEv2 }Negotiation aborted due to ERROR:"
)
_GLUED = "{? : Failed to find a matching policy{?{protocol:name}: }Proposal {number:int}: {algorithms:rest}}"
"""IOS-XE prints a list of one proposal behind its heading, without a blank between."""
_ASA_PACKET = (
    "{^asa?}{IPSEC: |}Received an {protocol:word} packet (SPI= {spi:hex}, sequence number= {sequence:word})"
    " from {src:ip} (user= {user:word}) to {dst:ip}"
)


def named(role: Role, *templates: tuple[str, str]) -> tuple[Signature, ...]:
    """Return signatures of one role from their names and templates."""
    return tuple(Signature(name=name, template=template, role=role) for name, template in templates)


IN_IKEV2 = named(
    Role.CONTEXT,
    ("ikev2-received-policies", "{^ikev2?}{: |}Received Policies:" + _GLUED),
    ("ikev2-expected-policies", "{^ikev2?}{: |}Expected Policies:" + _GLUED),
    (
        "ikev2-policy-listed",
        "{^ikev2?}{?{protocol:name}: }Proposal {number:int}: {algorithms:rest}",
    ),
    ("ikev2-exchange", "IKEv2 {exchange:name} Exchange {REQUEST|RESPONSE}"),
    (
        "ikev2-packet",
        (
            "{^ikev2}{: |}{Received|Sending} Packet [{From|To} {peer:ip}:{peer_port:int}/{To|From}"
            " {local:ip}:{local_port:int}"
        ),
    ),
    (
        "ikev2-spis",
        "Initiator SPI : {initiator:hex} - Responder SPI : {responder:hex} Message id: {number:int}",
    ),
    ("ikev2-getting-key", "{^ikev2}{: |}Getting preshared key"),
    (
        "ikev2-floated",
        "{^ikev2}{: |}NAT detected float to init port {init_port:int}, resp port {resp_port:int}",
    ),
    (
        "ikev2-identity-shown",
        "{^ikev2}{: |}Searching policy based on peer's identity '{identity:text}' of type '{kind:rest}",
    ),
    ("ikev2-matched-peer", "{^ikev2}{: |}Matched peer block '{block:word}'"),
    ("ikev2-negotiation-aborted", _ABORTED),
    ("ikev2-sa-created", "{^ikev2}{: |}IKEV2 SA created; inserting SA into database"),
    ("ikev2-session-up", "{^ikev2}{: |}Session with IKE ID PAIR ({identities:text}) is UP"),
)

IN_ASA = named(
    Role.CONTEXT,
    (
        "asa-initiator-started",
        "{^asa?}IKE Initiator: New Phase {phase:int}, Intf {interface:word}, IKE Peer {remote:ip}",
    ),
    (
        "asa-message-received",
        "{^asa}IKE_DECODE RECEIVED Message (msgid={message_id:word}) with payloads : HDR",
    ),
    (
        "asa-ikev2-asked",
        (
            "{^asa?}Local:{ |}{local:ip}:{local_port:int} Remote:{ |}{remote:ip}:{remote_port:int}"
            " Username:{ |}{username:word} {?IKEv2 }Received request to establish an IPsec tunnel"
        ),
    ),
    (
        "asa-ikev2-sa-up",
        (
            "{^asa?}Local:{local:ip}:{local_port:int} Remote:{remote:ip}:{remote_port:int}"
            " Username:{username:word} IKEv2 SA UP. Reason: {reason:rest}"
        ),
    ),
    (
        "asa-sa-created",
        (
            "{^asa?}IPSEC: An {direction:word} LAN-to-LAN SA (SPI= {spi:hex}) between {src:ip} and {dst:ip}"
            " (user= {user:word}) has been created"
        ),
    ),
    (
        "asa-base-group-key",
        "{^asa?}Group {tunnel_group:word} not found, using BASE GROUP default preshared key",
    ),
    (
        "asa-connection-terminated",
        (
            "{^asa}Connection terminated for peer {remote:word}. Reason: {reason:text}"
            " Remote Proxy {remote_proxy:text}, Local Proxy {local_proxy:rest}"
        ),
    ),
    ("asa-notify-dropped", "{^asa}Received an un-encrypted {notify:word} notify message, dropping"),
    ("asa-torn-down", "{^asa}Session is being torn down. Reason: {reason:rest}"),
    (
        "asa-session-disconnected",
        (
            "{^asa}Session disconnected. Session Type: {kind:word}, Duration: {duration:word},"
            " Bytes xmt: {sent:int}, Bytes rcv: {received:int}, Reason: {reason:rest}"
        ),
    ),
    (
        "asa-keepalives",
        "{^asa}Keep-alives configured {on|off} but peer {does|does not} support keep-alives",
    ),
    ("asa-delete-sent", "{^asa}Sending IKE Delete With Reason message: {reason:rest}"),
    ("asa-illegal-fragment", _ASA_PACKET + " containing an illegal IP fragment"),
    ("asa-packet-dropped", _ASA_PACKET + " that was dropped by IPSec ({reason:text})"),
    (
        "asa-clear-packet-dropped",
        (
            "{^asa?}{IPSEC: |}Received a cleartext packet from {src:ip} to {dst:ip} that was to be encapsulated"
            " in IPSec that was dropped by IPSec ({reason:text})"
        ),
    ),
)
