"""What later lines, a named cause or the other end leave of a message; whose a relayed line is."""

from __future__ import annotations

import msgspec
import pytest

from remediate.dumps import DumpFile
from remediate.evidence.bag import MessageBag
from remediate.evidence.relays import Relays
from remediate.messages import standing, told_by_peer
from remediate.messages.history import PHASE_1, PHASE_2
from remediate.model.observation import Message, Source
from remediate.tunnels.attribution import peers_of

FLOW = (("local_proxy", "10.1.0.0/255.255.0.0/0/0"), ("remote_proxy", "10.2.0.0/255.255.0.0/256/0"))
OTHER = (("local_proxy", "10.1.0.0/255.255.0.0/0/0"), ("remote_proxy", "10.3.0.0/255.255.0.0/0/0"))
ASKED_OF = (("function", "validate_proposal_request"),)
ASKING = (("function", "sa_request"),)
RESPONDER = (("before", "IKE_QM_R_QM2"),)


def line(
    at: int,
    signature: str,
    slugs: tuple[str, ...] = (),
    fields: tuple[tuple[str, str], ...] = (),
    time: str | None = None,
    text: str = "",
    file: str = "r1/log.txt",
) -> Message:
    return Message(
        device="r1", source=Source(file=file, line=at), offset=at, signature=signature, slugs=slugs,
        fields=fields, time=time, text=text or signature,
    )  # fmt: skip


def left(*messages: Message) -> list[tuple[str, ...]]:
    return [message.slugs for message in standing(messages) if message.slugs]


def refused(at: int, flow: tuple[tuple[str, str], ...], time: str | None = None) -> list[Message]:
    asked = line(at, "key-engine-message-local", fields=(*flow, *ASKED_OF), time=time)
    return [
        asked,
        line(at + 1, "phase2-sa-not-acceptable", ("crypto-acl-not-mirrored",), time=time),
    ]


def taken(at: int, flow: tuple[tuple[str, str], ...], time: str | None = None) -> list[Message]:
    asked = line(at, "key-engine-message-local", fields=(*flow, *ASKED_OF), time=time)
    return [asked, line(at + 1, "phase2-complete", fields=RESPONDER, time=time)]


def test_the_same_flow_accepted_later_makes_its_refusal_history() -> None:
    assert left(*refused(1, FLOW), *taken(5, FLOW)) == []
    assert left(*refused(1, FLOW), *taken(5, FLOW), *refused(9, FLOW)) == [
        ("crypto-acl-not-mirrored",)
    ]


def test_another_flows_success_proves_nothing() -> None:
    assert left(*refused(1, FLOW), *taken(5, OTHER)) == [("crypto-acl-not-mirrored",)]


def test_the_other_direction_proves_nothing() -> None:
    up = [
        line(5, "key-engine-message-local", fields=(*FLOW, *ASKING)),
        line(6, "phase2-complete", fields=(("before", "IKE_QM_I_QM1"),)),
    ]
    assert left(*refused(1, FLOW), *up) == [("crypto-acl-not-mirrored",)]


@pytest.mark.parametrize(
    ("first", "second", "gone"),
    [
        ("Oct  2 09:00:00", "Oct  2 09:40:00", True),
        ("Oct  2 09:00:00", "Oct  2 09:00:01", False),  # two flows of one moment
        (None, None, False),
    ],
)
def test_transforms_that_never_fitted_and_then_do(
    first: str | None, second: str | None, *, gone: bool
) -> None:
    no = line(1, "policy-invalidated", ("transform-set-mismatch",), time=first)
    yes = line(5, "phase2-complete", fields=RESPONDER, time=second)
    assert left(no, yes) == ([] if gone else [("transform-set-mismatch",)])
    before = line(0, "phase2-complete", fields=RESPONDER, time=first)
    assert left(before, no, yes) == [("transform-set-mismatch",)]


def test_phase_one_completed_later_in_the_same_file_alone() -> None:
    lost = line(1, "asa-lost-contact", ("peer-not-answering",))
    assert left(lost, line(2, "asa-phase1-completed")) == []
    assert left(lost, line(2, "asa-phase1-completed", file="r1/other.txt")) == [
        ("peer-not-answering",)
    ]


def test_between_two_files_a_clock_that_is_set_tells() -> None:
    def both(first: str, second: str) -> list[tuple[str, ...]]:
        lost = line(1, "asa-lost-contact", ("peer-not-answering",), time=first)
        return left(lost, line(2, "asa-phase1-completed", time=second, file="r1/other.txt"))

    assert both("Jan 12 2020 08:00:00", "Jan 12 2020 08:05:00") == []
    assert both("Jan 12 2020 08:05:00", "Jan 12 2020 08:00:00") == [("peer-not-answering",)]
    assert both("*Mar  1 00:00:30", "*Mar  1 00:05:00") == [("peer-not-answering",)]
    assert both("Jan 12 08:00:00", "Jan 12 2020 08:05:00") == [("peer-not-answering",)]


def test_an_ikev2_sa_says_nothing_of_its_first_child() -> None:
    auth = line(1, "ikev2-authentication-failed", ("ikev2-authentication-failed",))
    child = line(2, "ikev2-no-proposal-chosen", ("transform-set-mismatch",))
    assert left(auth, child, line(3, "ikev2-session-up")) == [("transform-set-mismatch",)]


def test_a_log_printed_newest_first_is_read_in_the_order_of_time() -> None:
    up, down = "asa-phase1-completed", "asa-lost-contact"
    times = ("Jan 12 2020 09:40:00", "Jan 12 2020 09:20:00", "Jan 12 2020 08:00:00")
    back = [line(1, up, time=times[0]), line(2, down, ("peer-not-answering",), time=times[1])]
    assert left(*back, line(3, up, time=times[2])) == []
    lost = [line(1, down, ("peer-not-answering",), time=times[0]), line(2, up, time=times[1])]
    assert left(*lost, line(3, up, time=times[2])) == [("peer-not-answering",)]


def test_a_success_that_happened_before_overtakes_nothing() -> None:
    lost = line(1, "asa-lost-contact", ("peer-not-answering",), time="Jan 12 2020 09:00:00")
    up = line(2, "asa-phase1-completed", time="Jan 12 2020 08:00:00")
    assert left(lost, up) == [("peer-not-answering",)]
    turn = line(2, "asa-phase1-completed", time="Jan  1 00:10:00")
    assert (
        left(line(1, "asa-lost-contact", ("peer-not-answering",), time="Dec 31 23:50:00"), turn)
        == []
    )


def test_a_peer_that_refuses_answers() -> None:
    waiting = line(1, "retransmitting-mm-no-state", ("peer-not-answering",))
    notify = line(2, "notify-in-mm1", ("isakmp-policy-mismatch",))
    assert left(waiting, notify) == [("isakmp-policy-mismatch",)]
    later = line(3, "beginning-exchange", text="beginning Main Mode exchange")
    again = line(4, "retransmitting-mm-no-state", ("peer-not-answering",))
    assert left(notify, later, again) == [("isakmp-policy-mismatch",), ("peer-not-answering",)]


def test_message_5_that_never_came_says_nothing_of_the_keys() -> None:
    all_of_it = ("nat-traversal-blocked", "peer-not-answering", "psk-mismatch")
    found = line(1, "nat-found")
    death = line(5, "death-in-key-exchange", all_of_it, (("side", "R"),))
    assert left(found, death) == [("nat-traversal-blocked",)]
    asking = line(5, "death-in-key-exchange", all_of_it, (("side", "I"),))
    assert left(found, asking) == [("nat-traversal-blocked", "psk-mismatch")]
    came = line(3, "packet-received", fields=(("dport", "4500"), ("sport", "4500"), ("side", "R")))
    assert left(found, came, death) == [("peer-not-answering", "psk-mismatch")]
    fifth = line(
        3, "packet-received", fields=(("dport", "500"), ("side", "R"), ("state", "MM_KEY_EXCH"))
    )
    assert left(found, fifth, death) == [all_of_it]
    assert left(asking) == [all_of_it]


def test_a_refused_certificate_explains_the_mode_that_fails_by_it() -> None:
    bad = line(1, "ikmp-invalid-certificate", ("certificate-failure",))
    failed = line(
        2, "main-mode-failed", ("isakmp-policy-mismatch", "no-key-for-peer", "psk-mismatch")
    )
    assert left(bad, failed) == [("certificate-failure",)]
    assert (
        left(failed, line(3, "ikmp-invalid-certificate", ("certificate-failure",)))[0]
        == failed.slugs
    )
    unfetched = line(1, "pki-crl-not-fetched", ("certificate-failure",))
    assert left(unfetched, failed)[1] == failed.slugs


def test_the_answering_end_tells_the_reason() -> None:
    told = line(1, "notify-no-proposal-phase2", tuple(sorted(PHASE_2)))
    reason = line(1, "policy-invalidated", ("transform-set-mismatch",))
    assert [m.slugs for m in told_by_peer([told], [reason])] == [("transform-set-mismatch",)]
    other = line(1, "offered-hash-mismatch", ("isakmp-policy-mismatch",))
    assert [m.slugs for m in told_by_peer([told], [other])] == [told.slugs]
    silent = line(1, "retransmitting-mm-no-state", ("peer-not-answering",))
    assert [m.slugs for m in told_by_peer([silent], [other])] == [()]
    assert not PHASE_1 & PHASE_2


def test_the_last_message_of_a_class_is_kept() -> None:
    bag, other = MessageBag(), MessageBag()
    for at in range(1, 1001):
        bag.add(line(at, "asa-lost-contact"), "a")
    other.add(line(2000, "asa-lost-contact"), "a")
    assert bag.messages()[-1].source.line == 1000
    bag.take(other)
    assert bag.messages()[-1].source.line == 2000
    assert len(bag.messages()) < 250
    assert bag.counts() == (("asa-lost-contact", "a", 1001),)


@pytest.mark.parametrize(
    ("name", "known", "text", "device"),
    [
        ("relay", {}, b"", "hub"),  # the header's host is a device that is known
        (
            "spoke",
            {"spoke": frozenset({"spoke/config.txt"})},
            b"",
            "spoke",
        ),  # the file's host is one
        ("relay", {}, b"Aug  8 14:05:12 10.9.9.9 4410: Aug  8 14:05:11.000: %SYS-5-X: a\n", "hub"),
    ],
)
def test_whose_a_relayed_line_is(
    name: str, known: dict[str, frozenset[str]], text: bytes, device: str
) -> None:
    file = DumpFile(path=None, name=f"{name}.log", host=name, sure=False)
    message = line(1, "mac-verify-failed", file=file.name)
    relays = Relays()
    relays.add(file, msgspec.structs.replace(message, device="192.0.2.2"), "")
    relays.headers(file, text)
    settled = relays.settled({"192.0.2.2": "hub"}.get, known)
    assert [item for item, _ in settled] == [device]


def test_a_header_of_a_host_that_nobody_knows() -> None:
    file = DumpFile(path=None, name="relay.log", host="relay", sure=False)
    relays = Relays()
    relays.add(file, line(1, "mac-verify-failed", file=file.name), "")
    assert [item for item, _ in relays.settled(lambda _: None, {})] == ["r1"]
    mine = {"relay": frozenset({"relay/config.txt"})}
    assert [item for item, _ in relays.settled(lambda _: None, mine)] == ["relay"]
    relays.headers(file, b"Aug  8 14:05:12 10.9.9.9 4410: Aug  8 14:05:11.000: %SYS-5-X: a\n")
    assert [item for item, _ in relays.settled(lambda _: None, {})] == ["r1"]


def test_whom_lines_without_an_address_are_about() -> None:
    lines = [
        line(1, "pix-block-processed", fields=(("src", "203.0.113.9"), ("dst", "198.51.100.2"))),
        line(2, "no-offers-accepted"),
        line(90, "no-offers-accepted"),
        line(91, "sa-authenticated", fields=(("connection", "1001"), ("peer", "203.0.113.7"))),
        line(500, "nat-found", fields=(("connection", "1001"),)),
    ]
    assert peers_of(lines) == ["203.0.113.9", "203.0.113.9", None, "203.0.113.7", "203.0.113.7"]
