"""The hazards that a matcher of device text must survive, each by itself.

Source: the Cisco document that the rules come from (its misprints), and captures and system message
guides (what devices print). Texts are documented where not said otherwise. What the engine must not
conclude (benign lines, refusals inside a good negotiation, states that prove nothing) is tested by the
acceptance cases and in tests/engine.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import pytest

from remediate.messages import Classifier
from remediate.model.observation import Message
from remediate.rules import catalogue

IMPLEMENTATIONS: tuple[Literal["compiled", "reference"], ...] = ("compiled", "reference")
CLASSIFIERS = {name: Classifier(catalogue(), implementation=name) for name in IMPLEMENTATIONS}


class Hazard(NamedTuple):
    name: str
    text: str
    signature: str
    fields: dict[str, str]
    time: str | None = None


BAD = " IKE message from 150.150.150.1 failed its sanity check or is malformed"
RESERVED = "ISAKMP: reserved not zero on payload 5!"
HAZARDS = (
    Hazard(
        "CRPTO", f"%CRPTO-4-IKMP_BAD_MESSAGE:{BAD}", "ikmp-bad-message", {"peer": "150.150.150.1"}
    ),
    Hazard(
        "wrapped",
        "%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 150.150.150.1  failed its\nsanity check or is malformed",
        "ikmp-bad-message",
        {"peer": "150.150.150.1"},
    ),
    Hazard("no-leading-I", "PSEC(initialize_sas): invalid proxy IDs", "invalid-proxy-ids", {}),
    *(
        Hazard(
            f"{word}-3",
            f"IPSEC(validate_proposal): transform proposal ({word} 3, trans 2, hmac_alg 2) not supported",
            "transform-proposal-not-supported",
            {"protocol": "3", "transform": "2", "hmac": "2"},
        )
        for word in ("port", "prot")
    ),
    *(
        Hazard(
            f"received-{number}",
            f"%PIX-4-402101: decaps: {word} IPSEC packet has invalid spi for destaddr=198.51.100.1, prot=50, spi=0x1",
            "invalid-spi",
            {"dst": "198.51.100.1", "spi": "0x1"},
        )
        for number, word in enumerate(("rec'd", "recd", "rec`d"))
    ),
    Hazard(
        "semicolon",
        "ISAKMP (0:1); no offers accepted!",
        "no-offers-accepted",
        {"connection": "0:1"},
    ),
    Hazard(
        "blank-before-colon",
        "ISAKMP (0:2) : atts are not acceptable. Next payload is 0",
        "phase1-atts-not-acceptable",
        {"connection": "0:2"},
    ),
    Hazard(
        "no-colon-no-mark",
        "ISAKMP (0:2) SA not acceptable",
        "sa-not-acceptable",
        {"connection": "0:2"},
    ),
    *(
        Hazard(
            f"function-{number}",
            f"{word}: invalid local address 10.2.0.2",
            "invalid-local-address",
            {"local": "10.2.0.2"},
        )
        for number, word in enumerate(
            ("IPSec (validate_proposal)", "IPSEC(validate_proposal)", "IPSEC(vaidate_proposal)")
        )
    ),
    Hazard(
        "time-glued", f"1d00H:%CRPTO-4-IKMP_BAD_MESSAGE:{BAD}", "ikmp-bad-message", {}, time="1d00H"
    ),
    Hazard(
        "glossary",
        "%HW_VPN-1-HPRXERR: Virtual Private Network (VPN) Module0/2: Packet Encryption/Decryption error, status=4615",
        "packet-encryption-error",
        {"slot": "0/2", "status": "4615"},
    ),
    Hazard(
        "continuation",
        "IPSEC(validate_transform_proposal):\n    peer address 198.51.100.6 not found",
        "peer-address-not-found",
        {"peer": "198.51.100.6"},
    ),
    Hazard(
        "continuation-of-a-message",
        "%CRYPTO-4-PKT_REPLAY_ERR: decrypt: replay check failed\n   connection id=29, sequence number=219",
        "replay-check-failed",
        {"connection_id": "29", "sequence": "219"},
    ),
    Hazard(
        "glued-mid-line",
        "return status is IKMP_NO_ERROR, flags 4IPSEC(initialize_sas): invalid proxy IDs",
        "invalid-proxy-ids",
        {},
    ),
    Hazard("behind-a-prompt", f"R1#%CRYPTO-4-IKMP_BAD_MESSAGE:{BAD}", "ikmp-bad-message", {}),
    *(
        Hazard(
            f"prefix-{number}",
            f"{prefix}no offers accepted!",
            "no-offers-accepted",
            {"connection": connection},
        )
        for number, (prefix, connection) in enumerate(
            (
                ("ISAKMP (0:1): ", "0:1"),
                ("ISAKMP:(0:1:SW:1):", "0:1:SW:1"),
                ("ISAKMP:(1003):", "1003"),
                ("ISAKMP: (1003):", "1003"),
                ("ISAKMP-ERROR: (0):", "0"),
            )
        )
    ),
    *(
        Hazard(
            f"ikev2-prefix-{number}",
            f"{prefix}Failed to find a matching policy",
            "ikev2-no-matching-policy",
            {},
        )
        for number, prefix in enumerate(
            ("IKEv2-ERROR:(SESSION ID = 31,SA ID = 1):: ", "IKEv2-PROTO-1: (16): ")
        )
    ),
    Hazard(
        "asa-prefix",
        "[IKEv1]: Group = 10.1.1.1, IP = 10.1.1.1, All IPSec SA proposals found unacceptable!",
        "asa-ipsec-proposals-unacceptable",
        {"peer": "10.1.1.1"},
    ),
    *(
        Hazard(
            f"time-{number}",
            f"{before}{RESERVED}",
            "reserved-not-zero",
            {"payload": "5"},
            time=time,
        )
        for number, (before, time) in enumerate(
            (
                ("", None),
                ("1d00h: ", "1d00h"),
                ("2w5d: ", "2w5d"),
                ("20:44:44: ", "20:44:44"),
                ("*Mar  1 00:42:09.431: ", "*Mar  1 00:42:09.431"),
                ("Sep 22 11:02:39 203.0.113.16 2435: ", "Sep 22 11:02:39"),
            )
        )
    ),
)
BENIGN = (
    "ISAKMP-ERROR: (0):Failed to find peer index node to update peer_info_list",
    "ISAKMP: Can not start Aggressive mode, trying Main mode.",
    "ISAKMP:(0): vendor ID seems Unity/DPD but major 69 mismatch",
    "ISAKMP:(0):: peer matches *none* of the profiles",
    "ISAKMP (0): His hash no match - this node outside NAT",
    "ISAKMP:(0):peer does not do paranoid keepalives.",
    'ISAKMP:(1001):deleting SA reason "No reason" state (R) QM_IDLE       (peer 10.1.0.1)',
    "NOTIFY(INVALID_KE_PAYLOAD)",
)
"""Captured, but for the last (synthetic)."""


def read(text: str, implementation: str) -> list[Message]:
    classifier = CLASSIFIERS[implementation]  # type: ignore[index]  # a parameter of the tests
    return list(classifier.messages(text.encode(), device=None, file="case", clean=str))


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard.name)
def test_a_misprint_or_another_form_is_the_same_message(
    hazard: Hazard, implementation: str
) -> None:
    (message,) = read(hazard.text + "\n", implementation)
    assert message.signature == hazard.signature
    assert message.slugs
    assert message.time == hazard.time
    for name, value in hazard.fields.items():
        assert message.field(name) == value


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
@pytest.mark.parametrize("text", BENIGN)
def test_what_only_looks_like_a_fault_points_to_nothing(text: str, implementation: str) -> None:
    assert [message.slugs for message in read(text + "\n", implementation)] == [()]
