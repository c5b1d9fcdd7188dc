"""The redactor over columns of short texts: only those that can hold a secret are looked at."""

from __future__ import annotations

import functools
from array import array
from collections.abc import Callable, Sequence

from fastparse.texts import Needles, Strings, Suspects, replaced, strings
from remediate._secret_forms import RULES, SecretForm

__all__ = ["clean_column", "needles"]

_LONGEST = 1024
"""Bytes of a text that the redactor reads as one line whatever it holds."""
_EVERYTHING = 2**64 - 1


def needles() -> Needles:
    """Return what is looked for in a column before :func:`clean_column`."""
    return _guards()[0]


@functools.cache
def _guards() -> tuple[Needles, Sequence[Sequence[SecretForm]]]:
    """Return the sets of words, and of each the forms that need it."""
    guarded: dict[tuple[str, ...], list[SecretForm]] = {}
    for form in RULES:
        for words in form.words:
            guarded.setdefault(words, []).append(form)
    return Needles(list(guarded), longest=_LONGEST), list(guarded.values())


def clean_column(
    column: Strings,
    suspects: Suspects,
    clean: Callable[[str], str],
    *,
    asked: Callable[[str], bool] = bool,
) -> Strings:
    """Return the column with ``clean`` (:meth:`remediate.secrets.Redactor.clean`) over every text.

    Each text is one line. ``suspects`` are those of :func:`needles` in the column. Texts that
    ``asked`` refuses stay as they are.
    """
    _, guarded = _guards()
    changed, shown = array("i"), []
    for row, sets in zip(*suspects, strict=True):
        text = column.at(row)
        if asked(text) and (sets == _EVERYTHING or _matched(text.lower(), sets, guarded)):
            cleaned = clean(text)
            if cleaned != text:
                changed.append(row)
                shown.append(cleaned.encode())
    return replaced(column, changed, strings(shown)) if shown else column


def _matched(lowered: str, sets: int, guarded: Sequence[Sequence[SecretForm]]) -> bool:
    """Whether a form matches among those whose words the text holds."""
    while sets:
        number = (sets & -sets).bit_length() - 1
        sets &= sets - 1
        if any(form.pattern.search(lowered) for form in guarded[number]):
            return True
    return False
