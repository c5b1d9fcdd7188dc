"""What a show table says, in the words of the configuration: a part of it, for the readers of configurations.

People who have no running-config at hand collect tables: ``show crypto map``, ``show crypto isakmp policy``. What one
holds is what the configuration has, so it is written down as that and read by the same readers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["TablePart", "defined", "laid_out"]


class TablePart(NamedTuple):
    """A section of the configuration that a table shows."""

    key: tuple[str, ...]
    """What it defines, as :func:`defined` names it."""
    line: int
    """1-based, in the file: where its text begins."""
    text: str


def laid_out(lines: Iterable[tuple[int, str]], first: int) -> str:
    """Return commands as a text that begins at line ``first``, each at its own line of the file if that is still free."""
    found: list[str] = []
    for number, text in lines:
        found += [" !"] * (number - first - len(found))
        found.append(text)
    return "\n".join(found)


def defined(text: str) -> frozenset[tuple[str, ...]]:
    """Return what a configuration defines, by kind and name."""
    found: set[tuple[str, ...]] = set()
    for line in text.split("\n"):
        if line[:1].isspace():
            continue
        words = line.split()
        if words[:2] in (["crypto", "map"], ["crypto", "dynamic-map"]):
            found.add(("map", *words[2:4]))
        elif words[:3] == ["crypto", "isakmp", "key"] and "address" in words:
            found.add(("key", *words[words.index("address") + 1 :][:1]))
        elif words[:2] == ["crypto", "keyring"]:
            found.add(("keyring", *words[2:3]))
        elif words[:2] in (["crypto", "isakmp"], ["crypto", "ikev2"], ["crypto", "ipsec"]):
            found.add((*words[1:4],))
        elif words[:2] in (["ip", "access-list"], ["ipv6", "access-list"]):
            found.add(("list", *words[3:4]))
        elif words[:1] == ["access-list"]:
            found.add(("list", *words[1:2]))
        elif words[:2] == ["isakmp", "policy"]:
            found.add(("isakmp", "policy", *words[2:3]))
        elif words[:2] == ["ip", "address"]:
            found.add(("ip", *words[2:3]))  # PIX 6
        elif words[:1] == ["interface"]:
            found.add(("interface", "".join(words[1:]).casefold()))
    return frozenset(found)
