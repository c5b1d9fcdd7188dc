"""One emulated device: its configuration, its files, its log, and who listens to it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from remediate.lab.clock import Clock
from remediate.lab.editor import Editor
from remediate.lab.line_faults import LineFaults
from remediate.lab.platform import Platform
from remediate.lab.store import Entry, Section

if TYPE_CHECKING:
    from remediate.lab.network import Network

__all__ = ["Device", "Listener", "Timer"]

_LOG_LINES = 500
_RESTART = 90.0
"""Lab seconds that a restart takes."""


class Listener(Protocol):
    """A session that can be told something between two prompts."""

    monitors: bool
    """Whether it asked for the log (``terminal monitor``)."""

    def tell(self, text: str) -> None:
        """Print a line of the log."""

    def drop(self) -> None:
        """End: the device restarts."""


@dataclass(slots=True)
class Timer:
    """Something that happens later, unless it is called off."""

    due: float
    """Lab seconds since the start."""
    act: Callable[[], None]
    what: str


@dataclass(eq=False)
class Device:
    """A router or firewall of the lab."""

    name: str
    """In the lab's inventory; the host name that it shows is its configuration's."""
    platform: Platform
    clock: Clock
    running: Section
    startup: str = ""
    files: dict[str, str] = field(default_factory=dict)
    """On flash, by name without the file system."""
    address: str = ""
    """Where its SSH server listens."""
    debugs: set[str] = field(default_factory=set)
    """What is debugged: ``crypto isakmp``."""
    conditions: list[str] = field(default_factory=list)
    """Of conditional debugging: ``peer ipv4 192.0.2.1``."""
    booted: float = 0.0
    changed: tuple[datetime, str] | None = None
    """When the configuration was changed last, and by whom."""
    saved: tuple[datetime, str] | None = None
    listeners: set[Listener] = field(default_factory=set)
    timers: dict[str, Timer] = field(default_factory=dict)
    """By what they are for: ``revert``, ``reload``."""
    reverts: tuple[str, str] = ("", "")
    """The snapshot that the ``revert`` timer goes back to, and who set it."""
    archived: int = 0
    """Number of the last configuration in the archive."""
    log: deque[str] = field(default_factory=lambda: deque(maxlen=_LOG_LINES))
    network: Network | None = None
    faults: LineFaults = field(default_factory=LineFaults)
    up_at: float = 0.0
    """When it answers again, in lab seconds, after a restart."""
    astray: timedelta = timedelta()
    """How far its own clock is from the lab's."""

    @property
    def down(self) -> bool:
        """Whether it is restarting."""
        return self.clock.elapsed() < self.up_at

    def now(self) -> datetime:
        """Return the time of day by its own clock."""
        return self.clock.now() + self.astray

    @property
    def hostname(self) -> str:
        """Return the name in its prompt."""
        return self.running.value("hostname", "name") or self.platform.default_hostname

    def editor(self, do: Callable[[str], str] | None = None) -> Editor:
        """Return a configuration session over the running configuration."""
        return Editor(self.running, self.platform.vocabulary, self.platform.rules(self), do=do)

    def say(self, text: str) -> None:
        """Put a line into the log and before those who listen, with its time."""
        stamped = f"{self.platform.stamp(self.now())}{text}"
        self.log.append(stamped)
        for listener in tuple(self.listeners):
            if listener.monitors:
                listener.tell(stamped)

    def debugging(self, category: str, level: int = 1) -> bool:
        """Whether something is debugged: ``crypto isakmp``; a debug of an ASA ends in its level."""
        for item in self.debugs:
            name, _, number = item.rpartition(" ")
            if item == category or (name == category and number.isdigit() and int(number) >= level):
                return True
        return False

    def debug(self, category: str, text: str, peer: str = "", level: int = 1) -> None:
        """Print a line of a debug, where it is on and a condition lets the peer through.

        An ASA prints it to those who are connected and keeps it in no log.
        """
        if not self.debugging(category, level):
            return
        peers = [item.split()[-1] for item in self.conditions]
        if peers and peer not in peers:
            return
        if self.platform.release.platform != "asa":
            self.say(text)
            return
        for listener in tuple(self.listeners):
            listener.tell(text)

    def touched(self, user: str) -> None:
        """Note that somebody edits the configuration."""
        self.changed = (self.now(), user)

    def edited(self, mode: str, key: str, entry: Entry | None, path: tuple[str, ...]) -> None:
        """Note that a line of a mode was set or removed (``entry`` None); ``path`` are the headings around it."""
        if self.network is not None:
            self.network.edited(self, mode, key, entry, path)

    @property
    def modified(self) -> bool:
        """Whether the running configuration is not the one that is saved."""
        return _bare(self.platform.text(self)) != _bare(self.startup)

    def save(self, user: str) -> None:
        """Make the running configuration the one that it starts with."""
        self.saved = (self.now(), user)
        self.startup = self.platform.text(self)

    def debug_on(self, category: str) -> None:
        """Switch a debug on."""
        self.debugs.add(category)
        if self.network is not None:
            self.network.watched(self)

    def debug_off(self, category: str) -> None:
        """Switch a debug off."""
        self.debugs.discard(category)

    def replace(self, target: Section) -> None:
        """Put another configuration in the running one's place."""
        self.running.entries = target.copy().entries
        self.running.counter = target.counter
        if self.network is not None:
            self.network.replaced(self)

    def start(self, what: str, seconds: float, act: Callable[[], None]) -> None:
        """Let something happen in so many lab seconds, in place of an earlier timer for the same."""
        self.timers[what] = Timer(self.clock.elapsed() + seconds, act, what)

    def stop(self, what: str) -> Timer | None:
        """Call a timer off."""
        return self.timers.pop(what, None)

    def tick(self) -> None:
        """Act on the timers that are due."""
        now = self.clock.elapsed()
        for timer in [item for item in self.timers.values() if item.due <= now]:
            if self.timers.get(timer.what) is timer:
                del self.timers[timer.what]
                timer.act()

    def reload(self) -> None:
        """Restart from the startup configuration: sessions end, what was not saved is gone."""
        self.platform.boot(self)
        self.booted = self.clock.elapsed()
        self.up_at = self.booted + _RESTART
        self.debugs.clear()
        self.conditions.clear()
        self.timers.clear()
        self.log.clear()
        for listener in tuple(self.listeners):
            listener.drop()
        self.listeners.clear()
        if self.network is not None:
            self.network.restarted(self)


def _bare(text: str) -> list[str]:
    """Return the lines without comments."""
    return [line for line in text.splitlines() if not line.startswith("!")]
