r"""Lines of known forms, as data for both readers: ``crypto map ~ # set peer ~$``.

A form is matched from the beginning of a line. Its letters stand for themselves, but for

* ``~`` one or more bytes that are no blanks, as many as there are (kept as a word)
* ``#`` one or more digits, as many as there are (kept as a word)
* ``@`` such a word in parentheses (kept)
* ``^`` an IPv4 address in dotted form, without leading zeros (kept as its number)
* ``'`` such an address (kept as a word)
* ``&`` such an address that is a netmask: ones, then zeros (kept as a word)
* ``+`` a number from 1 to 65535 of at most ten digits (kept as a number)
* ``{`` one hexadecimal digit, no lower-case letter
* ``\\`` the next byte stands for itself, whatever it is
* ``"`` nothing: the number of the line is kept
* ``|`` nothing: the word that begins here is kept, which may be an empty one
* ``=`` nothing: from here to its end the line is kept
* ``*`` any number of blanks
* ``%`` no letter, digit or underscore follows
* ``;`` a space, a tab or the end of the line follows
* ``$`` nothing but blanks follows on the line
* ``/`` the line ends here (blanks, CR) and the next one begins

Blanks are the white space of ASCII without the line feed.
"""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = [
    "KEEPING",
    "MOST_PLACES",
    "MOST_WORDS",
    "SPECIAL",
    "Form",
    "Forms",
    "Sheet",
    "SheetRow",
]

SPECIAL = b"~#@^'=&+|\"*%;$/{\\"
KEEPING = b"~#@^'=&+|\""
_ITSELF = ord("\\")
MOST_WORDS = 4
"""Words that one form can keep."""
MOST_PLACES = 60
"""Places that a row of a sheet can have."""

SheetRow = tuple[Any, ...]
"""A section as a row of values, see :class:`Sheet`."""


class Form(NamedTuple):
    """What a line begins with; several forms may have one number, -1: as if it had none."""

    text: bytes
    number: int = 0
    least: int = 0
    """Spaces that must stand before it (signs of a text only)."""
    most: int = 0
    """Spaces that may stand before it; -1: any number; -2: any number of blanks of any kind."""
    place: int = -1
    """Where in a row of a :class:`Sheet` its words go."""


def marks_of(text: bytes) -> list[tuple[int, bool]]:
    """Return the bytes of a form, and whether each stands for itself though it be a mark."""
    found: list[tuple[int, bool]] = []
    plain = False
    for byte in text:
        if byte == _ITSELF and not plain:
            plain = True
            continue
        found.append((byte, plain))
        plain = False
    return found


def _words(form: Form) -> int:
    return sum(byte in KEEPING and not plain for byte, plain in marks_of(form.text))


class Forms:
    """Forms in order of precedence; ``table`` is what the compiled reader makes of them once."""

    __slots__ = ("fold", "forms", "loose", "table")

    def __init__(self, *forms: Form, loose: bool = False, fold: bool = False) -> None:
        """Take forms; ``loose``: a space stands for spaces and tabs; ``fold``: letter case is free.

        ``ValueError`` for a form that keeps more words than :data:`MOST_WORDS`, for a number below
        -1, for folded forms that are not in lower case, and for one that ends in the midst of a mark.
        """
        for form in forms:
            if _words(form) > MOST_WORDS:
                raise ValueError(f"{form.text!r} keeps more than {MOST_WORDS} words")
            if len(form.text) - len(form.text.rstrip(b"\\")) & 1:
                raise ValueError(f"{form.text!r} ends where a byte should stand for itself")
            if form.number < -1 or (fold and form.text != form.text.lower()):
                raise ValueError(f"{form.text!r} has no number of its own or is not in lower case")
        self.forms = forms
        self.loose = loose
        self.fold = fold
        self.table: object = None


class Sheet:
    """Sections as they are usually printed, with a row of values for each.

    A row is (first row of the section, number of its head's form, its line, the values by place,
    and with ``numbered`` the numbers of its lines as a tuple). The words of a head go to the first
    places, or from ``place`` of its form on where that is given; those of a line in the section to
    the places from its form's ``place`` on, and nowhere without one. A form that keeps no word has
    its number put in its ``place``. A place that no line filled is None.

    ``several``: the place that any number of words may go to, a tuple. ``shared``: how many words
    of the head neighbouring heads must have in common to be one section, which then holds no lines
    of other kinds; they go to the first places, and the words after them as said above.

    A section whose head has the number 0 has no row, nor one in which the place ``needed`` is not filled. One with a line of no form, or with a place
    filled twice, is its row of the configuration alone (of neighbours with words in common, a line
    that fills a place again begins a new section).
    """

    __slots__ = ("heads", "lines", "needed", "numbered", "places", "several", "shared", "table")

    def __init__(
        self,
        heads: Forms,
        lines: Forms,
        places: int,
        *,
        several: int = -1,
        shared: int = 0,
        needed: int = -1,
        numbered: bool = False,
    ) -> None:
        """Take the forms of heads and of lines in sections, and how many places a row has.

        ``ValueError`` where a form's words have no place.
        """
        if not 0 <= places <= MOST_PLACES or not -1 <= several < places or shared < 0:
            raise ValueError("no such places")
        if not -1 <= needed < places or (needed >= 0 and (shared or needed == several)):
            raise ValueError("no place that can be needed")
        if 0 <= several < shared:
            raise ValueError("a place of several words among those that are shared")
        for form in heads.forms:
            words = _words(form)
            last = words if form.place < 0 else form.place + max(1, words - shared)
            fits = words >= shared and last <= places and not 0 <= form.place < shared
            if form.number >= 0 and not fits:
                raise ValueError(f"{form.text!r} has words without a place")
        for form in lines.forms:
            if form.place >= 0 and form.place + max(1, _words(form)) > places:
                raise ValueError(f"{form.text!r} has words without a place")
        self.heads = heads
        self.lines = lines
        self.places = places
        self.several = several
        self.shared = shared
        self.needed = needed
        self.numbered = numbered
        self.table: object = None
