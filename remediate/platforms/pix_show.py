"""What PIX 6 prints otherwise than a router: ``show isakmp policy``, and settings as lines of the configuration.

Source: Cisco PIX Firewall Command Reference 6.3, ``isakmp policy``, ``nat``, ``sysopt``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from fastparse.session import expand
from remediate.platforms.table_parts import TablePart

__all__ = ["flat_policies", "is_settings", "prints_settings"]


def flat_policies(policies: Iterable[TablePart]) -> tuple[TablePart, ...]:
    """Return policies as PIX 6 has them in its configuration: each attribute on a line of its own at the margin."""
    return tuple(item._replace(text=_flat(item.text)) for item in policies)


def _flat(text: str) -> str:
    head, *attributes = text.split("\n")
    words = head.removeprefix("crypto ")
    found = ["!"]
    for line in attributes:
        value = re.sub(r"^encr ", "encryption ", line.strip())
        value = re.sub(r" aes (\d+)$", lambda size: _AES.get(size[1], size[0]), value)
        found.append("!" if value == "!" else f"{words} {value}")
    return "\n".join(found)


_AES = {"128": " aes", "192": " aes-192", "256": " aes-256"}


_SETTINGS: dict[str, str | tuple[str, ...]] = {
    "isakmp": "isakmp ",
    "nat": "nat (",
    "global": "global (",
    "static": "static (",
    "sysopt": ("sysopt ", "no sysopt "),
    "access-group": "access-group ",
}


def is_settings(command: str) -> bool:
    """Whether a command prints the settings of one kind on PIX 6 (others have tables of that name)."""
    words = expand(command).split()
    return len(words) == 2 and words[0] == "show" and words[1] in _SETTINGS


def prints_settings(command: str, body: bytes) -> bool:
    """Whether a command printed lines of the configuration, as those of PIX 6 without ``running-config`` do."""
    if not is_settings(command):
        return False
    beginning = _SETTINGS[expand(command).split()[1]]
    rows = [row for row in body.decode("utf-8", "replace").splitlines() if row.strip()]
    return bool(rows) and all(row.startswith(beginning) for row in rows)
