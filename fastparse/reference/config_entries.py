"""Entries of extended access lists as they are usually printed, in plain Python."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fastparse.config_tree import Columns, EntryParts

__all__ = ["entries"]

_OCTET = rb"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_ADDRESS = re.compile(rb"\.".join([_OCTET] * 4))
_FLAT = re.compile(rb"[^ \t]+[ \t]*[^ \t]*[ \t]*(.*)", re.DOTALL)
_EXTENDED = re.compile(rb"extended(?![^ \t])[ \t]*(.*)", re.DOTALL)
_SEQUENCE = re.compile(rb"([0-9]{1,9})(?![^ ])[ \t]*(.*)", re.DOTALL)
_ACTION = re.compile(rb"(permit|deny|remark)(?![^ ])")
_OPERATORS = (b"eq", b"range", b"gt", b"lt", b"neq")
_ANY = (b"any", b"any4")
_ALL_ONES = 0xFFFFFFFF


def _number(word: bytes) -> int:
    return int.from_bytes(bytes(map(int, word.split(b"."))), "big")


def _block(words: list[bytes], *, netmask: bool) -> tuple[int, int, list[bytes]] | None:
    """Return address, wildcard and the words after them."""
    if words[:1] and words[0] in _ANY:
        return 0, _ALL_ONES, words[1:]
    if len(words) < 2 or not _ADDRESS.fullmatch(words[1]):
        return None
    if words[0] == b"host":
        return _number(words[1]), 0, words[2:]
    if not _ADDRESS.fullmatch(words[0]):
        return None
    bits = _number(words[1])
    return _number(words[0]), bits ^ _ALL_ONES if netmask else bits, words[2:]


def _parts(text: bytes, line: int, *, flat: bool, netmask: bool) -> EntryParts | None:
    sequence = None
    if flat:
        match = _FLAT.fullmatch(text)
        text = match[1] if match else b""
        match = _EXTENDED.fullmatch(text) if netmask else None
        text = match[1] if match else text
    elif text[:1].isdigit():
        match = _SEQUENCE.fullmatch(text)
        if match is None:
            return None
        sequence, text = int(match[1]), match[2]
    match = _ACTION.match(text)
    if match is None or any(not 32 <= byte <= 126 for byte in text):
        return None
    action = match[1].decode()
    if action == "remark":
        return (line, sequence, action, text.decode())
    if text != text.lower() or b" !" in text:
        return None
    words = text.split()
    source = _block(words[2:], netmask=netmask)
    if source is None:
        return None
    rest = source[2]
    ports: list[bytes] = []
    if rest[:1] and rest[0] in _OPERATORS:
        while rest and not (rest[0] in (*_ANY, b"host") or _ADDRESS.fullmatch(rest[0])):
            ports.append(rest.pop(0))
    target = _block(rest, netmask=netmask)
    if target is None:
        return None
    tail = b" ".join(target[2]).decode()
    body, words_of_ports = b" ".join(words).decode(), b" ".join(ports).decode()
    return (
        line, sequence, action, body, words[1].decode(), source[0], source[1], words_of_ports, target[0], target[1], tail
    )  # fmt: skip


def entries(
    data: bytes, columns: Columns, first: int, stop: int, flat: bool, netmask: bool
) -> Iterator[EntryParts | int]:
    """Yield the parts of entries; see :func:`fastparse._config_entries.entries`."""
    for row in range(first, stop):
        text = data[columns.start[row] : columns.end[row]]
        parts = _parts(text, columns.number[row], flat=flat, netmask=netmask)
        yield row if parts is None else parts
