"""``remediate lab``: an emulated fleet behind SSH, for trying things out and for tests."""

from __future__ import annotations

import enum
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from remediate.errors import LabError

__all__ = ["lab_app"]

lab_app = typer.Typer(
    name="lab",
    help="An emulated fleet behind real SSH: devices on loopback addresses whose tunnels fail and heal as real ones do.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Folder = Annotated[
    Path,
    typer.Option(
        "--inventory", help="Folder of the lab's inventories, its password and its state."
    ),
]
_DEFAULT = Path("lab")
_POLL = 0.1
_PATIENCE = 600.0


class Form(enum.StrEnum):
    """Forms of an answer."""

    TEXT = "text"
    JSON = "json"


@lab_app.command("up")
def up(
    devices: Annotated[
        int, typer.Option("--devices", min=2, max=10000, help="How many devices.")
    ] = 50,
    inventory: Folder = _DEFAULT,
    port: Annotated[
        int,
        typer.Option("--port", min=0, max=65535, help="Port of the SSH servers; 0 for a free one."),
    ] = 2222,
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed", help="The same seed makes the same company; a new one each time without it."
        ),
    ] = None,
    speed: Annotated[
        float,
        typer.Option("--speed", min=0.01, max=3600, help="Lab seconds that pass in a real one."),
    ] = 1.0,
    foreground: Annotated[
        bool, typer.Option("--foreground", help="Stay, and end the lab with this command.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing.")] = False,
) -> None:
    """Start a lab, or the one that was left in the folder, and return when all devices answer."""
    import secrets
    import subprocess

    from remediate.lab import control

    if _running(inventory):
        raise LabError(f"a lab runs in {inventory}: remediate lab down --inventory {inventory}")
    left = (inventory / "state.json").exists()
    inventory.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "remediate.lab", str(inventory)]
    if not left:
        chosen = seed if seed is not None else secrets.randbelow(1 << 31)
        command += [str(devices), str(chosen), str(port or _free_port()), str(speed)]
    if foreground:
        _stay(command)
        return
    with (inventory / "lab.log").open("w") as log:
        child = subprocess.Popen(  # noqa: S603 (ourselves)
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if child.poll() is not None:
            said = (inventory / "lab.log").read_text().strip().splitlines()
            raise LabError(
                f"the lab did not start: {said[-1] if said else 'it ended without a word'}"
            )
        try:
            found = control.ask(inventory, {"ask": "up"})
        except control.NoLabError:
            time.sleep(_POLL)
            continue
        if not quiet:
            _started(inventory, found, left=left)
        return
    raise LabError("the lab did not answer in time")


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def _stay(command: list[str]) -> None:
    """Run the lab's process as a child until it ends or this command is interrupted."""
    import signal
    import subprocess

    child = subprocess.Popen(command)  # noqa: S603 (ourselves)
    try:
        child.wait()
    except KeyboardInterrupt:
        child.send_signal(signal.SIGTERM)
        child.wait()


def _started(inventory: Path, found: dict[str, Any], *, left: bool) -> None:
    first = found["first"]
    typer.echo(
        f"{found['devices']} devices {'are up as they were left' if left else 'are up'}, {found['tunnels']} tunnels"
    )
    typer.echo(f"  Nornir:  {inventory / 'config.yaml'}    Ansible: {inventory / 'ansible.yaml'}")
    typer.echo(f"  user lab, password in {inventory / 'password'}")
    typer.echo(f"  try:     ssh -p {first['port']} lab@{first['address']}    ({first['name']})")


@lab_app.command("down")
def down(
    inventory: Folder = _DEFAULT,
    forget: Annotated[
        bool, typer.Option("--forget", help="Keep no state: the next lab is a new one.")
    ] = False,
) -> None:
    """End the lab of a folder; its state is kept for the next start."""
    from remediate.lab import control

    try:
        control.ask(inventory, {"ask": "down"})
    except control.NoLabError:
        if not forget:
            raise LabError(f"no lab runs in {inventory}") from None
    end = time.monotonic() + _PATIENCE
    while control.socket_path(inventory).exists() and time.monotonic() < end:
        time.sleep(_POLL)
    if forget:
        (inventory / "state.json").unlink(missing_ok=True)


def _running(inventory: Path) -> bool:
    from remediate.lab import control

    try:
        control.ask(inventory, {"ask": "up"})
    except control.NoLabError:
        return False
    return True


@lab_app.command("status")
def status(
    inventory: Folder = _DEFAULT,
    form: Annotated[Form, typer.Option("--format", help="Form of the answer.")] = Form.TEXT,
) -> None:
    """Show devices, tunnels and faults."""
    found = _asked(inventory, {"ask": "status"})
    if form is Form.JSON:
        import msgspec

        typer.echo(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
        return
    from rich.console import Console
    from rich.table import Table

    console = Console()
    tunnels = found["tunnels"]
    up = sum(item["state"] == "UP" for item in tunnels)
    console.print(f"{len(found['devices'])} devices, {len(tunnels)} tunnels, {up} of them up")
    table = Table("tunnel", "kind", "ends", "state", "fault", box=None, pad_edge=False)
    for item in tunnels:
        ends = " - ".join(end["device"] for end in item["ends"])
        table.add_row(item["id"], item["kind"], ends, item["state"], item["fault"] or "")
    console.print(table)


@lab_app.command("inject")
def inject_command(
    slug: Annotated[str, typer.Argument(help="Slug of a root cause (remediate rules).")],
    tunnel: Annotated[
        str,
        typer.Option("--tunnel", help="Id of the tunnel as status shows it, its number, or any."),
    ],
    inventory: Folder = _DEFAULT,
) -> None:
    """Break a tunnel in one of the ways of the rules."""
    done = _asked(inventory, {"ask": "inject", "slug": slug, "tunnel": tunnel})
    typer.echo(f"{done['tunnel']}: {done['fault']} on {done['device']}")


@lab_app.command("disturb")
def disturb_command(
    device: Annotated[str, typer.Argument(help="Name of the device as status shows it, or all.")],
    inventory: Folder = _DEFAULT,
    latency: Annotated[
        float | None,
        typer.Option("--latency", min=0, help="Seconds before each piece of output."),
    ] = None,
    cut_after: Annotated[
        int | None,
        typer.Option("--cut-after", min=1, help="Bytes after which the next session is cut."),
    ] = None,
    cut_within: Annotated[
        int | None,
        typer.Option(
            "--cut-within", min=2, help="Bytes within which it is cut, where --seed says."
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Chooses the byte of --cut-within.")] = 0,
    refuse_login: Annotated[
        bool, typer.Option("--refuse-login", help="Take no password, the right one neither.")
    ] = False,
    silent: Annotated[bool, typer.Option("--silent", help="Answer nothing any more.")] = False,
    silent_after: Annotated[
        str | None,
        typer.Option("--silent-after", help="Line (a regular expression) that it hangs upon."),
    ] = None,
    reboot_at: Annotated[
        str | None,
        typer.Option(
            "--reboot-at", help="Line (a regular expression) upon which it restarts, once."
        ),
    ] = None,
    refuse: Annotated[
        list[str] | None,
        typer.Option("--refuse", help="Line (a regular expression) that it refuses; repeatable."),
    ] = None,
    unreachable: Annotated[
        bool, typer.Option("--unreachable", help="Take no connections.")
    ] = False,
) -> None:
    """Let sessions of a device go wrong, in any of these ways together; without one of them nothing does any more."""
    asked = {
        "latency": latency,
        "cut_after": cut_after,
        "cut_within": cut_within,
        "refuse_login": refuse_login or None,
        "silent": silent or None,
        "silent_after": silent_after,
        "reboot_at": reboot_at,
        "refused": [(line, _REFUSAL) for line in refuse] if refuse else None,
        "unreachable": unreachable or None,
    }
    faults = {name: value for name, value in asked.items() if value is not None}
    if cut_within is not None:
        faults["seed"] = seed
    done = _asked(inventory, {"ask": "disturb", "device": device, "faults": faults})
    count = done["devices"]
    which = device if count == 1 else f"{count} devices"
    typer.echo(f"{which}: {', '.join(faults) if faults else 'nothing goes wrong any more'}")


_REFUSAL = "% Command rejected"


def _asked(inventory: Path, question: dict[str, Any]) -> dict[str, Any]:
    from remediate.lab import control

    try:
        answer = control.ask(inventory, question)
    except control.NoLabError:
        raise LabError(
            f"no lab runs in {inventory}: remediate lab up --inventory {inventory}"
        ) from None
    if "error" in answer:
        raise LabError(str(answer["error"]))
    return answer
