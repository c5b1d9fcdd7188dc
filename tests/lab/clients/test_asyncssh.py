"""A plain SSH client against emulated devices: what SSH itself has to do, whatever is said over it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import asyncssh
import pytest

from remediate.lab.device import Device
from remediate.lab.releases import IOS_15
from tests.lab.emulated import SITE
from tests.lab.over_ssh import CREDENTIALS, served
from tests.lab.test_clients import real

LONG = "".join(f"ip host h{number} 10.9.{number // 250}.{number % 250}\n" for number in range(2000))


@pytest.fixture(scope="module")
def device() -> Iterator[Device]:
    one = real(SITE + LONG, IOS_15)
    with served([one]) as fleet:
        one.port = fleet.port
        yield one


@asynccontextmanager
async def connected(device: Device, **more) -> AsyncIterator[asyncssh.SSHClientConnection]:
    options = {"known_hosts": None, "username": CREDENTIALS[0], "password": CREDENTIALS[1]} | more
    async with asyncssh.connect(device.address, port=device.port, config=None, **options) as line:
        yield line


async def answer(line: asyncssh.SSHClientConnection, command: str) -> str:
    done = await line.run(command, check=True)
    assert isinstance(done.stdout, str)
    return done.stdout


def whole(text: str) -> bool:
    """Whether a text is the configuration from its version to its end, every long line in it once."""
    lines = text.replace("\r", "").splitlines()
    return (
        "version 15.2" in lines
        and "end" in lines
        and [line for line in lines if line.startswith("ip host h")] == LONG.splitlines()
    )


def test_one_command_without_a_terminal(device: Device):
    async def said() -> str:
        async with connected(device) as line:
            return await answer(line, "show clock")

    assert asyncio.run(said()).endswith("\n")


@pytest.mark.parametrize("method", ["password", "keyboard-interactive"])
def test_each_way_to_log_in(device: Device, method: str):
    async def said() -> str:
        async with connected(device, preferred_auth=method) as line:
            return await answer(line, "show privilege")

    assert "Current privilege level is 15" in asyncio.run(said())


@pytest.mark.parametrize("method", ["password", "keyboard-interactive"])
def test_a_wrong_password_is_refused(device: Device, method: str):
    async def said() -> None:
        async with connected(device, preferred_auth=method, password="wrong"):
            pass

    with pytest.raises(asyncssh.PermissionDenied):
        asyncio.run(said())


@pytest.mark.parametrize("algorithm", ["ssh-ed25519", "rsa-sha2-256", "ssh-rsa"])
def test_host_keys_of_both_kinds(device: Device, algorithm: str):
    async def kind() -> str:
        async with connected(device, server_host_key_algs=[algorithm]) as line:
            key = line.get_server_host_key()
            assert key is not None
            return key.get_algorithm()

    assert asyncio.run(kind()) == ("ssh-ed25519" if "ed25519" in algorithm else "ssh-rsa")


def test_keys_are_renewed_in_the_midst_of_an_output(device: Device):
    async def said() -> str:
        async with connected(device, rekey_bytes=4096) as line:
            return await answer(line, "show running-config")

    assert whole(asyncio.run(said()))


def test_a_small_window_slows_an_output_and_loses_nothing(device: Device):
    async def said() -> str:
        async with connected(device) as line:
            done = await line.run("show running-config", window=1024, max_pktsize=256, check=True)
            assert isinstance(done.stdout, str)
            return done.stdout

    assert whole(asyncio.run(said()))


def test_a_terminal_takes_keys_as_they_come(device: Device):
    async def said() -> str:
        async with connected(device) as line:
            process = await line.create_process(term_type="vt100", term_size=(200, 60))
            for piece in ("ter", "m len", " 0\r", "sh run", "\rexi", "t\r"):
                process.stdin.write(piece)
                await asyncio.sleep(0.01)
            return str(await process.stdout.read())

    text = asyncio.run(said())
    assert "r1#term len 0\r\n" in text
    assert whole(text)
    assert text.rstrip().endswith("r1#exit")


def test_the_login_banner_comes_before_the_password(device: Device):
    shown: list[str] = []

    class Client(asyncssh.SSHClient):
        def auth_banner_received(self, msg: str, lang: str) -> None:
            shown.append(msg)

    async def said() -> str:
        async with connected(device, client_factory=Client) as line:
            process = await line.create_process(term_type="vt100")
            process.stdin.write("exit\r")
            return str(await process.stdout.read())

    editor = device.editor()
    for typed in ("banner login #", "Keep out?", "  end", "#", "banner motd #Welcome to r1#"):
        editor.line(typed)
    text = asyncio.run(said())
    assert shown == ["\r\nKeep out?\r\n  end\r\n"]
    assert text.startswith("\r\nWelcome to r1\r\nr1#")
    assert "Keep out?" not in text
