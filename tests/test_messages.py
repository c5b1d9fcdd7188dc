"""Messages in context: which refusals count, in which order, with how much memory.

The texts are synthetic, in the forms of IOS 12 to IOS-XE 16 and of ASA 9, unless a test says otherwise.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remediate.errors import RuleError
from remediate.messages import STATE_SIGNATURE, Classifier, Offer, from_state_row, offers
from remediate.messages.classify import HELD_LIMIT
from remediate.messages.offers import ATTRIBUTES, CHECKS
from remediate.model.observation import IsakmpSa, Message, Source
from remediate.model.signature import Role, Signature
from remediate.rules import (
    SECTIONS,
    catalogue,
    collect,
    discover,
    documentation,
    merge,
    rule,
    sections,
)

CATALOGUE = catalogue()
CLASSIFIER = Classifier(CATALOGUE)
ROLES = {item.name: item.role for item in CATALOGUE.signatures}
SHARED = Path(os.environ.get("REMEDIATE_SHARED", Path(__file__).parents[2] / "shared"))


def read(text: str, device: str | None = "r1") -> list[Message]:
    return list(CLASSIFIER.messages(text.encode(), device=device, file="log", clean=str))


def faults(text: str) -> list[tuple[int, tuple[str, ...]]]:
    return [(item.source.line, item.slugs) for item in read(text) if item.slugs]


# --- negotiations ------------------------------------------------------------------------------

REFUSED = """ISAKMP:({0}):Encryption algorithm offered does not match policy!
ISAKMP:({0}):atts are not acceptable. Next payload is 0
"""


def test_a_hub_keeps_its_connections_apart():
    text = (
        REFUSED.format("0:7")
        + REFUSED.format("0:8")
        + "ISAKMP:(0:8):atts are acceptable. Next payload is 0\n"
        + "ISAKMP:(0:7):no offers accepted!\n"
        + "ISAKMP:(0:8): processing KE payload. message ID = 0\n"
    )
    assert faults(text) == [
        (1, ("isakmp-policy-mismatch",)),
        (2, ("isakmp-policy-mismatch",)),
        (6, ("isakmp-policy-mismatch",)),
    ]


def test_a_new_negotiation_decides_the_old_one():
    text = (
        REFUSED.format("0")
        + "ISAKMP:(0): processing SA payload. message ID = 0\n"
        + "ISAKMP:(0):atts are acceptable. Next payload is 0\n"
    )
    assert [line for line, _ in faults(text)] == [1, 2]


def test_refusals_at_the_end_of_the_input_count():
    assert [line for line, _ in faults(REFUSED.format("0"))] == [1, 2]


def test_an_accepted_negotiation_at_the_end_of_the_input_is_healthy():
    assert faults(REFUSED.format("0") + "ISAKMP:(0):atts are acceptable. Next payload is 0\n") == []


def test_lines_without_a_connection_belong_to_the_next_that_has_one():
    text = (
        "IPSEC(validate_proposal): transform proposal (prot 3, trans 2, hmac_alg 1) not supported\n"
        "ISAKMP (0:4): atts not acceptable. Next payload is 0\n"
        "IPSEC(validate_transform_proposal): proxy identities not supported\n"
        "ISAKMP (0:5): SA not acceptable!\n"
        "ISAKMP (0:4): atts are acceptable.\n"
    )
    assert faults(text) == [(3, ("crypto-acl-not-mirrored",)), (4, ("crypto-acl-not-mirrored",))]


def test_a_later_refusal_undoes_an_acceptance_of_attributes():
    text = (
        "ISAKMP:(1001):Checking IPSec proposal 1\n"
        "IPSEC(ipsec_process_proposal): transform proposal not supported for identity: {esp-aes }\n"
        "ISAKMP:(1001): IPSec policy invalidated proposal with error 256\n"
        "ISAKMP:(1001):Checking IPSec proposal 2\n"
        "ISAKMP:(1001):atts are acceptable.\n"
        "IPSEC(ipsec_process_proposal): transform proposal not supported for identity: {esp-des }\n"
        "ISAKMP:(1001): IPSec policy invalidated proposal with error 256\n"
        "ISAKMP:(1001): phase 2 SA policy not acceptable! (local 192.0.2.1 remote 192.0.2.2)\n"
    )
    assert [line for line, _ in faults(text)] == [2, 3, 6, 7, 8]
    assert {message.field("negotiation_peer") for message in read(text) if message.slugs} == {
        "192.0.2.2",
        None,
    }


def test_phase_one_accepted_then_keys_fail():
    """The refused policy of an accepted phase 1 must not be blamed for what fails after it."""
    text = (
        REFUSED.format("0:1")
        + "ISAKMP:(0:1):atts are acceptable. Next payload is 0\n"
        + "ISAKMP:(0:1): processing KE payload. message ID = 0\n"
        + "ISAKMP: reserved not zero on payload 5!\n"
        + "%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 192.0.2.2 failed its sanity check or is malformed\n"
        + "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main mode failed with peer at 192.0.2.2\n"
    )
    assert faults(text) == [(line, ("psk-mismatch",)) for line in (5, 6, 7)]


def test_retransmission_is_no_fault_once_the_peer_answers():
    waiting = "ISAKMP:(0): retransmitting phase 1 MM_NO_STATE...\n"
    assert faults(waiting + "ISAKMP:(0): processing SA payload. message ID = 0\n") == []
    assert faults(waiting) == [(1, ("peer-not-answering",))]


def test_the_peer_of_a_negotiation_is_carried_to_its_lines():
    text = (
        "ISAKMP-PAK: (0):received packet from 192.0.2.2 dport 500 sport 500 Global (N) NEW SA\n"
        "ISAKMP: (0):processing SA payload. message ID = 0\n"
        "ISAKMP-ERROR: (0):Hash algorithm offered does not match policy!\n"
        "ISAKMP-ERROR: (0):no offers accepted!\n"
        "ISAKMP-PAK: (0):received packet from 192.0.2.3 dport 500 sport 500 Global (N) NEW SA\n"
        "ISAKMP: (0):processing SA payload. message ID = 0\n"
        "ISAKMP-ERROR: (0):Encryption algorithm offered does not match policy!\n"
        "ISAKMP-ERROR: (0):no offers accepted!\n"
    )
    assert [item.field("negotiation_peer") for item in read(text) if item.slugs] == [
        "192.0.2.2",
        "192.0.2.2",
        "192.0.2.3",
        "192.0.2.3",
    ]


def test_a_closing_line_of_another_peer_is_not_narrowed_by_this_negotiation():
    text = (
        "ISAKMP:(0): phase 1 SA policy not acceptable! (local 192.0.2.1 remote 192.0.2.2)\n"
        "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main mode failed with peer at 192.0.2.9\n"
    )
    assert faults(text)[1] == (2, ("isakmp-policy-mismatch", "no-key-for-peer", "psk-mismatch"))


def test_asa_peers_are_connections():
    text = (
        "[IKEv1]: Group = 192.0.2.2, IP = 192.0.2.2, All IPSec SA proposals found unacceptable!\n"
        "[IKEv1]: Group = 192.0.2.3, IP = 192.0.2.3, QM FSM error (P2 struct &0x1, mess id 0x2)!\n"
        "[IKEv1]: Group = 192.0.2.2, IP = 192.0.2.2, QM FSM error (P2 struct &0x1, mess id 0x2)!\n"
    )
    assert faults(text) == [
        (1, ("transform-set-mismatch",)),
        (2, ("crypto-acl-not-mirrored", "transform-set-mismatch")),
        (3, ("transform-set-mismatch",)),
    ]


def test_relayed_hosts_are_devices_of_their_own():
    text = (
        "Mar 12 08:00:00 hub1 12: Mar 12 08:00:00.100: ISAKMP-ERROR: (0):no offers accepted!\n"
        "Mar 12 08:00:00 hub2 12: Mar 12 08:00:00.100: ISAKMP: (0):atts are acceptable. Next payload is 0\n"
    )
    messages = read(text, device=None)
    assert [(item.device, bool(item.slugs)) for item in messages] == [
        ("hub1", True),
        ("hub2", False),
    ]
    assert {item.device for item in read(text, device="r9")} == {"r9"}


def test_configuration_lines_are_no_attributes():
    assert read("crypto isakmp policy 10\n encryption aes 256\n hash sha\n group 14\n") == []


def test_text_and_fields_are_cleaned():
    text = "%PKI-3-CERTIFICATE_INVALID_EXPIRED: key S3cret here\n"
    cleaned = list(
        CLASSIFIER.messages(
            text.encode(), device=None, file="log", clean=lambda part: part.replace("S3cret", "***")
        )
    )
    assert "S3cret" not in repr(cleaned)
    assert cleaned[0].field("reason") == "key *** here"


# --- streams -----------------------------------------------------------------------------------


def _endless(lines: int) -> Iterator[bytes]:
    for _ in range(lines):
        yield b"ISAKMP:(0):Hash algorithm offered does not match policy!\n"


def test_what_is_held_back_is_bounded():
    stream = CLASSIFIER.messages(_endless(40_000), device="r1", file="log", clean=str)
    first = next(stream)
    assert first.source.line == 1
    assert sum(1 for _ in stream) == 40_000 - 1
    assert HELD_LIMIT < 40_000


PIECES = st.lists(
    st.sampled_from(
        [
            "ISAKMP:(0): processing SA payload. message ID = 0",
            "ISAKMP (0:1): Checking ISAKMP transform 1 against priority 1 policy",
            "ISAKMP: encryption 3DES-CBC",
            "ISAKMP (0:1): Hash algorithm offered does not match policy!",
            "ISAKMP:(0):atts are not acceptable. Next payload is 0",
            "ISAKMP:(0):atts are acceptable. Next payload is 0",
            "IPSEC(validate_proposal): invalid local address 192.0.2.1",
            "IPSEC(x): proxy identities not supported",
            "ISAKMP: IPSec policy invalidated proposal",
            "ISAKMP (0:1): SA not acceptable!",
            "ISAKMP:(0): retransmitting phase 1 MM_KEY_EXCH...",
            "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main mode failed with peer at 192.0.2.2",
            "Mar 12 08:00:00 hub1 12: Mar 12 08:00:00.100: ISAKMP: (0):no offers accepted!",
            "[IKEv1]: Group = 192.0.2.2, IP = 192.0.2.2, QM FSM error (P2 struct &0x1, mess id 0x2)!",
            "%ASA-5-713120: Group = 192.0.2.2, IP = 192.0.2.2, PHASE 2 COMPLETED (msgid=1)",
            "prose in between",
        ]
    ),
    max_size=60,
)


@given(PIECES, st.integers(1, 97))
@settings(max_examples=150, deadline=None)
def test_every_message_comes_once_in_order_whatever_the_chunks(lines: list[str], size: int):
    data = "".join(f"{line}\n" for line in lines).encode()
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    whole = list(CLASSIFIER.messages(data, device=None, file="log", clean=str))
    assert list(CLASSIFIER.messages(chunks, device=None, file="log", clean=str)) == whole
    offsets = [item.offset for item in whole]
    assert offsets == sorted(set(offsets))
    for item in whole:
        if ROLES[item.signature] not in (
            Role.FAULT,
            Role.REJECTION,
            Role.CLOSING,
            Role.CONSEQUENCE,
            Role.WAITING,
        ):
            assert item.slugs == ()


@given(st.binary(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_survived(data: bytes):
    list(CLASSIFIER.messages(data, device=None, file="log", clean=str))


# --- offers ------------------------------------------------------------------------------------

DEBUG = """ISAKMP:(0):Checking ISAKMP transform 1 against priority 10 policy
ISAKMP:      encryption AES-CBC
ISAKMP:      keylength of 256
ISAKMP:      hash SHA256
ISAKMP:      default group 14
ISAKMP:      auth pre-share
ISAKMP:      life type in seconds
ISAKMP:      life duration (VPI) of  0x0 0x1 0x51 0x80
ISAKMP:(0):Hash algorithm offered does not match policy!
ISAKMP:(0):atts are not acceptable. Next payload is 3
ISAKMP:(0):Checking ISAKMP transform 2 against priority 20 policy
ISAKMP:      encryption 3DES-CBC
ISAKMP:      hash SHA
ISAKMP:      default group 2
ISAKMP:      auth RSA sig
ISAKMP:(0):atts are acceptable. Next payload is 0
ISAKMP:(0):Checking ISAKMP transform 1 against priority 65535 policy
ISAKMP:      hash MD5
"""


def test_offers():
    messages = read(DEBUG)
    first, second, third = offers(messages)
    assert first == Offer(
        encryption="aes",
        key_length=256,
        hash="sha256",
        group=14,
        authentication="pre-share",
        against_priority=10,
        transform=1,
        reason=next(item for item in messages if item.signature == "offered-hash-mismatch"),
        closed_by=next(item for item in messages if item.signature == "phase1-atts-not-acceptable"),
    )
    assert (
        second.encryption,
        second.hash,
        second.group,
        second.authentication,
        second.accepted,
    ) == (
        "3des",
        "sha",
        2,
        "rsa-sig",
        True,
    )
    assert (third.hash, third.against_priority, third.closed_by) == ("md5", 65535, None)


def test_attribute_names_exist():
    assert set(ROLES) >= ATTRIBUTES
    assert {name for name in CHECKS if ROLES[name] is Role.CHECK} == CHECKS


# --- state rows --------------------------------------------------------------------------------


def row(state: str, *, deleted: bool = False, peer_only: bool = False) -> IsakmpSa:
    return IsakmpSa(
        source=Source(file="sa.txt", line=3),
        destination="10.1.1.2",
        origin="" if peer_only else "10.1.1.1",
        state=state,
        connection="1",
        deleted=deleted,
        peer_only=peer_only,
    )


@pytest.mark.parametrize(
    ("state", "slugs"),
    [
        ("MM_NO_STATE", ("isakmp-policy-mismatch", "peer-not-answering")),
        ("MM_KEY_EXCH", ("peer-address-mismatch", "psk-mismatch")),
        ("MM_SA_SETUP", ("peer-not-answering",)),
        ("MM_WAIT_MSG6", ("peer-not-answering", "psk-mismatch")),
        ("AM_WAIT_MSG2", ("isakmp-policy-mismatch", "peer-not-answering")),
        ("IN-NEG", ("peer-not-answering",)),
    ],
)
def test_stuck_states(state: str, slugs: tuple[str, ...]):
    message = from_state_row(row(state), device="r1")
    assert message is not None
    assert (message.signature, message.slugs, message.device) == (STATE_SIGNATURE, slugs, "r1")
    assert (message.field("dst"), message.field("src"), message.field("state")) == (
        "10.1.1.2",
        "10.1.1.1",
        state,
    )
    assert set(slugs) <= {module.RULE.slug for module in discover()}


def test_asa_rows_name_the_peer():
    message = from_state_row(row("MM_WAIT_MSG2", peer_only=True), device=None)
    assert message is not None
    assert (message.field("peer"), message.field("src")) == ("10.1.1.2", None)


@pytest.mark.parametrize("state", ["QM_IDLE", "MM_ACTIVE", "OM_IDLE", "anything"])
def test_healthy_states_are_no_message(state: str):
    assert from_state_row(row(state), device="r1") is None


def test_deleted_rows_are_history():
    assert from_state_row(row("MM_NO_STATE", deleted=True), device="r1") is None


# --- the catalogue -----------------------------------------------------------------------------


def test_catalogue_names_are_unique_and_slugs_are_rules():
    names = [item.name for item in CATALOGUE.signatures]
    assert len(names) == len(set(names))
    assert STATE_SIGNATURE not in names
    known = {module.RULE.slug for module in discover()}
    for signature, slugs in zip(CATALOGUE.signatures, CATALOGUE.slugs, strict=True):
        assert set(slugs) <= known
        neutral = signature.role in (
            Role.START,
            Role.CHECK,
            Role.ACCEPTANCE,
            Role.CONTEXT,
            Role.BENIGN,
        )
        assert neutral == (slugs == ()), signature.name


def test_shared_signatures_unite_their_slugs():
    one = Signature(name="same", template="{^isakmp}same text here")
    joined = merge([("a-rule", (one,)), ("b-rule", (one,))])
    assert joined.signatures == (one,)
    assert joined.slugs == (("a-rule", "b-rule"),)


def test_one_name_with_two_templates_is_refused():
    one = Signature(name="same", template="first text here")
    two = Signature(name="same", template="second text here")
    with pytest.raises(RuleError, match="same"):
        merge([("a-rule", (one,)), ("b-rule", (two,))])


def test_two_modules_with_one_code_or_slug_are_refused():
    first, second = discover()[:2]

    class Fake:
        __name__ = "fake"
        __doc__ = first.__doc__
        SIGNATURES = ()

    for name in ("code", "slug"):
        import msgspec

        fake = Fake()
        fake.RULE = msgspec.structs.replace(second.RULE, **{name: getattr(first.RULE, name)})  # type: ignore[attr-defined]  # set here on purpose
        with pytest.raises(RuleError, match=name):
            collect([first, fake])  # type: ignore[list-item]  # a stand-in


def test_a_module_that_is_no_rule_is_refused():
    class Empty:
        __name__ = "empty"

    with pytest.raises(RuleError, match="RULE"):
        collect([Empty()])  # type: ignore[list-item]  # what is tested


def test_every_root_cause_is_there():
    codes = [module.RULE.code for module in discover()]
    assert codes == sorted(
        [f"IKE{n:03}" for n in range(1, 12)]
        + [f"IPS{n:03}" for n in range(1, 9)]
        + [f"PKT{n:03}" for n in range(1, 8)]
        + [f"NET{n:03}" for n in range(1, 5)]
        + [f"CLT{n:03}" for n in range(1, 3)]
    )


def test_documentation_holds_every_section():
    for module in discover():
        text = documentation(module.RULE.slug)
        assert text.startswith(f"# {module.RULE.slug} ({module.RULE.code})")
        assert all(f"## {name}\n" in text for name in SECTIONS)
        assert all(sections(module).values())
        assert documentation(module.RULE.code) == text


def test_an_unknown_rule_is_named():
    with pytest.raises(RuleError, match="no-such-rule"):
        rule("no-such-rule")


# --- real logs ---------------------------------------------------------------------------------

LOGS = sorted((SHARED / "corpus").glob("ntc-templates/*/show_logging/*.raw"))


@pytest.mark.skipif(
    not LOGS, reason="the corpus of captured outputs is not at hand (REMEDIATE_SHARED)"
)
def test_captured_logs_give_only_what_they_hold():
    found = [
        (path.name, item.source.line, item.signature)
        for path in LOGS
        for item in CLASSIFIER.messages(path.read_bytes(), device=None, file=path.name, clean=str)
    ]
    assert found == [("cisco_ios_show_logging_5.raw", 42, "replay-check-failed")]


@pytest.mark.skipif(
    not LOGS, reason="the corpus of captured outputs is not at hand (REMEDIATE_SHARED)"
)
def test_captured_outputs_and_configurations_hold_no_other_message():
    """Captured configurations and show outputs: an incomplete crypto map warns, and nothing else."""
    found = {
        (path.parent.name, item.signature)
        for path in sorted((SHARED / "corpus").rglob("*"))
        if path.is_file() and path.parent.name != "show_logging"
        for item in CLASSIFIER.messages(path.read_bytes(), device=None, file=path.name, clean=str)
    }
    assert found == {("ShowCryptoMap", "crypto-map-incomplete")}
