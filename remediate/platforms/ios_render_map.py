"""Changes of phase 2 as IOS commands."""

from __future__ import annotations

from typing import assert_never

from remediate.model.base import Platform, Safety
from remediate.model.change import Rendered
from remediate.model.change_map import AlignTransformSet, MapChange, MirrorCryptoAcl
from remediate.model.config import CryptoConfig
from remediate.model.config_maps import CryptoMapEntry
from remediate.platforms.acl_plan import check_edits, plan_ios_edits, safety_of_edits
from remediate.platforms.edit_state import Unprinted
from remediate.platforms.ios_release import numbers_entries
from remediate.platforms.ios_render_sets import create_set, render_profile
from remediate.platforms.ios_trains import set_offered
from remediate.platforms.refusals import refused_transforms, refuses
from remediate.platforms.rendered import NotRendered, is_dynamic, map_entry, refused_alignment

__all__ = ["entry_header", "render"]


def render(change: MapChange, config: CryptoConfig, unprinted: Unprinted) -> Rendered | NotRendered:
    """Return the commands of a change with their inverse, or why there are none."""
    match change:
        case MirrorCryptoAcl():
            return _mirror(change, config, unprinted)
        case AlignTransformSet(profile=str(), ikev2=False):
            return render_profile(change, config)
        case AlignTransformSet(ikev2=True):
            return NotRendered(reason="IPsec proposals are an ASA's: IOS has transform sets")
        case AlignTransformSet():
            return _transform_set(change, config)
        case _:
            assert_never(change)


def _mirror(
    change: MirrorCryptoAcl, config: CryptoConfig, unprinted: Unprinted
) -> Rendered | NotRendered:
    acl = config.acl(change.acl)
    refusal = check_edits(change, acl, Platform.IOS)
    if refusal is not None or acl is None:
        return NotRendered(reason=refusal or f"there is no access list {change.acl}")
    numbered = numbers_entries(config.release)
    planned = plan_ios_edits(change, acl, unprinted.numbers_of(acl.name), numbered=numbered)
    if isinstance(planned, str):
        return NotRendered(reason=planned)
    header = f"ip access-list extended {acl.name}"
    safety, overlaps = safety_of_edits(change, config)
    return Rendered(
        commands=(header, *(f" {line}" for line in planned.commands)),
        inverse=(header, *(f" {line}" for line in planned.inverse)),
        safety=safety,
        preconditions=(*planned.preconditions, *overlaps),
    )


def _transform_set(change: AlignTransformSet, config: CryptoConfig) -> Rendered | NotRendered:
    entry = map_entry(config, change.map, change.sequence)
    refusal = refused_alignment(change, config, entry)
    if refusal is not None or entry is None:
        return NotRendered(reason=refusal or "no entry")
    if change.new is not None and (weak := refused_transforms(config, change.new.transforms)):
        return NotRendered(reason=f"{refuses(config)} refuse {', '.join(sorted(weak))}")
    header = entry_header(config, change.map, entry)
    created = create_set(change.new) if change.new is not None else ()
    point = (header, f" set transform-set {' '.join(change.transform_sets)}")
    back = (
        header,
        f" set transform-set {' '.join(change.previous)}"
        if change.previous
        else " no set transform-set",
    )
    inverse = [*back]
    if change.new is not None:
        inverse.append(f"no crypto ipsec transform-set {change.new.name}")
    return Rendered(
        commands=(*created, *point),
        inverse=tuple(inverse),
        safety=Safety.SAFE,
        preconditions=(
            *set_offered(config, change.new),
            "live SAs keep their transforms until they are renegotiated",
        ),
    )


def entry_header(config: CryptoConfig, name: str, entry: CryptoMapEntry) -> str:
    """Return the command that enters an entry of a crypto map or dynamic map."""
    dynamic = is_dynamic(config, name)
    if dynamic:
        return f"crypto dynamic-map {name} {entry.sequence}"
    return f"crypto map {name} {entry.sequence} {entry.kind}"
