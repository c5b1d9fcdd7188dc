"""Exec commands of the ASA that show the device, its log, its access lists and its translations."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

from remediate.lab import asa_lists
from remediate.lab.asa_interfaces import mac_of
from remediate.lab.asa_objects import Element, blocks_of, elements_of
from remediate.lab.asa_tunnels import flow_sas
from remediate.lab.commands import Answer, Command
from remediate.lab.device import Device
from remediate.lab.store import Entry
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["show_commands"]

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
        Command(pattern="show access-list [<acl:name>]", run=_lists),
        Command(pattern="show nat [detail]", run=_nat),
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
        "Firepower Extensible Operating System Version 2.2(2.143)",
        "Device Manager Version 7.14(1)",
        "",
        "Compiled on Thu 25-Feb-21 03:34 PST by builders",
        f'System image file is "{release.flash}/asa{major}{minor}{"-".join(rest)}-lfbff-k8.SPA"',
        'Config file at boot was "startup-config"',
        "",
        f"{device.hostname} up {_uptime(device.clock.elapsed() - device.booted)}",
        "",
        f"Hardware:   {release.model}, 8192 MB RAM, CPU Atom C2000 series 2416 MHz, 1 CPU (8 cores)",
        "Internal ATA Compact Flash, 8000MB",
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


# --- access lists and translations ---


def _hash(text: str) -> str:
    return f"0x{zlib.crc32(text.encode()):08x}"


def _hits(device: Device, element: Element) -> int:
    """Return the packets of the flows that an element is, both ways."""
    return sum(
        flow.counters.encaps for flow in flow_sas(device) if element.ace.covers(flow.selector)
    )


def _lists(terminal: Terminal, match: Match[Command]) -> Answer:
    device = terminal.device
    wanted = match.values.get("acl")
    found: dict[str, list[Entry]] = {}
    for entry in asa_lists.entries_of(device.running, "access-list", wanted):
        found.setdefault(entry.values["acl"], []).append(entry)
    if wanted is not None and not found:
        return f"ERROR: access-list <{wanted}> does not exist\n"
    lines = []
    if wanted is None:
        lines = [
            "access-list cached ACL log flows: total 0, denied 0 (deny-flow-max 4096)",
            "            alert-interval 300",
        ]
    for name, entries in found.items():
        expanded = [elements_of(device.running, entry) for entry in entries]
        plain = sum(entry.values["body"].startswith("standard") for entry in entries)
        lines.append(
            f"access-list {name}; {sum(map(len, expanded)) + plain} elements; name hash: {_hash(name)}"
        )
        for number, (entry, elements) in enumerate(zip(entries, expanded, strict=True), 1):
            lines += _list_lines(device, name, number, entry, elements)
    return "".join(f"{line} \n" if " remark " not in line else f"{line}\n" for line in lines)


def _list_lines(
    device: Device, name: str, number: int, entry: Entry, elements: list[Element]
) -> list[str]:
    body = entry.values["body"]
    head = f"access-list {name} line {number}"
    if body.startswith("remark"):
        return [f"{head} {body}"]
    hits = [_hits(device, element) for element in elements]
    inactive = " (inactive)" if body.endswith(" inactive") else ""
    lines = [f"{head} {body} (hitcnt={sum(hits)}){inactive} {_hash(name + body)}"]
    if " object " in body or " object-group " in body:
        start = " ".join(body.split(" ")[:2])
        lines += [
            f"  {head} {start} {element.text} (hitcnt={count}) {_hash(name + element.text)}"
            for element, count in zip(elements, hits, strict=True)
        ]
    return lines


def _nat(terminal: Terminal, match: Match[Command]) -> Answer:
    device = terminal.device
    detail = "detail" in match.words
    top = device.running
    sections = [
        ("Manual NAT Policies (Section 1)", asa_lists.entries_of(top, "nat")),
        ("Auto NAT Policies (Section 2)", _object_rules(device)),
        ("Manual NAT Policies (Section 3)", asa_lists.entries_of(top, "nat after-auto")),
    ]
    text = []
    for title, rules in sections:
        if not rules:
            continue
        text.append(f"{title}\n")
        for number, entry in enumerate(rules, 1):
            inner, outer = entry.values["pair"].strip("()").split(",")
            text.append(f"{number} ({inner}) to ({outer}) {_rule(entry)}\n")
            text.append("    translate_hits = 0, untranslate_hits = 0\n")
            if detail and entry.values.get("real"):
                blocks = [
                    f"{block.address}/{block.netmask}"
                    for block in blocks_of(top, entry.values["real"])
                ]
                text.append(f"    Source - Origin: {', '.join(blocks)}\n")
        text.append("\n")
    return "".join(text)


def _object_rules(device: Device) -> list[Entry]:
    """Return the rules of objects, each with the object as its source."""
    found = []
    for entry in device.running.all("object network"):
        rule = entry.section.get("nat") if entry.section is not None else None
        if rule is not None:
            values = rule.values | {"real": entry.values["name"]}
            found.append(Entry(rule.known, rule.text, values, rule.number))
    return sorted(found, key=lambda rule: (rule.values["how"] != "static", rule.number))


def _rule(entry: Entry) -> str:
    words = entry.text.split()[2:]
    if words[:1] == ["after-auto"]:
        words.pop(0)
    if words[0] != "source":  # of an object
        return " ".join(["source", words[0], entry.values["real"], *words[1:]])
    if "destination" in words:
        words[words.index("destination")] = "  destination"
    return " ".join(words)


def _users(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    return (
        "SID Client IP       Version Mode Encryption Hmac     State            Username\n"
        f"0   {terminal.source:<15} 2.0     IN   aes256-ctr sha1     SessionStarted   {terminal.user}\n"
    )
