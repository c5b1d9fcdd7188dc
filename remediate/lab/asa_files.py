"""Exec commands of the ASA about its configurations and files: show, write, copy, more, dir, delete."""

from __future__ import annotations

from collections.abc import Iterable

from remediate.lab.asa_secrets import masked
from remediate.lab.asa_text import Block, blocks, checksum, config_text, line_text
from remediate.lab.commands import Answer, Command, Question
from remediate.lab.device import Device
from remediate.lab.releases import Release
from remediate.lab.syntax import Match
from remediate.lab.terminal import Terminal

__all__ = ["file_commands"]

_SIZE = 7_859_437_568
_KINDS = (
    "aaa", "access-group", "access-list", "banner", "class-map", "clock", "crypto", "enable", "group-policy",
    "hostname", "http", "interface", "ip", "ipsec", "isakmp", "logging", "mtu", "name", "names", "nat", "ntp", "object",
    "object-group", "policy-map", "route", "service-policy", "snmp-server", "ssh", "sysopt", "tunnel-group",
    "username",
)  # fmt: skip
_ALIASES = {"ipsec": ("crypto", "ipsec"), "isakmp": ("crypto", "isakmp")}


def file_commands() -> list[Command]:
    """Return the commands."""
    kinds = "|".join(_KINDS)
    return [
        Command(pattern=f"show running-config [all] [<kind:({kinds})> [<rest:line>]]", run=_show_running),
        Command(pattern="show configuration", run=_show_startup),
        Command(pattern="show startup-config", run=_show_startup),
        Command(pattern="show checksum", run=_show_checksum),
        Command(pattern="write [memory]", run=_write),
        Command(pattern="write terminal", run=_show_running),
        Command(pattern="write erase", run=_erase),
        Command(pattern="copy [/noconfirm] <source:word> <target:word>", run=_copy),
        Command(pattern="more <name:word>", run=_more),
        Command(pattern="dir [<place:word>]", run=_dir),
        Command(pattern="show (disk0:|flash:)", run=_dir),
        Command(pattern="delete [/noconfirm] <name:word>", run=_delete),
    ]  # fmt: skip


def _release(device: Device) -> Release:
    return device.platform.release


def _show_running(terminal: Terminal, match: Match[Command]) -> Answer:
    device = terminal.device
    everything = "all" in match.words[2:3]
    kind = match.values.get("kind")
    if kind is None:
        heading = "\n".join(
            line
            for line in device.platform.text(device).splitlines()
            if line.startswith(":") or not line
        )
        heading = heading.removesuffix(": end").rstrip("\n") + "\n"
        return config_text(
            device.running,
            device.platform.vocabulary,
            _release(device),
            heading=heading,
            masks=True,
            everything=everything,
        )
    found = blocks(
        device.running, device.platform.vocabulary, _release(device), everything=everything
    )
    wanted = [*_ALIASES.get(kind, (kind,)), *match.values.get("rest", "").split()]
    return "".join(
        f"{line_text(masked(line))}\n" for block in found for line in _wanted(block, wanted)
    )


def _wanted(block: Block, words: list[str]) -> Iterable[str]:
    """Return the lines of a block that ``show running-config`` with words behind it prints."""
    kind = words[0]
    if block.key == "object nat":
        return block.lines if kind == "nat" else ()
    first = block.lines[0].removeprefix("no ").split()
    if kind == "object" and words[1:2] in (["network"], ["service"]):
        words = [*words[:2], *words[3:]] if words[2:3] == ["id"] else words
    short = words if words[0] != "ip" else words[:1]
    if len(words) == 2 and kind == "crypto":  # crypto map, crypto ipsec, crypto ikev1
        return block.lines if first[:2] == words or first[:2] == [kind, words[1]] else ()
    return block.lines if first[: len(short)] == short else ()


def _show_startup(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device = terminal.device
    if not device.startup:
        return "No Configuration\n"
    lines = [masked(line) for line in device.startup.splitlines()]
    at = next((number for number, line in enumerate(lines) if line.startswith("ASA Version")), 0)
    if device.saved is not None:
        when, who = device.saved
        lines.insert(
            at,
            f": Written by {who} at {when:%H:%M:%S}.{when.microsecond // 1000:03d} UTC {when:%a %b} {when.day} {when.year}",
        )
        lines.insert(at + 1, "!")
    return "".join(f"{line}\n" for line in lines)


def _sum(text: str) -> str:
    found = next(
        (line.partition(":")[2] for line in text.splitlines() if line.startswith("Cryptochecksum")),
        "",
    )
    found = found or checksum(text.splitlines())
    return " ".join(found[start : start + 8] for start in range(0, 32, 8))


def _show_checksum(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    return f"Cryptochecksum: {_sum(terminal.device.platform.text(terminal.device))} \n"


def _copied(text: str) -> str:
    return f"Cryptochecksum: {_sum(text)} \n\n{len(text)} bytes copied in 0.680 secs\n"


def _write(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    terminal.device.save(terminal.user)
    return f"Building configuration...\n{_copied(terminal.device.startup)}[OK]\n"


def _erase(terminal: Terminal, match: Match[Command]) -> Answer:
    del match

    def now(typed: str) -> Answer:
        if typed:
            return ""
        terminal.device.startup = ""
        terminal.device.saved = None
        return "[OK]\n"

    return Question(
        before="", prompt="Erase configuration in flash memory? [confirm] ", then=now, key=True
    )


def _is(name: str, what: str) -> bool:
    plain = name.lower().removeprefix("system:").removeprefix("nvram:").lstrip("/")
    return len(plain) > 2 and what.startswith(plain)


def _short(name: str) -> str:
    for place in ("disk0:", "flash:"):
        name = name.removeprefix(place)
    return name.lstrip("/")


def _read(device: Device, name: str) -> str | None:
    """Return a configuration or a file."""
    if _is(name, "running-config"):
        return device.platform.text(device)
    if _is(name, "startup-config"):
        return device.startup
    return device.files.get(_short(name))


def _copy(terminal: Terminal, match: Match[Command]) -> Answer:
    device, source, target = terminal.device, match.values["source"], match.values["target"]
    shown = next(
        (name for name in ("running-config", "startup-config") if _is(source, name)), _short(source)
    )

    def now(typed: str) -> Answer:
        text = _read(device, typed or source)
        if text is None:
            return f"%Error opening {source} (No such file or directory)\n"
        if _is(target, "startup-config") and _is(source, "running-config"):
            device.save(terminal.user)
            return f"{_copied(device.startup)}"
        if _is(target, "startup-config"):
            device.startup = text
        elif _is(target, "running-config"):
            device.platform.merge(device, device.running, text)
            device.touched(terminal.user)
            if device.network is not None:
                device.network.replaced(device)
        elif "://" in target:
            return f"%Error writing {target} (No route to host)\n"
        else:
            device.files[_short(target)] = text
        return _copied(text)

    def named(typed: str) -> Answer:
        if _is(target, "startup-config") or _is(target, "running-config"):
            return now(typed)
        return Question(
            before="",
            prompt=f"Destination filename [{_short(target) or shown}]? ",
            then=lambda _: now(typed),
        )

    if "/noconfirm" in match.words:
        return now("")
    return Question(before="\n", prompt=f"Source filename [{shown}]? ", then=named)


def _more(terminal: Terminal, match: Match[Command]) -> Answer:
    name = match.values["name"]
    text = _read(terminal.device, name)
    return text if text is not None else f"%Error opening {name} (No such file or directory)\n"


def _dir(terminal: Terminal, match: Match[Command]) -> Answer:
    del match
    device = terminal.device
    when = device.clock.start
    rows = [
        f"{number:<6} -rwx  {len(text):<12} {when:%H:%M:%S %b %d %Y}  {name}\n"
        for number, (name, text) in enumerate(device.files.items(), 91)
    ]
    used = sum(len(text) for text in device.files.values())
    return (
        f"\nDirectory of {device.platform.release.flash}/\n\n{''.join(rows)}\n"
        f"{len(rows)} file(s) total size: {used} bytes\n"
        f"{_SIZE} bytes total ({_SIZE - used} bytes free/{100 - used * 100 // _SIZE}% free)\n\n"
    )


def _delete(terminal: Terminal, match: Match[Command]) -> Answer:
    device, name = terminal.device, _short(match.values["name"])

    def now(typed: str) -> Answer:
        if typed:
            return ""
        if device.files.pop(name, None) is None:
            return f"%Error deleting {match.values['name']} (No such file or directory)\n"
        return "\n"

    if "/noconfirm" in match.words:
        return now("")
    return Question(
        before="",
        prompt=f"\nDelete filename [{name}]? ",
        then=lambda _: Question(
            before="",
            prompt=f"\nDelete {device.platform.release.flash}/{name}? [confirm] ",
            then=now,
            key=True,
        ),
    )
