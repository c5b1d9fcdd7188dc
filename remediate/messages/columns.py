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

from fastparse.parallel import Part, Step, parts
from fastparse.scan import Buffer, Scanner
from fastparse.session import prompt_step, prompted
from fastparse.template import Context, Template
from fastparse.texts import Reading, Rows, Strings, bits, joined, lists, pick, take
from remediate.errors import RuleError
from remediate.messages._negotiations import Negotiations
from remediate.messages.classify import TIED, VERDICTS
from remediate.messages.offers import ATTRIBUTES
from remediate.model.signature import Catalogue, Role
from remediate.secret_columns import clean_column, needles

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
        spoken: Callable[[], None] | None = None,
    ) -> Iterator[Records]:
        """Yield the messages of a dump in order, with flat memory.

        ``data`` is a buffer or its pieces in order; ``clean`` redacts text; ``context`` keeps
        messages without a root cause; ``jobs`` threads scan ``window`` bytes at a time. ``spoken`` is
        called for each window with a prompt in it, before its messages are yielded.
        """
        reading = Reading(b"\1" * len(self.signatures) if context else self._wanted, needles())

        def steps() -> tuple[Step, ...]:
            return (reading.step(), prompt_step()) if spoken is not None else (reading.step(),)

        negotiations = self._negotiations()
        waiting: deque[tuple[_Shown, array[int]]] = deque()
        for part, done in parts(
            self._scanner, data, jobs=jobs, window=window, steps=steps, let_go=True
        ):
            shown = _shown(reading, part, done[0], clean)
            if shown is not None:
                waiting.append((shown, _fed(negotiations, shown.rows)))
            if spoken is not None and prompted(part.data, done[1]):
                spoken()
            if shown is not None:
                yield from self._settled(negotiations, waiting, context)
        negotiations.end()
        yield from self._settled(negotiations, waiting, context)

    def _settled(
        self,
        negotiations: Negotiations,
        waiting: deque[tuple[_Shown, array[int]]],
        context: bool,
    ) -> Iterator[Records]:
        """Yield what is decided, the messages of a window together."""
        while waiting and negotiations.settled >= len(waiting[0][1]):
            shown, messages = waiting.popleft()
            kept, masks, told, at, peers = negotiations.take(len(messages), context)
            if kept:
                yield self._records(shown, take(messages, kept), masks, told, Strings(at, peers))

    def _records(
        self,
        shown: _Shown,
        chosen: array[int],
        masks: array[int],
        told: array[int],
        peers: Strings,
    ) -> Records:
        """Take the rows ``chosen``; those at ``told`` of them have a peer of ``peers`` besides."""
        found = shown.rows
        field_first, items = lists(found.field_first, chosen, told)
        names = array("i", bytes(memoryview(found.field_name)))
        names.extend([len(self.fields) - 1] * len(told))
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
            field_value=pick(joined(shown.values, peers), items),
            text=pick(shown.text, chosen),
        )


class _Shown(NamedTuple):
    """The hits of one window, and what of them can be shown."""

    rows: Rows
    values: Strings
    text: Strings


def _shown(reading: Reading, part: Part, step: Step, clean: Callable[[str], str]) -> _Shown | None:
    """Return the hits of one window; None where there are none."""
    if not len(part.columns.start):
        return None
    found, values, texts = reading.read(part, step)
    shown = clean_column(found.field_value, values, clean, asked=_spaced)
    return _Shown(found, shown, clean_column(found.text, texts, clean))


def _fed(negotiations: Negotiations, found: Rows) -> array[int]:
    """Put hits in context; returns the rows of those that are messages."""
    return negotiations.feed(
        found.signature,
        found.line,
        *found.host,
        *found.text,
        found.field_first,
        found.field_name,
        *found.field_value,
    )


def _spaced(value: str) -> bool:
    return " " in value
