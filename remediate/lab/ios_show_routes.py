"""Routes and VRFs as IOS shows them: ``show ip route [vrf …]``, ``show vrf``."""

from __future__ import annotations

import ipaddress

from remediate.lab.commands import Answer, Command
from remediate.lab.device import Device
from remediate.lab.ike.facts import Route
from remediate.lab.ike.reader import facts_of
from remediate.lab.store import Entry
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["route_commands"]

_CODES = (
    "Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP\n"
    "       * - candidate default, + - replicated route\n\n"
)
_DEFINED = ("vrf definition", "ip vrf")


def route_commands() -> list[Command]:
    """Return the commands."""
    return [
        Command(pattern="show ip route [vrf <vrf:name>]", run=_routes, level=1),
        Command(pattern="show (vrf|ip vrf) [<vrf:name>]", run=_vrfs, level=1),
    ]


def _vrf_entries(device: Device) -> list[Entry]:
    return [entry for kind in _DEFINED for entry in device.running.all(kind)]


def _routes(terminal: Terminal, match: Match[Command]) -> Answer:
    device, vrf = terminal.device, match.values.get("vrf", "")
    if vrf and all(entry.values["name"] != vrf for entry in _vrf_entries(device)):
        return f"% IP routing table {vrf} does not exist\n"
    facts = facts_of(device)
    rows: list[tuple[int, int, str]] = []
    default = "not set"
    for route in facts.routes:
        if route.vrf != vrf or not _lives(device, route):
            continue
        length = 32 - route.network.wildcard.bit_length()
        network = f"{route.network.address}/{length}"
        place = (route.network.network, length)
        if route.distance == 0:
            address = facts.ports[route.interface].address
            rows.append((*place, f"C     {network} is directly connected, {route.interface}"))
            if address is not None and length < 32:
                own = int(ipaddress.IPv4Address(address))
                text = f"L     {address}/32 is directly connected, {route.interface}"
                rows.append((own, 32, text))
            continue
        way = f"[{route.distance}/0] via {route.hop}"
        if not route.hop:
            way = f"is directly connected, {route.interface}"
        rows.append((*place, f"S{'*' if length == 0 else ' '}    {network} {way}"))
        if length == 0:
            default = f"{route.hop or route.network.address} to network {route.network.address}"
    head = f"\nRouting Table: {vrf}\n" if vrf else ""
    lines = "".join(f"{text}\n" for *_, text in sorted(rows))
    return f"{head}{_CODES}Gateway of last resort is {default}\n\n{lines}"


def _lives(device: Device, route: Route) -> bool:
    """Whether the interface of a route is up, line protocol and all."""
    if not route.interface.startswith("Tunnel") or device.network is None:
        return True
    return device.network.tunnel_up(device, route.interface)


def _vrfs(terminal: Terminal, match: Match[Command]) -> Answer:
    device, wanted = terminal.device, match.values.get("vrf")
    rows = []
    ports = facts_of(device).ports.values()
    for entry in _vrf_entries(device):
        name = entry.values["name"]
        if wanted not in (None, name):
            continue
        rd = entry.lines.value("rd", "rd") or "<not set>"
        members = [port.name for port in ports if port.vrf == name] or [""]
        if "ip" in match.words:
            rows.append(f"  {name:<33}{rd:<22}{members[0]}")
            rows += [f"{'':<57}{item}" for item in members[1:]]
        else:
            rows.append(f"  {name:<33}{rd:<22}{'ipv4':<12}{members[0]}")
            rows += [f"{'':<69}{item}" for item in members[1:]]
    if wanted is not None and not rows:
        return f"% No VRF named {wanted}\n"
    protocols = "" if "ip" in match.words else f"{'Protocols':<12}"
    head = f"  {'Name':<33}{'Default RD':<22}{protocols}Interfaces"
    return "".join(f"{row}\n" for row in [head, *rows])
