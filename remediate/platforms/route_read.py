"""Static routes, while they are being read: those that are as usually printed become objects when somebody looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from fastparse.config_forms import Sheet, SheetRow
from fastparse.config_tree import ConfigTree
from remediate.model.config import Route
from remediate.platforms.later import Later

__all__ = ["Routes"]


class Routes:
    """The static routes of one configuration, in order."""

    def __init__(self, kind: Sheet, route: Callable[[SheetRow], Route]) -> None:
        """Take how routes are usually printed, and what makes one of a row of that sheet."""
        self._kind = kind
        self._route = route
        self._parts: list[Route | tuple[int, int]] = []
        self._count = 0

    def add(self, route: Route) -> None:
        """Add one."""
        self._parts.append(route)
        self._count += 1

    def take(self, tree: ConfigTree, first: int, stop: int, read: Callable[[int], None]) -> None:
        """Take a block of routes; ``read`` takes the rows of those that are not as usually printed."""
        for run in tree.usual(first, stop, self._kind):
            if isinstance(run, int):
                read(run)
            else:
                begin, end, count = run
                self._parts.append((begin, end))
                self._count += count

    def found(self, tree: ConfigTree) -> Sequence[Route]:
        """Return them; the tree is where their rows are."""
        return Later(self._count, partial(_made, tree, self._kind, self._route), self._parts)


def _made(
    tree: ConfigTree,
    kind: Sheet,
    route: Callable[[SheetRow], Route],
    parts: Iterable[Route | tuple[int, int]],
) -> tuple[Route, ...]:
    made: list[Route] = []
    for part in parts:
        if isinstance(part, Route):
            made.append(part)
        else:
            made += (route(row) for row in tree.sheet(*part, kind) if not isinstance(row, int))
    return tuple(made)
