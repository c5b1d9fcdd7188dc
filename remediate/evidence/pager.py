"""Takes a terminal's pager out of configuration text, so that indentation is what the device printed.

The pager prints its prompt and rubs it out before the next line: with backspaces (IOS), with a
carriage return (PIX, ASA), or, in a log that kept printable characters only, with the blanks alone.
"""

from __future__ import annotations

import re

from fastparse.session import blank

__all__ = ["unpaged"]

_RUBBED_OUT = re.compile(
    rb"^[ \t]*(?:--More--|<--- More --->)[^\n]*(?:\x08|\r(?!\n|$))", re.MULTILINE
)
_IOS = re.compile(rb"^ ?--More--[ ]{0,9}", re.MULTILINE)
_ASA = re.compile(rb"^<--- More --->[ ]{0,14}", re.MULTILINE)


def unpaged(text: bytes) -> bytes:
    """Return the text without pager prompts and other terminal dirt; the number of lines stays."""
    if b"More" in text:
        text = _RUBBED_OUT.sub(b"", text)
        text = _IOS.sub(b"", text)
        text = _ASA.sub(b"", text)
    return bytes(blank(text))
