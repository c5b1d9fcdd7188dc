"""A transform set in place of another: under a name of its own, so that no other entry is touched."""

from __future__ import annotations

from remediate.model.base import Safety
from remediate.model.change import AlignTransformSet
from remediate.model.change_sa import DropEspAuthentication
from remediate.model.config import CryptoConfig, CryptoMapEntry, TransformSet
from remediate.model.diagnosis import Fix
from remediate.model.evidence import TunnelEvidence
from remediate.negotiation import Side, negotiate, same_protection
from remediate.rules.case import Case

__all__ = ["fresh_name", "successor", "unauthenticated", "without_authentication"]

_WITHOUT = (
    "the document's own way: ESP without authentication has no replay check, and nothing shows what was"
    " changed on the way; not recommended, only by name and on both ends"
)


def successor(side: Side, entry: CryptoMapEntry, wanted: TransformSet) -> AlignTransformSet:
    """Return the change that gives an entry ``wanted``: under a name that exists, else under a new one.

    Sets that nothing else uses go; a dynamic map keeps its others for other peers.
    """
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
    keep = entry.transform_sets if side.dynamic else ()
    afterwards = (name, *(item for item in keep if item != name))
    drop = tuple(
        item
        for old in entry.transform_sets
        if old not in afterwards
        and (item := side.config.transform_set(old)) is not None
        and not item.default
        and not _used_elsewhere(side.config, old, entry)
    )
    return AlignTransformSet(
        device=side.name,
        new=new,
        map=entry.map,
        sequence=entry.sequence,
        transform_sets=afterwards,
        previous=entry.transform_sets,
        drop=drop,
    )


def fresh_name(config: CryptoConfig, wanted: TransformSet) -> str:
    """Return a name for a set that the configuration doesn't have, made of its transforms."""
    base = "-".join(
        part.replace("-hmac", "").replace(" ", "").replace("esp-", "").upper()
        for part in wanted.transforms
    )
    name = f"ESP-{base}" if not base.startswith("AH") else base
    if wanted.mode == "transport":
        name += "-TRANSPORT"
    taken = {item.name for item in config.transform_sets}
    candidate, number = name, 2
    while candidate in taken:
        candidate, number = f"{name}-{number}", number + 1
    return candidate


def _used_elsewhere(config: CryptoConfig, name: str, entry: CryptoMapEntry) -> bool:
    for crypto_map in config.maps:
        for item in crypto_map.entries:
            same = (item.map, item.sequence) == (
                entry.map,
                entry.sequence,
            ) and item.lines == entry.lines
            if not same and name in item.transform_sets:
                return True
    return any(name in profile.transform_sets for profile in config.profiles)


def without_authentication(case: Case, device: str | None) -> tuple[Fix, ...]:
    """Return the document's ``drop-esp-authentication``: on both ends where both are known, else explained."""
    fixes: list[Fix] = []
    negotiation = case.negotiation
    if negotiation is not None and not negotiation.unknown:
        for pair in negotiation.pairs:
            agreed = pair.transforms.agreed
            kept = () if agreed is None else _encryption(agreed.transforms)
            if agreed is None or not kept or kept == agreed.transforms:
                continue
            for side, entry in ((negotiation.one, pair.one), (negotiation.two, pair.two)):
                if entry.kind != "ipsec-isakmp" or side.dynamic:
                    continue
                wanted = TransformSet(name="", transforms=kept, mode=agreed.mode)
                new = TransformSet(
                    name=fresh_name(side.config, wanted), transforms=kept, mode=agreed.mode
                )
                change = DropEspAuthentication(
                    device=side.name,
                    new=new,
                    map=entry.map,
                    sequence=entry.sequence,
                    previous=entry.transform_sets,
                )
                fixes.append(_without(side.name, change))
    ends = {fix.device for fix in fixes}
    if len(ends) == 2:  # one end alone would bring no SA up
        return tuple(fixes)
    return (_without(device, None),)


def unauthenticated(tunnel: TunnelEvidence) -> bool:
    """Whether the two ends agree on ESP without authentication in every entry: nothing is replay-checked."""
    found = negotiate(tunnel)
    agreed = [pair.transforms.agreed for pair in found.pairs] if found is not None else []
    return bool(agreed) and all(
        item is not None and _encryption(item.transforms) == item.transforms for item in agreed
    )


def _without(device: str | None, change: DropEspAuthentication | None) -> Fix:
    return Fix(
        kind="drop-esp-authentication",
        device=device,
        safety=Safety.WEAKENING,
        documented=True,
        why=_WITHOUT if change is not None else f"not planned: {_WITHOUT}",
        change=change,
        by_name=True,
    )


def _encryption(transforms: tuple[str, ...]) -> tuple[str, ...]:
    """Return the encryption of a set alone; nothing where it can't stand alone (AH, GCM, NULL)."""
    if any(item.startswith(("ah-", "esp-gcm", "esp-gmac", "esp-null")) for item in transforms):
        return ()
    return tuple(item for item in transforms if not item.endswith("-hmac"))
