"""From columns to the records of ``show crypto map``."""

from __future__ import annotations

from fastparse.records import Columns
from fastparse.records_crypto_map import CryptoMapField, CryptoMapRow, MapTransformSet
from fastparse.rows_layout import Convert, Layout, Nested, squeezed, yes

__all__ = ["CRYPTO_MAPS"]

F = CryptoMapField
_NUMBERS = (
    F.SEQUENCE, F.KILOBYTES, F.SECONDS, F.IDLE_SECONDS, F.REPLAY_WINDOW, F.INBOUND_ESP,
    F.OUTBOUND_ESP, F.INBOUND_AH, F.OUTBOUND_AH,
)  # fmt: skip
_MARKS = (F.TEMPLATE, F.UNFINISHED, F.PROFILE_INSTANCE, F.NO_ACL, F.ALWAYS_UP)


def _true(_: str) -> bool:
    return True


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_CONVERT: dict[int, Convert] = {
    **dict.fromkeys(_NUMBERS, int),
    **dict.fromkeys(_MARKS, _true),
    **dict.fromkeys((F.DUALSTACK, F.RESPONDER_ONLY, F.PFS), yes),
    **dict.fromkeys((F.REVERSE_ROUTE, F.KIND), squeezed),
    F.TRANSFORMS: _words,
}


class _Maps(Layout[CryptoMapRow]):
    """The interfaces are printed once, below a map's last entry: they are those of each entry."""

    def build(self, data: bytes, columns: Columns, first_line: int) -> list[CryptoMapRow]:
        """Return the records in printed order."""
        rows = super().build(data, columns, first_line)
        name, family = "", None
        interfaces: tuple[str, ...] | None = None
        for place in range(len(rows) - 1, -1, -1):
            row = rows[place]
            if row.applied is not None:
                name, family, interfaces = row.name, row.family, row.interfaces or ()
            elif (row.name, row.family) != (name, family):
                interfaces = None
            if interfaces is not None:
                rows[place] = row._replace(interfaces=interfaces)
        return rows


CRYPTO_MAPS = _Maps(
    F,
    CryptoMapRow,
    nested=(Nested(F.TRANSFORM_SET, 200, MapTransformSet, "transform_sets"),),
    names={
        F.PEER: "peers",
        F.ACL_ENTRY: "acl_entries",
        F.INTERFACE: "interfaces",
        F.TRANSFORM_SET: "name",
    },
    convert=_CONVERT,
    lists=(F.PEER, F.ACL_ENTRY, F.INTERFACE),
)
