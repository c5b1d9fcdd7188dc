"""Exec commands of the ASA that show the device, its log, its access lists and its translations."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

from remediate.lab.asa_interfaces import mac_of
from remediate.lab.commands import Answer, Command
from remediate.lab.device import Device
from remediate.lab.releases import Release
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["hardware", "show_commands"]

_LEVELS = (
    "emergencies",
    "alerts",
    "critical",
    "errors",
    "warnings",
    "notifications",
    "informational",
    "debugging",
)
_SEVERITY = re.compile(r"%ASA-(\d)-")
_FIREPOWER = [
    "Firepower Extensible Operating System Version 2.2(2.143)",
    "Device Manager Version 7.14(1)",
]
_LICENSES = (
    ("Maximum Physical Interfaces", "Unlimited"),
    ("Maximum VLANs", "150"),
    ("Inside Hosts", "Unlimited"),
    ("Failover", "Active/Active"),
    ("Encryption-DES", "Enabled"),
    ("Encryption-3DES-AES", "Enabled"),
    ("Security Contexts", "2"),
    ("Carrier", "Disabled"),
    ("AnyConnect Premium Peers", "4"),
    ("Other VPN Peers", "300"),
    ("Total VPN Peers", "300"),
    ("VPN Load Balancing", "Enabled"),
)


def show_commands() -> list[Command]:
    """Return the commands."""
    return [
        Command(pattern="show version", run=_version, level=1),
        Command(pattern="show inventory", run=_inventory),
        Command(pattern="show mode", run=_always("Security context mode: single \n")),
        Command(pattern="show firewall", run=_always("Firewall mode: Router\n")),
        Command(pattern="show failover", run=_always("Failover Off \nFailover unit Secondary\n")),
        Command(pattern="show logging", run=_logging),
        Command(pattern="clear logging buffer", run=_clear_logging),
        Command(pattern="show users", run=_users),
        Command(pattern="show ssh sessions", run=_users),
    ]  # fmt: skip


def _always(text: str) -> Callable[[Terminal, Match[Command]], Answer]:
    """Return what prints the same of every device: contexts and failover are not emulated."""

    def run(terminal: Terminal, match: Match[Command]) -> Answer:
        del terminal, match
        return text

    return run


def _serial(device: Device) -> str:
    return f"JAD{zlib.crc32(device.name.encode()) % 10**8:08d}"


def hardware(release: Release) -> str:
    """Return the model with its memory and processor, as headings of configurations have it too."""
    if release.names_versions:
        return f"{release.model}, 8192 MB RAM, CPU Atom C2000 series 2416 MHz, 1 CPU (8 cores)"
    return f"{release.model}, 1024 MB RAM, CPU Pentium 4 Celeron 1600 MHz"


def _uptime(seconds: float) -> str:
    total = int(seconds)
    parts = [
        (total // 86400, "day"),
        (total // 3600 % 24, "hour"),
        (total // 60 % 60, "min"),
        (total % 60, "sec"),
    ]
    start = next((at for at, (number, _) in enumerate(parts) if number), 3)
    return " ".join(
        f"{number} {unit}{'s' if number != 1 else ''}" for number, unit in parts[start : start + 2]
    )


def _version(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device = terminal.device
    release = device.platform.release
    plain = re.sub(r"[^0-9]+", "-", release.version).strip("-")
    major, minor, *rest = plain.split("-")
    lines = [
        "",
        f"Cisco Adaptive Security Appliance Software Version {release.version} ",
        *(_FIREPOWER if release.names_versions else ["Device Manager Version 6.4(5)"]),
        "",
        "Compiled on Thu 25-Feb-21 03:34 PST by builders",
        f'System image file is "{release.flash}/asa{major}{minor}{"-".join(rest)}{"-lfbff-k8.SPA" if release.names_versions else "-k8.bin"}"',
        'Config file at boot was "startup-config"',
        "",
        f"{device.hostname} up {_uptime(device.clock.elapsed() - device.booted)}",
        "",
        f"Hardware:   {hardware(release)}",
        f"Internal ATA Compact Flash, {8000 if release.names_versions else 256}MB",
        "BIOS Flash M25P64 @ 0xfed01000, 16384KB",
        "",
        "Encryption hardware device : Cisco ASA Crypto on-board accelerator (revision 0x1)",
        "                             Number of accelerators: 1",
        "",
        *(
            f"{number:>2}: Ext: {name:<20}: address is {mac_of(device, name)}, irq 255"
            for number, name in enumerate(release.ports, 1)
        ),
        "",
        "Licensed features for this platform:",
        *(f"{name:<34}: {value:<14} perpetual" for name, value in _LICENSES),
        "",
        "This platform has a Base license.",
        "",
        f"Serial Number: {_serial(device)}",
        "Running Permanent Activation Key: 0x0000000 0x0000000 0x0000000 0x0000000 0x0000000 ",
        "Configuration register is 0x1",
        "Image type                : Release",
        "Key Version               : A",
        _modified(device),
    ]
    return "".join(f"{line}\n" for line in lines)


def _modified(device: Device) -> str:
    if device.changed is None:
        return "Configuration has not been modified since last system restart."
    when, who = device.changed
    return (
        f"Configuration last modified by {who} at {when:%H:%M:%S}.{when.microsecond // 1000:03d} UTC"
        f" {when:%a %b} {when.day} {when.year}"
    )


def _inventory(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    model = terminal.device.platform.release.model
    return (
        f'Name: "Chassis", DESCR: "{model} w/ FirePOWER services, 8GE, AC, DES"\n'
        f"PID: {model}           , VID: V01     , SN: {_serial(terminal.device)}\n\n"
    )


# --- the log ---


def _level(device: Device, where: str) -> str | None:
    entry = device.running.get(f"logging {where}")
    return entry.values["level"] if entry is not None else None


def _logging(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device = terminal.device
    top = device.running
    enabled = top.get("logging enable") is not None
    stamped = top.get("logging timestamp") is not None
    buffered = _level(device, "buffered")
    kept = []
    if enabled and buffered is not None:
        most = _LEVELS.index(buffered)
        for line in device.log:
            found = _SEVERITY.search(line)
            if found is not None and int(found[1]) <= most:
                kept.append(line if stamped else line[found.start() :])

    def state(where: str) -> str:
        level = _level(device, where)
        return f"level {level}, {len(kept)} messages logged" if level is not None else "disabled"

    hosts = [
        f"        Logging to {entry.values['nameif']} {entry.values['host']}"
        for entry in top.all("logging host")
    ]
    trap = _level(device, "trap")
    lines = [
        f"Syslog logging: {'enabled' if enabled else 'disabled'}",
        "    Facility: 20",
        f"    Timestamp logging: {'enabled' if stamped else 'disabled'}",
        "    Hide Username logging: enabled",
        "    Standby logging: disabled",
        "    Debug-trace logging: disabled",
        f"    Console logging: {state('console')}",
        f"    Monitor logging: {state('monitor')}",
        f"    Buffer logging: {state('buffered')}",
        f"    Trap logging: {f'level {trap}, facility 20, {len(kept)} messages logged' if trap else 'disabled'}",
        *hosts,
        "    Global TCP syslog stats::",
        "        NOT_PUTABLE: 0, ALL_CHANNEL_DOWN: 0",
        "        CHANNEL_FLAP_CNT: 0, SYSLOG_PKT_LOSS: 0",
        "        PARTIAL_REWRITE_CNT: 0",
        "    Permit-hostdown logging: disabled",
        "    History logging: disabled",
        "    Device ID: disabled",
        "    Mail logging: disabled",
        f"    ASDM logging: {state('asdm')}",
        *kept,
    ]
    return "".join(f"{line}\n" for line in lines)


def _clear_logging(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    terminal.device.log.clear()
    return ""


def _users(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    return (
        "SID Client IP       Version Mode Encryption Hmac     State            Username\n"
        f"0   {terminal.source:<15} 2.0     IN   aes256-ctr sha1     SessionStarted   {terminal.user}\n"
    )
