"""Changes of phase 2 as PIX and ASA commands."""

from __future__ import annotations

from typing import assert_never

from remediate.model.base import Platform, Safety
from remediate.model.change import Rendered
from remediate.model.change_map import AlignTransformSet, MapChange, MirrorCryptoAcl
from remediate.model.config import CryptoConfig
from remediate.model.config_lists import AccessEntry
from remediate.model.config_maps import TransformSet
from remediate.platforms import asa_render_ikev2
from remediate.platforms.acl_plan import check_edits, place_of, safety_of_edits
from remediate.platforms.asa_dialect import NO_RELEASE, Dialect, dialect_of
from remediate.platforms.rendered import NotRendered, is_dynamic, map_entry, refused_alignment
from remediate.platforms.selector_text import spell

__all__ = ["create_set", "render"]


_ESP_ENCRYPTION = {
    "esp-des": "esp-des",
    "esp-3des": "esp-3des",
    "esp-null": "esp-null",
    "esp-aes": "esp-aes",
    "esp-aes 128": "esp-aes",
    "esp-aes 192": "esp-aes-192",
    "esp-aes 256": "esp-aes-256",
}
_ESP_HASH = frozenset({"esp-md5-hmac", "esp-sha-hmac", "esp-none"})
_AH = frozenset({"ah-md5-hmac", "ah-sha-hmac"})


def render(change: MapChange, config: CryptoConfig) -> Rendered | NotRendered:
    """Return the commands of a change with their inverse, or why there are none."""
    dialect = dialect_of(config)
    if dialect is None:
        return NotRendered(reason=NO_RELEASE)
    match change:
        case MirrorCryptoAcl():
            return _mirror(change, config, dialect)
        case AlignTransformSet(profile=str(), ikev2=False):
            return NotRendered(reason="IPsec profiles of an ASA with IKEv1 are not changed")
        case AlignTransformSet(ikev2=True):
            return asa_render_ikev2.ipsec_proposal(change, config)
        case AlignTransformSet():
            return _transform_set(change, config, dialect)
        case _:
            assert_never(change)


def _mirror(
    change: MirrorCryptoAcl, config: CryptoConfig, dialect: Dialect
) -> Rendered | NotRendered:
    acl = config.acl(change.acl)
    refusal = check_edits(change, acl, Platform.ASA)
    if refusal is not None or acl is None:
        return NotRendered(reason=refusal or f"there is no access list {change.acl}")
    extended = "" if dialect is Dialect.PIX6 else "extended "
    has_lines = config.release.numbers >= (6, 3) or dialect is not Dialect.PIX6
    gone = sorted(edit.position for edit in change.remove)
    commands: list[str] = []
    inverse: list[str] = []
    additions = [
        (place_of(edit, change), f"{extended}permit {spell(edit.selector, Platform.ASA)}")
        for edit in change.add
        if edit.selector is not None
    ]
    additions.sort(key=lambda item: item[0])
    total = len(acl.entries)
    at_the_end = all(place == total for place, _ in additions)
    if not has_lines and not (at_the_end and gone == list(range(total - len(gone), total))):
        return NotRendered(reason="PIX before 6.3 adds entries at the end of a list only")
    for done, (place, body) in enumerate(additions):
        line = "" if place == total else f"line {place + done + 1} "
        commands.append(f"access-list {acl.name} {line}{body}")
        inverse.insert(0, f"no access-list {acl.name} {body}")
    for position in gone:
        body = _full_body(acl.entries[position], extended)
        commands.append(f"no access-list {acl.name} {body}")
    restored = []
    for position in gone:
        # Removed entries come back first, in ascending order, while the added ones still stand.
        before = sum(place <= position for place, _ in additions)
        line = f"line {position + before + 1} " if has_lines else ""
        restored.append(
            f"access-list {acl.name} {line}{_full_body(acl.entries[position], extended)}"
        )
    safety, overlaps = safety_of_edits(change, config)
    seen = f"`show access-list {acl.name}` shows its {total} lines, remarks counted, as in the running-config"
    lines = (seen,) if gone or not at_the_end else ()
    unread = (
        (
            f"access list {acl.name} has entries that could not be read: look at the whole list first",
        )
        if any(entry.problem for entry in acl.entries)
        else ()
    )
    return Rendered(
        commands=tuple(commands),
        inverse=(*restored, *inverse),
        safety=safety,
        preconditions=(*lines, *unread, *overlaps),
    )


def _full_body(entry: AccessEntry, extended: str) -> str:
    body = entry.body if entry.body.startswith("extended ") else extended + entry.body
    return f"{body} inactive" if entry.inactive and not body.endswith(" inactive") else body


def _transform_set(
    change: AlignTransformSet, config: CryptoConfig, dialect: Dialect
) -> Rendered | NotRendered:
    entry = map_entry(config, change.map, change.sequence)
    refusal = refused_alignment(change, config, entry)
    if refusal is not None:
        return NotRendered(reason=refusal)
    prefix = (
        "crypto ipsec ikev1 transform-set"
        if dialect is Dialect.ASA84
        else "crypto ipsec transform-set"
    )
    setting = "set ikev1 transform-set" if dialect is Dialect.ASA84 else "set transform-set"
    dynamic = is_dynamic(config, change.map)
    where = f"crypto {'dynamic-map' if dynamic else 'map'} {change.map} {change.sequence} {setting}"
    made: list[str] = []
    if change.new is not None:
        created = create_set(change.new, prefix, config, dialect)
        if isinstance(created, NotRendered):
            return created
        made += created
    back = (
        f"{where} {' '.join(change.previous)}"
        if change.previous
        else f"no {where} {' '.join(change.transform_sets)}"
    )
    return Rendered(
        commands=(*made, f"{where} {' '.join(change.transform_sets)}"),
        inverse=(back, *((f"no {made[0]}",) if made else ())),
        safety=Safety.SAFE,
        preconditions=("live SAs keep their transforms until they are renegotiated",),
    )


def create_set(
    item: TransformSet, prefix: str, config: CryptoConfig, dialect: Dialect
) -> tuple[str, ...] | NotRendered:
    """Return the commands that make a transform set, or why the release has no such set."""
    words = []
    for transform in item.transforms:
        if transform in _ESP_ENCRYPTION:
            words.append(_ESP_ENCRYPTION[transform])
        elif transform in _ESP_HASH or (dialect is Dialect.PIX6 and transform in _AH):
            words.append(transform)
        else:
            return NotRendered(reason=f"IKEv1 of {dialect.value} has no transform {transform}")
    removed = {"esp-des", "esp-3des", "esp-md5-hmac"} & set(words)
    if config.release.numbers >= (9, 15) and removed:
        return NotRendered(reason=f"ASA 9.15 and later have no {', '.join(sorted(removed))}")
    line = f"{prefix} {item.name} {' '.join(words)}"
    if item.mode == "tunnel":
        return (line,)
    return (line, f"{prefix} {item.name} mode transport")
