"""The lists and maps of entries that two views of a tunnel are compared by."""

from __future__ import annotations

from remediate.model.config import CryptoConfig
from remediate.model.config_lists import AccessList
from remediate.model.config_maps import CryptoMap, CryptoMapEntry
from remediate.model.evidence import DeviceEvidence
from remediate.model.selector import Selector

__all__ = ["Lists", "map_of"]


class Lists:
    """Access lists of all devices as sets of flows, each read once."""

    def __init__(self) -> None:
        self._flows: dict[tuple[str, str], frozenset[Selector]] = {}
        self._open: dict[tuple[str, str], bool] = {}

    def flows(self, device: DeviceEvidence, name: str | None) -> frozenset[Selector]:
        """Return the flows that a list permits, normalised."""
        if name is None or device.config is None:
            return frozenset()
        key = device.device, name
        if key not in self._flows:
            self._flows[key] = _flows(device.config.acl(name))
        return self._flows[key]

    def answers_anyone(self, device: DeviceEvidence, entry: CryptoMapEntry) -> bool:
        """Whether the entry's map has a dynamic map, which takes any peer."""
        key = device.device, entry.map
        if key not in self._open:
            crypto_map = map_of(device.config, entry) if device.config is not None else None
            self._open[key] = crypto_map is None or any(e.dynamic_map for e in crypto_map.entries)
        return self._open[key]


def map_of(config: CryptoConfig, entry: CryptoMapEntry) -> CryptoMap | None:
    """Return the static map that an entry is of."""
    return next((m for m in config.maps if m.name == entry.map and not m.dynamic), None)


def _flows(acl: AccessList | None) -> frozenset[Selector]:
    if acl is None:
        return frozenset()
    return frozenset(
        selector.normalised()
        for entry in acl.entries
        if entry.action == "permit" and not entry.inactive
        for selector in entry.selectors
    )
