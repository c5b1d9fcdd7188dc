"""A lab: its devices, their world, what was broken; made anew, or as it was left."""

from __future__ import annotations

import random
import secrets
import string
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec

from remediate.lab import asa_secrets
from remediate.lab.asa import Asa
from remediate.lab.asa_config import asa_config
from remediate.lab.clock import Clock
from remediate.lab.device import Device
from remediate.lab.fleet import Plan, Site, Tunnel, company
from remediate.lab.ios import Ios
from remediate.lab.ios_config import ios_config
from remediate.lab.network import Network
from remediate.lab.passwords import hashed
from remediate.lab.platform import Platform
from remediate.lab.store import Section

__all__ = ["Lab", "Left", "Settings", "TunnelState"]

_USER = "lab"
_LETTERS = string.ascii_letters + string.digits
_FILE = "state.json"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a lab is made from. The same settings make the same devices."""

    devices: int
    seed: int
    port: int
    speed: float
    """Lab seconds in a real one."""


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """A device as a lab was left: for its next start."""

    startup: str
    running: str
    files: dict[str, str]
    astray: float = 0.0
    """Seconds that its own clock is from the lab's."""


class _State(msgspec.Struct, frozen=True, kw_only=True):
    """A lab as it was left."""

    settings: Settings
    password: str
    now: datetime
    devices: dict[str, Left]
    faults: dict[str, str]


class TunnelState(NamedTuple):
    """A tunnel and how it is."""

    tunnel: Tunnel
    state: str
    """``UP``, ``DOWN``, or ``ONE-WAY`` where packets of one end alone arrive."""
    fault: str | None
    """Slug of what was injected and is not healed."""


class Lab:
    """The devices of a lab and their tunnels."""

    def __init__(
        self, settings: Settings, *, password: str | None = None, now: datetime | None = None
    ) -> None:
        self.settings = settings
        self.password = password or "".join(secrets.choice(_LETTERS) for _ in range(20))
        self.clock = Clock(start=now, speed=settings.speed)
        self.plan: Plan = company(settings.devices, random.Random(settings.seed))  # noqa: S311
        self.network = Network(self.clock)
        self.devices: dict[str, Device] = {}
        self.faults: dict[str, str] = {}
        """By the tunnel's id: the slug of what was injected."""
        self._platforms: dict[str, Platform] = {}

    @property
    def credentials(self) -> tuple[str, str]:
        """Return the user and the password of all devices."""
        return _USER, self.password

    def build(self) -> None:
        """Make the devices, each with its configuration saved."""
        stored = {"ios": hashed(self.password), "asa": asa_secrets.hashed(self.password)}
        for site in self.plan.sites:
            device = self._device(site)
            platform = site.release.platform
            secret = stored[platform]
            user = _USER, secret
            text = (
                asa_config(site, secret, user)
                if platform == "asa"
                else ios_config(site, secret, user, self.clock.start)
            )
            refused = device.platform.load(device, text)
            if refused:
                raise AssertionError(f"{site.name} refuses {refused}")
            device.startup = device.platform.text(device)

    def _device(self, site: Site) -> Device:
        release = site.release
        if release.name not in self._platforms:
            self._platforms[release.name] = (
                Asa(release) if release.platform == "asa" else Ios(release)
            )
        device = Device(
            site.name,
            self._platforms[release.name],
            self.clock,
            Section("configure"),
            address=site.address,
        )
        self.devices[site.name] = device
        self.network.add(device)
        return device

    def tunnel(self, name: str) -> Tunnel:
        """Return a tunnel by its id or its number. Raises ``KeyError`` where there is none."""
        for tunnel in self.plan.tunnels:
            if name in (tunnel.id, str(tunnel.number)):
                return tunnel
        raise KeyError(name)

    def states(self) -> list[TunnelState]:
        """Return all tunnels as they are at this moment."""
        return [self.state(tunnel) for tunnel in self.plan.tunnels]

    def state(self, tunnel: Tunnel) -> TunnelState:
        """Return a tunnel as it is; what was injected is forgotten once it is healed."""
        hub, branch = self.devices[tunnel.hub.name], self.devices[tunnel.branch.name]
        ups = [
            self.network.carries(hub, tunnel.branch.outside),
            self.network.carries(branch, tunnel.hub.outside),
        ]
        state = "UP" if all(ups) else "ONE-WAY" if any(ups) else "DOWN"
        return TunnelState(tunnel, state, self.faults.get(tunnel.id))

    # --- as it was left ---

    def save(self, folder: Path) -> None:
        """Write the state, readable for its owner alone: configurations hold keys."""
        left = {
            name: Left(
                startup=item.startup,
                running=item.platform.text(item),
                files=item.files,
                astray=item.astray.total_seconds(),
            )
            for name, item in self.devices.items()
        }
        state = _State(
            settings=self.settings,
            password=self.password,
            now=self.clock.now(),
            devices=left,
            faults=self.faults,
        )
        path = folder / _FILE
        path.touch(mode=0o600)
        path.write_bytes(msgspec.json.encode(state))

    @classmethod
    def restore(cls, folder: Path) -> Lab | None:
        """Return the lab that was left in a folder; None where none was."""
        path = folder / _FILE
        if not path.exists():
            return None
        state = msgspec.json.decode(path.read_bytes(), type=_State)
        lab = cls(state.settings, password=state.password, now=state.now)
        for site in lab.plan.sites:
            device = lab._device(site)
            left = state.devices[site.name]
            device.startup, device.files = left.startup, dict(left.files)
            device.astray = timedelta(seconds=left.astray)
            device.platform.load(device, left.running)
        lab.faults = dict(state.faults)
        return lab
