"""ESP without authentication, the document's own way for packets that fail it: what it changes."""

from __future__ import annotations

from remediate.model.base import Safety
from remediate.model.change_sa import DropEspAuthentication
from remediate.model.config_maps import TransformSet
from remediate.model.diagnosis import Fix
from remediate.model.evidence import TunnelEvidence
from remediate.negotiation import negotiate
from remediate.rules._transform_change import fresh_name
from remediate.rules.case import Case

__all__ = ["unauthenticated", "without_authentication"]

_WITHOUT = (
    "the document's own way: ESP without authentication has no replay check, and nothing shows what was"
    " changed on the way; not recommended, only by name and on both ends"
)


def without_authentication(case: Case, device: str | None) -> tuple[Fix, ...]:
    """Return the document's ``drop-esp-authentication``: on both ends where both are known, else explained."""
    fixes: list[Fix] = []
    negotiation = case.negotiation
    if negotiation is not None and not negotiation.unknown:
        for pair in negotiation.pairs:
            if pair.transforms.agreed is None:
                continue
            agreed, _ = pair.transforms.agreed
            kept = _encryption(agreed.transforms)
            if not kept or kept == agreed.transforms:
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
        item is not None and _encryption(item[0].transforms) == item[0].transforms
        for item in agreed
    )


def _without(device: str | None, change: DropEspAuthentication | None) -> Fix:
    return Fix(
        kind="drop-esp-authentication",
        device=device,
        safety=Safety.WEAKENING,
        documented=True,
        why=_WITHOUT,
        change=change,
        by_name=True,
    )


def _encryption(transforms: tuple[str, ...]) -> tuple[str, ...]:
    """Return the encryption of a set alone; nothing where it can't stand alone (AH, GCM, NULL)."""
    if any(item.startswith(("ah-", "esp-gcm", "esp-gmac", "esp-null")) for item in transforms):
        return ()
    return tuple(item for item in transforms if not item.endswith("-hmac"))
