"""Changes as PIX and ASA commands, in the spelling of the release.

PIX 6 (``isakmp policy N …`` flat, no ``extended``), ASA 7 to 8.3 (``crypto isakmp policy``,
``set transform-set``), ASA 8.4 and later (``crypto ikev1 policy``, ``set ikev1 transform-set``).
Sources: domain facts on spellings and hazards; the ASDM guide for what a changed MTU or
pre-fragmentation does (every tunnel of the interface is torn down).
"""

from __future__ import annotations

from typing import assert_never

from remediate.model.change import Change, Rendered
from remediate.model.change_entry import EntryChange
from remediate.model.change_ike import IkeChange
from remediate.model.change_ikev2 import Ikev2Change
from remediate.model.change_map import MapChange
from remediate.model.change_net import NetChange
from remediate.model.change_packets import PacketChange
from remediate.model.change_sa import SaChange
from remediate.model.config import CryptoConfig
from remediate.platforms import (
    asa_render_entry,
    asa_render_ike,
    asa_render_ikev2,
    asa_render_map,
    asa_render_net,
    asa_render_packets,
    asa_render_sa,
)
from remediate.platforms.rendered import NotRendered

__all__ = ["render"]


def render(change: Change, config: CryptoConfig) -> Rendered | NotRendered:
    """Return the PIX or ASA commands of a change with their inverse, or why there are none."""
    if isinstance(change, IkeChange):
        return asa_render_ike.render(change, config)
    if isinstance(change, Ikev2Change):
        return asa_render_ikev2.render(change, config)
    if isinstance(change, MapChange):
        return asa_render_map.render(change, config)
    if isinstance(change, EntryChange):
        return asa_render_entry.render(change, config)
    if isinstance(change, NetChange):
        return asa_render_net.render(change, config)
    if isinstance(change, PacketChange):
        return asa_render_packets.render(change, config)
    if isinstance(change, SaChange):
        return asa_render_sa.render(change, config)
    assert_never(change)
