"""References only: the one redactor. No secret of a dump walks further than this module.

:class:`Redactor` replaces every secret of a Cisco configuration or transcript by a token
``<key#CCCCCCCHHHHHHHHH>``: seven hexadecimal digits that name the collection, i.e. the redactor's
own HMAC key, and nine of HMAC-SHA256 under that key, which nobody keeps. The same secret gives the
same token within one collection, so that two ends can be compared, in another process as well, and
it tells nothing to whoever reads the token later. Tokens of two collections say nothing about each
other: :func:`alike` answers None. Line numbers never change.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache

from fastparse.needles import Needles, lines_with
from remediate._secret_forms import NEEDLES, RULES, SecretForm

__all__ = [
    "REMOVED",
    "Redactor",
    "alike",
    "clean",
    "comparable_lines",
    "config_fingerprint",
    "fingerprint",
    "mask",
    "reference_token",
]

REMOVED = "<removed>"
"""What stands in outputs where a secret stood."""

_MASKED = "*****"
_COLLECTION = 7
"""Digits of a token that name the collection: two collections share a name once in 268 million times. The nine
behind them tell a collection's keys apart."""
_REFERENCES = "0" * _COLLECTION
"""The collection of keys that no device has yet: they are made by reference, and are like no other."""
_TOKEN = re.compile(r"<key#([0-9A-F]{16})>")
# Already replaced before the text came to us, by the device or by whoever took the dump.
_PLACEHOLDER = re.compile(
    r"[*]+|[#]+|[.]+|[-_=~?]+|<[^<>]*>|\[[^\[\]]*\]|\{[^{}]*\}|\([^()]*\)|\$\{?[A-Z_]+\}?|(?i:x{3,}|y{3,}|z{3,})"
    # whole words that say what was done to the key, alone or joined to others (KEY-REMOVED)
    r"|(?i:(?:.*[\W_])?(?:removed|redacted|omitted|hidden|masked|obscured|sanitized|sanitised|scrubbed|snip|snipped"
    r"|deleted|withheld|suppressed|confidential)(?:[\W_].*)?)"
)
_CHAIN_HEAD = re.compile(r"^[\s+\-!]*key\s+chain\b")
_OTHER_HEAD = re.compile(
    r"^[\s+\-!]*(?:crypto|aaa-server|aaa|radius|tacacs|tunnel-group|interface|router|line)\b"
)
_PROMPT = re.compile(r"^\s*[\w.\-/:@]+(?:\([\w.\-/:]+\))?[#>]")
_TABLE_ROW = re.compile(r"^\s*(?:\S+\s+)?\S+(?:\s+\[[\d.]+\])?\s+\S+\s*$")
"""A row of ``show crypto isakmp key``: keyring (where it changes), peer with its mask, key."""
_LAST_WORD = re.compile(r"^\s*\S.*\s(?P<s>\S+)\s*$")
_LONG_LINE = 2_048  # characters; no command is longer, and patterns must stay cheap on garbage
_OVERLAP = 256
_PEM_LIMIT = 65_536  # characters; a 16384-bit RSA key takes 13,000
_PEM_BODY = re.compile(r"^[\sA-Za-z0-9+/=]*$|^\s*(?:Proc-Type|DEK-Info):", re.ASCII)
_LITERALS = tuple(
    dict.fromkeys((*NEEDLES, *(literal for form in RULES for literal in form.literals)))
)
_WORDS = Needles(*_LITERALS, deciding=len(NEEDLES))
_VOLATILE = re.compile(
    r"^(?:building configuration|current configuration\s*:|using \d+ out of \d+ bytes"
    r"|!\s*last configuration change|!\s*nvram config last updated|!\s*no configuration change"
    r"|ntp clock-period|:|!time:|cryptochecksum)",
    re.IGNORECASE,
)


class Redactor:
    """Replaces secrets by tokens; ``key`` is the HMAC key, random for each redactor by default."""

    __slots__ = ("_collection", "_key")

    def __init__(self, key: bytes | None = None) -> None:
        """Take the key that makes tokens comparable; none means a fresh random one."""
        self._key = secrets.token_bytes(32) if key is None else key
        name = hmac.digest(self._key, b"\0collection", "sha256").hex()[:_COLLECTION].upper()
        self._collection = "F" * _COLLECTION if name == _REFERENCES else name

    def __repr__(self) -> str:
        """Return the name alone: the key is a secret too."""
        return "Redactor(<key hidden>)"

    def token(self, secret: str) -> str:
        """Return the token of a secret; a token, a mask or a placeholder is not a secret."""
        bare = secret[1:-1] if len(secret) > 1 and secret[0] == secret[-1] == '"' else secret
        if _TOKEN.fullmatch(bare) or bare == REMOVED:
            return bare
        if "\ufffd" in bare or _PLACEHOLDER.fullmatch(
            bare
        ):  # a letter was lost: nothing to compare
            return _MASKED
        digest = hmac.digest(self._key, bare.encode("utf-8", "surrogatepass"), "sha256")
        return f"<key#{self._collection}{digest.hex()[: 16 - _COLLECTION].upper()}>"

    def redact(self, text: str) -> str:
        """Return the text with every secret replaced by its token; lines keep their numbers.

        Redacting twice changes nothing. Encryption types (``key 6 …``) stay in place; values that
        the device masked come out as ``*****``.
        """
        lowered = text.replace("\u0130", "I").lower()  # the one letter that lower() makes longer
        lines = lines_with(lowered, _WORDS)
        if not lines:
            return text
        pieces: list[str] = []
        position = 0
        context = _Context()
        for start, end, held in lines:
            if start < position:
                continue
            for low, high in context.spans(lowered, start, end, held):
                pieces += (text[position:low], self.token(text[low:high]))
                position = high
        pieces.append(text[position:])
        return "".join(pieces)

    def clean(self, text: str) -> str:
        """Return the text as it may be shown: every secret removed, tokens too."""
        return mask(self.redact(text))


def mask(text: str) -> str:
    """Return the text with every token replaced by ``<removed>``."""
    return _TOKEN.sub(REMOVED, text) if "<key#" in text else text


def clean(text: str) -> str:
    """Return the text as it may be shown, whether it was redacted before or not."""
    return Redactor(b"discarded").clean(text)


def fingerprint(token: str) -> str:
    """Return the digits that a token carries, to be compared by :func:`alike`.

    ``ValueError`` (without the text, which could be a secret) when it is not a token.
    """
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise ValueError("not a token of a redacted text")
    return match[1]


def alike(one: str | None, two: str | None) -> bool | None:
    """Whether two keys are the same by their fingerprints; None where that can't be known.

    It can't where one is None (a key that can't be compared) and between collections, which were
    redacted under different HMAC keys: neither equal nor different.
    """
    if one is None or two is None:
        return None
    if one == two:
        return True
    collections = {one[:_COLLECTION], two[:_COLLECTION]}
    return False if len(collections) == 1 or _REFERENCES in collections else None


def reference_token(name: str) -> str:
    """Return the token of a key that no dump holds, by the name of the reference to it.

    It is like itself, and unlike every key of every collection.
    """
    digest = hashlib.sha256(f"reference {name}".encode()).hexdigest()
    return f"<key#{_REFERENCES}{digest[: 16 - _COLLECTION].upper()}>"


def config_fingerprint(text: str) -> str:
    """Return sha256 (hex) of a running-config without its secrets and without volatile lines.

    Left out: headers with sizes and dates, ``ntp clock-period``, ASA's ``:`` lines and checksum,
    blanks at line ends, blank lines.
    """
    return hashlib.sha256(b"".join(comparable_lines(text))).hexdigest()


def comparable_lines(text: str) -> list[bytes]:
    """Return what a fingerprint is made of, line by line: nothing for a line that is left out."""
    found = []
    for line in clean(text).splitlines():
        stripped = line.rstrip()
        told = bool(stripped) and not _VOLATILE.match(stripped)
        found.append(stripped.encode("utf-8", "surrogatepass") + b"\n" if told else b"")
    return found


@lru_cache(maxsize=4096)
def _forms(held: int) -> tuple[SecretForm, ...]:
    """Return the forms that a line with these of the literals can have (bit N: literal N)."""
    there = {literal for number, literal in enumerate(_LITERALS) if held >> number & 1}
    return tuple(form for form in RULES if there.issuperset(form.literals))


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


class _Context:
    """What the candidate lines before say about the next one (``key 1`` within a key chain)."""

    __slots__ = ("chain",)

    def __init__(self) -> None:
        self.chain = False

    def spans(self, lowered: str, start: int, end: int, held: int) -> Iterable[tuple[int, int]]:
        """Return (start, end) of the secrets of a line, or of the block that it opens, in order.

        ``held``: which literals the line holds.
        """
        line = lowered[start:end]
        if "-----begin " in line and "private key-----" in line:
            return _pem_spans(lowered, end + 1)
        if "preshared key" in line and "address" in line:
            return _table_spans(lowered, end + 1)
        if "chain" in line and _CHAIN_HEAD.match(line):
            self.chain = True
        elif self.chain and _OTHER_HEAD.match(line):
            self.chain = False
        if end - start > _LONG_LINE:
            return _long_spans(line, start)
        found = _line_spans(line, held, chain=self.chain)
        return [(start + low, start + high) for low, high in found]


def _line_spans(line: str, held: int, *, chain: bool) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for form in _forms(held):
        for match in form.pattern.finditer(line):
            low, high = match.span("s")
            if form.key_number and chain and line[low:high].isdigit():
                continue
            place = bisect_right(found, (low, high))
            # The more specific form comes first in the table: what it claimed is settled.
            clear_before = place == 0 or found[place - 1][1] <= low
            clear_after = place == len(found) or high <= found[place][0]
            if clear_before and clear_after:
                found.insert(place, (low, high))
    return found


def _long_spans(line: str, start: int) -> Iterable[tuple[int, int]]:
    """Yield the rest of an overlong line from its first secret on, looked for piece by piece."""
    for place in range(0, len(line), _LONG_LINE - _OVERLAP):
        piece = line[place : place + _LONG_LINE]
        for _, _, held in lines_with(piece, _WORDS):
            for low, _ in _line_spans(piece, held, chain=False)[:1]:
                yield start + place + low, start + len(line.rstrip())
                return


def _pem_spans(lowered: str, position: int) -> Iterable[tuple[int, int]]:
    """Yield the lines of a private key: to its end line, else as far as they look like one."""
    close = lowered.find("-----end ", position, position + _PEM_LIMIT)
    closed = close >= 0 and lowered.find("-----begin ", position, close) < 0
    while position < len(lowered):
        end = _line_end(lowered, position)
        line = lowered[position:end].rstrip("\r")
        if "-----end " in line or not (closed or _PEM_BODY.match(line)):
            return
        low = position + len(line) - len(line.lstrip())
        high = position + len(line.rstrip())
        if low < high:
            yield low, high
        position = end + 1


def _table_spans(lowered: str, position: int) -> Iterable[tuple[int, int]]:
    """Yield the last column of ``show crypto isakmp key``, to a prompt, or a blank line that no row follows.

    A blank line stands below the heading, and between keyrings.
    """
    blank = True
    while position < len(lowered):
        end = _line_end(lowered, position)
        line = lowered[position:end]
        if _PROMPT.match(line) or (line.strip() and blank and not _TABLE_ROW.match(line)):
            return
        blank = not line.strip()
        match = _LAST_WORD.match(line)
        if match and "---" not in line:
            yield position + match.start("s"), position + match.end("s")
        position = end + 1
