"""Exec commands of IOS: modes, the terminal, the clock, debugging, restarts, committing by time.

The question before the last condition of debugging goes is that of ``no debug condition``, from memory.
"""

from __future__ import annotations

from datetime import timedelta

from remediate.lab.commands import Answer, Command, Question
from remediate.lab.ios_archive import arm, backup, roll_back
from remediate.lab.passwords import fits
from remediate.lab.session_commands import (
    add_condition,
    leave,
    monitor,
    set_length,
    set_width,
    stop_monitoring,
)
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["system_commands"]

_DEBUGS = (
    "isakmp",
    "ipsec",
    "engine",
    "ikev2",
    "ikev2 error",
    "ikev2 packet",
    "condition",
    "session",
)
_LAST = (
    "This condition is the last peer condition set.\nRemoving all conditions may cause a flood of debugging"
    " messages\nto result, unless specific debugging flags are first removed.\n\n"
)
_PROCEED = "Proceed with removal? [yes/no]: "
_BANNER = "Enter configuration commands, one per line.  End with CNTL/Z.\n"


def system_commands() -> list[Command]:
    """Return the commands."""
    debug = (
        "(isakmp|ipsec|engine|ikev2 [error|packet|internal]|pki (messages|transactions|validation))"
    )
    return [
        Command(pattern="enable", run=_enable, level=1),
        Command(pattern="disable", run=_disable, level=1),
        Command(pattern="(exit|logout|quit)", run=leave, level=1),
        Command(pattern="terminal length <lines:0-512>", run=set_length, level=1),
        Command(pattern="terminal width <columns:0-512>", run=set_width, level=1),
        Command(pattern="terminal monitor", run=monitor, level=1),
        Command(pattern="terminal no monitor", run=stop_monitoring, level=1),
        Command(pattern="configure [terminal]", run=_configure),
        Command(pattern="configure terminal revert timer (idle <idle:1-120>|<minutes:1-120>)", run=_configure_revert),
        Command(pattern="configure confirm", run=_confirm),
        Command(pattern="configure revert now", run=_revert_now),
        Command(pattern="configure revert timer (idle <idle:1-120>|<minutes:1-120>)", run=_revert_timer),
        Command(pattern="reload [reason <reason:line>]", run=_reload),
        Command(pattern="reload in <minutes:word> [<reason:line>]", run=_reload_in),
        Command(pattern="reload cancel", run=_reload_cancel),
        Command(pattern=f"debug crypto {debug}", run=_debug),
        Command(pattern="debug crypto condition peer ipv4 <peer:ip>", run=add_condition),
        Command(pattern="debug crypto condition reset", run=_condition_reset),
        Command(pattern=f"(undebug|no debug) crypto {debug}", run=_undebug),
        Command(pattern="(undebug|no debug) all", run=_undebug_all),
        Command(pattern="no debug crypto condition peer ipv4 <peer:ip>", run=_no_condition),
        Command(pattern="show debugging", run=_show_debugging),
        Command(pattern="show crypto debug-condition [all|peer]", run=_show_conditions),
        Command(pattern="clear logging", run=_clear_logging),
    ]  # fmt: skip


# --- modes and the terminal ---


def _enable(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    if terminal.privileged:
        return ""
    secret = terminal.device.running.value("enable secret", "secret")
    if secret is None:
        return "% Error in authentication.\n\n"

    def then(typed: str) -> Answer:
        if fits(typed, secret):
            terminal.privileged = True
            return ""
        return "% Access denied\n\n" if typed else "% Bad secrets\n\n"

    return Question(before="", prompt="Password: ", then=then, echo=False)


def _disable(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    terminal.privileged = False
    return ""


def _configure(terminal: Terminal, match: Match[Command]) -> Answer:
    if "terminal" not in match.words:

        def then(typed: str) -> Answer:
            return _open(terminal) if typed in ("", "terminal") else '?Must be "terminal"\n'

        return Question(
            before="",
            prompt="Configuring from terminal, memory, or network [terminal]? ",
            then=then,
        )
    return _open(terminal)


def _open(terminal: Terminal) -> str:
    device = terminal.device

    def do(line: str) -> str:
        answer = device.platform.execute(terminal, line)
        return (
            answer
            if isinstance(answer, str)
            else "% This command asks: leave configuration mode first\n"
        )

    terminal.editor = device.editor(do)
    return _BANNER


# --- committing by time ---


def _minutes(match: Match[Command]) -> int:
    return int(match.values.get("minutes") or match.values["idle"])


def _configure_revert(terminal: Terminal, match: Match[Command]) -> Answer:
    name = backup(terminal.device)
    if name is None:
        return "%Please turn config archive on before configuring timer\n"
    arm(terminal.device, name, _minutes(match), terminal.user)
    return f"Rollback Confirmed Change: Backing up current running config to {name}\n" + _open(
        terminal
    )


def _confirm(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    if terminal.device.stop("revert") is None:
        return "%No Rollback Confirmed Change pending\n"
    terminal.device.say(
        f"%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_CONFIRM: User: {terminal.user}: Confirm the configuration change"
    )
    return ""


def _revert_now(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device = terminal.device
    if device.stop("revert") is None:
        return "%No Rollback Confirmed Change pending\n"
    device.say(
        f"%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_ROLLBACK_START: Start rolling to: {device.reverts[0]}"
    )
    return f"Rollback Confirmed Change: Rolling to: {device.reverts[0]}\n\n" + roll_back(
        device, device.reverts[0]
    )


def _revert_timer(terminal: Terminal, match: Match[Command]) -> Answer:
    device = terminal.device
    if "revert" not in device.timers:
        return "%No Rollback Confirmed Change pending\n"
    arm(device, device.reverts[0], _minutes(match), terminal.user)
    return ""


# --- restarts ---


def _reload(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device = terminal.device

    def now(typed: str) -> Answer:
        if typed:
            return ""
        device.reload()
        return ""

    def saved(typed: str) -> Answer:
        if typed.lower() in ("y", "yes"):
            device.save(terminal.user)
        elif typed.lower() not in ("n", "no"):
            return Question(before="% Please answer 'yes' or 'no'.\n", prompt=ask, then=saved)
        return Question(before="", prompt="Proceed with reload? [confirm]", then=now, key=True)

    ask = "\nSystem configuration has been modified. Save? [yes/no]: "
    if device.modified:
        return Question(before="", prompt=ask, then=saved)
    return Question(before="", prompt="Proceed with reload? [confirm]", then=now, key=True)


def _reload_in(terminal: Terminal, match: Match[Command]) -> Answer:
    device = terminal.device
    hours, _, minutes = match.values["minutes"].rpartition(":")
    if not minutes.isdigit() or not (hours or "0").isdigit():
        return "% Invalid time format\n"
    total = int(hours or 0) * 60 + int(minutes)
    when = device.now() + timedelta(minutes=total)

    def now(typed: str) -> Answer:
        if not typed:
            device.start("reload", total * 60, device.reload)
        return ""

    spoken = f"{total // 60} hour{'s' if total // 60 != 1 else ''} and " if total >= 60 else ""
    spoken += f"{total % 60} minute{'s' if total % 60 != 1 else ''}"
    before = (
        f"\nReload scheduled for {when:%H:%M:%S} UTC {when:%a %b} {when.day} {when.year} (in {spoken})"
        f" by {terminal.user} on vty{terminal.line} ({terminal.source})\nReload reason: Reload Command\n"
    )
    return Question(before=before, prompt="Proceed with reload? [confirm]", then=now, key=True)


def _reload_cancel(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    if terminal.device.stop("reload") is None:
        return "%No reload is scheduled.\n"
    return "\n\n***\n*** --- SHUTDOWN ABORTED ---\n***\n\n"


# --- debugging ---

_SPOKEN = {
    "isakmp": "Crypto ISAKMP",
    "ipsec": "Crypto IPSEC",
    "engine": "Crypto Engine",
    "ikev2": "IKEv2 default",
    "ikev2 error": "IKEv2 error",
    "ikev2 packet": "IKEv2 packet",
    "ikev2 internal": "IKEv2 internal",
    "pki messages": "Crypto PKI Msg",
    "pki transactions": "Crypto PKI Trans",
    "pki validation": "Crypto PKI Validation Path",
}


def _category(match: Match[Command]) -> str:
    return " ".join(match.words[match.words.index("crypto") :])


def _spoken(category: str) -> str:
    return _SPOKEN[category.removeprefix("crypto ")]


def _debug(terminal: Terminal, match: Match[Command]) -> Answer:
    category = _category(match)
    terminal.device.debug_on(category)
    return f"{_spoken(category)} debugging is on\n"


def _undebug(terminal: Terminal, match: Match[Command]) -> Answer:
    category = _category(match)
    terminal.device.debug_off(category)
    return f"{_spoken(category)} debugging is off\n"


def _undebug_all(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    for category in tuple(terminal.device.debugs):
        terminal.device.debug_off(category)
    return "All possible debugging has been turned off\n"


def _no_condition(terminal: Terminal, match: Match[Command]) -> Answer:
    peer, device = match.values["peer"], terminal.device
    if peer not in device.conditions:
        return ""
    return _without_conditions(terminal, [item for item in device.conditions if item != peer])


def _condition_reset(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    return _without_conditions(terminal, [])


def _without_conditions(terminal: Terminal, kept: list[str]) -> Answer:
    """Keep these conditions alone; IOS-XE asks before the last one goes while something is debugged."""
    device = terminal.device

    def then(typed: str) -> Answer:
        if "yes".startswith(typed.lower()) and typed:
            device.conditions[:] = kept
            return ""
        if "no".startswith(typed.lower()) and typed:
            return ""
        return Question(before="% Please answer 'yes' or 'no'.\n", prompt=_PROCEED, then=then)

    if kept or not device.conditions or not device.debugs or not device.platform.release.xe:
        device.conditions[:] = kept
        return ""
    return Question(before=_LAST, prompt=_PROCEED, then=then)


def _show_debugging(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    found = sorted(terminal.device.debugs)
    if not found:
        return ""
    return "\nCryptographic Subsystem:\n" + "".join(
        f"  {_spoken(item)} debugging is on\n" for item in found
    )


def _show_conditions(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    found = terminal.device.conditions
    head = "Crypto conditional debug currently is turned " + ("ON" if found else "OFF")
    peers = "".join(f"  {peer}\n" for peer in found)
    return (
        f"{head}\nIKE debug context unmatched flag:  OFF\nIPsec debug context unmatched flag: OFF\n"
        "Crypto Engine debug context unmatched flag: OFF\n"
        + (f"\nIKE peer IP address filters:\n{peers}" if found else "")
    )


def _clear_logging(terminal: Terminal, match: Match[Command]) -> Answer:
    del match

    def then(typed: str) -> Answer:
        if not typed:
            terminal.device.log.clear()
        return ""

    return Question(before="", prompt="Clear logging buffer [confirm]", then=then, key=True)
