"""Show commands of IOS about the device itself: configurations, lists, the log."""

from __future__ import annotations

from remediate.lab.commands import Answer, Command
from remediate.lab.ios_neighbours import neighbour_commands
from remediate.lab.ios_show_interfaces import interface_commands
from remediate.lab.ios_show_routes import route_commands
from remediate.lab.ios_version import version_commands
from remediate.lab.running import body
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["show_commands"]


def show_commands() -> list[Command]:
    """Return the commands."""
    return [
        Command(pattern="show clock", run=_clock, level=1),
        Command(pattern="show hosts", run=_hosts, level=1),
        Command(pattern="show privilege", run=_privilege, level=1),
        Command(pattern="show users", run=_users, level=1),
        Command(pattern="show logging", run=_logging, level=1),
        Command(pattern="show file systems", run=_file_systems),
        Command(pattern="show running-config [all]", run=_running),
        Command(pattern="show running-config interface <name:interface>", run=_running_interface),
        Command(pattern="show startup-config", run=_startup),
        Command(pattern="show (ip access-lists|access-lists) [<acl:name>]", run=_lists, level=1),
        *version_commands(),
        *interface_commands(),
        *route_commands(),
        *neighbour_commands(),
    ]  # fmt: skip


def _clock(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    now = terminal.device.now()
    return f"*{now:%H:%M:%S}.{now.microsecond // 1000:03d} UTC {now:%a %b} {now.day} {now.year}\n"


def _hosts(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device = terminal.device
    domain = device.running.value("ip domain name", "name") or "not set"
    rows = "".join(
        f"{entry.values['name']:<25} None  (perm, OK)  0   IP    {entry.values['address']}\n"
        for entry in device.running.all("ip host")
    )
    return (
        f"Default domain is {domain}\nName/address lookup uses domain service\nName servers are 255.255.255.255\n\n"
        "Codes: UN - unknown, EX - expired, OK - OK, ?? - revalidate\n       temp - temporary, perm - permanent\n"
        f"       NA - Not Applicable None - Not defined\n\nHost                      Port  Flags      Age Type   Address(es)\n{rows}"
    )


def _privilege(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    return f"Current privilege level is {15 if terminal.privileged else 1}\n"


def _users(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    return (
        "    Line       User       Host(s)              Idle       Location\n"
        f"*{terminal.line + 2:>3} vty {terminal.line}     {terminal.user:<10} idle                 00:00:00 {terminal.source}\n"
    )


def _logging(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device = terminal.device
    if device.network is not None:
        device.network.settle(device)  # what has happened since somebody looked is logged now
    entry = device.running.get("logging buffered")
    size = entry.values["size"] if entry is not None else None
    lines = "".join(f"{line}\n" for line in device.log)
    count = len(device.log)
    on = f"level debugging, {count} messages logged, xml disabled,\n                     filtering disabled"
    console = on if device.running.get("logging console") is None else "disabled"
    trap = device.running.value("logging trap", "level") or "informational"
    hosts = "".join(
        f"        Logging to {entry.values['host']}  (udp port 514, audit disabled,\n              link up),\n"
        f"              {count} message lines logged,\n"
        for entry in device.running.all("logging host")
    )
    return (
        "Syslog logging: enabled (0 messages dropped, 0 messages rate-limited,\n                0 flushes, 0 overruns, xml disabled, filtering disabled)\n\n"
        f"    Console logging: {console}\n    Monitor logging: {on}\n"
        f"    Buffer logging:  {on if size is not None else 'disabled'}\n"
        f"    Trap logging: level {trap}, {count} message lines logged\n{hosts}\n"
        + (f"Log Buffer ({size} bytes):\n\n{lines}" if size is not None else "")
    )


def _file_systems(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    flash = terminal.device.platform.release.flash
    return (
        "File Systems:\n\n       Size(b)       Free(b)      Type  Flags  Prefixes\n"
        "             -             -    opaque     rw   system:\n"
        f"*    256487424     128000000      disk     rw   {flash}\n"
        "        262136        250000     nvram     rw   nvram:\n"
    )


def _running(terminal: Terminal, match: Match[Command]) -> Answer:
    device = terminal.device
    text = device.platform.text(device, everything="all" in match.words)
    size = len(text.encode())
    return f"Building configuration...\n\nCurrent configuration : {size} bytes\n{text}\n"


def _running_interface(terminal: Terminal, match: Match[Command]) -> Answer:
    device = terminal.device
    entry = device.running.get("interface", match.values["name"])
    if entry is None or entry.section is None:
        return "% Invalid input detected at '^' marker.\n\n"
    lines = [
        line
        for line in body(device.running, device.platform.vocabulary, device.platform.release)
        if line != "!"
    ]
    start = lines.index(entry.text)
    end = next(
        (at for at in range(start + 1, len(lines)) if not lines[at].startswith(" ")), len(lines)
    )
    shown = "".join(f"{line}\n" for line in lines[start:end])
    return f"Building configuration...\n\nCurrent configuration : {len(shown)} bytes\n!\n{shown}end\n\n"


def _startup(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    text = terminal.device.startup
    if not text:
        return "startup-config is not present\n"
    return f"Using {len(text.encode())} out of 262136 bytes\n{text}\n"


def _lists(terminal: Terminal, match: Match[Command]) -> Answer:
    text = []
    for entry in terminal.device.running.all("ip access-list"):
        name = entry.values["acl"]
        if match.values.get("acl", name) != name or entry.section is None:
            continue
        kind = "Extended" if entry.section.mode == "extended-acl" else "Standard"
        text.append(f"{kind} IP access list {name}\n")
        text += [
            f"    {item.values['sequence']} {item.text}\n"
            for item in entry.section.ordered()
            if not item.text.startswith("remark")
        ]
    return "".join(text)
