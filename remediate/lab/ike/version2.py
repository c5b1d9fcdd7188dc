"""IKEv2, IKE_SA_INIT and IKE_AUTH, role by role: policies, profiles, identities, keys.

Doubtful, and decided so:

* The policy is the first of the configuration that is for the local address and front-door VRF; the
  default one is used only where no other fits.
* The responder takes the initiator's proposals in order, each against its own in order.
* The initiator looks in its profile's keyring by the peer's address; the responder by the address that the
  packets come from, then by the identity.
* The responder's profile is the complete one that matches the initiator's identity most closely: a name, then the
  longest prefix; of two alike the first.
* An ASA takes the tunnel group of the peer's address where none has the name of its identity, and does not compare
  the identity with it (``peer-id-validate`` is for certificates).
* The initiator's profile is that of its entry; the responder's identity must match it.
"""

from __future__ import annotations

from remediate.lab.ike.certified import own_certificate, unproven
from remediate.lab.ike.defaults import refuses_proposal2
from remediate.lab.ike.exchange import End, Exchange, Reason
from remediate.lab.ike.facts import CryptoEntry, Facts
from remediate.lab.ike.facts2 import Keyring2Peer, Policy2, Profile2, Proposal2
from remediate.lab.ike.reaching import reach
from remediate.lab.ike.world import Carrier, World

__all__ = ["initial_exchange", "peer_block"]


def initial_exchange(world: World, facts: Facts, entry: CryptoEntry, peer: str) -> Exchange:
    """Negotiate an IKE SA for an entry with one of its peers."""
    exchange = Exchange(
        version=2, entry=entry, initiator=End(facts=facts, local=entry.local, peer=peer)
    )
    exchange.refusal = _negotiate(world, exchange)
    return exchange


def _policy(facts: Facts, local: str, vrf: str) -> Policy2 | None:
    fitting = [
        item
        for item in facts.policies2
        if item.proposals and (not item.local or item.local == local) and item.vrf in (None, vrf)
    ]
    return next((item for item in fitting if not item.default), None) or next(iter(fitting), None)


def _proposals(facts: Facts, local: str, vrf: str) -> tuple[Proposal2, ...]:
    policy = _policy(facts, local, vrf)
    if policy is None:
        return ()
    kept = (refuses_proposal2(facts.release, item) for item in policy.proposals)
    return tuple(item for item in kept if item is not None)


def peer_block(profile: Profile2, address: str, identity: str | None = None) -> Keyring2Peer | None:
    """Return a keyring's block for a peer: by its address (the longest match), else by its identity."""
    fitting = [item for item in profile.keyring if item.block and item.block.has(address)]
    if fitting:
        return min(fitting, key=lambda item: item.block.wildcard if item.block else 0)
    if identity is None:
        return None
    return next((item for item in profile.keyring if item.identity == identity), None)


def _negotiate(world: World, exchange: Exchange) -> Reason | None:
    one, entry = exchange.initiator, exchange.entry
    facts = one.facts
    mine = next((item for item in facts.profiles2 if item.name == entry.profile), None)
    if facts.asa:
        mine = _profile(facts, one.peer, entry.vrf)
    if mine is None or not mine.complete:
        return Reason.NO_PROFILE
    one.profile = mine.name
    one.identity = mine.identity or entry.local
    block = peer_block(mine, one.peer)
    if mine.local == "pre-share" and (block is None or not block.local):
        return Reason.NO_KEY
    exchange.signed = mine.local == "rsa-sig"
    if exchange.signed and own_certificate(facts.trustpoints, mine.signs) is None:
        return Reason.NO_CERTIFICATE
    one.key_source = mine.keyring_name
    exchange.offered = _proposals(facts, entry.local, entry.vrf)
    if not exchange.offered:
        return Reason.NO_OFFER
    heard = reach(world, exchange)
    if isinstance(heard, Reason):
        return heard
    other, port = heard
    if not other.facts.asa and not any(item.complete for item in other.facts.profiles2):
        return Reason.NO_ANSWER
    exchange.responder = other
    if not world.passes(other.facts, other.local, facts, one.local, Carrier.IKE, port.vrf):
        return Reason.ANSWER_LOST
    exchange.expected = _proposals(other.facts, other.local, port.vrf)
    exchange.proposal = _common(exchange.offered, exchange.expected)
    if exchange.proposal is None:
        return Reason.POLICY
    first = exchange.offered[0].groups[0]
    exchange.guessed = first if first != exchange.proposal.groups[0] else 0
    if not _floats(world, exchange, port.vrf):
        return Reason.PORT_4500
    return _authenticate(world, exchange, mine, block, port.vrf)


def _floats(world: World, exchange: Exchange, vrf: str) -> bool:
    one, other = exchange.initiator, exchange.answering
    exchange.translated = world.translated(one.local, other.local)
    exchange.floated = any(exchange.translated)
    carrier = Carrier.FLOATED if exchange.floated else Carrier.IKE
    return world.passes(
        one.facts, one.local, other.facts, other.local, carrier, exchange.entry.vrf
    ) and world.passes(other.facts, other.local, one.facts, one.local, carrier, vrf)


def _profile(facts: Facts, identity: str, vrf: str) -> Profile2 | None:
    found, best = None, -1
    for profile in facts.profiles2:
        if not profile.complete or profile.vrf not in (None, vrf):
            continue
        close = max((item.closeness(identity) for item in profile.matches), default=-1)
        if close > best:
            found, best = profile, close
    return found


def _authenticate(
    world: World, exchange: Exchange, mine: Profile2, block: Keyring2Peer | None, vrf: str
) -> Reason | None:
    one, other = exchange.initiator, exchange.answering
    theirs = _profile(other.facts, one.identity, vrf)
    if theirs is None and other.facts.asa:
        theirs = _profile(other.facts, other.peer, vrf)
    if theirs is None:
        return Reason.PEER_NO_PROFILE
    other.profile, other.key_source = theirs.name, theirs.keyring_name
    other.identity = theirs.identity or other.local
    exchange.lifetime = min(mine.lifetime, theirs.lifetime)
    if mine.local != theirs.remote or theirs.local != mine.remote:
        return Reason.METHOD
    held = peer_block(theirs, other.peer, one.identity)
    if mine.local == "pre-share":
        if held is None or not held.remote:
            return Reason.PEER_NO_KEY
        if block is None or held.remote != block.local:
            return Reason.KEYS
    elif not _proven(world, exchange, one, mine, other, theirs):
        return Reason.CERTIFICATE
    if theirs.local == "pre-share" and (held is None or not held.local):
        return Reason.PEER_NO_KEY
    named = one.facts.asa or any(item.closeness(other.identity) >= 0 for item in mine.matches)
    if not named:
        return Reason.IDENTITY
    if theirs.local == "pre-share":
        if held is None or block is None or held.local != block.remote:
            return Reason.KEYS_BACK
    elif not _proven(world, exchange, other, theirs, one, mine):
        return Reason.CERTIFICATE_BACK
    return None


def _proven(
    world: World, exchange: Exchange, sender: End, sends: Profile2, judge: End, judges: Profile2
) -> bool:
    """Whether an end takes the other's certificate."""
    shown = own_certificate(sender.facts.trustpoints, sends.signs)
    now = world.time(judge.facts.device)
    exchange.unproven = unproven(shown, judge.facts.trustpoints, now, judges.verifies)
    return exchange.unproven is None


def _common(offered: tuple[Proposal2, ...], expected: tuple[Proposal2, ...]) -> Proposal2 | None:
    for offer in offered:
        for own in expected:
            chosen = _chosen(offer, own)
            if chosen is not None:
                return chosen
    return None


def _chosen(offer: Proposal2, own: Proposal2) -> Proposal2 | None:
    cipher = next((item for item in offer.encryption if item in own.encryption), None)
    prf = next((item for item in offer.prf if item in own.prf), None)
    group = next((item for item in offer.groups if item in own.groups), None)
    if cipher is None or prf is None or group is None:
        return None
    integrity: tuple[str, ...] = ()
    if "gcm" not in cipher:
        digest = next((item for item in offer.integrity if item in own.integrity), None)
        if digest is None:
            return None
        integrity = (digest,)
    return Proposal2(
        name=own.name, encryption=(cipher,), integrity=integrity, prf=(prf,), groups=(group,)
    )
