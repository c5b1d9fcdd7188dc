"""What a later success of the same log has overtaken is history: it points to no root cause any more.

A negotiation's first phase is over for every flow once it was completed. Its second phase is a flow's own: another flow's
success proves nothing for the one that was refused, and as a device demands PFS of who asks and takes a part of its
crypto ACL, neither does the same flow's where the other end asked. A failure behind the success counts. In one file the
order of lines tells what is later; between two files of a device its clock does, where it is set.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from remediate.messages.times import is_dated, is_later, seconds_of
from remediate.model.observation import Message

__all__ = [
    "FIRST",
    "IKEV2",
    "IKEV2_UP",
    "PHASE_1",
    "SECOND",
    "STATUS",
    "refused_flows",
    "without_history",
]

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
_OF_THE_PEER = frozenset(
    {
        "crypto-map-local-address",
        "crypto-map-not-applied",
        "pfs-mismatch",
        "transform-set-mismatch",
    }
)
"""Those of phase 2 that a peer's flows mostly share: what is set for the map, or for the peer's entry."""
PHASE_2 = _OF_THE_PEER | {
    "crypto-acl-not-mirrored",
    "crypto-map-entry-order",
    "crypto-map-incomplete",
}
"""Root causes that a flow's negotiation fails by."""
_OF_PACKETS = frozenset(
    {
        "asa-inner-packet-mismatch",
        "asa-packet-not-ipsec",
        "asa-wrong-protocol",
        "inner-packet-mismatch",
        "packet-not-ipsec",
    }
)
"""Messages of such a cause that no negotiation prints."""

FIRST = frozenset({"asa-phase1-completed", "phase1-complete", "sa-authenticated"})
SECOND = frozenset({"asa-phase2-completed", "phase2-complete"})
IKEV2_UP = frozenset({"asa-ikev2-sa-up", "ikev2-sa-created", "ikev2-session-up"})
STATUS = frozenset({"ikev2-session-status", "session-status"})
_SUCCESSES = FIRST | SECOND | IKEV2_UP | STATUS

_ASKED = frozenset({"asa-notify-invalid-id", "asa-notify-no-proposal", "notify-no-proposal-phase2"})
"""Refusals that the end prints which asked; all others are printed by the one that answers."""
_APART = 30
"""Seconds between a refusal and a success that can't both belong to what two flows of one moment ask for."""
_TURN = 180 * 86400
"""A success so many seconds *before* a failure above it stands behind a turn of the year."""


class _Success(NamedTuple):
    at: int
    time: str | None
    flow: frozenset[str] | None
    asked: bool | None
    """Whether this end asked for it; None where the log doesn't say."""


@dataclass(slots=True)
class _Log:
    """What one file says of one peer, in the order of time."""

    first: list[_Success] = field(default_factory=list)
    second: list[_Success] = field(default_factory=list)
    ikev2: list[_Success] = field(default_factory=list)
    flows: dict[int, frozenset[str] | None] = field(default_factory=dict)
    """By the place of a refusal of phase 2: its flow."""


def without_history(messages: Sequence[Message]) -> tuple[Message, ...]:
    """Return a device's messages of one peer, in order, less the causes that a later success has overtaken."""
    if _SUCCESSES.isdisjoint(message.signature for message in messages):
        return tuple(messages)
    files: dict[str, list[int]] = {}
    for index, message in enumerate(messages):
        files.setdefault(message.source.file, []).append(index)
    logs: dict[str, _Log] = {}
    for file, indexes in files.items():
        if _newest_first([messages[index] for index in indexes]):
            indexes.reverse()
        logs[file] = _read([messages[index] for index in indexes])
    found = list(messages)
    for file, indexes in files.items():
        others = [log for name, log in logs.items() if name != file]
        for at, index in enumerate(indexes):
            if messages[index].slugs:
                found[index] = _left(at, messages[index], logs[file], others)
    return tuple(found)


def refused_flows(messages: Sequence[Message]) -> dict[int, frozenset[str]]:
    """Return the two proxies of refused flows, by the index of the refusal, where the log says which flow it was."""
    files: dict[str, list[int]] = {}
    for index, message in enumerate(messages):
        files.setdefault(message.source.file, []).append(index)
    found: dict[int, frozenset[str]] = {}
    for indexes in files.values():
        flows = _read([messages[index] for index in indexes]).flows
        found |= {indexes[at]: flow for at, flow in flows.items() if flow is not None}
    return found


def _newest_first(messages: Sequence[Message]) -> bool:
    """Whether a log is printed so, as some viewers export it: its days and times mostly go back."""
    times = [seconds_of(message.time) for message in messages if is_dated(message.time)]
    known = [time for time in times if time is not None]
    steps = [two - one for one, two in itertools.pairwise(known) if two != one]
    return sum(step < 0 for step in steps) > max(1, sum(step > 0 for step in steps))


def _left(at: int, message: Message, log: _Log, others: Sequence[_Log]) -> Message:
    """Return a message of one file with what is left of it; of other files what is surely later counts."""
    gone: set[str] = set()
    for phase, up in (
        (PHASE_1, [log.first, *(other.first for other in others)]),
        (IKEV2, [log.ikev2, *(other.ikev2 for other in others)]),
    ):
        if not phase.isdisjoint(message.slugs) and _overtaken(at, message, *up):
            gone |= phase
    if _refuses_flow(message):
        gone |= _flow_overtaken(at, message, log)
        gone |= _flow_overtaken_elsewhere(at, message, log, others)
    if gone.isdisjoint(message.slugs):
        return message
    return msgspec.structs.replace(
        message, slugs=tuple(slug for slug in message.slugs if slug not in gone)
    )


def _overtaken(
    at: int, message: Message, successes: Sequence[_Success], *others: Sequence[_Success]
) -> bool:
    if any(item.at > at and _later(item, message) for item in successes):
        return True
    return any(is_later(item.time, message.time) for found in others for item in found)


def _flow_overtaken_elsewhere(
    at: int, message: Message, log: _Log, others: Sequence[_Log]
) -> frozenset[str]:
    """Return the causes of a refused flow that a success in another file has done away with."""
    asked, flow = message.signature in _ASKED, log.flows.get(at)
    mended = flow is not None and any(
        item.flow == flow and item.asked is asked and is_later(item.time, message.time)
        for other in others
        for item in other.second
    )
    return PHASE_2 if mended else frozenset()


def _flow_overtaken(at: int, message: Message, log: _Log) -> frozenset[str]:
    """Return the causes of a refused flow that a success behind it has done away with."""
    asked, flow = message.signature in _ASKED, log.flows.get(at)
    gone: frozenset[str] = frozenset()
    for item in log.second:
        if item.asked is not asked or item.at <= at or not _later(item, message):
            continue
        if flow is not None and item.flow is not None:
            if flow == item.flow:
                return PHASE_2
        elif _apart(message, item) and not any(one.at < at for one in log.second):
            # Which flow is open; what never worked and then does was mended, but for the crypto ACL.
            gone = _OF_THE_PEER
    return gone


def _read(messages: Sequence[Message]) -> _Log:
    """Read one file's messages of one peer, in the order of time."""
    log = _Log()
    flows: set[frozenset[str]] = set()
    asked: bool | None = None
    decided = False
    for at, message in enumerate(messages):
        flow, asking = _flow(message), _asking(message)
        if flow is not None or asking is not None:
            if decided:
                flows, asked, decided = set(), None, False
            flows |= {flow} if flow is not None else set()
            asked = asking if asking is not None else asked
        one = next(iter(flows)) if len(flows) == 1 else None
        name = message.signature
        up = name in STATUS and message.field("state") == "UP"
        success = _Success(at, message.time, one, _side(message, asked))
        if name in SECOND or up:
            log.second.append(success)
            decided = True
        if name in FIRST or name in SECOND or up:
            log.first.append(success)
        if name in IKEV2_UP or up:
            log.ikev2.append(success)
        if _refuses_flow(message):
            log.flows[at] = one
            decided = True
    return log


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


def _later(success: _Success, message: Message) -> bool:
    """Whether a success, printed behind a message, did not happen before it as far as their times tell."""
    if not (is_dated(success.time) and is_dated(message.time)):
        return True
    then, now = seconds_of(message.time), seconds_of(success.time)
    return then is None or now is None or now >= then or then - now > _TURN


def _apart(message: Message, success: _Success) -> bool:
    then, now = seconds_of(message.time), seconds_of(success.time)
    return then is not None and now is not None and abs(now - then) >= _APART
