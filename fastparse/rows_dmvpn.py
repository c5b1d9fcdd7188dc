"""From columns to the records of ``show dmvpn``."""

from __future__ import annotations

from fastparse.records_dmvpn import DmvpnField, DmvpnPeer, DmvpnRow, NextHopServer
from fastparse.rows_layout import Layout, Nested

__all__ = ["DMVPN"]

F = DmvpnField
DMVPN: Layout[DmvpnRow] = Layout(
    F,
    DmvpnRow,
    nested=(
        Nested(F.NHS, F.TUNNEL, NextHopServer, "servers"),
        Nested(F.TUNNEL, 200, DmvpnPeer, "peers"),
    ),
    names={F.NHS: "address", F.NHS_STATE: "state", F.NHS_NBMA: "nbma"},
    convert=dict.fromkeys((F.PEER_COUNT, F.PRIORITY, F.CLUSTER, F.ENTRIES), int),
)
