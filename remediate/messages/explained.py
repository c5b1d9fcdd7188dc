"""What lines of one attempt explain of each other: a cause that is named goes before what merely follows from it.

A peer that refuses answers; a certificate that is refused makes main mode fail; and an end that never hears of the
other on UDP 4500, after translation was found, had no chance to compare keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from remediate.messages.states import STATE_SIGNATURE
from remediate.model.observation import Message

__all__ = ["refuses_certificate", "signs", "without_consequences"]

NOT_ANSWERING, NAT, KEYS = "peer-not-answering", "nat-traversal-blocked", "psk-mismatch"
_REFUSED = frozenset({"asa-notify-in-phase1", "asa-notify-malformed", "asa-peer-could-not-read", "asa-notify-rejected", "notify-in-mm1", "notify-without-hash"})  # fmt: skip
"""A notify without protection: the peer can't or won't go on, and says so."""
_NOTIFY = "asa-notify-in-phase1"
_UNREAD = frozenset({"asa-notify-malformed", "asa-peer-could-not-read"})
"""What the notify says: the peer could not read this end's first encrypted message."""
_CERTIFICATE = "certificate-failure"
_FAILED = frozenset({"main-mode-failed"})
_BY_CERTIFICATE = frozenset(
    {
        "ikev2-authentication-failed",
        "isakmp-policy-mismatch",
        "no-key-for-peer",
        "peer-address-mismatch",
        KEYS,
    }
)
"""What a failure that a refused certificate explains can't stand for."""
_SIGNED = frozenset({"CERT", "SIG"})
"""Payloads of message 5 and 6 where a signature authenticates."""
_KEY_EXCHANGE = "MM_KEY_EXCH"
_UNFETCHED = "pki-crl-not-fetched"
"""A revocation list that may not be asked for."""
_NAT_FOUND = frozenset({"nat-found", "nat-hash-no-match"})
_STALLED = frozenset({"death-in-key-exchange", "retransmitting-mm-key-exch"})
_HEARD = frozenset({"asa-message-received", "packet-received"})
_WAITING = frozenset({"asa-resending-sa", "retransmitting-mm-no-state"})
"""Lines of a first message that got no answer so far."""
_FLOATED = "4500"
_BESIDE = 40
"""Lines within which a mode's failure belongs to the certificate that was refused before it."""
_NEXT = 5
"""The same where the line of the certificate names neither peer nor connection."""
_GIVEN_UP = "asa-peer-table"
"""What an ASA says whenever phase 1 fails: of an attempt of its own in which nothing else was said, that nothing came."""
_REPEATED = "asa-duplicate-phase1"
"""What an ASA says of a message that the peer sends again: it may have had no answer, or may not take the one that it had."""
_SILENT = frozenset({_GIVEN_UP, _REPEATED, STATE_SIGNATURE})
_ASKED = "asa-initiator-started"
_COMPLETED = frozenset({"asa-phase1-completed", "asa-phase2-completed"})


@dataclass(slots=True)
class _Attempt:
    """One attempt of phase 1 with a peer."""

    indexes: list[int] = field(default_factory=list)
    refused: bool = False
    unread: bool = False
    translated: bool = False
    answers: bool = False
    """Whether the end is the responder."""
    floated: bool = False
    """Whether a packet of the peer came on UDP 4500."""
    came: bool = False
    """Whether a responder that waits for message 5 got something: it, or message 3 again."""
    stalled: bool = False
    repeated: bool = False
    """Whether the peer's packet still came on UDP 500 when the end waited on UDP 4500."""
    asked: bool = False
    """Whether the end, an ASA, says that it begins."""
    completed: bool = False
    told: bool = False
    """Whether a line gives a reason of its own."""
    reasons: bool = False
    """Whether a line gives a reason, or says that nothing came."""
    heard: int = -1
    """Index of the last packet of the peer that the end took."""


def without_consequences(messages: Sequence[Message]) -> tuple[Message, ...]:
    """Return a device's messages of one peer, in order, less the causes that another line of the attempt rules out."""
    changed: dict[int, tuple[str, ...]] = {}
    for attempt in _attempts(messages):
        gone = _ruled_out(attempt)
        for index in attempt.indexes:
            message = messages[index]
            answered = index < attempt.heard and message.signature in _WAITING
            left = _less(message, gone | {NOT_ANSWERING} if answered else gone)
            if message.signature == _GIVEN_UP and not _alone(attempt):
                left = ()
            if message.signature == _REPEATED and (attempt.told or attempt.refused):
                left = ()
            if message.signature == _NOTIFY and attempt.unread:
                left = ()
            if left is not None:
                changed[index] = left
    for index in _signed_stalls(messages):
        changed[index] = ()
    for index in _after_certificates(messages):
        changed[index] = tuple(s for s in messages[index].slugs if s not in _BY_CERTIFICATE)
    if not changed:
        return tuple(messages)
    return tuple(
        msgspec.structs.replace(message, slugs=changed[index]) if index in changed else message
        for index, message in enumerate(messages)
    )


def _ruled_out(attempt: _Attempt) -> frozenset[str]:
    """Return the causes that the waiting lines of an attempt can't stand for."""
    if attempt.refused:
        return frozenset({NOT_ANSWERING})
    if not attempt.translated or not attempt.stalled:
        return frozenset()
    if attempt.floated:
        return frozenset({NAT})  # UDP 4500 passes
    if attempt.came:
        return frozenset()
    if attempt.answers or attempt.repeated:
        return frozenset({NOT_ANSWERING, KEYS})  # message 5 never came
    return frozenset({NOT_ANSWERING})


def _alone(attempt: _Attempt) -> bool:
    """Whether an ASA began an attempt, and said nothing of it but that it is over."""
    said = attempt.completed or attempt.reasons or attempt.refused or attempt.heard >= 0
    return attempt.asked and not said


def _less(message: Message, gone: frozenset[str]) -> tuple[str, ...] | None:
    """Return what is left of a line that only says that nothing came; None where it says something else, or nothing is."""
    if gone.isdisjoint(message.slugs) or (KEYS in gone and message.signature not in _STALLED):
        return None
    return tuple(slug for slug in message.slugs if slug not in gone)


def _attempts(messages: Sequence[Message]) -> Iterator[_Attempt]:
    attempt, file = _Attempt(), None
    for index, message in enumerate(messages):
        if message.source.file != file or _begins(message):
            if attempt.indexes:
                yield attempt
            attempt, file = _Attempt(), message.source.file
        _note(attempt, message)
        if message.signature in _HEARD:
            attempt.heard = index
        attempt.indexes.append(index)
    yield attempt


def _begins(message: Message) -> bool:
    if message.signature == "beginning-exchange":
        return "quick" not in message.text.lower()
    return message.signature in ("asa-initiator-started", "new-session")


def _note(attempt: _Attempt, message: Message) -> None:
    name = message.signature
    attempt.asked = attempt.asked or name == _ASKED
    attempt.completed = attempt.completed or name in _COMPLETED
    attempt.unread = attempt.unread or name in _UNREAD
    attempt.told = attempt.told or bool(message.slugs and name not in _SILENT)
    attempt.reasons = attempt.reasons or bool(message.slugs and name != _GIVEN_UP)
    if name in _REFUSED and message.slugs:
        attempt.refused = True
    elif name in _NAT_FOUND:
        attempt.translated = True
    elif name in _STALLED:
        attempt.stalled = True
        attempt.answers = attempt.answers or message.field("side") == "R"
    elif name in ("packet-received", "new-session"):
        ports = {message.field("dport"), message.field("sport")}
        fifth = message.field("side") == "R" and "MM_KEY_EXCH" in (message.field("state") or "")
        attempt.floated = attempt.floated or _FLOATED in ports
        attempt.came = attempt.came or fifth
        attempt.repeated = attempt.repeated or (attempt.stalled and _FLOATED not in ports)
        attempt.answers = attempt.answers or name == "new-session" or message.field("side") == "R"


def _fails(message: Message) -> bool:
    """Whether a line says that a mode, or the authentication of an IKEv2 SA, failed."""
    failed = message.signature in _FAILED or "ikev2-authentication-failed" in message.slugs
    return failed and bool(message.slugs)


def _signed_stalls(messages: Sequence[Message]) -> Iterable[int]:
    """Yield the lines and rows of a key exchange that doesn't go on, of a connection whose certificate was refused.

    The peer sent its certificate or its signature: it answers, and no pre-shared key is in play.
    """
    signed = {m.field("connection") for m in messages if signs(m)} - {None, "0"}
    if not signed or not any(refuses_certificate(m) for m in messages):
        return
    for index, message in enumerate(messages):
        stuck = message.signature in _STALLED or message.field("state") == _KEY_EXCHANGE
        if stuck and message.field("connection") in signed and _CERTIFICATE not in message.slugs:
            yield index


def signs(message: Message) -> bool:
    """Whether a line shows that the peer proves itself with a certificate: it sent that, or its signature."""
    return message.signature == "processing-payload" and message.field("payload") in _SIGNED


def refuses_certificate(message: Message) -> bool:
    """Whether a line says that the certificate of a peer which it names is refused."""
    return _CERTIFICATE in message.slugs and message.field("peer") is not None


def _after_certificates(messages: Sequence[Message]) -> Iterable[int]:
    """Yield the lines that say that a mode failed behind a certificate of the peer that was refused."""
    last: Message | None = None
    for index, message in enumerate(messages):
        if _CERTIFICATE in message.slugs and message.signature != _UNFETCHED:
            last = message
        elif last is not None and _fails(message):
            distance = message.source.line - last.source.line
            beside = distance <= (_NEXT if last.signature.startswith("pki-") else _BESIDE)
            if last.source.file == message.source.file and beside:
                yield index
