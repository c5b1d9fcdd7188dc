"""CDP, LLDP, LACP and the SNMP agent of IOS as far as a site that stands alone has them.

Nobody else on its segments speaks CDP or LLDP, so that their tables are empty. CDP runs from the start on
IOS, and is to be switched on on IOS-XE routers, as LLDP is on both. The wording of a protocol that runs is from memory.
"""

from __future__ import annotations

from remediate.lab.commands import Answer, Command
from remediate.lab.device import Device
from remediate.lab.ios_hardware import mac_of
from remediate.lab.releases import Release
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal
from remediate.lab.vocabulary import Line, line

__all__ = ["neighbour_commands", "neighbour_lines"]

_CAPABILITIES = (
    "Capability Codes: R - Router, T - Trans Bridge, B - Source Route Bridge\n"
    "                  S - Switch, H - Host, I - IGMP, r - Repeater, P - Phone, \n"
    "                  D - Remote, C - CVTA, M - Two-port Mac Relay \n\n"
    "Device ID        Local Intrfce     Holdtme    Capability  Platform  Port ID\n"
)
_LLDP_CAPABILITIES = (
    "Capability codes:\n"
    "    (R) Router, (B) Bridge, (T) Telephone, (C) DOCSIS Cable Device\n"
    "    (W) WLAN Access Point, (P) Repeater, (S) Station, (O) Other\n\n"
    "Device ID           Local Intf     Hold-time  Capability      Port ID\n"
)


def neighbour_lines(release: Release) -> list[Line]:
    """Return the lines of global configuration."""
    return [
        line("cdp run", on=not release.xe, group="cdp"),
        line("lldp run", group="lldp"),
    ]


def neighbour_commands() -> list[Command]:
    """Return the commands."""
    return [
        Command(pattern="show cdp", run=_cdp, level=1),
        Command(pattern="show cdp neighbors [detail]", run=_cdp_neighbors, level=1),
        Command(pattern="show lldp", run=_lldp, level=1),
        Command(pattern="show lldp neighbors [detail]", run=_lldp_neighbors, level=1),
        Command(pattern="show lldp interface", run=_lldp_interfaces, level=1),
        Command(pattern="show lacp sys-id", run=_lacp, level=1),
        Command(pattern="show snmp user", run=_snmp_user),
    ]


def _runs_cdp(device: Device) -> bool:
    entry = device.running.get("cdp run")
    return not device.platform.release.xe if entry is None else not entry.text.startswith("no ")


def _cdp(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    if not _runs_cdp(terminal.device):
        return "% CDP is not enabled\n"
    return (
        "Global CDP information:\n\tSending CDP packets every 60 seconds\n"
        "\tSending a holdtime value of 180 seconds\n\tSending CDPv2 advertisements is  enabled\n"
    )


def _cdp_neighbors(terminal: Terminal, match: Match[Command]) -> Answer:
    if not _runs_cdp(terminal.device):
        return "% CDP is not enabled\n"
    head = "" if "detail" in match.words else _CAPABILITIES
    return f"{head}\nTotal cdp entries displayed : 0\n"


def _lldp(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    if terminal.device.running.get("lldp run") is None:
        return "% LLDP is not enabled\n"
    return (
        "\nGlobal LLDP Information:\n    Status: ACTIVE\n    LLDP advertisements are sent every 30 seconds\n"
        "    LLDP hold time advertised is 120 seconds\n    LLDP interface reinitialisation delay is 2 seconds\n"
    )


def _lldp_neighbors(terminal: Terminal, match: Match[Command]) -> Answer:
    if terminal.device.running.get("lldp run") is None:
        return "% LLDP is not enabled\n"
    head = "" if "detail" in match.words else _LLDP_CAPABILITIES
    return f"{head}\nTotal entries displayed: 0\n"


def _lldp_interfaces(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device = terminal.device
    if device.running.get("lldp run") is None:
        return "% LLDP is not enabled\n"
    state = "    Tx: enabled\n    Rx: enabled\n    Tx state: IDLE\n    Rx state: WAIT FOR FRAME\n"
    return "".join(f"\n{name}:\n{state}" for name in device.platform.release.ports)


def _lacp(terminal: Terminal, match: Match[Command]) -> Answer:
    """Return the priority and address that it would aggregate links by."""
    del match
    device = terminal.device
    return f"32768, {mac_of(device, device.platform.release.ports[0])}\n"


def _snmp_user(terminal: Terminal, match: Match[Command]) -> Answer:
    """Return nothing where the agent runs: users of version 3 can't be configured."""
    del match
    agent = any(entry.text.startswith("snmp-server") for entry in terminal.device.running.ordered())
    return "" if agent else "%SNMP agent not enabled\n"
