"""The prompt of Firepower Threat Defense, ``> show …``: it names no device, so what finds prompts passes it over.

A mail quotes with the same mark. It quotes answers too, so a text is a session only where all such lines are commands
and something that is not marked answers one of them. Source: Cisco Secure Firewall Threat Defense Command Reference.
"""

from __future__ import annotations

import re

from fastparse.session import split

__all__ = ["named"]

_MARKED = re.compile(rb"^>[^\r\n]*", re.MULTILINE)
_PROMPT = re.compile(
    rb"> ?(?=\r?$|(?:capture|clear|configure|debug|exit|expert|logout|more|no debug|packet-tracer|ping|sho?w?|system support"
    rb"|traceroute|undebug)\b)"
)
_ANSWERED = re.compile(rb"^> ?[a-z][^\n]*\n(?=[^>\r\n])", re.MULTILINE)
_NAME = b"firepower"
"""What such a device is called until it is given a name."""


def named(data: bytes) -> bytes:
    """Return a session in which each bare prompt names its device; any other text as it is."""
    if not data.startswith(b">") and b"\n>" not in data:
        return data
    marked = _MARKED.findall(data)
    if not all(_PROMPT.match(line) for line in marked) or _ANSWERED.search(data) is None:
        return data
    hosts = {block.host for block in split(data) if block.host}
    name = next(iter(hosts)).encode() if len(hosts) == 1 else _NAME
    return _MARKED.sub(lambda line: name + line[0], data)
