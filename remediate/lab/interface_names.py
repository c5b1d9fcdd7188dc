"""Names of interfaces: ``gi0/1`` is ``GigabitEthernet0/1``."""

from __future__ import annotations

import re

__all__ = ["full_name"]

_KINDS = (
    "Async",
    "BVI",
    "Cellular",
    "Dialer",
    "Ethernet",
    "FastEthernet",
    "GigabitEthernet",
    "Loopback",
    "Management",
    "Multilink",
    "Null",
    "Port-channel",
    "Serial",
    "TenGigabitEthernet",
    "Tunnel",
    "Virtual-Template",
    "Virtual-Access",
    "Vlan",
)
_NAME = re.compile(r"([A-Za-z-]+)\s*(\d[\d/:.]*)")


def full_name(text: str) -> str | None:
    """Return the name as a device writes it; None where it is none, or could be of two kinds."""
    found = _NAME.fullmatch(text)
    if found is None:
        return None
    begun = found[1].lower()
    exact = [kind for kind in _KINDS if kind.lower() == begun]
    kinds = exact or [kind for kind in _KINDS if kind.lower().startswith(begun)]
    return f"{kinds[0]}{found[2]}" if len(kinds) == 1 else None
