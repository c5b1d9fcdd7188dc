"""The shape of the records of ``show crypto map``."""

from __future__ import annotations

from fastparse.records_crypto_map import CryptoMapField as F
from fastparse.records_crypto_map import CryptoMapRow, MapTransformSet
from fastparse.shape import REASONS, Form, Inner, Shape, Spread, Value, named
from fastparse.show_rows import Rows

__all__ = ["CRYPTO_MAPS"]

CRYPTO_MAPS: Rows[CryptoMapRow] = Rows(
    Shape(
        row=CryptoMapRow,
        damage=REASONS,
        values={
            F.PEER: Value("peers", many=True),
            F.ACL_ENTRY: Value("acl_entries", many=True),
            F.INTERFACE: Value("interfaces", many=True),
            **named(
                Form.NUMBER,
                F.SEQUENCE, F.KILOBYTES, F.SECONDS, F.IDLE_SECONDS, F.REPLAY_WINDOW,
                F.INBOUND_ESP, F.OUTBOUND_ESP, F.INBOUND_AH, F.OUTBOUND_AH,
            ),
            **named(
                Form.TRUE, F.TEMPLATE, F.UNFINISHED, F.PROFILE_INSTANCE, F.NO_ACL, F.ALWAYS_UP
            ),
            **named(Form.YES, F.DUALSTACK, F.RESPONDER_ONLY, F.PFS),
            **named(Form.PHRASE, F.REVERSE_ROUTE, F.KIND),
            **named(
                Form.TEXT,
                F.NAME, F.FAMILY, F.MISSING, F.DESCRIPTION, F.CURRENT_PEER, F.ISAKMP_PROFILE,
                F.IKEV2_PROFILE, F.PROFILE, F.ACL, F.CHECK_IN, F.CHECK_OUT, F.SS_DYNAMIC,
                F.VOLUME, F.DH_GROUP, F.MIXED_MODE, F.DYNAMIC_TEMPLATE, F.CREATED_FROM,
                F.GROUP_NAME, F.IDB, F.LOCAL_ADDRESS, F.APPLIED,
            ),
        },
        inners=(
            Inner(
                attribute="transform_sets",
                row=MapTransformSet,
                begin=F.TRANSFORM_SET,
                values={
                    F.TRANSFORM_SET: Value("name"),
                    F.TRANSFORMS: Value("transforms", Form.WORDS),
                },
            ),
        ),
        spread=Spread("interfaces", "applied", ("name", "family")),
    )
)  # fmt: skip
