"""What a dump's way through terminals and editors did to a running-config, undone where that is certain.

NUL bytes are padding of serial lines and Telnet; a text that is indented as a whole was quoted in a mail. A
byte that is no UTF-8 stands for a letter that nobody knows: in a description it does no harm, in a command it
makes a name another one, so that what isn't found is no proof.
"""

from __future__ import annotations

import textwrap

__all__ = ["damaged_line", "mended"]

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
    "!",
    ":",
)
_CARRIERS = ("access-list ", "crypto map ")
"""Commands that can end in free text of their own."""


def mended(text: str) -> str:
    """Return the text without padding and without the indentation that all of its lines have."""
    text = text.replace("\0", "")
    lines = text.split("\n")
    if any(line[:1] not in (" ", "\t") and line.strip() for line in lines):
        return text
    return textwrap.dedent(text)


def damaged_line(text: str) -> int | None:
    """Return the 1-based number of the first command in which a letter was lost; None without one."""
    if _LOST not in text:
        return None
    closing: str | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        if closing is not None:
            if closing in line:
                closing = None
            continue
        words = line.strip()
        if words.startswith("banner ") and words.count("^C") == 1:
            closing = "^C"
        if _LOST in line and not _free(words):
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
