"""Netmiko's ``cisco_asa`` against an ASA of the lab, over SSH."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from netmiko import ConnectHandler

from remediate.lab.device import Device
from remediate.lab.server import SshFleet

PLACE = ("127.1.77.1", 22977)


@pytest.fixture
def served(device: Device) -> Iterator[Device]:
    device.address = PLACE[0]
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    fleet = SshFleet([device], ("admin", "Login.1"), PLACE[1])
    asyncio.run_coroutine_threadsafe(fleet.start(), loop).result(10)
    yield device
    asyncio.run_coroutine_threadsafe(fleet.stop(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


def test_netmiko_works_with_it(served: Device) -> None:
    with ConnectHandler(
        device_type="cisco_asa",
        host=PLACE[0],
        port=PLACE[1],
        username="admin",
        password="Login.1",
        secret="Enable.1",
    ) as connection:
        assert connection.find_prompt() == "asa1#"
        assert "Software Version 9.8(4)41 \n" in connection.send_command("show version")
        assert ": end" in connection.send_command("show running-config")
        printed = connection.send_config_set(
            ["access-list T extended permit ip any any", "crypto ikev1 policy 10", "hash sha256"]
        )
        assert "ERROR: % Invalid input detected at '^' marker." in printed
        assert "[OK]" in connection.save_config()
    assert "access-list T extended permit ip any any" in served.startup
