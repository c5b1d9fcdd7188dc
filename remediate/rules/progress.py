"""Messages that point to no root cause: how a negotiation goes on, and what only looks like a fault.

No rule: these lines say where a negotiation begins, what was offered in it and whether it was
accepted, so that a refusal inside a good negotiation is told from one that ends it. The benign
ones are recognised in order to be left alone.
"""

from __future__ import annotations

from remediate.model.signature import Role
from remediate.rules._progress import IN_ASA, IN_IKEV2, named

__all__ = ["SIGNATURES"]

_BEGINNINGS = named(
    Role.START,
    (
        "new-session",
        (
            "{^isakmp}received packet from {peer:ip} dport {dport:int} sport {sport:int}"
            " {vrf:word} (N) NEW SA"
        ),
    ),
    ("processing-sa-payload", "{^isakmp?}processing SA payload. message ID = {message_id:word}"),
    (
        "beginning-exchange",
        "{^isakmp}beginning {Main|Aggressive|Quick} Mode exchange{?, M-ID of {message_id:word}}",
    ),
) + named(
    Role.CHECK,
    (
        "checking-isakmp-transform",
        "{^isakmp?}Checking ISAKMP transform{? {transform:int}} against priority {priority:int} policy",
    ),
    (
        "checking-ipsec-proposal",
        "{^isakmp?}Checking IPSec proposal {proposal:int}{?transform {transform:int}, {algorithm:word}}",
    ),
)

_ACCEPTANCES = named(
    Role.ACCEPTANCE,
    (
        "atts-acceptable",
        "{^isakmp?}{atts|attrs} are acceptable.{? Next payload is {next_payload:int}}",
    ),
    ("sa-authenticated", "{^isakmp?}SA has been authenticated{? with {peer:ip}}"),
    ("phase1-complete", "{^isakmp}Old State = {before:word} New State = IKE_P1_COMPLETE"),
    ("phase2-complete", "{^isakmp}Old State = {before:word} New State = IKE_QM_PHASE2_COMPLETE"),
    (
        "asa-ike-proposal-acceptable",
        "{^asa}IKE SA Proposal # {proposal:int}, Transform # {transform:int} acceptable",
    ),
    (
        "asa-ipsec-proposal-acceptable",
        "{^asa}IPSec SA Proposal # {proposal:int}, Transform # {transform:int} acceptable",
    ),
    (
        "asa-map-entry-matched",
        "{^asa}Static Crypto Map check, map{? =} {map:word}, seq = {sequence:int} is a successful match",
    ),
    ("asa-phase1-completed", "{^asa}PHASE 1 COMPLETED"),
    ("asa-phase2-completed", "{^asa}PHASE 2 COMPLETED{? (msgid={message_id:word})}"),
)

_OFFERED = named(
    Role.CONTEXT,
    ("offered-encryption", "{^isakmp?}encryption {encryption:word}"),
    ("offered-key-length", "{^isakmp?}keylength of {key_length:int}"),
    ("offered-hash", "{^isakmp?}hash {hash:word}"),
    ("offered-group", "{^isakmp?}default group {group:int}"),
    ("offered-authentication", "{^isakmp?}auth {authentication:rest}"),
    ("offered-life-type", "{^isakmp?}{?SA }life type in {unit:word}"),
    ("offered-life-duration", "{^isakmp?}{?SA }life duration ({form:word}) of {lifetime:rest}"),
    ("offered-esp-transform", "{^isakmp}transform {transform:int}, {algorithm:word}"),
    ("offered-esp-authenticator", "{^isakmp}authenticator is {authenticator:word}"),
    ("offered-esp-key-length", "{^isakmp}key length is {key_length:int}"),
    ("offered-esp-encapsulation", "{^isakmp?}encaps is {encapsulation:int}{? ({mode:word})}"),
    ("offered-pfs-group", "{^isakmp}group is {group:int}"),
)

_IKE_PROGRESS = named(
    Role.CONTEXT,
    ("found-peer-key", "{^isakmp?}found peer pre-shared key {matching|matched} {peer:ip}"),
    (
        "packet-received",
        (
            "{^isakmp}received packet from {peer:ip} dport {dport:int} sport {sport:int}"
            " {vrf:word} ({side:word}) {state:rest}"
        ),
    ),
    (
        "packet-sent",
        (
            "{^isakmp}sending packet to {peer:ip}{? my_port {sport:int} peer_port {dport:int}}"
            " ({side:word}) {state:rest}"
        ),
    ),
    ("pix-block-processed", "crypto_isakmp_process_block:{ |}src{:| }{src:ip}, dest{:| }{dst:ip}"),
    (
        "processing-payload",
        "{^isakmp}processing {payload:word} payload. message ID = {message_id:word}",
    ),
    (
        "processing-notify",
        "{^isakmp?}processing NOTIFY {notify:word} protocol {protocol:int}",
    ),
    (
        "retransmission-counted",
        (
            "{^isakmp}incrementing error counter on sa, attempt {attempt:int} of {limit:int}:"
            " retransmit phase {phase:int}"
        ),
    ),
    ("nat-found", "{^isakmp?}NAT found, {where:rest}"),
    ("no-paranoid-keepalives", "{^isakmp?}peer does not do paranoid keepalives"),
    (
        "sa-deleted",
        (
            '{^isakmp?}deleting SA reason "{reason:text}" state ({side:word}) {state:word}'
            "{? (peer {peer:ip})}"
        ),
    ),
    (
        "larval-deleted",
        '{^isakmp?}deleting node {node:int} error {TRUE|FALSE} reason "Delete Larval"',
    ),
    (
        "ikmp-no-sa",
        "{^syslog?}IKE message from {peer:ip} has no SA and is not an initialization offer",
    ),
    (
        "session-status",
        "{^syslog?}Crypto tunnel is {state:word}{? .} Peer {peer:ip}{?:{peer_port:int}}{? Id: {id:word}}",
    ),
    (
        "ikev2-session-status",
        "{^syslog?}Crypto tunnel v2 is {state:word}{? .} Peer {peer:ip}{?:{peer_port:int}}{? Id: {id:word}}",
    ),
    ("ezvpn-connection", "%CRYPTO-{severity:int}-EZVPN_CONNECTION_{state:name}: {detail:rest}"),
)

_KEY_ENGINE = named(
    Role.CONTEXT,
    (
        "key-engine-message",
        (
            "{^ipsec}{?proposal part #{part:int}}, (key eng. msg.) dest={ |}{dst:ip}, src={ |}{src:ip},"
            " dest_proxy={ |}{dest_proxy:proxy}{? (type={dest_type:int})},"
            " src_proxy={ |}{src_proxy:proxy}{? (type={src_type:int})}"
        ),
    ),
    (
        "key-engine-message-reversed",
        (
            "{^ipsec}{?proposal part #{part:int}}, (key eng. msg.) src={ |}{src:ip}, dest={ |}{dst:ip},"
            " src_proxy={ |}{src_proxy:proxy}{? (type={src_type:int})},"
            " dest_proxy={ |}{dest_proxy:proxy}{? (type={dest_type:int})}"
        ),
    ),
    (
        "key-engine-message-local",
        (
            "{^ipsec}{?proposal part #{part:int}}, (key eng. msg.) {INBOUND|OUTBOUND} local={ |}{local:ip}"
            "{?:{local_port:int}}, remote={ |}{remote:ip}{?:{remote_port:int}},"
            " local_proxy={ |}{local_proxy:proxy}{? (type={local_type:int})},"
            " remote_proxy={ |}{remote_proxy:proxy}{? (type={remote_type:int})}"
        ),
    ),
    (
        "key-engine-timer",
        (
            "{^ipsec}request timer fired: count = {count:int}, (identity) local={ |}{local:ip}"
            "{?:{local_port:int}}, remote={ |}{remote:ip}{?:{remote_port:int}},"
            " local_proxy={ |}{local_proxy:proxy}{? (type={local_type:int})},"
            " remote_proxy={ |}{remote_proxy:proxy}{? (type={remote_type:int})}"
        ),
    ),
    (
        "sa-created",
        (
            "{^ipsec}sa created,{? (sa) sa_dest= {dst:ip}, {sa_proto|sa_prot}= {protocol:int},"
            " sa_spi= {spi:num}}"
        ),
    ),
)

_ROUTED = named(
    Role.CONTEXT,
    (
        "asa-no-next-hop",
        (
            "{^asa?}Routing failed to locate next hop for {protocol:word} from {from_host:text}"
            " to {to_host:word}"
        ),
    ),
    (
        "asa-no-egress",
        "{^asa?}Failed to locate egress interface for {protocol:word} from {from_host:text} to {to_host:word}",
    ),
    ("asa-no-route", "{^asa}No route to {to_host:ip} from {from_host:ip}"),
    (
        "asa-denied",
        (
            "{^asa?}Deny {tcp|icmp} src {in:name}:{10|172|192}.{from_rest:word} dst {out:name}:{10|172|192}.{to_rest:word}"
            "{? (type {type:int}, code {code:int})} by access-group"
        ),
    ),
)
"""Packets that a PIX or ASA has no route for, or denies: of a tunnel's where both hosts are (110001, 110002, 110003, 106023).

Denied are the packets of everybody who knocks: only those between private networks can be a tunnel's.
"""

_BENIGN = named(
    Role.BENIGN,
    (
        "default-policy-not-compliant",
        (
            "{^isakmp?}({65507|65508|65509|65510|65511|65512|65513|65514}): Either ({encryption:word})"
            " encryption algorithm or ({hash:word}) hash algorithm{ |}is not CSDL compliant"
        ),
    ),
    (
        "no-peer-index-node",
        "{^isakmp}Failed to find peer index node to update peer_info_list",
    ),
    ("aggressive-mode-not-started", "{^isakmp?}Can not start Aggressive mode, trying Main mode"),
    (
        "vendor-id-mismatch",
        "{^isakmp?}vendor ID seems {vendor:word} but major {major:int} mismatch",
    ),
    ("no-isakmp-profile", "{^isakmp}{:|}{ |}peer matches *none* of the profiles"),
    ("nat-hash-no-match", "{^isakmp?}His hash no match - this node outside NAT"),
    ("ikev2-group-retried", "NOTIFY(INVALID_KE_PAYLOAD)"),
    (
        "asa-lifetime-forced",
        (
            "{^asa}Responder forcing change of {which:text} rekeying duration from {offered:int}"
            " to {used:int}"
        ),
    ),
    (
        "asa-lifetime-overridden",
        (
            "{^asa}Overriding Initiator's {which:text} rekeying duration from {offered:int}"
            " to {used:int}"
        ),
    ),
    ("asa-rekey-collision", "{^asa}Failure during phase 1 rekeying attempt due to collision"),
    (
        "asa-negotiation-in-progress",
        (
            "{^asa}Rejecting new IPsec SA negotiation for peer {remote:word}."
            " A negotiation was already in progress"
        ),
    ),
    (
        "asa-peer-not-in-table",
        "{^asa}Removing peer from correlator table failed, no match",
    ),
    ("asa-peer-entry-not-removed", "{^asa}Error: Unable to remove PeerTblEntry"),
    (
        "asa-notify-invalid-cookie",
        "{^asa?}Received an un-encrypted INVALID_COOKIE notify message, dropping",
    ),
    ("client-configured", "{^isakmp}responding to peer config from {peer:ip}"),
    (
        "asa-client-configured",
        "{^asa}Assigned private IP address {assigned:ip} to remote user",
    ),
)

SIGNATURES = (
    *_BEGINNINGS,
    *_ACCEPTANCES,
    *_OFFERED,
    *_IKE_PROGRESS,
    *_KEY_ENGINE,
    *_ROUTED,
    *IN_IKEV2,
    *IN_ASA,
    *_BENIGN,
)
