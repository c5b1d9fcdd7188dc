"""Every device message that the Cisco document shows, and none invented from its prose.

The document (a Korean translation with English device text) is not part of the project: the tests
are skipped where it is absent. The table was written by hand from the document.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from remediate.messages import Classifier
from remediate.model.observation import Message
from remediate.rules import catalogue

SHARED = Path(os.environ.get("REMEDIATE_SHARED", Path(__file__).parents[2] / "shared"))
SEED = SHARED / "seed.txt"

pytestmark = pytest.mark.skipif(
    not SEED.exists(), reason="the document is not at hand (REMEDIATE_SHARED)"
)

POLICY = "isakmp-policy-mismatch"
ACL = "crypto-acl-not-mirrored"
SET = "transform-set-mismatch"
LOCAL = "crypto-map-local-address crypto-map-not-applied"
MSS = ("fragmentation-needed", "mtu-black-hole", {"dst": "172.16.1.56"})

EXPECTED: dict[int, tuple[str, str, dict[str, str]]] = {
    156: ("replay-check-failed", "replay-check-failed", {"connection_id": "#"}),
    171: ("invalid-local-address", LOCAL, {"local": "10.2.0.2", "function": "validate_proposal"}),
    172: ("phase2-atts-not-acceptable", LOCAL, {"connection": "0:3"}),
    173: ("sa-not-acceptable", LOCAL, {"connection": "0:3"}),
    181: ("ikmp-bad-message", "psk-mismatch", {"peer": "198.51.100.1"}),
    186: ("phase1-atts-not-acceptable", POLICY, {"connection": "0:1"}),
    187: ("no-offers-accepted", POLICY, {"connection": "0:1"}),
    188: ("sa-not-acceptable", POLICY, {"connection": "0:1"}),
    189: ("main-mode-failed", POLICY, {"peer": "198.51.100.1"}),
    202: ("proxy-identities-not-supported", ACL, {"function": "validate_transform_proposal"}),
    203: ("policy-invalidated", ACL, {}),
    204: ("sa-not-acceptable", ACL, {"connection": "0:2"}),
    214: (
        "transform-proposal-not-supported",
        SET,
        {"protocol": "3", "transform": "2", "hmac": "2"},
    ),
    216: ("phase2-atts-not-acceptable", SET, {"connection": "0:2"}),
    217: ("sa-not-acceptable", SET, {"connection": "0:2"}),
    231: ("no-cert-no-keys", "no-key-for-peer peer-address-mismatch", {"peer": "198.51.100.2"}),
    236: ("no-proposal-chosen", f"{ACL} crypto-map-entry-order {SET}", {"code": "14"}),
    247: ("peer-address-not-found", "crypto-map-entry-order", {"peer": "198.51.100.6"}),
    251: (
        "invalid-spi",
        "invalid-spi",
        {"dst": "dest_address", "protocol": "protocol", "spi": "number"},
    ),
    267: ("invalid-proxy-ids", ACL, {"function": "initialize_sas"}),
    281: ("offered-hash-mismatch", POLICY, {}),
    282: ("offered-encryption-mismatch", POLICY, {}),
    293: ("offered-hash-mismatch", POLICY, {"connection": "0:1"}),
    294: ("phase1-atts-not-acceptable", POLICY, {"connection": "0:1"}),
    303: ("offered-encryption-mismatch", POLICY, {"connection": "0:1"}),
    304: ("phase1-atts-not-acceptable", POLICY, {"connection": "0:1"}),
    305: ("no-offers-accepted", POLICY, {"connection": "0:1"}),
    306: ("phase1-sa-not-acceptable", POLICY, {"connection": "0:1"}),
    311: ("motcr-error", "hmac-verification-failed", {"mnemonic": "MOTCR-1-ERROR"}),
    313: ("motcr-mac-miscompare", "hmac-verification-failed", {"value": "0x20000"}),
    323: ("packet-encryption-error", "packet-encryption-error", {"slot": "0/2", "status": "4615"}),
    334: ("packet-encryption-error", "packet-encryption-error", {"slot": "0/2", "status": "4615"}),
    345: ("esp-sequence-fail", "esp-sequence-fail", {"mnemonic": "C1700_EM-1-ERROR"}),
    369: ("crypto-engine-full", "crypto-engine-unsupported", {}),
    595: MSS,
    596: MSS,
    597: MSS,
    598: MSS,
    599: MSS,
}
"""Line -> signature, slugs (by blanks, sorted), fields that it must have at least."""

CONTEXT = {
    75: ("checking-isakmp-transform", {"priority": "1"}),
    82: ("atts-acceptable", {}),
    88: ("sa-authenticated", {}),
    121: (
        "key-engine-message",
        {
            "src": "10.1.0.1",
            "dst": "10.1.0.2",
            "src_proxy": "10.1.0.0/255.255.255.0/0/0",
            "dest_proxy": "10.1.1.0/255.255.255.0/0/0",
        },
    ),
    240: (
        "key-engine-message",
        {"src": "198.51.100.6", "dst": "192.0.2.15", "dest_proxy": "10.0.0.76/255.255.255.255/0/0"},
    ),
    271: ("key-engine-message", {"dest_proxy": "10.1.1.1/255.255.255.0/0/0"}),
    285: ("found-peer-key", {"peer": "203.0.113.22"}),
    443: ("atts-acceptable", {"connection": "0"}),
    505: ("key-engine-message-reversed", {"src": "10.1.0.1", "dst": "10.1.0.2"}),
}
"""Lines without a cause that others are read with: a choice."""

PROSE = (106, 107, 155, 159, 265, 309, 572)
"""Lines that talk about messages."""


@cache
def scanned(implementation: str) -> tuple[Message, ...]:
    classifier = Classifier(catalogue(), implementation=implementation)  # type: ignore[arg-type]  # a parameter
    return tuple(classifier.messages(SEED.read_bytes(), device=None, file="seed.txt", clean=str))


IMPLEMENTATIONS = pytest.mark.parametrize("implementation", ["compiled", "reference"])


@IMPLEMENTATIONS
def test_every_message_with_its_causes_and_no_other(implementation: str) -> None:
    found = {
        message.source.line: (message.signature, " ".join(message.slugs))
        for message in scanned(implementation)
        if message.slugs
    }
    assert found == {line: (name, slugs) for line, (name, slugs, _) in EXPECTED.items()}
    assert len([item for item in scanned(implementation) if item.slugs]) == len(EXPECTED)


@IMPLEMENTATIONS
def test_fields(implementation: str) -> None:
    at = {message.source.line: message for message in scanned(implementation)}
    for line, (_, _, fields) in EXPECTED.items():
        for name, value in fields.items():
            assert at[line].field(name) == value, (line, name)
    for line, (signature, fields) in CONTEXT.items():
        assert (at[line].signature, at[line].slugs) == (signature, ())
        for name, value in fields.items():
            assert at[line].field(name) == value, (line, name)


@IMPLEMENTATIONS
@pytest.mark.parametrize(("first", "last"), [(71, 145), (422, 512)], ids=["ios", "pix"])
def test_healthy_samples(implementation: str, first: int, last: int) -> None:
    sample = [item for item in scanned(implementation) if first <= item.source.line <= last]
    assert len(sample) > 20
    assert [item for item in sample if item.slugs] == []


@IMPLEMENTATIONS
def test_prose_is_no_message(implementation: str) -> None:
    assert not [item for item in scanned(implementation) if item.source.line in PROSE]


@IMPLEMENTATIONS
def test_places_times_and_origins(implementation: str) -> None:
    data = SEED.read_bytes()
    lines = [message.source.line for message in scanned(implementation)]
    assert lines == sorted(lines)
    for message in scanned(implementation):
        assert data.count(b"\n", 0, message.offset) + 1 == message.source.line
        assert data[message.offset :].startswith(message.text[:8].encode())
    at = {message.source.line: message for message in scanned(implementation)}
    assert at[181].time == "1d00H"
    assert at[595].time == "2w5d"
    assert (at[311].time, at[311].device) == ("Sep 22 11:02:39", "203.0.113.16")
    assert at[345].device is None


def test_both_implementations_agree() -> None:
    assert scanned("compiled") == scanned("reference")
