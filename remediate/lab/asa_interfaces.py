"""Exec commands of the ASA about its interfaces, routes and reachability."""

from __future__ import annotations

import ipaddress
import zlib

from remediate.lab.asa_nameifs import nameifs
from remediate.lab.asa_tunnels import pinged
from remediate.lab.commands import Answer, Command
from remediate.lab.device import Device
from remediate.lab.store import Entry, Section
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["interface_commands", "mac_of"]

_CODES = """
Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP
       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area\x20
       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2
       E1 - OSPF external type 1, E2 - OSPF external type 2, V - VPN
       i - IS-IS, su - IS-IS summary, L1 - IS-IS level-1, L2 - IS-IS level-2
       ia - IS-IS inter area, * - candidate default, U - per-user static route
       o - ODR, P - periodic downloaded static route, + - replicated route
"""


def interface_commands() -> list[Command]:
    """Return the commands."""
    return [
        Command(pattern="show interface", run=_interfaces),
        Command(pattern="show interface ip brief", run=_brief),
        Command(pattern="show interface <name:interface>", run=_interfaces),
        Command(pattern="show interface <nameif:name>", run=_interfaces),
        Command(pattern="show crypto ipsec fragmentation <nameif:name>", run=_fragmentation),
        Command(pattern="show crypto ipsec df-bit <nameif:name>", run=_fragment_bit),
        Command(pattern="show nameif", run=_nameifs),
        Command(pattern="show ip [address]", run=_addresses),
        Command(pattern="show route [<nameif:name>]", run=_routes),
        Command(pattern="ping [<nameif:name>] <target:ip> [repeat <count:1-2147483647>] [size <size:28-65535>] [timeout <wait:1-60>] [validate]", run=_ping),
        Command(pattern="ping tcp <rest:line>", run=_no_tcp),
    ]  # fmt: skip


def _section(entry: Entry) -> Section:
    return entry.section or Section("interface")


def mac_of(device: Device, name: str) -> str:
    """Return the hardware address of an interface: its own, always the same."""
    digest = f"{zlib.crc32((device.name + name).encode()):08x}"
    return f"a89d.21{digest[:2]}.{digest[2:6]}"


def _state(device: Device, entry: Entry) -> tuple[str, str]:
    """Return the state of the line and of the protocol."""
    if _section(entry).get("shutdown") is not None:
        return "administratively down", "down"
    name = entry.values["name"]
    if name.startswith("Tunnel") and device.network is not None:
        up = device.network.tunnel_up(device, name)
        return ("up", "up") if up else ("down", "down")
    return "up", "up"


def _interfaces(terminal: Terminal, match: Match[Command]) -> Answer:
    device = terminal.device
    wanted = match.values.get("name") or match.values.get("nameif")
    found = [
        _interface(device, entry)
        for entry in device.running.all("interface")
        if wanted in (None, entry.values["name"], _section(entry).value("nameif", "nameif"))
    ]
    return "".join(found) or "ERROR: % Invalid interface\n"


def _interface(device: Device, entry: Entry) -> str:
    name, section = entry.values["name"], _section(entry)
    nameif = section.value("nameif", "nameif") or ""
    line, protocol = _state(device, entry)
    lines = [f'Interface {name} "{nameif}", is {line}, line protocol is {protocol}']
    mtu = device.running.get("mtu", nameif)
    size = mtu.values["mtu"] if mtu is not None else "1500"
    if name.startswith("Tunnel"):
        lines.append("  Hardware is Virtual Tunnel\tMAC address N/A, MTU " + size)
    else:
        lines += [
            "  Hardware is Accelerator rev01, BW 1000 Mbps, DLY 10 usec",
            "\tAuto-Duplex(Full-duplex), Auto-Speed(1000 Mbps)",
            "\tInput flow control is unsupported, output flow control is off",
        ]
        text = section.value("description", "text")
        if text is not None:
            lines.append(f"\tDescription: {text}")
        if not nameif:
            lines.append("\tAvailable but not configured via nameif")
        lines.append(f"\tMAC address {mac_of(device, name)}, MTU {size if nameif else 'not set'}")
    address = section.get("ip address")
    if address is not None and "mask" in address.values:
        lines.append(
            f"\tIP address {address.values['address']}, subnet mask {address.values['mask']}"
        )
    else:
        lines.append("\tIP address unassigned")
    if name.startswith("Tunnel"):
        return "".join(f"{item}\n" for item in [*lines, *_tunnel(device, section)])
    lines += [
        "\t0 packets input, 0 bytes, 0 no buffer",
        "\tReceived 0 broadcasts, 0 runts, 0 giants",
        "\t0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored, 0 abort",
        "\t0 pause input, 0 resume input",
        "\t0 L2 decode drops",
        "\t0 packets output, 0 bytes, 0 underruns",
        "\t0 pause output, 0 resume output",
        "\t0 output errors, 0 collisions, 1 interface resets",
        "\t0 late collisions, 0 deferred",
        "\t0 input reset drops, 0 output reset drops",
    ]
    if nameif:
        lines += [
            f'  Traffic Statistics for "{nameif}":',
            "\t0 packets input, 0 bytes",
            "\t0 packets output, 0 bytes",
            "\t0 packets dropped",
            "      1 minute input rate 12 pkts/sec,  2100 bytes/sec",
            "      1 minute output rate 11 pkts/sec,  1900 bytes/sec",
            "      1 minute drop rate, 0 pkts/sec",
            "      5 minute input rate 12 pkts/sec,  2100 bytes/sec",
            "      5 minute output rate 11 pkts/sec,  1900 bytes/sec",
            "      5 minute drop rate, 0 pkts/sec",
        ]
    return "".join(f"{item}\n" for item in lines)


def _tunnel(device: Device, section: Section) -> list[str]:
    source = section.value("tunnel source interface", "nameif") or ""
    outer = nameifs(device).get(source)
    local = _section(outer).value("ip address", "address") if outer is not None else None
    return [
        "  Tunnel Interface Information:",
        f"\tSource interface: {source}\tIP address: {local or '0.0.0.0'}",  # noqa: S104
        f"\tDestination IP address: {section.value('tunnel destination', 'destination') or '0.0.0.0'}",  # noqa: S104
        f"\tMode: ipsec ipv4\tIPsec profile: {section.value('tunnel protection', 'profile') or ''}",
    ]


def _brief(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device = terminal.device
    rows = ["Interface                  IP-Address      OK? Method Status                Protocol"]
    for entry in device.running.all("interface"):
        address = _section(entry).get("ip address")
        shown = address.values.get("address", "unassigned") if address is not None else "unassigned"
        method = (
            "unset " if address is None else "CONFIG" if "address" in address.values else "DHCP  "
        )
        line, protocol = _state(device, entry)
        rows.append(f"{entry.values['name']:<26} {shown:<15} YES {method} {line:<21} {protocol:<4}")
    return "".join(f"{row}\n" for row in rows)


def _nameifs(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    rows = ["Interface                Name                     Security"]
    for name, entry in nameifs(terminal.device).items():
        level = _section(entry).value("security-level", "level") or "0"
        rows.append(f"{entry.values['name']:<24} {name:<24} {level:>3}")
    return "".join(f"{row}\n" for row in rows)


def _fragmentation(terminal: Terminal, match: Match[Command]) -> Answer:
    name = match.values["nameif"]
    held = terminal.device.running.get("crypto ipsec fragmentation", name)
    when = held.values["when"] if held is not None else "before-encryption"
    return f"fragmentation {name} {when}\n"


def _fragment_bit(terminal: Terminal, match: Match[Command]) -> Answer:
    name = match.values["nameif"]
    held = terminal.device.running.get("crypto ipsec df-bit", name)
    mode = held.values["mode"] if held is not None else "copy-df"
    return f"df-bit {name} {mode.removesuffix('-df')}\n"


def _addresses(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    rows = [
        "Interface                Name                   IP address      Subnet mask     Method "
    ]
    for name, entry in nameifs(terminal.device).items():
        address = _section(entry).get("ip address")
        if address is not None and "mask" in address.values:
            rows.append(
                f"{entry.values['name']:<24} {name:<22} {address.values['address']:<15}"
                f" {address.values['mask']:<15} CONFIG"
            )
    table = "".join(f"{row}\n" for row in rows)
    return f"System IP Addresses:\n{table}Current IP Addresses:\n{table}"


def _routes(terminal: Terminal, match: Match[Command]) -> Answer:
    device = terminal.device
    wanted = match.values.get("nameif")
    rows: list[tuple[int, str, str]] = []
    default = "not set"
    for entry in device.running.all("route"):
        network, mask, hop = entry.values["network"], entry.values["mask"], entry.values["hop"]
        star = network == mask == "0.0.0.0"  # noqa: S104
        if star:
            default = f"{hop} to network 0.0.0.0"
        distance = entry.values.get("distance", "1")
        row = f"S{'*' if star else ' '}       {network} {mask} [{distance}/0] via {hop}, {entry.values['nameif']}"
        rows.append((_number(network), entry.values["nameif"], row))
    for name, entry in nameifs(device).items():
        address = _section(entry).get("ip address")
        if address is None or "mask" not in address.values or _state(device, entry)[1] != "up":
            continue
        place = ipaddress.IPv4Interface(f"{address.values['address']}/{address.values['mask']}")
        network = str(place.network.network_address)
        rows.append(
            (
                _number(network),
                name,
                f"C        {network} {place.netmask} is directly connected, {name}",
            )
        )
        rows.append(
            (
                int(place.ip),
                name,
                f"L        {place.ip} 255.255.255.255 is directly connected, {name}",
            )
        )
    shown = [row for _, name, row in sorted(rows) if wanted in (None, name)]
    return (
        f"{_CODES}Gateway of last resort is {default}\n\n"
        + "".join(f"{row}\n" for row in shown)
        + "\n"
    )


def _number(address: str) -> int:
    return int(ipaddress.IPv4Address(address))


def _ping(terminal: Terminal, match: Match[Command]) -> Answer:
    values = match.values
    count, size = int(values.get("count", "5")), int(values.get("size", "100"))
    device = terminal.device
    entry = nameifs(device).get(values.get("nameif", ""))
    if "nameif" in values and entry is None:
        return "ERROR: % Invalid interface\n"
    source = _section(entry).value("ip address", "address") if entry is not None else None
    letters = pinged(device, values["target"], source, size, count)
    answered = letters.count("!")
    times = ", round-trip min/avg/max = 1/1/10 ms" if answered else ""
    return (
        "Type escape sequence to abort.\n"
        f"Sending {count}, {size}-byte ICMP Echos to {values['target']}, timeout is {values.get('wait', '2')} seconds:\n"
        f"{letters}\nSuccess rate is {answered * 100 // count} percent ({answered}/{count}){times}\n"
    )


def _no_tcp(terminal: Terminal, match: Match[Command]) -> Answer:
    del terminal, match
    return "ERROR: TCP ping is not available\n"
