"""What a TTP template of the benches is, and fastparse's records as the rows that it has to find."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from fastparse.show import Parsed

__all__ = ["Inner", "Rows", "Template", "view"]

Rows = list[dict[str, Any]]


class Template(NamedTuple):
    """A template whose only group is ``rows``, and fastparse's records as those rows."""

    text: str
    rows: Callable[[Parsed[Any]], Rows]


class Inner(NamedTuple):
    """Rows within a row: attributes under their own names, and others by a function."""

    names: tuple[str, ...]
    spelled: Mapping[str, Callable[[Any], str]] = {}


def _row(row: Any, inner: Inner) -> dict[str, Any]:
    return {name: str(getattr(row, name)) for name in inner.names} | {
        name: spell(row) for name, spell in inner.spelled.items()
    }


def view(
    *names: str,
    inners: Mapping[str, Inner] | None = None,
    **spelled: Callable[[Any], str],
) -> Callable[[Parsed[Any]], Rows]:
    """Return a function from what was read to rows of ``names``, as texts.

    ``spelled`` are values that need a function of the record; ``inners`` are tuples of the record.
    """
    outer = Inner(names, spelled)

    def rows(parsed: Parsed[Any]) -> Rows:
        return [
            _row(record, outer)
            | {
                name: [_row(one, inner) for one in getattr(record, name)]
                for name, inner in (inners or {}).items()
            }
            for record in parsed.records
        ]

    return rows
