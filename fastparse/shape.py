"""How the values of one command become records: a table from fields to attributes.

A :class:`Shape` says for every field of the columns which attribute of the row it fills and what
its span becomes. The compiled builder (``fastparse._rows``) and its plain twin
(``fastparse.reference.rows``) walk the columns once and make the rows by it, so a new command
brings a table and no code::

    SESSION = Rows(Shape(
        row=SessionRow,
        values={**texts(interface=F.INTERFACE, peer=F.PEER), **numbers(port=F.PORT)},
        inners=(Inner(attribute="flows", row=Flow, begin=F.FLOW, values=texts(text=F.FLOW)),),
    ))

Field ids are the command's own or those of ``records.Field``; reasons are shared by all. Spans that
need more than a :class:`Form` name a function of their own, which is slower.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

from fastparse.records import Field

__all__ = [
    "DAMAGE", "FIRST_REASON", "MOST_FIELDS", "MOST_INNERS", "MOST_LISTS", "MOST_PAIRS", "MOST_VALUES",
    "REASONS", "Carried", "Form", "Inner", "Pairs", "Shape", "Spread", "Value", "named", "numbers", "texts",
]  # fmt: skip

Row = TypeVar("Row", bound=tuple[Any, ...])

FIRST_REASON = 200
"""Field ids from here on are reasons."""
MOST_FIELDS = 512
"""Field ids are below."""
MOST_VALUES = 128
"""Fields of one shape."""
MOST_INNERS = 4
"""Kinds of inner rows of one shape."""
MOST_PAIRS = 4
"""Kinds of pairs of one shape."""
MOST_LISTS = 8
"""Attributes of one shape that keep all that came."""
DAMAGE = frozenset({Field.CUT_RECORD, Field.CUT_SA, Field.BAD_SPI, Field.BAD_IDENT, Field.HEADLESS})
"""Reasons after which what a block does not show proves nothing."""
REASONS = frozenset(field for field in Field if field >= FIRST_REASON)
"""All reasons."""


class Form(enum.IntEnum):
    """What a span becomes. Bytes that are not UTF-8 become replacement characters in any text."""

    TEXT = 0
    """The text as it stands."""
    LOWER = 1
    """The text folded to lower case."""
    SPACED = 2
    """The words of the text with one blank between them."""
    WORDS = 3
    """A tuple of the words; commas are ornament."""
    NUMBER = 4
    """A decimal number."""
    HEX = 5
    """A hexadecimal number."""
    TRUE = 6
    """True: the span says it by being there."""
    SLASHED = 7
    """A row of the type ``make``: the text, and its parts between the last slashes."""
    MADE = 8
    """What the function ``make`` returns for the text."""
    FIXED = 9
    """``make`` itself, whatever the text is: the field says it by being there."""
    THOUSANDS = 10
    """A decimal number of thousands: ``10`` is 10,000."""
    NETWORK = 11
    """A row of the type ``make``: the text, its two parts before the second slash (address and mask),
    and the numbers behind them as far as there are any, else None."""
    PHRASE = 12
    """The words of the text with one blank between them, without a full stop behind them."""
    YES = 13
    """Whether the text begins with ``Y`` or ``T``, as ``Yes`` and ``TRUE`` do."""
    RANGE = 14
    """A row of the type ``make``: the text ``A/port - B/port``, A, its port, B, its port."""


class Value(NamedTuple):
    """Which attribute a field fills. One that comes again replaces what stood there."""

    attribute: str
    form: Form = Form.TEXT
    make: Any = None
    """A function or a type of rows; of ``Form.FIXED`` the value."""
    outer: bool = False
    """Of an inner row: it fills the same attribute of the outer row too, while that is empty."""
    many: bool = False
    """Of the record: the attribute is a tuple of all that came."""


class Pairs(NamedTuple):
    """A tuple of (name, number) pairs; a cell of ``name`` stands before each of ``number``."""

    attribute: str
    name: int
    number: int
    naming: Callable[[str], str]
    """From the name as printed to the canonical one."""
    names: Mapping[int, str] = MappingProxyType({})
    """Fields that stand in the place of ``name`` and mean this name, whatever their text is."""


class Carried(NamedTuple):
    """A heading inside a record: its values stand in the inner rows that follow it."""

    field: int
    attributes: tuple[str, ...]
    make: Callable[[str], tuple[Any, ...]]
    """From the heading's text to the values of ``attributes``."""


class Spread(NamedTuple):
    """A value printed once, below the last record of a group, that is each one's of the group.

    Records stand in a group while their values of ``group`` are the same. The ``attribute`` of the
    records above one whose ``mark`` is not None becomes that one's, or an empty tuple for None.
    """

    attribute: str
    mark: str
    group: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Inner:
    """Rows within a row: the SAs of an identity, the entries of a list."""

    attribute: str
    """Of the outer row: the tuple of the inner ones."""
    row: type[tuple[Any, ...]]
    begin: int
    """The field that begins an inner row; its line is the row's."""
    values: Mapping[int, Value]
    defaults: Mapping[str, object] = field(default_factory=dict)
    """Values of attributes that have no default of their own."""
    damage: frozenset[int] = frozenset()
    """Reasons after which the last inner row is not ``complete``."""
    carried: Carried | None = None


@dataclass(frozen=True, kw_only=True)
class Shape(Generic[Row]):
    """The rows of one command. Every row type has an attribute ``line``, filled with its line.

    The records of the columns stand in order and none is missing. A cell below ``FIRST_REASON``
    whose field the shape doesn't know, and a record without a value that has no default, are a
    ``ValueError``: the reader and its shape don't fit.
    """

    row: type[Row]
    values: Mapping[int, Value]
    starts: int = 0
    """A record's line is that of its first field from here on; its first one's where there is none."""
    damage: frozenset[int] = frozenset()
    """Reasons after which the record is not ``complete``."""
    pairs: tuple[Pairs, ...] = ()
    inners: tuple[Inner, ...] = ()
    """Kinds of inner rows, each with fields of its own."""
    left_out: frozenset[int] = frozenset()
    """Fields of the columns that fill nothing in the rows."""
    spread: Spread | None = None

    def __post_init__(self) -> None:
        """Refuse a table that no columns could fit, with a ``ValueError``."""
        fields = [*self.values, *self.left_out]
        values = [*self.values.values()]
        reasons = {*self.damage}
        for pairs in self.pairs:
            fields += [pairs.name, pairs.number, *pairs.names]
        for inner in self.inners:
            fields += inner.values
            values += inner.values.values()
            reasons |= inner.damage
            if inner.begin not in inner.values:
                fields.append(inner.begin)
            if inner.carried:
                fields.append(inner.carried.field)
            if any(value.many for value in inner.values.values()):
                raise ValueError("only a record has many values of a field")
        lists = {value.attribute for value in self.values.values() if value.many}
        if lists & {value.attribute for value in self.values.values() if not value.many}:
            raise ValueError("an attribute keeps all values of a field and one of another")
        if len(lists) > MOST_LISTS:
            raise ValueError(f"a shape of more than {MOST_LISTS} lists")
        if len(self.inners) > MOST_INNERS:
            raise ValueError(f"a shape of more than {MOST_INNERS} kinds of inner rows")
        if len(self.pairs) > MOST_PAIRS:
            raise ValueError(f"a shape of more than {MOST_PAIRS} kinds of pairs")
        if len(set(fields)) < len(fields):
            raise ValueError("a field stands twice in a shape")
        if not all(0 <= number < FIRST_REASON for number in fields):
            raise ValueError(f"fields of values are below {FIRST_REASON}")
        if not all(FIRST_REASON <= number < MOST_FIELDS for number in reasons):
            raise ValueError(f"reasons are from {FIRST_REASON} on and below {MOST_FIELDS}")
        if len(values) > MOST_VALUES:
            raise ValueError(f"a shape of more than {MOST_VALUES} values")
        for value in values:
            made = {Form.SLASHED, Form.MADE, Form.NETWORK, Form.RANGE}
            if value.form in made and value.make is None:
                raise ValueError(f"{value.attribute}: nothing to make it with")


def texts(**attributes: int) -> dict[int, Value]:
    """Return a table of texts: ``texts(peer=Field.CURRENT_PEER)``."""
    return {number: Value(name) for name, number in attributes.items()}


def numbers(**attributes: int) -> dict[int, Value]:
    """Return a table of decimal numbers: ``numbers(slot=Field.SA_SLOT)``."""
    return {number: Value(name, Form.NUMBER) for name, number in attributes.items()}


def named(form: Form, *fields: enum.IntEnum) -> dict[int, Value]:
    """Return a table of fields that fill the attributes named as they are, in lower case."""
    return {field: Value(field.name.lower(), form) for field in fields}
