"""In which VRF the flows of a crypto map entry are: a flow of one VRF is not taken by an entry of another.

A profile of the entry puts what it protects into its inside VRF (`vrf` of an ISAKMP profile, `ivrf` of an IKEv2
profile); customers may have the same networks there. Source: Cisco IOS "VRF-Aware IPsec".
"""

from __future__ import annotations

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig
from remediate.model.config_maps import CryptoMapEntry

__all__ = ["inside_vrf"]


def inside_vrf(config: CryptoConfig, entry: CryptoMapEntry) -> str | None:
    """Return the inside VRF that an entry's profile names, None for the VRF of the interface."""
    if entry.isakmp_profile is None and entry.ikev2_profile is None:
        return None
    first, second = _vrfs(config)
    return first.get(entry.isakmp_profile or "") or second.get(entry.ikev2_profile or "")


@remembered
def _vrfs(config: CryptoConfig) -> tuple[dict[str, str], dict[str, str]]:
    """Return the inside VRF by name of the ISAKMP profiles and of the IKEv2 profiles that have one."""
    return (
        {item.name: item.vrf for item in config.isakmp_profiles if item.vrf},
        {item.name: item.ivrf for item in config.ikev2_config.profiles if item.ivrf},
    )
