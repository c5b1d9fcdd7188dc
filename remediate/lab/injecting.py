"""What all ways to break a tunnel have in common: lines typed on a device, and tunnels that can't be broken so."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from remediate.lab.fleet import Site, Tunnel

if TYPE_CHECKING:
    from remediate.lab.device import Device
    from remediate.lab.lab import Lab

__all__ = ["Injected", "InjectionError", "ios_only", "keyed", "kinds_only", "typed"]


class InjectionError(Exception):
    """A fault that this tunnel can't have."""


class Injected(NamedTuple):
    """What was done."""

    device: str
    lines: tuple[str, ...]
    """Typed in configuration mode; of a fault of the line a sentence."""


def ios_only(site: Site, slug: str) -> None:
    """Refuse an ASA."""
    if site.release.platform != "ios":
        raise InjectionError(f"{slug} is not emulated on {site.name}, an ASA")


def kinds_only(tunnel: Tunnel, *kinds: str) -> None:
    """Refuse a tunnel of another kind."""
    if tunnel.kind not in kinds:
        raise InjectionError(
            f"{tunnel.id} is a tunnel of kind {tunnel.kind}; this takes {', '.join(kinds)}"
        )


def keyed(tunnel: Tunnel) -> None:
    """Refuse a tunnel whose ends have certificates and no keys."""
    if tunnel.signed:
        raise InjectionError(f"the ends of {tunnel.id} have certificates, not keys")


def typed(lab: Lab, site: Site, *lines: str) -> Injected:
    """Type lines in configuration mode; a line that the device refuses is a defect of the fault."""
    device: Device = lab.devices[site.name]
    editor = device.editor()
    device.touched("lab")
    for line in lines:
        if not line.startswith(" "):
            del editor.path[1:]
        said = editor.line(line)
        if editor.failed:
            raise AssertionError(f"{site.name} refuses {line!r}: {said.strip()}")
    return Injected(site.name, lines)
