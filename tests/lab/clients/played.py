"""A company of emulated devices whom Ansible's playbooks are played to, once for all tests and workers."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from remediate.lab.inventory_files import write_inventories
from remediate.lab.lab import Lab, Settings
from tests.lab.clients.install import absent
from tests.lab.small_lab import Served

HERE = Path(__file__).parent
PLAYER = shutil.which("ansible-playbook", path=str(Path(sys.executable).parent))
IOS = ("ansible/netcommon", "ansible/utils", "cisco/ios")
ASA = (*IOS, "cisco/asa")


class Result(msgspec.Struct, kw_only=True):
    """What a task came to on a host."""

    end: str
    """``ok``, ``failed``, ``unreachable``."""
    said: dict[str, Any]

    @property
    def changed(self) -> bool:
        return bool(self.said.get("changed"))


class Played(msgspec.Struct, kw_only=True):
    """Results by host and task, and configurations by host: before, and as they were left."""

    results: dict[str, dict[str, Result]]
    before: dict[str, str]
    running: dict[str, str]
    startup: dict[str, str]
    backups: dict[str, str]
    """Files that were written as backups."""
    errors: str

    def of(self, host: str, task: str) -> Result:
        if host not in self.results or task not in self.results[host]:
            raise AssertionError(f"{task!r} was not played to {host}:\n{self.errors}")
        return self.results[host][task]


class Company(Served):
    """A company behind SSH, with the inventories that ``remediate lab up`` writes."""

    def __init__(self, folder: Path, devices: int) -> None:
        self.lab = Lab(Settings(devices=devices, seed=9, port=0, speed=1.0))
        self.lab.build()
        user, password = self.lab.credentials
        super().__init__(folder, self.lab.devices, password, user)
        self.lab.settings = msgspec.structs.replace(self.lab.settings, port=self.port)

    def write_inventory(self) -> None:
        write_inventories(self.lab, self.folder)


def why_not(*names: str) -> str:
    """Say why playbooks that take some collections can't be played; nothing where they can."""
    if PLAYER is None:
        return "ansible-core is not installed (the extra `clients`)"
    missing = absent(*names)
    return f"no {', '.join(missing)} (python -m tests.lab.clients.install)" if missing else ""


def played(folder: Path) -> Played:
    """Play the playbooks, or return what they came to when another worker played them."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "played.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_bytes(msgspec.json.encode(_play(folder / "lab")))
        return msgspec.json.decode(kept.read_bytes(), type=Played)


def _play(folder: Path) -> Played:
    books = [str(HERE / "ios.yml"), *([] if why_not(*ASA) else [str(HERE / "asa.yml")])]
    environment = {
        **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
        "LC_ALL": "C.UTF-8",
        "HOME": str(folder),
        "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callbacks"),
        "ANSIBLE_STDOUT_CALLBACK": "results",
    }
    with Company(folder, 7) as company:
        devices = company.devices.values()
        before = {item.name: item.platform.text(item) for item in devices}
        run = subprocess.run(
            [str(PLAYER), "-i", str(folder / "ansible.yaml"), *books],
            env=environment, cwd=folder, capture_output=True, text=True, timeout=600, check=False,
        )  # fmt: skip
        results: dict[str, dict[str, Result]] = {}
        for line in run.stdout.splitlines():
            if line.startswith("{"):
                said = json.loads(line)
                result = Result(end=said["end"], said=said["result"])
                results.setdefault(said["host"], {})[said["task"]] = result
        return Played(
            results=results,
            before=before,
            running={item.name: item.platform.text(item) for item in devices},
            startup={item.name: item.startup for item in devices},
            backups={item.name: item.read_text() for item in (folder / "backup").glob("*")},
            errors=run.stdout[-2000:] + run.stderr[-4000:],
        )
