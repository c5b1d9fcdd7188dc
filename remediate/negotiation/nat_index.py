"""What is near a flow, of access lists and NAT statements that are long, and what looks at which list.

A hub has thousands of both, and is asked once for each of its tunnels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig
from remediate.model.config_lists import AccessList
from remediate.model.config_nat import Translation
from remediate.model.selector import AddressBlock, Selector
from remediate.negotiation.routing import Same

__all__ = ["entries_near", "images_of", "statements_near", "statements_over"]


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


@remembered
def _statements(config: CryptoConfig) -> _Statements:
    return _Statements(config)


def images_of(config: CryptoConfig) -> Iterable[AddressBlock]:
    """Return the addresses that sources become, of statements that change them."""
    return _statements(config).images


def statements_over(config: CryptoConfig, acl: str) -> Sequence[Translation]:
    """Return the statements that take what an access list permits."""
    return _statements(config).over.get(acl, ())


def entries_near(acl: AccessList, flow: Selector) -> Iterator[tuple[bool, Selector | None]]:
    """Yield (permit, selector) of the entries that can concern a flow, in order; None for what can't be read."""
    return _index(Same(acl)).near(flow)


def statements_near(config: CryptoConfig, flow: Selector) -> Sequence[Translation]:
    """Return the NAT statements that can concern a flow, in order."""
    return _statements(config).near(flow)
