"""Lines of known forms, as data for both readers: ``crypto map ~ # set peer ~$``.

A form is matched from the beginning of a line. Its letters stand for themselves, but for

* ``~`` one or more bytes that are no blanks, as many as there are (kept as a word)
* ``#`` one or more digits, as many as there are (kept as a word)
* ``@`` such a word in parentheses (kept)
* ``^`` an IPv4 address in dotted form, without leading zeros (kept as its number)
* ``'`` such an address (kept as a word)
* ``=`` nothing: from here to its end the line is kept
* ``*`` any number of blanks
* ``%`` no letter, digit or underscore follows
* ``;`` a space, a tab or the end of the line follows
* ``$`` nothing but blanks follows on the line
* ``/`` the line ends here (blanks, CR) and the next one begins

Blanks are the white space of ASCII without the line feed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

__all__ = ["KEEPING", "MOST_WORDS", "SPECIAL", "Form", "Forms", "Plain", "Record"]

SPECIAL = b"~#@^'=*%;$/"
KEEPING = b"~#@^'="
MOST_WORDS = 4
"""Words that one form can keep."""

Record = tuple[Any, ...]
"""(number of the form, line, the words and addresses that it keeps: ``str`` and ``int``)."""
Plain = tuple[int, Record, Sequence[Record]] | int
"""A section as its row, the record of its head and those of its lines; its row alone where a line
of it has none of the forms."""


class Form(NamedTuple):
    """What a line begins with; several forms may have one number, -1: as if it had none."""

    text: bytes
    number: int = 0
    least: int = 0
    """Spaces that must stand before it (signs of a text only)."""
    most: int = 0
    """Spaces that may stand before it; -1: any number; -2: any number of blanks of any kind."""


class Forms:
    """Forms in order of precedence; ``table`` is what the compiled reader makes of them once."""

    __slots__ = ("fold", "forms", "loose", "table")

    def __init__(self, *forms: Form, loose: bool = False, fold: bool = False) -> None:
        """Take forms; ``loose``: a space stands for spaces and tabs; ``fold``: letter case is free.

        ``ValueError`` for a form that keeps more words than :data:`MOST_WORDS`, for a number below
        -1, and for folded forms that are not in lower case.
        """
        for form in forms:
            if sum(byte in KEEPING for byte in form.text) > MOST_WORDS:
                raise ValueError(f"{form.text!r} keeps more than {MOST_WORDS} words")
            if form.number < -1 or (fold and form.text != form.text.lower()):
                raise ValueError(f"{form.text!r} has no number of its own or is not in lower case")
        self.forms = forms
        self.loose = loose
        self.fold = fold
        self.table: object = None
