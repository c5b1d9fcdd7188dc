"""NAT statements of PIX and ASA in the order in which they are tried, read when somebody looks at them.

Up to 8.2: exemptions, then statics, then policy and plain ``nat`` with their ``global``. From 8.3
on: twice NAT as printed, object NAT (statics first, the smaller network first), then ``after-auto``.
Source: ASA 8.3 and later configuration guides, "NAT Rule Order".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from remediate.model.config_nat import NatClause, NetworkObject, Translation
from remediate.model.selector import ANY, AddressBlock
from remediate.platforms.later import Later
from remediate.platforms.object_groups import ObjectGroups
from remediate.platforms.pools_read import pool_blocks
from remediate.platforms.reading import Reading, UnreadError

__all__ = ["Draft", "Translations"]

_HOST = "255.255.255.255"
_ZERO = "0.0.0.0"  # noqa: S104  # PIX spells every address so
_TWICE, _OBJECT, _AFTER = 1, 2, 3
_EXEMPT, _STATIC, _POLICY, _PLAIN = 0, 1, 2, 3


class Draft(NamedTuple):
    """A statement as printed."""

    kind: str
    """``nat``, ``static`` or ``global``."""
    inside: str
    outside: str | None
    rest: list[str]
    """Words after the interfaces."""
    owner: str | None
    """The object that the statement stands in."""
    text: str
    line: int


class Translations:
    """The statements of one configuration."""

    def __init__(self, reading: Reading, groups: ObjectGroups) -> None:
        """Take the reading and the objects that statements name."""
        self._reading = reading
        self._groups = groups
        self._drafts: list[Draft] = []
        self._globals: list[Draft] = []

    def add(self, draft: Draft) -> None:
        """Take a statement."""
        (self._globals if draft.kind == "global" else self._drafts).append(draft)

    def all(self) -> Sequence[Translation]:
        """Return them in order; nothing is read before somebody looks."""
        count = sum(1 for draft in self._drafts for _ in self._pairs(draft))
        return Later(count, self._read, tuple(self._drafts))

    def objects(self) -> Sequence[NetworkObject]:
        """Return the network objects that can be read."""
        names = tuple(self._groups.network_names())
        return Later(len(names), self._objects, names)

    def _objects(self, names: Sequence[str]) -> tuple[NetworkObject, ...]:
        found = []
        for name in names:
            try:
                found.append(NetworkObject(name=name, blocks=self._groups.blocks(name)))
            except UnreadError:
                found.append(NetworkObject(name=name, blocks=()))
        return tuple(found)

    def _pairs(self, draft: Draft) -> Iterator[Draft | None]:
        """Yield the ``global`` statements that a plain ``nat`` goes with; None once for every other one.

        A static twice NAT holds for connections from either side: it has a second view, itself.
        """
        number = draft.rest[0] if draft.rest else ""
        plain = draft.kind == "nat" and draft.owner is None and number.isdigit() and number != "0"
        if not plain or "source" in draft.rest:
            yield None
            words = draft.rest
            if "destination" in words and "dynamic" not in words and "unidirectional" not in words:
                yield draft
            return
        for item in self._globals:
            if item.rest[:1] == [number]:
                yield item

    def _read(self, drafts: Sequence[Draft]) -> tuple[Translation, ...]:
        found = [self._one(draft, pair) for draft in drafts for pair in self._pairs(draft)]
        return tuple(sorted(found, key=_order))

    def _one(self, draft: Draft, pair: Draft | None) -> Translation:
        try:
            if "source" in draft.rest:
                return self._twice(draft) if pair is None else self._twice_back(draft)
            if draft.owner is not None:
                return self._object(draft)
            if draft.kind == "static":
                return self._static(draft)
            return self._plain(draft, pair)
        except (UnreadError, IndexError) as problem:
            reason = str(problem) if isinstance(problem, UnreadError) else "the line ends too early"
            return Translation(
                kind="static",
                inside=_named(draft.inside if pair is not draft else draft.outside),
                outside=_named(draft.outside if pair is not draft else draft.inside),
                destinations=self._destinations(draft) if pair is not draft else (),
                ported="dynamic" in draft.rest,  # it exempts nothing: what comes after it decides
                problem=reason,
                section=_OBJECT if draft.owner is not None else _TWICE,
                text=draft.text,
                line=draft.line,
            )

    def _twice(self, draft: Draft) -> Translation:
        """Read ``nat (in,out) [after-auto] [N] source KIND REAL MAPPED [destination static MAPPED REAL] …``."""
        words = draft.rest
        at = words.index("source")
        how, real, mapped = words[at + 1], words[at + 2], words[at + 3]
        destinations: tuple[AddressBlock, ...] = ()
        twisted = False
        if "destination" in words:
            there = words.index("destination")
            seen, true = words[there + 2], words[there + 3]
            destinations = self._blocks(true)
            twisted = seen != true
        identity = how == "static" and real == mapped and not twisted
        return Translation(
            kind="identity" if identity else how if how == "static" else "dynamic",
            inside=_named(draft.inside),
            outside=_named(draft.outside),
            sources=self._blocks(real),
            destinations=destinations,
            mapped=() if mapped in ("interface", "pat-pool") else self._blocks(mapped),
            to_interface=draft.outside if mapped == "interface" else None,
            section=_AFTER if "after-auto" in words[:at] else _TWICE,
            ported="service" in words or "inactive" in words,
            text=draft.text,
            line=draft.line,
        )

    def _twice_back(self, draft: Draft) -> Translation:
        """Read a static twice NAT as what comes from its other side meets it."""
        words = draft.rest
        at, there = words.index("source"), words.index("destination")
        real, mapped = words[at + 2], words[at + 3]
        seen, true = words[there + 2], words[there + 3]
        return Translation(
            kind="identity" if (real, seen) == (mapped, true) else "static",
            inside=_named(draft.outside),
            outside=_named(draft.inside),
            sources=self._blocks(true),
            destinations=self._blocks(real),
            mapped=() if seen == "interface" else self._blocks(seen),
            to_interface=draft.inside if seen == "interface" else None,
            section=_AFTER if "after-auto" in words[:at] else _TWICE,
            ported="service" in words or "inactive" in words,
            text=draft.text,
            line=draft.line,
        )

    def _destinations(self, draft: Draft) -> tuple[AddressBlock, ...]:
        """Return where a statement that can't be read is for, as far as that can be."""
        try:
            return self._blocks(draft.rest[draft.rest.index("destination") + 3])
        except (UnreadError, ValueError, IndexError):
            return ()

    def _object(self, draft: Draft) -> Translation:
        """Read ``nat (in,out) {static|dynamic} MAPPED …`` of an object."""
        how, mapped = draft.rest[0], draft.rest[1]
        sources = self._groups.blocks(draft.owner or "")
        images: tuple[AddressBlock, ...] = ()
        if mapped not in ("interface", "pat-pool"):
            number = self._reading.address(mapped)
            if number is None:
                images = self._groups.blocks(mapped)
            else:
                wildcard = sources[0].wildcard if how == "static" else 0
                images = (AddressBlock(address=number, wildcard=wildcard),)
        same = {item.normalised() for item in images} == {item.normalised() for item in sources}
        return Translation(
            kind="identity" if how == "static" and same else how,
            inside=_named(draft.inside),
            outside=_named(draft.outside),
            sources=sources,
            mapped=images,
            to_interface=draft.outside if mapped == "interface" else None,
            section=_OBJECT,
            ported="service" in draft.rest,
            text=draft.text,
            line=draft.line,
        )

    def _static(self, draft: Draft) -> Translation:
        """Read ``static (in,out) [tcp|udp] MAPPED [port] REAL [port] [netmask M]``, or with an access list."""
        words = draft.rest
        ported = words[0] in ("tcp", "udp")
        mapped, real = (words[1], words[3]) if ported else (words[0], words[1])
        acl = words[words.index("access-list") + 1] if "access-list" in words else None
        mask = words[words.index("netmask") + 1] if "netmask" in words else _HOST
        sources: tuple[AddressBlock, ...] = ()
        if acl is None:
            sources = (self._block(real, mask),)
        images: tuple[AddressBlock, ...] = ()
        if mapped != "interface":
            images = (self._block(mapped, mask),)
        return Translation(
            kind="identity" if sources and sources == images else "static",
            inside=draft.inside,
            outside=draft.outside,
            sources=sources,
            clauses=(NatClause(acls=(acl,)),) if acl is not None else (),
            mapped=images,
            to_interface=draft.outside if mapped == "interface" else None,
            acl=acl,
            section=_STATIC,
            ported=ported,
            text=draft.text,
            line=draft.line,
        )

    def _plain(self, draft: Draft, pair: Draft | None) -> Translation:
        """Read ``nat (in) N {access-list A | NETWORK MASK}`` with the ``global`` that it goes with."""
        words = draft.rest
        acl = words[2] if words[1:2] == ["access-list"] else None
        sources: tuple[AddressBlock, ...] = ()
        if acl is None and len(words) > 1:
            sources = (self._block(words[1], words[2] if len(words) > 2 else _HOST),)
        images: tuple[AddressBlock, ...] = ()
        to_interface = None
        if pair is not None:
            if pair.rest[1] == "interface":
                to_interface = pair.inside
            else:
                first, _, last = pair.rest[1].partition("-")
                images = pool_blocks(self._reading, first, last or first)
        kind = "dynamic"
        if pair is None:
            kind = "exemption" if acl is not None else "identity"
        section = _EXEMPT if kind == "exemption" else _POLICY if acl is not None else _PLAIN
        return Translation(
            kind=kind,
            inside=draft.inside,
            outside=pair.inside if pair is not None else None,
            sources=sources,
            clauses=(NatClause(acls=(acl,)),) if acl is not None else (),
            mapped=images,
            to_interface=to_interface,
            acl=acl,
            section=section,
            problem="the traffic comes from outside" if "outside" in words else None,
            text=draft.text,
            line=draft.line,
        )

    def _block(self, address: str, mask: str) -> AddressBlock:
        address, mask = (_ZERO if word == "0" else word for word in (address, mask))
        if self._reading.address(address) == 0:
            return ANY
        return self._reading.block(address, mask, netmask=True).normalised()

    def _blocks(self, name: str) -> tuple[AddressBlock, ...]:
        if name == "any":
            return (ANY,)
        number = self._reading.address(name)
        if number is not None:
            return (AddressBlock(address=number, wildcard=0),)
        return tuple(block.normalised() for block in self._groups.blocks(name))


def _named(interface: str | None) -> str | None:
    return None if interface == "any" else interface


def _order(item: Translation) -> tuple[int, int, int, int]:
    """Return the place of a statement among the others: object NAT by kind and size, all else as printed."""
    if item.section != _OBJECT or not item.sources or item.acl is not None:
        return item.section, 0, 0, 0
    size = sum(block.wildcard + 1 for block in item.sources)
    return item.section, item.kind == "dynamic", size, min(block.address for block in item.sources)
