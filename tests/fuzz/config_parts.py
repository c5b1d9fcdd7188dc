"""What the compiled parts of the configuration reader promise of any bytes, as checks that raise."""

from __future__ import annotations

import random
import zlib
from contextlib import suppress

from fastparse import _config_entries, _config_forms, _config_lists, _config_sheets, config
from fastparse.config_forms import Form, Forms
from fastparse.needles import Needles, lines_with
from fastparse.reference import config_entries as plain_entries
from fastparse.reference import config_forms as plain_forms
from fastparse.reference import config_lists as plain_lists
from fastparse.reference import config_sheets as plain_sheets
from fastparse.reference.needles import lines_with as plain_lines_with
from remediate.platforms import asa_interface_read, ios_interface_read, ios_keys_read, map_read

__all__ = ["DIVIDER", "entries", "forms", "lists", "needles", "sheets"]

SHEETS = (
    asa_interface_read.INTERFACES,
    asa_interface_read.ROUTES,
    ios_interface_read.INTERFACES,
    ios_interface_read.ROUTES,
    ios_keys_read.KEYS,
    map_read.ENTRIES,
    map_read.FLAT_ENTRIES,
)

DIVIDER = b"\n\n"
"""Ends the forms, or the words, that an input begins with."""
MOST = 12
"""Forms, or words, of an input."""


def _ranges(data: bytes, rows: int) -> list[tuple[int, int]]:
    dice = random.Random(zlib.crc32(data))
    first = dice.randrange(rows + 1)
    return [(0, rows), (first, dice.randrange(first, rows + 1))]


def lists(data: bytes) -> None:
    """Access lists as runs of rows."""
    columns = config.scan(data)
    for first, stop in _ranges(data, len(columns.start)):
        for name, arguments in (
            ("flat_lists", [(False, False), (True, True)]),
            ("named_lists", [(False,), (True,)]),
            ("foreign_masks", [(False,), (True,)]),
        ):
            for given in arguments:
                compiled = getattr(_config_lists, name)(data, columns, first, stop, *given)
                plain = getattr(plain_lists, name)(data, columns, first, stop, *given)
                assert compiled == plain, name


def entries(data: bytes) -> None:
    """Access list entries in parts."""
    columns = config.scan(data)
    for first, stop in _ranges(data, len(columns.start)):
        for flat in (False, True):
            for netmask in (False, True):
                given = (data, columns, first, stop, flat, netmask)
                assert list(_config_entries.entries(*given)) == list(plain_entries.entries(*given))


def forms(data: bytes) -> None:
    """Lines by forms that the input itself begins with; its first bytes say how they are taken."""
    head, _, rest = data.partition(DIVIDER)
    found: list[Form] = []
    for text in head.split(b"\n")[:MOST]:
        number, most = text[:1], text[1:2]
        with suppress(ValueError):
            form = Form(
                text[2:], number[0] % 5 - 1 if number else 0, 0, most[0] % 6 - 2 if most else 0
            )
            Forms(form)
            found.append(form)
    dice = random.Random(zlib.crc32(data))
    try:
        made = Forms(*found, loose=dice.random() < 0.5, fold=dice.random() < 0.3)
    except ValueError:  # folded, and not in lower case
        return
    if all(form.number >= 0 for form in found):
        assert _config_forms.signs(rest, made) == plain_forms.signs(rest, made)
    columns = config.scan(rest)
    assert _config_forms.blocks(rest, columns, made) == plain_forms.blocks(rest, columns, made)


def sheets(data: bytes) -> None:
    """Sections as rows of values, of the kinds that the product reads."""
    columns = config.scan(data)
    for kind in SHEETS:
        for first, stop in _ranges(data, len(columns.start)):
            given = (data, columns, first, stop, kind)
            assert list(_config_sheets.sheet(*given)) == list(plain_sheets.sheet(*given))
            if not kind.shared:
                assert _config_sheets.usual(*given) == plain_sheets.usual(*given)


def needles(data: bytes) -> None:
    """Lines with words that the input itself begins with, in ASCII, Latin-1 and any letters."""
    head, _, rest = data.partition(DIVIDER)
    words = [word for word in head.decode("ascii", "ignore").split("\n")[:MOST] if word]
    deciding = [word for word in words if len(word) >= 3]
    others = [word for word in words if len(word) < 3]
    made = Needles(*deciding, *others, deciding=len(deciding))
    for text in (
        rest.decode("ascii", "ignore"),
        rest.decode("latin-1"),
        rest.decode("utf-8", "surrogateescape"),
    ):
        assert lines_with(text, made) == plain_lines_with(text, made)
