"""An entry of two sites that is parted, as IOS commands.

The new list and the new entry stand before the old list loses the lines, and the old entry the peer.
"""

from __future__ import annotations

from remediate.model.base import Platform, Safety
from remediate.model.change import MirrorCryptoAcl, Rendered, SplitCryptoMapEntry
from remediate.model.config import CryptoConfig
from remediate.platforms import ios_render_map
from remediate.platforms.edit_state import Unprinted
from remediate.platforms.rendered import NotRendered, map_entry
from remediate.platforms.selector_text import spell

__all__ = ["render"]


def render(
    change: SplitCryptoMapEntry, config: CryptoConfig, unprinted: Unprinted
) -> Rendered | NotRendered:
    """Return the commands of a change with their inverse, or why there are none."""
    entry = map_entry(config, change.map, change.sequence)
    if entry is None or entry.kind != "ipsec-isakmp" or entry.acl != change.acl:
        return NotRendered(reason=f"{change.map} {change.sequence} is not the entry to part")
    if len(entry.peers) < 2 or entry.peers[-1] != change.peer:
        return NotRendered(reason=f"{change.peer} is not the last peer of {change.map}")
    if map_entry(config, change.map, change.new_sequence) is not None:
        return NotRendered(reason=f"{change.map} {change.new_sequence} is in use")
    if config.acl(change.new_acl) is not None:
        return NotRendered(reason=f"access list {change.new_acl} exists")
    lines = ios_render_map.render(
        MirrorCryptoAcl(device=change.device, acl=change.acl, remove=change.remove),
        config,
        unprinted,
    )
    if isinstance(lines, NotRendered):
        return lines
    old = f"crypto map {change.map} {change.sequence} {entry.kind}"
    new = f"crypto map {change.map} {change.new_sequence}"
    made = f"ip access-list extended {change.new_acl}"
    return Rendered(
        commands=(
            made,
            *(f" permit {spell(flow, Platform.IOS)}" for flow in change.flows),
            f"{new} {entry.kind}",
            *(f" {line}" for line in change.settings),
            *lines.commands,
            old,
            f" no set peer {change.peer}",
        ),
        inverse=(old, f" set peer {change.peer}", *lines.inverse, f"no {new}", f"no {made}"),
        safety=Safety.DISRUPTIVE,
        preconditions=(
            f"`show crypto map tag {change.map}` shows no entry {change.new_sequence}",
            *lines.preconditions,
            f"what {change.peer} has of live SAs over {change.map} {change.sequence} goes",
        ),
    )
