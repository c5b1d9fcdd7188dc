"""The shape of the records of ``show dmvpn``."""

from __future__ import annotations

from fastparse.records_dmvpn import DmvpnField as F
from fastparse.records_dmvpn import DmvpnPeer, DmvpnRow, NextHopServer
from fastparse.shape import REASONS, Form, Inner, Shape, named, texts
from fastparse.show_rows import Rows

__all__ = ["DMVPN"]

DMVPN: Rows[DmvpnRow] = Rows(
    Shape(
        row=DmvpnRow,
        damage=REASONS,
        values={
            **named(Form.NUMBER, F.PEER_COUNT),
            **named(
                Form.TEXT,
                F.INTERFACE, F.FAMILY, F.TYPE, F.LINE_STATE, F.ADDRESS, F.VRF, F.SOURCE,
                F.DESTINATION, F.TUNNEL_VRF, F.PROTOCOL, F.PROTECTION, F.STATE_CONTROL,
                F.EVENT_PUBLISHER, F.REGISTRATION_TIMER,
            ),
        },
        inners=(
            Inner(
                attribute="servers",
                row=NextHopServer,
                begin=F.NHS,
                values={
                    **texts(address=F.NHS, state=F.NHS_STATE, nbma=F.NHS_NBMA),
                    **named(Form.NUMBER, F.PRIORITY, F.CLUSTER),
                },
            ),
            Inner(
                attribute="peers",
                row=DmvpnPeer,
                begin=F.TUNNEL,
                values={
                    **named(Form.NUMBER, F.ENTRIES),
                    **named(
                        Form.TEXT, F.TUNNEL, F.NBMA, F.STATE, F.TIME, F.ATTRIBUTES, F.NETWORK
                    ),
                },
            ),
        ),
    )
)  # fmt: skip
