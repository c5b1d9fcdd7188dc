"""The process of a lab: its SSH servers and its control socket, until somebody says ``down``."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

from remediate.lab import control
from remediate.lab.faults import FAULTS, Injected, InjectionError, inject
from remediate.lab.fleet import Tunnel
from remediate.lab.inventory_files import write_inventories
from remediate.lab.lab import Lab, Settings
from remediate.lab.line_faults import disturbed
from remediate.lab.server import SshFleet

__all__ = ["run"]


def run(folder: Path, settings: Settings | None) -> None:
    """Serve the lab of a folder until it is told to end: the one that was left there, or one of the settings."""
    folder.mkdir(parents=True, exist_ok=True)
    lab = Lab.restore(folder)
    if lab is None:
        if settings is None:
            raise FileNotFoundError(folder)
        lab = Lab(settings)
        lab.build()
    asyncio.run(_serve(folder, lab))


async def _serve(folder: Path, lab: Lab) -> None:
    over = asyncio.Event()
    fleet = SshFleet(lab.devices.values(), lab.credentials, lab.settings.port)
    await fleet.start()
    write_inventories(lab, folder)
    answers = _Answers(folder, lab, fleet, over)
    server = await control.serve(folder, answers.to)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, over.set)
    try:
        await over.wait()
    finally:
        server.close()
        control.socket_path(folder).unlink(missing_ok=True)
        await fleet.stop()
        lab.save(folder)


class _Answers:
    """Answers to what the command line asks."""

    def __init__(self, folder: Path, lab: Lab, fleet: SshFleet, over: asyncio.Event) -> None:
        self._folder = folder
        self._lab = lab
        self._fleet = fleet
        self._over = over

    def to(self, question: dict[str, Any]) -> dict[str, Any]:
        """Answer one question."""
        match question.get("ask"):
            case "up":
                return self._up()
            case "status":
                return self._status()
            case "inject":
                return self._inject(str(question["slug"]), str(question["tunnel"]))
            case "disturb":
                return self._disturb(str(question["device"]), dict(question["faults"]))
            case "down":
                self._over.set()
                return {"down": len(self._lab.devices)}
            case other:
                return {"error": f"the lab does not know {other!r}"}

    def _up(self) -> dict[str, Any]:
        """Say that the lab runs, and what there is; no tunnel is looked at for that."""
        plan = self._lab.plan
        first = plan.sites[0]
        return {
            "pid": os.getpid(),
            "devices": len(plan.sites),
            "tunnels": len(plan.tunnels),
            "first": {
                "name": first.name,
                "address": first.address,
                "port": self._lab.settings.port,
            },
        }

    def _status(self) -> dict[str, Any]:
        lab = self._lab
        return {
            "schema": "remediate/lab/1",
            "pid": os.getpid(),
            "sessions": self._fleet.sessions,
            "devices": [
                {
                    "name": site.name,
                    "address": site.address,
                    "port": lab.settings.port,
                    "platform": site.release.name,
                    "version": site.release.version,
                    "outside": site.outside,
                    "state": "RESTARTING" if lab.devices[site.name].down else "UP",
                    "line": lab.devices[site.name].faults.told(),
                }
                for site in lab.plan.sites
            ],
            "tunnels": [
                {
                    "id": item.tunnel.id,
                    "kind": item.tunnel.kind,
                    "ends": [
                        {"device": site.name, "address": site.outside}
                        for site in (item.tunnel.hub, item.tunnel.branch)
                    ],
                    "state": item.state,
                    "fault": item.fault,
                }
                for item in lab.states()
            ],
        }

    def _disturb(self, name: str, faults: dict[str, Any]) -> dict[str, Any]:
        """Set what goes wrong on the sessions of a device, or of all; nothing does any more without faults."""
        chosen = [item for key, item in self._lab.devices.items() if name in (key, "all")]
        if not chosen:
            return {"error": f"no device {name}"}
        try:
            found = [disturbed(faults, device.faults) for device in chosen]
        except ValueError as error:
            return {"error": str(error)}
        for device, line in zip(chosen, found, strict=True):
            device.faults = line
        return {"devices": len(chosen)}

    def _inject(self, slug: str, name: str) -> dict[str, Any]:
        lab = self._lab
        if slug not in FAULTS:
            return {"error": f"no fault {slug} (known: {', '.join(sorted(FAULTS))})"}
        if name == "any":
            free = [item.tunnel for item in lab.states() if item.state == "UP" and not item.fault]
        else:
            try:
                free = [lab.tunnel(name)]
            except KeyError:
                return {"error": f"no tunnel {name}"}
        said = f"no tunnel that is up can have {slug}"
        for tunnel in free:
            try:
                done = inject(lab, slug, tunnel)
            except InjectionError as error:
                said = str(error) if name != "any" else said
                continue
            return self._injected(tunnel, slug, done)
        return {"error": said}

    @staticmethod
    def _injected(tunnel: Tunnel, slug: str, done: Injected) -> dict[str, Any]:
        return {"tunnel": tunnel.id, "fault": slug, "device": done.device, "did": list(done.lines)}
