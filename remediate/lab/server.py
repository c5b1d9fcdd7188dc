"""The lab's devices behind real SSH: one process, a listening socket for each device, sessions on all of them."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterable
from typing import Any

import asyncssh

from remediate.lab.device import Device
from remediate.lab.flash_files import FlashFiles
from remediate.lab.line_faults import LineCutError
from remediate.lab.login import Owner
from remediate.lab.open_files import allow_files
from remediate.lab.terminal import Terminal

__all__ = ["SshFleet"]

_BACKLOG = 128
_TICK = 0.05
"""Real seconds between two looks at the devices' timers."""
_PATIENCE = 5.0
"""Seconds in which sessions end when the fleet does."""


class SshFleet:
    """The SSH servers of a lab."""

    def __init__(self, devices: Iterable[Device], credentials: tuple[str, str], port: int) -> None:
        self.credentials = credentials
        self.port = port
        self._devices = {device.address: device for device in devices}
        self._sockets: list[socket.socket] = []
        self._tasks: set[asyncio.Task[Any]] = set()
        self._served: set[asyncssh.SSHServerConnection] = set()
        self._lines: set[asyncio.Task[Any]] = set()
        self._options: asyncssh.SSHServerConnectionOptions | None = None
        self.sessions = 0
        """Sessions that were opened."""

    def at(self, address: tuple[str, int]) -> Device | None:
        """Return the device at an address and port."""
        return self._devices.get(address[0])

    async def start(self) -> None:
        """Listen for all devices. Raises ``OSError`` where an address or so many sockets can't be had."""
        allow_files(len(self._devices))
        keys = [asyncssh.generate_private_key(kind) for kind in ("ssh-ed25519", "ssh-rsa")]
        self._options = asyncssh.SSHServerConnectionOptions(
            server_factory=lambda: Owner(self),
            session_factory=self._session,
            sftp_factory=FlashFiles,
            allow_scp=True,
            server_host_keys=keys,
            line_editor=False,
            encoding="utf-8",
            errors="replace",
            login_timeout=60,
            keepalive_interval=0,
            compression_algs=["none"],
        )
        loop = asyncio.get_running_loop()
        for device in self._devices.values():
            listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            self._sockets.append(listener)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.setblocking(False)
            listener.bind((device.address, self.port))
            listener.listen(_BACKLOG)
            loop.add_reader(listener, self._accept, listener, device)
        self._spawn(self._timers())

    async def stop(self) -> None:
        """End all sessions and listen no more."""
        loop = asyncio.get_running_loop()
        for listener in self._sockets:
            loop.remove_reader(listener)
            listener.close()
        self._sockets.clear()
        served = tuple(self._served)
        for connection in served:
            connection.abort()
        await asyncio.gather(*(item.wait_closed() for item in served), return_exceptions=True)
        if self._lines:
            await asyncio.wait(tuple(self._lines), timeout=_PATIENCE)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accept(self, listener: socket.socket, device: Device) -> None:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        if device.faults.unreachable or device.down:
            connection.close()
            return
        connection.setblocking(False)
        self._spawn(self._serve(connection))

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, asyncssh.Error):
            served = await asyncssh.run_server(connection, options=self._options, config=None)
            self._served.add(served)
            try:
                await served.wait_closed()
            finally:
                self._served.discard(served)

    async def _timers(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            for device in self._devices.values():
                if device.timers:
                    device.tick()

    async def _session(
        self,
        stdin: asyncssh.SSHReader[str],
        stdout: asyncssh.SSHWriter[str],
        stderr: asyncssh.SSHWriter[str],
    ) -> None:
        """Serve one terminal, or one command (``ssh r1 show version``)."""
        del stderr
        channel = stdin.channel
        connection = channel.get_connection()
        owner = connection.get_owner()
        if not isinstance(channel, asyncssh.SSHServerChannel) or not isinstance(owner, Owner):
            raise TypeError("a session of a client")
        device = owner.device
        if device is None:
            channel.exit(1)
            return
        self.sessions += 1
        line = _Line(self, device, owner.source, stdin, stdout, channel)
        served = asyncio.current_task()
        if served is not None:
            self._lines.add(served)
            served.add_done_callback(self._lines.discard)
        await line.run(channel.get_command())


class _Line:
    """A session's bytes, with the faults of its line."""

    def __init__(
        self,
        fleet: SshFleet,
        device: Device,
        source: str,
        stdin: asyncssh.SSHReader[str],
        stdout: asyncssh.SSHWriter[str],
        channel: asyncssh.SSHServerChannel[str],
    ) -> None:
        self._device = device
        self._stdin = stdin
        self._stdout = stdout
        self._channel = channel
        self._connection = channel.get_connection()
        self._out: list[str] = []
        self._over = False
        self.terminal = Terminal(
            device,
            self._out.append,
            self._close,
            user=fleet.credentials[0],
            source=source,
            privileged=device.platform.privileged_at_login,
        )
        self.terminal.wake = self._wake

    async def run(self, command: str | None) -> None:
        terminal = self.terminal
        try:
            if command is not None:
                terminal.length = 0
                answer = self._device.platform.execute(terminal, command)
                self._stdout.write(answer if isinstance(answer, str) else answer.before)
                self._channel.exit(0)
                return
            terminal.open()
            await self._flush()
            while not self._over and not self._stdin.at_eof():
                text = await self._stdin.read(4096)
                if not text:
                    break
                passed = self._device.faults.spend(len(text))
                terminal.receive(text[:passed])
                if passed < len(text):
                    raise LineCutError
                await self._flush()
        except LineCutError:
            self._connection.abort()
        except (asyncssh.Error, OSError):
            pass
        finally:
            terminal.gone()
            # What is still on its way to the client gets there before the connection ends.
            with contextlib.suppress(asyncssh.Error, OSError, TimeoutError):
                self._channel.exit(0)
                await asyncio.wait_for(self._channel.wait_closed(), _PATIENCE)
            with contextlib.suppress(asyncssh.Error, OSError):
                self._connection.close()

    def _close(self) -> None:
        self._over = True
        if self._device.down:
            self._connection.abort()

    def _wake(self) -> None:
        """Send what was printed without a key: a line of the log."""
        if not self._out or self._over:
            return
        text = "".join(self._out)
        self._out.clear()
        faults = self._device.faults
        if faults.silent:
            return
        passed = faults.spend(len(text))
        with contextlib.suppress(asyncssh.Error, OSError, BrokenPipeError):
            self._stdout.write(text[:passed])
        if passed < len(text):
            self._over = True
            self._connection.abort()

    async def _flush(self) -> None:
        text = "".join(self._out)
        self._out.clear()
        faults = self._device.faults
        if not text or faults.silent:
            return
        if faults.latency:
            await asyncio.sleep(faults.latency)
        passed = faults.spend(len(text))
        self._stdout.write(text[:passed])
        if passed < len(text):
            raise LineCutError
        await self._stdout.drain()
