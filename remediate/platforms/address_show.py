"""The addresses of a device's interfaces, from show output besides its configuration.

``show ip interface [brief]``, ``show interface`` (ASA: ``show interface ip brief``), ASA ``show ip address``, and single lines of the
running-config (``| include ip address``). Addresses by DHCP or PPP are in no configuration, but here.
"""

from __future__ import annotations

import re

from fastparse.show import parse_interfaces
from remediate.model.observation import ShownAddress

__all__ = ["addresses_in_lines", "interface_addresses"]

_IP = r"(?P<address>\d{1,3}(?:\.\d{1,3}){3})"
_ADDRESS = re.compile(_IP)
_NAMED = re.compile(
    rf"^(?P<name>[A-Z][\w/.:-]*) +(?P<nameif>\S+) +{_IP} +\d{{1,3}}(?:\.\d{{1,3}}){{3}}\b",
    re.MULTILINE,
)
_OF_PIX = re.compile(rf"^[ \t]*ip address (?P<nameif>[^\s\d]\S*) {_IP} \d", re.MULTILINE)
"""``show ip address`` of a PIX 6, beside which its configuration is the same."""
_LINE = re.compile(rf"^[ \t]*ip address {_IP} \d", re.MULTILINE)


def interface_addresses(body: bytes) -> tuple[ShownAddress, ...]:
    """Return what a show output tells of the interfaces, each address once."""
    found: dict[ShownAddress, None] = {}
    text = body.decode("utf-8", "replace").replace("\r", "")
    for row in _NAMED.finditer(text):
        item = ShownAddress(interface=row["name"], nameif=row["nameif"], address=row["address"])
        found.setdefault(item)
    for row in _OF_PIX.finditer(text):
        found.setdefault(ShownAddress(nameif=row["nameif"], address=row["address"]))
    for shown in parse_interfaces(body).records:
        for address in (shown.address, *shown.secondary):
            if address is not None and _ADDRESS.fullmatch(address):
                item = ShownAddress(interface=shown.name, nameif=shown.nameif, address=address)
                found.setdefault(item)
    return tuple(found)


def addresses_in_lines(text: str) -> tuple[ShownAddress, ...]:
    """Return the addresses of ``ip address`` lines whose interfaces are not told."""
    return tuple(
        dict.fromkeys(ShownAddress(address=row["address"]) for row in _LINE.finditer(text))
    )
