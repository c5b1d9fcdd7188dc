"""Exec commands of the ASA: modes, the terminal, the clock, restarts. Wordings of restarts are from memory."""

from __future__ import annotations

from datetime import timedelta

from remediate.lab import asa_lists
from remediate.lab.asa_secrets import fits
from remediate.lab.commands import Answer, Command, Question
from remediate.lab.session_commands import (
    leave,
    monitor,
    set_length,
    set_width,
    stop_monitoring,
)
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["CONFIGURING", "system_commands"]

_TRIES = 3
CONFIGURING = (
    "clear configure access-list [<acl:name>]",
    "clear configure (crypto map|crypto dynamic-map) <map:name> [<sequence:1-65535>]",
    "clear configure <what:(tunnel-group|group-policy|username)> <name:name>",
    "clear configure nat",
    "crypto key generate rsa [modulus <bits:512-4096>] [noconfirm]",
)
"""Commands that configuration mode alone takes, though nothing of them is a line."""


def system_commands() -> list[Command]:
    """Return the commands."""
    when = "<delay:word>"
    return [
        Command(pattern="enable [<level:0-15>]", run=_enable, level=1),
        Command(pattern="disable", run=_disable, level=1),
        Command(pattern="(exit|logout|quit)", run=leave, level=1),
        Command(pattern="configure [terminal]", run=_configure),
        Command(pattern="terminal pager [lines] <lines:0-2147483647>", run=set_length, level=1),
        Command(pattern="no terminal pager", run=_no_pager, level=1),
        Command(pattern="terminal width <columns:0-511>", run=set_width),
        Command(pattern="terminal monitor", run=monitor, level=1),
        Command(pattern="(terminal no|no terminal) monitor", run=stop_monitoring, level=1),
        Command(pattern="show clock [detail]", run=_clock, level=1),
        Command(pattern="show curpriv", run=_curpriv, level=1),
        Command(pattern="show reload", run=_show_reload),
        Command(pattern="show pager", run=_show_pager),
        Command(pattern="reload [noconfirm]", run=_reload),
        Command(pattern="reload noconfirm save-config", run=_reload),
        Command(pattern=f"reload in {when} [noconfirm] [save-config] [quick] [reason <reason:line>]", run=_reload_in),
        Command(pattern="reload cancel", run=_reload_cancel),
        Command(pattern=CONFIGURING[0], run=_clear_list),
        Command(pattern=CONFIGURING[1], run=_clear_map),
        Command(pattern=CONFIGURING[2], run=_clear_named),
        Command(pattern=CONFIGURING[3], run=_clear_nat),
        Command(pattern=CONFIGURING[4], run=_generate),
    ]  # fmt: skip


# --- modes and the terminal ---


def _enable(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    if terminal.privileged:
        return ""
    return _ask(terminal, 1, "")


def _ask(terminal: Terminal, number: int, before: str) -> Question:
    """Ask for the password; three times at the most."""
    stored = terminal.device.running.value("enable password", "secret")

    def then(typed: str) -> Answer:
        if (stored is None and not typed) or (stored is not None and fits(typed, stored)):
            terminal.privileged = True
            return ""
        if number == _TRIES:
            return "Invalid password\nAccess denied.\n"
        return _ask(terminal, number + 1, "Invalid password\n")

    return Question(before=before, prompt="Password: ", then=then, echo=False)


def _disable(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    terminal.privileged = False
    terminal.editor = None
    return ""


def _configure(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    terminal.editor = terminal.device.editor()
    return ""


def _no_pager(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    terminal.length = 0
    return ""


def _show_pager(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    return f"pager lines {terminal.length}\n" if terminal.length else "no pager\n"


def _clock(terminal: Terminal, match: Match[Command]) -> Answer:
    now = terminal.device.now()
    zone = terminal.device.running.value("clock timezone", "zone") or "UTC"
    text = f"{now:%H:%M:%S}.{now.microsecond // 1000:03d} {zone} {now:%a %b} {now.day} {now.year}\n"
    return text + ("Time source is NTP\n" if "detail" in match.words else "")


def _curpriv(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    level = 15 if terminal.privileged else 1
    mode = (
        "P_CONF P_PRIV"
        if terminal.editor is not None
        else "P_PRIV"
        if terminal.privileged
        else "P_UNPR"
    )
    return (
        f"Username : {terminal.user}\nCurrent privilege level : {level}\nCurrent Mode/s : {mode}\n"
    )


# --- restarts ---


def _reload(terminal: Terminal, match: Match[Command]) -> Answer:
    device = terminal.device

    def now(typed: str) -> Answer:
        if typed:
            return ""
        device.reload()
        return ""

    if "noconfirm" in match.words:
        if "save-config" in match.words:
            device.save(terminal.user)
        return now("")

    def saved(typed: str) -> Answer:
        first = typed[:1].lower()
        if first in ("y", "s"):
            device.save(terminal.user)
        if first not in ("y", "n"):
            return ""
        return Question(before="", prompt="Proceed with reload? [confirm] ", then=now, key=True)

    if device.modified:
        ask = "System config has been modified. Save? [Y]es/[N]o/[S]ave only/[C]ancel: "
        return Question(before="", prompt=ask, then=saved)
    return Question(before="", prompt="Proceed with reload? [confirm] ", then=now, key=True)


def _reload_in(terminal: Terminal, match: Match[Command]) -> Answer:
    device = terminal.device
    hours, _, minutes = match.values["delay"].rpartition(":")
    if not minutes.isdigit() or not (hours or "0").isdigit():
        return "ERROR: % Invalid time format\n"
    total = int(hours or 0) * 60 + int(minutes)

    def now(typed: str) -> Answer:
        if typed:
            return ""
        device.start("reload", total * 60, device.reload)
        return f"***\n*** --- SHUTDOWN in {total // 60}:{total % 60:02d}:00 ---\n***\n"

    def saved(typed: str) -> Answer:
        if typed[:1].lower() == "y":
            device.save(terminal.user)
        elif typed[:1].lower() != "n":
            return ""
        return Question(before="", prompt="Proceed with reload? [confirm] ", then=now, key=True)

    if "noconfirm" in match.words:
        if "save-config" in match.words:
            device.save(terminal.user)
        return now("")
    if device.modified:
        ask = "System config has been modified. Save? [Y]es/[N]o/[S]ave only/[C]ancel: "
        return Question(before="", prompt=ask, then=saved)
    return Question(before="", prompt="Proceed with reload? [confirm] ", then=now, key=True)


def _reload_cancel(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    if terminal.device.stop("reload") is None:
        return "No reload is scheduled.\n"
    return "***\n*** --- SHUTDOWN ABORTED ---\n***\n"


def _show_reload(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    timer = terminal.device.timers.get("reload")
    if timer is None:
        return "No reload is scheduled.\n"
    left = max(0, int(timer.due - terminal.device.clock.elapsed()))
    when = terminal.device.now() + timedelta(seconds=left)
    hours, minutes = left // 3600, left // 60 % 60
    return (
        f"Reload scheduled for {when:%H:%M:%S} UTC {when:%a %b} {when.day} {when.year}"
        f" (in {hours} hours and {minutes} minutes)\n"
    )


# --- what clears parts of the configuration ---


def _clear_list(terminal: Terminal, match: Match[Command]) -> Answer:
    device, acl = terminal.device, match.values.get("acl")
    top = device.running
    users = [
        entry.text
        for entry in top.entries.values()
        if entry.known.line.key.endswith(("match address", "access-group"))
        and entry.values.get("acl") == acl
    ]
    if users and acl is not None:
        return f"ERROR: access-list {acl} is in use by: {users[0]}\n"
    for entry in asa_lists.entries_of(top, "access-list", acl):
        top.remove(entry.known.identity(entry.values))
    device.edited("configure", "access-list", None, ())
    device.touched(terminal.user)
    return ""


def _clear_map(terminal: Terminal, match: Match[Command]) -> Answer:
    device, top = terminal.device, terminal.device.running
    group = "dynamic map" if "dynamic-map" in match.words else "crypto map"
    name, sequence = match.values["map"], match.values.get("sequence")
    for entry in list(top.entries.values()):
        fits_map = entry.known.line.group == group and entry.values.get("map") == name
        if fits_map and (sequence is None or entry.values.get("sequence") == sequence):
            top.remove(entry.known.identity(entry.values))
            device.edited("configure", entry.known.line.key, None, ())
    device.touched(terminal.user)
    return ""


def _clear_named(terminal: Terminal, match: Match[Command]) -> Answer:
    device, top = terminal.device, terminal.device.running
    for entry in list(top.entries.values()):
        if entry.known.line.group == match.values["what"] and match.values["name"] in (
            entry.values.get("name"),
            entry.values.get("user"),
        ):
            top.remove(entry.known.identity(entry.values))
            device.edited("configure", entry.known.line.key, None, ())
    device.touched(terminal.user)
    return ""


def _clear_nat(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device, top = terminal.device, terminal.device.running
    for entry in list(top.entries.values()):
        if entry.known.line.key in ("nat", "nat after-auto"):
            top.remove(entry.known.identity(entry.values))
        elif entry.known.line.key == "object network" and entry.section is not None:
            entry.section.remove(("nat",))
    device.edited("configure", "nat", None, ())
    device.touched(terminal.user)
    return ""


def _generate(terminal: Terminal, match: Match[Command]) -> Answer:
    del terminal, match
    return "INFO: The name for the keys will be: <Default-RSA-Key>\nKeypair generation process begin. Please wait...\n"
