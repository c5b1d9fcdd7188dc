"""Show commands of IOS about interfaces and routes."""

from __future__ import annotations

import ipaddress
import zlib
from collections.abc import Iterator

from remediate.lab.commands import Answer, Command
from remediate.lab.device import Device
from remediate.lab.store import Entry
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["interface_commands"]


def interface_commands() -> list[Command]:
    """Return the commands."""
    return [
        Command(pattern="show interfaces [<name:interface>]", run=_interfaces, level=1),
        Command(pattern="show ip interface brief", run=_brief, level=1),
        Command(pattern="show ip interface [<name:interface>]", run=_ip_interface, level=1),
        Command(pattern="show ip route", run=_routes, level=1),
    ]  # fmt: skip


def _places(device: Device, name: str | None) -> Iterator[Entry]:
    for entry in device.running.all("interface"):
        if name is None or entry.values["name"] == name:
            yield entry


def _state_of(device: Device, entry: Entry) -> tuple[bool, bool]:
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
    down, protocol = _state_of(device, entry)
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
        down, protocol = _state_of(device, entry)
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
        down, protocol = _state_of(device, entry)
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
        if address is None or "address" not in address.values or _state_of(device, entry)[0]:
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
