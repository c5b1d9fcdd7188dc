"""The shape of the records of ``show crypto ikev2 sa``."""

from __future__ import annotations

from fastparse.records_ikev2 import Ikev2ChildSa, Ikev2SaRow, Selector
from fastparse.records_ikev2 import Ikev2Field as F
from fastparse.shape import REASONS, Form, Inner, Shape, Value, named
from fastparse.show_rows import Rows

__all__ = ["IKEV2_SAS"]

IKEV2_SAS: Rows[Ikev2SaRow] = Rows(
    Shape(
        row=Ikev2SaRow,
        damage=REASONS,
        values={
            F.REMOTE_SUBNET: Value("remote_subnets", many=True),
            **named(
                Form.NUMBER,
                F.TUNNEL, F.LOCAL_PORT, F.REMOTE_PORT, F.KEY_SIZE, F.LIFETIME, F.ACTIVE_TIME,
                F.CE_ID, F.SESSION_ID, F.LOCAL_REQUEST, F.REMOTE_REQUEST, F.LOCAL_NEXT,
                F.REMOTE_NEXT, F.LOCAL_QUEUED, F.REMOTE_QUEUED, F.LOCAL_WINDOW, F.REMOTE_WINDOW,
                F.DPD_SECONDS, F.DPD_RETRY, F.IKE_COUNT, F.CHILD_COUNT,
            ),
            **named(Form.HEX, F.LOCAL_SPI, F.REMOTE_SPI),
            **named(
                Form.TEXT,
                F.LOCAL, F.REMOTE, F.VRFS, F.STATUS, F.ROLE, F.ENCRYPTION, F.PRF, F.HASH,
                F.DH_GROUP, F.AUTH_SIGN, F.AUTH_VERIFY, F.AUTH, F.STATUS_DESCRIPTION, F.LOCAL_ID,
                F.REMOTE_ID, F.REMOTE_EAP_ID, F.PEER_TYPE, F.ASSIGNED_ADDRESS, F.SESSION_STATUS,
            ),
            **named(
                Form.PHRASE,
                F.FRAGMENTATION, F.ROUTE_UPDATE, F.EXTENDED_AUTHENTICATION, F.NAT, F.SGT,
                F.QUANTUM,
            ),
            **named(Form.YES, F.INITIATOR, F.DELETING, F.MARKED),
        },
        inners=(
            Inner(
                attribute="children",
                row=Ikev2ChildSa,
                begin=F.CHILD_LOCAL,
                values={
                    F.CHILD_LOCAL: Value("local", Form.RANGE, Selector),
                    F.CHILD_REMOTE: Value("remote", Form.RANGE, Selector),
                    F.CHILD_ENCRYPTION: Value("encryption"),
                    F.CHILD_KEY_SIZE: Value("key_size", Form.NUMBER),
                    **named(
                        Form.HEX, F.ESP_IN, F.ESP_OUT, F.AH_IN, F.AH_OUT, F.CPI_IN, F.CPI_OUT
                    ),
                    **named(Form.TEXT, F.ESP_HMAC, F.AH_HMAC, F.COMPRESSION, F.MODE),
                },
            ),
        ),
    )
)  # fmt: skip
