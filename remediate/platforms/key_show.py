"""``show crypto isakmp key`` and ``show crypto ipsec transform-set`` (IOS) as the commands that they stand for.

The keys are tokens by then: the redactor knows the table. Each prints everything of its kind. Sources: Cisco IOS
Security Command Reference, ``show crypto isakmp key``, ``show crypto ipsec transform-set``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from remediate.platforms.shows import canonical_transforms
from remediate.platforms.table_parts import TablePart

__all__ = ["keys_shown", "transform_sets_shown"]

_ROW = re.compile(
    r"^(?P<ring>\S+)?[ \t]+(?P<peer>\d{1,3}(?:\.\d{1,3}){3})(?:[ \t]+\[?(?P<mask>\d{1,3}(?:\.\d{1,3}){3})\]?)?"
    r"[ \t]+(?P<key><key#[0-9A-F]+>|\*+)[ \t]*$"
)
_HEADING = re.compile(
    r"^[ \t]*Keyring[ \t]+Hostname/Address[ \t]+Preshared Key[ \t]*$", re.IGNORECASE
)
_DEFAULT = "default"


def keys_shown(text: str, line: int = 1) -> tuple[tuple[TablePart, ...], bool]:
    """Return the keys of a redacted output that begins at ``line``, and whether each of its rows was understood."""
    parts: list[TablePart] = []
    begun, whole, ring = False, True, _DEFAULT
    for number, row in enumerate(text.splitlines(), start=line):
        if _HEADING.match(row):
            begun = True
        elif begun and row.strip():
            found = _ROW.match(row)
            whole = whole and found is not None
            if found is not None:
                ring = found["ring"] or ring
                parts.append(_key(ring, found, number))
    return tuple(parts), begun and whole


def _key(ring: str, row: re.Match[str], number: int) -> TablePart:
    mask = f" {row['mask']}" if row["mask"] else ""
    key, peer = row["key"], f"{row['peer']}{mask}"
    if ring == _DEFAULT:
        return TablePart(("key", row["peer"]), number, f"crypto isakmp key {key} address {peer}")
    text = f"crypto keyring {ring}\n pre-shared-key address {peer} key {key}"
    return TablePart(("keyring", ring, row["peer"]), number, text)


_SET = re.compile(r"^[ \t]*Transform set (?P<name>\S+):[ \t]*\{(?P<words>[^{}]*)\}", re.IGNORECASE)
_MODE = re.compile(r"^[ \t]*will negotiate = \{[ \t]*(?P<mode>Tunnel|Transport)\b", re.IGNORECASE)


def transform_sets_shown(text: str, line: int = 1) -> Iterator[TablePart]:
    """Yield the sets of an output that begins at ``line`` of which the mode is shown; built-in ones are none of the user's."""
    rows = text.splitlines()
    for number, row in enumerate(rows):
        found = _SET.match(row)
        mode = next((m for item in rows[number : number + 3] if (m := _MODE.match(item))), None)
        if found is None or mode is None or found["name"].startswith(("#", "default")):
            continue
        words = " ".join(canonical_transforms(found["words"].replace(",", " ").split()))
        if words:
            body = (
                f"crypto ipsec transform-set {found['name']} {words}\n mode {mode['mode'].lower()}"
            )
            yield TablePart(("ipsec", "transform-set", found["name"]), line + number, body)
