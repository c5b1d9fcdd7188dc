"""A fleet's evidence with everything taken away but the configurations.

What a configuration was read with stays in it: the release of ``show version`` and the built-in
policies of ``show crypto isakmp default policy`` say what the device does with that configuration.
"""

from __future__ import annotations

import msgspec

from remediate.model.evidence import DeviceEvidence, FleetEvidence

__all__ = ["configurations"]


def configurations(fleet: FleetEvidence) -> FleetEvidence:
    """Return the fleet as its running-configs alone show it; devices without one stay, empty."""
    return msgspec.structs.replace(
        fleet, devices=tuple(_bare(device) for device in fleet.devices), stray=()
    )


def _bare(device: DeviceEvidence) -> DeviceEvidence:
    return DeviceEvidence(
        device=device.device,
        platform=device.platform,
        version=device.version,
        config=device.config,
        config_text=device.config_text,
        config_source=device.config_source,
        config_parts=device.config_parts,
        config_changed=device.config_changed,
        default_policies=device.default_policies,
        facts=device.facts,
        files=device.files,
        problems=device.problems,
    )
