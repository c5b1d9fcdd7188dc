"""Access lists of a configuration as runs of rows, in plain Python."""

from __future__ import annotations

import re

from fastparse.config_tree import ENTRY, EXTENDED, STANDARD, Columns, FlatRun, NamedList

__all__ = ["flat_lists", "foreign_masks", "named_lists"]

_FLAT = re.compile(rb"access-list[ \t]+([!-~]+)[ \t]+([!-~]+)(?![^ \t])(.*)", re.DOTALL)
_NAMED = re.compile(rb"ip[ \t]+access-list[ \t]+(extended|standard)[ \t]+((?!!)[!-~]+)")
_DOTTED = re.compile(rb"[0-9][0-9.]*")
_QUAD = re.compile(rb"([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})")
_ACTIONS = (b"permit", b"deny", b"remark")


def _foreign_mask(text: bytes, *, netmask: bool) -> bool:
    """Whether digits and dots of a line are a mask in the other notation."""
    for run in _DOTTED.findall(text):
        quad = _QUAD.fullmatch(run)
        octets = [int(octet) for octet in quad.groups()] if quad else []
        if not quad or max(octets) > 255:
            continue
        value = int.from_bytes(bytes(octets), "big")
        inverse = value ^ 0xFFFFFFFF
        if netmask:
            value, inverse = inverse, value
        if value & (value + 1) and not inverse & (inverse + 1):
            return True
    return False


def _text(data: bytes, columns: Columns, row: int) -> bytes:
    return data[columns.start[row] : columns.end[row]]


def _run(
    data: bytes, columns: Columns, row: int, *, netmask: bool, grouped: bool
) -> FlatRun | None:
    match = _FLAT.fullmatch(_text(data, columns, row))
    if match is None:
        return None
    name, word, rest = match.groups()
    kind = ENTRY
    if netmask:
        kind = STANDARD if word == b"standard" else EXTENDED
    if word not in _ACTIONS and not (netmask and word in (b"extended", b"standard")):
        return None
    if netmask and word != b"remark" and rest.lstrip(b" \t").startswith(b"remark"):
        return None
    odd = _foreign_mask(rest, netmask=netmask) or (grouped and b"object" in rest)
    if word != b"remark" and odd:
        return None
    return (kind, name.decode(), row, row + 1, word == b"remark")


def flat_lists(
    data: bytes, columns: Columns, first: int, stop: int, netmask: bool, grouped: bool
) -> list[FlatRun | int]:
    """Return runs of ``access-list`` lines; see :func:`fastparse._config_lists.flat_lists`."""
    found: list[FlatRun | int] = []
    parents = columns.parent
    for row in range(first, stop):
        if parents[row] >= 0:
            continue
        alone = row + 1 == len(parents) or parents[row + 1] < 0
        run = _run(data, columns, row, netmask=netmask, grouped=grouped) if alone else None
        if run is None:
            found.append(row)
        elif found and not isinstance(found[-1], int) and found[-1][:2] == run[:2]:
            kind, name, begin, _, remarks = found[-1]
            found[-1] = (kind, name, begin, row + 1, remarks and run[4])
        else:
            found.append(run)
    return found


def named_lists(
    data: bytes, columns: Columns, first: int, stop: int, grouped: bool
) -> list[NamedList | int]:
    """Return ``ip access-list`` sections; see :func:`fastparse._config_lists.named_lists`."""
    found: list[NamedList | int] = []
    row = first
    while row < stop:
        child = row + 1
        while child < len(columns.parent) and columns.parent[child] >= 0:
            child += 1
        lines = range(row + 1, child)
        usual = columns.parent[row] < 0 and child <= stop
        usual = usual and all(columns.parent[i] == row and columns.head[i] != -1 for i in lines)
        match = _NAMED.fullmatch(_text(data, columns, row))
        if match is None or not usual:
            found.append(row)
        else:
            texts = [_text(data, columns, line) for line in lines]
            odd = any(_foreign_mask(text, netmask=False) for text in texts)
            odd = odd or (grouped and any(b"object" in text for text in texts))
            found.append((match[1] == b"extended", match[2].decode(), row, child, odd))
        row = min(child, stop)
    return found


def foreign_masks(data: bytes, columns: Columns, first: int, stop: int, netmask: bool) -> bool:
    """Whether any of some rows holds a mask in the other notation."""
    texts = (_text(data, columns, row) for row in range(first, stop))
    return any(_foreign_mask(text, netmask=netmask) for text in texts)
