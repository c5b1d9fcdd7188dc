"""Messages as columns: what :class:`Classifier` yields one by one, without an object for each.

The scanner's columns are read into text (``fastparse.texts``), put in the context of their
negotiations (``_negotiations.pyx``), and redacted where a text can hold a secret at all.
"""

from __future__ import annotations

import functools
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from fastparse.parallel import Part, parts
from fastparse.scan import Buffer, Scanner
from fastparse.template import Context, Template
from fastparse.texts import Rows, Strings, bits, joined, lists, pick, rows, take
from remediate.errors import RuleError
from remediate.messages._negotiations import Negotiations
from remediate.messages.classify import TIED, VERDICTS
from remediate.messages.offers import ATTRIBUTES
from remediate.model.signature import Catalogue, Role
from remediate.secret_columns import clean_column

__all__ = ["ColumnClassifier", "Records"]

_NEGOTIATION_PEER = "negotiation_peer"
_GAINING = (Role.CONSEQUENCE, Role.CLOSING)
"""Roles of messages that can be given causes which their signature has not."""
_CAUSES = 64
"""Bits of a mask."""


class Records(NamedTuple):
    """Messages in columns, in order; of :class:`remediate.model.observation.Message` each field."""

    line: array[int]
    offset: array[int]
    time: Strings
    """Empty where the line prints none."""
    host: Strings
    """Relaying host; empty where there is none."""
    signature: array[int]
    """Index into :attr:`ColumnClassifier.signatures`."""
    slug_first: array[int]
    """Per message: index of its first cause; one more at the end."""
    slug: array[int]
    """Index into :attr:`ColumnClassifier.slugs`, ascending in each message."""
    field_first: array[int]
    field_name: array[int]
    """Index into :attr:`ColumnClassifier.fields`."""
    field_value: Strings
    text: Strings

    def between(self, start: int, end: int) -> Records:
        """Return the records from index ``start`` to ``end``."""
        chosen = array("i", range(start, end))
        slug_first, slugs = lists(self.slug_first, chosen, array("i"))
        field_first, fields = lists(self.field_first, chosen, array("i"))
        return Records(
            line=self.line[start:end],
            offset=self.offset[start:end],
            time=pick(self.time, chosen),
            host=pick(self.host, chosen),
            signature=self.signature[start:end],
            slug_first=slug_first,
            slug=take(self.slug, slugs),
            field_first=field_first,
            field_name=take(self.field_name, fields),
            field_value=pick(self.field_value, fields),
            text=pick(self.text, chosen),
        )


class ColumnClassifier:
    """Recognises the messages of a catalogue. Immutable: one serves many files."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Compile the catalogue; :class:`RuleError` when it has more causes than a mask has bits."""
        self.signatures = tuple(item.name for item in catalogue.signatures)
        self.slugs = tuple(sorted({slug for causes in catalogue.slugs for slug in causes}))
        if len(self.slugs) > _CAUSES:
            raise RuleError(f"the columns hold {_CAUSES} root causes, not {len(self.slugs)}")
        templates = tuple(Template.parse(item.template) for item in catalogue.signatures)
        self._scanner = Scanner(templates)
        names = self._scanner._names
        self.fields = (*names, _NEGOTIATION_PEER)
        numbers = {slug: number for number, slug in enumerate(self.slugs)}
        roles = tuple(Role)
        # Of the others neither text nor time is ever shown. Attribute lines are told by their text.
        self._wanted = bytes(
            bool(causes) or item.role in _GAINING or item.name in ATTRIBUTES
            for item, causes in zip(catalogue.signatures, catalogue.slugs, strict=True)
        )
        self._negotiations = functools.partial(
            Negotiations,
            roles=[roles.index(item.role) for item in catalogue.signatures],
            slugs=[sum(1 << numbers[slug] for slug in causes) for causes in catalogue.slugs],
            flags=[
                (item.name in ATTRIBUTES)
                | (item.role in VERDICTS) << 1
                | (template.context is Context.ASA) << 2
                | (template.context in TIED) << 3
                for item, template in zip(catalogue.signatures, templates, strict=True)
            ],
            only=[
                None
                if item.only is None
                else (
                    names.index(item.only[0]) if item.only[0] in names else -1,
                    frozenset(value.encode() for value in item.only[1]),
                )
                for item in catalogue.signatures
            ],
            names=names,
        )

    def records(
        self,
        data: Buffer | Iterable[Buffer],
        *,
        clean: Callable[[str], str],
        context: bool = False,
        jobs: int = 1,
        window: int | None = None,
        beside: Callable[[memoryview], bool] = lambda _: False,
        scanned: Callable[[int, bool], None] = lambda *_: None,
    ) -> Iterator[Records]:
        """Yield the messages of a dump in order, with flat memory.

        ``data`` is a buffer or its pieces in order; ``clean`` redacts text; ``context`` keeps
        messages without a root cause; ``jobs`` threads scan ``window`` bytes at a time, and let
        ``beside`` look at them. After each window, and before its messages are yielded, ``scanned``
        is told up to which offset nothing is looked at again, and what ``beside`` said.
        """
        negotiations = self._negotiations()
        waiting: deque[tuple[Rows, array[int]]] = deque()
        for part in parts(self._scanner, data, jobs=jobs, window=window, beside=beside):
            found = self._fed(part, negotiations, waiting, None if context else self._wanted)
            scanned(part.end, part.beside)
            if found:
                yield from self._settled(negotiations, waiting, clean, context)
        negotiations.end()
        yield from self._settled(negotiations, waiting, clean, context)

    def _fed(
        self,
        part: Part,
        negotiations: Negotiations,
        waiting: deque[tuple[Rows, array[int]]],
        wanted: bytes | None,
    ) -> bool:
        """Take the hits of one window; whether there were any."""
        if not len(part.columns.start):
            return False
        found = rows(part, wanted=wanted)
        messages = negotiations.feed(
            found.signature,
            found.line,
            *found.host,
            *found.text,
            found.field_first,
            found.field_name,
            *found.field_value,
        )
        waiting.append((found, messages))
        return True

    def _settled(
        self,
        negotiations: Negotiations,
        waiting: deque[tuple[Rows, array[int]]],
        clean: Callable[[str], str],
        context: bool,
    ) -> Iterator[Records]:
        """Yield what is decided, the messages of a window together."""
        while waiting and negotiations.settled >= len(waiting[0][1]):
            found, messages = waiting.popleft()
            kept, masks, told, at, peers = negotiations.take(len(messages), context)
            if kept:
                yield self._records(
                    found, take(messages, kept), masks, told, Strings(at, peers), clean
                )

    def _records(
        self,
        found: Rows,
        chosen: array[int],
        masks: array[int],
        told: array[int],
        peers: Strings,
        clean: Callable[[str], str],
    ) -> Records:
        """Read the rows ``chosen``; those at ``told`` of them have a peer of ``peers`` besides."""
        field_first, items = lists(found.field_first, chosen, told)
        names = found.field_name + array("i", [len(self.fields) - 1]) * len(told)
        values = clean_column(found.field_value, clean, asked=_spaced)
        slug_first, slug = bits(masks)
        return Records(
            line=take(found.line, chosen),
            offset=take(found.offset, chosen),
            time=pick(found.time, chosen),
            host=pick(found.host, chosen),
            signature=take(found.signature, chosen),
            slug_first=slug_first,
            slug=slug,
            field_first=field_first,
            field_name=take(names, items),
            field_value=pick(joined(values, peers), items),
            text=clean_column(pick(found.text, chosen), clean),
        )


def _spaced(value: str) -> bool:
    return " " in value
