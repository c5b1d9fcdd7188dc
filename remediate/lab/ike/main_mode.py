"""IKEv1 main mode, role by role: policies, keys, translation.

The initiator offers all policies that it can authenticate with; the responder takes its own policies by
number, the lowest first, and the first offer that equals it. Lifetimes are no condition; the shorter one
holds. Doubtful, and decided so:

* An initiator leaves out the policies that it can't authenticate with: ``pre-share`` without a key for the peer,
  ``rsa-sig`` without a certificate. It has nothing to offer where there is no other.
* The responder of IOS looks for the key by the address that the packets come from, in all keyrings.
* A responder without a key for the peer refuses the offers with pre-shared keys (IOS), or the peer (ASA).
* NAT traversal takes both ends; without it the packets stay on UDP 500 and ESP.
"""

from __future__ import annotations

from collections.abc import Iterator

from remediate.lab.ike.certified import own_certificate, unproven
from remediate.lab.ike.defaults import refuses_policy
from remediate.lab.ike.exchange import Check, End, Exchange, Reason
from remediate.lab.ike.facts import Credential, CryptoEntry, Facts, Policy
from remediate.lab.ike.reaching import reach
from remediate.lab.ike.world import Carrier, World

__all__ = ["find_key", "main_mode"]


def find_key(
    facts: Facts, peer: str, local: str, vrf: str = "", keyring: str | None = None
) -> Credential | None:
    """Return the key for a peer's address: of one keyring, or of all; the longest match wins."""
    found = None
    best = (-1, False)
    for key in facts.keys:
        if keyring is not None and key.source != keyring:
            continue
        if key.vrf != vrf or (key.local and key.local != local) or not key.block.has(peer):
            continue
        rank = (32 - key.block.wildcard.bit_length(), bool(key.source))
        if rank > best:
            best, found = rank, Credential(secret=key.secret, source=key.source)
    return found


def _key_of_entry(facts: Facts, entry: CryptoEntry, peer: str) -> Credential | None:
    profile = next((item for item in facts.profiles if item.name == entry.profile), None)
    keyring = profile.keyring or None if profile is not None else None
    return find_key(facts, peer, entry.local, entry.vrf, keyring)


def _usable(facts: Facts) -> Iterator[Policy]:
    for policy in sorted(facts.policies, key=lambda item: item.priority):
        if not refuses_policy(facts.release, policy):
            yield policy


def main_mode(world: World, facts: Facts, entry: CryptoEntry, peer: str) -> Exchange:
    """Negotiate an IKE SA for an entry with one of its peers."""
    exchange = Exchange(
        version=1, entry=entry, initiator=End(facts=facts, local=entry.local, peer=peer)
    )
    exchange.refusal = _negotiate(world, exchange)
    return exchange


def _offers(facts: Facts, *, keyed: bool, names: tuple[str, ...]) -> list[Policy]:
    """Return the policies that a device can authenticate with."""
    can = {"pre-share"} if keyed else set()
    if own_certificate(facts.trustpoints, names) is not None:
        can.add("rsa-sig")
    return [item for item in _usable(facts) if item.authentication in can]


def _points(facts: Facts, profile: str) -> tuple[str, ...]:
    return next((item.trustpoints for item in facts.profiles if item.name == profile), ())


def _negotiate(world: World, exchange: Exchange) -> Reason | None:
    one = exchange.initiator
    facts, entry = one.facts, exchange.entry
    key = _key_of_entry(facts, entry, one.peer)
    names = _points(facts, entry.profile)
    if key is None and own_certificate(facts.trustpoints, names) is None:
        return Reason.NO_KEY
    one.key_source = key.source if key is not None else ""
    one.profile = entry.profile
    offers = _offers(facts, keyed=key is not None, names=names)
    if not offers:
        return Reason.NO_OFFER
    heard = reach(world, exchange)
    if isinstance(heard, Reason):
        return heard
    other, port = heard
    exchange.responder = other
    theirs = find_key(other.facts, other.peer, other.local, port.vrf)
    profile = _profile(other.facts, other.peer, port.vrf)
    certified = own_certificate(other.facts.trustpoints, _points(other.facts, profile)) is not None
    refused = _choose(exchange, offers, keyed=theirs is not None, certified=certified)
    exchange.signed = exchange.policy is not None and exchange.policy.authentication == "rsa-sig"
    back = world.passes(other.facts, other.local, facts, one.local, Carrier.IKE, port.vrf)
    if theirs is None and not exchange.signed:
        return Reason.PEER_NO_KEY if back else Reason.ANSWER_LOST
    other.key_source = theirs.source if theirs is not None else ""
    if not back:
        return Reason.ANSWER_LOST if not refused else Reason.POLICY
    if refused:
        return Reason.POLICY
    if not _float(world, exchange, port.vrf):
        return Reason.PORT_4500
    if exchange.signed:
        reason = _signed(world, exchange, profile)
        if reason is not None:
            return reason
    elif key is None or theirs is None or key.secret != theirs.secret:
        return Reason.KEYS
    other.profile = profile
    return None


def _signed(world: World, exchange: Exchange, profile: str) -> Reason | None:
    """Let each end look at the other's certificate, the responder first."""
    one, other = exchange.initiator, exchange.answering
    mine, theirs = _points(one.facts, one.profile), _points(other.facts, profile)
    for reason, sender, sends, judge, judges in (
        (Reason.CERTIFICATE, one, mine, other, theirs),
        (Reason.CERTIFICATE_BACK, other, theirs, one, mine),
    ):
        shown = own_certificate(sender.facts.trustpoints, sends)
        now = world.time(judge.facts.device)
        exchange.unproven = unproven(shown, judge.facts.trustpoints, now, judges)
        if exchange.unproven is not None:
            return reason
    return None


def _choose(exchange: Exchange, offers: list[Policy], *, keyed: bool, certified: bool) -> bool:
    """Let the responder choose; return whether it refuses all."""
    responder = exchange.answering
    facts = responder.facts
    exchange.unusable = tuple(
        item for item in facts.policies if refuses_policy(facts.release, item)
    )
    for policy in _usable(facts):
        for number, offer in enumerate(offers, 1):
            complaint = compared(offer, policy, keyed=keyed, certified=certified)
            exchange.checks.append(Check(number, offer, policy, complaint))
            if not complaint:
                exchange.policy = policy
                exchange.lifetime = min(offer.lifetime, policy.lifetime)
                return False
    return True


def compared(offer: Policy, policy: Policy, *, keyed: bool = True, certified: bool = True) -> str:
    """Return the first attribute in which an offer is not a policy, empty where it is."""
    cipher, _, length = offer.encryption.partition(" ")
    own, _, own_length = policy.encryption.partition(" ")
    if cipher != own:
        return "Encryption algorithm"
    if offer.hash != policy.hash:
        return "Hash algorithm"
    if offer.group != policy.group:
        return "Diffie-Hellman group"
    if offer.authentication != policy.authentication:
        return "Authentication method"
    if length != own_length:
        return "key length"
    if policy.authentication == "rsa-sig":
        return "" if certified else "Authentication method"
    return "" if keyed else "Preshared authentication"


def _float(world: World, exchange: Exchange, vrf: str) -> bool:
    """Detect translators and go on to UDP 4500; return whether the packets still arrive."""
    one, other = exchange.initiator, exchange.answering
    exchange.translated = world.translated(one.local, other.local)
    both = one.facts.nat_traversal and other.facts.nat_traversal
    exchange.floated = both and any(exchange.translated)
    if not exchange.floated:
        return True
    there = (one.facts, one.local, other.facts, other.local)
    back = (other.facts, other.local, one.facts, one.local)
    return world.passes(*there, Carrier.FLOATED, exchange.entry.vrf) and world.passes(
        *back, Carrier.FLOATED, vrf
    )


def _profile(facts: Facts, peer: str, vrf: str) -> str:
    """Return the ISAKMP profile that a peer's address falls to in the VRF that it comes in by, empty for none."""
    return next((item.name for item in facts.profiles if item.fits(peer, vrf)), "")
