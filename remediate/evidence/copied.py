"""What browsers, word processors and editors put into a text that was copied through them, undone.

A browser copies the blanks of a page as no-break spaces, its source has ``&gt;`` and ``<br>``; a word processor makes dashes and
quotation marks of its own; an editor puts a mark before the text. No device prints any of them, and none reads them as
the character that they stand for. Lines stay lines. What people write as they like (descriptions, remarks) keeps its
dashes and quotation marks; a key in which one stood is not known any more: nobody can tell ``--`` from ``–``.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from remediate.evidence.bare_prompts import named
from remediate.evidence.line_heads import unheaded
from remediate.evidence.wrapped_logs import unspaced, unwrapped

__all__ = ["COPIED_LIMIT", "Copied", "uncopied"]

COPIED_LIMIT = 8 << 20
"""Bytes beyond which nobody copies a text by hand."""

_SUSPECT = re.compile(rb"[\xa0\xad]|\xe2\x80|\xe2\x88\x92|\xe3\x80\x80|\xef\xbb\xbf|\xe2\x81\xa0")
_ENTITY = re.compile(rb"&(?:[a-z]{2,4};|#)")
"""One of them has to stand in a text for any of this: of most texts no more is looked at."""

_BLANKS = re.compile(
    rb"\xc2\xa0|\xe2\x80[\x80-\x8a\xaf]|\xe3\x80\x80"  # no-break space, spaces by their width, of CJK
    rb"|&nbsp;|&#160;|&#[xX][aA]0;"
)
_LONE = re.compile(rb"(?<![\x80-\xff])\xa0+")
_LONE_MARGIN = re.compile(rb"^\xa0|(?<![\x80-\xff])\xa0+[ \t]", re.MULTILINE)
"""The no-break space of Latin-1 and Windows-1252, where no letter (``á`` in DOS code pages) stands."""
_NOTHING = re.compile(rb"\xe2\x80[\x8b-\x8f]|\xe2\x81\xa0|\xef\xbb\xbf|\xc2\xad|&shy;|&#8203;")
"""Spaces of no width, directions, byte order marks, soft hyphens."""
_SIGNS = {
    b"\xe2\x80\x90": b"-", b"\xe2\x80\x91": b"-", b"\xe2\x80\x92": b"-", b"\xe2\x80\x93": b"-",
    b"\xe2\x80\x94": b"-", b"\xe2\x80\x95": b"-", b"\xe2\x88\x92": b"-",
    b"\xe2\x80\x98": b"'", b"\xe2\x80\x99": b"'", b"\xe2\x80\x9c": b'"', b"\xe2\x80\x9d": b'"',
    b"\xe2\x80\x9e": b'"', b"\xe2\x80\xa6": b"...",
    b"&gt;": b">", b"&lt;": b"<", b"&amp;": b"&", b"&quot;": b'"', b"&apos;": b"'", b"&#39;": b"'",
    b"&#039;": b"'", b"&#34;": b'"',
}  # fmt: skip
_PAGER = re.compile(rb"(?:\xe2\x80[\x93\x94])[ ]?More[ ]?(?:\xe2\x80[\x93\x94])")
"""A word processor makes one sign of the two of ``--More--``."""
_SIGN = re.compile(b"|".join(map(re.escape, _SIGNS)))
_LINE = re.compile(rb"^[^\n]*(?:" + _SIGN.pattern + rb")[^\n]*", re.MULTILINE)
_FREE = re.compile(
    rb"[ \t]*(?:description|banner|alias|contact|location|snmp-server|username|!)\b|[ \t]*!"
    rb"|[ \t]*(?:\d+[ \t]+)?remark\b|access-list[ \t]+\S+[ \t]+(?:line[ \t]+\d+[ \t]+)?remark\b"
)
_KEYED = re.compile(rb"\b(?:pre-shared-key|isakmp[ \t]+key|key-string)\b")
_MASK = b"*****"

_QUOTE = re.compile(rb"^(?:> ?)+", re.MULTILINE)
_BARS = re.compile(rb"^(?:\| ?)+", re.MULTILINE)
_PASSAGE = re.compile(rb"^(?:>[^\n]*\n){5,}", re.MULTILINE)
"""Quoted lines behind each other, wherever a mail has them."""
_SAYING = re.compile(rb"^> *[^> \r\n]", re.MULTILINE)
_SAYS = 3
_TEXT = re.compile(rb"^[^\r\n]", re.MULTILINE)
_BREAK = re.compile(rb"[ \t]*<br ?/?>[ \t]*(?=\r?$)", re.MULTILINE | re.IGNORECASE)
"""The end of a line in the source of a page."""
_FENCE = re.compile(
    rb"^[ \t]*(?:```\w*|~~~|</?(?:pre|code)>|(?:\[/?code\]))[ \t]*(?=\r?$)|^\[code\](?=[^\r\n])|\[/code\][ \t]*(?=\r?$)",
    re.MULTILINE | re.IGNORECASE,
)
"""What stands around an output in the source of a forum's page."""
_FENCES = (b"```", b"~~~", b"[/code]", b"[/CODE]", b"</pre>", b"</code>")
_LEAST = 5
"""Lines below which a mark before each of them is no quotation."""


def _unquoted(text: bytes, counts: Counter[str]) -> bytes:
    """Return a text without the marks of a mail's quotation, counted: before a passage, or before every line but a few."""
    if b"\n>" not in text and b"\n|" not in text:
        return text
    number = 0
    for mark in (_QUOTE, _BARS):
        lines = len(_TEXT.findall(text))
        if lines >= _LEAST and len(mark.findall(text)) * 10 >= lines * 9:
            text, number = mark.subn(b"", text)
            counts["quoting marks"] += number

    def passage(match: re.Match[bytes]) -> bytes:
        if len(_SAYING.findall(match[0])) < _SAYS:
            return match[0]  # the empty prompts of a device that has no name in them
        found, number = _QUOTE.subn(b"", match[0])
        counts["quoting marks"] += number
        return found

    return text if number else _PASSAGE.sub(passage, text)


class Copied(NamedTuple):
    """A text as its device printed it."""

    data: bytes | memoryview
    said: str | None = None
    """What was undone, None where nothing was."""


def uncopied(data: bytes | memoryview) -> Copied:
    """Return the text without the marks of a copy; ``data`` itself where there are none."""
    if len(data) > COPIED_LIMIT:
        return Copied(data)
    found = _unmarked(data)
    text = unwrapped(unspaced(named(bytes(found.data))))
    return found if text == found.data else Copied(text, found.said)


def _unmarked(data: bytes | memoryview) -> Copied:
    counts: Counter[str] = Counter()
    text = unheaded(_unquoted(bytes(data), counts), counts)
    suspect = (not text.isascii() and _SUSPECT.search(text)) or (
        b"&" in text and _ENTITY.search(text)
    )
    for tag, signs in ((_BREAK, (b"<br",)), (_FENCE, _FENCES)):
        if any(sign in text for sign in signs):
            text, number = tag.subn(b"", text)
            counts["tags"] += number
    if not suspect and not counts.total():
        return Copied(data)
    text, counts["no-break spaces"] = _BLANKS.subn(b" ", text)
    if _LONE_MARGIN.search(text):
        text, number = _LONE.subn(lambda match: b" " * len(match[0]), text)
        counts["no-break spaces"] += number
    if _PAGER.search(text):
        text, counts["pagers"] = _PAGER.subn(b"--More--", text)
    text, counts["marks without width"] = _NOTHING.subn(b"", text)

    def line(match: re.Match[bytes]) -> bytes:
        found = match[0]
        if _FREE.match(found):
            return found
        if _KEYED.search(found):
            words = [
                _MASK if word.strip() and _SIGN.search(word) else word
                for word in re.split(rb"([ \t\r]+)", found)
            ]
            counts["keys with such a sign, taken as not known"] += words.count(_MASK)
            return b"".join(words)
        changed, number = _SIGN.subn(lambda sign: _SIGNS[sign[0]], found)
        counts["dashes, quotation marks and entities"] += number
        return changed

    text = _LINE.sub(line, text)
    parts = [f"{name} ({number})" for name, number in counts.items() if number]
    if not parts:
        return Copied(data)
    return Copied(text, f"copied through a browser, a mail or an editor: {', '.join(parts)} undone")
