"""Changes as IOS and IOS-XE commands.

Sources: the document's samples (``ip tcp adjust-mss``, ``crypto ipsec fragmentation``, ``ip
mtu``), the domain facts on hazards (keys are not overwritten, a numbered list is edited through
``ip access-list extended`` and sequence numbers, the first policy displaces the defaults), field
notice FN72510 for what IOS-XE 17.11.1 and later refuse.
"""

from __future__ import annotations

from typing import assert_never

from remediate.model.change import Change, Rendered
from remediate.model.change_entry import EntryChange, SplitCryptoMapEntry
from remediate.model.change_ike import IkeChange
from remediate.model.change_ikev2 import Ikev2Change
from remediate.model.change_map import MapChange
from remediate.model.change_net import NetChange
from remediate.model.change_packets import PacketChange
from remediate.model.change_sa import SaChange
from remediate.model.config import CryptoConfig
from remediate.platforms import (
    ios_render_entry,
    ios_render_ike,
    ios_render_ikev2,
    ios_render_map,
    ios_render_net,
    ios_render_packets,
    ios_render_sa,
    ios_render_split,
)
from remediate.platforms.edit_state import Unprinted
from remediate.platforms.rendered import NotRendered

__all__ = ["render"]


def render(change: Change, config: CryptoConfig, unprinted: Unprinted) -> Rendered | NotRendered:
    """Return the IOS commands of a change with their inverse, or why there are none."""
    if isinstance(change, IkeChange):
        return ios_render_ike.render(change, config)
    if isinstance(change, Ikev2Change):
        return ios_render_ikev2.render(change, config)
    if isinstance(change, MapChange):
        return ios_render_map.render(change, config, unprinted)
    if isinstance(change, SplitCryptoMapEntry):
        return ios_render_split.render(change, config, unprinted)
    if isinstance(change, EntryChange):
        return ios_render_entry.render(change, config)
    if isinstance(change, NetChange):
        return ios_render_net.render(change, config, unprinted)
    if isinstance(change, PacketChange):
        return ios_render_packets.render(change, config)
    if isinstance(change, SaChange):
        return ios_render_sa.render(change, config)
    assert_never(change)
