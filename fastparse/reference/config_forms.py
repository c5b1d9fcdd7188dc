"""Lines of known forms in plain Python: every form as a regular expression."""

from __future__ import annotations

import re
from array import array
from functools import cache

from fastparse.config_forms import KEEPING, SPECIAL, Form, Forms, marks_of
from fastparse.config_tree import Columns

__all__ = ["blocks", "form_of", "signs"]

_BLANKS = b"\t\x0b\x0c\r\x1c\x1d\x1e\x1f "
_BLANK = rb"[\t\x0b-\r\x1c-\x1f ]"
_VISIBLE = rb"[^\t-\r\x1c-\x1f ]"
_OCTET = b"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_ADDRESS = b"(" + rb"\.".join([_OCTET] * 4) + b")(?!" + _VISIBLE + b")"
_NETMASKS = b"|".join(
    re.escape(
        b".".join(b"%d" % byte for byte in ((0xFFFFFFFF << zeros) & 0xFFFFFFFF).to_bytes(4, "big"))
    )
    for zeros in range(33)
)
_PORT = b"6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3}"
_MARKS = {
    ord("&"): b"(" + _NETMASKS + b")(?!" + _VISIBLE + b")",
    ord("+"): b"((?=[0-9]{1,10}(?![0-9]))0*(?:" + _PORT + b")(?![0-9]))",
    ord('"'): b"()",
    ord("{"): b"(?-i:[0-9A-F])",
    ord("|"): b"(?=(" + _VISIBLE + b"*+))",
    ord("~"): b"(" + _VISIBLE + b"++)",
    ord("#"): b"([0-9]++)",
    ord("@"): rb"(\(" + _VISIBLE + rb"+\))(?!" + _VISIBLE + b")",
    ord("^"): _ADDRESS,
    ord("'"): _ADDRESS,
    ord("="): b"(?=(.*))",
    ord("*"): _BLANK + b"*+",
    ord("%"): b"(?![A-Za-z0-9_])",
    ord(";"): rb"(?![^\t\n ])",
    ord("$"): _BLANK + rb"*+(?![^\n])",
    ord("/"): rb" *+\r?+\n",
}
_ORDINARY = re.compile(rb"(?:[\t!-~]| (?!!))*")


@cache
def _expression(form: Form, *, loose: bool, fold: bool) -> re.Pattern[bytes]:
    parts = [
        _MARKS[byte] if byte in SPECIAL and not plain else
        rb"[\t ]++" if byte == 32 and loose and not plain else re.escape(bytes((byte,)))
        for byte, plain in marks_of(form.text)
    ]  # fmt: skip
    return re.compile(b"".join(parts), re.DOTALL | (re.IGNORECASE if fold else 0))


def _match(form: Form, forms: Forms, text: bytes) -> re.Match[bytes] | None:
    return _expression(form, loose=forms.loose, fold=forms.fold).match(text)


def signs(data: bytes, forms: Forms) -> array[int]:
    """Return, of every number, the offset of the first line that has a form of that number, or -1."""
    if any(form.number < 0 for form in forms.forms):
        raise ValueError("a sign without a number")
    first = array("q", [-1]) * (1 + max((form.number for form in forms.forms), default=0))
    position = 0
    while position < len(data):
        rest = data[position:].lstrip(_BLANKS)
        lead = data[position : len(data) - len(rest)]
        wide = len(lead)
        for form in forms.forms if rest else ():
            within = form.most == -2 or (
                form.least <= wide and (form.most < 0 or wide <= form.most) and not lead.strip(b" ")
            )
            if first[form.number] < 0 and within and _match(form, forms, rest):
                first[form.number] = position
        stop = data.find(b"\n", position)
        if stop < 0:
            break
        position = stop + 1
    return first


def blocks(data: bytes, columns: Columns, forms: Forms) -> list[tuple[int, int, int]]:
    """Return (number, first row, row after the last) of neighbouring sections whose heads have forms of one number."""
    tops = [row for row, parent in enumerate(columns.parent) if parent < 0]
    found: list[tuple[int, int, int]] = []
    for row, following in zip(tops, [*tops[1:], len(columns.parent)], strict=False):
        form = _form(data[columns.start[row] : columns.end[row]], forms)
        if form is None:
            continue
        number = forms.forms[form[0]].number
        if found and found[-1][2] == row and found[-1][0] == number:
            found[-1] = (number, found[-1][1], following)
        else:
            found.append((number, row, following))
    return found


def _form(text: bytes, forms: Forms) -> tuple[int, list[object]] | None:
    """Return the place of the first form that a line has, and what it keeps (for its number, None)."""
    if not text:
        return None
    for place, form in enumerate(forms.forms):
        match = _match(form, forms, text)
        if match:
            marks = [byte for byte, plain in marks_of(form.text) if byte in KEEPING and not plain]
            kept = [_kept(mark, word) for mark, word in zip(marks, match.groups(), strict=True)]
            return (place, kept) if form.number >= 0 else None
    return None


def _kept(mark: int, word: bytes) -> object:
    if mark == ord("^"):
        return int.from_bytes(bytes(map(int, word.split(b"."))), "big")
    if mark == ord("+"):
        return int(word)
    return None if mark == ord('"') else word.decode("latin-1")


def form_of(
    data: bytes, columns: Columns, row: int, forms: Forms
) -> tuple[int, list[object]] | None:
    """Return the place of the form that a row has, and what it keeps; None for a line that is not usual."""
    text = data[columns.start[row] : columns.end[row]]
    form = _form(text, forms) if columns.head[row] != -1 and _ORDINARY.fullmatch(text) else None
    if form is None:
        return None
    place, kept = form
    return place, [columns.number[row] if word is None else word for word in kept]
