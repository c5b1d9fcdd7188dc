"""Messages of an end that refuses the flow which its peer offers: no entry of its own mirrors it.

Source: Cisco document 5409, "Proxy Identities Not Supported", "IPSEC(initialize_sas): Invalid Proxy IDs"; ASA syslog guide.
"""

from __future__ import annotations

from remediate.model.signature import Role, Signature

__all__ = ["PROXIES_REFUSED"]

PROXIES_REFUSED = (
    Signature(
        name="proxy-identities-not-supported",
        template="{^ipsec}proxy identities not supported",
        role=Role.REJECTION,
    ),
    Signature(
        name="no-matching-map",
        template="map_db_find_best did not find matching map",
        role=Role.REJECTION,
    ),
    Signature(
        name="policy-invalidated-error-32",
        template="{^isakmp?}IPSec policy invalidated proposal with error 32",
        role=Role.REJECTION,
    ),
    Signature(name="invalid-proxy-ids", template="{^ipsec}invalid proxy IDs"),
    Signature(
        name="asa-no-matching-crypto-map",
        template=(
            "{^asa?}Rejecting IPSec tunnel: no matching crypto map entry for remote proxy "
            "{remote_proxy:proxy} local proxy {local_proxy:proxy} on interface "
            "{interface:word}"
        ),
    ),
    Signature(
        name="asa-crypto-map-policy-not-found",
        template=(
            "{^asa?}Tunnel rejected: Crypto Map Policy not found for Src:{src_proxy:word}, "
            "Dst:{dest_proxy:rest}"
        ),
    ),
    Signature(
        name="asa-acl-does-not-match",
        template=(
            "{^asa}Static Crypto Map Check, map{? =} {map:word}, seq = "
            "{sequence:int}, ACL does not match proxy IDs src:{src_proxy:word} "
            "dst:{dest_proxy:word}"
        ),
        role=Role.REJECTION,
    ),
    Signature(
        name="asa-torn-down-no-policy",
        template="{^asa?}Session is being torn down. Reason: crypto map policy not found",
        role=Role.CLOSING,
    ),
    Signature(
        name="asa-inner-packet-mismatch",
        template=(
            "{^asa?}{IPSEC: |}Received an {protocol:word} packet (SPI= {spi:hex}, sequence number= "
            "{sequence:word}) from {src:ip} (user= {user:word}) to {dst:ip}. The "
            "decapsulated inner packet doesn't match the negotiated policy in the SA"
            "{?. The packet specifies its destination as {inner_dst:ip}, its source as {inner_src:ip}, and its protocol as"
            " {inner_protocol:word}. The SA specifies its local proxy as {sa_local:word} and its remote_proxy as"
            " {sa_remote:word}}"
        ),
    ),
    Signature(name="ikev2-ts-unacceptable", template="NOTIFY(TS_UNACCEPTABLE)"),
    Signature(
        name="ikev2-no-policy-for-ts",
        template="{^ikev2}{: |}There was no IPSEC policy found for received TS",
    ),
    Signature(
        name="ikev2-abort-no-policy-for-ts",
        template=(
            "{^syslog?}{?Local:{local:ip}:{local_port:int} "
            "Remote:{remote:ip}:{remote_port:int} Username:{username:word} IKEv2 "
            "}Negotiation aborted due to ERROR: There was no IPSEC policy found for received "
            "TS"
        ),
    ),
    Signature(
        name="asa-ikev2-tunnel-rejected",
        template=(
            "{^asa?}{?Local:{local:ip}:{local_port:int} Remote:{remote:ip}:{remote_port:int} "
            "Username:{username:word} }{?IKEv2 }Tunnel rejected: Crypto Map Policy not found for "
            "remote traffic selector {remote_proxy:word} local traffic selector "
            "{local_proxy:rest}"
        ),
    ),
)
