"""Numbers, names and statements that a change takes on its device: no two changes of a plan take the same.

Each tunnel's changes are made from the configurations as read, so a later tunnel of a plan has to know
what an earlier one takes on a hub.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import count

import msgspec

from remediate.model.change import (
    AddNatExemption,
    AddRoute,
    AlignIkev2Proposal,
    AlignIsakmpPolicy,
    AlignTransformSet,
    Change,
    CompleteCryptoMap,
    ReorderCryptoMap,
    SplitAcl,
)
from remediate.model.change_sa import DropEspAuthentication
from remediate.model.naming import unused_name

__all__ = ["Taken"]


class Taken:
    """What the parts of a plan take on their devices, while it is made."""

    def __init__(self) -> None:
        self._names: dict[str, dict[str, Change]] = {}
        """By device, the numbers, names and statements that are taken, with the change that does."""
        self._made: dict[Change, Change] = {}
        """By the change that a fix asks for, the one that is planned."""

    def settle(self, change: Change) -> Change | None:
        """Return the change as it is to be planned, None where it is in the way of an earlier part.

        It is the same as of an earlier part that asks for the same, and else has numbers and names
        that no earlier part takes.
        """
        made = self._made.get(change)
        if made is not None:
            return made
        names = self._names.get(change.device, {})
        return None if statement_of(change) & names.keys() else untaken(change, names)

    def add(self, asked: Change, made: Change) -> None:
        """Note what is planned for a change that a fix asks for."""
        self._made.setdefault(asked, made)
        names = self._names.setdefault(made.device, {})
        for name in names_taken(made):
            names.setdefault(name, made)


def names_taken(change: Change) -> set[str]:
    """Return the numbers and names that a change takes on its device."""
    if isinstance(change, AlignIsakmpPolicy):
        return {f"policy {change.policy.priority}"}
    if isinstance(change, AlignIkev2Proposal):
        return {f"ikev2 {change.proposal.name}"}
    if isinstance(change, AlignTransformSet | DropEspAuthentication) and change.new is not None:
        return {f"transform-set {change.new.name}"}
    if isinstance(change, ReorderCryptoMap):
        return {f"crypto map {change.map} {change.new_sequence}"}
    if isinstance(change, CompleteCryptoMap):
        made = {f"transform-set {change.new_set.name}"} if change.new_set is not None else set()
        return (
            statement_of(change) | made | ({f"access-list {change.acl}"} if change.flows else set())
        )
    if isinstance(change, AddNatExemption) and change.rule is None and not change.bind:
        return {f"nat {change.acl} {place}" for place in range(change.skip + len(change.flows))}
    return statement_of(change)


def statement_of(change: Change) -> set[str]:
    """Return the statement that a change makes and no other change of a plan can make: NAT, a route, an entry's sets."""
    if isinstance(change, AddRoute):
        return {f"route {change.prefix}"}
    if isinstance(change, CompleteCryptoMap) and (change.transform_sets or change.ikev2_proposals):
        return {f"sets of {change.map} {change.sequence}"}
    if not isinstance(change, SplitAcl | AddNatExemption):
        return set()
    if change.rule is not None:
        return {f"nat {change.rule}"}
    if isinstance(change, SplitAcl) or change.bind:
        return {f"nat 0 {change.inside}"}
    return set()


def untaken(change: Change, taken: Collection[str]) -> Change:
    """Return the change under numbers and names that no earlier tunnel of the plan takes."""
    replace = msgspec.structs.replace
    if isinstance(change, AlignIsakmpPolicy):
        number = _number(change.policy.priority, "policy", taken)
        return replace(change, policy=replace(change.policy, priority=number))
    if isinstance(change, AlignIkev2Proposal) and not change.existing:
        base = change.proposal.name
        name = (
            str(_number(int(base), "ikev2", taken))
            if base.isdecimal()
            else unused_name(base, _of("ikev2", taken))
        )
        return replace(change, proposal=replace(change.proposal, name=name))
    if isinstance(change, AlignTransformSet | DropEspAuthentication) and change.new is not None:
        base = change.new.name
        name = unused_name(base, _of("transform-set", taken))
        new = replace(change.new, name=name)
        if isinstance(change, DropEspAuthentication):
            return replace(change, new=new)
        sets = tuple(name if item == base else item for item in change.transform_sets)
        return replace(change, new=new, transform_sets=sets)
    if isinstance(change, ReorderCryptoMap):
        number = change.new_sequence
        while number > 1 and f"crypto map {change.map} {number}" in taken:
            number -= 1
        return replace(change, new_sequence=number)
    if isinstance(change, CompleteCryptoMap):
        if change.acl is not None and change.flows:
            change = replace(change, acl=unused_name(change.acl, _of("access-list", taken)))
        if change.new_set is not None:
            name = unused_name(change.new_set.name, _of("transform-set", taken))
            new = replace(change.new_set, name=name)
            change = replace(change, new_set=new, transform_sets=(name,))
        return change
    if isinstance(change, AddNatExemption):
        return replace(change, skip=len(_of(f"nat {change.acl}", taken)))
    return change


def _of(kind: str, taken: Collection[str]) -> set[str]:
    """Return the names of a kind that are taken."""
    return {name.removeprefix(f"{kind} ") for name in taken if name.startswith(f"{kind} ")}


def _number(first: int, kind: str, taken: Collection[str]) -> int:
    """Return the first number, or the next one in steps of ten that is free."""
    return next(n for n in count(first, 10) if f"{kind} {n}" not in taken)
