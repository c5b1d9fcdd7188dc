"""What address translation makes of a flow that a crypto ACL protects: a pure function of one configuration.

A packet is translated before the crypto map looks at it (IOS: inside to outside; PIX and ASA too).
So a flow whose source gets another address no longer matches its crypto ACL.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from remediate.model.base import Platform
from remediate.model.config import AccessList, CryptoConfig, Interface
from remediate.model.config_nat import NatClause, Translation
from remediate.model.selector import AddressBlock, Selector
from remediate.negotiation.routing import Same, behind, is_interface

__all__ = [
    "Fate",
    "Translated",
    "fate_of",
    "images_of",
    "list_of",
    "minus",
    "statements_over",
]

_MOST_PARTS = 200
"""Pieces of one flow, above which it is not followed any further."""


class Fate(enum.Enum):
    """What becomes of the packets of a flow."""

    UNTOUCHED = "untouched"
    TRANSLATED = "translated"
    DROPPED = "dropped"
    """No statement takes it, and the device lets nothing through without one."""
    UNKNOWN = "unknown"


class Translated(NamedTuple):
    """The fate of a flow, with what decides it."""

    fate: Fate
    why: str
    by: Translation | None = None
    flows: tuple[Selector, ...] = ()
    """The parts of the flow that are translated."""
    inside: str | None = None
    """Interface that the flow comes from, by name (IOS) or nameif."""
    outside: str | None = None


class _Unclear(Exception):  # noqa: N818  # an answer on its way up, not an error
    """Why it can't be told what a statement takes."""


def fate_of(config: CryptoConfig, flow: Selector, outside: str | None) -> Translated:
    """Return what becomes of a flow of a crypto ACL that leaves by the interface ``outside``."""
    if not config.translations:
        return Translated(Fate.UNTOUCHED, "the device has no NAT")
    leaving = config.interface(outside) if outside is not None else None
    if leaving is None:
        return Translated(Fate.UNKNOWN, "the interface that the tunnel leaves by is not known")
    if any(block.overlaps(flow.source) for block in images_of(config)) or _own(leaving, flow):
        return Translated(Fate.UNTOUCHED, "the crypto ACL holds addresses after translation")
    entering = _entering(config, flow, leaving)
    if entering is None:
        return Translated(Fate.UNKNOWN, f"which interface {flow.source} lies behind is not known")
    if not entering:
        return Translated(
            Fate.UNTOUCHED, "the flow does not pass from a NAT inside to a NAT outside"
        )
    for came_in in entering:
        try:
            found = _followed(config, flow, came_in, leaving)
        except _Unclear as reason:
            return Translated(Fate.UNKNOWN, str(reason))
        if found.fate is not Fate.UNTOUCHED:
            return found
    return found


def _own(leaving: Interface, flow: Selector) -> bool:
    """Whether the flow's source holds the address that traffic leaves with: it matches after translation too."""
    return flow.source.is_any or (
        leaving.address is not None and flow.source.covers(AddressBlock.host(leaving.address))
    )


def _entering(config: CryptoConfig, flow: Selector, leaving: Interface) -> list[Interface] | None:
    """Return the interfaces at which NAT looks at the flow; None where they can't be told."""
    ios = config.platform is Platform.IOS
    if ios and leaving.nat != "outside":
        return []
    known = behind(config, flow.source)
    if known is None:
        return None
    found = [item for item in known if item.name != leaving.name]
    if not known:
        found = [
            item
            for item in config.interfaces
            if item.address and not item.shutdown and item.name != leaving.name
        ]
        if len(found) > 1 and not (ios and len({item.nat for item in found}) == 1):
            return None
    if any(item.vrf for item in found) or leaving.vrf:
        return None
    return [item for item in found if item.nat == "inside"] if ios else found


def _followed(
    config: CryptoConfig, flow: Selector, came_in: Interface, leaving: Interface
) -> Translated:
    names = came_in.nameif or came_in.name, leaving.nameif or leaving.name
    left = [flow.normalised()]
    taken: list[Selector] = []
    first: Translation | None = None
    for item in _candidates(config, flow):
        if item.inside is not None and not is_interface(came_in, item.inside):
            continue
        if item.outside is not None and not is_interface(leaving, item.outside):
            continue
        if item.to_interface is not None and not is_interface(leaving, item.to_interface):
            continue  # another way out: not this tunnel's
        if item.ported:
            continue
        parts, rest = _taken(config, item, left, leaving)
        if not parts:
            continue
        left = rest
        if item.kind in ("static", "dynamic"):
            if item.kind == "static" and rest:
                continue  # a server's own address: the other hosts of the network are not touched
            taken += parts
            first = first or item
        if not left:
            break
    if taken and first is not None:
        return Translated(Fate.TRANSLATED, f"'{first.text}' takes it", first, tuple(taken), *names)
    if left and config.nat_control and _exempted(config, came_in):
        return Translated(
            Fate.DROPPED,
            "no NAT statement takes it, and the device passes nothing without one",
            None,
            tuple(left),
            *names,
        )
    return Translated(Fate.UNTOUCHED, "no NAT statement takes it", None, (), *names)


def _exempted(config: CryptoConfig, came_in: Interface) -> bool:
    """Whether other flows of the interface are kept out of NAT by a list."""
    return any(
        item.kind == "exemption" and is_interface(came_in, item.inside)
        for item in config.translations
    )


def _taken(
    config: CryptoConfig, item: Translation, flows: Sequence[Selector], leaving: Interface
) -> tuple[list[Selector], list[Selector]]:
    """Return what a statement takes of the flows, and what it leaves."""
    if item.problem is not None:
        if item.destinations and not any(
            block.overlaps(flow.destination) for block in item.destinations for flow in flows
        ):
            return [], list(flows)
        raise _Unclear(f"'{item.text}': {item.problem}")
    thin = item.kind in ("exemption", "identity")
    within: list[Selector] = []
    left: list[Selector] = []
    for flow in flows:
        inner, rest = _split(flow, _addresses(item), drop_thin=False)
        within += inner
        left += rest
    if not item.clauses:
        return within, left
    taken: list[Selector] = []
    for clause in item.clauses:
        matched, within = _matched(config, clause, within, leaving, thin=thin)
        if clause.takes:
            taken += matched
        else:
            left += matched
    return taken, left + within


def _addresses(item: Translation) -> list[Selector]:
    sources = item.sources or (_EVERY,)
    destinations = item.destinations or (_EVERY,)
    return [Selector(source=one, destination=two) for one in sources for two in destinations]


_EVERY = AddressBlock(address=0, wildcard=0xFFFFFFFF)


def _matched(
    config: CryptoConfig,
    clause: NatClause,
    flows: Sequence[Selector],
    leaving: Interface,
    *,
    thin: bool,
) -> tuple[list[Selector], list[Selector]]:
    """Return what a clause matches of the flows, and what goes on to the next."""
    if not flows:
        return [], []
    if clause.problem is not None:
        raise _Unclear(clause.problem)
    if clause.interfaces and not any(is_interface(leaving, name) for name in clause.interfaces):
        return [], list(flows)
    if not clause.acls:
        return list(flows), []
    matched: list[Selector] = []
    left = list(flows)
    for name in clause.acls:
        acl = list_of(config, name)
        if acl is None:
            raise _Unclear(f"access list {name} is not in the configuration")
        found: list[Selector] = []
        for flow in left:
            inner, rest = _permitted(acl, flow, thin=thin)
            matched += inner
            found += rest
        left = found
    return matched, left


def _permitted(
    acl: AccessList, flow: Selector, *, thin: bool
) -> tuple[list[Selector], list[Selector]]:
    """Return what an access list permits of a flow, and what it does not.

    An entry for some ports or one protocol of the flow decides nothing of the rest: a deny of that
    kind, or a permit that exempts (``thin``), makes the part that it stands in unclear.
    """
    permitted: list[Selector] = []
    denied: list[Selector] = []
    left = [flow]
    for permit, selector in _index(Same(acl)).near(flow):
        if selector is None:
            raise _Unclear(f"access list {acl.name} has an entry that could not be read")
        inner, rest = [], []
        for part in left:
            one, two = _split(part, (selector,), drop_thin=thin or not permit)
            inner += one
            rest += two
        (permitted if permit else denied).extend(inner)
        left = rest
        if not left:
            break
    return permitted, denied + left


def _split(
    flow: Selector, selectors: Sequence[Selector], *, drop_thin: bool
) -> tuple[list[Selector], list[Selector]]:
    """Return the parts of a flow within the selectors, and those outside of them.

    Where a selector holds only some ports or another protocol of a part, ``drop_thin`` leaves the
    part out of both (somebody thought of that destination), else it stays outside.
    """
    inside: list[Selector] = []
    left = [flow]
    for selector in selectors:
        rest: list[Selector] = []
        for part in left:
            if not part.overlaps(selector):
                rest.append(part)
                continue
            common, others = minus(part, selector)
            rest += others
            if selector.covers(common):
                inside.append(common)
            elif not drop_thin or selector.destination.is_any:
                rest.append(common)
        left = rest
        if len(left) > _MOST_PARTS:
            raise _Unclear(f"{flow} is taken apart too finely")
    return inside, left


def minus(flow: Selector, selector: Selector) -> tuple[Selector, list[Selector]]:
    """Return the part of a flow whose addresses are in a selector, and the parts whose are not."""
    source, other_sources = _without(flow.source, selector.source)
    destination, other_destinations = _without(flow.destination, selector.destination)
    outside = [_with(flow, block, flow.destination) for block in other_sources]
    outside += [_with(flow, source, block) for block in other_destinations]
    return _with(flow, source, destination), outside


def _with(flow: Selector, source: AddressBlock, destination: AddressBlock) -> Selector:
    return Selector(
        protocol=flow.protocol,
        source=source,
        source_ports=flow.source_ports,
        destination=destination,
        destination_ports=flow.destination_ports,
    )


def _without(block: AddressBlock, other: AddressBlock) -> tuple[AddressBlock, list[AddressBlock]]:
    """Return what two overlapping blocks have in common, and the rest of the first."""
    block, other = block.normalised(), other.normalised()
    if other.covers(block):
        return block, []
    if not (block.contiguous and other.contiguous):
        raise _Unclear(f"{block} and {other} are no networks")
    rest = []
    wildcard = block.wildcard
    while wildcard != other.wildcard:
        wildcard >>= 1
        # the half that the other block is not in
        sibling = (other.address & ~wildcard & 0xFFFFFFFF) ^ (wildcard + 1)
        rest.append(AddressBlock(address=sibling, wildcard=wildcard))
    return other, rest


# --- what is near a flow, of lists and statements that are long ------------------------------------


class _Entries:
    """The entries of an access list by the first half of their destination."""

    def __init__(self, acl: AccessList) -> None:
        self._wide: list[tuple[int, bool, Selector | None]] = []
        self._near: dict[int, list[tuple[int, bool, Selector | None]]] = {}
        place = 0
        for entry in acl.entries:
            if entry.inactive or entry.action == "remark":
                continue
            place += 1
            if entry.problem is not None or entry.action not in ("permit", "deny"):
                self._wide.append((place, False, None))
                continue
            for selector in entry.selectors:
                row = (place, entry.action == "permit", selector)
                key = _half(selector.destination)
                (self._wide if key is None else self._near.setdefault(key, [])).append(row)

    def near(self, flow: Selector) -> Iterator[tuple[bool, Selector | None]]:
        """Yield (permit, selector) of what can concern a flow, in order; None for what can't be read."""
        key = _half(flow.destination)
        rows = list(self._wide)
        if key is None:
            for item in self._near.values():
                rows += item
        else:
            rows += self._near.get(key, ())
        rows.sort(key=lambda row: row[0])
        for _, permit, selector in rows:
            if selector is None or selector.overlaps(flow):
                yield permit, selector


class _Statements:
    """The NAT statements of a configuration by the first half of their destination."""

    def __init__(self, config: CryptoConfig) -> None:
        self._wide: list[tuple[int, Translation]] = []
        self._near: dict[int, list[tuple[int, Translation]]] = {}
        self.images: dict[AddressBlock, None] = {}
        """The addresses that sources become, of statements that change them."""
        self.lists = {acl.name: acl for acl in reversed(config.acls)}
        """Access lists by name."""
        self.over: dict[str, list[Translation]] = {}
        """The statements that take what a list permits, by the list."""
        for place, item in enumerate(config.translations):
            for acl in {acl for clause in item.clauses if clause.takes for acl in clause.acls}:
                self.over.setdefault(acl, []).append(item)
            if item.kind in ("static", "dynamic"):
                self.images.update(dict.fromkeys(item.mapped))
            keys = {_half(block) for block in item.destinations} or {None}
            if None in keys or item.clauses:
                self._wide.append((place, item))
            else:
                for key in keys:
                    self._near.setdefault(key or 0, []).append((place, item))

    def near(self, flow: Selector) -> list[Translation]:
        """Return the statements that can concern a flow, in order."""
        key = _half(flow.destination)
        rows = list(self._wide)
        if key is None:
            for item in self._near.values():
                rows += item
        else:
            rows += self._near.get(key, ())
        return [item for _, item in sorted(dict(rows).items())]


def _half(block: AddressBlock) -> int | None:
    """Return the first half of an address whose block is within it, else None."""
    return block.address >> 16 if block.wildcard <= 0xFFFF else None


@lru_cache(maxsize=8)
def _index(key: Same[AccessList]) -> _Entries:
    return _Entries(key.value)


@lru_cache(maxsize=8)
def _statements(key: Same[CryptoConfig]) -> _Statements:
    return _Statements(key.value)


def _candidates(config: CryptoConfig, flow: Selector) -> list[Translation]:
    return _statements(Same(config)).near(flow)


def list_of(config: CryptoConfig, name: str | None) -> AccessList | None:
    """Return the access list of that name: as ``config.acl``, for configurations with thousands."""
    return _statements(Same(config)).lists.get(name) if name is not None else None


def images_of(config: CryptoConfig) -> Iterable[AddressBlock]:
    """Return the addresses that sources become, of statements that change them."""
    return _statements(Same(config)).images


def statements_over(config: CryptoConfig, acl: str) -> Sequence[Translation]:
    """Return the statements that take what an access list permits."""
    return _statements(Same(config)).over.get(acl, ())
