"""``show version``, ``show inventory``, processes and memory of IOS: what the box says of itself."""

from __future__ import annotations

from datetime import timedelta

from remediate.lab.commands import Answer, Command
from remediate.lab.device import Device
from remediate.lab.ios_hardware import Box, box_of, serial_of, spoken_version
from remediate.lab.releases import Release
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["version_commands"]

_GPL = (
    "\n\nCisco IOS-XE software, Copyright (c) 2005-2024 by cisco Systems, Inc.\n"
    "All rights reserved.  Certain components of Cisco IOS-XE software are\n"
    'licensed under the GNU General Public License ("GPL") Version 2.0.  The\n'
    "software code licensed under GPL Version 2.0 is free software that comes\n"
    "with ABSOLUTELY NO WARRANTY.  You can redistribute and/or modify such\n"
    "GPL code under the terms of GPL Version 2.0.  For more details, see the\n"
    'documentation or "License Notice" file accompanying the IOS-XE software,\n'
    "or the applicable URL provided on the flyer accompanying the IOS-XE\nsoftware.\n\n"
)
_MEMORY = 432_013_312
"""Bytes of the processor's pool."""
_USED = 61_865_984
_LINE = 160
"""Bytes that a line of the configuration takes."""


def version_commands() -> list[Command]:
    """Return the commands."""
    return [
        Command(pattern="show version", run=_version, level=1),
        Command(pattern="show inventory", run=_inventory, level=1),
        Command(pattern="show processes cpu [sorted]", run=_processes, level=1),
        Command(pattern="show memory statistics", run=_memory, level=1),
    ]  # fmt: skip


def _uptime(device: Device) -> str:
    minutes = int((device.clock.elapsed() - device.booted) / 60)
    parts = [
        (minutes // 10080, "week"),
        (minutes // 1440 % 7, "day"),
        (minutes // 60 % 24, "hour"),
        (minutes % 60, "minute"),
    ]
    spoken = [f"{n} {word}{'s' if n != 1 else ''}" for n, word in parts if n]
    return ", ".join(spoken) or "0 minutes"


def _head(release: Release, box: Box) -> str:
    spoken = spoken_version(release)
    support = "Technical Support: http://www.cisco.com/techsupport\n"
    made = "Copyright (c) 1986-2024 by Cisco Systems, Inc.\nCompiled Thu 01-Feb-24 10:00 by"
    if release.xe:
        return (
            f"Cisco IOS XE Software, Version {release.version}\n"
            f"Cisco IOS Software [{box.train}], {box.software} Software ({box.image}), Version"
            f" {spoken}, RELEASE SOFTWARE (fc3)\n{support}{made} mcpre\n{_GPL}"
        )
    return (
        f"Cisco IOS Software, {box.software} Software ({box.image}), Version {spoken}, RELEASE SOFTWARE (fc1)\n"
        f"{support}{made} prod_rel_team\n\n"
    )


def _image(release: Release, box: Box) -> str:
    if release.xe:
        return f"{release.flash}{box.file}.{release.version}.SPA.bin"
    plain = release.version.replace(".", "").replace("(", "-").replace(")", ".")
    return f"{release.flash}{box.file}.{plain}.bin"


def _version(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device = terminal.device
    release = device.platform.release
    box = box_of(release)
    name, uptime = device.hostname, _uptime(device)
    elapsed = device.clock.elapsed() - device.booted
    up = device.clock.now() - timedelta(seconds=elapsed)
    control = f"Uptime for this control processor is {uptime}\n" if release.xe else ""
    rom = "16.12(2r)" if release.xe else "System Bootstrap, Version 15.0(1r)M16, RELEASE SOFTWARE (fc1)"  # fmt: skip
    mode = "Router operating mode: Autonomous\n" if release.xe and release.numbers >= (17,) else ""
    kind = release.ports[0].rstrip("0123456789/").replace("Ethernet", " Ethernet")
    return (
        f"{_head(release, box)}ROM: {rom}\n\n{name} uptime is {uptime}\n{control}"
        f"System returned to ROM by reload\nSystem restarted at {up:%H:%M:%S} UTC {up:%a %b} {up.day} {up.year}\n"
        f'System image file is "{_image(release, box)}"\nLast reload reason: Reload Command\n\n\n'
        f"{'c' if release.xe else 'C'}isco {release.model} {box.processor}.\n"
        f"Processor board ID {serial_of(device)}\n{mode}{len(release.ports)} {kind} interfaces\n"
        f"255K bytes of non-volatile configuration memory.\n250880K bytes of {release.flash.rstrip(':')} memory\n\n"
        "Configuration register is 0x2102\n\n"
    )


def _inventory(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device = terminal.device
    release = device.platform.release
    model, serial = release.model, serial_of(device)
    if release.xe:
        name, text = "Chassis", f"Cisco {model.partition('/')[0]} Chassis"
    else:
        name, text = f"{model} chassis", f"{model} chassis, Hw Serial#: {serial}, Hw Revision: 1.0"
    return f'NAME: "{name}", DESCR: "{text}"\nPID: {model:<18}, VID: V01  , SN: {serial}\n\n\n'


def _load(device: Device) -> int:
    """Return the percent of the processor that are used: one, and one more for every eight associations."""
    network = device.network
    return 1 + (len(network.flow_sas(device)) // 8 if network is not None else 0)


def _processes(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    load = _load(terminal.device)
    return (
        f"CPU utilization for five seconds: {load}%/0%; one minute: {load}%; five minutes: {load}%\n"
        " PID Runtime(ms)     Invoked      uSecs   5Sec   1Min   5Min TTY Process \n"
    )


def _memory(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device = terminal.device
    used = _USED + _LINE * device.platform.text(device).count("\n")
    free = _MEMORY - used
    row = f"{'Processor':<9}{'30A34010':>11}{_MEMORY:>12}{used:>13}{free:>13}{free:>13}{free:>13}\n"
    return (
        "                Head    Total(b)     Used(b)     Free(b)   Lowest(b)  Largest(b)\n" + row
    )
