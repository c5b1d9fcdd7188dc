"""``show ip nat translations`` (IOS): which connections of inside hosts are translated, and where they go.

Source: Cisco IOS IP Addressing Services command reference, ``show ip nat translations``.
"""

from __future__ import annotations

import re

from remediate.model.observation import ShownTranslation, Source

__all__ = ["translations_shown"]

_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_IP = rf"{_OCTET}(?:\.{_OCTET}){{3}}"
_ROW = re.compile(
    rf"^[ \t]*(?P<protocol>[a-z]+|\d{{1,3}})[ \t]+(?P<inside_global>{_IP})(?::\d+)?[ \t]+(?P<inside_local>{_IP})(?::\d+)?"
    rf"[ \t]+(?P<outside_local>{_IP})(?::\d+)?[ \t]+(?P<outside_global>{_IP})(?::\d+)?[ \t]*\r?$",
    re.MULTILINE,
)
_MOST = 2000


def translations_shown(body: bytes, *, file: str, line: int = 1) -> tuple[ShownTranslation, ...]:
    """Return the rows of an output, from the 1-based ``line`` on, in which an inside host's address is changed.

    A static entry without a destination is no connection. Beyond a number of rows the rest says nothing new.
    """
    found: list[ShownTranslation] = []
    text = body.decode("utf-8", "replace")
    number, at = line, 0
    for row in _ROW.finditer(text):
        number, at = number + text.count("\n", at, row.start()), row.start()
        if row["inside_global"] == row["inside_local"]:
            continue
        found.append(
            ShownTranslation(
                source=Source(file=file, line=number),
                inside=row["inside_local"],
                as_address=row["inside_global"],
                target=row["outside_global"],
                text=" ".join(row[0].split()),
            )
        )
        if len(found) >= _MOST:
            break
    return tuple(found)
