from array import array
from collections.abc import Sequence

from typing_extensions import Buffer

class Negotiations:
    """The messages of one input, which wait until their negotiation is decided."""

    @property
    def settled(self) -> int:
        """Messages that are decided and can be taken."""

    def __init__(
        self,
        *,
        roles: Sequence[int],
        slugs: Sequence[int],
        flags: Sequence[int],
        only: Sequence[tuple[int, frozenset[bytes]] | None],
        names: Sequence[str],
        line: int = 1,
    ) -> None: ...
    def feed(
        self,
        signature: Buffer,
        line: Buffer,
        host_at: Buffer,
        hosts: bytes,
        text_at: Buffer,
        texts: bytes,
        field_first: Buffer,
        field_name: Buffer,
        value_at: Buffer,
        values: bytes,
    ) -> array[int]:
        """Take hits in order: columns of :class:`fastparse.texts.Rows`.

        Returns the rows of those that are messages; the others are attribute lines that nothing
        shows to be an offer's. ``ValueError`` for columns that don't fit each other.
        """

    def end(self) -> None:
        """Decide all that is open: the input is over."""

    def take(
        self, count: int, context: bool
    ) -> tuple[array[int], array[int], array[int], array[int], bytes]:
        """Return the next ``count`` settled messages, those without causes only with ``context``.

        As columns: which of them, from 0; their causes as masks; and where the line names no peer
        but its negotiation does, places in these columns and the peers as strings (offsets, data).
        ``ValueError`` when fewer are settled.
        """
