"""Running-configs to :class:`CryptoConfig`: which platform, which release, then its reader.

The text is redacted before it comes here (keys are tokens). Nothing raises on any text: a line
that can't be read costs itself and is listed with its reason.
"""

from __future__ import annotations

import msgspec

from fastparse.config import ConfigTree, parse
from remediate.model.base import Platform
from remediate.model.config import CryptoConfig
from remediate.model.release import Release
from remediate.platforms import asa_read, ios_read
from remediate.platforms.defaults_ipsec import with_built_in_profile
from remediate.platforms.reading import Reading
from remediate.platforms.signs import Signs

__all__ = ["read_config"]


def read_config(
    text: str, *, release: Release | None = None, platform: Platform | None = None
) -> CryptoConfig:
    """Return what a redacted running-config says about IPsec.

    ``release`` is what ``show version`` said, else the configuration's own header is taken;
    ``platform`` is a hint for texts that don't say it themselves.
    """
    data = text.encode("utf-8", "replace")
    signs = Signs(data)
    if signs.headed:
        chosen = Platform.ASA
    elif platform is not None:
        chosen = platform
    elif release is not None:
        chosen = release.platform
    else:
        chosen = signs.platform()
    if release is None or release.platform is not chosen:
        release = signs.release(chosen)
    reading = Reading(chosen, release)
    tree = parse(data)
    if chosen is Platform.ASA:
        config = _asa(tree, reading, whole=signs.headed and signs.ended)
    else:
        config = _ios(tree, reading)
    complete = _whole(text, signs, tree, config)
    begun = not complete or signs.begun
    ended = tree.columns.end_line or signs.ended
    cut = _last_heading(tree) if begun and not ended else None
    return with_built_in_profile(msgspec.structs.replace(config, complete=complete, cut=cut))


def _ios(tree: ConfigTree, reading: Reading) -> CryptoConfig:
    found = ios_read.IosConfig(reading)
    found.read(tree)
    if found.interfaces.crypto_module:
        found.globals.module()
    policies, unknown = found.policies()
    return CryptoConfig(
        platform=reading.platform,
        hostname=found.hostname,
        release=reading.release,
        policies=policies,
        unknown_policies=unknown,
        isakmp_enabled=found.isakmp_enabled,
        isakmp_line=found.isakmp_line,
        keys=found.keys.found.all(tree),
        transform_sets=found.all_transform_sets(),
        maps=found.maps.maps(),
        profiles=tuple(draft.profile() for draft in found.maps.profiles.values()),
        isakmp_profiles=tuple(found.keys.profiles.values()),
        acls=found.access_lists.lists(tree),
        interfaces=found.interfaces.interfaces(),
        routes=found.interfaces.routes.all(tree),
        nat_rules=found.nat.rules,
        nat_exemptions=found.nat.exemptions,
        translations=found.nat.translations,
        client_groups=found.clients.groups,
        pools=found.pools.all(),
        zones=found.zones.zones(),
        dynamic_routing=found.dynamic_routing,
        prefragmentation=found.prefragmentation,
        nat_traversal=found.nat_traversal,
        settings=found.globals.settings(),
        ikev2=found.ikev2,
        ikev2_config=found.ikev2_parts.config(),
        notes=(*reading.notes, *_after_end(tree)),
        unparsed=tuple(sorted(reading.unparsed, key=lambda item: item.line)),
    )


def _asa(tree: ConfigTree, reading: Reading, *, whole: bool) -> CryptoConfig:
    found = asa_read.AsaConfig(reading)
    found.read(tree)
    numbers = reading.release.numbers
    # IKE is off on a PIX or ASA until it is enabled; only a whole configuration shows that it isn't.
    enabled = True if found.isakmp_on else False if whole else None
    return CryptoConfig(
        platform=reading.platform,
        hostname=found.hostname,
        release=reading.release,
        policies=found.policies(),
        isakmp_enabled=enabled,
        isakmp_on=tuple(found.isakmp_on),
        keys=found.keys.found.all(tree),
        transform_sets=found.all_transform_sets(),
        maps=found.maps.maps(),
        profiles=tuple(draft.profile() for draft in found.maps.profiles.values()),
        acls=found.access_lists.lists(tree),
        interfaces=found.interfaces.interfaces(),
        routes=found.interfaces.routes.all(tree),
        nat_rules=found.nat.rules,
        nat_exemptions=found.nat.exemptions,
        translations=found.nat.translations.all(),
        network_objects=found.nat.translations.objects(),
        allowed=found.clients.allowed,
        tunnel_filters=found.clients.filters,
        nat_control=bool(found.nat_control or (numbers and numbers < (7,))),
        client_groups=found.clients.groups,
        pools=found.pools.all(),
        access_groups=tuple(found.clients.access_groups),
        permit_vpn=found.permit_vpn,
        intra_interface=found.intra_interface,
        dynamic_routing=found.dynamic_routing,
        prefragmentation=found.prefragmentation,
        tcp_mss=found.tcp_mss,
        nat_traversal=found.nat_traversal,
        settings=found.globals.settings(),
        ikev2=found.ikev2,
        ikev2_config=found.ikev2_parts.config(),
        notes=reading.notes,
        unparsed=tuple(sorted(reading.unparsed, key=lambda item: item.line)),
    )


def _after_end(tree: ConfigTree) -> tuple[str, ...]:
    if tree.columns.trailing < 2:  # one line is the prompt that came back
        return ()
    return (f"{tree.columns.trailing} lines after `end` are no configuration and were not read",)


def _whole(text: str, signs: Signs, tree: ConfigTree, config: CryptoConfig) -> bool:
    """Whether nothing shows that the text was cut: a fragment without ``end`` is no error."""
    if tree.columns.end_line or signs.ended:
        return True
    if tree.columns.open_text or signs.shorter_than_declared():
        return False
    if text.endswith("\n") or not len(tree.columns.number):
        return True
    last = tree.columns.number[-1]
    broken = {item.line for item in config.unparsed}
    broken.update(
        entry.line
        for acl in config.acls[-3:]
        for entry in acl.entries[-1:]
        if entry.problem and entry.line
    )
    return last not in broken


def _last_heading(tree: ConfigTree) -> str | None:
    """Return the last top-level line, lower-case, blanks made single; None of an empty text."""
    columns = tree.columns
    row = len(columns.parent) - 1
    while row > 0 and columns.parent[row] >= 0:
        row -= 1
    if row < 0:
        return None
    text = tree.data[columns.start[row] : columns.end[row]].decode("utf-8", "replace")
    return " ".join(text.lower().split())
