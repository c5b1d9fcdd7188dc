"""``python -m bench.lab_sessions FOLDER WORKERS``: Nornir and Netmiko, unchanged, on every device of a lab.

Each host is connected to, asked one command and left. Prints what that came to, in JSON. A process of its
own: its threads are no guests of a caller's.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from pathlib import Path

__all__ = ["COMMAND"]

COMMAND = "show version"
_PATIENCE = {
    "conn_timeout": 60,
    "auth_timeout": 60,
    "banner_timeout": 60,
    "read_timeout_override": 60,
}
"""Seconds: on a busy machine so many sessions wait for each other."""


def _sessions(folder: Path, workers: int) -> dict[str, object]:
    from nornir import InitNornir
    from nornir.core.inventory import ConnectionOptions
    from nornir.core.task import Result, Task
    from nornir_netmiko.tasks import netmiko_send_command

    logging.disable(logging.CRITICAL)
    os.chdir(folder)  # Nornir takes the names of its files from here
    nornir = InitNornir(
        config_file="config.yaml",
        runner={"plugin": "threaded", "options": {"num_workers": workers}},
        logging={"enabled": False},
    )
    password = Path("password").read_text(encoding="utf-8").strip()
    defaults = nornir.inventory.defaults
    defaults.password = password
    defaults.connection_options["netmiko"] = ConnectionOptions(
        extras={"secret": password, **_PATIENCE}
    )

    def ask(task: Task) -> Result:
        try:
            return task.run(netmiko_send_command, command_string=COMMAND)[0]
        finally:
            task.host.close_connections()

    begun = time.perf_counter()
    answers = nornir.run(ask)
    seconds = time.perf_counter() - begun
    failed = {name: str(answers[name][-1].exception)[:500] for name in answers.failed_hosts}
    wrong = [
        name
        for name, answer in answers.items()
        if name not in failed and "Version" not in str(answer[-1].result)
    ]
    return {"hosts": len(answers), "seconds": seconds, "failed": failed, "wrong": wrong}


if __name__ == "__main__":
    print(json.dumps(_sessions(Path(sys.argv[1]), int(sys.argv[2]))))
