"""What a dump's way through terminals and mails did to a running-config, undone where that is certain.

A text that is indented as a whole was quoted. A byte that is no UTF-8 stands for a letter that nobody knows: in a
description it does no harm, in a command it makes a name another one, so that what isn't found is no proof.
"""

from __future__ import annotations

import re
from collections import Counter

__all__ = ["damaged_line", "mended"]

_MOVED = re.compile(r"^[ \t]+(?:hostname|version|interface) \S", re.MULTILINE)
_HEAD = re.compile(r"^(?:hostname|version|interface) \S", re.MULTILINE)
_LOST = "\ufffd"
"""What stands where a byte could not be decoded."""
_FREE_TEXT = (
    "description ",
    "remark ",
    "banner ",
    "snmp-server ",
    "contact ",
    "location ",
    "name ",
    "username ",
    "subject-name ",
    "ip domain",
    "domain-name ",
    "logging ",
    "aaa ",
    "alias ",
    "action ",
    "prompt ",
    "!",
    ":",
)
_CARRIERS = ("access-list ", "crypto map ")
"""Commands that can end in free text of their own."""


def mended(text: str) -> str:
    """Return the text without the indentation that its sections have as a whole."""
    if _MOVED.search(text) is None:
        return text
    # A pager takes the indentation of the line behind it along.
    if len(_MOVED.findall(text)) <= 3 * len(_HEAD.findall(text)):
        return text
    indents = [
        line[: len(line) - len(line.lstrip(" \t"))] for line in text.split("\n") if line.strip()
    ]
    width = min((len(indent) for indent in indents if indent), default=0)
    return re.sub(rf"^[ \t]{{{width}}}", "", text, flags=re.MULTILINE)


def damaged_line(text: str) -> int | None:
    """Return the 1-based number of the first command in which a letter was lost; None without one.

    A word that stands at another place with the same letters lost is a name in another encoding.
    """
    if _LOST not in text:
        return None
    words_of = Counter(text.split())
    closing: str | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        if closing is not None:
            if closing in line:
                closing = None
            continue
        words = line.strip()
        if words.startswith("banner ") and words.count("^C") == 1:
            closing = "^C"
        if _LOST not in line or _free(words):
            continue
        if any(_LOST in word and words_of[word] == 1 for word in words.split()):
            return number
    return None


def _free(words: str) -> bool:
    """Whether the lost letter stands where people write what they like."""
    if words.startswith(_FREE_TEXT):
        return True
    if not words.startswith(_CARRIERS):
        return False
    return any(
        mark in words and _LOST not in words[: words.index(mark)]
        for mark in (" remark ", " description ")
    )
