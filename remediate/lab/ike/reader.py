"""One door to the readers of the platforms."""

from __future__ import annotations

from collections.abc import Callable

from remediate.lab.device import Device
from remediate.lab.ike.asa_reader import asa_facts
from remediate.lab.ike.facts import Facts
from remediate.lab.ike.ios_reader import ios_facts
from remediate.lab.releases import Release
from remediate.lab.store import Section

__all__ = ["facts_of"]

_READERS: dict[str, Callable[[str, Section, Release], Facts]] = {"asa": asa_facts, "ios": ios_facts}


def facts_of(device: Device) -> Facts:
    """Return the facts of a device's running configuration. Raises ``KeyError`` for a platform without reader."""
    release = device.platform.release
    return _READERS[release.platform](device.name, device.running, release)
