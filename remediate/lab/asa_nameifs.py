"""The names of an ASA's interfaces, which all its other lines know them by."""

from __future__ import annotations

from remediate.lab.device import Device
from remediate.lab.store import Entry

__all__ = ["nameifs"]


def nameifs(device: Device) -> dict[str, Entry]:
    """Return the interfaces that have a name, by it, in their order."""
    found = {}
    for entry in device.running.all("interface"):
        name = entry.section.value("nameif", "nameif") if entry.section is not None else None
        if name is not None:
            found[name] = entry
    return found
