"""What IKEv2 was offered and what it expected: the lists that a device prints when it refuses.

Source: captured debugs of ASA and IOS-XE (``Received Policies:`` and ``Expected Policies:``, each with
lines ``Proposal 1: AES-CBC-256 SHA512 SHA512 DH_GROUP_2048_MODP/Group 14``; those of a child SA begin
with ``ESP:``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from remediate.model.config_ikev2 import Ikev2Proposal
from remediate.model.observation import Message

__all__ = ["PolicyLists", "in_their_sessions", "policy_lists"]

PACKET, EXCHANGE, NO_PROPOSAL = "ikev2-packet", "ikev2-exchange", "ikev2-no-proposal-chosen"
LOOKUP, MATCHED = "ikev2-getting-key", "ikev2-matched-peer"
_CAUSES = {
    "IKE_SA_INIT": ("ikev2-proposal-mismatch",),
    "IKE_AUTH": ("transform-set-mismatch",),
    "CREATE_CHILD_SA": ("pfs-mismatch", "transform-set-mismatch"),
}
"""RFC 7296, section 3.10.1: NO_PROPOSAL_CHOSEN answers the proposals of its exchange; only a later child has PFS."""
RECEIVED, EXPECTED, PROPOSED = (
    "ikev2-received-policies",
    "ikev2-expected-policies",
    "ikev2-policy-listed",
)
_DISTANCE = 12
"""Lines from a list's heading to its last proposal."""
_BESIDE = 4
"""Lines between a list, or a packet, and the refusal printed with it."""
_REFUSALS = frozenset({"ikev2-no-matching-policy", "ikev2-abort-no-matching-policy"})
_GROUP = re.compile(r"Group (\d{1,2})\b")
_CIPHER = re.compile(r"^(?:AES-(?:CBC|GCM)-(?:128|192|256)|AES-(?:128|192|256)|3DES|DES)$")
_DIGESTS = {
    "MD5": "md5", "MD596": "md5", "SHA": "sha1", "SHA1": "sha1", "SHA96": "sha1", "SHA256": "sha256",
    "SHA384": "sha384", "SHA512": "sha512",
}  # fmt: skip


class PolicyLists(NamedTuple):
    """One refusal: what came in against what would have been taken."""

    child: bool
    """Whether it is a child SA's (ESP), not the IKE SA's."""
    received: tuple[Ikev2Proposal, ...]
    expected: tuple[Ikev2Proposal, ...]
    messages: tuple[Message, ...]


def policy_lists(messages: Sequence[Message]) -> tuple[PolicyLists, ...]:
    """Return the lists that a device's messages hold, in order; of each refusal the received one first."""
    found: list[PolicyLists] = []
    received: list[Message] = []
    expected: list[Message] = []
    now: list[Message] | None = None
    for message in messages:
        if message.signature == RECEIVED:
            if received or expected:
                found.append(_lists(received, expected))
            received, expected = [message], []
            now = received
        elif message.signature == EXPECTED:
            now = expected
            now.append(message)
        elif message.signature == PROPOSED and now:
            near = message.source.line - now[-1].source.line <= _DISTANCE
            if near and message.source.file == now[-1].source.file:
                now.append(message)
    if received or expected:
        found.append(_lists(received, expected))
    return tuple(item for item in found if item.received or item.expected)


def in_their_sessions(messages: Sequence[Message]) -> list[Message]:
    """Return a device's messages, those of IKEv2 with what the lines around them say.

    A refusal whose lists are of ESP, or that answers IKE_AUTH, has another cause than one of the IKE SA;
    a message without addresses has those of the last packet of its session, or of the lines before it.
    """
    return _unmatched(_of_exchanges(_of_children(_addressed(messages))))


def _of_exchanges(messages: Sequence[Message]) -> list[Message]:
    """Return the messages, ``NO_PROPOSAL_CHOSEN`` with the causes of the exchange that it stands in."""
    exchange: Message | None = None
    found = []
    for message in messages:
        if message.signature == EXCHANGE:
            exchange = message
        elif message.signature == NO_PROPOSAL and exchange is not None:
            place = [(exchange.source.file, exchange.source.line)]
            slugs = _CAUSES.get(exchange.field("exchange") or "")
            if slugs is not None and _beside(message, place):
                message = msgspec.structs.replace(message, slugs=slugs)  # noqa: PLW2901  # the same message, narrowed
        found.append(message)
    return found


def _unmatched(messages: Sequence[Message]) -> list[Message]:
    """Return the messages; a key that was looked up and not found, before a failure, points to the keyring.

    ``Getting preshared key`` is followed by ``Matched peer block`` where the keyring has the peer.
    """
    found = list(messages)
    for place, message in enumerate(messages):
        if message.signature != LOOKUP:
            continue
        after = [
            item
            for item in messages[place + 1 : place + 1 + _DISTANCE]
            if item.source.file == message.source.file
            and item.source.line - message.source.line <= _DISTANCE
        ]
        failed = any(item.slugs and item.signature.startswith("ikev2-") for item in after)
        if failed and all(item.signature != MATCHED for item in after):
            slugs = ("ikev2-profile-or-keyring-missing",)
            found[place] = msgspec.structs.replace(message, slugs=slugs)
    return found


def _addressed(messages: Sequence[Message]) -> list[Message]:
    sessions: dict[tuple[str, str | None], Message] = {}
    last: Message | None = None
    found = []
    for message in messages:
        session = (message.source.file, message.field("session"))
        if message.signature == PACKET:
            sessions[session] = last = message
        elif (
            (message.slugs or message.signature == LOOKUP)
            and message.signature.startswith("ikev2-")
            and not _names(message)
        ):
            packet = sessions.get(session) if session[1] is not None else None
            if (
                packet is None
                and last is not None
                and _beside(last, [(session[0], message.source.line - 2)])
            ):
                packet = last
            if packet is not None:
                more = tuple(item for item in packet.fields if item[0] in ("peer", "local"))
                message = msgspec.structs.replace(message, fields=(*message.fields, *more))  # noqa: PLW2901  # the same message, addressed
        found.append(message)
    return found


def _names(message: Message) -> bool:
    return any(message.field(name) for name in ("peer", "remote"))


def _of_children(messages: Sequence[Message]) -> list[Message]:
    places = {
        (message.source.file, message.source.line): _causes(item)
        for item in policy_lists(messages)
        if item.child
        for message in item.messages
    }
    if not places:
        return list(messages)
    found = []
    for message in messages:
        if message.signature in _REFUSALS:
            near = [place for place in places if _beside(message, [place])]
            if near:
                message = msgspec.structs.replace(message, slugs=places[near[-1]])  # noqa: PLW2901  # the same message, narrowed
        found.append(message)
    return found


def _causes(lists: PolicyLists) -> tuple[str, ...]:
    """Return what a refused child can have: where the lists are one but for their groups, PFS alone."""
    one, two = (
        {(item.encryption, item.integrity) for item in items}
        for items in (lists.received, lists.expected)
    )
    groups = [{item.groups for item in items} for items in (lists.received, lists.expected)]
    if groups[0] == groups[1] or not (one and two):
        return ("transform-set-mismatch",)
    return ("pfs-mismatch",) if one == two else _CAUSES["CREATE_CHILD_SA"]


def _beside(message: Message, places: Sequence[tuple[str, int]]) -> bool:
    source = message.source
    return any(file == source.file and abs(line - source.line) <= _BESIDE for file, line in places)


def _lists(received: Sequence[Message], expected: Sequence[Message]) -> PolicyLists:
    both = [*received, *expected]
    return PolicyLists(
        any((item.field("protocol") or "").upper() in ("ESP", "AH") for item in both),
        tuple(_proposal(item) for item in received if item.field("algorithms")),
        tuple(_proposal(item) for item in expected if item.field("algorithms")),
        tuple(both),
    )


def _proposal(message: Message) -> Ikev2Proposal:
    """Return a printed proposal; PRFs and integrity algorithms are not told apart in print."""
    text = message.field("algorithms") or ""
    words = text.upper().split()
    ciphers = tuple(
        dict.fromkeys(
            re.sub(r"^aes-(\d)", r"aes-cbc-\1", word.lower())
            for word in words
            if _CIPHER.match(word)
        )
    )
    digests = tuple(dict.fromkeys(_DIGESTS[word] for word in words if word in _DIGESTS))
    return Ikev2Proposal(
        name=message.field("number") or "",
        encryption=ciphers,
        integrity=digests,
        prf=digests,
        groups=tuple(dict.fromkeys(int(number) for number in _GROUP.findall(text))),
        line=message.source.line,
    )
