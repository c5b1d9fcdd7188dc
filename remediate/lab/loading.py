"""Configuration texts typed into an editor, line by line: how every platform reads one."""

from __future__ import annotations

from remediate.lab.device import Device
from remediate.lab.editor import Editor
from remediate.lab.platform import Platform
from remediate.lab.store import Section

__all__ = ["Loading"]


class Loading(Platform):
    """The part of a platform that reads configurations."""

    passed: tuple[str, ...]
    """What lines begin with that are no commands."""
    inner: tuple[str, ...] = (" ",)
    """What lines begin with that stay in the section before them."""
    stops: bool = True
    """Whether ``end`` is the end of a text."""

    def typed(self, editor: Editor, text: str) -> list[str]:
        """Type the lines of a text; return those that were refused."""
        refused = []
        for line in text.splitlines():
            if editor.reading is not None:
                editor.line(line)
                continue
            if not line.strip() or line.startswith(self.passed):
                continue
            if not line.startswith(self.inner):
                del editor.path[1:]
            editor.line(line)
            if editor.failed:
                refused.append(line)
            if editor.ended and self.stops:
                break
        return refused

    def parsed(self, device: Device, text: str) -> Section:
        """Return a configuration text as a configuration of its own."""
        scratch = Device(device.name, self, device.clock, Section("configure"))
        self.load(scratch, text)
        return scratch.running

    def merge(self, device: Device, section: Section, text: str) -> None:
        """Carry a text's lines out on a configuration that is nobody's."""
        scratch = Device(device.name, self, device.clock, section)
        self.typed(scratch.editor(), text)
