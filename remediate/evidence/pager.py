"""Takes a terminal's pager, and log lines, out of configuration text, so that it is what the device printed.

The pager prints its prompt and rubs it out before the next line: with backspaces (IOS), with a
carriage return (PIX, ASA), or, in a log that kept printable characters only, with the blanks alone.
A console prints log lines wherever the output of a command stands; one would end the section that it falls into.
"""

from __future__ import annotations

import re

from fastparse.session import blank

__all__ = ["unpaged"]

_RUBBED_OUT = re.compile(
    rb"^[ \t]*(?:--More--|<--- More --->)[^\n]*(?:\x08|\r(?![\r\n]|$))", re.MULTILINE
)
_IOS = re.compile(rb"^ ?--More--[ ]{0,9}", re.MULTILINE)
_ASA = re.compile(rb"^<--- More --->[ ]{0,14}", re.MULTILINE)
_LOGGED = re.compile(
    rb"^(?:\d{1,10}: )?(?:[*.]?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d"
    rb"|\d\d:\d\d:\d\d: |\d+[ywd]\d+[wdh]: )[^\r\n]*"
    rb"|^%[A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+)*-[0-7]-[A-Z0-9_]+:[^\r\n]*",
    re.MULTILINE,
)


def unpaged(text: bytes) -> bytes:
    """Return the text without pagers, log lines and other terminal dirt; the number of lines stays."""
    text = text.replace(b"\0", b"")  # padding of serial lines and of Telnet
    if b"More" in text:
        text = _RUBBED_OUT.sub(b"", text)
        text = _IOS.sub(b"", text)
        text = _ASA.sub(b"", text)
    return bytes(blank(_LOGGED.sub(b"", text)))
