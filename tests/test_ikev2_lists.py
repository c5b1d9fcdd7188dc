"""The lists that IKEv2 prints when it refuses, synthetic in the forms of captured debugs."""

from __future__ import annotations

from remediate.messages import Classifier
from remediate.messages.ikev2_lists import in_their_sessions, policy_lists
from remediate.model.observation import Message
from remediate.rules import catalogue

CLASSIFIER = Classifier(catalogue())
IKE = """\
IKEv2:(SESSION ID = 31,SA ID = 1):Received Packet [From 198.51.100.1:500/To 192.0.2.1:500/VRF i0:f0]
IKEv2-ERROR:(SESSION ID = 31,SA ID = 1):Received Policies:
 Proposal 1:  AES-CBC-256 AES-GCM-128 SHA512 SHA96 DH_GROUP_2048_MODP/Group 14 DH_GROUP_256_ECP/Group 19

IKEv2-ERROR:(SESSION ID = 31,SA ID = 1):Failed to find a matching policy
IKEv2-ERROR:(SESSION ID = 31,SA ID = 1):Expected Policies:
 Proposal 1:  3DES MD5 MD596 DH_GROUP_1024_MODP/Group 2
 Proposal 2:  AES-CBC-128 SHA1 SHA96 DH_GROUP_1536_MODP/Group 5
"""
ESP = """\
IKEv2-PROTO-1: (22): Failed to find a matching policy
IKEv2-PROTO-1: (22): Received Policies:
ESP: Proposal 1:  AES-CBC-128 SHA96 Don't use ESN

IKEv2-PROTO-1: (22): Expected Policies:
ESP: Proposal 0:  AES-CBC-256 SHA256 Don't use ESN
"""


def read(text: str) -> list[Message]:
    return list(CLASSIFIER.messages([text.encode()], device="r1", file="f", clean=str))


def test_lists_of_the_ike_sa() -> None:
    (found,) = policy_lists(read(IKE))
    assert not found.child
    (received,) = found.received
    assert received.encryption == ("aes-cbc-256", "aes-gcm-128")
    assert received.integrity == ("sha512", "sha1")
    assert received.groups == (14, 19)
    assert [item.groups for item in found.expected] == [(2,), (5,)]
    assert found.expected[0].encryption == ("3des",)
    assert found.expected[0].prf == ("md5",)


def test_lists_of_two_refusals_stay_apart() -> None:
    first, second = policy_lists(read(IKE + ESP))
    assert (first.child, second.child) == (False, True)
    assert second.expected[0].encryption == ("aes-cbc-256",)


def test_a_proposal_far_from_its_heading_is_not_believed() -> None:
    assert (
        policy_lists(read("IKEv2-PROTO-1: (22): Received Policies:\n" + "\n" * 30 + IKE[320:]))
        != ()
    )
    text = "IKEv2-PROTO-1: (22): Received Policies:\n" + "x\n" * 30 + " Proposal 1:  3DES MD5\n"
    assert policy_lists(read(text)) == ()
    assert policy_lists(read(" Proposal 1:  3DES MD5 DH_GROUP_1024_MODP/Group 2\n")) == ()


def test_a_refusal_with_lists_of_esp_is_the_childs() -> None:
    settled = in_their_sessions(read(ESP))
    assert {slug for item in settled for slug in item.slugs} == {"transform-set-mismatch"}
    settled = in_their_sessions(read(IKE))
    assert {slug for item in settled for slug in item.slugs} == {"ikev2-proposal-mismatch"}


def test_messages_have_the_addresses_of_their_session() -> None:
    other = IKE.replace("31", "32").replace("198.51.100.1", "203.0.113.7")
    both = in_their_sessions(read(other + IKE.split("\n", 1)[0] + "\n" + IKE.split("\n", 1)[1]))
    peers = [item.field("peer") for item in both if item.signature == "ikev2-no-matching-policy"]
    assert peers == ["203.0.113.7", "198.51.100.1"]
    far = (
        IKE.split("\n", 1)[0]
        + "\n" * 40
        + "%IKEV2-3-NEG_ABORT: Negotiation aborted due to ERROR: Auth exchange failed\n"
    )
    assert in_their_sessions(read(far))[-1].field("peer") is None


def test_no_proposal_chosen_is_of_its_exchange() -> None:
    text = (
        "IKEv2:(SESSION ID = 7,SA ID = 1):Received Packet [From 198.51.100.1:500/To 192.0.2.1:500/VRF i0:f0]\n"
        "Initiator SPI : 06A7C92A03E20F30 - Responder SPI : 0D6A3C1E7A1C1DBE Message id: 1\n"
        "IKEv2 {} Exchange RESPONSE\nPayload contents:\n VID NOTIFY(NO_PROPOSAL_CHOSEN)\n"
    )
    for exchange, slugs in (
        ("IKE_SA_INIT", ("ikev2-proposal-mismatch",)),
        ("IKE_AUTH", ("transform-set-mismatch",)),
        ("CREATE_CHILD_SA", ("pfs-mismatch", "transform-set-mismatch")),
        ("INFORMATIONAL", ("ikev2-proposal-mismatch", "transform-set-mismatch")),
    ):
        settled = in_their_sessions(read(text.format(exchange)))
        assert [item.slugs for item in settled if item.slugs] == [slugs], exchange
        assert settled[-1].field("peer") == "198.51.100.1"


LOOKUP = """\
IKEv2:(SESSION ID = 7,SA ID = 1):Received Packet [From 198.51.100.1:500/To 192.0.2.1:500/VRF i0:f0]
IKEv2:% Getting preshared key from profile keyring KR
{}IKEv2-ERROR:(SESSION ID = 7,SA ID = 1):: Auth exchange failed
"""


def test_a_key_that_is_looked_up_and_not_found() -> None:
    missing = {slug for item in in_their_sessions(read(LOOKUP.format(""))) for slug in item.slugs}
    assert missing == {"ikev2-authentication-failed", "ikev2-profile-or-keyring-missing"}
    matched = LOOKUP.format("IKEv2:% Matched peer block 'R2'\n")
    found = {slug for item in in_their_sessions(read(matched)) for slug in item.slugs}
    assert found == {"ikev2-authentication-failed"}
    alone = LOOKUP.format("").rsplit("IKEv2-ERROR", 1)[0]
    assert not any(item.slugs for item in in_their_sessions(read(alone)))
