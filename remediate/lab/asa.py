"""The ASA: how it starts, prompts, answers and writes its configuration."""

from __future__ import annotations

import re
import zlib
from datetime import datetime

from remediate.lab.asa_complaints import asa_complaint
from remediate.lab.asa_crypto_exec import crypto_commands
from remediate.lab.asa_files import file_commands
from remediate.lab.asa_interfaces import interface_commands
from remediate.lab.asa_lines import asa_vocabulary
from remediate.lab.asa_list_show import list_commands
from remediate.lab.asa_rules import AsaRules
from remediate.lab.asa_session_summary import summary_commands
from remediate.lab.asa_sessions import session_commands
from remediate.lab.asa_show import hardware, show_commands
from remediate.lab.asa_system import CONFIGURING, system_commands
from remediate.lab.asa_text import config_text
from remediate.lab.commands import Answer, Commands
from remediate.lab.device import Device
from remediate.lab.editor import Editor
from remediate.lab.loading import Loading
from remediate.lab.releases import Release
from remediate.lab.running import filtered
from remediate.lab.syntax import Failure, Trouble
from remediate.lab.terminal import Terminal

__all__ = ["Asa", "serial_number"]

_PIPES = ("include", "exclude", "begin", "grep")
_SECRET = ("key", "secret", "password", "community")
_PIPE = re.compile(r"\s*\|\s*")


class Asa(Loading):
    """The platform in one release."""

    default_hostname = "ciscoasa"
    privileged_at_login = False
    more = "<--- More --->"
    passed = ("ASA Version", "Cryptochecksum:", ":", "!")
    stops = False

    def __init__(self, release: Release) -> None:
        self.release = release
        self.vocabulary = asa_vocabulary(release)
        self._commands = Commands(
            [
                *system_commands(),
                *show_commands(),
                *list_commands(),
                *interface_commands(),
                *file_commands(),
                *session_commands(release),
                *summary_commands(),
                *crypto_commands(),
            ]
        )

    def rules(self, device: Device) -> AsaRules:
        """Return what editing does beyond setting and removing lines."""
        return AsaRules(device)

    def load(self, device: Device, text: str) -> list[str]:
        """Read a configuration into the running one; return the lines that were refused."""
        editor = device.editor()
        for name in self.release.ports:
            if f"interface {name}\n" not in text:
                editor.line(f"interface {name}")
                editor.line("shutdown")
                del editor.path[1:]
        return self.typed(editor, text)

    def text(self, device: Device, *, everything: bool = False) -> str:
        """Return the running configuration as text, keys in clear."""
        if not self.release.names_versions:
            return config_text(
                device.running,
                self.vocabulary,
                self.release,
                heading=": Saved\n:",
                everything=everything,
            )
        heading = (
            f": Saved\n\n: \n: Serial Number: {serial_number(device)}\n"
            f": Hardware:   {hardware(self.release)}\n:\n"
        )
        return config_text(
            device.running, self.vocabulary, self.release, heading=heading, everything=everything
        )

    def boot(self, device: Device) -> None:
        """Start from the startup configuration."""
        device.running.entries.clear()
        device.changed = None
        self.load(device, device.startup)

    def stamp(self, now: datetime) -> str:
        """Return the time before a line of the log, as ``logging timestamp`` has it."""
        return f"{now:%b %d %Y %H:%M:%S}: "

    def prompt(self, terminal: Terminal) -> str:
        """Return the prompt; an ASA prints a blank behind it."""
        name = terminal.device.hostname
        if terminal.editor is not None:
            return f"{name}({terminal.editor.mode.prompt})# "
        return f"{name}{'#' if terminal.privileged else '>'} "

    def execute(self, terminal: Terminal, line: str) -> Answer:
        """Carry out a line of exec mode, its pipe as well."""
        text, pipe = _parted(line)
        if not text.strip() or text.lstrip().startswith("!"):
            return ""
        found = self._commands.of(privileged=terminal.privileged).parse(text)
        if not isinstance(found, Failure) and found.command.pattern in CONFIGURING:
            found = Failure(trouble=Trouble.INVALID, at=len(text) - len(text.lstrip()))
        if isinstance(found, Failure):
            return asa_complaint(text, found, len(terminal.prompt))
        answer = found.command.run(terminal, found)
        return _piped(answer, pipe) if pipe and isinstance(answer, str) else answer

    def configure(self, terminal: Terminal, editor: Editor, line: str) -> Answer:
        """Carry out a line of configuration mode, where exec commands are taken as well."""
        text, pipe = _parted(line)
        found = self._commands.of(privileged=True).parse(text)
        if not isinstance(found, Failure) and found.command.pattern not in _LEAVING:
            answer = found.command.run(terminal, found)
            return _piped(answer, pipe) if pipe and isinstance(answer, str) else answer
        if line.strip().lower() in ("quit", "qui"):
            line = "exit"
        shown = _logged(editor, line)
        printed = editor.line(line, len(terminal.prompt))
        if editor.failed:
            first = len(line) - len(line.lstrip())
            known = isinstance(found, Failure) and found.at > first
            alien = isinstance(editor.mode.grammar.parse(line), Failure) and _at_first(
                printed, terminal, first
            )
            if isinstance(found, Failure) and known and alien:
                return asa_complaint(text, found, len(terminal.prompt))
            return printed
        if shown and not editor.ended:
            terminal.device.touched(terminal.user)
            terminal.device.say(
                f"%ASA-5-111008: User '{terminal.user}' executed the '{shown}' command."
            )
        return printed

    def help(self, terminal: Terminal, line: str) -> str:
        """Return what may follow, a word a line."""
        exec_words = self._commands.of(privileged=terminal.privileged).choices(line)
        found = [] if isinstance(exec_words, Failure) else exec_words
        if terminal.editor is not None:
            words = terminal.editor.mode.grammar.choices(line)
            found = sorted({*found, *([] if isinstance(words, Failure) else words)})
        if not found:
            return "ERROR: % Unrecognized command\n"
        return "\n" + "".join(f"  {word}\n" for word in found)

    def completion(self, terminal: Terminal, line: str) -> str:
        """Return what Tab adds."""
        grammars = [self._commands.of(privileged=terminal.privileged).completion(line)]
        if terminal.editor is not None:
            grammars.append(terminal.editor.mode.grammar.completion(line))
        found = {item for item in grammars if item}
        return found.pop() if len(found) == 1 else ""

    def configured(self, terminal: Terminal) -> None:
        """Do nothing: each command was logged by itself."""

    def banner(self, device: Device) -> str:
        """Return nothing: the login banner is Telnet's."""
        del device
        return ""

    def greeting(self, device: Device) -> str:
        """Return the banners of the day and of a session, a line for each that is configured."""
        return "".join(
            f"{entry.values['text']}\n"
            for kind in ("motd", "exec")
            for entry in device.running.all("banner")
            if entry.values["kind"] == kind
        )

    def serves_files(self, device: Device) -> bool:
        """Whether the SCP server is on."""
        return device.running.get("ssh scopy enable") is not None

    def left(self, terminal: Terminal) -> None:
        """Switch off what the session debugs, where it is the last: debugs of an ASA end with their session."""
        if not terminal.device.listeners:
            terminal.device.debugs.clear()


_LEAVING = ("(exit|logout|quit)",)
"""Exec commands that leave a section where one is open."""


def serial_number(device: Device) -> str:
    """Return a number that stays the device's own."""
    return f"JAD{zlib.crc32(device.name.encode()) % 10**8:08d}"


def _logged(editor: Editor, line: str) -> str:
    """Return a line as the log has it: in full, keys as asterisks; nothing for what is no command."""
    text = line.strip()
    no = text.lower().startswith("no ")
    for place in reversed(editor.path):
        found = editor.vocabulary[place.section.mode].grammar.parse(
            text[3:] if no else text, partial=no
        )
        if not isinstance(found, Failure):
            secret = {value for name, value in found.values.items() if name in _SECRET}
            words = ("*****" if word in secret else word for word in found.words)
            return ("no " if no else "") + " ".join(words)
    return ""


def _at_first(printed: str, terminal: Terminal, first: int) -> bool:
    """Whether the caret points at the first word."""
    return printed.split("^", maxsplit=1)[0] == " " * (len(terminal.prompt) + first)


def _parted(line: str) -> tuple[str, str]:
    """Return a line without its pipe, and the pipe; only ``show`` and ``more`` have one."""
    if not line.lstrip().lower().startswith(("sh", "mor", "wr", "dir")):
        return line, ""
    parts = _PIPE.split(line, maxsplit=1)
    return parts[0], parts[1] if len(parts) > 1 else ""


def _piped(text: str, pipe: str) -> str:
    word, _, pattern = pipe.strip().partition(" ")
    kinds = [kind for kind in _PIPES if kind.startswith(word.lower())]
    pattern = pattern.strip()
    if not kinds or not pattern:
        return "ERROR: % Incomplete command\n" if not pattern else "ERROR: % Unrecognized command\n"
    kind = kinds[0]
    if kind == "grep":
        kind = "exclude" if pattern.startswith("-v ") else "include"
        pattern = pattern.removeprefix("-v ").strip()
    try:
        kept = filtered(text.splitlines(), kind, pattern.strip('"'))
    except re.error:
        return "ERROR: % Invalid regular expression\n"
    return "".join(f"{line}\n" for line in kept)
