"""The addresses of a device's interfaces, from show output besides its configuration.

``show ip interface brief`` (ASA: ``show interface ip brief``), ASA ``show ip address``, and single lines of the
running-config (``| include ip address``). Addresses by DHCP or PPP are in no configuration, but here.
"""

from __future__ import annotations

import re

from remediate.model.observation import ShownAddress

__all__ = ["addresses_in_lines", "interface_addresses"]

_IP = r"(?P<address>\d{1,3}(?:\.\d{1,3}){3})"
_BRIEF = re.compile(rf"^(?P<name>[A-Z][\w/.:-]*) +{_IP} +(?:YES|NO) +\S", re.MULTILINE)
_NAMED = re.compile(
    rf"^(?P<name>[A-Z][\w/.:-]*) +(?P<nameif>\S+) +{_IP} +\d{{1,3}}(?:\.\d{{1,3}}){{3}}\b",
    re.MULTILINE,
)
_LINE = re.compile(rf"^[ \t]*ip address {_IP} \d", re.MULTILINE)


def interface_addresses(body: bytes) -> tuple[ShownAddress, ...]:
    """Return what a table of interfaces shows, each address once."""
    text = body.decode("utf-8", "replace").replace("\r", "")
    found: dict[ShownAddress, None] = {}
    for form in (_NAMED, _BRIEF):
        for row in form.finditer(text):
            nameif = row["nameif"] if form is _NAMED else None
            item = ShownAddress(interface=row["name"], nameif=nameif, address=row["address"])
            found.setdefault(item)
    return tuple(found)


def addresses_in_lines(text: str) -> tuple[ShownAddress, ...]:
    """Return the addresses of ``ip address`` lines whose interfaces are not told."""
    return tuple(
        dict.fromkeys(ShownAddress(address=row["address"]) for row in _LINE.finditer(text))
    )
