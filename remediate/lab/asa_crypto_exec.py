"""Exec commands of the ASA that clear associations and switch debugging on and off."""

from __future__ import annotations

from remediate.lab.asa_tunnels import clear_flows, clear_ike
from remediate.lab.commands import Answer, Command
from remediate.lab.session_commands import add_condition
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["crypto_commands"]

_KINDS = "<kind:(ikev1|ikev2|ipsec|isakmp|ca|engine)>"


def crypto_commands() -> list[Command]:
    """Return the commands."""
    level = "[<level:1-255>]"
    return [
        Command(pattern="clear crypto ipsec sa [peer <peer:ip>]", run=_clear_flows),
        Command(pattern="clear ipsec sa [peer <peer:ip>]", run=_clear_flows),
        Command(pattern="clear crypto ipsec sa counters", run=_clear_counters),
        Command(pattern="clear crypto ikev1 sa [<peer:ip>]", run=_clear_ikev1),
        Command(pattern="clear crypto ikev2 sa [<peer:ip>]", run=_clear_ikev2),
        Command(pattern="clear crypto isakmp sa [<peer:ip>]", run=_clear_both),
        Command(pattern="vpn-sessiondb logoff (l2l|ipaddress <peer:ip>|index <index:1-65535>) [noconfirm]", run=_logoff),
        Command(pattern=f"debug crypto {_KINDS} {level}", run=_debug),
        Command(pattern=f"debug crypto ikev2 <part:(protocol|platform|ha|timers)> {level}", run=_debug),
        Command(pattern="debug crypto condition peer <peer:ip> [subnet <mask:mask>]", run=add_condition),
        Command(pattern="debug crypto condition reset", run=_condition_reset),
        Command(pattern="no debug crypto condition peer <peer:ip>", run=_no_condition),
        Command(pattern=f"(undebug|no debug) crypto {_KINDS} {level}", run=_undebug),
        Command(pattern=f"(undebug|no debug) crypto ikev2 <part:(protocol|platform|ha|timers)> {level}", run=_undebug),
        Command(pattern="(undebug|no debug) all", run=_undebug_all),
        Command(pattern="show debug", run=_show_debug),
        Command(pattern="show crypto debug-condition", run=_show_condition),
    ]  # fmt: skip


# --- clearing ---


def _clear_flows(terminal: Terminal, match: Match[Command]) -> Answer:
    clear_flows(terminal.device, match.values.get("peer"))
    return ""


def _clear_counters(terminal: Terminal, match: Match[Command]) -> Answer:
    del terminal, match
    return ""


def _clear_ikev1(terminal: Terminal, match: Match[Command]) -> Answer:
    clear_ike(terminal.device, match.values.get("peer"), 1)
    clear_flows(terminal.device, match.values.get("peer"))  # phase 2 ends with its phase 1
    return ""


def _clear_ikev2(terminal: Terminal, match: Match[Command]) -> Answer:
    clear_ike(terminal.device, match.values.get("peer"), 2)
    return ""


def _clear_both(terminal: Terminal, match: Match[Command]) -> Answer:
    clear_ike(terminal.device, match.values.get("peer"), None)
    return ""


def _logoff(terminal: Terminal, match: Match[Command]) -> Answer:
    clear_ike(terminal.device, match.values.get("peer"), None)
    return 'INFO: Number of sessions of type "l2l" logged off : 1\n'


# --- debugging ---


def _categories(match: Match[Command]) -> list[str]:
    """Return what a line speaks of; ``ikev2`` alone is its two most useful parts."""
    part = match.values.get("part")
    if part is not None:
        return [f"crypto ikev2 {part}"]
    kind = match.values["kind"]
    if kind == "ikev2":
        return ["crypto ikev2 protocol", "crypto ikev2 platform"]
    return [f"crypto {kind}"]


def _debug(terminal: Terminal, match: Match[Command]) -> Answer:
    for category in _categories(match):
        _forget(terminal, category)
        terminal.device.debug_on(f"{category} {match.values.get('level', '1')}")
    return ""


def _forget(terminal: Terminal, category: str) -> None:
    for known in tuple(terminal.device.debugs):
        if known.rpartition(" ")[0] == category:
            terminal.device.debug_off(known)


def _undebug(terminal: Terminal, match: Match[Command]) -> Answer:
    for category in _categories(match):
        _forget(terminal, category)
    return ""


def _undebug_all(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    for known in tuple(terminal.device.debugs):
        terminal.device.debug_off(known)
    return ""


def _no_condition(terminal: Terminal, match: Match[Command]) -> Answer:
    peer = match.values["peer"]
    if peer in terminal.device.conditions:
        terminal.device.conditions.remove(peer)
    return ""


def _condition_reset(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    terminal.device.conditions.clear()
    return ""


def _show_debug(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    lines = []
    for known in sorted(terminal.device.debugs):
        category, _, level = known.rpartition(" ")
        lines.append(f"debug {category} enabled at level {level}")
    if terminal.device.conditions:
        lines.append("")
        lines.append("Crypto conditional debug is turned ON")
        lines.append("IKE peer IP address filters:")
        lines += [f"{peer}/32" for peer in terminal.device.conditions]
    return "".join(f"{line}\n" for line in lines)


def _show_condition(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    found = terminal.device.conditions
    state = "ON" if found else "OFF"
    filters = "".join(f"{peer}/32\n" for peer in found)
    return (
        f"Crypto conditional debug is turned {state}\nIKE debug context unmatched flag:  OFF\n"
        "IPSec debug context unmatched flag:  OFF\nIKE debug context error flag:  OFF\n"
        "IPSec debug context error flag:  OFF\n"
        + (f"\nIKE peer IP address filters:\n{filters}" if found else "")
    )
