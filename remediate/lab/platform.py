"""What a platform is to the lab: its modes, its words, how it starts and what it prints."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from remediate.lab.commands import Answer
from remediate.lab.editor import Editor, Rules
from remediate.lab.releases import Release
from remediate.lab.store import Section
from remediate.lab.vocabulary import Vocabulary

if TYPE_CHECKING:
    from remediate.lab.device import Device
    from remediate.lab.terminal import Terminal

__all__ = ["Platform"]


class Platform(Protocol):
    """A platform in one release; one object serves all devices of it."""

    release: Release
    vocabulary: Vocabulary
    default_hostname: str
    privileged_at_login: bool
    more: str
    """Printed where a page is full."""

    def rules(self, device: Device) -> Rules:
        """Return what editing does beyond setting and removing lines."""

    def load(self, device: Device, text: str) -> list[str]:
        """Read a configuration into an empty running one; return the lines that were refused."""

    def parsed(self, device: Device, text: str) -> Section:
        """Return a configuration text as a configuration of its own."""

    def merge(self, device: Device, section: Section, text: str) -> None:
        """Carry a text's lines out on a configuration that is nobody's."""

    def text(self, device: Device, *, everything: bool = False) -> str:
        """Return the running configuration as text, as it is saved."""

    def boot(self, device: Device) -> None:
        """Start from the startup configuration."""

    def stamp(self, now: datetime) -> str:
        """Return the time as it stands before a line of the log."""

    def execute(self, terminal: Terminal, line: str) -> Answer:
        """Carry out a line of exec mode; return what is printed or asked."""

    def configure(self, terminal: Terminal, editor: Editor, line: str) -> Answer:
        """Carry out a line of configuration mode; return what is printed or asked."""

    def help(self, terminal: Terminal, line: str) -> str:
        """Return what ``?`` prints behind a line."""

    def completion(self, terminal: Terminal, line: str) -> str:
        """Return what Tab adds to a line."""

    def configured(self, terminal: Terminal) -> None:
        """Note that a session left configuration mode."""

    def left(self, terminal: Terminal) -> None:
        """Note that a session ended, however it did."""

    def prompt(self, terminal: Terminal) -> str:
        """Return the prompt, without blank behind it where the platform prints none."""

    def banner(self, device: Device) -> str:
        """Return what is shown before a password is asked for."""

    def greeting(self, device: Device) -> str:
        """Return what is shown before the first prompt, with its line ends."""

    def serves_files(self, device: Device) -> bool:
        """Whether files can be copied to the device."""
