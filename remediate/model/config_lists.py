"""Access lists as a configuration has them."""

from __future__ import annotations

from collections.abc import Sequence

from remediate.model.base import Frozen
from remediate.model.selector import Selector

__all__ = ["AccessEntry", "AccessList"]


class AccessEntry(Frozen, frozen=True, kw_only=True, gc=False):
    """One line of an access list.

    ``selectors`` are all the flows that it stands for; ``problem`` says why a line could not be
    read (its selectors are then empty, and the list must not be edited without saying so).
    """

    action: str
    """``permit``, ``deny``, ``remark`` or ``unknown``."""
    selectors: tuple[Selector, ...] = ()
    sequence: int | None = None
    """Sequence number as printed; None when the running-config doesn't show one."""
    body: str
    """The entry without list name and sequence: ``permit ip host 10.0.0.1 any``."""
    inactive: bool = False
    problem: str | None = None
    within: tuple[Selector, ...] = ()
    """Of a line that is restricted beyond its flows (ICMP types, ``established``): those that it stays within."""
    line: int | None = None


class AccessList(Frozen, frozen=True, kw_only=True, gc=False):
    """An access list with its entries in order, remarks included."""

    name: str
    extended: bool = True
    numbered_form: bool = False
    """Whether the configuration prints it as flat ``access-list N …`` lines (IOS numbered, PIX, ASA)."""
    entries: Sequence[AccessEntry] = ()
    """A tuple, or entries of a running-config that are read when they are looked at; never changed."""
    line: int | None = None
