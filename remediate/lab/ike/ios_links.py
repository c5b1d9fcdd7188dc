"""A router's tunnel interfaces as its configuration has them.

Doubtful, and decided so: the holdtime that is not set is 7200 seconds (IOS) or 600 (IOS-XE 16.3 and later); NHRP is
off without a network-id; a tunnel without ``tunnel mode`` is GRE.
"""

from __future__ import annotations

from collections.abc import Iterator

from remediate.lab.ike.ios_paths import Paths, number, sections
from remediate.lab.ike.link_facts import Keepalive, Link, Nhrp
from remediate.lab.releases import Release
from remediate.lab.store import Section

__all__ = ["links", "nbma", "source_of"]


def links(paths: Paths, release: Release) -> Iterator[Link]:
    """Yield the tunnel interfaces of a router."""
    for entry, inner in sections(paths.top, "interface"):
        name = entry.values["name"]
        if not name.startswith("Tunnel"):
            continue
        place = paths.ports[name]
        local, port = source_of(paths, inner)
        mode = inner.value("tunnel mode", "mode") or "gre ip"
        multipoint = mode.startswith("gre multipoint")
        yield Link(
            name=name,
            mode="ipsec" if mode.startswith("ipsec") else "gre multipoint" if multipoint else "gre",
            up=place.up,
            local=local,
            port=port,
            far="" if multipoint else inner.value("tunnel destination", "destination") or "",
            front=inner.value("tunnel vrf", "vrf") or "",
            address=place.address or "",
            network=place.network,
            key=_whole(inner.value("tunnel key", "key")),
            profile=inner.value("tunnel protection", "profile") or "",
            keepalive=_keepalive(inner),
            follows=inner.get("if-state nhrp") is not None,
            nhrp=_nhrp(inner, release),
        )


def source_of(paths: Paths, inner: Section) -> tuple[str, str]:
    """Return the address that a tunnel's packets go out from, empty where it is of no interface that is up; and that."""
    source = inner.get("tunnel source")
    if source is None:
        return "", ""
    named = source.values.get("interface", "")
    address = source.values.get("source")
    if address is None:
        port = paths.ports.get(named)
        return (port.address or "" if port is not None and port.up else ""), named
    owners = [port for port in paths.ports.values() if port.address == address]
    up = next((port for port in owners if port.up), None)
    return (address if up is not None else ""), (owners[0].name if owners else "")


def nbma(inner: Section) -> Iterator[str]:
    """Yield the outer addresses that a multipoint tunnel registers at, or is told of."""
    maps = dict(_maps(inner))
    servers = [item.values["inner"] for item in inner.all("ip nhrp nhs")]
    found = [maps[item] for item in servers if item in maps]
    yield from dict.fromkeys([*found, *maps.values()])


def _maps(inner: Section) -> Iterator[tuple[str, str]]:
    for item in inner.all("ip nhrp map"):
        yield item.values["inner"], item.values["outer"]
    for item in inner.all("ip nhrp nhs"):
        if "outer" in item.values:
            yield item.values["inner"], item.values["outer"]


def _nhrp(inner: Section, release: Release) -> Nhrp | None:
    network = inner.value("ip nhrp network-id", "id")
    if network is None:
        return None
    usual = 600 if release.xe and release.numbers >= (16, 3) else 7200
    return Nhrp(
        network=int(network),
        authentication=inner.value("ip nhrp authentication", "key") or "",
        holdtime=number(inner.value("ip nhrp holdtime", "seconds"), usual),
        servers=tuple(item.values["inner"] for item in inner.all("ip nhrp nhs")),
        maps=tuple(_maps(inner)),
        every=_whole(inner.value("ip nhrp registration timeout", "seconds")),
        unique=inner.get("ip nhrp registration no-unique") is None,
    )


def _keepalive(inner: Section) -> Keepalive | None:
    entry = inner.get("keepalive")
    if entry is None or entry.text.startswith("no "):
        return None
    return Keepalive(number(entry.values.get("period"), 10), number(entry.values.get("retries"), 3))


def _whole(text: str | None) -> int | None:
    return int(text) if text else None
