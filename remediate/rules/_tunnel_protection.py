"""The IPsec profile that a tunnel interface without tunnel protection is to have."""

from __future__ import annotations

from remediate.model.base import Platform, Safety
from remediate.model.change import BindCryptoMap
from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface
from remediate.model.config_maps import IpsecProfile
from remediate.model.diagnosis import Fix
from remediate.negotiation import Side, same_protection
from remediate.tunnels.bare_tunnels import bare_tunnel

__all__ = ["protection_fix"]


def protection_fix(side: Side, other: Side) -> Fix:
    """Return the fix of the end whose tunnel interface has lost its protection.

    The profile is the one that fits the peer's: its sets, its PFS, its version of IKE. One that nothing uses goes first.
    """
    found = bare_tunnel(side.config, side.end.local_address, side.peer, other.config)
    chosen = _chosen(side.config, *found, other.config) if found is not None else "no such tunnel"
    change = None
    if isinstance(chosen, IpsecProfile) and found is not None:
        change = BindCryptoMap(
            device=side.name, map=chosen.name, interface=found[0].name, protects=True
        )
        used = any(item.tunnel_protection == chosen.name for item in side.config.interfaces)
        why = f"{chosen.name} is the one IPsec profile of {side.name} that fits the peer's"
        why += "" if used else " and that nothing uses"
    else:
        why = f"'tunnel protection ipsec profile' with the profile that is meant for the peer: {chosen}"
    return Fix(
        kind="bind-crypto-map",
        device=side.name,
        safety=Safety.DISRUPTIVE,
        documented=False,
        why=why,
        change=change,
    )


def _chosen(
    config: CryptoConfig, tunnel: Interface, there: Interface, far: CryptoConfig
) -> IpsecProfile | str:
    """Return the one profile that fits, or why there is none."""
    wanted = next((item for item in far.profiles if item.name == there.tunnel_protection), None)
    if config.platform is not Platform.IOS or wanted is None:
        return "the peer's profile, or what fits it, is not known"
    users: dict[str, list[Interface]] = {}
    for item in config.interfaces:
        if item.tunnel_protection:
            users.setdefault(item.tunnel_protection, []).append(item)
    fitting = [
        item
        for item in config.profiles
        if item.line is not None and _fits(config, item, far, wanted)
    ]
    unused = [item for item in fitting if item.name not in users]
    choice = unused or fitting
    if len(choice) != 1:
        names = ", ".join(item.name for item in choice)
        return f"{names} fit it alike" if choice else "none that is there fits it"
    (profile,) = choice
    for user in users.get(profile.name, ()):
        multipoint = None in (user.tunnel_destination, tunnel.tunnel_destination)
        if multipoint and user.tunnel_source == tunnel.tunnel_source:
            return f"{user.name} begins at {user.tunnel_source} too and would have to share {profile.name}"
    return profile


def _fits(
    config: CryptoConfig, profile: IpsecProfile, far: CryptoConfig, wanted: IpsecProfile
) -> bool:
    """Whether a profile negotiates what the peer's does; which IKE profile it names shows when it is tried."""
    if (profile.ikev2_profile is None) is not (wanted.ikev2_profile is None):
        return False
    if profile.pfs_group != wanted.pfs_group:
        return False
    ours = [config.transform_set(name) for name in profile.transform_sets]
    theirs = [far.transform_set(name) for name in wanted.transform_sets]
    return any(
        a is not None and b is not None and same_protection(a, b) and a.mode == b.mode
        for a in ours
        for b in theirs
    )
