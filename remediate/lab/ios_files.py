"""Exec commands of IOS about files and configurations: copy, write, dir, more, archive, configure replace."""

from __future__ import annotations

import hashlib

from remediate.lab.commands import Answer, Command, Question
from remediate.lab.device import Device
from remediate.lab.differences import contextual, differences, incremental
from remediate.lab.ios_archive import (
    archive_path,
    archived_names,
    arm,
    backup,
    roll_back,
    short_of,
    text_of,
)
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["file_commands"]

_SIZE = 256_487_424
_NO_ARCHIVE = "Archive feature not enabled\n"


def file_commands() -> list[Command]:
    """Return the commands."""
    return [
        Command(pattern="write [memory]", run=_write),
        Command(pattern="copy <source:word> <target:word>", run=_copy),
        Command(pattern="dir [<place:word>]", run=_dir),
        Command(pattern="more <name:word>", run=_more),
        Command(pattern="delete [/force] <name:word>", run=_delete),
        Command(pattern="verify /md5 <name:word>", run=_verify),
        Command(pattern="archive config", run=_archive),
        Command(pattern="show archive", run=_show_archive),
        Command(pattern="show archive config differences [<old:word> [<new:word>]]", run=_differences),
        Command(pattern="show archive config incremental-diffs <name:word> [ignorecase]", run=_incremental),
        Command(pattern="show archive config rollback timer", run=_rollback_timer),
        Command(
            pattern="configure replace <name:word> [force] [list] [nolock] [revert trigger error] [revert timer <minutes:1-120>] [timer <minutes:1-120>] [time <minutes:1-120>]",
            run=_replace,
        ),
    ]  # fmt: skip


def _quiet(device: Device) -> bool:
    return device.running.value("file prompt", "mode") == "quiet"


def _is(name: str, what: str) -> bool:
    plain = name.lower().removeprefix("system:").removeprefix("nvram:").lstrip("/")
    return len(plain) > 2 and what.startswith(plain)


def _write(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    terminal.device.save(terminal.user)
    return "Building configuration...\n[OK]\n"


def _copy(terminal: Terminal, match: Match[Command]) -> Answer:
    source, target = match.values["source"], match.values["target"]
    device = terminal.device

    def now(typed: str) -> Answer:
        return _copied(terminal, source, _target(target, typed, device))

    if _quiet(device):
        return now("")
    shown = short_of(target) or short_of(source)
    for name in ("running-config", "startup-config"):
        if _is(target, name):
            shown = name
    return Question(before="", prompt=f"Destination filename [{shown}]? ", then=now)


def _target(target: str, typed: str, device: Device) -> str:
    if not typed or _is(target, "running-config") or _is(target, "startup-config"):
        return target
    return f"{device.platform.release.flash}{short_of(typed)}"


def _copied(terminal: Terminal, source: str, target: str) -> Answer:
    device = terminal.device
    text = text_of(device, source)
    if text is None:
        return f"%Error opening {source} (File not found)\n"
    if _is(target, "running-config"):
        return _merged(terminal, text)
    size = len(text.encode())
    done = f"{size} bytes copied in 0.{size % 900 + 100} secs ({size * 4} bytes/sec)\n"
    if _is(target, "startup-config"):
        if _is(source, "running-config"):
            device.save(terminal.user)
            return "Building configuration...\n[OK]\n"
        device.startup = text
        return f"[OK]\n{done}"
    device.files[short_of(target) or short_of(source)] = text
    return f"\n{done}"


def _merged(terminal: Terminal, text: str) -> str:
    """Carry out a file's lines as if they were typed; what is refused is printed, the rest goes on."""
    device = terminal.device
    editor = device.editor()
    printed: list[str] = []
    device.touched(terminal.user)
    for line in text.splitlines():
        headed = line and not line.startswith((" ", "!"))
        if headed and editor.reading is None:
            del editor.path[1:]
        said = editor.line(line)
        if said and editor.reading is None:
            printed.append(f"{line}\n{said}" if editor.failed else said)
        if editor.ended:
            break
    device.platform.configured(terminal)
    size = len(text.encode())
    return (
        "".join(printed)
        + f"{size} bytes copied in 0.{size % 900 + 100} secs ({size * 4} bytes/sec)\n"
    )


def _dir(terminal: Terminal, match: Match[Command]) -> Answer:
    device = terminal.device
    flash = device.platform.release.flash
    place = match.values.get("place", flash)
    system, _, name = place.partition(":")
    if f"{system}:" not in (flash, "flash:", "nvram:", "bootflash:"):
        return f"%Error opening {place} (No such device)\n"
    name = name.strip("/")
    if name and name not in device.files:
        return f"%Error opening {system}:/{name} (No such file or directory)\n"
    when = f"{device.clock.start:%b %d %Y %H:%M:%S} +00:00"
    rows = [
        f"{number:>5}  -rw-  {len(device.files[item].encode()):>10}  {when}  {item}\n"
        for number, item in enumerate(sorted(device.files), 1)
        if not name or item == name
    ]
    used = sum(len(text.encode()) for text in device.files.values())
    return (
        f"Directory of {system}:/{name}\n\n{''.join(rows)}\n"
        f"{_SIZE} bytes total ({_SIZE // 2 - used} bytes free)\n"
    )


def _more(terminal: Terminal, match: Match[Command]) -> Answer:
    text = text_of(terminal.device, match.values["name"])
    return text if text is not None else f"%Error opening {match.values['name']} (File not found)\n"


def _delete(terminal: Terminal, match: Match[Command]) -> Answer:
    device, name = terminal.device, match.values["name"]
    short = short_of(name)

    def now(typed: str) -> Answer:
        del typed
        if device.files.pop(short, None) is None:
            return f"%Error deleting {name} (File not found)\n"
        return ""

    def named(typed: str) -> Answer:
        del typed
        return Question(before="", prompt=f"Delete {name}? [confirm]", then=now, key=True)

    if "/force" in match.words or _quiet(device):
        return now("")
    return Question(before="", prompt=f"Delete filename [{short}]? ", then=named)


def _verify(terminal: Terminal, match: Match[Command]) -> Answer:
    name = match.values["name"]
    text = text_of(terminal.device, name)
    if text is None:
        return f"%Error verifying {name} (No such file or directory)\n"
    digest = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    return f"....Done!\nverify /md5 ({name}) = {digest}\n\n"


# --- the archive ---


def _archive(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    return "" if backup(terminal.device) is not None else _NO_ARCHIVE


def _show_archive(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device = terminal.device
    path = archive_path(device)
    if path is None:
        return _NO_ARCHIVE
    names = archived_names(device)
    system = path[: -len(short_of(path))]
    archive = device.running.get("archive")
    most = archive.section.value("maximum", "number") if archive and archive.section else None
    rows = [
        f"  {number:>2}        {system}{name}{' <- Most Recent' if name == names[-1] else ''}\n"
        for number, name in enumerate(names, 1)
    ]
    return (
        f"The maximum archive configurations allowed is {most or 10}.\n"
        f"There are currently {len(names)} archive configurations saved.\n"
        f"The next archive file will be named {path}-{device.archived + 1}\n"
        f" Archive #  Name\n{''.join(rows)}"
    )


def _differences(terminal: Terminal, match: Match[Command]) -> Answer:
    device = terminal.device
    old = match.values.get("old", "system:running-config")
    new = match.values.get("new", "system:running-config")
    if "new" not in match.values and "old" not in match.values:
        old, new = "nvram:startup-config", "system:running-config"
    texts = [text_of(device, name) for name in (old, new)]
    for name, text in zip((old, new), texts, strict=True):
        if text is None:
            return f"%Error opening {name} (File not found)\n"
    one, two = (device.platform.parsed(device, text or "") for text in texts)
    return contextual(list(differences(one, two)))


def _incremental(terminal: Terminal, match: Match[Command]) -> Answer:
    device, name = terminal.device, match.values["name"]
    text = text_of(device, name)
    if text is None:
        return f"%Error opening {name} (File not found)\n"
    after = device.running.copy()
    device.platform.merge(device, after, text)
    return incremental(list(differences(device.running, after)))


def _rollback_timer(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    timer = terminal.device.timers.get("revert")
    if timer is None:
        return "%No Rollback Confirmed Change pending\n"
    left = timer.due - terminal.device.clock.elapsed()
    now = terminal.device.now()
    return (
        f"Time configured (or reconfigured): {now:%H:%M:%S} UTC {now:%a %b} {now.day} {now.year}\n"
        f"Timer type: absolute timer\nTimer value: {max(int(left / 60 + 0.5), 1)} min\n"
        f"User: {terminal.device.reverts[1]}\n"
    )


def _replace(terminal: Terminal, match: Match[Command]) -> Answer:
    device, name = terminal.device, match.values["name"]
    minutes = match.values.get("minutes")
    if archive_path(device) is None and minutes is not None:
        return "%Please turn config archive on before configuring timer\n"

    def now(typed: str) -> Answer:
        if typed.lower() not in ("", "y", "yes"):
            return "\n"
        if text_of(device, name) is None:
            return f"%Error opening {name} (File not found)\n"
        if minutes is not None:
            arm(device, backup(device) or "", int(minutes), terminal.user)
        device.touched(terminal.user)
        said = roll_back(device, name)
        device.platform.configured(terminal)
        return said

    if "force" in match.words:
        return now("y")
    ask = (
        "This will apply all necessary additions and deletions\nto replace the current running configuration with"
        " the\ncontents of the specified configuration file, which is\nassumed to be a complete configuration, not a"
        " partial\nconfiguration. Enter Y if you are sure you want to proceed. ? [no]: "
    )
    return Question(before="", prompt=ask, then=lambda typed: now(typed or "n"))
