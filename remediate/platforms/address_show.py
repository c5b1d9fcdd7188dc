"""The addresses of a device's interfaces, from show output besides its configuration.

``show ip interface [brief]``, ``show interface`` (ASA: ``show interface ip brief``), ASA and PIX ``show ip [address]``, and single lines of the
running-config (``| include ip address``). Addresses by DHCP or PPP are in no configuration, but here. ``show ip [address]`` has name, address
and mask of each interface of an ASA or PIX: all that a tunnel asks of one. Source: Cisco ASA Command Reference, Cisco PIX Firewall Command
Reference, ``show ip address``.
"""

from __future__ import annotations

import re

from fastparse.show import parse_interfaces
from remediate.model.observation import ShownAddress
from remediate.platforms.table_parts import TablePart

__all__ = ["addresses_in_lines", "interface_addresses", "interfaces_shown"]

_IP = r"(?P<address>\d{1,3}(?:\.\d{1,3}){3})"
_ADDRESS = re.compile(_IP)
_NAMED = re.compile(
    rf"^(?P<name>[A-Z][\w/.:-]*) +(?P<nameif>\S+) +{_IP} +(?P<mask>\d{{1,3}}(?:\.\d{{1,3}}){{3}})\b",
    re.MULTILINE,
)
_PIX = re.compile(
    rf"^[ \t]*ip address (?P<nameif>[a-z][\w-]*) {_IP} (?P<mask>\d{{1,3}}(?:\.\d{{1,3}}){{3}})[ \t]*$",
    re.MULTILINE,
)
_CURRENT = re.compile(r"^Current IP Address", re.MULTILINE)
"""What a standby unit has at the moment stands behind what is configured."""
_LINE = re.compile(rf"^[ \t]*ip address {_IP} \d", re.MULTILINE)


def interface_addresses(body: bytes) -> tuple[ShownAddress, ...]:
    """Return what a show output tells of the interfaces, each address once."""
    found: dict[ShownAddress, None] = {}
    text = _text(body)
    for row in _NAMED.finditer(text):
        item = ShownAddress(interface=row["name"], nameif=row["nameif"], address=row["address"])
        found.setdefault(item)
    for row in _PIX.finditer(text):
        found.setdefault(ShownAddress(nameif=row["nameif"], address=row["address"]))
    for shown in parse_interfaces(body).records:
        for address in (shown.address, *shown.secondary):
            if address is not None and _ADDRESS.fullmatch(address):
                item = ShownAddress(interface=shown.name, nameif=shown.nameif, address=address)
                found.setdefault(item)
    return tuple(found)


def interfaces_shown(body: bytes, *, line: int = 1) -> tuple[TablePart, ...]:
    """Return the interfaces of an ASA's or PIX's ``show ip [address]`` as parts of its configuration.

    A tunnel interface has more than an address, which is not shown.
    """
    text = _text(body)
    current = _CURRENT.search(text)
    end = current.start() if current is not None else len(text)
    found = []
    for row in (*_NAMED.finditer(text, 0, end), *_PIX.finditer(text, 0, end)):
        number = line + text.count("\n", 0, row.start())
        if row.re is _PIX:
            words = f"ip address {row['nameif']} {row['address']} {row['mask']}"
            found.append(TablePart(("ip", row["nameif"]), number, words))
        elif not row["name"].startswith("Tunnel"):
            words = f" nameif {row['nameif']}\n ip address {row['address']} {row['mask']}"
            key = ("interface", row["name"].casefold())
            found.append(TablePart(key, number, f"interface {row['name']}\n{words}"))
    return tuple(found)


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace").replace("\r", "")


def addresses_in_lines(text: str) -> tuple[ShownAddress, ...]:
    """Return the addresses of ``ip address`` lines whose interfaces are not told."""
    return tuple(
        dict.fromkeys(ShownAddress(address=row["address"]) for row in _LINE.finditer(text))
    )
