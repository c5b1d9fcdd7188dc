"""Messages of single causes that other releases, or the end that only hears of it, print.

Source: ASA syslog guide (713042, 713068, 713902), IOS system message guide (IKMP_NOT_ENCRYPTED,
RECVD_PKT_INV_IDENTITY), PIX 6.3 system log messages (402103), VPN 3000 log messages (phase 2 failures).
"""

from __future__ import annotations

from remediate.model.signature import Role, Signature

__all__ = [
    "INNER_PACKET_MISMATCH",
    "INVALID_ID",
    "IPSEC_SETUP_FAILED",
    "KEYS_DIFFER",
    "NO_POLICY_FOR_FLOW",
    "PHASE_2_ATTRIBUTE",
    "PHASE_2_TRANSFORM",
    "PROPOSAL_NOT_CHOSEN",
]

KEYS_DIFFER = (
    Signature(
        name="ikmp-bad-message",
        template="{^syslog?}IKE message from {peer:ip} failed its sanity check or is malformed",
    ),
    Signature(
        name="reserved-not-zero",
        template="{^isakmp?}reserved not zero on payload {payload:int}!",
    ),
    Signature(
        name="reserved-not-zero-named",
        template="{^isakmp}reserved not zero on {payload:word} payload!",
    ),
    Signature(
        name="asa-psk-mismatch",
        template=(
            "{^asa?}{?ERROR, }had problems decrypting packet, probably due to mismatched "
            "pre-shared key"
        ),
    ),
    Signature(
        name="asa-notify-malformed",
        template="{^asa}Received an un-encrypted PAYLOAD_MALFORMED notify message, dropping",
    ),
    Signature(
        name="asa-peer-could-not-read",
        template="{^asa?}Error, peer has indicated that something is wrong with our message",
    ),
    Signature(
        name="asa-notify-invalid-hash",
        template="{^asa?}Received non-routine Notify message: Invalid hash info (23)",
    ),
    Signature(
        name="ikmp-not-encrypted",
        template="{^syslog?}IKE packet from {peer:ip} was not encrypted and it should",
    ),
)
"""The first encrypted message of an end could not be read by the other."""

INVALID_ID = (
    Signature(
        name="asa-notify-invalid-id",
        template="{^asa?}Received non-routine Notify message: Invalid ID info (18)",
    ),
)
"""The peer has no crypto ACL entry for the proxies that it was offered."""

PROPOSAL_NOT_CHOSEN = (
    Signature(
        name="asa-notify-no-proposal",
        template="{^asa?}Received non-routine Notify message: No proposal chosen (14)",
    ),
)
"""The peer took none of what was offered for phase 2: transform, PFS, or what its crypto map has for the flow."""

IPSEC_SETUP_FAILED = (
    Signature(
        name="ipsec-setup-failed",
        template=(
            "{^syslog?}IPSEC SETUP FAILED for local:{local:ip} local_id:{local_id:word} remote:{remote:ip}"
            " remote_id:{remote_id:word} IKE profile:{profile:word} fvrf:{fvrf:word} fail_reason:IPSec Proposal failure"
        ),
        role=Role.CLOSING,
    ),
)
"""IOS-XE's ``%CRYPTO-5-IPSEC_SETUP_FAILURE``."""

PHASE_2_TRANSFORM = (
    Signature(
        name="asa-phase2-transform-mismatch",
        template=(
            "{^asa?}Phase 2 failure: Mismatched transform IDs for protocol {protocol:word}: Rcv'd: {received:text}"
            " Cfg'd: {configured:rest}"
        ),
        role=Role.REJECTION,
    ),
)
PHASE_2_ATTRIBUTE = (
    Signature(
        name="asa-phase2-attribute-mismatch",
        template=(
            "{^asa?}Phase 2 failure: Mismatched {attr|attribute} types for class {attribute:text}: Rcv'd: {received:text}"
            " Cfg'd: {configured:rest}"
        ),
        role=Role.REJECTION,
    ),
)
"""Of any attribute, the group of PFS among them."""

INNER_PACKET_MISMATCH = (
    Signature(
        name="inner-packet-mismatch",
        template=(
            "{^syslog?}identity doesn't match negotiated identity{? (ip) {?vrf/dest_addr= {?{vrf:name}}/}"
            "{?dest_addr= }{?dest_address= }{inner_dst:ip}, src_addr= {inner_src:ip}, prot= {protocol:word}}{?,}{? (ident) local={ |}{local:ip}"
            ", remote={ |}{remote:ip}{?, local_proxy={ |}{sa_local:proxy}{?, remote_proxy={ |}{sa_remote:proxy}}}}"
        ),
    ),
)
"""IOS's and PIX's 402116: a packet came through an SA that is for other networks."""

NO_POLICY_FOR_FLOW = (
    Signature(
        name="asa-no-policy-for-flow",
        template=(
            "{^asa?}IKE Initiator unable to find policy: Intf {interface:word}, Src: {inner_src:ip}, Dst: {inner_dst:ip}"
        ),
    ),
)
"""A packet matched a crypto ACL whose entry can't be negotiated."""
