"""What a later success of the same log has overtaken is history: it points to no root cause any more.

A negotiation's first phase is over for every flow once it was completed. Its second phase is a flow's own: another flow's
success proves nothing for the one that was refused, and as a device demands PFS of who asks and takes a part of its
crypto ACL, neither does the same flow's where the other end asked. A failure behind the success counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from remediate.messages.times import is_dated, seconds_of
from remediate.model.observation import Message

__all__ = ["without_history"]

PHASE_1 = frozenset(
    {
        "certificate-failure",
        "isakmp-policy-mismatch",
        "nat-traversal-blocked",
        "no-key-for-peer",
        "peer-address-mismatch",
        "peer-not-answering",
        "psk-mismatch",
    }
)
"""Root causes that phase 1 of IKEv1 fails by: while one stands, it is not completed."""
IKEV2 = frozenset(
    {
        "certificate-failure",
        "ikev2-authentication-failed",
        "ikev2-profile-or-keyring-missing",
        "ikev2-proposal-mismatch",
        "nat-traversal-blocked",
        "peer-not-answering",
    }
)
"""The same of an IKEv2 SA."""
_TRANSFORMS = frozenset({"pfs-mismatch", "transform-set-mismatch"})
PHASE_2 = _TRANSFORMS | {
    "crypto-acl-not-mirrored",
    "crypto-map-entry-order",
    "crypto-map-incomplete",
    "crypto-map-local-address",
    "crypto-map-not-applied",
}
"""Root causes that a flow's negotiation fails by."""
_OF_PACKETS = frozenset(
    {"asa-inner-packet-mismatch", "asa-packet-not-ipsec", "asa-wrong-protocol", "packet-not-ipsec"}
)
"""Messages of such a cause that no negotiation prints."""

_FIRST = frozenset({"asa-phase1-completed", "phase1-complete", "sa-authenticated"})
_SECOND = frozenset({"asa-phase2-completed", "phase2-complete"})
_IKEV2_UP = frozenset({"asa-ikev2-sa-up", "ikev2-sa-created", "ikev2-session-up"})
_STATUS = frozenset({"ikev2-session-status", "session-status"})

_ASKED = frozenset({"notify-no-proposal-phase2"})
"""Refusals that the end prints which asked; all others are printed by the one that answers."""
_APART = 30
"""Seconds between a refusal and a success that can't both belong to what two flows of one moment ask for."""
_TURN = 180 * 86400
"""A success so many seconds *before* a failure above it stands behind a turn of the year."""

_Place = tuple[int, int]


class _Success(NamedTuple):
    place: _Place
    time: str | None
    flow: frozenset[str] | None
    asked: bool | None
    """Whether this end asked for it; None where the log doesn't say."""


@dataclass(slots=True)
class _Log:
    """What one file says of one peer."""

    first: list[_Success] = field(default_factory=list)
    second: list[_Success] = field(default_factory=list)
    ikev2: list[_Success] = field(default_factory=list)
    flows: dict[int, frozenset[str] | None] = field(default_factory=dict)
    """By the index of a refusal of phase 2: its flow."""


def without_history(messages: Sequence[Message]) -> tuple[Message, ...]:
    """Return a device's messages of one peer, in order, less the causes that a later success has overtaken."""
    logs = _read(messages)
    if not any(log.first or log.ikev2 for log in logs.values()):
        return tuple(messages)
    return tuple(
        message if not message.slugs else _left(index, message, logs[message.source.file])
        for index, message in enumerate(messages)
    )


def _left(index: int, message: Message, log: _Log) -> Message:
    gone: set[str] = set()
    if not PHASE_1.isdisjoint(message.slugs) and _overtaken(message, log.first):
        gone |= PHASE_1
    if not IKEV2.isdisjoint(message.slugs) and _overtaken(message, log.ikev2):
        gone |= IKEV2
    if _refuses_flow(message):
        gone |= _flow_overtaken(message, log.flows.get(index), log.second)
    if gone.isdisjoint(message.slugs):
        return message
    return msgspec.structs.replace(
        message, slugs=tuple(slug for slug in message.slugs if slug not in gone)
    )


def _overtaken(message: Message, successes: Sequence[_Success]) -> bool:
    return any(_behind(item, message) for item in successes)


def _flow_overtaken(
    message: Message, flow: frozenset[str] | None, successes: Sequence[_Success]
) -> frozenset[str]:
    """Return the causes of a refused flow that a success behind it has done away with."""
    asked = message.signature in _ASKED
    gone: frozenset[str] = frozenset()
    for item in successes:
        if item.asked is not asked or not _behind(item, message):
            continue
        if flow is not None and item.flow is not None:
            if flow == item.flow:
                return PHASE_2
        elif _apart(message, item) and not any(s.place < _place(message) for s in successes):
            # Which flow is open; what never worked and then does was mended, but for the crypto ACL, which is a flow's own.
            gone = _TRANSFORMS
    return gone


def _read(messages: Sequence[Message]) -> dict[str, _Log]:
    logs: dict[str, _Log] = {}
    file: str | None = None
    flows: set[frozenset[str]] = set()
    asked: bool | None = None
    decided = False
    for index, message in enumerate(messages):
        if message.source.file != file:
            file, flows, asked, decided = message.source.file, set(), None, False
        log = logs.setdefault(file, _Log())
        flow, asking = _flow(message), _asking(message)
        if flow is not None or asking is not None:
            if decided:
                flows, asked, decided = set(), None, False
            flows |= {flow} if flow is not None else set()
            asked = asking if asking is not None else asked
        one = next(iter(flows)) if len(flows) == 1 else None
        name = message.signature
        up = name in _STATUS and message.field("state") == "UP"
        success = _Success(_place(message), message.time, one, asked)
        if name in _SECOND or up:
            log.second.append(success._replace(asked=_side(message, asked)))
            decided = True
        if name in _FIRST or name in _SECOND or up:
            log.first.append(success)
        if name in _IKEV2_UP or up:
            log.ikev2.append(success)
        if _refuses_flow(message):
            log.flows[index] = one
            decided = True
    return logs


def _refuses_flow(message: Message) -> bool:
    return message.signature not in _OF_PACKETS and not PHASE_2.isdisjoint(message.slugs)


def _flow(message: Message) -> frozenset[str] | None:
    """Return the two proxies that a message names, None where it names none; which end has which doesn't matter."""
    one = message.field("local_proxy") or message.field("dest_proxy")
    two = message.field("remote_proxy") or message.field("src_proxy")
    return frozenset({_proxy(one), _proxy(two)}) if one and two else None


def _proxy(printed: str) -> str:
    """Return a proxy in one form: newer releases print protocol 256 for ``ip``."""
    parts = printed.strip().split("/")
    if len(parts) == 4 and parts[2] == "256":  # addr/mask/prot/port
        parts[2] = "0"
    return "/".join(parts)


def _asking(message: Message) -> bool | None:
    """Whether a message shows that the end asks for a flow, or that it is asked for one."""
    function = message.field("function") or ""
    if message.signature == "asa-initiator-started" or function == "sa_request":
        return True
    return False if function.startswith("validate_") else None


def _side(message: Message, asked: bool | None) -> bool | None:
    """Return who asked, from the state that an exchange was completed in (``IKE_QM_R_QM2``)."""
    before = message.field("before") or ""
    if "_I_" in before or "_R_" in before:
        return "_I_" in before
    return asked


def _place(message: Message) -> _Place:
    return message.source.line, message.offset


def _behind(success: _Success, message: Message) -> bool:
    """Whether a success stands behind a message, and did not happen before it (a log can be printed newest first)."""
    if success.place <= _place(message):
        return False
    if not (is_dated(success.time) and is_dated(message.time)):
        return True
    then, now = seconds_of(message.time), seconds_of(success.time)
    return then is None or now is None or now >= then or then - now > _TURN


def _apart(message: Message, success: _Success) -> bool:
    then, now = seconds_of(message.time), seconds_of(success.time)
    return then is not None and now is not None and abs(now - then) >= _APART
