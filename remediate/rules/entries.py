"""What the rules on crypto maps, peers and keys share: printed lines of an entry, what is left alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from remediate.model.base import Confidence, Platform, Safety
from remediate.model.change import ReorderCryptoMap
from remediate.model.config import CryptoConfig
from remediate.model.config_keys import PreSharedKey
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.diagnosis import Diagnosis, Fix
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.model.observation import Message
from remediate.model.selector import AddressBlock, Selector
from remediate.negotiation import KeyState, Side, key_absent, key_for, permits, side_of
from remediate.rules._proxies import proxy_block
from remediate.rules.base import Rule
from remediate.rules.case import Case, message_evidence, needs_of
from remediate.secrets import alike

__all__ = [
    "absent_keys",
    "carries",
    "group_lines",
    "inside_networks",
    "named_by_peer",
    "others_kept",
    "possible",
    "reorder_fix",
    "settings",
    "sides_of",
    "stray_key",
    "top_lines",
]

_SECRETS = ("<key#", "<removed>")


def sides_of(case: Case) -> tuple[Side, ...]:
    """Return the sides whose configuration is known, in the order of the ends."""
    if case.negotiation is not None:
        return (case.negotiation.one, case.negotiation.two)
    return tuple(
        side for end in case.tunnel.ends if (side := side_of(case.tunnel, end)) is not None
    )


def possible(
    rule: Rule, case: Case, messages: Sequence[tuple[TunnelEnd, Message]], text: str, why: str
) -> Diagnosis | None:
    """Return what messages alone allow: a possible cause, with the configurations that decide."""
    if case.negotiation is not None or not messages:
        return None
    return Diagnosis(
        code=rule.code,
        slug=rule.slug,
        confidence=Confidence.POSSIBLE,
        phase=rule.phase,
        explanation=text,
        evidence=message_evidence(messages),
        needs=needs_of(case, rule.needs[:1], why),
    )


def top_lines(side: Side) -> list[str]:
    """Return the lines of the redacted running-config."""
    evidence = side.end.evidence
    return (evidence.config_text or "").splitlines() if evidence is not None else []


def settings(side: Side, entry: CryptoMapEntry) -> tuple[str, ...]:
    """Return an entry's lines as printed without the words that name it, in order.

    Empty where a line of it holds a secret, which is not to be typed again.
    """
    text = top_lines(side)
    found: list[str] = []
    for number in entry.lines:
        words = text[number - 1].split() if 0 < number <= len(text) else []
        flat = words[:2] in (["crypto", "map"], ["crypto", "dynamic-map"])
        if flat and side.config.platform is Platform.IOS:
            continue
        line = " ".join(words[4:] if flat else words)
        if line.startswith("!") or not line:
            continue
        if _secret(line):
            return ()
        found.append(line)
    return tuple(found)


def _secret(line: str) -> bool:
    """Whether a line holds a secret, or a mask in the place of one."""
    return any(mark in line for mark in _SECRETS) or any(set(w) == {"*"} for w in line.split())


def group_lines(side: Side, name: str, key: PreSharedKey, placeholder: str) -> tuple[str, ...]:
    """Return an ASA's tunnel-group as printed, with a placeholder for its IKEv1 key.

    Empty where it holds another secret, or where it isn't printed in one piece.
    """
    found: list[str] = []
    within = False
    for line in top_lines(side):
        if line[:1] not in (" ", "\t"):
            within = line.split()[:2] == ["tunnel-group", name]
        if not within:
            continue
        words = line.split()
        if line[:1] in (" ", "\t") and " ".join(words) == key.text:
            words[-1] = placeholder
        elif _secret(line):
            return ()
        found.append(f" {' '.join(words)}" if line[:1] in (" ", "\t") else " ".join(words))
    return tuple(found)


def named_by_peer(case: Case, side: Side) -> bool:
    """Whether the peer's configuration names the address that this end has in the tunnel."""
    return case.negotiation is not None and bool(case.tunnel.other(side.end).entries)


def carries(end: TunnelEnd, flow: Selector) -> bool:
    """Whether an SA lives at an end whose identities are within a flow, or the mirror of it."""
    for sa in end.ipsec_sas:
        local, remote = proxy_block(sa.local_ident), proxy_block(sa.remote_ident)
        if not sa.up or local is None or remote is None:
            continue
        for one in (flow, flow.mirrored()):
            if one.source.covers(local) and one.destination.covers(remote):
                return True
    return False


def inside_networks(config: CryptoConfig) -> tuple[AddressBlock, ...]:
    """Return the connected networks of the interfaces without a crypto map."""
    bound = {name.casefold() for m in config.maps for name in m.interfaces}
    return tuple(
        AddressBlock.from_netmask(item.address, item.netmask).normalised()
        for item in config.interfaces
        if item.address
        and item.netmask
        and not item.crypto_map
        and not {item.name.casefold(), (item.nameif or "").casefold()} & bound
    )


def reorder_fix(side: Side, entry: CryptoMapEntry, takers: Sequence[CryptoMapEntry]) -> Fix:
    """Return the fix that puts an entry before those that take its flows, unplanned where it can't be."""
    change = _reordered(side, entry, takers)
    why = "the copy under a lower number stands before the old entry goes"
    return Fix(
        kind="reorder-crypto-map",
        device=side.name,
        safety=Safety.DISRUPTIVE,
        documented=True,
        why=why if not isinstance(change, str) else f"{change}",
        change=None if isinstance(change, str) else change,
    )


def _reordered(
    side: Side, entry: CryptoMapEntry, takers: Sequence[CryptoMapEntry]
) -> ReorderCryptoMap | str:
    """Return the move of an entry before those that take its flows, or why there is none.

    Entries that are narrower than this one stay before it: they would lose their flows to it.
    """
    flows = permits(side.config.acl(entry.acl))
    entries = [
        item
        for m in side.config.maps
        if m.name == entry.map and not m.dynamic
        for item in m.entries
    ]
    ceiling = min(item.sequence for item in takers)
    floor = 0
    for item in entries:
        if item.sequence >= entry.sequence or set(item.peers) & set(entry.peers):
            continue
        theirs = permits(side.config.acl(item.acl))
        if any(mine.covers(other) for mine in flows for other in theirs):
            if item.sequence > ceiling or item in takers:
                return f"{entry.map} {entry.sequence} would take the flows of {item.map} {item.sequence} in turn"
            floor = max(floor, item.sequence)
    used = {item.sequence for item in entries}
    free = [number for number in range(ceiling - 1, floor, -1) if number not in used]
    if not free:
        return f"{entry.map} has no free sequence number before {ceiling}"
    lines = settings(side, entry)
    if not lines or entry.kind != "ipsec-isakmp":
        return f"the lines of {entry.map} {entry.sequence} can't be typed again as they stand"
    return ReorderCryptoMap(
        device=side.name,
        map=entry.map,
        sequence=entry.sequence,
        new_sequence=free[0],
        kind=entry.kind,
        settings=lines,
    )


def absent_keys(case: Case) -> tuple[Side, ...]:
    """Return the sides that surely hold nothing to authenticate their peer with."""
    negotiation = case.negotiation
    if negotiation is None:
        return tuple(side for side in sides_of(case) if key_absent(side))
    keys = negotiation.keys
    if keys.state is KeyState.UNUSED or (keys.one is not None and keys.two is not None):
        return ()
    pairs = ((negotiation.one, keys.one), (negotiation.two, keys.two))
    return tuple(side for side, key in pairs if key is None and key_absent(side))


def stray_key(case: Case, side: Side) -> PreSharedKey | None:
    """Return the key that is meant for the peer and stands for an address that is nobody's, None without one.

    It is the peer's own key under another address; where keys can't be compared, or the peer's isn't known,
    the one key whose address is the peer's but for one octet or two that changed places.
    """
    named = {peer for m in side.config.maps for entry in m.entries for peer in entry.peers}
    for interface in side.config.interfaces:
        named.update((interface.tunnel_destination or "", *interface.nbma))
    strays = [
        key
        for key in side.config.keys
        if not key.ikev2
        and key.peer is not None
        and key.peer.is_host
        and key.peer.dotted != side.peer
        and (key.peer.dotted not in named or _near_names(side, key.peer.dotted))
    ]
    other = next((item for item in sides_of(case) if item.end != side.end), None)
    theirs = key_for(other) if other is not None else None
    if theirs is not None and theirs.fingerprint is not None:
        same = [key for key in strays if key.fingerprint == theirs.fingerprint]
        if same:
            return same[0] if len(same) == 1 else None
        strays = [key for key in strays if alike(key.fingerprint, theirs.fingerprint) is None]
    close = [key for key in strays if key.peer is not None and _close(key.peer.dotted, side.peer)]
    return close[0] if len(close) == 1 else None


def _near_names(side: Side, address: str) -> bool:
    """Whether only entries that are meant for the peer name the address."""
    mine = {(entry.map, entry.sequence) for entry in side.end.near}
    if not mine:
        return False
    users = {
        (entry.map, entry.sequence)
        for m in side.config.maps
        for entry in m.entries
        if address in entry.peers
    }
    return users <= mine


def _close(one: str, two: str) -> bool:
    """Whether two addresses differ in one octet, or in the order of their octets, or in one pair of digits."""
    first, second = one.split("."), two.split(".")
    if len(first) != 4 or len(second) != 4:
        return False
    differ = sum(a != b for a, b in zip(first, second, strict=True))
    return differ == 1 or sorted(first) == sorted(second) or sorted(one) == sorted(two)


def others_kept(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether every entry and key that is not this tunnel's stands as it did, on both ends."""
    olds = {end.device: end for end in before.ends}
    for end in after.ends:
        old = olds.get(end.device)
        if old is None:
            return False
        if old.evidence is None or end.evidence is None:
            continue
        if old.evidence.config is None or end.evidence.config is None:
            continue
        mine = {(e.map, e.sequence) for item in (old, end) for e in (*item.entries, *item.near)}
        for side in (side_of(before, old), side_of(after, end)):
            if side is not None and side.dynamic:
                mine.update((e.map, e.sequence) for e in side.entries)
        was, now = (set(_others(x.evidence.config, mine)) for x in (old, end))  # type: ignore[union-attr, arg-type]  # looked at above
        if was != now:
            return False
    return True


def _others(config: CryptoConfig, mine: set[tuple[str, int]]) -> Iterable[tuple[object, ...]]:
    for crypto_map in config.maps:
        for entry in crypto_map.entries:
            if (entry.map, entry.sequence) not in mine:
                yield (
                    entry.map,
                    entry.sequence,
                    entry.peers,
                    entry.acl,
                    entry.transform_sets,
                    entry.pfs_group,
                )
