"""The other tunnels that a tunnel's changes reach: those of the same crypto map entry, or of the same list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from remediate.model.change import Change
from remediate.model.evidence import TunnelEvidence
from remediate.plan.steps import Step

__all__ = ["Beside"]

_Place = tuple[str, ...]
"""(device, map, sequence) or (device, list)."""


class Beside:
    """Tunnels by what of a device's configuration they use."""

    def __init__(self, tunnels: Iterable[TunnelEvidence]) -> None:
        self._users: dict[_Place, dict[str, TunnelEvidence]] = {}
        for tunnel in tunnels:
            for end in tunnel.ends:
                for entry in end.entries if end.device is not None else ():
                    for place in _of_entry(end.device or "", entry.map, entry.sequence, entry.acl):
                        self._users.setdefault(place, {})[tunnel.id] = tunnel

    def of(self, tunnel: TunnelEvidence, steps: Sequence[Step]) -> Iterable[TunnelEvidence]:
        """Return the other tunnels that use an entry or a list that the steps change."""
        found: dict[str, TunnelEvidence] = {}
        for step in steps:
            for place in _of_change(step.change):
                found.update(self._users.get(place, {}))
        found.pop(tunnel.id, None)
        return found.values()


def _of_entry(device: str, name: str, sequence: int, acl: str | None) -> Iterable[_Place]:
    yield device, name, str(sequence)
    if acl is not None:
        yield device, acl


def _of_change(change: Change) -> Iterable[_Place]:
    name, sequence = getattr(change, "map", None), getattr(change, "sequence", None)
    if name is not None and sequence is not None:
        yield change.device, name, str(sequence)
    acl = getattr(change, "acl", None)
    if acl is not None:
        yield change.device, acl
