"""``show interfaces`` and ``show ip interface`` of IOS: read from the configuration and the state of the tunnels."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from remediate.lab.commands import Answer, Command
from remediate.lab.device import Device
from remediate.lab.ike.link_facts import Link
from remediate.lab.ike.reader import facts_of
from remediate.lab.ios_hardware import box_of, mac_of
from remediate.lab.store import Entry, Section
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["interface_commands", "places", "state_of"]


def interface_commands() -> list[Command]:
    """Return the commands."""
    return [
        Command(pattern="show interfaces [<name:interface>]", run=_interfaces, level=1),
        Command(pattern="show ip interface brief", run=_brief, level=1),
        Command(pattern="show ip interface [<name:interface>]", run=_ip_interface, level=1),
        Command(pattern="show ipv6 interface [<name:interface>]", run=_ipv6_interface, level=1),
    ]  # fmt: skip


def places(device: Device, name: str | None = None) -> Iterator[Entry]:
    """Yield the interfaces, or the one of a name."""
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
    found = [_interface(device, entry) for entry in places(device, match.values.get("name"))]
    return "".join(found) or "% Invalid input detected at '^' marker.\n\n"


def _interface(device: Device, entry: Entry) -> str:
    name, section = entry.values["name"], entry.lines
    down, protocol = state_of(device, entry)
    line = "administratively down" if down else "up"
    lines = [f"{name} is {line}, line protocol is {'up' if protocol else 'down'} "]
    kind = name.rstrip("0123456789/.")
    if kind in ("Tunnel", "Loopback"):
        lines.append(f"  Hardware is {kind}")
    else:
        mac, port = mac_of(device, name), box_of(device.platform.release).port
        lines.append(f"  Hardware is {port}, address is {mac} (bia {mac})")
    text = section.value("description", "text")
    if text is not None:
        lines.append(f"  Description: {text}")
    address = section.get("ip address")
    if address is not None and "address" in address.values:
        lines.append(f"  Internet address is {_block(address)}")
    mtu, speed, delay = _MEASURES.get(kind, ("1500", "1000000", "10"))
    mtu = section.value("mtu", "mtu") or mtu
    speed = section.value("bandwidth", "kilobits") or speed
    lines += [
        f"  MTU {mtu} bytes, BW {speed} Kbit/sec, DLY {delay} usec, ",
        "     reliability 255/255, txload 1/255, rxload 1/255",
        f"  Encapsulation {kind.upper() if kind in ('Tunnel', 'Loopback') else 'ARPA'}, loopback not set",
    ]
    if kind == "Tunnel":
        link = facts_of(device).link(name)
        lines += _tunnel(link, section) if link is not None else ["  Keepalive not set"]
    elif kind == "Loopback":
        lines.append("  Keepalive set (10 sec)")
    else:
        lines += ["  Keepalive set (10 sec)", f"  {_medium(device, kind, section, down=down)}"]
        lines.append("  ARP type: ARPA, ARP Timeout 04:00:00")
    lines += [
        "  Last input 00:00:00, output 00:00:00, output hang never",
        '  Last clearing of "show interface" counters never',
        "  Input queue: 0/75/0/0 (size/max/drops/flushes); Total output drops: 0",
        "  5 minute input rate 24000 bits/sec, 12 packets/sec",
        "  5 minute output rate 21000 bits/sec, 11 packets/sec",
        "     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored",
        "     0 output errors, 0 collisions, 1 interface resets",
    ]
    return "".join(f"{item}\n" for item in lines)


_MEASURES = {
    "Tunnel": ("17916", "100", "50000"),
    "Loopback": ("1514", "8000000", "5000"),
    "FastEthernet": ("1500", "100000", "100"),
}
"""MTU, bandwidth and delay of a kind where none is configured."""


def _medium(device: Device, kind: str, section: Section, *, down: bool) -> str:
    """Return what a port speaks: as configured, or what two ports agree on."""
    box = box_of(device.platform.release)
    duplex = section.value("duplex", "mode") or "auto"
    speed = section.value("speed", "mode") or "auto"
    if down:
        return box.speaks.format(duplex="Auto", speed="Auto Speed")
    if duplex == "auto":
        duplex = "full"
    if speed == "auto":
        speed = "100" if kind == "FastEthernet" else "1000"
    return box.speaks.format(duplex=duplex.capitalize(), speed=box.rates.get(speed, f"{speed}Mbps"))


_PROTOCOLS = {"gre": "GRE/IP", "gre multipoint": "multi-GRE/IP", "ipsec": "IPSEC/IP"}


def _tunnel(link: Link, section: Section) -> Iterator[str]:
    """Yield what tunnels have beside: keepalives, source and destination, protocol and key, protection."""
    beat = link.keepalive
    yield (
        f"  Keepalive set ({beat.period} sec), retries {beat.retries}"
        if beat
        else "  Keepalive not set"
    )
    source = section.get("tunnel source")
    local = link.local or (source.values.get("source", "UNKNOWN") if source else "UNKNOWN")
    place = f" ({link.port})" if source is not None and "interface" in source.values else ""
    ends = f"  Tunnel source {local}{place}"
    yield ends if link.multipoint else f"{ends}, destination {link.far or 'UNKNOWN'}"
    yield f"  Tunnel protocol/transport {_PROTOCOLS[link.mode]}"
    if link.gre:
        key = f"0x{link.key:X}" if link.key is not None else "disabled"
        yield f"    Key {key}, sequencing disabled"
        yield "    Checksumming of packets disabled"
    yield "  Tunnel TTL 255"
    yield f"  Tunnel transport MTU {_room(link)} bytes"
    if link.front:
        yield f'  Tunnel VRF "{link.front}"'
    yield "  Tunnel transmit bandwidth 8000 (kbps)"
    yield "  Tunnel receive bandwidth 8000 (kbps)"
    if link.profile:
        yield f'  Tunnel protection via IPSec (profile "{link.profile}")'


def _room(link: Link) -> int:
    """Return the largest packet that fits in GRE alone, as it is shown before anything was encrypted."""
    return 1480 if not link.gre else 1476 if link.key is None else 1472


def _block(address: Entry) -> str:
    length = ipaddress.IPv4Network(f"0.0.0.0/{address.values['mask']}").prefixlen
    return f"{address.values['address']}/{length}"


def _brief(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device = terminal.device
    rows = ["Interface                  IP-Address      OK? Method Status                Protocol"]
    for entry in places(device):
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
    for entry in places(device, match.values.get("name")):
        down, protocol = state_of(device, entry)
        status = "administratively down" if down else "up"
        text.append(
            f"{entry.values['name']} is {status}, line protocol is {'up' if protocol else 'down'}\n"
        )
        address = entry.lines.get("ip address")
        if address is None or "address" not in address.values:
            text.append("  Internet protocol processing disabled\n")
            continue
        link = facts_of(device).link(entry.values["name"])
        usual = str(_room(link)) if link is not None else "1500"
        mtu = entry.lines.value("ip mtu", "mtu") or entry.lines.value("mtu", "mtu") or usual
        vrf = entry.lines.value("vrf forwarding", "vrf") or entry.lines.value(
            "ip vrf forwarding", "vrf"
        )
        groups = {
            item.values["way"]: item.values["acl"] for item in entry.lines.all("ip access-group")
        }
        text.append(
            f"  Internet address is {_block(address)}\n  Broadcast address is 255.255.255.255\n"
            f"  Address determined by non-volatile memory\n  MTU is {mtu} bytes\n"
            f"  Outgoing access list is {groups.get('out', 'not set')}\n  Inbound  access list is {groups.get('in', 'not set')}\n"
        )
        if vrf is not None:
            text.append(f'  VPN Routing/Forwarding "{vrf}"\n')
    return "".join(text)


def _ipv6_interface(terminal: Terminal, match: Match[Command]) -> Answer:
    """Return nothing: IPv6 can't be configured, and interfaces without it are not shown."""
    del terminal, match
    return ""
