"""``show vpn-sessiondb``: how many sessions and tunnels an ASA has. What was before is not counted."""

from __future__ import annotations

from remediate.lab.asa_tunnels import flow_sas, ike_sas
from remediate.lab.commands import Answer, Command
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["summary_commands"]

_CAPACITY = 300
_RULE = "-" * 75
_SHORT = " " * 29 + "-" * 46
_UP = ("MM_ACTIVE", "AM_ACTIVE", "READY")


def summary_commands() -> list[Command]:
    """Return the commands."""
    return [Command(pattern="show vpn-sessiondb [summary]", run=_summary)]


def _summary(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device = terminal.device
    sessions = [sa for sa in ike_sas(device) if sa.state in _UP and not sa.deleted]
    flows = flow_sas(device)
    total = len(sessions)
    lines = [
        _RULE,
        f"{'VPN Session Summary':<75}",
        _RULE,
        f"{'Active : Cumulative : Peak Concur : Inactive':>75}",
        _SHORT,
    ]
    if sessions:
        lines.append(_row("Site-to-Site VPN", total, 11))
        for version in (2, 1):
            count = sum(sa.version == version for sa in sessions)
            if count:
                lines.append(_row(f"  IKEv{version} IPsec", count, 11))
    lines += [
        _RULE,
        f"Total Active and Inactive    : {total:>6}             Total Cumulative : {total:>6}",
        f"Device Total VPN Capacity    : {_CAPACITY:>6}",
        f"Device Load                  : {total * 100 // _CAPACITY:>5}%",
        _RULE,
        "",
        _RULE,
        f"{'Tunnels Summary':<75}",
        _RULE,
        f"{'Active : Cumulative : Peak Concurrent   ':>75}",
        _SHORT,
    ]
    tunnels = {
        f"IKEv{version}": sum(sa.version == version for sa in sessions) for version in (1, 2)
    }
    tunnels["IPsec"] = sum(not flow.nat_traversal for flow in flows)
    tunnels["IPsecOverNatT"] = sum(flow.nat_traversal for flow in flows)
    lines += [_row(name, count, 15) for name, count in tunnels.items() if count]
    every = sum(tunnels.values())
    lines += [_RULE, f"{'Totals':<28} : {every:>6} : {every:>10}", _RULE, ""]
    return "".join(f"{line}\n" for line in lines)


def _row(name: str, count: int, width: int) -> str:
    return f"{name:<28} : {count:>6} : {count:>10} : {count:>{width}}"
