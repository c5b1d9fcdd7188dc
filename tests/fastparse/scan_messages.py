"""Templates, and the seed's message texts, for the scanner's tests.

The texts are *documented*: Cisco document 5409 (the project's seed document), section by section,
with its wraps, misprints and glue. Those marked *synthetic* are made up in the same shapes.
"""

from __future__ import annotations

from fastparse.template import Template

TEXTS = (
    "{^isakmp?}{hash|encryption} algorithm offered does not match policy!",
    "{^isakmp?}att{r|}s {?are }not acceptable{?. Next payload is {next:int}}",
    "{^isakmp?}att{r|}s are acceptable.{? Next payload is {next:int}}",
    (
        "{^isakmp?}{?phase {phase:int} }SA {?policy }not acceptable{!|}"
        "{? (local {local:addr} remote {remote:addr})}"
    ),
    "{^isakmp?}no offers accepted!",
    "{^ipsec}peer address {peer:ip} not found",
    (
        "{^ipsec}transform proposal ({prot|port} {proto:int}, trans {trans:int}, hmac_alg {hmac:int})"
        " not supported"
    ),
    "{^syslog}IKE message from {peer:ip} failed its sanity check or is malformed",
    "{^syslog}Processing of {mode:word} mode failed with peer at {peer:ip}",
    (
        "{^syslog?}decaps: rec{'|`|}d IPSEC packet has invalid spi for destaddr={dst:word},"
        " prot={prot:word}, spi={spi:word}"
    ),
    "{^ipsec}invalid proxy IDs",
    "{^ipsec}invalid local address {address:ip}",
    "{^ipsec}proxy identities not supported",
    "{^isakmp}IPSec policy invalidated proposal{? with error {error:int}}",
    "{^isakmp}No cert, and no keys (public or pre-shared) with remote peer {peer:ip}",
    "{^syslog}motcr_crypto_callback() motcr return failure",
    "{^syslog}MOTCR PktEng Return Value = {value:num}, {reason:word}",
    (
        "{^syslog}{Hardware VPN|Virtual Private Network (VPN) Module}{slot:name}:"
        " Packet Encryption/Decryption error, status={status:int}"
    ),
    "{^syslog}packet-rx error: ESP sequence fail",
    "crypto_engine_select_crypto_engine: can't handle any more",
    "{^syslog}decrypt: replay check failed connection id={id:word}",
    "{^ipsec}got a queue event...",
    (
        "{^ipsec}, (key eng. msg.) dest= {dest:ip}, src={? }{src:ip}, dest_proxy= {dest_proxy:proxy}"
        "{? (type={dest_type:int})}, src_proxy= {src_proxy:proxy}"
    ),
    "{^asa}QM FSM error (P2 struct &{struct:hex}, mess id {mess:hex})!",
    "{^asa?}All IPSec SA proposals found unacceptable!",
    "{^ikev2}Failed to find a matching policy",
    "{^ipsec}transform proposal not supported for identity: {transform:set}",
    '{^isakmp}deleting SA reason "{reason:text}" state ({way:name}) {state:name} (peer {peer:addr})',
    "{sender:ip} is not a configured peer, {rest:rest}",
    "{^syslog?}Crypto tunnel is {state:name}. Peer {peer:ip}:{port:int} Id: {id:word}",
)
TEMPLATES = tuple(Template.parse(text) for text in TEXTS)

Expected = tuple[bytes, int, dict[str, str], bytes | None, str | None]
"""Input, template, fields, text of the hit (None: the input without its timestamp), time."""

DOCUMENTED: tuple[Expected, ...] = (
    (
        b"IPSEC(validate_proposal): invalid local address 10.2.0.2\n", 11,
        {"function": "validate_proposal", "address": "10.2.0.2"}, None, None,
    ),
    (
        b"ISAKMP (0:3): atts not acceptable. Next payload is 0\n", 1,
        {"connection": "0:3", "next": "0"}, None, None,
    ),
    (b"ISAKMP (0:3): SA not acceptable!\n", 3, {"connection": "0:3"}, None, None),
    (
        (b"1d00H:%CRPTO-4-IKMP_BAD_MESSAGE: IKE message from 198.51.100.1 failed its\n"
        b"sanity check or is malformed\n"), 7,
        {"mnemonic": "CRPTO-4-IKMP_BAD_MESSAGE", "peer": "198.51.100.1"},
        (b"%CRPTO-4-IKMP_BAD_MESSAGE: IKE message from 198.51.100.1 failed its sanity check or is"
        b" malformed"), "1d00H",
    ),
    (b"1d00h: ISAKMP (0:1); no offers accepted!\n", 4, {"connection": "0:1"},
     b"ISAKMP (0:1); no offers accepted!", "1d00h"),
    (
        (b"1d00h: %CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main Mode failed with\r\n"
        b"peer at 198.51.100.1\r\n"), 8,
        {"mnemonic": "CRYPTO-6-IKMP_MODE_FAILURE", "mode": "Main", "peer": "198.51.100.1"},
        b"%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main Mode failed with peer at 198.51.100.1",
        "1d00h",
    ),
    (
        b"1d00h: IPSec(validate_transform_proposal): proxy identities not supported\n", 12,
        {"function": "validate_transform_proposal"},
        b"IPSec(validate_transform_proposal): proxy identities not supported", "1d00h",
    ),
    (b"1d00h: ISAKMP: IPSec policy invalidated proposal\n", 13, {},
     b"ISAKMP: IPSec policy invalidated proposal", "1d00h"),
    (
        (b"1d00h: IPSec (validate_proposal): transform proposal\n"
        b"(port 3, trans 2, hmac_alg 2) not supported\n"), 6,
        {"function": "validate_proposal", "proto": "3", "trans": "2", "hmac": "2"},
        (b"IPSec (validate_proposal): transform proposal (port 3, trans 2, hmac_alg 2) not"
        b" supported"), "1d00h",
    ),
    (b"1d00h: ISAKMP (0:2) : atts not acceptable. Next payload is 0\n", 1,
     {"connection": "0:2", "next": "0"},
     b"ISAKMP (0:2) : atts not acceptable. Next payload is 0", "1d00h"),
    (b"1d00h: ISAKMP (0:2) SA not acceptable\n", 3, {"connection": "0:2"},
     b"ISAKMP (0:2) SA not acceptable", "1d00h"),
    (
        (b"1d00h: ISAKMP: No cert, and no keys (public or pre-shared) with\n"
        b"remote peer 198.51.100.2\n"), 14, {"peer": "198.51.100.2"},
        b"ISAKMP: No cert, and no keys (public or pre-shared) with remote peer 198.51.100.2",
        "1d00h",
    ),
    (
        b"20:44:44: IPSEC(validate_transform_proposal):\npeer address 198.51.100.6 not found\n", 5,
        {"function": "validate_transform_proposal", "peer": "198.51.100.6"},
        b"IPSEC(validate_transform_proposal): peer address 198.51.100.6 not found", "20:44:44",
    ),
    (
        (b"%PIX|ASA-4-402101: decaps: recd IPSEC packet has\n"
        b"invalid spi for destaddr=dest_address, prot=protocol, spi=number\n"), 9,
        {"mnemonic": "PIX|ASA-4-402101", "dst": "dest_address", "prot": "protocol",
         "spi": "number"},
        (b"%PIX|ASA-4-402101: decaps: recd IPSEC packet has invalid spi for destaddr=dest_address,"
        b" prot=protocol, spi=number"), None,
    ),
    (b'"21:57:57: IPSEC(initialize_sas): invalid proxy IDs"\n', 10,
     {"function": "initialize_sas"}, b"IPSEC(initialize_sas): invalid proxy IDs", "21:57:57"),
    (b"PSEC(initialize_sas): invalid proxy IDs\n", 10, {"function": "initialize_sas"}, None, None),
    (b"ISAKMP (0:1): Hash algorithm offered does not match policy!\n", 0,
     {"connection": "0:1"}, None, None),
    (b"ISAKMP (0:1): phase 1 SA not acceptable!\n", 3,
     {"connection": "0:1", "phase": "1"}, None, None),
    (
        b"Sep 22 11:02:39: %MOTCR-1-ERROR:motcr_crypto_callback() motcr return failure\n", 15,
        {"mnemonic": "MOTCR-1-ERROR"},
        b"%MOTCR-1-ERROR:motcr_crypto_callback() motcr return failure", "Sep 22 11:02:39",
    ),
    (
        (b"HW_VPN-1-HPRXERR: Virtual Private Network (VPN) Module0/2: Packet Encryption/Decryption\n"
        b"error, status=4615\n"), 17,
        {"mnemonic": "HW_VPN-1-HPRXERR", "slot": "0/2", "status": "4615"},
        (b"HW_VPN-1-HPRXERR: Virtual Private Network (VPN) Module0/2: Packet"
        b" Encryption/Decryption error, status=4615"), None,
    ),
    (b"%C1700_EM-1-ERROR: packet-rx error: ESP sequence fail\n", 18,
     {"mnemonic": "C1700_EM-1-ERROR"}, None, None),
    (b"crypto_engine_select_crypto_engine: can't handle any more\n", 19, {}, None, None),
    (b"%CRYPTO-4-PKT_REPLAY_ERR: decrypt: replay check failed connection id=#.\n", 20,
     {"mnemonic": "CRYPTO-4-PKT_REPLAY_ERR", "id": "#"},
     b"%CRYPTO-4-PKT_REPLAY_ERR: decrypt: replay check failed connection id=#", None),
    (b"atts are acceptable. Next payload is 0\n", 2, {"next": "0"}, None, None),
    (b"INITIAL_CONTACTIPSEC(key_engine): got a queue event...\n", 21, {"function": "key_engine"},
     b"IPSEC(key_engine): got a queue event...", None),
    (b"has spi 2749108168 and conn_id 1 and flags 4IPSEC(key_engine):\ngot a queue event...\n", 21,
     {"function": "key_engine"}, b"IPSEC(key_engine): got a queue event...", None),
    (
        (b"21:57:57: IPSEC(validate_proposal_request): proposal part #1,\n"
        b"IPSEC(initialize_sas): ,\n(key eng. msg.) dest= 10.1.0.2, src=10.1.0.1,\n"
        b"dest_proxy= 10.1.1.0/0.0.0.0/0/0,\nsrc_proxy= 10.1.0.0/0.0.0.16/0/0,\n"), 22,
        {"function": "initialize_sas", "dest": "10.1.0.2", "src": "10.1.0.1",
         "dest_proxy": "10.1.1.0/0.0.0.0/0/0", "src_proxy": "10.1.0.0/0.0.0.16/0/0"},
        (b"IPSEC(initialize_sas): , (key eng. msg.) dest= 10.1.0.2, src=10.1.0.1, dest_proxy="
        b" 10.1.1.0/0.0.0.0/0/0, src_proxy= 10.1.0.0/0.0.0.16/0/0"), None,
    ),
)  # fmt: skip

SYNTHETIC: tuple[Expected, ...] = (
    (
        (b"*Mar  1 00:42:09.431: ISAKMP-ERROR: (0):phase 1 SA policy not acceptable!"
        b" (local 10.0.0.1 remote 2001:db8::7)\n"), 3,
        {"connection": "0", "phase": "1", "local": "10.0.0.1", "remote": "2001:db8::7"},
        (b"ISAKMP-ERROR: (0):phase 1 SA policy not acceptable!"
        b" (local 10.0.0.1 remote 2001:db8::7)"), "*Mar  1 00:42:09.431",
    ),
    (b"ISAKMP:(0:1:SW:1):no offers accepted!\n", 4, {"connection": "0:1:SW:1"}, None, None),
    (b"ISAKMP:(0:0:N/A:0):no offers accepted!\n", 4, {"connection": "0:0:N/A:0"}, None, None),
    (b"ISAKMP:(1003): no offers accepted!\n", 4, {"connection": "1003"}, None, None),
    (b"ISAKMP: (1003): no offers accepted!\n", 4, {"connection": "1003"}, None, None),
    (b"ISAKMP-PAK: (1003):no offers accepted!\n", 4, {"connection": "1003"}, None, None),
    (b"ISAKMP :      no offers accepted!\n", 4, {}, None, None),
    (b"IPSEC:(SESSION ID = 1) (key_engine) got a queue event...\n", 21,
     {"function": "key_engine"}, None, None),
    (
        (b"Oct 25 2025 10:00:00 fw1 : %ASA-3-713902: Group = branch 7, Username = u@x,"
        b" IP = 203.0.113.9, QM FSM error (P2 struct &0xcc8f5b28, mess id 0x8c2d)!\n"), 23,
        {"group": "branch 7", "username": "u@x", "peer": "203.0.113.9", "msgid": "713902",
         "struct": "0xcc8f5b28", "mess": "0x8c2d"},
        (b"%ASA-3-713902: Group = branch 7, Username = u@x, IP = 203.0.113.9, QM FSM error"
        b" (P2 struct &0xcc8f5b28, mess id 0x8c2d)!"), "Oct 25 2025 10:00:00",
    ),
    (
        (b"Nov 24 10:11:12 [IKEv1 DEBUG]: Group = 203.0.113.9, IP = 203.0.113.9,"
        b" All IPSec SA proposals found unacceptable!\n"), 24,
        {"group": "203.0.113.9", "peer": "203.0.113.9"},
        (b"[IKEv1 DEBUG]: Group = 203.0.113.9, IP = 203.0.113.9, All IPSec SA proposals found"
        b" unacceptable!"), "Nov 24 10:11:12",
    ),
    (b"IKEv2:(SESSION ID = 31,SA ID = 1):Failed to find a matching policy\n", 25,
     {"session": "31"}, None, None),
    (b"IKEv2-PROTO-1: (16): Failed to find a matching policy\n", 25, {"session": "16"}, None, None),
    (b"IKEv2:% Failed to find a matching policy\n", 25, {}, None, None),
    (b"IKEv2-ERROR:Failed to find a matching policy\n", 25, {}, None, None),
    (
        (b"IPSEC(ipsec_process_proposal): transform proposal not supported for identity:\n"
        b"    {esp-aes esp-sha-hmac }\n"), 26,
        {"function": "ipsec_process_proposal", "transform": "esp-aes esp-sha-hmac"},
        (b"IPSEC(ipsec_process_proposal): transform proposal not supported for identity:"
        b" {esp-aes esp-sha-hmac }"), None,
    ),
    (
        (b'ISAKMP:(1003):deleting SA reason "Death by retransmission\n P1" state (I) MM_NO_STATE'
        b" (peer 2001:db8::1)\n"), 27,
        {"connection": "1003", "reason": "Death by retransmission P1", "way": "I",
         "state": "MM_NO_STATE", "peer": "2001:db8::1"},
        (b'ISAKMP:(1003):deleting SA reason "Death by retransmission P1" state (I) MM_NO_STATE'
        b" (peer 2001:db8::1)"), None,
    ),
    (b"warning: 10.9.8.7 is not a configured peer, dropped it.  \r\n", 28,
     {"sender": "10.9.8.7", "rest": "dropped it."},
     b"10.9.8.7 is not a configured peer, dropped it.", None),
    (b"%CRYPTO-5-SESSION_STATUS: Crypto tunnel is DOWN. Peer 203.0.113.1:500 Id: 203.0.113.1\n", 29,
     {"mnemonic": "CRYPTO-5-SESSION_STATUS", "state": "DOWN", "peer": "203.0.113.1",
      "port": "500", "id": "203.0.113.1"}, None, None),
)  # fmt: skip

PROSE = (
    b'Invalid attribute combinations between peers will show up as "atts\nnot acceptable".\n',
    b'"Hash algorithm offered does not match policy!"\n',
    b"means that no offers accepted! was printed\n",
    b"the SA not acceptable! line\n",
    b"see proxy identities not supported in the guide\n",
    b"An IKE message from 10.1.1.1 failed its sanity check or is malformed\n",
    b"ISAKMP says no offers accepted!\n",
    b"ISAKMP (0:1) thinks: no, no offers accepted!\n",
    b"peer address 198.51.100.6 not found\n",
    b"IPSEC(f):\n\npeer address 198.51.100.6 not found\n",
    b"IPSEC(f): peer address 198.51.100.256 not found\n",
    b"IPSEC(f): peer address 198.51.100.6.7 not found\n",
    b"IPSEC(f): peer address 198.51.100.6\n\nnot found\n",
    b"ISAKMP: no offers\n\n accepted!\n",
    b"QM FSM error (P2 struct &0x1, mess id 0x2)!\n",
)
"""Quotations and near misses: not one hit."""
