"""What IKE and IPsec will agree on, from two configurations: a pure function, attribute by attribute.

Sources: RFC 2409 §5 and Cisco's documentation of ISAKMP policy matching (the responder walks its own
policies by priority; encryption with key length, hash, authentication and group must be equal;
lifetimes are negotiated down and are never a fault between Cisco devices); RFC 2407 for phase 2.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from remediate.model.config import (
    AccessList,
    CryptoConfig,
    CryptoMapEntry,
    IsakmpPolicy,
    KeyForm,
    PreSharedKey,
    TransformSet,
)
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.model.selector import Selector, parse_address

__all__ = [
    "Agreement",
    "EntryPair",
    "KeyState",
    "Keys",
    "Lack",
    "Negotiation",
    "Phase1",
    "PolicyPair",
    "Selectors",
    "Side",
    "TransformPair",
    "negotiate",
    "policy_differences",
    "side_of",
]


class Agreement(enum.Enum):
    """Outcome of a comparison."""

    AGREE = "agree"
    DIFFER = "differ"
    UNKNOWN = "unknown"
    """It can't be told from what is known; the reason says why."""


class KeyState(enum.Enum):
    """Outcome of looking up the pre-shared keys for each other."""

    EQUAL = "equal"
    DIFFERENT = "different"
    MISSING = "missing"
    """At least one end holds no key for the other."""
    INCOMPARABLE = "cannot be compared"


class Side(NamedTuple):
    """One end's part of the negotiation."""

    end: TunnelEnd
    config: CryptoConfig
    peer: str
    """Address of the other end as this one knows it."""
    entries: tuple[CryptoMapEntry, ...]
    """Crypto-map entries for the peer; dynamic-map entries where no static one names it."""
    dynamic: bool

    @property
    def name(self) -> str:
        """Name of the device."""
        return self.end.device or self.end.address


class PolicyPair(NamedTuple):
    """The two policies that come nearest, with the attributes that differ."""

    one: IsakmpPolicy
    two: IsakmpPolicy
    differences: tuple[tuple[str, str, str], ...]
    """(attribute, value at the first end, value at the second)."""


class Phase1(NamedTuple):
    """ISAKMP policies."""

    outcome: Agreement
    reason: str
    agreed: tuple[IsakmpPolicy, IsakmpPolicy] | None = None
    nearest: PolicyPair | None = None


class Keys(NamedTuple):
    """Pre-shared keys."""

    state: KeyState
    reason: str
    one: PreSharedKey | None = None
    two: PreSharedKey | None = None


class TransformPair(NamedTuple):
    """Transform sets of two entries that serve the same flows."""

    outcome: Agreement
    reason: str
    one: tuple[TransformSet, ...] = ()
    two: tuple[TransformSet, ...] = ()
    agreed: TransformSet | None = None


class Selectors(NamedTuple):
    """Crypto ACLs against each other. All selectors are as the *first named* end sees them."""

    outcome: Agreement
    reason: str
    common: tuple[Selector, ...] = ()
    """As seen from the first end."""
    only_one: tuple[Selector, ...] = ()
    """Flows of the first end that have no mirror at the second, as the first sees them."""
    only_two: tuple[Selector, ...] = ()
    """Flows of the second end that have no mirror at the first, as the *second* sees them."""


class Lack(NamedTuple):
    """Something that an end needs for the tunnel and does not have, whatever the other end has."""

    side: Side
    slug: str
    """Root cause that it is."""
    reason: str
    line: int | None = None


class EntryPair(NamedTuple):
    """Two crypto-map entries that face each other."""

    one: CryptoMapEntry
    two: CryptoMapEntry
    selectors: Selectors
    transforms: TransformPair
    pfs: Agreement
    pfs_reason: str


class Negotiation(NamedTuple):
    """The whole comparison of a tunnel whose two configurations are known."""

    one: Side
    two: Side
    phase1: Phase1
    keys: Keys
    pairs: tuple[EntryPair, ...]
    lacking: tuple[Lack, ...]
    """What one end lacks by itself."""
    unknown: tuple[str, ...]
    """Why the comparison can't say more."""

    @property
    def agrees(self) -> bool:
        """Whether everything was comparable and agrees."""
        return (
            self.phase1.outcome is Agreement.AGREE
            and self.keys.state is KeyState.EQUAL
            and bool(self.pairs)
            and all(
                pair.selectors.outcome is Agreement.AGREE
                and pair.transforms.outcome is Agreement.AGREE
                and pair.pfs is Agreement.AGREE
                for pair in self.pairs
            )
            and not self.lacking
            and not self.unknown
        )


def side_of(tunnel: TunnelEvidence, end: TunnelEnd) -> Side | None:
    """Return an end's side, None where its configuration isn't known."""
    if end.evidence is None or end.evidence.config is None:
        return None
    config = end.evidence.config
    peer = tunnel.other(end).address
    entries = end.entries
    dynamic = False
    if not entries:
        entries = tuple(_dynamic_entries(config))
        dynamic = bool(entries)
    return Side(end, config, peer, entries, dynamic)


def negotiate(tunnel: TunnelEvidence) -> Negotiation | None:
    """Compare both configurations of a tunnel; None unless both are known."""
    one, two = (side_of(tunnel, end) for end in tunnel.ends)
    if one is None or two is None:
        return None
    lacking = [*_lacking(one), *_lacking(two)]
    unknown: list[str] = []
    for side in (one, two):
        unknown.extend(_beyond(side))
    pairs = tuple(_pairs(one, two))
    return Negotiation(
        one=one,
        two=two,
        phase1=_phase1(one, two),
        keys=_keys(one, two),
        pairs=pairs,
        lacking=tuple(lacking),
        unknown=tuple(dict.fromkeys(unknown)),
    )


# --- what one end lacks, and what is beyond the comparison -------------------------------------


def _dynamic_entries(config: CryptoConfig) -> Iterable[CryptoMapEntry]:
    """Yield the dynamic-map entries that an applied crypto map refers to."""
    for crypto_map in config.maps:
        if crypto_map.dynamic:
            continue
        for entry in crypto_map.entries:
            if entry.dynamic_map is None:
                continue
            for dynamic in config.maps:
                if dynamic.dynamic and dynamic.name == entry.dynamic_map:
                    yield from dynamic.entries


def _lacking(side: Side) -> Iterable[Lack]:
    if not side.entries:
        if not _protected_by_tunnel(side):
            yield Lack(
                side,
                "peer-address-mismatch",
                f"{side.name} has no crypto map entry for the peer {side.peer}",
            )
        return
    for entry in side.entries:
        name = f"crypto map {entry.map} {entry.sequence}"
        if entry.kind not in ("ipsec-isakmp", "dynamic-reference") or entry.ikev2_proposals:
            continue
        for reason in _incomplete(side, entry, name):
            yield Lack(side, "crypto-map-incomplete", f"{side.name}: {reason}", entry.line)
    if side.end.interface is None and not side.dynamic:
        maps = sorted({entry.map for entry in side.entries})
        yield Lack(
            side,
            "crypto-map-not-applied",
            f"{side.name}: crypto map {', '.join(maps)} is not applied to any interface",
            side.entries[0].line,
        )


def _incomplete(side: Side, entry: CryptoMapEntry, name: str) -> Iterable[str]:
    if entry.acl is None and not side.dynamic:
        yield f"{name} has no 'match address'"
    elif entry.acl is not None and side.config.acl(entry.acl) is None:
        yield f"access list {entry.acl} of {name} does not exist"
    if not entry.transform_sets:
        yield f"{name} has no transform set"
    elif not any(side.config.transform_set(item) for item in entry.transform_sets):
        yield f"transform set {', '.join(entry.transform_sets)} of {name} does not exist"


def _protected_by_tunnel(side: Side) -> bool:
    return any(
        interface.tunnel_protection and interface.tunnel_destination in (side.peer, None)
        for interface in side.config.interfaces
    )


def _beyond(side: Side) -> Iterable[str]:
    """Say what of the configuration is not compared yet."""
    if not side.entries and _protected_by_tunnel(side):
        yield f"{side.name} protects a tunnel interface: not compared yet"
    for entry in side.entries:
        if entry.ikev2_proposals or entry.ikev2_profile:
            yield f"{side.name}: crypto map {entry.map} {entry.sequence} uses IKEv2: not compared yet"
        if entry.kind == "gdoi":
            yield f"{side.name}: crypto map {entry.map} {entry.sequence} is GDOI: not compared"
        if entry.kind == "ipsec-manual":
            yield f"{side.name}: crypto map {entry.map} {entry.sequence} has manual keys: not compared"
    if not side.config.complete:
        yield f"the running-config of {side.name} is truncated"


# --- phase 1 -----------------------------------------------------------------------------------


def policy_differences(one: IsakmpPolicy, two: IsakmpPolicy) -> tuple[tuple[str, str, str], ...]:
    """Return the attributes that must be equal and are not: (name, value of one, value of two)."""
    found = []
    if (one.encryption, one.key_length) != (two.encryption, two.key_length):
        found.append(("encryption", cipher(one), cipher(two)))
    if one.hash != two.hash:
        found.append(("hash", one.hash, two.hash))
    if one.authentication != two.authentication:
        found.append(("authentication", one.authentication, two.authentication))
    if one.group != two.group:
        found.append(("Diffie-Hellman group", str(one.group), str(two.group)))
    return tuple(found)


def cipher(policy: IsakmpPolicy) -> str:
    """Return the cipher with its key length, as ``3des`` or ``aes 256``."""
    if policy.key_length and policy.encryption == "aes":
        return f"{policy.encryption} {policy.key_length}"
    return policy.encryption


def usable(side: Side) -> list[IsakmpPolicy]:
    """Return the policies that can be used for this peer, by priority.

    A default policy with RSA signatures can't be: nothing shows a certificate.
    """
    return [
        policy
        for policy in side.config.policies
        if not (policy.default and policy.authentication.startswith("rsa"))
    ]


def _phase1(one: Side, two: Side) -> Phase1:
    ours, theirs = usable(one), usable(two)
    for policy in ours:
        for other in theirs:
            if not policy_differences(policy, other):
                return Phase1(
                    Agreement.AGREE,
                    f"policy {policy.priority} of {one.name} equals policy {other.priority} of {two.name}",
                    agreed=(policy, other),
                )
    for side, policies in ((one, ours), (two, theirs)):
        if not policies:
            release = side.config.release
            if release.text is None and not any(not p.default for p in side.config.policies):
                return Phase1(
                    Agreement.UNKNOWN,
                    f"{side.name} has no ISAKMP policy of its own, and the defaults of its release are not known",
                )
    nearest = min(
        (PolicyPair(p, q, policy_differences(p, q)) for p in ours for q in theirs),
        key=lambda pair: len(pair.differences),
        default=None,
    )
    if nearest is None:
        empty = one if not ours else two
        return Phase1(
            Agreement.DIFFER,
            f"{empty.name} has no ISAKMP policy that can be used with pre-shared keys",
        )
    return Phase1(
        Agreement.DIFFER,
        f"no ISAKMP policy of {one.name} equals one of {two.name}",
        nearest=nearest,
    )


# --- keys --------------------------------------------------------------------------------------


def key_for(side: Side) -> PreSharedKey | None:
    """Return the IKEv1 pre-shared key that the device uses for the peer: the most specific entry.

    Names an ASA's tunnel-group of the peer before ``DefaultL2LGroup``. An entry bound to a keyring
    counts like a global one (profiles choose among them; the most specific is the same).
    """
    target = parse_address(side.peer) if "." in side.peer else None
    best: PreSharedKey | None = None
    score = -1
    for key in side.config.keys:
        if key.ikev2:
            continue
        if key.peer is not None and target is not None:
            block = key.peer
            if (block.address ^ target) & (0xFFFFFFFF ^ block.wildcard):
                continue
            specific = 32 - block.wildcard.bit_count()
        elif key.peer is None and key.keyring == "DefaultL2LGroup":
            specific = 0
        else:
            continue
        if specific > score:
            best, score = key, specific
    return best


def _keys(one: Side, two: Side) -> Keys:
    first, second = key_for(one), key_for(two)
    for side, key in ((one, first), (two, second)):
        if key is None:
            certificates = any(
                p.authentication.startswith("rsa") for p in side.config.policies if not p.default
            )
            if certificates:
                return Keys(
                    KeyState.INCOMPARABLE,
                    f"{side.name} authenticates with RSA: certificates are not compared",
                    first,
                    second,
                )
            if any(item.hostname for item in side.config.keys):
                return Keys(
                    KeyState.INCOMPARABLE,
                    f"{side.name} holds keys by host name: which one is for {side.peer} is not known",
                    first,
                    second,
                )
            return Keys(
                KeyState.MISSING,
                f"{side.name} has no pre-shared key for {side.peer}",
                first,
                second,
            )
    assert first is not None and second is not None  # noqa: S101, PT018  # narrowed by the loop above
    for side, key in ((one, first), (two, second)):
        if key.fingerprint is None:
            how = {
                KeyForm.TYPE6: "encrypted (type 6)",
                KeyForm.TYPE7: "obfuscated (type 7)",
                KeyForm.MASKED: "masked",
            }.get(key.form, "not readable")
            return Keys(
                KeyState.INCOMPARABLE,
                f"the key of {side.name} is {how} and cannot be compared",
                first,
                second,
            )
    if first.fingerprint == second.fingerprint:
        return Keys(KeyState.EQUAL, "both ends hold the same pre-shared key", first, second)
    return Keys(
        KeyState.DIFFERENT,
        f"{one.name} and {two.name} hold different pre-shared keys for each other",
        first,
        second,
    )


# --- phase 2 -----------------------------------------------------------------------------------


def permits(acl: AccessList | None) -> tuple[Selector, ...]:
    """Return the flows that a crypto ACL protects, normalised, in order and without repeats."""
    if acl is None:
        return ()
    found: dict[Selector, None] = {}
    for entry in acl.entries:
        if entry.action == "permit" and not entry.inactive:
            for selector in entry.selectors:
                found.setdefault(selector.normalised())
    return tuple(found)


def unreadable(acl: AccessList | None) -> tuple[str, ...]:
    """Return why entries of the list could not be read."""
    if acl is None:
        return ()
    return tuple(
        f"access list {acl.name}: {entry.problem}" for entry in acl.entries if entry.problem
    )


def _denies(acl: AccessList | None) -> tuple[Selector, ...]:
    if acl is None:
        return ()
    return tuple(
        s
        for entry in acl.entries
        if entry.action == "deny" and not entry.inactive
        for s in entry.selectors
    )


def _pairs(one: Side, two: Side) -> Iterable[EntryPair]:
    """Pair the entries that face each other: by the flows they share, what is left by order."""
    ours = [entry for entry in one.entries if not entry.ikev2_proposals]
    theirs = [entry for entry in two.entries if not entry.ikev2_proposals]
    chosen: list[tuple[CryptoMapEntry, CryptoMapEntry]] = []
    shared = sorted(
        (
            (-_shared(one, mine, two, other), i, j)
            for i, mine in enumerate(ours)
            for j, other in enumerate(theirs)
        ),
    )
    left, right = set(range(len(ours))), set(range(len(theirs)))
    for _, i, j in shared:
        if i in left and j in right:
            chosen.append((ours[i], theirs[j]))
            left.discard(i)
            if not two.dynamic:
                right.discard(j)
    for mine, other in chosen:
        if mine.kind in ("gdoi", "ipsec-manual") or other.kind in ("gdoi", "ipsec-manual"):
            continue
        pfs, why = _pfs(one, mine, two, other)
        yield EntryPair(
            mine,
            other,
            _selectors(one, mine, two, other),
            _transforms(one, mine, two, other),
            pfs,
            why,
        )


def _shared(one: Side, mine: CryptoMapEntry, two: Side, other: CryptoMapEntry) -> int:
    ours = set(permits(one.config.acl(mine.acl)))
    theirs = {selector.mirrored() for selector in permits(two.config.acl(other.acl))}
    exact = len(ours & theirs)
    if exact:
        return exact * 1000
    return sum(1 for a in ours for b in theirs if a.overlaps(b))


def _selectors(one: Side, mine: CryptoMapEntry, two: Side, other: CryptoMapEntry) -> Selectors:
    first, second = one.config.acl(mine.acl), two.config.acl(other.acl)
    if (one.dynamic and mine.acl is None) or (two.dynamic and other.acl is None):
        return Selectors(Agreement.AGREE, "the dynamic map accepts the peer's flows")
    if first is None or second is None:
        missing = one if first is None else two
        return Selectors(Agreement.UNKNOWN, f"the crypto ACL of {missing.name} is not known")
    problems = [
        *(f"{one.name}: {text}" for text in unreadable(first)),
        *(f"{two.name}: {text}" for text in unreadable(second)),
    ]
    ours, theirs = permits(first), permits(second)
    mirrored = {selector.mirrored(): selector for selector in theirs}
    common = tuple(selector for selector in ours if selector in mirrored)
    only_one = tuple(selector for selector in ours if selector not in mirrored)
    known = set(ours)
    only_two = tuple(selector for image, selector in mirrored.items() if image not in known)
    if problems:
        return Selectors(Agreement.UNKNOWN, "; ".join(problems), common, only_one, only_two)
    if not only_one and not only_two:
        denied = {s.normalised() for s in _denies(first)}
        denied_there = {s.normalised().mirrored() for s in _denies(second)}
        if denied != denied_there and any(
            a.overlaps(b) for a in denied ^ denied_there for b in ours
        ):
            return Selectors(
                Agreement.UNKNOWN,
                "deny entries of the two crypto ACLs differ",
                common,
            )
        return Selectors(Agreement.AGREE, "the crypto ACLs mirror each other", common)
    if (one.dynamic or two.dynamic) and _dynamic_accepts(one, ours, two, theirs):
        return Selectors(Agreement.AGREE, "the dynamic map's ACL covers the peer's flows", common)
    return Selectors(
        Agreement.DIFFER, "the crypto ACLs do not mirror each other", common, only_one, only_two
    )


def _dynamic_accepts(
    one: Side, ours: Sequence[Selector], two: Side, theirs: Sequence[Selector]
) -> bool:
    """Whether a dynamic map's ACL covers every flow that the other end proposes."""
    wide, narrow = (ours, theirs) if one.dynamic else (theirs, ours)
    del two
    return all(any(entry.covers(flow.mirrored()) for entry in wide) for flow in narrow)


def _sets(side: Side, entry: CryptoMapEntry) -> tuple[TransformSet, ...]:
    return tuple(
        item
        for name in entry.transform_sets
        if (item := side.config.transform_set(name)) is not None
    )


def same_protection(one: TransformSet, two: TransformSet) -> bool:
    """Whether two sets negotiate alike: the same transforms in any order."""
    return frozenset(one.transforms) == frozenset(two.transforms)


def _transforms(one: Side, mine: CryptoMapEntry, two: Side, other: CryptoMapEntry) -> TransformPair:
    first, second = _sets(one, mine), _sets(two, other)
    if not first or not second:
        side = one if not first else two
        return TransformPair(
            Agreement.UNKNOWN, f"{side.name} has no transform set to compare", first, second
        )
    transport_only = None
    for candidate in first:
        for other_set in second:
            if same_protection(candidate, other_set):
                if candidate.mode == other_set.mode or not _mode_matters(one, mine):
                    return TransformPair(
                        Agreement.AGREE,
                        f"transform set {candidate.name} of {one.name} equals {other_set.name} of {two.name}",
                        first,
                        second,
                        candidate,
                    )
                transport_only = (candidate, other_set)
    if transport_only is not None:
        candidate, other_set = transport_only
        return TransformPair(
            Agreement.DIFFER,
            f"{candidate.name} of {one.name} is in {candidate.mode} mode, {other_set.name} of {two.name} in {other_set.mode} mode",
            first,
            second,
        )
    return TransformPair(
        Agreement.DIFFER,
        f"no transform set of {one.name} equals one of {two.name}",
        first,
        second,
    )


def _mode_matters(side: Side, entry: CryptoMapEntry) -> bool:
    """Whether transport mode would be used: the protected ends are the crypto endpoints."""
    local = {side.end.local_address, side.end.address}
    return any(
        selector.source.is_host
        and selector.destination.is_host
        and selector.source.dotted in local
        and selector.destination.dotted == side.peer
        for selector in permits(side.config.acl(entry.acl))
    )


def _pfs(
    one: Side, mine: CryptoMapEntry, two: Side, other: CryptoMapEntry
) -> tuple[Agreement, str]:
    if mine.pfs_group == other.pfs_group:
        return Agreement.AGREE, "PFS is the same on both ends"
    if mine.pfs_group is not None and other.pfs_group is not None:
        return (
            Agreement.DIFFER,
            f"PFS: {one.name} demands group {mine.pfs_group}, {two.name} group {other.pfs_group}",
        )
    strict, lax = (one, two) if mine.pfs_group is not None else (two, one)
    return (
        Agreement.DIFFER,
        f"PFS: {strict.name} demands it, {lax.name} does not offer it when it initiates",
    )
