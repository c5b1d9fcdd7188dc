"""Edits of a crypto access list as commands: what is added where, and what it takes to go back.

The new permit goes in before the wrong one goes out, at the place just after it. The list itself
is never replaced and never left empty: a crypto map over a list that is empty or gone stands for
all traffic.
"""

from __future__ import annotations

from dataclasses import dataclass

from remediate.model.base import Platform, Safety, remembered
from remediate.model.change import AclEdit, MirrorCryptoAcl
from remediate.model.config import CryptoConfig
from remediate.model.config_lists import AccessList
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.selector_index import SelectorIndex
from remediate.platforms.acl_text import default_numbers, filled_numbers
from remediate.platforms.selector_text import comparable, spell, unspellable

__all__ = [
    "EditPlan",
    "check_edits",
    "line_numbers",
    "place_of",
    "plan_ios_edits",
    "safety_of_edits",
]


@dataclass(frozen=True, kw_only=True)
class EditPlan:
    """Sub-mode commands without indentation, their inverse, and what they rest on."""

    commands: tuple[str, ...]
    inverse: tuple[str, ...]
    preconditions: tuple[str, ...]


def check_edits(change: MirrorCryptoAcl, acl: AccessList | None, platform: Platform) -> str | None:
    """Return why the edits don't fit the list, None when they do."""
    if acl is None:
        return f"there is no access list {change.acl}"
    if not acl.extended:
        return f"access list {acl.name} is a standard list: it has no entry for a flow"
    if not change.add and not change.remove:
        return "the change edits nothing"
    bodies = [comparable(entry.body, platform) for entry in acl.entries]
    known = set(bodies)
    gone = set()
    for edit in change.remove:
        if edit.body is None or not 0 <= edit.position < len(bodies):
            return f"access list {acl.name} has no entry at position {edit.position}"
        if bodies[edit.position] != comparable(edit.body, platform):
            return f"the entry at position {edit.position} of access list {acl.name} is not the one to remove"
        if bodies[edit.position][:1] == ("remark",):
            return f"position {edit.position} of access list {acl.name} is a remark: remarks stay"
        gone.add(edit.position)
    new = set()
    for edit in change.add:
        if edit.selector is None or not 0 <= edit.position <= len(bodies):
            return f"position {edit.position} is not in access list {acl.name}"
        if reason := unspellable(edit.selector, platform):
            return reason
        body = comparable(f"permit {spell(edit.selector, platform)}", platform)
        if body in new or body in known:
            return f"access list {acl.name} already has: permit {spell(edit.selector, platform)}"
        new.add(body)
    kept = [entry for index, entry in enumerate(acl.entries) if index not in gone]
    if not change.add and not any(entry.action == "permit" for entry in kept):
        return f"access list {acl.name} would be left without a permit"
    return None


def place_of(edit: AclEdit, change: MirrorCryptoAcl) -> int:
    """Return the index before which an addition goes: just after the entries that make way."""
    gone = {item.position for item in change.remove}
    place = edit.position
    while place in gone:
        place += 1
    return place


def plan_ios_edits(
    change: MirrorCryptoAcl,
    acl: AccessList,
    known: tuple[int, ...] | None,
    *,
    numbered: bool | None = True,
) -> EditPlan | str:
    """Return the edits; text when no free number is left, or the release has none and they need one.

    ``numbered``: whether the release has sequence numbers, None where that is not known: what comes back at the
    end of its list is written without one then.
    A remark belongs to the entry after it: an addition between the two goes before the remark.
    """
    printed = any(entry.sequence is not None for entry in acl.entries)
    numbers = line_numbers(acl, known)
    remark = [entry.action == "remark" for entry in acl.entries]
    gone = {edit.position for edit in change.remove}
    places: dict[int, list[str]] = {}
    for edit in change.add:
        if edit.selector is not None:
            body = f"permit {spell(edit.selector, Platform.IOS)}"
            places.setdefault(place_of(edit, change), []).append(body)
    entries = [(index, numbers[index]) for index in range(len(numbers)) if not remark[index]]
    used = {number for _, number in entries}
    additions: list[tuple[int | None, str]] = []
    for place, bodies in sorted(places.items()):
        if place == len(remark):
            additions += [(None, body) for body in bodies]
            continue
        free = _free(place, len(bodies), entries, gone, used)
        if free is None:
            return f"access list {acl.name} has no free sequence number at that place: resequence it first"
        used.update(free)
        additions += zip(free, bodies, strict=True)
    commands = [body if number is None else f"{number} {body}" for number, body in additions]
    commands += [f"no {acl.entries[edit.position].body}" for edit in change.remove]
    named = [number for number, _ in additions if number is not None]
    tail = gone == set(range(len(numbers) - len(gone), len(numbers)))
    bare = not (numbered or printed) and tail and not named
    if numbered is False and not printed and not bare:
        return "releases before 12.2(15)T, 12.2(14)S and 12.3 have no sequence numbers to edit an entry in place with"
    inverse = [
        acl.entries[edit.position].body
        if bare
        else f"{numbers[edit.position]} {acl.entries[edit.position].body}"
        for edit in sorted(change.remove, key=lambda edit: edit.position)
    ]
    inverse += [f"no {body}" for _, body in reversed(additions)]
    preconditions = []
    if bare:
        preconditions += [
            f"`show access-lists {acl.name}` shows {acl.entries[index].body}"
            for index in sorted(gone)
        ]
    elif not printed and (named or change.remove):
        preconditions += _seen(acl, numbers, remark, change)
    if any(entry.problem for entry in acl.entries):
        preconditions.append(
            f"access list {acl.name} has entries that could not be read: look at the whole list first"
        )
    return EditPlan(
        commands=tuple(commands),
        inverse=tuple(inverse),
        preconditions=tuple(preconditions),
    )


def safety_of_edits(
    change: MirrorCryptoAcl, config: CryptoConfig
) -> tuple[Safety, tuple[str, ...]]:
    """Return whether the new permits leave every other flow alone, and what has to be seen.

    A permit that overlaps the list of another entry, or a list that several entries share, moves
    other tunnels' traffic.
    """
    entries = _entries(config)
    sharing = [entry for entry in entries if entry.acl == change.acl]
    found = []
    if len(sharing) > 1:
        found.append(
            f"access list {change.acl} serves {len(sharing)} crypto map entries: all of them change"
        )
    protected = _protected(config)
    touched = {
        (number, place)
        for place, edit in enumerate(change.add)
        if edit.selector is not None
        for _, number in protected.overlapping(edit.selector)
        if entries[number].acl != change.acl
    }
    for number, place in sorted(touched):
        entry, edit = entries[number], change.add[place]
        found.append(
            f"{edit.selector} overlaps access list {entry.acl} of {entry.map} {entry.sequence}"
        )
    unclear = tuple(dict.fromkeys(found))
    clear = (
        "the added flow carries no traffic in clear: a bound permit drops what comes unprotected"
    )
    return (Safety.DISRUPTIVE if unclear else Safety.SAFE), (
        *unclear,
        *((clear,) if change.add else ()),
    )


@remembered
def _entries(config: CryptoConfig) -> list[CryptoMapEntry]:
    return [entry for item in config.maps for entry in item.entries]


@remembered
def _protected(config: CryptoConfig) -> SelectorIndex[int]:
    """Index what crypto map entries protect, each flow with the number of its entry."""
    found: SelectorIndex[int] = SelectorIndex()
    for number, entry in enumerate(_entries(config)):
        acl = config.acl(entry.acl)
        for line in acl.entries if acl is not None else ():
            if line.action == "permit" and not line.inactive:
                for selector in line.selectors:
                    found.add(selector, number)
    return found


def line_numbers(acl: AccessList, known: tuple[int, ...] | None) -> tuple[int, ...]:
    """Return the number of each line; a remark carries that of the entry after it."""
    sequences = [entry.sequence for entry in acl.entries]
    if any(number is not None for number in sequences):
        return filled_numbers(sequences)
    if known is not None and len(known) == len(acl.entries):
        return known
    return default_numbers([entry.action == "remark" for entry in acl.entries])


def _free(
    place: int,
    count: int,
    entries: list[tuple[int, int]],
    gone: set[int],
    used: set[int],
) -> list[int] | None:
    """Return free numbers between the entries around a place, just after the one before it.

    ``entries`` are (index, number) without remarks. Where that gap is too narrow, the numbers
    around entries that are about to go serve as well.
    """
    before = [(index, number) for index, number in entries if index < place]
    after = [(index, number) for index, number in entries if index >= place]
    nearest = before[-1][1] if before else 0
    if not after:
        return list(range(nearest + 1, nearest + 1 + count))
    near = [number for number in range(nearest + 1, after[0][1]) if number not in used]
    if len(near) >= count:
        return near[:count]
    low = max((number for index, number in before if index not in gone), default=0)
    wide = [number for number in range(low + 1, after[0][1]) if number not in used]
    return wide[-count:] if len(wide) >= count else None


def _seen(
    acl: AccessList, numbers: tuple[int, ...], remark: list[bool], change: MirrorCryptoAcl
) -> list[str]:
    """Return what `show access-lists` has to show, as the configuration prints no numbers."""
    wanted: set[int] = {edit.position for edit in change.remove}
    for edit in change.add:
        place = place_of(edit, change)
        wanted.update(i for i in (place - 1, place) if 0 <= i < len(numbers))
    return [
        f"`show access-lists {acl.name}` shows {numbers[index]} {acl.entries[index].body}"
        for index in sorted(wanted)
        if not remark[index]
    ]
