"""Where a walk over ``show crypto ipsec sa`` stands, in plain Python."""

from __future__ import annotations

import enum

from fastparse.records import Field
from fastparse.reference.show_lines import Sink

__all__ = ["INBOUND", "OUTBOUND", "Stage", "Standing"]

INBOUND, OUTBOUND = "inbound", "outbound"
WHOLE: frozenset[Field | str] = frozenset(
    {Field.LOCAL_IDENT, Field.REMOTE_IDENT, INBOUND, OUTBOUND}
)
"""What an identity has when it was not cut: both proxies and the headings of its SAs.

And the SAs that have the current SPIs, where those are not 0.
"""


class Stage(enum.IntEnum):
    """Lines that an identity has once, in the order in which every release prints them.

    A line that comes a second time, or after the SAs, belongs to an identity whose head was lost.
    So does a value that comes a second time within an SA: it is of an SA whose SPI was lost.
    """

    LOCAL_PROXY = 0
    REMOTE_PROXY = 1
    PEER = 2
    COUNTERS = 3
    ENDPOINTS = 4
    SPIS = 5
    SECTIONS = 6


class Standing:
    """Where a walk stands: the identity, its SA, what is shared."""

    def __init__(self) -> None:
        self.sink = Sink()
        self.record = -1
        self.open = False
        self.head = (0, 0, 0)
        self.missing: set[Field | str] = set()
        self.context: dict[Field, tuple[int, int, int]] = {}
        self.stage = Stage.LOCAL_PROXY
        self.outbound = False
        self.sa = ""
        self.sa_head = (0, 0, 0)
        self.sa_seen: set[Field] = set()
        self.current_spi: dict[Field, int] = {}

    def close_sa(self) -> None:
        """End an SA; one without transform or settings was cut."""
        if self.sa == "open" and not self.sa_seen >= {Field.TRANSFORM, Field.SETTINGS}:
            start, end, line = self.sa_head
            self.sink.rows.append((self.record, int(Field.CUT_SA), start, end, line))
        self.sa = ""

    def close(self) -> None:
        """End an identity."""
        self.close_sa()
        if self.open and self.missing:
            start, end, line = self.head
            self.sink.rows.append((self.record, int(Field.CUT_RECORD), start, end, line))
        self.open = False

    def begin(self, start: int, end: int) -> None:
        """Begin an identity with what was printed above it."""
        self.close()
        self.record += 1
        self.open, self.head, self.missing = True, (start, end, self.sink.line), set(WHOLE)
        self.stage = Stage.LOCAL_PROXY
        self.current_spi = {}
        for key in sorted(self.context):
            self.sink.rows.append((self.record, int(key), *self.context[key]))
        self.context.pop(Field.ACL, None)
        self.context.pop(Field.PROTECTED_VRF, None)

    def reach(self, stage: Stage) -> Field | None:
        """Come to a line that an identity has once."""
        if self.open and self.stage >= stage:
            self.close()
        if not self.open:
            return Field.STRAY
        self.stage = stage
        return None

    def put(self, field: Field, start: int, end: int) -> Field | None:
        """Write a value of the identity."""
        if self.open and self.stage is Stage.SECTIONS:
            self.close()
        if not self.open:
            return Field.STRAY
        self.sink.put(self.record, field, start, end)
        return None

    def put_sa(self, field: Field, start: int, end: int) -> Field | None:
        """Write a value of the SA."""
        if not self.open:
            return Field.STRAY
        if self.sa == "open" and field in self.sa_seen:
            self.close_sa()
        if self.sa != "open":
            self.sa = "broken"
            return Field.HEADLESS
        self.sink.put(self.record, field, start, end)
        self.sa_seen.add(field)
        return None
