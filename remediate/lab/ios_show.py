"""Show commands of IOS about the device itself: version, interfaces, lists, routes, the log."""

from __future__ import annotations

import ipaddress
import zlib
from collections.abc import Iterator

from remediate.lab.commands import Answer, Command
from remediate.lab.device import Device
from remediate.lab.running import body
from remediate.lab.store import Entry
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["show_commands"]


def show_commands() -> list[Command]:
    """Return the commands."""
    return [
        Command(pattern="show version", run=_version, level=1),
        Command(pattern="show clock", run=_clock, level=1),
        Command(pattern="show hosts", run=_hosts, level=1),
        Command(pattern="show privilege", run=_privilege, level=1),
        Command(pattern="show users", run=_users, level=1),
        Command(pattern="show logging", run=_logging, level=1),
        Command(pattern="show file systems", run=_file_systems),
        Command(pattern="show running-config [all]", run=_running),
        Command(pattern="show running-config interface <name:interface>", run=_running_interface),
        Command(pattern="show startup-config", run=_startup),
        Command(pattern="show interfaces [<name:interface>]", run=_interfaces, level=1),
        Command(pattern="show ip interface brief", run=_brief, level=1),
        Command(pattern="show ip interface [<name:interface>]", run=_ip_interface, level=1),
        Command(pattern="show ip route", run=_routes, level=1),
        Command(pattern="show (ip access-lists|access-lists) [<acl:name>]", run=_lists, level=1),
        Command(pattern="show inventory", run=_inventory, level=1),
    ]  # fmt: skip


def _serial(device: Device) -> str:
    return f"FTX{zlib.crc32(device.name.encode()) % 10**8:08d}"[:11]


def _uptime(device: Device) -> str:
    minutes = int((device.clock.elapsed() - device.booted) / 60)
    parts = [(minutes // 10080, "week"), (minutes // 1440 % 7, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute")]  # fmt: skip
    spoken = [f"{n} {word}{'s' if n != 1 else ''}" for n, word in parts if n]
    return ", ".join(spoken) or "0 minutes"


def _version(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device = terminal.device
    release = device.platform.release
    name, uptime = device.hostname, _uptime(device)
    up = device.clock.now()
    if release.xe:
        head = (
            f"Cisco IOS XE Software, Version {release.version}\n"
            f"Cisco IOS Software [Amsterdam], ISR Software (X86_64_LINUX_IOSD-UNIVERSALK9-M), Version"
            f" {release.version}, RELEASE SOFTWARE (fc3)\n"
        )
        image = f"bootflash:isr4300-universalk9.{release.version}.SPA.bin"
        box = f"cisco {release.model} (1RU) processor with 1795979K/6147K bytes of memory.\nProcessor board ID {_serial(device)}\n"
    else:
        train = "C2900" if release.numbers >= (15,) else "2800"
        image = f"flash:c{train.lower().lstrip('c')}-universalk9-mz.SPA.{release.version.replace('(', '-').replace(')', '.')}.bin"
        head = (
            f"Cisco IOS Software, {train} Software ({train}-UNIVERSALK9-M), Version {release.version}, RELEASE SOFTWARE (fc1)\n"
            "Technical Support: http://www.cisco.com/techsupport\n"
        )
        box = f"Cisco {release.model.split('/')[0]} (revision 1.0) with 483328K/40960K bytes of memory.\nProcessor board ID {_serial(device)}\n"
    ports = release.ports[0].rstrip("0123456789/").replace("Ethernet", " Ethernet")
    return (
        f"{head}Copyright (c) 1986-2024 by Cisco Systems, Inc.\nCompiled Thu 01-Feb-24 10:00 by prod_rel_team\n\n"
        f"ROM: System Bootstrap, Version 15.0(1r)M16, RELEASE SOFTWARE (fc1)\n\n"
        f"{name} uptime is {uptime}\nSystem returned to ROM by reload\nSystem restarted at {up:%H:%M:%S} UTC {up:%a %b} {up.day} {up.year}\n"
        f'System image file is "{image}"\nLast reload reason: Reload Command\n\n'
        f"{box}{len(release.ports)} {ports} interfaces\n"
        f"255K bytes of non-volatile configuration memory.\n250880K bytes of {release.flash.rstrip(':')} memory\n\n"
        "Configuration register is 0x2102\n\n"
    )


def _clock(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    now = terminal.device.clock.now()
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
    if size is None:
        return "Syslog logging: enabled (0 messages dropped, 0 messages rate-limited,\n                0 flushes, 0 overruns, xml disabled, filtering disabled)\n\n    Buffer logging:  disabled\n\n"
    return (
        "Syslog logging: enabled (0 messages dropped, 0 messages rate-limited,\n                0 flushes, 0 overruns, xml disabled, filtering disabled)\n\n"
        f"    Buffer logging:  level debugging, {len(device.log)} messages logged, xml disabled,\n                     filtering disabled\n\n"
        f"Log Buffer ({size} bytes):\n\n{lines}"
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


# --- interfaces ---


def _places(device: Device, name: str | None) -> Iterator[Entry]:
    for entry in device.running.all("interface"):
        if name is None or entry.values["name"] == name:
            yield entry


def state_of(device: Device, entry: Entry) -> tuple[bool, bool]:
    """Return whether an interface is administratively down, and whether its line protocol is up."""
    section = entry.section
    down = section is not None and section.get("shutdown") is not None
    if down:
        return True, False
    name = entry.values["name"]
    if name.startswith("Tunnel") and device.network is not None:
        return False, device.network.tunnel_up(device, name)
    return False, True


def _interfaces(terminal: Terminal, match: Match[Command]) -> Answer:
    device = terminal.device
    found = [_interface(device, entry) for entry in _places(device, match.values.get("name"))]
    return "".join(found) or "% Invalid input detected at '^' marker.\n\n"


def _interface(device: Device, entry: Entry) -> str:
    name, section = entry.values["name"], entry.lines
    down, protocol = state_of(device, entry)
    line = "administratively down" if down else "up"
    mtu = section.value("mtu", "mtu") or ("17916" if name.startswith("Tunnel") else "1500")
    address = section.get("ip address")
    lines = [f"{name} is {line}, line protocol is {'up' if protocol else 'down'} "]
    if name.startswith("Tunnel"):
        lines.append("  Hardware is Tunnel")
    elif name.startswith("Loopback"):
        lines.append("  Hardware is Loopback")
    else:
        digest = f"{zlib.crc32((device.name + name).encode()):08x}"
        mac = f"00{digest[:2]}.{digest[2:6]}.{digest[4:8]}"
        lines.append(f"  Hardware is CN Gigabit Ethernet, address is {mac} (bia {mac})")
    text = section.value("description", "text")
    if text is not None:
        lines.append(f"  Description: {text}")
    if address is not None and "address" in address.values:
        length = ipaddress.IPv4Network(f"0.0.0.0/{address.values['mask']}").prefixlen
        lines.append(f"  Internet address is {address.values['address']}/{length}")
    speed = section.value("bandwidth", "kilobits") or (
        "100" if name.startswith("Tunnel") else "1000000"
    )
    lines += [
        f"  MTU {mtu} bytes, BW {speed} Kbit/sec, DLY 10 usec, ",
        "     reliability 255/255, txload 1/255, rxload 1/255",
        f"  Encapsulation {'TUNNEL' if name.startswith('Tunnel') else 'ARPA'}, loopback not set",
        "  Keepalive set (10 sec)",
        "  Last input 00:00:00, output 00:00:00, output hang never",
        "  Input queue: 0/75/0/0 (size/max/drops/flushes); Total output drops: 0",
        "  5 minute input rate 24000 bits/sec, 12 packets/sec",
        "  5 minute output rate 21000 bits/sec, 11 packets/sec",
        "     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored",
        "     0 output errors, 0 collisions, 1 interface resets",
    ]
    return "".join(f"{item}\n" for item in lines)


def _brief(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device = terminal.device
    rows = ["Interface                  IP-Address      OK? Method Status                Protocol"]
    for entry in _places(device, None):
        down, protocol = state_of(device, entry)
        address = entry.lines.get("ip address")
        shown = address.values.get("address", "unassigned") if address else "unassigned"
        method = "NVRAM " if address else "unset "
        status = "administratively down" if down else "up"
        rows.append(
            f"{entry.values['name']:<26} {shown:<15} YES {method} {status:<21} {'up' if protocol else 'down'}"
        )
    return "".join(f"{row}\n" for row in rows)


def _ip_interface(terminal: Terminal, match: Match[Command]) -> Answer:
    device = terminal.device
    text = []
    for entry in _places(device, match.values.get("name")):
        down, protocol = state_of(device, entry)
        status = "administratively down" if down else "up"
        text.append(
            f"{entry.values['name']} is {status}, line protocol is {'up' if protocol else 'down'}\n"
        )
        address = entry.lines.get("ip address")
        if address is None or "address" not in address.values:
            text.append("  Internet protocol processing disabled\n")
            continue
        length = ipaddress.IPv4Network(f"0.0.0.0/{address.values['mask']}").prefixlen
        mtu = entry.lines.value("ip mtu", "mtu") or entry.lines.value("mtu", "mtu") or "1500"
        groups = {
            item.values["way"]: item.values["acl"] for item in entry.lines.all("ip access-group")
        }
        text.append(
            f"  Internet address is {address.values['address']}/{length}\n  Broadcast address is 255.255.255.255\n"
            f"  Address determined by non-volatile memory\n  MTU is {mtu} bytes\n"
            f"  Outgoing access list is {groups.get('out', 'not set')}\n  Inbound  access list is {groups.get('in', 'not set')}\n"
        )
    return "".join(text)


def _routes(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device = terminal.device
    rows = []
    default = "not set"
    for entry in device.running.all("ip route"):
        network, mask = entry.values["network"], entry.values["mask"]
        length = ipaddress.IPv4Network(f"0.0.0.0/{mask}").prefixlen
        hop = entry.values.get("hop")
        way = (
            f"[1/0] via {hop}"
            if hop
            else f"is directly connected, {entry.values.get('interface', '')}"
        )
        rows.append((network, f"S{'*' if length == 0 else ' '}    {network}/{length} {way}"))
        default = f"{hop} to network 0.0.0.0" if length == 0 and hop else default
    for entry in _places(device, None):
        address = entry.lines.get("ip address")
        if address is None or "address" not in address.values or state_of(device, entry)[0]:
            continue
        block = ipaddress.IPv4Interface(f"{address.values['address']}/{address.values['mask']}")
        name = entry.values["name"]
        rows.append(
            (
                str(block.network.network_address),
                f"C     {block.network} is directly connected, {name}",
            )
        )
        rows.append((str(block.ip), f"L     {block.ip}/32 is directly connected, {name}"))
    rows.sort(key=lambda row: ipaddress.IPv4Address(row[0]))
    codes = "Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP\n       * - candidate default, + - replicated route\n\n"
    return f"{codes}Gateway of last resort is {default}\n\n" + "".join(
        f"{row}\n" for _, row in rows
    )


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


def _inventory(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device = terminal.device
    model = device.platform.release.model
    return f'NAME: "Chassis", DESCR: "Cisco {model} Chassis"\nPID: {model}  , VID: V01  , SN: {_serial(device)}\n\n\n'
