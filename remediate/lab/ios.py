"""IOS and IOS-XE: how they start, prompt, answer and write their configuration."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache

from remediate.lab.commands import Answer, Commands
from remediate.lab.device import Device
from remediate.lab.editor import Editor, complaint, marked
from remediate.lab.ios_banners import banner_of, greeting
from remediate.lab.ios_crypto import crypto_commands
from remediate.lab.ios_files import file_commands
from remediate.lab.ios_lines import ios_vocabulary
from remediate.lab.ios_rules import IosRules
from remediate.lab.ios_show import show_commands
from remediate.lab.ios_system import system_commands
from remediate.lab.loading import Loading
from remediate.lab.releases import Release
from remediate.lab.running import filtered, ios_text
from remediate.lab.syntax import Failure
from remediate.lab.terminal import Terminal

__all__ = ["Ios"]

_PIPES = ("include", "exclude", "begin", "section", "count")


class Ios(Loading):
    """The platform in one release."""

    default_hostname = "Router"
    privileged_at_login = True
    more = " --More-- "
    passed = ("version ", "Building", "Current configuration")
    inner = (" ", "!")

    def __init__(self, release: Release) -> None:
        self.release = release
        self.vocabulary = ios_vocabulary(release)
        self._commands = _commands(release)

    def rules(self, device: Device) -> IosRules:
        """Return what editing does beyond setting and removing lines."""
        return IosRules(device)

    def load(self, device: Device, text: str) -> list[str]:
        """Read a configuration into the running one; return the lines that were refused."""
        editor = device.editor()
        for name in self.release.ports:
            editor.line(f"interface {name}")
            editor.line("exit")
        return self.typed(editor, text)

    def text(self, device: Device, *, everything: bool = False) -> str:
        """Return the running configuration as text."""
        notes = []
        if device.changed is not None:
            when, who = device.changed
            notes.append(f"! Last configuration change at {_time(when)} by {who}")
        if device.saved is not None:
            when, who = device.saved
            notes.append(f"! NVRAM config last updated at {_time(when)} by {who}")
        return ios_text(
            device.running,
            self.vocabulary,
            self.release,
            changed="\n".join(notes),
            everything=everything,
        )

    def boot(self, device: Device) -> None:
        """Start from the startup configuration."""
        device.running.entries.clear()
        device.changed = None
        self.load(device, device.startup)
        device.changed = None

    def stamp(self, now: datetime) -> str:
        """Return the time before a line of the log, of a clock that nobody set."""
        return f"*{now:%b} {now.day:>2} {now:%H:%M:%S}.{now.microsecond // 1000:03d}: "

    def prompt(self, terminal: Terminal) -> str:
        """Return the prompt; of a mode as long as it fits 20 letters of the name."""
        name = terminal.device.hostname
        if terminal.editor is not None:
            if terminal.editor.reading is not None:
                return ""
            return f"{name[:20]}({terminal.editor.mode.prompt})#"
        return f"{name}{'#' if terminal.privileged else '>'}"

    def execute(self, terminal: Terminal, line: str) -> Answer:
        """Carry out a line of exec mode, its pipe as well."""
        text, _, pipe = line.partition(" | ")
        if not text.strip() or text.lstrip().startswith("!"):
            return ""
        found = self._commands.of(privileged=terminal.privileged).parse(text)
        if isinstance(found, Failure):
            return complaint(text, found, len(terminal.prompt))
        answer = found.command.run(terminal, found)
        if not isinstance(answer, str):
            return answer
        return _piped(answer, pipe) if pipe else marked(answer, text, len(terminal.prompt))

    def configure(self, terminal: Terminal, editor: Editor, line: str) -> Answer:
        """Carry out a line of configuration mode."""
        terminal.device.touched(terminal.user)
        return editor.line(line, len(terminal.prompt))

    def help(self, terminal: Terminal, line: str) -> str:
        """Return what may follow, a word a line."""
        grammar = (
            terminal.editor.mode.grammar
            if terminal.editor is not None
            else self._commands.of(privileged=terminal.privileged)
        )
        found = grammar.choices(line)
        if isinstance(found, Failure):
            return "% Unrecognized command\n"
        return "".join(f"  {word}\n" for word in found) + "\n"

    def completion(self, terminal: Terminal, line: str) -> str:
        """Return what Tab adds."""
        if terminal.editor is not None:
            return terminal.editor.mode.grammar.completion(line) or ""
        return self._commands.of(privileged=terminal.privileged).completion(line) or ""

    def configured(self, terminal: Terminal) -> None:
        """Log that somebody configured the device."""
        device = terminal.device
        device.say(
            f"%SYS-5-CONFIG_I: Configured from console by {terminal.user} on vty{terminal.line}"
            f" ({terminal.source})"
        )

    def banner(self, device: Device) -> str:
        """Return the login banner."""
        return banner_of(device.running, "login")

    def greeting(self, device: Device) -> str:
        """Return the banners of the day and of a session."""
        return greeting(device.running)

    def serves_files(self, device: Device) -> bool:
        """Whether the SCP server is on."""
        return device.running.get("ip scp server enable") is not None

    def left(self, terminal: Terminal) -> None:
        """Do nothing: what a session switched on stays on."""


@cache
def _commands(release: Release) -> Commands:
    return Commands(
        [*system_commands(), *show_commands(), *file_commands(), *crypto_commands(release)]
    )


def _time(when: datetime) -> str:
    return f"{when:%H:%M:%S} UTC {when:%a %b} {when.day} {when.year}"


def _piped(text: str, pipe: str) -> str:
    word, _, pattern = pipe.strip().partition(" ")
    kinds = [kind for kind in _PIPES if kind.startswith(word.lower())]
    if len(kinds) != 1 or not pattern.strip():
        return "% Incomplete command.\n\n" if not pattern.strip() else "% Unrecognized command\n"
    try:
        kept = filtered(text.splitlines(), kinds[0], pattern.strip())
    except re.error:
        return "% Failed to compile regular expression.\n"
    return "".join(f"{line}\n" for line in kept)
