"""A few emulated devices behind real SSH, served by a thread of their own."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from remediate.lab.device import Device
from remediate.lab.server import SshFleet

CREDENTIALS = ("lab", "Harbour-Pilot-9")


def free_port(address: str) -> int:
    with socket.socket() as probe:
        probe.bind((address, 0))
        return probe.getsockname()[1]


@contextmanager
def served(devices: Iterable[Device]) -> Iterator[SshFleet]:
    """Serve devices on 127.9.0.1 and following, all on one free port."""
    found = list(devices)
    for number, device in enumerate(found, 1):
        device.address = f"127.9.0.{number}"
    fleet = SshFleet(found, CREDENTIALS, free_port(found[0].address))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(fleet.start(), loop).result(30)
        yield fleet
    finally:
        asyncio.run_coroutine_threadsafe(fleet.stop(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()
