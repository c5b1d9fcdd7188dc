"""NHRP of a tunnel interface of IOS: whom it authenticates with, its next-hop servers, and where they are."""

from __future__ import annotations

from typing import Any

from remediate.model.config_nhrp import NhrpPlace
from remediate.model.selector import canonical
from remediate.platforms.reading import dotted

__all__ = ["read_nhrp"]


def read_nhrp(values: dict[str, Any], words: list[str], line: int | None) -> None:
    """Read a line ``ip nhrp …`` or ``ipv6 nhrp …`` into the values of its interface; others say nothing of tunnels.

    ``map INNER OUTER``, ``map multicast OUTER``, ``nhs INNER [nbma OUTER [multicast]] [priority N] [cluster N]``,
    ``authentication STRING``, ``network-id N``. Source: Cisco IOS NHRP command reference.
    """
    match words[2:]:
        case ["authentication", *rest] if rest:
            values["nhrp_authentication"] = rest[-1]
        case ["network-id", network, *_]:
            values["nhrp_network"] = network
        case ["map", inner, outer] if _placed(outer):
            _place(values, words, inner, outer, line)
        case ["nhs", inner, *rest] if _placed(_bare(inner)):
            servers = values.setdefault("next_hops", [])
            if _inner(inner) not in servers:
                servers.append(_inner(inner))
            if rest[:1] == ["nbma"] and len(rest) > 1 and _placed(rest[1]):
                _place(values, words, inner, rest[1], line)
        case ["nhs", inner, "nbma", outer, *_] if _placed(outer):  # `nhs dynamic nbma OUTER`
            _place(values, words, inner, outer, line)
        case _:
            return


def _place(
    values: dict[str, Any], words: list[str], inner: str, outer: str, line: int | None
) -> None:
    known = None if inner in ("multicast", "dynamic") else _inner(inner)
    place = NhrpPlace(inner=known, outer=canonical(outer), text=" ".join(words), line=line)
    values.setdefault("nhrp", []).append(place)
    if inner != "multicast":
        values.setdefault("nbma", []).append(place.outer)


def _inner(word: str) -> str:
    return canonical(_bare(word))


def _bare(word: str) -> str:
    """Return an address without the length of its prefix."""
    return word.partition("/")[0]


def _placed(word: str) -> bool:
    """Whether a word is an address of either family, and no name."""
    return dotted(word) or ":" in word
