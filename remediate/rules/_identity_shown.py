"""The identity that a router's debug says its IKEv2 peer shows, against the profiles that the router has."""

from __future__ import annotations

from typing import NamedTuple

from remediate.model.config_ikev2 import Ikev2Identity, Ikev2Profile
from remediate.model.evidence import TunnelEnd
from remediate.model.observation import Message
from remediate.model.selector import AddressBlock, parse_address
from remediate.negotiation import Side
from remediate.negotiation.ikev2_matching import matches, spelled
from remediate.rules.case import Case
from remediate.rules.entries import sides_of
from remediate.tunnels.addresses import is_address

__all__ = ["Unmatched", "unmatched_identity"]

_NOT_FOUND = "ikev2-profile-not-found"
_SHOWN = "ikev2-identity-shown"
_NEAR = 12
"""Lines within which the profile is looked for after the identity is printed."""
_NAMED = 4


class Unmatched(NamedTuple):
    """An identity that none of an end's profiles matches."""

    side: Side
    identity: Ikev2Identity
    shown: Message
    profiles: tuple[Ikev2Profile, ...]

    @property
    def text(self) -> str:
        """Return it as a sentence."""
        name, peer = self.side.name, self.side.peer
        wanted = [
            f"{item.name} matches {' and '.join(map(_wanted, item.match_remote)) or 'no identity'}"
            for item in self.profiles[:_NAMED]
        ]
        text = f"{peer} shows {name} the identity {spelled(self.identity)}, and none of its IKEv2 profiles matches that:"
        text = f"{text} {'; '.join(wanted)}"
        block = self.identity.block
        if block is not None and block.dotted != peer:
            text += f". {block.dotted} is what {peer} has behind its translation: an identity of its own would be the same everywhere"
        return text


def unmatched_identity(case: Case) -> Unmatched | None:
    """Return what an end was shown when it found no profile, where each of its profiles is for another identity."""
    for side in sides_of(case):
        found = _shown(side.end)
        profiles = side.config.ikev2_config.profiles
        if found is None or not profiles:
            continue
        identity = _identity(found)
        if identity is None or any(item.problem or item.match_certificate for item in profiles):
            continue
        if all(matches(one, identity) < 0 for item in profiles for one in item.match_remote):
            return Unmatched(side, identity, found, tuple(profiles))
    return None


def _shown(end: TunnelEnd) -> Message | None:
    """Return the line with the identity before the last one that says that no profile was found."""
    last: Message | None = None
    found: Message | None = None
    for message in end.messages:
        if message.signature == _SHOWN:
            last = message
        elif message.signature == _NOT_FOUND and message.slugs:
            near = (
                last is not None
                and last.source.file == message.source.file
                and 0 < message.source.line - last.source.line <= _NEAR
            )
            found = last if near else None
    return found


_KINDS = {
    "IPv4 address": "address",
    "FQDN": "fqdn",
    "key ID": "key-id",
    "RFC822": "email",
    "Email address": "email",
}


def _identity(message: Message) -> Ikev2Identity | None:
    kind = _KINDS.get((message.field("kind") or "").strip("'"))
    value = message.field("identity")
    if kind is None or value is None:
        return None
    if kind == "address":
        if not is_address(value) or ":" in value:
            return None
        return Ikev2Identity(
            kind=kind, block=AddressBlock(address=parse_address(value), wildcard=0)
        )
    return Ikev2Identity(kind=kind, value=value if kind == "key-id" else value.lower())


def _wanted(item: Ikev2Identity) -> str:
    return (
        f"address {item.block}"
        if item.block is not None
        else f"{item.kind} {item.value or ''}".strip()
    )
