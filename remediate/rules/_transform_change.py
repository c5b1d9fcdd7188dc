"""The change that gives an entry, or a tunnel's IPsec profile, the transform set that both ends are to have."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from remediate.model.change import AlignTransformSet
from remediate.model.config import CryptoConfig
from remediate.model.config_maps import CryptoMapEntry, TransformSet
from remediate.model.naming import unused_name
from remediate.negotiation import Side, same_protection

__all__ = ["change_of", "fresh_name", "how"]


def change_of(side: Side, entry: CryptoMapEntry, wanted: TransformSet) -> AlignTransformSet | None:
    """Return the change of an end, None where it has no entry or profile that can be given one."""
    if entry.kind == "tunnel-protection":
        return _profile_change(side, entry, wanted)
    return _change(side, entry, wanted)


def how(entry: CryptoMapEntry, change: AlignTransformSet | None) -> str:
    """Say what becomes of an entry's list of transform sets."""
    what = "IPsec proposal" if change is not None and change.ikev2 else "transform set"
    if entry.kind == "tunnel-protection":
        what = "it" if change is None or change.new is not None else f"{what} {_first(change)}"
        return f"{what} goes before those of the IPsec profile of {entry.map}, which keeps them"
    if change is not None and len(change.transform_sets) > 1:
        name = f"the {what} {_first(change)}" if change.new is None else f"a new {what}"
        return f"{name} goes before those of the entry, which keeps them"
    if change is not None and change.new is None:
        return f"the entry moves to the {what} {_first(change)}, which the device has already"
    return f"the entry gets a {what} of its own, so no other entry is touched"


def _first(change: AlignTransformSet) -> str:
    return change.transform_sets[0]


def _change(side: Side, entry: CryptoMapEntry, wanted: TransformSet) -> AlignTransformSet:
    if entry.ikev2_proposals:
        return _proposal_change(side, entry, wanted)
    existing = next(
        (
            item
            for item in side.config.transform_sets
            if same_protection(item, wanted) and item.mode == wanted.mode and not item.default
        ),
        None,
    )
    new = None
    if existing is None:
        new = TransformSet(
            name=fresh_name(side.config, wanted), transforms=wanted.transforms, mode=wanted.mode
        )
    name = existing.name if existing is not None else new.name if new is not None else ""
    # Other peers of the entry have what it had: a set more takes nothing from them.
    keep = entry.transform_sets if side.dynamic or len(entry.peers) > 1 else ()
    afterwards = (name, *(item for item in keep if item != name))
    return AlignTransformSet(
        device=side.name,
        new=new,
        map=entry.map,
        sequence=entry.sequence,
        transform_sets=afterwards,
        previous=entry.transform_sets,
    )


def _proposal_change(side: Side, entry: CryptoMapEntry, wanted: TransformSet) -> AlignTransformSet:
    """Return the change of an ASA's entry for IKEv2: a new IPsec proposal before those that it has."""
    taken = {item.name for item in side.config.ikev2_config.ipsec_proposals}
    name = fresh_name(side.config, wanted, taken)
    return AlignTransformSet(
        device=side.name,
        new=TransformSet(name=name, transforms=wanted.transforms),
        map=entry.map,
        sequence=entry.sequence,
        transform_sets=(name, *entry.ikev2_proposals),
        previous=entry.ikev2_proposals,
        ikev2=True,
    )


def _profile_change(
    side: Side, entry: CryptoMapEntry, wanted: TransformSet
) -> AlignTransformSet | None:
    """Return the change of a tunnel's IPsec profile: one more set, before those that it has."""
    tunnel = side.config.interface(entry.map)
    profile = next(
        (p for p in side.config.profiles if tunnel and p.name == tunnel.tunnel_protection), None
    )
    if profile is None:
        return None
    found = _change(side, entry, wanted)
    previous = profile.ikev2_proposals if found.ikev2 else profile.transform_sets
    name = found.transform_sets[0]
    return msgspec.structs.replace(
        found,
        profile=profile.name,
        transform_sets=(name, *(item for item in previous if item != name)),
        previous=previous,
    )


def fresh_name(config: CryptoConfig, wanted: TransformSet, more: Iterable[str] = ()) -> str:
    """Return a name for a set that the configuration doesn't have, made of its transforms."""
    base = "-".join(
        part.replace("-hmac", "").replace(" ", "").replace("esp-", "").upper()
        for part in wanted.transforms
    )
    name = f"ESP-{base}" if not base.startswith("AH") else base
    if wanted.mode == "transport":
        name += "-TRANSPORT"
    taken = {*(item.name for item in config.transform_sets), *more}
    return unused_name(name, taken)
