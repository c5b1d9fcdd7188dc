"""The boxes that IOS and IOS-XE run on: what they call themselves, their software and their ports.

Spellings of ``show version`` and ``show interfaces`` are those of such routers as far as they are known;
those of the C8300 are from memory.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from remediate.lab.releases import Release

if TYPE_CHECKING:
    from remediate.lab.device import Device

__all__ = ["Box", "box_of", "mac_of", "serial_of", "spoken_version"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A router's hardware, and the software that is made for it."""

    software: str
    """``C2900``: the first name of the software."""
    image: str
    """``C2900-UNIVERSALK9-M``."""
    file: str
    """Begin of the image's file name."""
    train: str
    """Code name of the train, of IOS-XE."""
    processor: str
    """``(revision 1.0) with 483328K/40960K bytes of memory``."""
    port: str
    """Hardware of a port in ``show interfaces``."""
    speaks: str
    """Duplex, speed and medium of a port."""
    rates: Mapping[str, str] = field(default_factory=dict)
    """How speeds are written that are not written in ``Mbps``."""


_BOXES = {
    "ios12": Box(
        software="2800",
        image="C2800NM-ADVIPSERVICESK9-M",
        file="c2800nm-advipservicesk9-mz",
        train="",
        processor="(revision 53.50) with 247808K/14336K bytes of memory",
        port="MV96340 Ethernet",
        speaks="{duplex}-duplex, {speed}, 100BaseTX/FX",
        rates={"100": "100Mb/s", "10": "10Mb/s"},
    ),
    "ios15": Box(
        software="C2900",
        image="C2900-UNIVERSALK9-M",
        file="c2900-universalk9-mz.SPA",
        train="",
        processor="(revision 1.0) with 483328K/40960K bytes of memory",
        port="CN Gigabit Ethernet",
        speaks="{duplex} Duplex, {speed}, media type is RJ45",
        rates={"1000": "1Gbps"},
    ),
    "xe16": Box(
        software="ISR",
        image="X86_64_LINUX_IOSD-UNIVERSALK9-M",
        file="isr4300-universalk9",
        train="Gibraltar",
        processor="(1RU) processor with 1795979K/6147K bytes of memory",
        port="ISR4331-3x1GE",
        speaks="{duplex} Duplex, {speed}, link type is auto, media type is RJ45",
    ),
    "xe17": Box(
        software="c8000be",
        image="X86_64_LINUX_IOSD-UNIVERSALK9-M",
        file="c8000be-universalk9",
        train="Dublin",
        processor="(1RU) processor with 3763577K/6147K bytes of memory",
        port="4xGE-2xSFP",
        speaks="{duplex} Duplex, {speed}, link type is auto, media type is RJ45",
    ),
}


def box_of(release: Release) -> Box:
    """Return the hardware that a release runs on."""
    return _BOXES[release.name]


def spoken_version(release: Release) -> str:
    """Return the version as IOSd has it: ``16.12.5`` where IOS-XE has ``16.12.05``."""
    return re.sub(r"\.0+(?=\d)", ".", release.version) if release.xe else release.version


def serial_of(device: Device) -> str:
    """Return a serial number that stays the device's own."""
    return f"FTX{zlib.crc32(device.name.encode()) % 10**8:08d}"[:11]


def mac_of(device: Device, name: str) -> str:
    """Return the address of a port, which stays its own."""
    digest = f"{zlib.crc32((device.name + name).encode()):08x}"
    return f"00{digest[:2]}.{digest[2:6]}.{digest[4:8]}"
